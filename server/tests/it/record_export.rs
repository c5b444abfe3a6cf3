//! The whole record as a FHIR Bundle: what came in goes out, and nothing that its reader may not see.

use crate::import_files::beside;
use crate::isolation::world::World;
use crate::support::laboratory;
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;
use fhir::DEMO_FILES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use usecases::import::{Source, import_fhir};

pub const SHOWN: &str = "shown-result";

pub const HELD: &str = "held-result";

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    files.sort();
    files
}

pub async fn charts(test: &TestPortal) -> Vec<(ChartId, String)> {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let rows = test.texts(&format!("SELECT {id} || ' ' || content FROM chart")).await;
    rows.iter()
        .map(|row| {
            let (id, content) = row.split_once(' ').expect("two parts");
            (ChartId(id.parse().expect("an id")), content.to_owned())
        })
        .collect()
}

async fn export(client: &mut Client) -> Value {
    let reply = client.get("/files/record.json").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.header("content-type").starts_with("application/fhir+json"));
    assert!(reply.header("content-disposition").starts_with("attachment; filename=\"record-"));
    assert_eq!(reply.header("cache-control"), "no-store");
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// Resources by type and id.
fn resources(bundle: &Value) -> BTreeMap<(String, String), &Value> {
    let entries = bundle["entry"].as_array().expect("entries").iter().map(|entry| &entry["resource"]);
    let key = |resource: &Value| {
        (
            resource["resourceType"].as_str().unwrap_or_default().to_owned(),
            resource["id"].as_str().unwrap_or_default().to_owned(),
        )
    };
    entries.map(|resource| (key(resource), resource)).collect()
}

/// Types that the portal takes and shows or keeps.
const TAKEN: [&str; 14] = [
    "Patient",
    "Condition",
    "MedicationRequest",
    "AllergyIntolerance",
    "Immunization",
    "Encounter",
    "Procedure",
    "CarePlan",
    "Goal",
    "Coverage",
    "ExplanationOfBenefit",
    "DocumentReference",
    "DiagnosticReport",
    "Observation",
];

/// Whether a resource is rightly not there: its sender calls it wrong or a draft, or another has its number.
fn is_left_out(resource: &Value, all: &BTreeMap<(String, String), &Value>) -> bool {
    let number = &resource["identifier"];
    let is_twice =
        !number.is_null() && all.values().filter(|other| other["identifier"] == *number).count() > 1;
    // What is not verified is shown to nobody, and neither is what belongs to it.
    let is_open = |one: &Value| {
        ["registered", "partial", "preliminary", "cancelled"]
            .contains(&one["status"].as_str().unwrap_or_default())
    };
    let own = format!(
        "{}/{}",
        resource["resourceType"].as_str().unwrap_or_default(),
        resource["id"].as_str().unwrap_or_default()
    );
    let is_of_an_open_report = all
        .values()
        .filter(|other| other["resourceType"] == "DiagnosticReport" && is_open(other))
        .any(|report| report["result"].to_string().contains(&own));
    // A report of the laboratory or of imaging as a file: no rule releases it.
    let is_report_as_a_file = ["11502-2", "26436-6", "11526-1", "18748-4", "18725-2"]
        .contains(&resource["type"]["coding"][0]["code"].as_str().unwrap_or_default());
    let is_result = ["DiagnosticReport", "Observation"].contains(&own.split('/').next().unwrap_or_default());
    (is_result && (is_open(resource) || is_of_an_open_report))
        || resource.to_string().contains("entered-in-error")
        || resource["docStatus"] == "preliminary"
        || is_report_as_a_file
        || is_twice
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_goes_out_element_by_element() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        // The demo's own files, which are always there, and those of others where they are.
        let own = test.folder.join("own");
        std::fs::create_dir(&own).expect("own folder");
        for file in DEMO_FILES.iter().filter(|file| file.facility == "demo") {
            std::fs::write(own.join(file.name), file.json).expect("own file");
        }
        let mut compared = 0;
        let folders = [Some(files_of(&own)), beside("synthea-smart"), beside("inferno")];
        for files in folders.into_iter().flatten() {
            let sources = files.iter().cloned().map(Source::File).collect();
            import_fhir(&test.portal.backend, test.demo.id, sources, |_, _| {}).await.expect("imported");
            for file in &files {
                let sent: Value =
                    serde_json::from_slice(&std::fs::read(file).expect("a file")).expect("JSON");
                let sent = resources(&sent);
                let heads: Vec<_> = sent.keys().filter(|(kind, _)| kind == "Patient").collect();
                let [head] = heads.as_slice() else { continue };
                let wanted = format!("\"id\":\"{}\"", head.1);
                let chart = charts(&test).await.into_iter().find(|(_, content)| content.contains(&wanted));
                let Some((chart, _)) = chart else { panic!("no chart of {}", file.display()) };
                let name = format!("patient-{compared}");
                test.patient(&test.demo, &name, chart).await;
                let mut client = test.signed_in(&test.demo, &name).await;
                let bundle = export(&mut client).await;
                let came = resources(&bundle);
                let shown = addresses(&bundle);
                for (key, resource) in &came {
                    if let Some(original) = sent.get(key) {
                        let is_same = is_as_sent(resource, original, &shown);
                        assert!(is_same, "{key:?} of {}: {resource} {original}", file.display());
                        compared += 1;
                    }
                }
                for (key, resource) in sent.iter().filter(|((kind, _), _)| TAKEN.contains(&kind.as_str())) {
                    let is_there = came.contains_key(key);
                    assert!(
                        is_there || is_left_out(resource, &sent),
                        "{key:?} of {} is missing",
                        file.display()
                    );
                }
                every_reference_to_a_person_or_place_leads_somewhere(&bundle);
            }
        }
        assert!(compared > 500, "{compared}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn observations_of_every_kind_are_results_or_measured_and_are_in_the_file() {
    on_each_database(async |test| {
        // Whether it waits as a result, by its category.
        let kinds = [
            ("imaging", true),
            ("procedure", true),
            ("clinical-test", true),
            ("of-our-own", true),
            ("exam", false),
            ("survey", false),
            ("treatment-intervention-preference", false),
        ];
        for (rule, when) in [(r#"{"by_hand":{"deadline_hours":null}}"#, "held"), (r#""at_once""#, "open")] {
            test.sql(&format!(r#"UPDATE facility SET results = '{{"laboratory":"at_once","other":{rule}}}'"#)).await;
            let observed = |(category, _): &(&str, bool)| {
                let name = format!("{category}-{when}");
                format!(
                    r#"{{"resourceType":"Observation","id":"{name}","status":"final","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"{category}"}}]}}],"code":{{"text":"{name}"}},"effectiveDateTime":"2026-01-02","valueString":"as usual"}}"#
                )
            };
            laboratory::send(&test, &kinds.iter().map(observed).collect::<Vec<_>>()).await;
        }
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let file = export(&mut walter).await.to_string();
        let page = walter.get("/records/results").await.body;
        for (category, is_result) in kinds {
            assert!(file.contains(&format!("{category}-open")), "{category}");
            assert_eq!(file.contains(&format!("{category}-held")), !is_result, "{category}");
            assert_eq!(page.contains(&format!("{category}-open")), is_result, "{category}: {page}");
            assert!(!page.contains(&format!("{category}-held")), "{category}");
        }
    })
    .await;
}

/// By what resources of a Bundle can be referred to.
fn addresses(bundle: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in bundle["entry"].as_array().expect("entries") {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        found.insert(word(&entry["fullUrl"]));
        found.insert(format!(
            "{}/{}",
            word(&entry["resource"]["resourceType"]),
            word(&entry["resource"]["id"])
        ));
    }
    found
}

/// Whether a resource is as it was sent, but for references to what was left out, which say nothing.
fn is_as_sent(came: &Value, sent: &Value, shown: &BTreeSet<String>) -> bool {
    match (came, sent) {
        (Value::Object(_), Value::Object(_)) if *came == serde_json::json!({"display": "–"}) => {
            sent["reference"].as_str().is_some_and(|address| !shown.contains(address))
        }
        (Value::Object(came), Value::Object(sent)) => {
            let is_same = |(name, value): (&String, &Value)| {
                sent.get(name).is_some_and(|sent| is_as_sent(value, sent, shown))
            };
            came.len() == sent.len() && came.iter().all(is_same)
        }
        (Value::Array(came), Value::Array(sent)) => {
            let mut pairs = came.iter().zip(sent);
            came.len() == sent.len() && pairs.all(|(came, sent)| is_as_sent(came, sent, shown))
        }
        _ => came == sent,
    }
}

/// Whatever a resource refers to by an address of its own server is in the Bundle, if it is a person, a place or a medicine.
fn every_reference_to_a_person_or_place_leads_somewhere(bundle: &Value) {
    let entries = bundle["entry"].as_array().expect("entries");
    let addresses: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
    let types = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];
    for entry in entries {
        let mut found = Vec::new();
        references(&entry["resource"], &mut found);
        let own = entry["fullUrl"].as_str().unwrap_or_default();
        let server = own.rsplitn(3, '/').nth(2).unwrap_or_default();
        for reference in found {
            if types.iter().any(|kind| reference.starts_with(&format!("{kind}/"))) {
                let address = format!("{server}/{reference}");
                assert!(addresses.contains(address.as_str()), "{address} of {own}");
            }
        }
        for field in ["serviceProvider", "custodian", "requester"] {
            let named = entry["resource"][field]["reference"].as_str();
            if let Some(reference) = named.filter(|text| text.starts_with("urn:")) {
                assert!(addresses.contains(reference), "{field} {reference}");
            }
        }
    }
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == "reference" => found.push(text),
                    other => references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_released_restricted_or_another_s_is_not_in_the_file() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let chart = world.walter.1.chart;
        test.result(&test.demo, chart, (700, SHOWN, "released")).await;
        test.result(&test.demo, chart, (701, HELD, "held")).await;
        let note = test.entry(&test.demo, chart, (700, "restricted-note", "DocumentReference")).await;
        for (title, content) in [(SHOWN, SHOWN), (HELD, HELD), ("restricted-note", "restricted-note")] {
            test.sql(&format!(
                r#"UPDATE entry SET content = '{{"text":"{content}"}}' WHERE title = '{title}'"#
            ))
            .await;
        }
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(note.0))).await;
        test.sql(r#"UPDATE entry SET content = '{"text":"canary-of-others"}' WHERE title = 'canary-xq7'"#)
            .await;
        test.sql(&format!(
            r#"UPDATE entry SET content = '{{"text":"own"}}' WHERE title = 'canary-xq7' AND chart_id = {}"#,
            test.id(chart.0)
        ))
        .await;
        let get = async |client: &Client| {
            let reply = client.clone().get("/files/record.json").await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            reply.body
        };
        let mine = get(&world.walter.0).await;
        assert!(mine.contains(SHOWN) && mine.contains("restricted-note"), "{mine}");
        assert!(!mine.contains(HELD) && !mine.contains("canary-of-others"));
        let theirs = get(&world.proxy).await;
        assert!(theirs.contains(SHOWN));
        assert!(
            !theirs.contains(HELD)
                && !theirs.contains("restricted-note")
                && !theirs.contains("canary-of-others")
        );
        let without_results = get(&world.records_alone).await;
        assert!(!without_results.contains(SHOWN) && !without_results.contains(HELD));
        for client in [&world.results_alone, &world.visits_alone] {
            assert_eq!(client.clone().get("/files/record.json").await.status, 403);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_record_is_given_only_to_whoever_has_just_proven_who_they_are() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.acting(&test.demo, "walter", chart, Relation::Own, &Scope::ALL).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(walter.get("/files/record.json").await.status, 200);
        test.pass(11 * 60);
        let reply = walter.get("/files/record.json").await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (303, "/account/confirm?next=/files/record.json")
        );
        assert!(!reply.body.contains("resourceType"));
        assert_eq!(test.number("SELECT COUNT(*) FROM audit_event WHERE action = 'records.export'").await, 1);
    })
    .await;
}
