//! Passkeys as a choice of the second step.

use domain::account::factor::FactorChoice;
use domain::account::security::FactorKind;
use domain::ids::FactorId;
use usecases::factors::passkey::as_one;
use uuid::Uuid;

#[test]
fn several_passkeys_are_one_choice_and_one_keeps_its_name() {
    let choice =
        |kind, label: &str| FactorChoice { id: FactorId(Uuid::nil()), kind, label: label.to_owned() };
    let names = |mut choices: Vec<FactorChoice>| {
        as_one(&mut choices);
        choices.into_iter().map(|choice| choice.label).collect::<Vec<_>>()
    };
    assert_eq!(
        names(vec![choice(FactorKind::Passkey, "Key"), choice(FactorKind::Totp, "App")]),
        ["Key", "App"]
    );
    let two = vec![
        choice(FactorKind::Passkey, "Key"),
        choice(FactorKind::Passkey, "Phone"),
        choice(FactorKind::Totp, "App"),
    ];
    assert_eq!(names(two), ["", "App"]);
}
