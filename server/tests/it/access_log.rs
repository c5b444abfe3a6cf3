//! The access log as administrators read it: who may, what it answers, what it costs, and that reading it is in it.

use crate::support::{Client, TestPortal, on_each_database};
use crate::theme::{administrator, staff};
use domain::audit::contract::{AuditPage, AuditRequest, FoundPeople};
use domain::ids::{AccountId, ChartId};
use domain::permission::Role;
use domain::time::Instant;
use usecases::audit::{Event, record_alone};
use uuid::Uuid;

/// No filter at all.
const EVERYTHING: &[(&str, &str)] = &[("request[is_refused]", "false")];

async fn read(browser: &mut Client, fields: &[(&str, &str)]) -> AuditPage {
    let reply = browser.call("/api/audit/read_log", fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("a page")
}

async fn find(browser: &mut Client, name: &str) -> FoundPeople {
    let reply = browser.call("/api/audit/find_people", &[("request[name]", name)]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("people")
}

/// An event of nobody in particular.
fn event(test: &TestPortal, at: Instant, action: &str) -> Event {
    Event {
        facility: test.demo.id,
        at,
        account: None,
        chart: None,
        action: action.to_owned(),
        outcome: "done".to_owned(),
        subject: String::new(),
        address: "192.0.2.1".to_owned(),
        session: String::new(),
    }
}

async fn write(test: &TestPortal, event: &Event) {
    record_alone(&test.portal.backend, event).await.expect("written");
}

fn now(test: &TestPortal) -> Instant {
    usecases::clock::Clock::now(&*test.clock)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_administrators_reads_it_and_every_look_is_in_it() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        for (name, role) in [("joan", Role::FrontDesk), ("ana", Role::Provider), ("bill", Role::Billing)] {
            let mut other = staff(&test, name, role).await;
            assert_eq!(other.call("/api/audit/read_log", EVERYTHING).await.status, 403, "{name}");
            assert_eq!(other.call("/api/audit/find_people", &[("request[name]", "sofia")]).await.status, 403);
            assert_eq!(other.get("/files/access-log.csv").await.status, 403, "{name}");
        }
        let mut stranger = test.browser(&test.demo);
        assert_eq!(stranger.get("/files/access-log.csv").await.status, 403);
        test.pass(1);
        let first = read(&mut own, EVERYTHING).await;
        let latest = &first.lines[0];
        assert_eq!(
            (latest.action.as_str(), latest.what.as_str()),
            ("audit.read", "Looked at the access log")
        );
        assert_eq!(latest.who.as_ref().map(|who| who.name.as_str()), Some("Test sofia"));
        let denied = read(&mut own, &[("request[is_refused]", "true")]).await;
        assert_eq!(denied.lines.len(), 9, "three colleagues, three questions");
        assert!(denied.lines.iter().all(|line| line.refused.as_deref() == Some("Not permitted")));
        assert_eq!(denied.lines.iter().filter(|line| line.action == "audit.export").count(), 3);
        own.get("/files/access-log.csv").await;
        let exports = read(&mut own, &[("request[action]", "audit.export")]).await;
        assert!(exports.lines.iter().any(|line| line.refused.is_none()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_is_not_read() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        // Only writing fails: the events are there to be read.
        if test.portal.backend.db.is_postgres() {
            test.sql(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$",
            )
            .await;
            test.sql("CREATE TRIGGER full_disk BEFORE INSERT ON audit_event EXECUTE FUNCTION full_disk()").await;
        } else {
            test.sql("CREATE TRIGGER full_disk BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'full'); END")
                .await;
        }
        for (path, fields) in [
            ("/api/audit/read_log", EVERYTHING),
            ("/api/audit/find_people", &[("request[name]", "sofia")]),
            ("/api/audit/read_alerts", &[]),
            ("/api/staff/list_colleagues", &[]),
        ] {
            let reply = own.call(path, fields).await;
            assert_eq!(reply.status, 500, "{path}: {}", reply.body);
            assert!(!reply.body.contains("sofia"), "{}", reply.body);
        }
        let file = own.get("/files/access-log.csv").await;
        assert!(file.status == 500 && !file.body.contains("sofia"), "{}", file.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_a_person_a_record_an_action_and_days_of_the_clinic() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        walter.call("/api/records/list_latest", &[]).await;
        let found = find(&mut own, "HUGHES").await;
        assert_eq!((found.accounts.len(), found.charts.len()), (0, 1));
        assert_eq!(found.charts[0].name, "Test Hughes");
        let person = find(&mut own, "walt").await.accounts[0].clone();
        let by_person = read(&mut own, &[("request[account]", &person.id.to_string())]).await;
        assert_eq!(by_person.account.expect("whose").name, "Test walter");
        let actions: Vec<_> = by_person.lines.iter().map(|line| line.action.as_str()).collect();
        assert!(actions.contains(&"records.read") && actions.contains(&"account.sign_in"), "{actions:?}");
        let by_chart =
            read(&mut own, &[("request[chart]", &chart.to_string()), ("request[action]", "records.read")])
                .await;
        assert_eq!(by_chart.lines.len(), 1);
        assert_eq!(by_chart.lines[0].chart.as_ref().map(|chart| chart.name.as_str()), Some("Test Hughes"));
        // The search leaves no name anywhere.
        let names =
            "SELECT COUNT(*) FROM audit_event WHERE lower(subject) LIKE '%hughes%' OR subject LIKE '%walt%'";
        assert_eq!(test.number(names).await, 0);

        // New York is five hours behind: 04:59:59 UTC is still the day before.
        let midnight = Instant(1_803_963_600);
        for (at, subject) in [(midnight.plus_seconds(-1), "before"), (midnight, "after")] {
            write(&test, &Event { subject: subject.to_owned(), ..event(&test, at, "records.import") }).await;
        }
        test.pass(3 * 86_400);
        let mut own = test.signed_in(&test.demo, "sofia").await;
        for (day, subject) in [("2027-03-01", "before"), ("2027-03-02", "after")] {
            let days = [("request[from]", day), ("request[to]", day), ("request[action]", "records.import")];
            let page = read(&mut own, &days).await;
            let subjects: Vec<_> = page.lines.iter().map(|line| line.subject.as_str()).collect();
            assert_eq!(subjects, [subject], "{day}");
        }
        let wrong = own.call("/api/audit/read_log", &[("request[from]", "2027-02-30")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_hold_every_event_once_and_the_export_all_of_them_without_formulas() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let long_ago = now(&test).plus_seconds(-86_400);
        for number in 0..120_i64 {
            // Many of the same second, so that the id decides.
            let subject =
                if number == 0 { "=HYPERLINK(\"x\")".to_owned() } else { format!("event {number}") };
            let written =
                Event { subject, ..event(&test, long_ago.plus_seconds(number / 40), "records.import") };
            write(&test, &written).await;
        }
        write(&test, &Event { facility: test.norte.id, ..event(&test, long_ago, "records.import") }).await;
        let mut subjects = Vec::new();
        let mut before: Option<String> = None;
        loop {
            let mut fields = vec![("request[action]", "records.import")];
            if let Some(before) = &before {
                fields.push(("request[before]", before));
            }
            let page = read(&mut own, &fields).await;
            assert!(page.lines.is_sorted_by(|a, b| a.local >= b.local));
            subjects.extend(page.lines.into_iter().map(|line| line.subject));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(subjects.len(), 120);
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), 120, "each once, and none of another clinic's");
        let file = own.get("/files/access-log.csv?action=records.import").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.body.lines().count(), 121, "a head and every event");
        assert!(
            file.body.starts_with("\u{feff}\"When\"") && file.body.contains("\"'=HYPERLINK(\"\"x\"\")\"")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_question_is_answered_by_one_index_without_sorting() {
    on_each_database(async |test| {
        if test.portal.backend.db.is_postgres() {
            // Its planner reads a small table as a whole; the indexes are the same.
            return;
        }
        let shown = std::sync::Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
        let mut backend = test.portal.backend.clone();
        let heard = std::sync::Arc::clone(&shown);
        backend.db.observe(move |statement| heard.lock().expect("a list").push(statement.to_owned()));
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        let actor = usecases::booking::patient_actor(&backend, test.demo.id, chart).await.expect("an actor");
        let actor = domain::actor::Actor { roles: vec![Role::Administrator], ..actor };
        let person = Some(AccountId(Uuid::from_u128(1)));
        let chart = Some(ChartId(Uuid::from_u128(2)));
        let before = Some(format!("1803902400.{}", Uuid::from_u128(3)));
        let plain = AuditRequest { before, ..AuditRequest::default() };
        for (request, index) in [
            (plain.clone(), "audit_event_at"),
            (AuditRequest { account: person, ..plain.clone() }, "audit_event_account"),
            (AuditRequest { chart, ..plain.clone() }, "audit_event_chart"),
            (AuditRequest { action: Some("records.read".to_owned()), ..plain.clone() }, "audit_event_action"),
            (AuditRequest { is_refused: true, ..plain.clone() }, "audit_event_refused"),
        ] {
            shown.lock().expect("a list").clear();
            usecases::audit::read_log(&backend, &test.demo, &actor, i18n::Lang::En, request)
                .await
                .expect("a page");
            let statements = shown.lock().expect("a list").clone();
            let select =
                statements.iter().find(|text| text.starts_with("SELECT \"audit_event\"")).expect("a query");
            let plan = backend.db.explain(select).await.expect("a plan").join("\n");
            assert!(
                plan.contains(index) && !plan.contains("TEMP B-TREE") && !plan.contains("SCAN"),
                "{index}: {plan}"
            );
        }
    })
    .await;
}
