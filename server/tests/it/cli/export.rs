//! Records out by the command line and in again elsewhere: they are the same there.

use super::{portal, words};
use crate::import_files::beside;
use crate::support::{Settings, TestPortal, on_each_database};
use axum::http::Method;
use fhir::DEMO_FILES;
use serde_json::{Value, json};
use std::path::PathBuf;

const NUMBERS: &str = "urn:oid:1.2.3";

/// A patient with a record number, as one of two systems sends it, and a diagnosis that a clinician has made.
fn sent(address: &str, family: &str) -> String {
    let number = |value: &str| json!([{"system": NUMBERS, "value": value}]);
    let entry = |name: &str, resource: Value| json!({"fullUrl": format!("urn:uuid:{address}-{name}"), "resource": resource});
    let to = |name: &str| json!({"reference": format!("urn:uuid:{address}-{name}")});
    json!({"resourceType": "Bundle", "type": "collection", "entry": [
        entry("p", json!({"resourceType": "Patient", "id": address, "identifier": number("7"), "name": [{"family": family}]})),
        entry("d", json!({"resourceType": "Practitioner", "id": address, "identifier": number("8"), "name": [{"family": family}]})),
        entry("c", json!({
            "resourceType": "Condition", "id": address, "subject": to("p"), "recorder": to("d"),
            "code": {"text": format!("Diagnosis {address}")}, "recordedDate": "2024-01-02T10:00:00.10+01:00",
        })),
        entry("n", json!({
            "resourceType": "DocumentReference", "id": address, "status": "current", "subject": to("p"),
            "meta": {"security": [{"code": "NOPAT"}]}, "type": {"text": "Kept back"}, "content": [{"attachment": {"data": "QQ=="}}],
        })),
        entry("o", json!({
            "resourceType": "Observation", "id": address, "status": "final", "subject": to("p"), "code": {"text": "Held"},
            "category": [{"coding": [{"code": "laboratory"}]}], "valueQuantity": {"value": 4.1, "unit": "mmol/L"},
        })),
    ]})
    .to_string()
    .replace("4.1", "4.10")
}

async fn import(settings: &Settings, facility: &str, files: &[PathBuf]) -> (i32, Value) {
    let mut line = words("import fhir --json --facility");
    line.push(facility);
    line.extend(files.iter().map(|file| file.to_str().expect("a path")));
    let ended = portal(settings, &line).await;
    (ended.code, ended.json())
}

async fn export(settings: &Settings, line: &str) -> Value {
    let ended = portal(settings, &words(&format!("export fhir {line}"))).await;
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{line}");
    ended.json()
}

/// Entries of a Bundle, in an order of their own.
fn entries(bundle: &Value) -> Vec<String> {
    let mut entries: Vec<String> =
        bundle["entry"].as_array().expect("entries").iter().map(ToString::to_string).collect();
    entries.sort();
    entries
}

async fn count(test: &TestPortal, facility: &str, table: &str) -> i64 {
    let of = format!("facility_id = (SELECT id FROM facility WHERE key = '{facility}')");
    test.number(&format!("SELECT COUNT(*) FROM {table} WHERE {of}")).await
}

/// What lies in the tests' own folder: the demo's files, and a patient whom two systems know by other addresses.
fn own_files(test: &TestPortal) -> Vec<PathBuf> {
    let demo = DEMO_FILES.iter().filter(|file| file.facility == "demo");
    let mut files: Vec<(String, String)> =
        demo.map(|file| (file.name.to_owned(), file.json.to_owned())).collect();
    files.extend(
        [("one.json", "a", "Old"), ("two.json", "b", "New")]
            .map(|(name, address, family)| (name.to_owned(), sent(address, family))),
    );
    let write = |(name, content): (String, String)| {
        let path = test.folder.join(name);
        std::fs::write(&path, content).expect("own file");
        path
    };
    files.into_iter().map(write).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_and_imported_elsewhere_is_the_same_there() {
    on_each_database(async |test| {
        let settings = test.settings();
        assert_eq!(import(&settings, "demo", &own_files(&test)).await.1["errors"], json!([]));
        for folder in ["synthea-smart", "inferno", "hl7-r4-examples"] {
            if let Some(files) = beside(folder) {
                import(&settings, "demo", &files).await;
            }
        }
        // What a system hands in without address and id, and refers to by the id that it was given.
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        let patient = json!({"resourceType": "Patient", "identifier": [{"system": NUMBERS, "value": "9"}], "name": [{"family": "Noel"}]});
        let made = system.send(Method::POST, "/Patient", patient.to_string()).await;
        let id = made.header("location").rsplit('/').next().expect("an id").to_owned();
        let gout = json!({
            "resourceType": "Condition", "identifier": [{"system": NUMBERS, "value": "10"}],
            "subject": {"reference": format!("Patient/{id}")}, "code": {"text": "Gout"},
        });
        assert_eq!(system.send(Method::POST, "/Condition", gout.to_string()).await.status, 201);

        let whole = export(&settings, "--facility demo --all").await;
        assert_eq!((whole["resourceType"].as_str(), whole["type"].as_str()), (Some("Bundle"), Some("collection")));
        let mut all = 0;
        for table in ["chart", "entry", "directory"] {
            all += count(&test, "demo", table).await;
        }
        assert_eq!(i64::try_from(entries(&whole).len()).expect("few"), all);
        assert!(whole.to_string().contains("Kept back") && whole.to_string().contains("Held"));
        let text = portal(&settings, &words("export fhir --facility demo --all --json")).await.out;
        assert!(text.contains(r#""value":4.10"#), "numbers stay as they were written");
        let file = test.folder.join("whole.json");
        std::fs::write(&file, text).expect("own file");
        let (code, report) = import(&settings, "norte", std::slice::from_ref(&file)).await;
        assert_eq!((code, &report["errors"], &report["unsupported"]), (0, &json!([]), &json!({})), "{report}");
        for table in ["chart", "entry", "directory", "result"] {
            assert_eq!(count(&test, "norte", table).await, count(&test, "demo", table).await, "{table}");
        }
        assert_eq!(entries(&export(&settings, "--facility norte --all").await), entries(&whole));
        let (_, again) = import(&settings, "norte", &[file]).await;
        assert_eq!((&again["created"], &again["updated"]), (&json!({}), &json!({})), "{again}");
        // The clinic's log and each patient's tell of it.
        let events = |action: &str| {
            format!("audit_event WHERE action = '{action}' AND address = 'operator' AND facility_id = (SELECT id FROM facility WHERE key = 'norte')")
        };
        let (asked, made) = (events("exports.ask"), events("exports.make") + " AND chart_id IS NOT NULL");
        assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {asked}")).await, 1);
        assert_eq!(
            test.number(&format!("SELECT COUNT(*) FROM {made}")).await,
            count(&test, "norte", "chart").await
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_record_goes_with_the_people_it_names_and_with_nobody_elses() {
    on_each_database(async |test| {
        let settings = test.settings();
        let files = own_files(&test);
        assert_eq!(import(&settings, "demo", &files).await.0, 0);
        let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
        let chart = test.texts(&format!("SELECT {id} FROM chart WHERE family = 'New'")).await.remove(0);
        let one = export(&settings, &format!("--facility demo --chart {chart}")).await;
        let kinds: Vec<&str> = one["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| entry["resource"]["resourceType"].as_str().expect("a type"))
            .collect();
        let of = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
        // What came for the patient by either address.
        assert_eq!(
            ["Patient", "Condition", "DocumentReference", "Observation", "Practitioner"].map(of),
            [1, 2, 2, 2, 1],
            "{one}"
        );
        assert_eq!(kinds.len(), 8);
        let file = test.folder.join("one-record.json");
        std::fs::write(&file, one.to_string()).expect("own file");
        let (code, report) = import(&settings, "norte", &[file]).await;
        assert_eq!((code, &report["errors"]), (0, &json!([])), "{report}");
        assert_eq!(entries(&export(&settings, "--facility norte --all").await), entries(&one));
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action = 'records.export' AND address = 'operator' AND chart_id IS NOT NULL";
        assert_eq!(test.number(noted).await, 1);

        let elsewhere = portal(&settings, &words(&format!("export fhir --facility norte --chart {chart}"))).await;
        elsewhere.must_fail_with("there is no chart");
        portal(&settings, &words("export fhir --facility nowhere --all")).await.must_fail_with("there is no facility");
        assert_eq!(test.number(noted).await, 1);
    })
    .await;
}
