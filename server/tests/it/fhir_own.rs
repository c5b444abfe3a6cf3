//! The patient's own files as an independent library reads them (PyPI's fhir.resources, R4): whatever came in and is for the patient
//! goes out as it was, element by element.

use crate::fhir_models::own_files;
use crate::record_export::charts;
use crate::support::programs::{PARTS, Program};
use crate::support::{Client, TestPortal, on_each_database, peers};
use axum::http::Method;
use fhir::DEMO_FILES;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use usecases::import::{Source, import_fhir};

const PROGRAM: &str = "fhir_models.py";
/// Panels of the laboratory are shown at once; all others wait for a clinician.
const RULES: &str = r#"{"laboratory":"at_once","other":{"by_hand":{"deadline_hours":null}}}"#;
/// What is rightly left out of a patient's own file: where it says so, how, and why.
const LEFT_OUT: [(&str, &str, &str); 5] = [
    ("/status", "preliminary", "a result that is not verified yet is shown to nobody"),
    ("/category/0/coding/0/code", "RAD", "imaging waits for a clinician, by the clinic's rule"),
    (
        "/category/0/coding/0/code",
        "CUS",
        "ultrasound of the heart waits for a clinician, by the clinic's rule",
    ),
    ("/verificationStatus/coding/0/code", "entered-in-error", "what was entered in error is shown to nobody"),
    ("/meta/security/0/code", "NOPAT", "its sender keeps it from the patient"),
];
/// People, places and medicines are in a file only where something in it names them. Whatever names one that is not there
/// would be told as different, or lost.
const NAMED: [&str; 5] = ["Practitioner/", "PractitionerRole/", "Organization/", "Location/", "Medication/"];

/// Something that is kept from the patient, and something else that names it.
fn kept_back() -> String {
    let entry = |resource: Value| {
        let address = format!(
            "{}/{}",
            resource["resourceType"].as_str().expect("a type"),
            resource["id"].as_str().expect("an id")
        );
        json!({
            "fullUrl": format!("https://harborstreet.example/fhir/{address}"),
            "resource": resource,
            "request": {"method": "PUT", "url": address},
        })
    };
    let secret = json!({
        "resourceType": "Condition", "id": "walter-hughes-kept",
        "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}]},
        "subject": {"reference": "Patient/walter-hughes"}, "code": {"text": "kept-from-the-patient"},
    });
    let names_it = json!({
        "resourceType": "MedicationRequest", "id": "walter-hughes-iron", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/walter-hughes"}, "authoredOn": "2026-10-06",
        "medicationCodeableConcept": {"text": "Iron tablets"},
        "reasonReference": [{"reference": "Condition/walter-hughes-kept", "display": "kept-from-the-patient"}],
    });
    json!({"resourceType": "Bundle", "type": "transaction", "entry": [entry(secret), entry(names_it)]})
        .to_string()
}

/// All of the demo's files, imported.
async fn imported(test: &TestPortal) -> Vec<PathBuf> {
    test.sql(&format!("UPDATE facility SET results = '{RULES}'")).await;
    let mut files = own_files(test);
    let kept = files[0].with_file_name("walter-hughes-kept.json");
    std::fs::write(&kept, kept_back()).expect("own file");
    files.push(kept);
    let sources = files.iter().cloned().map(Source::File).collect();
    let report = import_fhir(&test.portal.backend, test.demo.id, sources, |_, _| {}).await;
    assert_eq!(report.expect("imported").errors, []);
    files
}

/// The files that hold a patient, and whom they name.
fn files_of<'a>(files: &'a [PathBuf], patient: &str) -> Vec<&'a Path> {
    let is_of = |path: &&Path| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        name == "practitioners.json" || name.starts_with(patient)
    };
    files.iter().map(PathBuf::as_path).filter(is_of).collect()
}

async fn patient(test: &TestPortal, name: &str) -> Client {
    let wanted = format!("\"id\":\"{name}\"");
    let is_of = |content: &str| content.replace(' ', "").contains(&wanted);
    let chart = charts(test).await.into_iter().find(|(_, content)| is_of(content));
    let (chart, _) = chart.unwrap_or_else(|| panic!("no chart of {name}"));
    test.patient(&test.demo, name, chart).await;
    test.signed_in(&test.demo, name).await
}

/// What the library says of a file of the patient's.
fn compared(test: &TestPortal, (name, text): (&str, &str), files: &[&Path]) -> Value {
    let path = test.folder.join(name);
    std::fs::write(&path, text).expect("own file");
    let paths = [path.as_path()].into_iter().chain(files.iter().copied());
    let mut arguments = vec!["own"];
    let paths: Vec<String> = paths.map(|path| path.to_str().expect("a path").to_owned()).collect();
    arguments.extend(paths.iter().map(String::as_str));
    peers::run(PROGRAM, &arguments)
}

fn words(list: &Value) -> BTreeSet<&str> {
    list.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// Resources of some files, by type and id, that are rightly left out.
fn left_out(files: &[&Path]) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for path in files {
        let bundle: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
        for entry in bundle["entry"].as_array().expect("entries") {
            let resource = &entry["resource"];
            let says = |(place, value, _): &&(&str, &str, &str)| {
                resource.pointer(place).and_then(Value::as_str) == Some(*value)
            };
            if let Some((_, _, why)) = LEFT_OUT.iter().find(says) {
                let (kind, id) = (resource["resourceType"].as_str(), resource["id"].as_str());
                found.insert(format!("{}/{}", kind.expect("a type"), id.expect("an id")), *why);
            }
        }
    }
    found
}

/// Nothing else is missing, and nothing of that is there.
fn assert_missing(told: &Value, files: &[&Path]) {
    let rightly = left_out(files);
    let missing: BTreeSet<&str> = words(&told["missing"])
        .into_iter()
        .filter(|one| !NAMED.iter().any(|kind| one.starts_with(kind)))
        .collect();
    let expected: BTreeSet<&str> = rightly.keys().map(String::as_str).collect();
    assert_eq!(missing, expected, "{rightly:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_takes_along_whatever_came_in_and_is_for_the_patient() {
    on_each_database(async |test| {
        let files = imported(&test).await;
        let people =
            DEMO_FILES.iter().filter(|file| file.facility == "demo" && file.name != "practitioners.json");
        let (mut same, mut left) = (0, 0);
        for file in people {
            let name = file.name.trim_end_matches(".json");
            let files = files_of(&files, name);
            let mut client = patient(&test, name).await;
            let reply = client.get("/files/record.json").await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            let told = compared(&test, ("own.json", &reply.body), &files);
            for list in ["different", "alien", "lost", "unread"] {
                assert_eq!(told[list], json!([]), "{name}: {list}");
            }
            assert_eq!(told["renamed"], 0, "{name}: ids are as they came");
            assert_missing(&told, &files);
            assert!(!reply.body.contains("kept-from-the-patient"), "{name}: not even a name of it");
            same += told["same"].as_object().expect("counts").values().filter_map(Value::as_u64).sum::<u64>();
            left += left_out(&files).len();
        }
        assert!(same > 500 && left > 10, "{same} {left}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_app_and_a_summary_give_is_as_it_came_in() {
    on_each_database(async |test| {
        let files = imported(&test).await;
        let files = files_of(&files, "walter-hughes");
        let mut walter = patient(&test, "walter-hughes").await;
        let summary = walter.get("/files/summary.json").await;
        assert_eq!(summary.status, 200, "{}", summary.body);
        let told = compared(&test, ("summary.json", &summary.body), &files);
        assert_eq!((&told["different"], &told["unread"]), (&json!([]), &json!([])), "{told}");
        // What it says of itself, and by whom: all else came in.
        let own: BTreeSet<&str> =
            words(&told["alien"]).into_iter().filter_map(|one| one.split('/').next()).collect();
        assert_eq!(own, BTreeSet::from(["Composition", "Organization"]));
        assert_eq!(told["alien"].as_array().map(Vec::len), Some(2));
        let missing = words(&told["missing"]);
        for (one, why) in left_out(&files) {
            assert!(missing.contains(one.as_str()), "{one} is in the summary: {why}");
        }

        let mut app = test.app(&test.demo).await;
        let linked = test.link_app(&mut app, &mut walter, ("launch/patient patient/*.read", &PARTS)).await;
        let id = linked["patient"].as_str().expect("a patient");
        let everything = get(&app, &format!("/Patient/{id}/$everything")).await;
        let told = compared(&test, ("everything.json", &everything), &files);
        // An app hears who the patient is and how to reach them, and of the record everything.
        assert_eq!(words(&told["different"]), BTreeSet::from([format!("Patient/{id}").as_str()]), "{told}");
        for list in ["alien", "lost", "unread"] {
            assert_eq!(told[list], json!([]), "{list}");
        }
        assert_missing(&told, &files);
    })
    .await;
}

async fn get(app: &Program, path: &str) -> String {
    let reply = app.send(Method::GET, path, "").await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.body
}
