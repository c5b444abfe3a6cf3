//! Booking and cancelling on the command line, as the patient and by the rules of the pages.

use super::calendar::{CALENDAR, import, slots};
use super::{Ended, portal, words};
use crate::support::{Settings, TestPortal, on_each_database};
use domain::ids::ChartId;
use serde_json::{Value, json};
use uuid::Uuid;

const START: &str = "2027-03-14T13:00:00Z";
/// Two days before.
const EARLY: &str = "2027-03-12T12:00:00Z";

async fn open(test: &TestPortal) -> (Settings, ChartId, ChartId) {
    assert_eq!(import(test, CALENDAR, &[]).await.code, 0);
    let one = test.chart(&test.demo, 1, "Hughes").await;
    (test.settings(), one, test.chart(&test.demo, 2, "Reyes").await)
}

async fn book(settings: &Settings, chart: ChartId, provider: &str, start: &str, now: &str) -> Ended {
    let line = format!(
        "appointment book --facility demo --chart {chart} --provider {provider} --visit-type check --start {start} \
         --now {now} --json"
    );
    portal(settings, &words(&line)).await
}

async fn cancel(settings: &Settings, chart: ChartId, which: &str, now: &str) -> Ended {
    let line = format!("appointment cancel --facility demo --chart {chart} {which} --now {now} --json");
    portal(settings, &words(&line)).await
}

/// Checks a refusal by a rule: in JSON for scripts, in words for people, exit 1.
fn must_be_refused(ended: &Ended, rule: &str) {
    assert_eq!((ended.code, ended.json()), (1, json!({"refused": {"rule": rule}})), "{ended:?}");
    let sentence = ended.err.strip_prefix(&format!("refused: {rule}: "));
    assert!(sentence.is_some_and(|sentence| sentence.trim_end().ends_with('.')), "{ended:?}");
}

fn id(booked: &Ended) -> String {
    let id = booked.json()["appointment"].as_str().expect("an id").to_owned();
    assert!(id.parse::<Uuid>().is_ok(), "{id}");
    id
}

/// What a command prints of the appointment at nine with Ruiz.
fn printed(id: &str, status: &str) -> Value {
    json!({
        "appointment": id, "status": status, "start": START, "end": "2027-03-14T13:30:00Z", "provider": "ruiz",
        "location": "main",
    })
}

#[tokio::test]
async fn an_appointment_is_booked_and_cancelled_and_its_time_is_free_again() {
    on_each_database(async |test| {
        let (settings, one, other) = open(&test).await;
        let free = slots(&settings, "ruiz", EARLY, " --json").await;
        let booked = book(&settings, one, "ruiz", "2027-03-14T09:00:00-04:00", EARLY).await;
        let id = id(&booked);
        assert_eq!((booked.code, booked.json(), booked.err.as_str()), (0, printed(&id, "booked"), ""));
        assert_eq!(slots(&settings, "ruiz", EARLY, " --json").await.out, "[]\n");
        must_be_refused(&book(&settings, other, "ruiz", START, EARLY).await, "booking.slot_taken");
        must_be_refused(&book(&settings, one, "chen", START, EARLY).await, "booking.patient_busy");

        let foreign = cancel(&settings, other, &format!("--appointment {id}"), EARLY).await;
        foreign.must_fail_with("no such appointment");
        let cancelled = cancel(&settings, one, &format!("--appointment {id}"), EARLY).await;
        assert_eq!((cancelled.code, cancelled.json(), cancelled.err.as_str()), (0, printed(&id, "cancelled"), ""));
        assert_eq!(slots(&settings, "ruiz", EARLY, " --json").await.out, free.out);
        let twice = cancel(&settings, one, &format!("--appointment {id}"), EARLY).await;
        must_be_refused(&twice, "booking.already_cancelled");

        // The same by provider and start; and whoever is free.
        assert_eq!(book(&settings, one, "ruiz", START, EARLY).await.code, 0);
        assert_eq!(book(&settings, other, "any", START, EARLY).await.json()["provider"], json!("chen"));
        let by_start = format!("--provider ruiz --visit-type check --start {START}");
        let cancelled = cancel(&settings, one, &by_start, EARLY).await;
        assert_eq!((cancelled.code, &cancelled.json()["status"]), (0, &json!("cancelled")));

        // It went the way of the pages: events on the chart, and messages that wait.
        for (table, condition) in [
            ("audit_event", "action = 'booking.book' AND outcome = 'done' AND chart_id IS NOT NULL"),
            ("outbox", "event = 'appointment_booked'"),
        ] {
            let count = test.number(&format!("SELECT COUNT(*) FROM {table} WHERE {condition}")).await;
            assert_eq!(count, 3, "{table}");
        }
        let plain = format!(
            "appointment book --facility demo --chart {one} --provider ruiz --visit-type check --start {START} --now {EARLY}"
        );
        let told = portal(&settings, &words(&plain)).await;
        assert!(told.code == 0 && told.out.ends_with(" with ruiz at main\n"), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn the_rules_of_the_pages_hold_on_the_command_line() {
    on_each_database(async |test| {
        let (settings, one, other) = open(&test).await;
        for (start, now, rule) in [
            // One second less than the notice.
            (START, "2027-03-14T11:00:01Z", "booking.too_late"),
            (START, "2027-01-12T12:00:00Z", "booking.beyond_horizon"),
            ("2027-03-14T13:10:00Z", EARLY, "booking.no_longer_offered"),
            ("2027-03-14T13:30:00Z", EARLY, "booking.no_longer_offered"),
        ] {
            must_be_refused(&book(&settings, one, "ruiz", start, now).await, rule);
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment").await, 0);
        assert_eq!(test.number("SELECT COUNT(*) FROM busy_unit").await, 0);
        // Exactly the notice is enough.
        let booked = book(&settings, one, "ruiz", START, "2027-03-14T11:00:00Z").await;
        assert_eq!(booked.code, 0, "{booked:?}");
        let late =
            cancel(&settings, one, &format!("--appointment {}", id(&booked)), "2027-03-13T13:00:01Z").await;
        must_be_refused(&late, "booking.call_us");
        let in_time =
            cancel(&settings, one, &format!("--appointment {}", id(&booked)), "2027-03-13T13:00:00Z").await;
        assert_eq!(in_time.code, 0, "{in_time:?}");
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment WHERE status = 'booked'").await, 0);
        let absent = cancel(&settings, other, &format!("--provider ruiz --start {START}"), EARLY).await;
        absent.must_fail_with("no such appointment");
    })
    .await;
}

#[tokio::test]
async fn unknown_keys_and_charts_end_with_1_and_are_named() {
    on_each_database(async |test| {
        let (settings, one, _) = open(&test).await;
        let elsewhere = test.chart(&test.norte, 3, "Vega").await;
        let known = format!(
            "appointment book --facility demo --chart {one} --provider ruiz --visit-type check --location main \
             --start {START} --now {EARLY} --json"
        );
        let chart = one.to_string();
        let (foreign, absent) = (elsewhere.to_string(), Uuid::from_u128(0xDEAD).to_string());
        for (from, to) in [
            ("facility demo", "facility nowhere"),
            ("provider ruiz", "provider house"),
            ("check", "chat"),
            ("main", "moon"),
            (chart.as_str(), foreign.as_str()),
            (chart.as_str(), absent.as_str()),
        ] {
            let ended = portal(&settings, &words(&known.replacen(from, to, 1))).await;
            ended.must_fail_with(to.split(' ').next_back().unwrap_or_default());
        }
        assert_eq!(portal(&settings, &words(&known)).await.code, 0);
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_booked_with_a_provider_who_left_is_named_and_cancelled_all_the_same() {
    on_each_database(async |test| {
        let (settings, one, other) = open(&test).await;
        let first = id(&book(&settings, one, "ruiz", START, EARLY).await);
        let second = book(&settings, other, "chen", START, EARLY).await;
        assert_eq!(second.code, 0, "{second:?}");
        let left = CALENDAR.replace(r#""specialty":"Family medicine""#, r#""specialty":"","active":false"#);
        assert_eq!(import(&test, &left, &[]).await.code, 0);
        let booking = book(&settings, other, "ruiz", "2027-03-14T13:00:00Z", EARLY).await;
        booking.must_fail_with("there is no provider \"ruiz\"");
        let cancelled =
            cancel(&settings, one, &format!("--provider ruiz --visit-type check --start {START}"), EARLY)
                .await;
        assert_eq!((cancelled.code, cancelled.json()), (0, printed(&first, "cancelled")), "{cancelled:?}");
        let unknown = cancel(&settings, one, &format!("--provider house --start {START}"), EARLY).await;
        unknown.must_fail_with("there is no provider \"house\"");
    })
    .await;
}

#[tokio::test]
async fn an_appointment_with_a_provider_who_left_is_printed_with_the_key() {
    on_each_database(async |test| {
        let (settings, one, _) = open(&test).await;
        let booked = id(&book(&settings, one, "ruiz", START, EARLY).await);
        let left = CALENDAR.replace(r#""specialty":"Family medicine""#, r#""specialty":"","active":false"#);
        assert_eq!(import(&test, &left, &[]).await.code, 0);
        let cancelled = cancel(&settings, one, &format!("--appointment {booked}"), EARLY).await;
        assert_eq!((cancelled.code, cancelled.json()), (0, printed(&booked, "cancelled")), "{cancelled:?}");
    })
    .await;
}
