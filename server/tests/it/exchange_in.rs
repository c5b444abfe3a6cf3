//! What systems hand in: whole or one by one, once however often, with a reason for each that is left out.

use crate::support::programs::Program;
use crate::support::{TestPortal, on_each_database};
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;

const SYSTEM: &str = "urn:oid:1.2.3";

fn patient(number: &str, family: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "identifier": [{"system": SYSTEM, "value": number}],
        "name": [{"family": family, "given": ["Ada"]}],
        "birthDate": "1970-05-06",
    })
}

fn condition(number: &str, text: &str, subject: &str) -> Value {
    json!({
        "resourceType": "Condition",
        "identifier": [{"system": SYSTEM, "value": number}],
        "subject": {"reference": subject},
        "code": {"text": text},
    })
}

fn entry(full_url: &str, resource: Value, request: Value) -> Value {
    json!({"fullUrl": full_url, "resource": resource, "request": request})
}

fn bundle(kind: &str, entries: Vec<Value>) -> String {
    json!({"resourceType": "Bundle", "type": kind, "entry": entries}).to_string()
}

fn post(kind: &str) -> Value {
    json!({"method": "POST", "url": kind})
}

async fn count(test: &TestPortal, table: &str) -> i64 {
    test.number(&format!("SELECT COUNT(*) FROM {table}")).await
}

async fn hand_in(system: &Program, body: impl Into<String>) -> (u16, Value) {
    let reply = system.send(Method::POST, "", body).await;
    let body = serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
    (reply.status, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_goes_in_whole_or_not_at_all() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let good = |last: Value| {
            bundle(
                "transaction",
                vec![
                    entry("urn:uuid:a", patient("1", "Lovelace"), post("Patient")),
                    entry("urn:uuid:b", condition("2", "Asthma", "urn:uuid:a"), post("Condition")),
                    last,
                ],
            )
        };
        let dangling = entry("urn:uuid:c", condition("3", "Gout", "urn:uuid:nobody"), post("Condition"));
        let other_type = entry("urn:uuid:c", condition("3", "Gout", "urn:uuid:a"), post("Goal"));
        let delete = entry(
            "urn:uuid:c",
            condition("3", "Gout", "urn:uuid:a"),
            json!({"method": "DELETE", "url": "Condition/3"}),
        );
        let incomplete = entry("urn:uuid:c", json!({"resourceType": "Condition"}), post("Condition"));
        for (why, last, path) in [
            ("a subject that leads nowhere", dangling, "Bundle.entry[2].resource.subject"),
            ("another type", other_type, "Bundle.entry[2].request.url"),
            ("a deletion", delete, "Bundle.entry[2].request.method"),
            ("no subject", incomplete, "Bundle.entry[2].resource.subject"),
        ] {
            let (status, outcome) = hand_in(&system, good(last)).await;
            assert_eq!((status, outcome["resourceType"].as_str()), (422, Some("OperationOutcome")), "{why}");
            assert_eq!(outcome["issue"][0]["expression"][0], path, "{why}: {outcome}");
            assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (0, 0), "{why}");
            assert_eq!(count(&test, "resource_alias").await, 0, "{why}");
        }
        let last = || entry("urn:uuid:c", condition("3", "Gout", "urn:uuid:a"), post("Condition"));
        let (status, answer) = hand_in(&system, good(last())).await;
        assert_eq!((status, answer["type"].as_str()), (200, Some("transaction-response")), "{answer}");
        let states = |answer: &Value| -> Vec<String> {
            let entries = answer["entry"].as_array().expect("entries");
            entries
                .iter()
                .map(|entry| entry["response"]["status"].as_str().unwrap_or("").to_owned())
                .collect()
        };
        assert_eq!(states(&answer), ["201 Created", "201 Created", "201 Created"]);
        assert!(
            answer["entry"][0]["response"]["location"]
                .as_str()
                .unwrap_or("")
                .starts_with("http://demo.localhost:3000/fhir/R4/Patient/")
        );
        // The same once more changes nothing.
        let (_, again) = hand_in(&system, good(last())).await;
        assert_eq!(states(&again), ["200 OK", "200 OK", "200 OK"]);
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (1, 2));
        assert!(test.number("SELECT COUNT(*) FROM audit_event WHERE action = 'exchange.receive'").await >= 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_each_goes_in_for_itself() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let device = json!({"resourceType": "Device", "id": "d"});
        let batch = || {
            bundle(
                "batch",
                vec![
                    entry("urn:uuid:a", patient("1", "Lovelace"), post("Patient")),
                    entry("urn:uuid:b", condition("2", "Asthma", "urn:uuid:nobody"), post("Condition")),
                    entry("urn:uuid:c", condition("3", "Gout", "urn:uuid:a"), post("Condition")),
                    entry("urn:uuid:d", device.clone(), post("Device")),
                ],
            )
        };
        let (status, answer) = hand_in(&system, batch()).await;
        assert_eq!((status, answer["type"].as_str()), (200, Some("batch-response")), "{answer}");
        let entries = answer["entry"].as_array().expect("entries");
        let states: Vec<_> =
            entries.iter().map(|entry| entry["response"]["status"].as_str().unwrap_or("")).collect();
        assert_eq!(states, ["201 Created", "422 Unprocessable Entity", "201 Created", "202 Accepted"]);
        assert_eq!(
            entries[1]["response"]["outcome"]["issue"][0]["expression"][0],
            "Bundle.entry[1].resource.subject"
        );
        assert_eq!(entries[3]["response"]["outcome"]["issue"][0]["severity"], "warning");
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (1, 1));
        // Who wants to know is told.
        let strict = system.send_with(Method::POST, "", &[("prefer", "handling=strict")], batch()).await;
        let strict: Value = serde_json::from_str(&strict.body).expect("json");
        assert_eq!(strict["entry"][3]["response"]["status"], "422 Unprocessable Entity");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_resources_are_made_changed_and_found_again_by_id_and_by_identifier() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write", "may_read"]).await;
        let made = system.send(Method::POST, "/Patient", patient("1", "Lovelace").to_string()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let address = made.header("location").to_owned();
        let id = address.rsplit('/').next().expect("an id").to_owned();
        // By its identifier it is the same.
        let again = system.send(Method::POST, "/Patient", patient("1", "Byron").to_string()).await;
        assert_eq!((again.status, again.header("location")), (200, address.as_str()), "{}", again.body);
        let family = || test.texts("SELECT family FROM chart");
        assert_eq!(family().await, ["Byron"]);
        // Only where there is none.
        let condition_of = |value: &str| format!("identifier={SYSTEM}|{value}");
        let only_new = [("if-none-exist", condition_of("1"))];
        let headers: Vec<_> = only_new.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let left =
            system.send_with(Method::POST, "/Patient", &headers, patient("1", "Nobody").to_string()).await;
        assert_eq!((left.status, family().await), (200, vec!["Byron".to_owned()]), "{}", left.body);
        let other = condition_of("9");
        let wrong = system
            .send_with(
                Method::POST,
                "/Patient",
                &[("if-none-exist", &other)],
                patient("1", "Nobody").to_string(),
            )
            .await;
        assert_eq!(wrong.status, 422);
        let by_name = system
            .send_with(
                Method::POST,
                "/Patient",
                &[("if-none-exist", "name=Ada")],
                patient("1", "Nobody").to_string(),
            )
            .await;
        assert_eq!(by_name.status, 422);
        // By an identifier in the address.
        let path = format!("/Patient?identifier={}%7C1", SYSTEM.replace(':', "%3A"));
        let changed = system.send(Method::PUT, &path, patient("1", "King").to_string()).await;
        assert_eq!((changed.status, family().await), (200, vec!["King".to_owned()]), "{}", changed.body);
        // By the id it was given here, without any identifier; and others refer to it by that.
        let mut bare = json!({"resourceType": "Patient", "id": id, "name": [{"family": "Noel"}]});
        let put = system.send(Method::PUT, &format!("/Patient/{id}"), bare.to_string()).await;
        assert_eq!((put.status, family().await), (200, vec!["Noel".to_owned()]), "{}", put.body);
        bare["id"] = json!("other");
        assert_eq!(system.send(Method::PUT, &format!("/Patient/{id}"), bare.to_string()).await.status, 422);
        let gout = condition("3", "Gout", &format!("Patient/{id}"));
        let made = system.send(Method::POST, "/Condition", gout.to_string()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (1, 1));
        // A system reads back what it has handed in.
        let path = made.header("location").split_once("/fhir/R4").expect("an address").1.to_owned();
        let (status, read) = system.get(&path).await;
        assert_eq!((status, read["code"]["text"].as_str()), (200, Some("Gout")));
        assert_eq!(read["subject"]["reference"], format!("Patient/{id}"));
        assert_eq!(system.get(&format!("/Goal/{}", read["id"].as_str().unwrap_or(""))).await.0, 404);
        assert_eq!(system.send(Method::GET, "/Condition", "").await.status, 403);
        let never = system.send(Method::DELETE, &path, "").await;
        assert_eq!((never.status, never.header("allow").is_empty()), (405, false));
        assert!(never.body.contains("OperationOutcome"), "{}", never.body);
        let wrong = system
            .send(Method::POST, "/Goal", condition("4", "Gout", &format!("Patient/{id}")).to_string())
            .await;
        assert_eq!(wrong.status, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_fhir_is_told_so_and_changes_nothing() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let many: Vec<Value> = (0..5_001)
            .map(|number| entry("urn:uuid:a", patient(&number.to_string(), "A"), post("Patient")))
            .collect();
        let too_many = bundle("transaction", many);
        let deep = format!(
            r#"{{"resourceType":"Bundle","type":"batch","entry":{}{}}}"#,
            "[".repeat(5_000),
            "]".repeat(5_000)
        );
        for (why, body, status) in [
            ("nothing", String::new(), 400),
            ("no JSON", "<Bundle/>".to_owned(), 400),
            ("half", r#"{"resourceType":"Bundle","type":"batch","entry":[{"#.to_owned(), 400),
            ("a collection", bundle("collection", Vec::new()), 400),
            ("a patient", patient("1", "A").to_string(), 400),
            ("too many", too_many, 413),
            ("nested without end", deep, 400),
        ] {
            let reply = system.send(Method::POST, "", body).await;
            assert_eq!(reply.status, status, "{why}: {}", reply.body);
            assert!(reply.body.contains("OperationOutcome"), "{why}");
        }
        assert_eq!(count(&test, "chart").await, 0);
        // Whoever may only read hands nothing in.
        let (reader, _) = test.system(&test.demo, &["may_read"]).await;
        assert_eq!(hand_in(&reader, bundle("batch", Vec::new())).await.0, 403);
        assert_eq!(reader.send(Method::POST, "/$import", "").await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_with_progress_and_a_report() {
    on_each_database(async |test| {
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let mut lines = vec![json!({"resourceType": "Patient", "id": "p", "name": [{"family": "Lovelace"}]}).to_string()];
        lines.extend((0..1_200).map(|number| {
            json!({"resourceType": "Condition", "id": format!("c{number}"), "subject": {"reference": "Patient/p"}, "code": {"text": "Asthma"}}).to_string()
        }));
        lines.push(json!({"resourceType": "Condition", "id": "lost", "subject": {"reference": "Patient/nobody"}, "code": {"text": "Gout"}}).to_string());
        let taken = system.send(Method::POST, "/$import", lines.join("\n")).await;
        assert_eq!(taken.status, 202, "{}", taken.body);
        let path = taken.header("content-location").split_once("/fhir/R4").expect("an address").1.to_owned();
        let mut report = None;
        for _ in 0..300 {
            let reply = system.send(Method::GET, &path, "").await;
            if reply.status == 200 {
                report = Some(serde_json::from_str::<Value>(&reply.body).expect("json"));
                break;
            }
            assert_eq!(reply.status, 202, "{}", reply.body);
            assert!(reply.header("x-progress").contains(" of "), "{:?}", reply.headers);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let report = report.expect("a report in time");
        let issues = report["issue"].as_array().expect("issues");
        assert_eq!(issues[0]["expression"][0], "line 1202: subject", "{report}");
        assert!(issues[1]["diagnostics"].as_str().unwrap_or("").contains(r#""Condition":1200"#), "{report}");
        assert_eq!((count(&test, "chart").await, count(&test, "entry").await), (1, 1_200));
        // Nobody else asks for it, and nothing of the file stays.
        let (other, _) = test.system(&test.demo, &["may_write"]).await;
        assert_eq!(other.send(Method::GET, &path, "").await.status, 404);
        let folder = test.state.config.data_dir.join("intake");
        let left = std::fs::read_dir(&folder).map(|files| files.count()).unwrap_or_default();
        assert_eq!(left, 0, "{}", folder.display());
        // One that was not taken to its end is told apart.
        test.sql("UPDATE intake SET state = 'running', beat_s = 0").await;
        assert_eq!(system.send(Method::GET, &path, "").await.status, 500);
    })
    .await;
}
