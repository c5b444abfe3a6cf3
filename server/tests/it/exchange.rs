//! What apps read: the same as the person behind them on the pages, by ids of this portal, and nothing else.

use crate::isolation::world::World;
use crate::support::hidden;
use crate::support::laboratory::{self, Test, report, send};
use crate::support::programs::{PARTS, Program};
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::permission::Role;
use domain::results::contract::{Shelf, Worklist};
use domain::time::Instant;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use usecases::import::{Source, import_fhir};

const ALL: &str = "launch/patient patient/*.read";

async fn connected(test: &TestPortal, person: &mut Client) -> (Program, String) {
    let mut app = test.app(&test.demo).await;
    let answer = test.link_app(&mut app, person, (ALL, &PARTS)).await;
    (app, answer["patient"].as_str().expect("a patient").to_owned())
}

fn entries(bundle: &Value) -> Vec<&Value> {
    bundle["entry"]
        .as_array()
        .map(|entries| entries.iter().map(|entry| &entry["resource"]).collect())
        .unwrap_or_default()
}

/// Every reference of a resource.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name == "reference" => drop(found.insert(text.to_owned())),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_record_holds_together_by_ids_of_this_portal() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fhir/demo/demo");
        let files =
            ["practitioners.json", "walter-hughes.json"].map(|name| Source::File(folder.join(name))).to_vec();
        let report =
            import_fhir(&test.portal.backend, test.demo.id, files, |_, _| {}).await.expect("imported");
        assert_eq!(report.errors, []);
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let (app, patient) = connected(&test, &mut walter).await;
        let (status, everything) = app.get(&format!("/Patient/{patient}/$everything")).await;
        assert_eq!((status, everything["type"].as_str()), (200, Some("searchset")), "{everything}");
        let all = entries(&everything);
        let ids: BTreeSet<String> = all
            .iter()
            .map(|one| {
                format!("{}/{}", one["resourceType"].as_str().unwrap_or(""), one["id"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(ids.len(), all.len(), "an id stands twice");
        assert!(ids.contains(&format!("Patient/{patient}")));
        assert!(ids.iter().any(|id| id.starts_with("Practitioner/")), "{ids:?}");
        let mut leads = BTreeSet::new();
        all.iter().for_each(|one| references(one, &mut leads));
        assert!(leads.len() > 3, "{leads:?}");
        for reference in &leads {
            assert!(reference.starts_with('#') || ids.contains(reference), "{reference} leads nowhere");
        }
        // The same by searches, type by type, page by page.
        let types: BTreeSet<&str> = ids.iter().filter_map(|id| id.split('/').next()).collect();
        let named = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];
        for kind in types.iter().filter(|kind| !named.contains(kind)) {
            let mut found = BTreeSet::new();
            let mut next = format!("/{kind}?patient={patient}&_count=7");
            let mut pages = 0;
            while !next.is_empty() {
                let (status, page) = app.get(&next).await;
                assert_eq!(status, 200, "{next}: {page}");
                for one in entries(&page) {
                    assert!(
                        found.insert(format!("{kind}/{}", one["id"].as_str().unwrap_or(""))),
                        "{kind} twice"
                    );
                }
                let links = page["link"].as_array().expect("links");
                let link = links
                    .iter()
                    .find(|link| link["relation"] == "next")
                    .map(|link| link["url"].as_str().unwrap_or(""));
                next = link
                    .and_then(|url| url.split_once("/fhir/R4"))
                    .map(|(_, path)| path.to_owned())
                    .unwrap_or_default();
                pages += 1;
                assert!(pages < 500, "{kind} goes on and on");
            }
            let expected: BTreeSet<String> =
                ids.iter().filter(|id| id.starts_with(&format!("{kind}/"))).cloned().collect();
            assert_eq!(found, expected, "{kind}");
            let (_, count) = app.get(&format!("/{kind}?_summary=count")).await;
            assert_eq!(count["total"].as_u64(), Some(expected.len() as u64), "{kind}");
        }
        // Each by its id, and whom it names.
        for id in ids.iter().take(40) {
            let reply = app.send(Method::GET, &format!("/{id}"), "").await;
            assert_eq!((reply.status, reply.header("etag").starts_with("W/\"")), (200, true), "{id}");
        }
        // Narrower.
        let (_, some) = app.get("/Observation?category=laboratory&date=ge2020&_count=200").await;
        for one in entries(&some) {
            assert_eq!(one["category"][0]["coding"][0]["code"], "laboratory");
        }
        let code = entries(&some)
            .first()
            .map(|one| one["code"]["coding"][0]["code"].as_str().unwrap_or("").to_owned());
        if let Some(code) = code {
            let (_, same) = app.get(&format!("/Observation?code=http://loinc.org%7C{code}")).await;
            assert!(!entries(&same).is_empty());
        }
        let (status, wrong) = app.get("/Observation?date=yesterday").await;
        assert_eq!((status, wrong["resourceType"].as_str()), (400, Some("OperationOutcome")));
        let (status, _) = app.get("/Observation?patient=someone-else").await;
        assert_eq!(status, 200);
        let strict =
            app.send_with(Method::GET, "/Condition?colour=red", &[("prefer", "handling=strict")], "").await;
        assert_eq!(strict.status, 400);
        // The summary: a document whose sections lead to what is in it.
        let (status, summary) = app.get(&format!("/Patient/{patient}/$summary")).await;
        assert_eq!((status, summary["type"].as_str()), (200, Some("document")), "{summary}");
        let composition = &summary["entry"][0]["resource"];
        assert_eq!(composition["type"]["coding"][0]["code"], "60591-5");
        let addresses: BTreeSet<&str> = summary["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| entry["fullUrl"].as_str().unwrap_or(""))
            .collect();
        let sections = composition["section"].as_array().expect("sections");
        let codes: Vec<_> = sections
            .iter()
            .map(|section| section["code"]["coding"][0]["code"].as_str().unwrap_or(""))
            .collect();
        for required in ["11450-4", "48765-2", "10160-0"] {
            assert!(codes.contains(&required), "{codes:?}");
        }
        for section in sections {
            for entry in section["entry"].as_array().into_iter().flatten() {
                let reference = entry["reference"].as_str().unwrap_or("");
                assert!(addresses.contains(reference), "{reference} is not in the document");
            }
            assert!(section["text"]["div"].as_str().is_some_and(|div| div.starts_with("<div xmlns=")));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_app_reads_what_is_not_released_and_no_proxys_what_is_sensitive() {
    on_each_database(async |test| {
        let more = [
            report("held-report", "held-panel", "final", "2026-01-02", &["held"]),
            // No result, and of a sensitive class by its second code.
            hidden::value("survey", "survey-test", "L-1")
                .json()
                .replace("laboratory", "survey")
                .replace(r#""code":"L-1"}"#, r#""code":"L-1"},{"code":"S-1"}"#),
            r#"{"resourceType":"Condition","id":"private","subject":{"reference":"Patient/p"},"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},"code":{"text":"private-diagnosis"}}"#.to_owned(),
        ];
        hidden::send(&test, &more).await;
        let ids = [
            "held-test",
            "held-panel",
            "sensitive-test",
            "open-test",
            "private-diagnosis",
            "kept-diagnosis",
            "kept-exam",
            "wrong-test",
            "survey-test",
            "shown-panel",
        ];
        let mut rows = Vec::new();
        for title in ids {
            rows.push(laboratory::entry(&test, title).await.0.to_string());
        }
        let readers: [(&str, &[&str], &[&str]); 3] = [
            (
                "walter",
                &["held-test", "held-panel", "kept-diagnosis", "kept-exam", "wrong-test"],
                &["sensitive-test", "open-test", "private-diagnosis", "shown-panel", "survey-test"],
            ),
            (
                "priya",
                &[
                    "held-test",
                    "held-panel",
                    "kept-diagnosis",
                    "kept-exam",
                    "wrong-test",
                    "sensitive-test",
                    "private-diagnosis",
                    "survey-test",
                ],
                &["open-test", "plain-diagnosis", "shown-panel"],
            ),
            (
                "records",
                &[
                    "held-test",
                    "held-panel",
                    "kept-diagnosis",
                    "kept-exam",
                    "wrong-test",
                    "sensitive-test",
                    "private-diagnosis",
                    "open-test",
                    "shown-panel",
                    "survey-test",
                ],
                &["plain-diagnosis"],
            ),
        ];
        for (name, hidden, shown) in readers {
            let mut person = test.signed_in(&test.demo, name).await;
            let (app, patient) = connected(&test, &mut person).await;
            let mut answers = String::new();
            let mut doors = vec![
                "/Observation".to_owned(),
                "/DiagnosticReport".to_owned(),
                "/Condition".to_owned(),
                "/Observation?code=H-1,S-1,O-1".to_owned(),
                "/Observation?_summary=count&code=H-1".to_owned(),
                format!("/Patient/{patient}/$everything"),
                format!("/Patient/{patient}/$summary"),
            ];
            for id in &rows {
                for kind in ["Observation", "DiagnosticReport", "Condition"] {
                    doors.push(format!("/{kind}/{id}"));
                    doors.push(format!("/{kind}?_id={id}"));
                }
            }
            for door in &doors {
                let reply = app.send(Method::GET, door, "").await;
                assert!(matches!(reply.status, 200 | 404), "{name} {door}: {} {}", reply.status, reply.body);
                answers.push_str(&reply.body);
            }
            for title in hidden {
                assert!(!answers.contains(title), "{name} reads {title}");
                let id = &rows[ids.iter().position(|one| one == title).expect("known")];
                // Neither a reference to it nor its id.
                let without_links = answers.replace(&format!("_id={id}"), "");
                assert!(!without_links.contains(id.as_str()), "{name} learns of {title}");
            }
            for title in shown {
                assert!(answers.contains(title), "{name} does not read {title}");
            }
            assert!(answers.contains(r#""total":0"#), "{name}: what is held is not counted");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_found_by_each_of_its_codes() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once","classes":[{"id":"s","name":"S","codes":["2093-3"],"rule":{"by_hand":{"deadline_hours":null}},"is_sensitive":false,"reason":""}]}'"#).await;
        let value = |id: &str, label: &str, codes: &[(&str, &str)]| {
            let codings: Vec<String> =
                codes.iter().map(|(system, code)| format!(r#"{{"system":"{system}","code":"{code}"}}"#)).collect();
            format!(
                r#"{{"resourceType":"Observation","id":"{id}","meta":{{"security":[{{"code":"{label}"}}]}},"status":"final","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"coding":[{}],"text":"{id}"}},"effectiveDateTime":"2026-01-02","valueString":"x"}}"#,
                codings.join(",")
            )
        };
        let (snomed, loinc) = ("http://snomed.info/sct", "http://loinc.org");
        let resources = [
            value("both", "N", &[(snomed, "36048009"), (loinc, "2339-0")]),
            value("member", "N", &[(snomed, "104485008"), (loinc, "718-7")]),
            value("marked", "R", &[(loinc, "1-8")]),
            value("held", "N", &[(snomed, "77068002"), (loinc, "2093-3")]),
            report("panel", "panel", "final", "2026-01-02", &["member"]),
        ];
        send(&test, &resources).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let (app, _) = connected(&test, &mut walter).await;
        for (code, expected) in [
            ("2339-0", &["both"] as &[&str]),
            ("http://loinc.org%7C2339-0", &["both"]),
            ("36048009", &["both"]),
            ("718-7,36048009", &["both", "member"]),
            ("1-8", &["marked"]),
            // A part of a code, two codes in a row, what marks results, and what is not released.
            ("339-0", &[]),
            ("36048009%202339-0", &[]),
            ("%21restricted", &[]),
            ("%25", &[]),
            ("2093-3", &[]),
            ("77068002", &[]),
        ] {
            let (status, found) = app.get(&format!("/Observation?code={code}")).await;
            assert_eq!(status, 200, "{found}");
            let mut names: Vec<&str> =
                entries(&found).iter().map(|one| one["code"]["text"].as_str().unwrap_or_default()).collect();
            names.sort_unstable();
            assert_eq!(names, expected, "{code}");
            let (_, count) = app.get(&format!("/Observation?_summary=count&code={code}")).await;
            assert_eq!(count["total"].as_u64(), Some(expected.len() as u64), "{code}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_found_by_each_of_its_codes() {
    on_each_database(async |test| {
        let condition = |id: &str, label: &str, codes: [&str; 2]| {
            let [one, other] = codes;
            format!(
                r#"{{"resourceType":"Condition","id":"{id}","meta":{{"security":[{{"code":"{label}"}}]}},"subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{one}"}},{{"system":"http://hl7.org/fhir/sid/icd-10","code":"{other}"}}],"text":"{id}"}},"onsetDateTime":"2026-01-02"}}"#
            )
        };
        let resources = [
            condition("diabetes", "N", ["73211009", "E11.9"]),
            condition("asthma", "N", ["195967001", "J45.9"]),
            condition("kept", "NOPAT", ["56265001", "I51.9"]),
        ];
        send(&test, &resources).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let (app, _) = connected(&test, &mut walter).await;
        for (code, expected) in [
            ("73211009", &["diabetes"] as &[&str]),
            ("E11.9", &["diabetes"]),
            ("http://hl7.org/fhir/sid/icd-10%7CJ45.9", &["asthma"]),
            ("E11.9,195967001", &["asthma", "diabetes"]),
            // A part of a code, a pattern, and what its sender keeps from the patient.
            ("E11", &[]),
            ("E11_9", &[]),
            ("%25", &[]),
            ("I51.9", &[]),
        ] {
            let (status, found) = app.get(&format!("/Condition?code={code}")).await;
            assert_eq!(status, 200, "{found}");
            let mut names: Vec<&str> =
                entries(&found).iter().map(|one| one["code"]["text"].as_str().unwrap_or_default()).collect();
            names.sort_unstable();
            assert_eq!(names, expected, "{code}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_records_are_not_there() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        test.heads().await;
        let (app, own) = connected(&test, &mut world.walter.0).await;
        for target in [&world.maya.1, &world.lucia.1] {
            for path in [
                format!("/Patient/{}", target.chart),
                format!("/Patient/{}/$everything", target.chart),
                format!("/Patient/{}/$summary", target.chart),
                format!("/DocumentReference/{}", target.entry),
                format!("/DiagnosticReport/{}", target.result),
            ] {
                let reply = app.send(Method::GET, &path, "").await;
                assert_eq!(reply.status, 404, "{path}");
            }
            let (_, none) = app.get(&format!("/DocumentReference?patient={}", target.chart)).await;
            assert_eq!(none["total"], 0);
        }
        assert_eq!(app.get(&format!("/Patient/{own}")).await.0, 200);
        // An app hands nothing in.
        for (method, path) in [
            (Method::POST, ""),
            (Method::POST, "/Condition"),
            (Method::PUT, "/Condition/a"),
            (Method::POST, "/$import"),
        ] {
            let body = r#"{"resourceType":"Bundle","type":"batch"}"#;
            assert_eq!(app.send(method, path, body).await.status, 403, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_find_out_what_they_can_ask() {
    on_each_database(async |test| {
        let stranger = Program::new(&test, &test.demo, "");
        let (status, statement) = stranger.get("/metadata").await;
        assert_eq!((status, statement["fhirVersion"].as_str()), (200, Some("4.0.1")));
        let (status, smart) = stranger.get("/.well-known/smart-configuration").await;
        assert_eq!(status, 200);
        assert_eq!(smart["token_endpoint"], "http://demo.localhost:3000/oauth/token");
        assert_eq!(smart["code_challenge_methods_supported"][0], "S256");
        let question = stranger.send(Method::OPTIONS, "/Patient/x", "").await;
        assert_eq!((question.status, question.header("access-control-allow-origin")), (204, "*"));
        let refused = stranger.send(Method::GET, "/Patient/x", "").await;
        assert_eq!((refused.status, refused.header("www-authenticate").starts_with("Bearer")), (401, true));
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        let html = stranger.send_with(Method::GET, "/Patient/x", &[("accept", "application/xml")], "").await;
        assert_eq!(html.status, 406);
        // What is no form is answered as what is wrong with a form.
        let json = [("content-type", "application/json")];
        for path in ["/oauth/token", "/oauth/revoke"] {
            let wrong = stranger.client.clone().send(Method::POST, path, &json, "{}".to_owned()).await;
            assert_eq!(
                (wrong.status, wrong.body.as_str()),
                (400, r#"{"error":"invalid_request"}"#),
                "{path}"
            );
        }
    })
    .await;
}

/// Whatever a clinic can note of somebody.
const PERSON: &str = r#"{"resourceType":"Patient","id":"p","meta":{"profile":["http://example.org/ours"]},"language":"en","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">canary</div>"},"contained":[{"resourceType":"Organization","id":"o","name":"canary"}],"extension":[{"url":"http://example.org/religion","valueString":"canary"}],"identifier":[{"system":"urn:mrn","value":"mrn-77","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}},{"system":"urn:ssn","value":"canary-ssn","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS"}]}},{"system":"urn:plain","value":"canary-number"}],"active":true,"name":[{"family":"Hughes","given":["Walter"]}],"telecom":[{"system":"phone","value":"555-0100"}],"gender":"male","birthDate":"1961-03-07","deceasedBoolean":false,"address":[{"city":"Springfield"}],"maritalStatus":{"text":"canary"},"multipleBirthInteger":2,"photo":[{"url":"https://example.org/canary"}],"contact":[{"name":{"text":"canary-wife"}}],"communication":[{"language":{"text":"English"}}],"generalPractitioner":[{"display":"canary"}],"managingOrganization":{"display":"canary"},"link":[{"other":{"display":"canary"},"type":"seealso"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_learns_who_the_patient_is_and_not_what_else_is_noted_and_the_patient_s_file_is_whole() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.sql(&format!("UPDATE chart SET content = '{PERSON}'")).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let (app, patient) = connected(&test, &mut walter).await;
        for door in [
            format!("/Patient/{patient}"),
            "/Patient".to_owned(),
            format!("/Patient/{patient}/$everything"),
            format!("/Patient/{patient}/$summary"),
        ] {
            let reply = app.send(Method::GET, &door, "").await;
            assert_eq!(reply.status, 200, "{door}: {}", reply.body);
            assert!(!reply.body.contains("canary"), "{door}: {}", reply.body);
            for told in ["mrn-77", "Hughes", "555-0100", "1961-03-07", "Springfield", "English", "male"] {
                assert!(reply.body.contains(told), "{door}: no {told} in {}", reply.body);
            }
        }
        let (_, person) = app.get(&format!("/Patient/{patient}")).await;
        assert_eq!(person["id"], patient);
        assert_eq!(person["meta"]["profile"][0], "http://example.org/ours");
        assert_eq!(
            (person["active"].as_bool(), person["deceasedBoolean"].as_bool()),
            (Some(true), Some(false))
        );
        // The patient's own file holds whatever the clinic does.
        let file = walter.get("/files/record.json").await.body;
        assert!(file.contains("canary-ssn") && file.contains("canary-wife"), "{file}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_new_when_it_is_released_and_so_are_its_tests() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":{"by_hand":{"deadline_hours":null}}}'"#).await;
        let value = Test {
            id: "k",
            title: "Potassium",
            code: "2823-3",
            status: "final",
            value: "4.4",
            date: "2026-01-02",
        };
        let plain = r#"{"resourceType":"Condition","id":"plain","subject":{"reference":"Patient/p"},"code":{"text":"plain-diagnosis"}}"#;
        let panel = report("r", "Electrolytes", "final", "2026-01-02", &["k"]);
        send(&test, &[value.json(), panel, plain.to_owned()]).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let (app, _) = connected(&test, &mut walter).await;
        test.pass(300);
        let released = usecases::zones::rfc3339(Instant(test.now()));
        let list = ruiz.call("/api/release/list_work", &[("request[shelf]", Shelf::Waiting.name())]).await;
        let list: Worklist = serde_json::from_str(&list.body).expect("a list");
        let id = laboratory::entry(&test, "Electrolytes").await;
        let seen = format!("{id}.{}", list.items[0].version);
        let fields = [("request[results][0]", seen.as_str()), ("request[comment]", "")];
        assert_eq!(ruiz.call("/api/release/release", &fields).await.status, 200);
        for kind in ["Observation", "DiagnosticReport"] {
            let (_, new) = app.get(&format!("/{kind}?_lastUpdated=ge{released}")).await;
            let found = entries(&new);
            assert_eq!(found.len(), 1, "{kind}: {new}");
            assert_eq!(found[0]["meta"]["lastUpdated"], released, "{kind}");
            let (_, old) = app.get(&format!("/{kind}?_lastUpdated=lt{released}")).await;
            assert!(entries(&old).is_empty(), "{kind}: {old}");
        }
        // What no rule of release speaks of is as old as it is.
        let (_, new) = app.get(&format!("/Condition?_lastUpdated=ge{released}")).await;
        assert!(entries(&new).is_empty(), "{new}");
        let (_, old) = app.get(&format!("/Condition?_lastUpdated=lt{released}")).await;
        assert_eq!(entries(&old).len(), 1, "{old}");
    })
    .await;
}
