//! Whom passkeys are made for.

use crate::support::facility;
use usecases::examined::relying_party as of;
use usecases::site::Site;
use uuid::Uuid;
use webauthn_rs::prelude::Url;

#[test]
fn passkeys_are_bound_to_the_facility_s_host_at_the_site_s_scheme_and_port() {
    let party = of(&Site::default(), &facility("Harbor", "demo.localhost")).expect("a party");
    let origins: Vec<_> = party.get_allowed_origins().iter().map(Url::as_str).collect();
    assert_eq!(origins, ["http://demo.localhost:3000/"]);
    let (question, _) =
        party.start_passkey_registration(Uuid::nil(), "ana", "ana", None).expect("a question");
    assert_eq!(question.public_key.rp.id, "demo.localhost");
    let https = Site { scheme: "https".to_owned(), port: None };
    let party = of(&https, &facility("Harbor", "portal.clinic.example")).expect("a party");
    assert_eq!(party.get_allowed_origins()[0].as_str(), "https://portal.clinic.example/");
}

#[test]
fn an_address_in_figures_has_no_passkeys() {
    assert!(of(&Site::default(), &facility("Harbor", "192.0.2.7")).is_err());
}
