//! One-time codes as text messages.

use domain::account::code::Purpose;
use domain::ids::FacilityId;
use i18n::Lang;
use usecases::codes::letter;
use usecases::facility::{Contacts, Facility};
use uuid::Uuid;

/// Characters of one text message in the GSM 7-bit alphabet.
const SMS_CHARS: usize = 160;

#[test]
fn a_text_message_is_one_and_names_no_more_than_the_clinic() {
    let facility = Facility {
        id: FacilityId(Uuid::nil()),
        key: String::new(),
        name: "A clinic with a name of forty characters".to_owned(),
        host: String::new(),
        language: Lang::En,
        zone: "UTC".to_owned(),
        is_enabled: true,
        contacts: Contacts::default(),
        cancel_notice_minutes: 0,
        theme_version: 0,
        security: domain::account::security::SecuritySettings::default(),
        registration: domain::registration::settings::RegistrationSettings::default(),
    };
    for lang in Lang::ALL {
        for purpose in Purpose::ALL {
            let letter = letter(&facility, lang, purpose, "123456");
            assert!(letter.sms.chars().count() <= SMS_CHARS, "{}", letter.sms);
            assert!(letter.sms.contains("123456") && !letter.sms.contains('{'), "{}", letter.sms);
            assert!(letter.paragraphs.iter().all(|part| !part.contains('{')));
        }
    }
}
