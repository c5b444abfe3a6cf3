//! One-time codes as text messages.

use crate::support::facility;
use domain::account::code::Purpose;
use i18n::Lang;
use usecases::codes::letter;

/// Characters of one text message in the GSM 7-bit alphabet.
const SMS_CHARS: usize = 160;

#[test]
fn a_text_message_is_one_and_names_no_more_than_the_clinic() {
    let facility = facility("A clinic with a name of forty characters", "");
    for lang in Lang::ALL {
        for purpose in Purpose::ALL {
            let letter = letter(&facility, lang, purpose, "123456");
            assert!(letter.sms.chars().count() <= SMS_CHARS, "{}", letter.sms);
            assert!(letter.sms.contains("123456") && !letter.sms.contains('{'), "{}", letter.sms);
            assert!(letter.paragraphs.iter().all(|part| !part.contains('{')));
        }
    }
}
