//! Words for the codes of the audit log.

use i18n::Lang;
use usecases::audit::{ACTIONS, outcome_words, what};
use usecases::examined::OUTCOMES;

#[test]
fn codes_stand_once_and_in_order() {
    for list in [ACTIONS, OUTCOMES] {
        assert!(list.is_sorted_by(|one, other| one.0 < other.0));
    }
}

#[test]
fn words_are_those_of_the_language_and_unknown_codes_stay() {
    assert_eq!(what(Lang::Es, "account.sign_in"), "Inició sesión");
    assert_eq!(what(Lang::En, "letters.send"), "letters.send");
    assert_eq!(outcome_words(Lang::En, "done"), None);
    assert_eq!(outcome_words(Lang::En, "access.not_permitted").as_deref(), Some("Not permitted"));
}
