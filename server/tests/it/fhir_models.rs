//! FHIR as an independent library reads it (PyPI's fhir.resources, R4): what came in goes out without loss, and every answer is what
//! its models take.

use crate::downloads;
use crate::downloads_files::unpacked;
use crate::import_files::beside;
use crate::support::laboratory;
use crate::support::programs::{PARTS, Program};
use crate::support::{Reply, TestPortal, on_each_database, peers};
use axum::http::Method;
use domain::downloads::contract::Exports;
use domain::permission::Role;
use fhir::{DEMO_FILES, TypeName};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use usecases::exchange::{Whose, begin_kept};
use usecases::import::{Source, import_fhir};

const PROGRAM: &str = "fhir_models.py";
const DOCUMENT: &str = include_str!("../../../docs/fhir.md");
/// Types of which several files hold one and the same.
const NAMED: [&str; 5] = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];

/// The demo's own files in a folder of their own, which are always there.
pub fn own_files(test: &TestPortal) -> Vec<PathBuf> {
    let folder = test.folder.join("own");
    std::fs::create_dir(&folder).expect("own folder");
    let demo = DEMO_FILES.iter().filter(|file| file.facility == "demo");
    demo.map(|file| {
        let path = folder.join(file.name);
        std::fs::write(&path, file.json).expect("own file");
        path
    })
    .collect()
}

/// Everything that is kept, as the operator gets it.
async fn kept(test: &TestPortal) -> String {
    let begun = begin_kept(&test.portal.backend, test.demo.id, Whose::All).await;
    let mut kept = begun.expect("begun");
    let mut whole = String::new();
    while let Some(part) = kept.next_part().await.expect("a part") {
        whole.push_str(&part);
    }
    assert_eq!(kept.left_out(), 0);
    whole
}

fn sum(counts: &Value, without: &[&str]) -> u64 {
    let counts = counts.as_object().expect("counts").iter();
    counts.filter(|(kind, _)| !without.contains(&kind.as_str())).filter_map(|(_, count)| count.as_u64()).sum()
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// Types that the document names as not taken.
fn not_taken() -> BTreeSet<&'static str> {
    let begins = DOCUMENT.split_once("**Not taken**").expect("a paragraph").1;
    let paragraph = begins.split("\n\n").next().unwrap_or_default();
    let marked = paragraph.split('`').skip(1).step_by(2);
    marked.filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_came_in_goes_out_without_loss() {
    on_each_database(async |test| {
        let (mut files, mut left_out, mut unsupported) = (Vec::new(), 0, BTreeSet::new());
        let folders = ["synthea-smart", "inferno", "hl7-r4-examples"].map(beside);
        let is_whole = folders.iter().all(Option::is_some);
        for folder in [Some(own_files(&test))].into_iter().chain(folders).flatten() {
            let sources = folder.iter().cloned().map(Source::File).collect();
            let report = import_fhir(&test.portal.backend, test.demo.id, sources, |_, _| {}).await;
            let report = report.expect("imported");
            left_out += report.errors.len() as u64;
            unsupported.extend(report.unsupported.into_keys());
            files.extend(folder.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")));
        }
        let out = test.folder.join("out.json");
        std::fs::write(&out, kept(&test).await).expect("own file");
        let mut arguments = vec!["compare", out.to_str().expect("a path")];
        arguments.extend(files.iter().map(|file| file.to_str().expect("a path")));
        let told = peers::run(PROGRAM, &arguments);
        assert_eq!((&told["different"], &told["alien"]), (&json!([]), &json!([])), "{told}");
        // The library refuses a picture's address without a scheme.
        assert!(words(&told["unread"]).iter().all(|one| *one == "Patient/f201"), "{told}");
        // What is missing is of a type that the document names, or was left out with path and reason.
        let missing = told["missing"].as_array().expect("a list").iter();
        let (other, lost): (Vec<_>, Vec<_>) =
            missing.partition(|one| unsupported.contains(one["type"].as_str().unwrap_or_default()));
        assert_eq!(lost.len() as u64 + sum(&told["older"], &NAMED), left_out, "{lost:?} {}", told["older"]);
        let not_taken = not_taken();
        for one in &other {
            let kind = one["type"].as_str().unwrap_or_default();
            assert!(not_taken.contains(kind), "docs/fhir.md does not name {kind} among what is not taken");
        }
        let same = sum(&told["same"], &[]);
        assert!(same > if is_whole { 3_000 } else { 300 }, "{told}");
    })
    .await;
}

#[test]
fn what_the_document_names_as_not_taken_is_not_taken() {
    let named = not_taken();
    assert!(named.len() > 15, "{named:?}");
    for name in named {
        let kind = TypeName::find(name).unwrap_or_else(|| panic!("{name} is no type of R4"));
        assert!(!fhir::is_supported(kind), "{name} is taken");
    }
}

/// Answers as files, for the library.
struct Answers(PathBuf, Vec<String>);

impl Answers {
    fn keep(&mut self, name: &str, text: &str) {
        let path: &Path = &self.0.join(name);
        std::fs::write(path, text).expect("own file");
        self.1.push(path.to_str().expect("a path").to_owned());
    }

    fn keep_reply(&mut self, name: &str, status: u16, reply: &Reply) {
        assert_eq!(reply.status, status, "{name}: {}", reply.body);
        self.keep(name, &reply.body);
    }
}

/// A Bundle of a patient, and of resources that are about nobody, or of a type that is not taken.
fn handed_in(kind: &str, more: &[Value]) -> String {
    let patient = json!({
        "resourceType": "Patient",
        "identifier": [{"system": "urn:oid:1.2.3", "value": "1"}],
        "name": [{"family": "Lovelace"}],
    });
    let entries: Vec<Value> = [patient]
        .iter()
        .chain(more)
        .enumerate()
        .map(|(index, resource)| {
            json!({
                "fullUrl": format!("urn:uuid:{index}"),
                "resource": resource,
                "request": {"method": "POST", "url": resource["resourceType"]},
            })
        })
        .collect();
    json!({"resourceType": "Bundle", "type": kind, "entry": entries}).to_string()
}

async fn written(test: &TestPortal, answers: &mut Answers) {
    let (system, _) = test.system(&test.demo, &["may_write", "may_read"]).await;
    let lost = json!({"resourceType": "Condition", "id": "c", "subject": {"reference": "urn:uuid:nobody"}, "code": {"text": "Gout"}});
    let device = json!({"resourceType": "Device", "id": "d"});
    let send = async |body: String| system.send(Method::POST, "", body).await;
    answers.keep_reply("transaction.json", 200, &send(handed_in("transaction", &[])).await);
    answers.keep_reply(
        "refused.json",
        422,
        &send(handed_in("transaction", std::slice::from_ref(&lost))).await,
    );
    answers.keep_reply("batch.json", 200, &send(handed_in("batch", &[lost.clone(), device])).await);
    answers.keep_reply("unreadable.json", 400, &send("<Bundle/>".to_owned()).await);
    let one = json!({"resourceType": "Patient", "id": "p", "name": [{"family": "Noel"}]});
    answers.keep_reply("created.json", 201, &system.send(Method::POST, "/Patient", one.to_string()).await);
    let taken = system.send(Method::POST, "/$import", format!("{one}\n{lost}")).await;
    answers.keep_reply("taken.json", 202, &taken);
    let path = taken.header("content-location").split_once("/fhir/R4").expect("an address").1.to_owned();
    for _ in 0..200 {
        let reply = system.send(Method::GET, &path, "").await;
        if reply.status != 202 {
            answers.keep_reply("report.json", 200, &reply);
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no report in time");
}

async fn read(answers: &mut Answers, app: &Program, patient: &str) {
    let get = async |path: &str| app.send(Method::GET, path, "").await;
    for (name, status, path) in [
        ("everything.json", 200, format!("/Patient/{patient}/$everything")),
        ("short.json", 200, format!("/Patient/{patient}/$summary")),
        ("patient.json", 200, format!("/Patient/{patient}")),
        ("page.json", 200, "/Observation?_count=20".to_owned()),
        ("count.json", 200, "/Condition?_summary=count".to_owned()),
        ("metadata.json", 200, "/metadata".to_owned()),
        ("absent.json", 404, "/Condition/nothing".to_owned()),
        ("wrong.json", 400, "/Observation?date=yesterday".to_owned()),
    ] {
        answers.keep_reply(name, status, &get(&path).await);
    }
    let stranger = Program { token: "nothing".to_owned(), ..app.clone() };
    answers.keep_reply("stranger.json", 401, &stranger.send(Method::GET, "/Condition", "").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_what_the_library_takes_for_fhir() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let files = own_files(&test).into_iter().filter(|path| {
            ["practitioners.json", "walter-hughes.json"].iter().any(|name| path.ends_with(name))
        });
        let sources = files.map(Source::File).collect();
        let report = import_fhir(&test.portal.backend, test.demo.id, sources, |_, _| {}).await;
        assert_eq!(report.expect("imported").errors, []);
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let folder = test.folder.join("answers");
        std::fs::create_dir(&folder).expect("own folder");
        let mut answers = Answers(folder, Vec::new());

        let mut app = test.app(&test.demo).await;
        let linked = test.link_app(&mut app, &mut walter, ("launch/patient patient/*.read", &PARTS)).await;
        read(&mut answers, &app, linked["patient"].as_str().expect("a patient")).await;
        for name in ["record.json", "summary.json"] {
            answers.keep_reply(name, 200, &walter.get(&format!("/files/{name}")).await);
        }
        let link = crate::support::shared_links::linked(&mut walter, ("week", "five", "")).await;
        let opened = crate::support::shared_links::open(&test, &link, "").await;
        answers.keep("share.json", &crate::support::shared_links::document(&link, &opened).to_string());
        written(&test, &mut answers).await;
        answers.keep("kept.json", &kept(&test).await);

        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let asked = sofia.call("/api/downloads/ask_export", &[("request[reason]", "We move")]).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        assert_eq!(downloads::make(&test).await, 1);
        let listed = sofia.call("/api/downloads/list_exports", &[]).await.body;
        let listed: Exports =
            serde_json::from_str(&listed).unwrap_or_else(|error| panic!("{error}: {listed}"));
        let archive = sofia.get(&format!("/files/exports/{}", listed.lines[0].id)).await;
        assert_eq!(archive.status, 200, "{}", archive.body);
        for (name, bytes) in unpacked(archive.bytes) {
            if name.ends_with(".ndjson") {
                answers.keep(&name, &String::from_utf8(bytes).expect("text"));
            }
        }

        let mut arguments = vec!["read"];
        arguments.extend(answers.1.iter().map(String::as_str));
        let told = peers::run(PROGRAM, &arguments);
        assert_eq!(told["wrong"], json!([]));
        for (kind, least) in [
            ("Bundle", 9),
            ("OperationOutcome", 7),
            ("CapabilityStatement", 1),
            ("Patient", 2),
            ("Observation", 20),
        ] {
            assert!(told["seen"][kind].as_u64().is_some_and(|count| count >= least), "{kind}: {told}");
        }
    })
    .await;
}
