//! A record in which something of each kind is not for everybody: what waits, what is sensitive, what its sender keeps from the
//! patient, and what should never have been recorded.

use super::TestPortal;
use super::laboratory::{self, Test, report};
use domain::actor::Relation;
use domain::permission::Scope;

/// Tests wait, but for those of two classes, of which one is sensitive.
const RULES: &str = r#"{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}},"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""},{"id":"o","name":"O","codes":["O-1"],"rule":"at_once","is_sensitive":false,"reason":""}]}"#;

/// A test with its value.
pub fn value<'a>(id: &'a str, title: &'a str, code: &'a str) -> Test<'a> {
    Test { id, title, code, status: "final", value: "4.1", date: "2026-01-02" }
}

/// Sends the record, and more. Its patient is `walter`; `priya` may do everything for him, `records` reads what is no result.
pub async fn send(test: &TestPortal, more: &[String]) {
    test.sql(&format!("UPDATE facility SET results = '{RULES}'")).await;
    let resources = [
        value("held", "held-test", "H-1").json(),
        value("sensitive", "sensitive-test", "S-1").json(),
        value("open", "open-test", "O-1").json(),
        // In a report that is shown: what its sender keeps from the patient, and what should never have been recorded.
        value("kept-exam", "kept-exam", "K-1")
            .json()
            .replace("laboratory", "exam")
            .replace(r#""status""#, r#""meta":{"security":[{"code":"NOPAT"}]},"status""#),
        Test { status: "entered-in-error", ..value("wrong", "wrong-test", "W-1") }.json(),
        report("shown-report", "shown-panel", "final", "2026-01-02", &["kept-exam", "wrong"]),
        r#"{"resourceType":"Condition","id":"kept","subject":{"reference":"Patient/p"},"meta":{"security":[{"code":"NOPAT"}]},"code":{"text":"kept-diagnosis"}}"#.to_owned(),
        r#"{"resourceType":"Condition","id":"plain","subject":{"reference":"Patient/p"},"code":{"text":"plain-diagnosis"},"evidence":[{"detail":[{"reference":"Observation/held","display":"held-test"},{"reference":"Observation/sensitive","display":"sensitive-test"}]}]}"#.to_owned(),
    ];
    laboratory::send(test, &[resources.as_slice(), more].concat()).await;
    let chart = laboratory::chart(test).await;
    test.patient(&test.demo, "walter", chart).await;
    test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
    test.acting(&test.demo, "records", chart, Relation::Proxy, &[Scope::Records]).await;
    let panel = laboratory::entry(test, "shown-panel").await;
    test.sql(&format!(
        "UPDATE result SET state = 'released', due_s = NULL, released_s = 5 WHERE id = {}",
        test.id(panel.0)
    ))
    .await;
}
