//! Setting an installation up: the schema, facilities, administrators, and the look at all of it.

use super::{Ended, portal, portal_reading, words};
use crate::support::{Settings, on_each_database};
use std::os::unix::fs::PermissionsExt as _;

const PASSWORD: &str = "forty green lanterns";

async fn create_administrator(settings: &Settings, facility: &str, password: &str) -> Ended {
    let line = format!("admin create --facility {facility} --email sofia@example.org --password-stdin");
    portal_reading(settings, &words(&line), &format!("{password}\n")).await
}

async fn create_facility(settings: &Settings, key: &str, host: &str, zone: &str, language: &str) -> Ended {
    let line = ["--key", key, "--name", "East Side", "--host", host, "--zone", zone, "--language", language];
    portal(settings, &[&["facility", "create"], line.as_slice()].concat()).await
}

/// Checks that the doctor ends so, with this line.
async fn doctor(settings: &Settings, code: i32, line: &str) {
    let ended = portal(settings, &["doctor"]).await;
    assert!(ended.code == code && ended.out.contains(line), "{line}: {ended:?}");
    assert_eq!(ended.out.contains('✗'), code == 1, "{ended:?}");
    assert_eq!(ended.err.contains("to be put right"), code == 1, "{ended:?}");
}

#[tokio::test]
async fn a_new_installation_is_told_at_each_step_what_comes_next() {
    on_each_database(async |test| {
        if test.portal.backend.db.is_postgres() {
            return;
        }
        let folder = test.folder.join("new");
        let path = folder.join("portal.db");
        let settings = Settings { database_url: format!("sqlite://{}", path.display()), folder };
        doctor(&settings, 1, "run: portal migrate").await;
        assert!(!path.exists(), "looking makes no database");
        create_facility(&settings, "east", "east.localhost", "UTC", "en")
            .await
            .must_fail_with("run: portal migrate");
        let migrated = portal(&settings, &["migrate"]).await;
        assert!(migrated.code == 0 && !migrated.out.starts_with("0 "), "{migrated:?}");
        let again = portal(&settings, &["migrate"]).await;
        assert!(again.code == 0 && again.out.starts_with("0 migrations applied"), "{again:?}");
        doctor(&settings, 1, "portal facility create").await;
        create_administrator(&settings, "east", PASSWORD).await.must_fail_with("portal facility create");
        assert_eq!(create_facility(&settings, "east", "east.localhost", "UTC", "en").await.code, 0);
        doctor(&settings, 1, "portal admin create --facility east").await;
        assert_eq!(create_administrator(&settings, "east", PASSWORD).await.code, 0);
        doctor(&settings, 0, "facility east: answers on east.localhost, has an administrator").await;
    })
    .await;
}

#[tokio::test]
async fn a_facility_answers_on_its_host_as_soon_as_it_is_made() {
    on_each_database(async |test| {
        let settings = test.settings();
        let made = create_facility(&settings, "east", "East.localhost", "Europe/Madrid", "es").await;
        let told = "facility east answers on http://east.localhost:3000\n";
        assert_eq!((made.code, made.out.as_str(), made.err.as_str()), (0, told, ""));
        let east = usecases::facility::find_by_key(&test.portal.backend, "east").await.expect("a facility");
        assert_eq!(
            (east.name.as_str(), east.zone.as_str(), east.language.code()),
            ("East Side", "Europe/Madrid", "es")
        );
        let page = test.browser(&east).get("/sign-in").await;
        assert!(page.status == 200 && page.body.contains("East Side"), "{}", page.body);

        for (key, host, zone, language, words) in [
            ("east", "other.localhost", "UTC", "en", "are its key and host free?"),
            ("other", "east.localhost", "UTC", "en", "are its key and host free?"),
            ("Other", "other.localhost", "UTC", "en", "lower-case letters"),
            ("other", "https://other.localhost", "UTC", "en", "leave out scheme and port"),
            ("other", "other.localhost:3000", "UTC", "en", "leave out scheme and port"),
            ("other", "other.localhost", "Mars/Base", "en", "Mars/Base"),
            ("other", "other.localhost", "UTC", "tlh", "use one of en, es"),
        ] {
            create_facility(&settings, key, host, zone, language).await.must_fail_with(words);
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM facility").await, 3);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_signs_in_with_the_password_that_was_read() {
    on_each_database(async |test| {
        let settings = test.settings();
        let sign_in = async |password: &str| {
            let mut browser = test.browser(&test.demo);
            let fields = [("request[username]", "sofia@example.org"), ("request[password]", password)];
            (browser.call("/api/account/sign_in", &fields).await.status, browser)
        };
        create_administrator(&settings, "demo", "short").await.must_fail_with("Use at least 15 characters.");
        create_administrator(&settings, "nowhere", PASSWORD).await.must_fail_with("\"nowhere\"");
        assert_eq!(test.number("SELECT COUNT(*) FROM account").await, 0);

        let made = create_administrator(&settings, "demo", PASSWORD).await;
        assert_eq!(
            (made.code, made.out.as_str()),
            (0, "sofia@example.org is administrator of demo\n"),
            "{made:?}"
        );
        assert!(!made.err.contains(PASSWORD));
        let (status, mut browser) = sign_in(PASSWORD).await;
        assert_eq!(status, 200);
        assert_eq!(browser.get("/settings/calendar").await.status, 200, "the role is there");

        // The same name again: a new password, and the old one opens nothing.
        assert_eq!(create_administrator(&settings, "demo", "ninety amber windmills").await.code, 0);
        assert_eq!(test.number("SELECT COUNT(*) FROM account").await, 1);
        assert_ne!(sign_in(PASSWORD).await.0, 200);
        assert_eq!(sign_in("ninety amber windmills").await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    on_each_database(async |test| {
        let settings = test.settings();
        doctor(&settings, 1, "✗ facility norte: has no administrator").await;
        for facility in ["demo", "norte"] {
            assert_eq!(create_administrator(&settings, facility, PASSWORD).await.code, 0);
        }
        doctor(&settings, 0, "✓ schema: current").await;

        let secret = settings.folder.join("secret.key");
        let open = |mode| std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(mode));
        open(0o644).expect("own file");
        doctor(&settings, 1, "✗ secret key: ").await;
        open(0o600).expect("own file");

        for (name, value, words) in [
            ("PORTAL_LISTEN", "3000", "✗ configuration: PORTAL_LISTEN"),
            ("PORTAL_SMTP_URL", "mail.example.org", "✗ channels: PORTAL_SMTP_URL"),
            ("PORTAL_SMS_URL", "https://api.twilio.com", "PORTAL_SMS_TOKEN"),
            ("PORTAL_ASSETS_DIR", "/nowhere", "✗ client files: "),
        ] {
            let mut command = settings.command(&["doctor"]);
            command.env(name, value);
            let output = tokio::task::spawn_blocking(move || command.output().expect("the binary runs")).await;
            let ended = Ended::from(output.expect("no panic"));
            assert!(ended.code == 1 && ended.out.contains(words), "{name}: {ended:?}");
        }

        let facility = test.id(test.demo.id.0);
        test.sql(&format!(
            "INSERT INTO outbox (facility_id, id, event, dedupe_key, subject_kind, subject_id, subject_version, due_s, \
             state, attempts, created_s) VALUES ({facility}, {facility}, 'appointment_booked', 'a', 'appointment', \
             {facility}, 0, 0, 'dead', 9, 0)"
        ))
        .await;
        doctor(&settings, 0, "• outbox of demo: 1 messages were given up").await;

        doctor(&settings, 0, "✓ files handed in: none is left behind").await;
        let intake = settings.folder.join("intake");
        std::fs::create_dir_all(&intake).expect("a folder");
        std::fs::write(intake.join(format!("{}.{}.json", test.demo.id, test.demo.id)), "{}").expect("a file");
        doctor(&settings, 0, "• files handed in: 1 are left behind in ").await;
    })
    .await;
}
