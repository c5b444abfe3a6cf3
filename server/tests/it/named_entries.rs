//! Names by which entries call others that are not for everybody: they are given out by no door to whoever may not see those.

use crate::downloads_files::{everything, made, said, unpacked};
use crate::support::laboratory::entry;
use crate::support::programs::PARTS;
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;
use domain::records::contract::EntryPage;
use domain::records::view::FactKind;
use serde_json::{Value, json};
use usecases::import::{Source, import_fhir};

/// What the sender calls a diagnosis that is for the patient alone.
const PRIVATE: &str = "named-private";
/// What the sender calls what waits for a clinician, and another patient.
const OF_NOBODY: [&str; 3] = ["named-test", "named-panel", "named-mother"];

fn of_patient(kind: &str, id: &str, rest: Value) -> Value {
    let mut resource = json!({"resourceType": kind, "id": id, "subject": {"reference": "Patient/p"}});
    let all = resource.as_object_mut().expect("an object");
    all.extend(rest.as_object().expect("an object").clone());
    resource
}

/// A record whose entries name others, and who reads it: the patient, and whoever acts for the patient.
async fn record(test: &TestPortal) -> (Client, Client) {
    let rules =
        r#"{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}}}"#;
    test.sql(&format!("UPDATE facility SET results = '{rules}'")).await;
    let mother = json!({"reference": "Patient/m", "display": "named-mother"});
    let private = json!({"reference": "Condition/private", "display": PRIVATE});
    let by_number = json!({
        "type": "Condition", "identifier": {"system": "urn:conditions", "value": "9"}, "display": PRIVATE,
    });
    let laboratory = json!([{"coding": [{"code": "laboratory"}]}]);
    let resources = [
        json!({
            "resourceType": "Patient", "id": "p", "name": [{"family": "Hughes", "given": ["Walter"]}], "birthDate": "1961-03-07",
            "link": [{"other": mother, "type": "seealso"}],
        }),
        json!({"resourceType": "Patient", "id": "m", "name": [{"family": "Brooks"}], "birthDate": "1940-01-01"}),
        // Known by its number, and referred to by its id.
        of_patient(
            "Condition",
            "private",
            json!({
                "identifier": [{"system": "urn:conditions", "value": "9"}],
                "meta": {"security": [{"code": "R"}]}, "code": {"text": "private-diagnosis"},
            }),
        ),
        of_patient("Condition", "plain", json!({"code": {"text": "plain-diagnosis"}})),
        of_patient(
            "Condition",
            "doubtful",
            json!({
                "code": {"text": "doubtful-diagnosis"}, "asserter": mother,
                "evidence": [{"detail": [
                    {"reference": "Observation/held", "display": "named-test"},
                    {"reference": "DiagnosticReport/panel", "display": "named-panel"},
                ]}],
            }),
        ),
        of_patient(
            "Observation",
            "held",
            json!({
                "status": "final", "category": laboratory, "code": {"text": "held-test"}, "effectiveDateTime": "2026-01-02",
            }),
        ),
        of_patient(
            "DiagnosticReport",
            "panel",
            json!({
                "identifier": [{"system": "urn:reports", "value": "77"}], "status": "final",
                "category": [{"coding": [{"code": "LAB"}]}], "code": {"text": "held-panel"}, "effectiveDateTime": "2026-01-02",
            }),
        ),
        of_patient(
            "Encounter",
            "v1",
            json!({
                "status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Check-up"}],
                "period": {"start": "2026-01-02T10:00:00Z"},
                "diagnosis": [{"condition": private}, {"condition": by_number}],
                "reasonReference": [private, {"reference": "Condition/plain"}],
            }),
        ),
        of_patient(
            "MedicationRequest",
            "m1",
            json!({
                "status": "active", "intent": "order", "medicationCodeableConcept": {"text": "Pills"},
                "authoredOn": "2026-01-02", "reasonReference": [private, {"display": "In words"}],
            }),
        ),
    ];
    let path = test.folder.join("named.ndjson");
    let lines: Vec<String> = resources.iter().map(Value::to_string).collect();
    std::fs::write(&path, lines.join("\n")).expect("own file");
    let report = import_fhir(&test.portal.backend, test.demo.id, vec![Source::File(path)], |_, _| {}).await;
    assert_eq!(report.expect("imported").errors, []);
    // What is restricted in the second in which a file is made may be in it.
    test.pass(1);
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let charts = test.texts(&format!("SELECT {id} FROM chart WHERE family = 'Hughes'")).await;
    let chart = ChartId(charts[0].parse().expect("an id"));
    test.patient(&test.demo, "walter", chart).await;
    test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
    (test.signed_in(&test.demo, "walter").await, test.signed_in(&test.demo, "priya").await)
}

/// That an answer names what its reader may see, and nothing else.
fn names(told: &str, is_own: bool, door: &str) {
    assert_eq!(told.contains(PRIVATE), is_own, "{door}: {told}");
    for name in OF_NOBODY {
        assert!(!told.contains(name), "{door}: {name} in {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_the_whole_record_does_not_name_what_its_reader_may_not_see() {
    on_each_database(async |test| {
        let (walter, priya) = record(&test).await;
        for (mut client, is_own) in [(walter, true), (priya, false)] {
            let reply = client.get("/files/record.json").await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            names(&reply.body, is_own, "record.json");
            // What its reader may see stands as it came.
            for kept in
                [r#""reference":"Condition/plain""#, "In words", "plain-diagnosis", "doubtful-diagnosis"]
            {
                assert!(reply.body.contains(kept), "{kept}: {}", reply.body);
            }
            assert_eq!(reply.body.contains("Condition/private"), is_own, "{}", reply.body);
            let bundle: Value = serde_json::from_str(&reply.body).expect("JSON");
            let mut entries = bundle["entry"].as_array().expect("entries").iter();
            let visit =
                entries.find(|entry| entry["resource"]["resourceType"] == "Encounter").expect("a visit");
            let condition = &visit["resource"]["diagnosis"][0]["condition"];
            let expected = if is_own {
                json!({"reference": "Condition/private", "display": PRIVATE})
            } else {
                json!({"display": "–"})
            };
            assert_eq!(*condition, expected);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_that_is_an_entry_is_named_for_whoever_may_see_that() {
    on_each_database(async |test| {
        let (mut walter, mut priya) = record(&test).await;
        let (visit, pills) = (entry(&test, "Check-up").await, entry(&test, "Pills").await);
        let reasons = async |client: &mut Client, id: domain::ids::EntryId| -> Vec<String> {
            let reply = client.call("/api/records/read_entry", &[("request[id]", &id.to_string())]).await;
            let page: EntryPage =
                serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
            let facts = page.facts.into_iter().filter(|fact| fact.kind == FactKind::Reason);
            facts.map(|fact| fact.words).collect()
        };
        assert_eq!(reasons(&mut walter, visit).await, [PRIVATE, "plain-diagnosis"]);
        assert_eq!(reasons(&mut priya, visit).await, ["plain-diagnosis"]);
        assert_eq!(reasons(&mut walter, pills).await, ["In words", PRIVATE]);
        assert_eq!(reasons(&mut priya, pills).await, ["In words"]);
        // As an earlier import has kept it.
        let old = r#"{"date":"2026-01-02","facts":[{"kind":"reason","words":"named-private"},{"kind":"reason","words":"In words"}]}"#;
        test.sql(&format!("UPDATE entry SET view = '{old}' WHERE title = 'Pills'")).await;
        assert_eq!(reasons(&mut walter, pills).await, ["In words", PRIVATE]);
        assert_eq!(reasons(&mut priya, pills).await, ["In words"]);
        // Pages and files of any kind.
        for (client, is_own) in [(&mut walter, true), (&mut priya, false)] {
            for id in [visit, pills] {
                names(&client.get(&format!("/records/entry/{id}")).await.body, is_own, "the page");
            }
            let files = unpacked(made(&test, client, "archive", &everything(), ("", "")).await);
            for (name, bytes) in &files {
                let told = if name.ends_with(".pdf") {
                    said(bytes.clone())
                } else {
                    String::from_utf8_lossy(bytes).into_owned()
                };
                assert!(is_own || !told.contains(PRIVATE), "{name}: {told}");
            }
            let table = String::from_utf8_lossy(&files["tables/visits.csv"]).into_owned();
            assert_eq!(table.contains(PRIVATE), is_own, "{table}");
            assert!(table.contains("plain-diagnosis"), "{table}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_are_not_told_names_of_what_is_not_there_for_them() {
    on_each_database(async |test| {
        let (walter, priya) = record(&test).await;
        for (mut person, is_own) in [(walter, true), (priya, false)] {
            let mut app = test.app(&test.demo).await;
            let scope = "launch/patient patient/*.read";
            let answer = test.link_app(&mut app, &mut person, (scope, &PARTS)).await;
            let patient = answer["patient"].as_str().expect("a patient");
            let mut told = String::new();
            for door in [
                "/Encounter".to_owned(),
                "/Condition".to_owned(),
                "/MedicationRequest".to_owned(),
                format!("/Patient/{patient}"),
                format!("/Patient/{patient}/$everything"),
                format!("/Patient/{patient}/$summary"),
            ] {
                let reply = app.send(Method::GET, &door, "").await;
                assert_eq!(reply.status, 200, "{door}: {}", reply.body);
                told.push_str(&reply.body);
            }
            names(&told, is_own, "the interface");
            assert!(told.contains("In words") && told.contains("plain-diagnosis"), "{told}");
        }
    })
    .await;
}
