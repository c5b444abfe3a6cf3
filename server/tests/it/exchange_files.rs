//! What systems hand in, and what is left of it: an event with everything, a turn for each file, and no file that nobody takes.

use crate::support::programs::Program;
use crate::support::{Reply, TestPortal, on_each_database};
use axum::body::Body;
use axum::http::{Method, Request};
use domain::time::DAY;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

/// A part of a body, or that it breaks off.
type Part = Result<Vec<u8>, std::io::Error>;

fn bundle(kind: &str) -> String {
    let patient = |number: &str| {
        json!({
            "fullUrl": format!("urn:uuid:{number}"),
            "resource": {
                "resourceType": "Patient",
                "identifier": [{"system": "urn:oid:1.2.3", "value": number}],
                "name": [{"family": "Lovelace", "given": ["Ada"]}],
            },
            "request": {"method": "POST", "url": "Patient"},
        })
    };
    json!({"resourceType": "Bundle", "type": kind, "entry": [patient("1"), patient("2")]}).to_string()
}

async fn count(test: &TestPortal, what: &str) -> i64 {
    test.number(&format!("SELECT COUNT(*) FROM {what}")).await
}

/// Waits until a query counts so many.
async fn until(test: &TestPortal, what: &str, expected: i64) {
    for _ in 0..200 {
        if count(test, what).await == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: {}, not {expected}", count(test, what).await);
}

fn files(folder: &Path) -> Vec<String> {
    let name = |file: std::io::Result<fs::DirEntry>| {
        file.expect("a file").file_name().to_str().expect("a name").to_owned()
    };
    let mut names: Vec<String> =
        fs::read_dir(folder).map(|files| files.map(name).collect()).unwrap_or_default();
    names.sort();
    names
}

/// Hands a file in whose body comes as it comes.
async fn hand_in(system: &Program, body: Body) -> Reply {
    let request = Request::post("/fhir/R4/$import")
        .header("authorization", format!("Bearer {}", system.token))
        .header("content-type", "application/fhir+ndjson");
    system.client.clone().send_body(request, body).await
}

/// A body that comes as it is sent.
fn held() -> (mpsc::Sender<Part>, Body) {
    let (sender, receiver) = mpsc::channel(1);
    (sender, Body::from_stream(ReceiverStream::new(receiver)))
}

/// Lets a body break off.
async fn break_off(sender: mpsc::Sender<Part>) {
    sender.send(Err(std::io::Error::other("the line went dead"))).await.expect("it waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_has_its_event_or_does_not_come_in() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        test.sql("ALTER TABLE audit_event RENAME TO audit_event_elsewhere").await;
        for kind in ["transaction", "batch"] {
            assert_eq!(system.send(Method::POST, "", bundle(kind)).await.status, 500, "{kind}");
        }
        let file = system.send(Method::POST, "/$import", r#"{"resourceType":"Patient"}"#).await;
        assert_eq!(file.status, 500, "{}", file.body);
        test.sql("ALTER TABLE audit_event_elsewhere RENAME TO audit_event").await;
        assert_eq!((count(&test, "chart").await, count(&test, "intake").await), (0, 0));
        assert_eq!(files(&server::http::fhir::import::folder(&test.state.config)), [""; 0]);
        // One event for each request, with how many went in; one for a batch of which nothing did.
        let received = "audit_event WHERE action = 'exchange.receive'";
        for (number, kind) in (1..).zip(["transaction", "batch"]) {
            assert_eq!(system.send(Method::POST, "", bundle(kind)).await.status, 200, "{kind}");
            assert_eq!(
                count(&test, &format!("{received} AND subject LIKE '% 2 of 2'")).await,
                number,
                "{kind}"
            );
        }
        let lost = json!({
            "fullUrl": "urn:uuid:c",
            "resource": {
                "resourceType": "Condition",
                "identifier": [{"system": "urn:oid:1.2.3", "value": "3"}],
                "subject": {"reference": "urn:uuid:nobody"},
                "code": {"text": "Gout"},
            },
            "request": {"method": "POST", "url": "Condition"},
        });
        let nothing = json!({"resourceType": "Bundle", "type": "batch", "entry": [lost]}).to_string();
        assert_eq!(system.send(Method::POST, "", nothing).await.status, 200);
        assert_eq!(count(&test, &format!("{received} AND subject LIKE '% 0 of 1'")).await, 1);
        assert_eq!(count(&test, received).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_its_turn_before_anything_of_it_is_read() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let folder = server::http::fhir::import::folder(&test.state.config);
        let mut waiting = Vec::new();
        for number in 1..=2 {
            let (sender, body) = held();
            let system = system.clone();
            let reply = tokio::spawn(async move { hand_in(&system, body).await });
            waiting.push((sender, reply));
            until(&test, "intake WHERE state = 'running'", number).await;
        }
        assert_eq!(count(&test, "audit_event WHERE action = 'exchange.begin'").await, 2);
        // The third is told so, though nothing of it was looked at.
        let is_read = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&is_read);
        let third = std::iter::once_with(move || -> Part {
            seen.store(true, Ordering::SeqCst);
            Ok(b"{}".to_vec())
        });
        let reply = hand_in(&system, Body::from_stream(tokio_stream::iter(third))).await;
        assert_eq!((reply.status, is_read.load(Ordering::SeqCst)), (429, false), "{}", reply.body);
        assert_eq!(count(&test, "intake").await, 2);
        // One that breaks off gives its turn back, and leaves nothing.
        let (sender, reply) = waiting.remove(0);
        break_off(sender).await;
        let reply = reply.await.expect("no panic");
        assert_eq!(reply.status, 400, "{}", reply.body);
        assert_eq!(count(&test, "intake WHERE state = 'failed'").await, 1);
        assert!(files(&folder).len() <= 1, "{:?}", files(&folder));
        let line = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Lovelace"}]}"#;
        let reply = hand_in(&system, Body::from(line)).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        until(&test, "intake WHERE state = 'done'", 1).await;
        let (sender, reply) = waiting.remove(0);
        break_off(sender).await;
        assert_eq!(reply.await.expect("no panic").status, 400);
        assert_eq!(files(&folder), [""; 0]);
        // Each has an event when it begins, and one when it ends.
        for (action, subject, expected) in [
            ("exchange.begin", "%", 3),
            ("exchange.receive", "% 0 of 0", 2),
            ("exchange.receive", "% 1 of 1", 1),
        ] {
            let events = format!("audit_event WHERE action = '{action}' AND subject LIKE '{subject}'");
            assert_eq!(count(&test, &events).await, expected, "{action} {subject}");
        }
    })
    .await;
}

/// A file that was written last at a time.
fn write(folder: &Path, name: &str, at: i64) {
    let path = folder.join(name);
    fs::write(&path, "{}").expect("a file");
    let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(at).expect("after 1970"));
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(at)).expect("another time");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_a_process_left_behind_are_deleted_and_what_was_begun_with_them_ends() {
    on_each_database(async |test| {
        let folder = server::http::fhir::import::folder(&test.state.config);
        let clear =
            async || usecases::exchange::clear_left(&test.portal.backend, &folder).await.expect("a folder");
        assert_eq!(clear().await, 0, "there is no folder before the first file");
        fs::create_dir_all(&folder).expect("a folder");
        let (facility, now) = (test.id(test.demo.id.0), test.now());
        let name = |number: u128| format!("{}.{}.json", test.demo.id, Uuid::from_u128(number));
        for (number, state, beat) in [(1, "running", now), (2, "running", now - 600), (3, "done", now)] {
            let id = test.id(Uuid::from_u128(number));
            test.sql(&format!(
                "INSERT INTO intake (facility_id, id, client_id, state, done, total, begun_s, beat_s) \
                 VALUES ({facility}, {id}, {id}, '{state}', 7, 9, {beat}, {beat})"
            ))
            .await;
            write(&folder, &name(number), now);
        }
        // One of which nothing is known any more, and names that say nothing: by their age.
        write(&folder, &name(4), now);
        write(&folder, "a.json", now - DAY);
        write(&folder, "b.json", now - DAY + 1);
        assert_eq!(clear().await, 4);
        let mut stay = vec![name(1), "b.json".to_owned()];
        stay.sort();
        assert_eq!(files(&folder), stay);
        let states = test.texts("SELECT state FROM intake ORDER BY state").await;
        assert_eq!(states, ["done", "failed", "running"]);
        let event = "audit_event WHERE action = 'exchange.receive' AND subject LIKE '% 7 of 9'";
        assert_eq!(count(&test, event).await, 1);
        assert_eq!(clear().await, 0);
        assert_eq!(count(&test, event).await, 1);
    })
    .await;
}
