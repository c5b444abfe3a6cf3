//! What its reader may not see leaves by no door through which a record is taken along: the FHIR interface, files, archives, cards and
//! share links. One table holds these doors; a route, an operation, a type or a kind of file that is new is asked, or fails here.
//! Pages and functions are walked by `result_leaks.rs`, with the same kinds of what is hidden.

use crate::downloads_files::{everything, made, said, unpacked};
use crate::support::laboratory::{self, Test, report, send};
use crate::support::programs::{PARTS, Program};
use crate::support::shared_links::{Link, ask, decrypted, document, linked, open};
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::actor::Relation;
use domain::connections::{NAMED, readable_types};
use domain::downloads::Kind;
use domain::ids::EntryId;
use domain::permission::Scope;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What titles begin with: of what nobody sees who is or acts for the patient, of what is for the patient alone, of a result that may be
/// seen, and of what else may be seen.
const NOBODYS: &str = "xnobodyx";
const ALONE: &str = "xalonex";
const RESULT: &str = "xresultx";
const OPEN: &str = "xopenx";

/// How a door is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Each type, also counted and page by page.
    Search,
    /// The same as a form.
    Form,
    /// Each entry by its id.
    Read,
    /// Each operation that the server says it has.
    Operation,
    /// A file that is made at once.
    File,
    /// A file of each entry.
    Attachment,
    /// Each kind of file that is made beside the requests.
    Made,
    /// What is opened with a link, and fetched after that.
    Shared,
    /// Not a door of this kind; why.
    Other(&'static str),
}

/// Every route by which a record can be taken along.
const DOORS: &[(&str, Way)] = &[
    ("/fhir/R4/{type}", Way::Search),
    ("/fhir/R4/{type}/_search", Way::Form),
    ("/fhir/R4/{type}/{id}", Way::Read),
    ("/fhir/R4/{type}/{id}/{operation}", Way::Operation),
    ("/fhir/R4", Way::Other(HANDED_IN)),
    ("/fhir/R4/", Way::Other(HANDED_IN)),
    ("/fhir/R4/$import", Way::Other(HANDED_IN)),
    ("/fhir/R4/$import/{id}", Way::Other(HANDED_IN)),
    ("/fhir/R4/metadata", Way::Other(OF_NOBODY)),
    ("/fhir/R4/.well-known/smart-configuration", Way::Other(OF_NOBODY)),
    ("/files/record.json", Way::File),
    ("/files/summary.json", Way::File),
    ("/files/card", Way::File),
    ("/files/records/{entry}/{index}", Way::Attachment),
    ("/files/downloads/{id}", Way::Made),
    ("/files/exports/{id}", Way::Other("all records, for administrators: `exports.rs`")),
    ("/files/patients/{chart}/{entry}/{index}", Way::Other("for clinicians: `chart_view.rs`")),
    ("/files/visits/{name}", Way::Other("an appointment")),
    ("/files/access-log.csv", Way::Other("for administrators: names no entries")),
    ("/files/invitations/{name}", Way::Other("letters, before there is an account")),
    ("/files/letters/{name}", Way::Other("letters, before there is an account")),
    ("/share/manifest/{address}", Way::Shared),
    ("/share/files/{ticket}", Way::Shared),
];
const HANDED_IN: &str = "takes what systems hand in, and apps nothing: `others_records_are_not_there`";
const OF_NOBODY: &str = "nothing of a person is in it";

/// Those that have to show what may be seen, or the test would prove nothing.
const MUST_SHOW: &[&str] = &[
    "/fhir/R4/{type}",
    "/fhir/R4/{type}/_search",
    "/fhir/R4/{type}/{id}",
    "/fhir/R4/{type}/{id}/{operation}",
    "/files/record.json",
    "/files/summary.json",
    "/files/records/{entry}/{index}",
    "/files/downloads/{id}",
];

#[test]
fn every_door_that_a_record_leaves_by_is_in_the_table() {
    let source = include_str!("../../src/router.rs");
    let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found: BTreeSet<&str> = routes
        .filter(|path| ["/fhir/", "/files/", "/share/"].iter().any(|begin| path.starts_with(begin)))
        .collect();
    let listed: BTreeSet<&str> = DOORS.iter().map(|(path, _)| *path).collect();
    assert_eq!(found, listed, "each of these routes needs a line in server/tests/it/leaks_outside.rs");
    assert!(MUST_SHOW.iter().all(|door| listed.contains(door)));
    assert!(DOORS.iter().all(|(_, way)| !matches!(way, Way::Other(why) if why.is_empty())), "each says why");
}

/// Whether a kind of file is of one record; another kind has to say here what it is.
const fn is_of_a_record(kind: Kind) -> bool {
    match kind {
        Kind::Pdf | Kind::Archive => true,
        // All patients', for administrators: `exports.rs`.
        Kind::Clinic => false,
    }
}

/// A resource of each type that has entries, named like this; its sender calls it wrong, or puts labels on it.
fn resources(title: &str, number: usize, is_wrong: bool, labels: &[&Value]) -> Vec<String> {
    let named = json!({"text": title});
    let verified = if is_wrong { "entered-in-error" } else { "confirmed" };
    let verified = |system: &str| json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": verified}]});
    let status = |good: &str| json!(if is_wrong { "entered-in-error" } else { good });
    let mut all = vec![
        json!({"resourceType": "Condition", "code": named, "verificationStatus": verified("condition-ver-status")}),
        json!({"resourceType": "AllergyIntolerance", "code": named, "verificationStatus": verified("allergyintolerance-verification")}),
        json!({"resourceType": "MedicationRequest", "status": status("active"), "intent": "order", "medicationCodeableConcept": named}),
        json!({"resourceType": "Immunization", "status": status("completed"), "vaccineCode": named, "occurrenceDateTime": "2026-02-03"}),
        json!({"resourceType": "Procedure", "status": status("completed"), "code": named}),
        json!({"resourceType": "DocumentReference", "status": status("current"), "type": named, "content": [{"attachment": {"contentType": "text/plain", "data": STANDARD.encode(title)}}]}),
        json!({"resourceType": "Observation", "status": status("final"), "code": named, "category": [{"coding": [{"code": "vital-signs"}]}], "effectiveDateTime": "2026-02-03", "valueQuantity": {"value": 80.5, "unit": "kg"}}),
    ];
    for (place, one) in (0..).zip(&mut all) {
        let kind = one["resourceType"].as_str().unwrap_or_default();
        let subject =
            if ["Immunization", "AllergyIntolerance"].contains(&kind) { "patient" } else { "subject" };
        one[subject] = json!({"reference": "Patient/p"});
        one["id"] = json!(format!("e{number}-{place}"));
        if !labels.is_empty() {
            one["meta"] = json!({"security": labels});
        }
    }
    all.iter().map(Value::to_string).collect()
}

/// Everything that can be hidden, and beside it what may be seen: results by hand, at once, sensitive.
async fn fill(test: &TestPortal) {
    let class = |id: &str, is_sensitive: bool| json!({"id": id, "name": id, "codes": [id], "rule": "at_once", "is_sensitive": is_sensitive, "reason": ""});
    let by_hand = json!({"by_hand": {"deadline_hours": null}});
    let rules = json!({"laboratory": by_hand, "other": by_hand, "classes": [class("S-1", true), class("O-1", false)]});
    test.sql(&format!("UPDATE facility SET results = '{rules}'")).await;
    let value =
        |id, title, code, status| Test { id, title, code, status, value: "4.1", date: "2026-01-02" }.json();
    let kept = json!({"code": "NOPAT"});
    let restricted =
        json!({"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"});
    let sent = [
        vec![
            value("held", "xnobodyx held test", "H-1", "final"),
            report("held-report", "xnobodyx held panel", "final", "2026-01-02", &["held"]),
            value("blocked", "xnobodyx blocked test", "B-1", "final"),
            report("blocked-report", "xnobodyx blocked panel", "final", "2026-01-02", &["blocked"]),
            value("taken", "xnobodyx taken back", "O-1", "final"),
            value("wrong", "xnobodyx wrong test", "O-1", "entered-in-error"),
            value("sensitive", "xalonex sensitive test", "S-1", "final"),
            value("shown", "xresultx shown test", "O-1", "final"),
        ],
        resources("xnobodyx kept", 1, false, &[&kept]),
        resources("xnobodyx wrong", 2, true, &[]),
        resources("xnobodyx kept and restricted", 3, false, &[&kept, &restricted]),
        resources("xalonex restricted", 4, false, &[&restricted]),
        resources("xopenx entry", 5, false, &[]),
    ];
    send(test, &sent.concat()).await;
    // A file ends with what is hidden in the second it was asked for or later.
    test.pass(60);
    for (title, released) in [("xnobodyx blocked panel", "NULL"), ("xnobodyx taken back", "5")] {
        test.sql(&format!(
            "UPDATE result SET state = 'blocked', released_s = {released} WHERE id IN (SELECT id FROM entry WHERE title = '{title}')"
        ))
        .await;
    }
}

/// Ids of what has a title that begins like this, with their types.
async fn found(test: &TestPortal, begin: &str) -> Vec<(String, EntryId)> {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let rows =
        test.texts(&format!("SELECT kind || ' ' || {id} FROM entry WHERE title LIKE '{begin}%'")).await;
    rows.iter()
        .map(|row| {
            let (kind, id) = row.split_once(' ').expect("two words");
            (kind.to_owned(), EntryId(id.parse().expect("an id")))
        })
        .collect()
}

/// Somebody with an app that was allowed whatever can be allowed.
struct Reader {
    client: Client,
    app: Program,
    patient: String,
    is_own: bool,
}

/// What the doors of a way give; each answer with what was asked.
async fn asked(
    test: &TestPortal,
    (reader, route, way): (&Reader, &str, Way),
    ids: &[(String, EntryId)],
) -> Vec<(String, String)> {
    let Reader { client, app, patient, is_own } = reader;
    let mut answers = Vec::new();
    match way {
        Way::Search => {
            for kind in readable_types() {
                for query in
                    ["", "?_count=1", "?_lastUpdated=ge2000", "?code=H-1,S-1,O-1,B-1", "?_summary=count"]
                {
                    let path = format!("/{kind}{query}");
                    let reply = app.send(Method::GET, &path, "").await;
                    answers.push((path, reply.body));
                }
                if !NAMED.contains(&kind) {
                    count_is_of_what_is_listed(app, kind).await;
                }
            }
        }
        Way::Form => {
            for kind in readable_types() {
                let path = format!("/fhir/R4/{kind}/_search");
                let token = format!("Bearer {}", app.token);
                let headers = [
                    ("authorization", token.as_str()),
                    ("content-type", "application/x-www-form-urlencoded"),
                ];
                let form = format!("patient={patient}");
                let reply = app.client.clone().send(Method::POST, &path, &headers, form).await;
                answers.push((path, reply.body));
            }
        }
        Way::Read => {
            for (kind, id) in ids {
                for path in [format!("/{kind}/{id}"), format!("/{kind}?_id={id}")] {
                    let reply = app.send(Method::GET, &path, "").await;
                    assert!(matches!(reply.status, 200 | 403 | 404), "{path}: {}", reply.body);
                    answers.push((path, reply.body));
                }
            }
        }
        Way::Operation => {
            let (_, statement) = app.get("/metadata").await;
            let resources = statement["rest"][0]["resource"].as_array().expect("types");
            let operations: BTreeSet<&str> = resources
                .iter()
                .flat_map(|one| one["operation"].as_array().into_iter().flatten())
                .filter_map(|operation| operation["name"].as_str())
                .collect();
            assert!(operations.contains("everything") && operations.contains("summary"), "{operations:?}");
            for name in operations {
                let path = format!("/Patient/{patient}/${name}");
                let reply = app.send(Method::GET, &path, "").await;
                assert_eq!(reply.status, 200, "{path}: {}", reply.body);
                answers.push((path, reply.body));
            }
        }
        Way::File => answers.push((route.to_owned(), client.clone().get(route).await.body)),
        Way::Attachment => {
            for (_, id) in ids {
                let path = format!("/files/records/{id}/0");
                answers.push((path.clone(), client.clone().get(&path).await.body));
            }
        }
        Way::Made => {
            for kind in Kind::ALL.iter().filter(|kind| is_of_a_record(**kind)) {
                let name = kind.name();
                let file = made(test, &mut client.clone(), name, &everything(), ("", "")).await;
                match kind {
                    Kind::Pdf => answers.push((name.to_owned(), said(file))),
                    _ => answers.extend(unpacked(file).into_iter().map(|(part, bytes)| {
                        let is_pdf = bytes.starts_with(b"%PDF");
                        let text =
                            if is_pdf { said(bytes) } else { String::from_utf8_lossy(&bytes).into_owned() };
                        (format!("{name} {part}"), format!("{part}\n{text}"))
                    })),
                }
            }
        }
        // Nobody who acts for the patient makes a link.
        Way::Shared if *is_own => {
            let link = linked(&mut client.clone(), ("week", "many", "")).await;
            let bundle = document(&link, &open(test, &link, "").await);
            answers.push(("a link".to_owned(), bundle.to_string()));
            answers.push(("a file of a link".to_owned(), fetched(test, &link).await));
        }
        Way::Shared | Way::Other(_) => {}
    }
    answers
}

/// The count of a type tells no more than its list.
async fn count_is_of_what_is_listed(app: &Program, kind: &str) {
    let (status, listed) = app.get(&format!("/{kind}?_count=200")).await;
    let (_, counted) = app.get(&format!("/{kind}?_summary=count")).await;
    if status == 200 {
        let entries = listed["entry"].as_array().map_or(0, Vec::len) as u64;
        assert_eq!(counted["total"].as_u64(), Some(entries), "{kind}: {counted} {listed}");
    }
}

/// The file that a viewer fetches which wants none in the answer.
async fn fetched(test: &TestPortal, link: &Link) -> String {
    let short = json!({"recipient": "Dr. Bell", "embeddedLengthMax": 10});
    let reply = ask(test, &test.demo, &link.path, &short).await;
    let manifest: Value =
        serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
    let address = manifest["files"][0]["location"].as_str().expect("an address");
    let (_, path) = address.split_once(":3000").expect("of this portal");
    decrypted(link, &test.browser(&test.demo).get(path).await.body).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_door_that_a_record_leaves_by_takes_along_what_its_reader_may_not_see() {
    on_each_database(async |test| {
        fill(&test).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
        test.acting(&test.demo, "records", chart, Relation::Proxy, &[Scope::Records]).await;
        let (nobodys, alone, results, shown) = (
            found(&test, NOBODYS).await,
            found(&test, ALONE).await,
            found(&test, RESULT).await,
            found(&test, OPEN).await,
        );
        // Six results, with one that is kept, wrong, or both of each of the seven types.
        assert_eq!((nobodys.len(), alone.len(), results.len(), shown.len()), (6 + 3 * 7, 1 + 7, 1, 7));
        let all = [nobodys.clone(), alone.clone(), results.clone(), shown].concat();
        for (name, is_own, hidden) in [
            ("walter", true, vec![(NOBODYS, &nobodys)]),
            ("priya", false, vec![(NOBODYS, &nobodys), (ALONE, &alone)]),
            ("records", false, vec![(NOBODYS, &nobodys), (ALONE, &alone), (RESULT, &results)]),
        ] {
            let mut client = test.signed_in(&test.demo, name).await;
            let mut app = test.app(&test.demo).await;
            let scope = "launch/patient patient/*.read";
            let answer = test.link_app(&mut app, &mut client, (scope, &PARTS)).await;
            let patient = answer["patient"].as_str().expect("a patient").to_owned();
            let reader = Reader { client, app, patient, is_own };
            let mut told = String::new();
            for (route, way) in DOORS {
                let answers = asked(&test, (&reader, *route, *way), &all).await;
                for (door, body) in &answers {
                    for (begin, ids) in &hidden {
                        assert!(!body.contains(begin), "{name}: {door} of {route} shows {begin}: {body}");
                        for (_, id) in *ids {
                            let id = id.to_string();
                            assert!(
                                door.contains(&id) || !body.contains(&id),
                                "{name}: {door} of {route} tells of one that is hidden: {body}"
                            );
                        }
                    }
                }
                let bodies: String = answers.into_iter().map(|(_, body)| body).collect();
                assert!(
                    !MUST_SHOW.contains(route) || bodies.contains(OPEN),
                    "{name}: {route} shows nothing: {bodies}"
                );
                told.push_str(&bodies);
            }
            // And what each may see is there.
            for (begin, is_shown) in [(ALONE, is_own), (RESULT, name != "records"), (OPEN, true)] {
                assert_eq!(told.contains(begin), is_shown, "{name}: {begin}");
            }
        }
    })
    .await;
}
