//! Alerts about the access log: found by a job, once whoever looks, told without content, and looked at by one person.

use crate::support::channels::Post;
use crate::support::{Client, TestPortal, on_each_database};
use crate::theme::{administrator, staff};
use domain::audit::alert::AlertKind;
use domain::audit::contract::{AlertsPage, RulesPage};
use domain::ids::{AccountId, ChartId};
use domain::permission::Role;
use domain::time::Instant;
use std::sync::Arc;
use usecases::audit::{Event, record_alone, watch};
use usecases::outbox::deliver_due;
use uuid::Uuid;

fn now(test: &TestPortal) -> Instant {
    usecases::clock::Clock::now(&*test.clock)
}

async fn account_of(test: &TestPortal, username: &str) -> AccountId {
    let hex = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let found = test.texts(&format!("SELECT {hex} FROM account WHERE username = '{username}'")).await;
    AccountId(found[0].parse::<Uuid>().expect("an id"))
}

/// A colleague opened a record.
async fn opened(test: &TestPortal, account: AccountId, chart: ChartId, at: Instant) {
    let event = Event {
        facility: test.demo.id,
        at,
        account: Some(account),
        chart: Some(chart),
        action: "records.read".to_owned(),
        outcome: "done".to_owned(),
        subject: "diagnoses".to_owned(),
        address: "192.0.2.1".to_owned(),
        session: String::new(),
    };
    record_alone(&test.portal.backend, &event).await.expect("written");
}

async fn look(test: &TestPortal) -> u64 {
    watch(&test.portal.backend, &test.demo).await.expect("a look")
}

async fn alerts(browser: &mut Client) -> AlertsPage {
    let reply = browser.call("/api/audit/read_alerts", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("alerts")
}

fn kinds(page: &AlertsPage) -> Vec<AlertKind> {
    let mut kinds: Vec<_> = page.alerts.iter().map(|alert| alert.kind).collect();
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unusual_is_found_once_by_two_who_look_at_the_same_time() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        staff(&test, "ana", Role::Provider).await;
        let ana = account_of(&test, "ana").await;
        let mut charts = Vec::new();
        for number in 1..=21 {
            charts.push(test.chart(&test.demo, number, &format!("Family{number}")).await);
        }
        assert_eq!(look(&test).await, 0, "a first sign-in is no news");
        // “Test ana” and a patient called Ana; twenty others within five minutes.
        let relative = test.chart(&test.demo, 99, "Ana").await;
        opened(&test, ana, relative, now(&test)).await;
        for (seconds, chart) in (0..).zip(&charts) {
            opened(&test, ana, *chart, now(&test).plus_seconds(seconds * 15)).await;
        }
        test.pass(400);
        let (one, other) = tokio::join!(look(&test), look(&test));
        assert_eq!(one + other, 2, "each once");
        assert_eq!(look(&test).await, 0, "and never again");
        let page = alerts(&mut own).await;
        assert_eq!(kinds(&page), [AlertKind::MassRead, AlertKind::SameSurname]);
        let mass = page.alerts.iter().find(|alert| alert.kind == AlertKind::MassRead).expect("one");
        assert_eq!((mass.who.name.as_str(), mass.count), ("Test ana", 22));
        // Midday in Madrid is no night in New York, but half past three in the morning is.
        test.clock.set(Instant(1_803_976_200));
        opened(&test, ana, charts[0], now(&test)).await;
        assert_eq!(look(&test).await, 1);
        // A patient who reads the own record is nobody's business.
        test.patient(&test.demo, "walter", charts[1]).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        walter.call("/api/records/list_latest", &[]).await;
        assert_eq!(look(&test).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_from_another_device_is_found_and_one_from_a_known_device_is_not() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        look(&test).await;
        test.pass(60);
        let mut other = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(look(&test).await, 1);
        assert_eq!(kinds(&alerts(&mut own).await), [AlertKind::NewDevice]);
        test.pass(60);
        let again = [("request[username]", "sofia"), ("request[password]", "a quiet harbour at dawn")];
        assert_eq!(other.call("/api/account/sign_in", &again).await.status, 200);
        assert_eq!(look(&test).await, 0, "the browser is known");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_are_told_once_that_there_is_something_and_not_what() {
    on_each_database(async |mut test| {
        let post = Arc::new(Post::default());
        test.connect(&post);
        let mut own = administrator(&test).await;
        staff(&test, "ana", Role::Provider).await;
        let sofia = account_of(&test, "sofia").await;
        let (facility, contact) = (test.id(test.demo.id.0), test.id(Uuid::from_u128(77)));
        test.sql(&format!(
            "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
             VALUES ({facility}, {contact}, {}, 'email', 'sofia@example.org', 'sofia@example.org', 'ok', 1, 1)",
            test.id(sofia.0)
        ))
        .await;
        look(&test).await;
        let relative = test.chart(&test.demo, 99, "Ana").await;
        let ana = account_of(&test, "ana").await;
        for _ in 0..3 {
            test.pass(60);
            opened(&test, ana, relative, now(&test)).await;
            look(&test).await;
        }
        deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
        let sent = post.mails();
        assert_eq!(sent.len(), 1);
        let text = format!("{} {} {}", sent[0].to, sent[0].subject, sent[0].text);
        assert!(text.contains("sofia@example.org") && text.contains("access log") && !text.contains("Ana"), "{text}");
        assert_eq!(alerts(&mut own).await.alerts.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_looks_at_an_alert_and_notes_what_they_found() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let mut other = staff(&test, "marta", Role::Administrator).await;
        look(&test).await;
        test.pass(60);
        test.signed_in(&test.demo, "sofia").await;
        look(&test).await;
        let id = alerts(&mut own).await.alerts[0].id.to_string();
        let fields = [("request[alert]", id.as_str()), ("request[note]", "It was me, on my new phone.")];
        assert_eq!(own.call("/api/audit/look_at_alert", &fields).await.status, 200);
        let late = other.call("/api/audit/look_at_alert", &fields).await;
        assert!(late.status == 409 && late.body.contains("audit.looked_at"), "{}", late.body);
        let looked = alerts(&mut other).await.alerts[0].looked.clone().expect("looked at");
        assert_eq!((looked.by.as_str(), looked.note.as_str()), ("Test sofia", "It was me, on my new phone."));
        let missing = [("request[alert]", "00000000-0000-0000-0000-000000000001")];
        assert_eq!(own.call("/api/audit/look_at_alert", &missing).await.status, 404);
        let mut elsewhere = staff(&test, "joan", Role::FrontDesk).await;
        assert_eq!(elsewhere.call("/api/audit/look_at_alert", &fields).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_are_the_clinics_own() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let read = async |browser: &mut Client| -> RulesPage {
            let reply = browser.call("/api/audit/read_rules", &[]).await;
            serde_json::from_str(&reply.body).expect("rules")
        };
        let page = read(&mut own).await;
        let form = |version: &str, charts: &str, to: &str| {
            [
                ("request[version]", version.to_owned()),
                ("request[kinds][0]", "mass_read".to_owned()),
                ("request[mass_charts]", charts.to_owned()),
                ("request[mass_minutes]", "10".to_owned()),
                ("request[night_from]", "22:00".to_owned()),
                ("request[night_to]", to.to_owned()),
            ]
        };
        let send = async |browser: &mut Client, fields: [(&'static str, String); 6]| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.call("/api/audit/save_rules", &fields).await
        };
        let wrong = send(&mut own, form(&page.version, "1", "22:00")).await;
        assert!(wrong.status == 422 && wrong.body.contains("mass_charts") && wrong.body.contains("night_to"));
        assert_eq!(send(&mut own, form(&page.version, "2", "06:00")).await.status, 200);
        assert_eq!(send(&mut own, form(&page.version, "3", "06:00")).await.status, 409);
        assert_eq!(read(&mut own).await.rules.mass_charts, 2);
        // They hold, and the others are off: a new device is no alert any more, two records are.
        staff(&test, "ana", Role::Provider).await;
        let ana = account_of(&test, "ana").await;
        test.pass(60);
        test.signed_in(&test.demo, "sofia").await;
        for number in 1..=2 {
            let chart = test.chart(&test.demo, number, "Ana").await;
            opened(&test, ana, chart, now(&test)).await;
        }
        assert_eq!(look(&test).await, 1);
        assert_eq!(kinds(&alerts(&mut own).await), [AlertKind::MassRead]);
        test.pass(11 * 60);
        let version = read(&mut own).await.version;
        assert_eq!(send(&mut own, form(&version, "5", "06:00")).await.status, 403, "a step-up is needed");
    })
    .await;
}
