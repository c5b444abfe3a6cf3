//! What systems may hand in at most, and how often anybody may ask; and what of it is told where there is too much to tell.

use crate::support::programs::Program;
use crate::support::{Reply, TestPortal, on_each_database};
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use std::time::Duration;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Lovelace"}]}"#;

fn condition(number: usize, subject: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"c{number}","subject":{{"reference":"{subject}"}},"code":{{"text":"Asthma"}}}}"#
    )
}

fn bundle(kind: &str, resources: &[String]) -> String {
    let entries: Vec<String> = resources
        .iter()
        .map(|resource| {
            format!(r#"{{"resource":{resource},"request":{{"method":"POST","url":"Condition"}}}}"#)
        })
        .collect();
    format!(r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{}]}}"#, entries.join(","))
}

async fn count(test: &TestPortal, table: &str) -> i64 {
    test.number(&format!("SELECT COUNT(*) FROM {table}")).await
}

/// Sends bytes, which need not be text.
async fn send(system: &Program, method: Method, path: &str, body: Vec<u8>) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(format!("/fhir/R4{path}"))
        .header("authorization", format!("Bearer {}", system.token))
        .header("content-type", "application/fhir+json")
        .header("content-length", body.len());
    system.client.clone().send_body(request, Body::from(body)).await
}

/// The issues of an answer.
fn issues(reply: &Reply) -> Vec<Value> {
    let outcome: Value =
        serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    outcome["issue"].as_array().expect("issues").clone()
}

fn diagnostics(issue: &Value) -> &str {
    issue["diagnostics"].as_str().unwrap_or_default()
}

/// Hands a file in; the issues of its report.
async fn file(system: &Program, body: Vec<u8>) -> Vec<Value> {
    let taken = send(system, Method::POST, "/$import", body).await;
    assert_eq!(taken.status, 202, "{}", taken.body);
    let path = taken.header("content-location").split_once("/fhir/R4").expect("an address").1.to_owned();
    for _ in 0..400 {
        // Not as a request of the system, of which there are so many a minute.
        tokio::time::sleep(Duration::from_millis(250)).await;
        let reply = system.send(Method::GET, &path, "").await;
        if reply.status != 202 {
            assert_eq!(reply.status, 200, "{}", reply.body);
            return issues(&reply);
        }
    }
    panic!("no report in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_or_no_text_is_told_so_and_changes_nothing() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let mut large = bundle("transaction", &[PATIENT.to_owned()]).into_bytes();
        large.resize(16 * 1024 * 1024 + 1, b' ');
        for (method, path) in [(Method::POST, ""), (Method::POST, "/Patient"), (Method::PUT, "/Patient/p")] {
            let reply = send(&system, method, path, large.clone()).await;
            assert_eq!(reply.status, 413, "{path}: {}", reply.body);
            let issue = issues(&reply).remove(0);
            assert_eq!(issue["code"], "too-long", "{path}: {issue}");
            assert!(diagnostics(&issue).contains("16 MiB"), "{path}: {issue}");
        }
        // Latin-1, as some systems still write it.
        let latin = |text: &str| -> Vec<u8> {
            text.replace("Lovelace", "Lov~lace")
                .bytes()
                .map(|byte| if byte == b'~' { 0xE9 } else { byte })
                .collect()
        };
        let whole = bundle("transaction", &[PATIENT.to_owned()])
            .replace(r#""url":"Condition""#, r#""url":"Patient""#);
        for (path, text) in [("", whole.as_str()), ("/Patient", PATIENT)] {
            let reply = send(&system, Method::POST, path, latin(text)).await;
            assert_eq!(reply.status, 400, "{path}: {}", reply.body);
            let issue = issues(&reply).remove(0);
            assert!(diagnostics(&issue).contains("UTF-8"), "{path}: {issue}");
            assert!(!reply.body.contains("Lov"), "what was sent is not repeated");
        }
        let told = file(&system, latin(&format!("{PATIENT}\n{}", condition(1, "Patient/p")))).await;
        assert!(told.iter().any(|issue| diagnostics(issue).contains("UTF-8")), "{told:?}");
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_ten_thousand_entries_goes_in_as_a_file() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let mut resources = vec![PATIENT.to_owned()];
        resources.extend((1..10_000).map(|number| condition(number, "Patient/p")));
        let body = bundle("collection", &resources);
        let refused = send(&system, Method::POST, "", bundle("transaction", &resources).into_bytes()).await;
        assert_eq!((refused.status, issues(&refused)[0]["code"].as_str()), (413, Some("too-costly")));
        let told = file(&system, body.into_bytes()).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let counts: Value = serde_json::from_str(diagnostics(&told[0])).expect("counts");
        assert_eq!(counts["created"], json!({"Condition": 9_999, "Patient": 1}));
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (1, 9_999));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_says_how_many_more_were_left_out_than_it_names() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        for (lost, named) in [(1_000, 1_000), (1_007, 1_001)] {
            let mut lines = vec![PATIENT.to_owned()];
            lines.extend((0..lost).map(|number| condition(number, "Patient/nobody")));
            let told = file(&system, lines.join("\n").into_bytes()).await;
            let errors: Vec<&Value> = told.iter().filter(|issue| issue["severity"] == "error").collect();
            assert_eq!(errors.len(), named);
            let last = diagnostics(errors[named - 1]);
            assert_eq!(last.starts_with("7 more were left out"), lost > 1_000, "{last}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_too_often_waits_and_others_do_not() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_read"]).await;
        let (other, _) = test.system(&test.demo, &["may_read"]).await;
        let ask = async |system: &Program| system.send(Method::GET, "/Condition/nothing", "").await;
        for number in 0..600 {
            assert_eq!(ask(&system).await.status, 404, "{number}");
        }
        let reply = ask(&system).await;
        assert_eq!((reply.status, reply.header("retry-after")), (429, "60"), "{}", reply.body);
        assert_eq!(issues(&reply)[0]["code"], "throttled");
        let write = system.send(Method::POST, "", bundle("batch", &[])).await;
        assert_eq!(write.status, 429, "whatever it asks for");
        assert_eq!(ask(&other).await.status, 404);
        test.pass(60);
        assert_eq!(ask(&system).await.status, 404);
    })
    .await;
}
