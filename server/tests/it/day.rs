//! A provider's day: who may see it, what stands in it, and that every look is in the audit log.

use crate::support::clinic::{CALENDAR as WIDE, Clinic, at};
use crate::support::{TestPortal, on_each_database};
use domain::actor::Actor;
use domain::booking::contract::DayPage;
use domain::permission::Role;
use usecases::audit::{seal_pending, verify, watch};
use usecases::booking::patient_actor;
use usecases::calendar::{CalendarFile, import_calendar};

const CALENDAR: &str = r#"{"facility":"demo",
    "locations":[{"key":"main","name":"Main Street","zone":"America/New_York"}],
    "providers":[{"key":"ruiz","name":"Ana Ruiz"},{"key":"chen","name":"Li Chen"}],
    "visit_types":[{"key":"check","name":"Check-up","minutes":30}],
    "weekly":[{"provider":"ruiz","location":"main","weekday":"tuesday","from":"09:00","to":"12:00"}],
    "exceptions":[{"provider":"ruiz","location":"main","kind":"closed","from":"2027-03-02T10:00","to":"2027-03-02T10:30"}]}"#;

const READ_DAY: &str = "/api/booking/read_day";

/// Three colleagues: a clinician who is Ruiz, the front desk, an administrator; and one with the same name elsewhere.
async fn open(test: &TestPortal) {
    let file = CalendarFile::parse(CALENDAR).expect("a calendar file");
    import_calendar(&test.portal.backend, test.demo.id, file, false).await.expect("imported");
    let ruiz =
        usecases::booking::find_provider(&test.portal.backend, test.demo.id, "ruiz").await.expect("known");
    for (name, role) in [("ruiz", Role::Provider), ("joan", Role::FrontDesk), ("sofia", Role::Administrator)]
    {
        let mut account = test.account(&test.demo, name).await;
        account.roles = vec![role];
        account.provider = (role == Role::Provider).then_some(ruiz);
        test.add(account).await;
    }
    test.add(test.account(&test.demo, "walter").await).await;
}

fn page(body: &str) -> DayPage {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn clinicians_see_their_own_day_and_the_front_desk_anybodys() {
    on_each_database(async |test| {
        open(&test).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let own = page(&ruiz.call(READ_DAY, &[("request[day]", "2027-03-02")]).await.body);
        assert_eq!(own.provider.expect("a provider").name, "Ana Ruiz");
        let working: Vec<String> = own
            .working
            .iter()
            .map(|row| {
                format!("{} {}-{}", row.location, String::from(row.local), String::from(row.local_end))
            })
            .collect();
        assert_eq!(
            working,
            [
                "Main Street 2027-03-02T09:00:00-05:00-2027-03-02T10:00:00-05:00",
                "Main Street 2027-03-02T10:30:00-05:00-2027-03-02T12:00:00-05:00"
            ]
        );
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let chen = usecases::booking::find_provider(&test.portal.backend, test.demo.id, "chen").await;
        let id = chen.expect("known").to_string();
        let other = page(&joan.call(READ_DAY, &[("request[provider]", &id)]).await.body);
        assert_eq!(other.provider.expect("a provider").name, "Li Chen");
        assert_eq!((other.day.date(), other.day == other.today), ("2027-03-01".to_owned(), true));
        assert!(other.working.is_empty() && other.entries.is_empty());
        let html = joan.get("/staff/today?day=2027-03-02").await;
        assert_eq!(html.status, 200);
        assert!(html.body.contains("No visits booked") || html.body.contains("No hours"), "{}", html.body);
        let looks =
            test.portal.backend.db.query_number(
                "SELECT COUNT(*) FROM audit_event WHERE action = 'day.read' AND outcome = 'done'",
            );
        assert!(looks.await.expect("a number") == 3, "each look is in the audit log");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_sees_a_day_and_the_refusal_is_logged() {
    on_each_database(async |test| {
        open(&test).await;
        for name in ["sofia", "walter"] {
            let mut browser = test.signed_in(&test.demo, name).await;
            let reply = browser.call(READ_DAY, &[]).await;
            let reply = if reply.status == 422 {
                browser.call(READ_DAY, &[("request[day]", "")]).await
            } else {
                reply
            };
            assert_eq!(
                (reply.status, reply.body.as_str()),
                (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#),
                "{name}"
            );
            let page = browser.get("/staff/today").await;
            assert!(matches!(page.status, 403 | 302), "{name}: {}", page.status);
        }
        let refused =
            "SELECT COUNT(*) FROM audit_event WHERE action = 'day.read' AND outcome = 'access.not_permitted'";
        assert!(test.portal.backend.db.query_number(refused).await.expect("a number") >= 2);
        let mut stranger = test.browser(&test.demo);
        let reply = stranger.call(READ_DAY, &[("request[day]", "")]).await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"error":"signed_out"}"#));
        let page = stranger.get("/staff/today").await;
        assert_eq!((page.status, page.header("location")), (302, "/sign-in?next=/staff/today"));
    })
    .await;
}

#[tokio::test]
async fn another_facilitys_provider_is_not_found_and_an_empty_clinic_says_what_to_do() {
    on_each_database(async |test| {
        open(&test).await;
        let mut pilar = test.account(&test.norte, "pilar").await;
        pilar.roles = vec![Role::FrontDesk];
        test.add(pilar).await;
        let mut browser = test.signed_in(&test.norte, "pilar").await;
        let ruiz = usecases::booking::find_provider(&test.portal.backend, test.demo.id, "ruiz").await;
        let id = ruiz.expect("known").to_string();
        let reply = browser.call(READ_DAY, &[("request[provider]", &id)]).await;
        assert_eq!((reply.status, reply.body.as_str()), (404, r#"{"error":"not_found"}"#));
        let html = browser.get("/staff/today").await;
        assert_eq!(html.status, 200);
        assert!(html.body.contains("El calendario aún no está preparado"), "{}", html.body);
    })
    .await;
}

/// Events that say of a patient that somebody saw an appointment of theirs in a list.
const SHOWN: &str = "audit_event WHERE action = 'day.shown' AND outcome = 'done' AND account_id IS NOT NULL";

/// A patient with an account.
async fn patient(test: &TestPortal, (number, name, family): (u32, &str, &str)) -> Actor {
    let chart = test.chart(&test.demo, number, family).await;
    test.patient(&test.demo, name, chart).await;
    patient_actor(&test.portal.backend, test.demo.id, chart).await.expect("a patient")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_patient_on_a_day_has_it_on_record_once_for_a_session() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let walter = patient(&test, (1, "walter", "Hughes")).await;
        // Of the colleague's own name: of a record it would be worth an alert.
        let maya = patient(&test, (2, "maya", "Joan")).await;
        let late = patient(&test, (3, "late", "Okafor")).await;
        for (actor, hour) in [(&walter, 9), (&walter, 10), (&maya, 11)] {
            clinic.book(actor, "fine", at(hour, 0)).await.expect("booked");
        }
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let ruiz = clinic.named("fine", Some("ruiz")).await.provider.expect("known").to_string();
        let day = [("request[provider]", ruiz.as_str()), ("request[day]", "2027-03-02")];
        let count = async |of: &str| test.number(&format!("SELECT COUNT({of}) FROM {SHOWN}")).await;

        assert_eq!(page(&joan.call(READ_DAY, &day).await.body).entries.len(), 3);
        assert_eq!((count("*").await, count("DISTINCT chart_id").await), (2, 2), "one for each patient");
        // The page asks anew whenever something changes; somebody new is noted, nobody twice.
        clinic.book(&late, "fine", at(12, 0)).await.expect("booked");
        for _ in 0..2 {
            let again = joan.call("/api/booking/watch_day", &day).await;
            assert_eq!(page(&again.body).entries.len(), 4);
        }
        assert_eq!((count("*").await, count("DISTINCT chart_id").await), (3, 3));
        let empty = [("request[provider]", ruiz.as_str()), ("request[day]", "2027-03-03")];
        assert!(page(&joan.call(READ_DAY, &empty).await.body).entries.is_empty());
        assert_eq!(count("*").await, 3, "nobody was shown");
        let mut elsewhere = test.signed_in(&test.demo, "joan").await;
        assert_eq!(elsewhere.call(READ_DAY, &day).await.status, 200);
        assert_eq!(count("*").await, 6, "another session is another look");

        // It is among what the patient sees of the own record, in words, and it is no reason for an alert.
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let looks = browser.get("/records/access").await.body;
        assert!(looks.contains("Saw an appointment in the list of a day"), "{looks}");
        assert!(looks.contains("Test joan"), "{looks}");
        watch(&test.portal.backend, &test.demo).await.expect("watched");
        assert_eq!(test.number("SELECT COUNT(*) FROM audit_alert WHERE chart_id IS NOT NULL").await, 0);
        // What is written together is signed and sealed like the rest.
        let heads = test.folder.join("heads");
        seal_pending(&test.portal.backend, test.demo.id, &heads).await.expect("sealed");
        let verified = verify(&test.portal.backend, test.demo.id, &heads).await.expect("verified");
        assert!(verified.findings.is_empty(), "{:?}", verified.findings);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_refused_and_whoever_is_elsewhere_sees_nobody() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let walter = patient(&test, (1, "walter", "Hughes")).await;
        clinic.book(&walter, "fine", at(9, 0)).await.expect("booked");
        let other = WIDE.replace(r#""facility": "demo""#, r#""facility": "norte""#);
        let file = CalendarFile::parse(&other).expect("a calendar file");
        import_calendar(&test.portal.backend, test.norte.id, file, false).await.expect("imported");
        test.colleague(&test.norte, "pilar", Role::FrontDesk).await;
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        let ruiz = clinic.named("fine", Some("ruiz")).await.provider.expect("known").to_string();
        let day = [("request[provider]", ruiz.as_str()), ("request[day]", "2027-03-02")];
        for (facility, name, status) in
            [(&test.norte, "pilar", 404), (&test.demo, "sofia", 403), (&test.demo, "walter", 403)]
        {
            let mut browser = test.signed_in(facility, name).await;
            assert_eq!(browser.call(READ_DAY, &day).await.status, status, "{name}");
        }
        let own = usecases::booking::find_provider(&test.portal.backend, test.norte.id, "ruiz").await;
        let own = own.expect("known").to_string();
        let mut pilar = test.signed_in(&test.norte, "pilar").await;
        let there = [("request[provider]", own.as_str()), ("request[day]", "2027-03-02")];
        assert!(page(&pilar.call(READ_DAY, &there).await.body).entries.is_empty());
        assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {SHOWN}")).await, 0);
    })
    .await;
}
