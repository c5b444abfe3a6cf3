//! A provider's day: who may see it, what stands in it, and that every look is in the audit log.

use crate::support::{TestPortal, on_each_database};
use domain::booking::contract::DayPage;
use domain::permission::Role;
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
