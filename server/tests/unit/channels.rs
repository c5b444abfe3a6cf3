//! Channels made from settings.

use crate::support::load;
use server::channels::channels;

/// Makes the channels from these variables; the complaint, if there is one.
fn complaint(set: &[(&str, &str)]) -> Option<String> {
    channels(&load(set).expect("settings that can be read")).err()
}

#[tokio::test]
async fn what_is_configured_can_send_and_nothing_else() {
    let made = |set: &[(&str, &str)]| {
        let channels = channels(&load(set).expect("settings")).expect("channels");
        (channels.mail.is_some(), channels.sms.is_some())
    };
    let mail = ("PORTAL_SMTP_URL", "smtps://portal:secret@mail.example.org");
    let sms = [
        ("PORTAL_SMS_URL", "https://api.twilio.com"),
        ("PORTAL_SMS_ACCOUNT", "AC1"),
        ("PORTAL_SMS_TOKEN", "secret"),
        ("PORTAL_SMS_FROM", "+15550100100"),
    ];
    assert_eq!(made(&[]), (false, false));
    assert_eq!(made(&[mail, ("PORTAL_MAIL_FROM", "no-reply@example.org")]), (true, false));
    assert_eq!(made(&sms), (false, true));
    // Without a sender, mail comes from the portal's own host.
    assert_eq!(made(&[mail, ("PORTAL_BASE_URL", "https://portal.example.org")]), (true, false));
    assert_eq!(made(&[mail]), (true, false));
}

#[test]
fn each_wrong_setting_of_e_mail_is_named_with_what_to_write() {
    for url in
        ["mail.example.org", "https://mail.example.org", "smtp://", "smtp://mail.example.org?tls=maybe"]
    {
        let told = complaint(&[("PORTAL_SMTP_URL", url)]).unwrap_or_default();
        assert!(told.starts_with("PORTAL_SMTP_URL ") && told.contains("write smtps://"), "{url}: {told}");
    }
    let secret = complaint(&[("PORTAL_SMTP_URL", "mail://portal:hidden@mail.example.org")]);
    assert!(secret.is_some_and(|told| !told.contains("hidden")), "a password is not repeated");
    let good = ("PORTAL_SMTP_URL", "smtps://mail.example.org");
    for from in ["clinic", "Clinic <no-reply@example.org>", "no-reply@", "@example.org", "a b@example.org"] {
        let told = complaint(&[good, ("PORTAL_MAIL_FROM", from)]).unwrap_or_default();
        let is_told = told.starts_with("PORTAL_MAIL_FROM ") && told.contains(&format!("{from:?}"));
        assert!(is_told && told.contains("as in no-reply@example.org"), "{from}: {told}");
    }
}

#[test]
fn a_gateway_that_lacks_a_setting_says_which_ones_it_needs() {
    let all = [
        ("PORTAL_SMS_URL", "https://api.twilio.com"),
        ("PORTAL_SMS_ACCOUNT", "AC1"),
        ("PORTAL_SMS_TOKEN", "hidden"),
        ("PORTAL_SMS_FROM", "+15550100100"),
    ];
    for missing in ["PORTAL_SMS_ACCOUNT", "PORTAL_SMS_TOKEN", "PORTAL_SMS_FROM"] {
        let others: Vec<_> = all.into_iter().filter(|(name, _)| *name != missing).collect();
        let told = complaint(&others).unwrap_or_default();
        assert!(
            told.contains(missing) && told.contains("needs") && !told.contains("hidden"),
            "{missing}: {told}"
        );
    }
    for url in ["api.twilio.com", "https://", "mailto:gateway"] {
        let mut set = all;
        set[0].1 = url;
        let told = complaint(&set).unwrap_or_default();
        let is_told = told.starts_with("PORTAL_SMS_URL ") && told.contains("as in https://api.twilio.com");
        assert!(is_told, "{url}: {told}");
    }
}
