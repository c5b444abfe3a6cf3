//! One entry of the record: what its page knows, which visit it belongs to, its files, and what is never shown.

use crate::support::{Client, TestPortal, on_each_database};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::actor::Relation;
use domain::ids::{ChartId, EntryId};
use domain::permission::Scope;
use domain::records::contract::{EntryPage, FileKind, Measurements, Section, SectionPage, Timeline};
use domain::records::view::{FactKind, PersonRole};
use serde_json::{Value, json};
use usecases::import::{Report, Source, import_fhir};

async fn take(test: &TestPortal, name: &str, resources: &[Value]) -> Report {
    let path = test.folder.join(name);
    let lines: Vec<String> = resources.iter().map(Value::to_string).collect();
    std::fs::write(&path, lines.join("\n")).expect("own file");
    let report = import_fhir(&test.portal.backend, test.demo.id, vec![Source::File(path)], |_, _| {}).await;
    report.expect("imported")
}

fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p", "name": [{"family": "Hughes", "given": ["Walter"]}], "birthDate": "1950-01-01"})
}

/// A resource of the patient, with what all have.
fn of_patient(kind: &str, id: &str, subject: &str, rest: Value) -> Value {
    let mut resource = json!({"resourceType": kind, "id": id, subject: {"reference": "Patient/p"}});
    let all = resource.as_object_mut().expect("an object");
    all.extend(rest.as_object().expect("an object").clone());
    resource
}

fn visit() -> Value {
    of_patient(
        "Encounter",
        "v1",
        "subject",
        json!({
            "status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Check-up"}],
            "period": {"start": "2024-03-01T10:00:00Z", "end": "2024-03-01T10:30:00Z"},
            "reasonCode": [{"text": "Cough"}], "participant": [{"individual": {"display": "Dr. Ruiz"}}],
            "location": [{"location": {"display": "Room 4"}}],
        }),
    )
}

fn note(text: &str) -> Value {
    of_patient(
        "DocumentReference",
        "n1",
        "subject",
        json!({
            "status": "current", "docStatus": "final", "type": {"text": "Progress note"}, "date": "2024-03-01T11:00:00Z",
            "author": [{"display": "Dr. Ruiz"}], "context": {"encounter": [{"reference": "Encounter/v1"}]},
            "content": [{"attachment": {"contentType": "text/plain", "data": STANDARD.encode(text)}}],
        }),
    )
}

fn weight() -> Value {
    of_patient(
        "Observation",
        "w1",
        "subject",
        json!({
            "status": "final", "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"text": "Weight"},
            "effectiveDateTime": "2024-03-01T10:05:00Z", "encounter": {"reference": "Encounter/v1"},
            "valueQuantity": {"value": 80.5, "unit": "kg"},
        }),
    )
}

async fn id_of(test: &TestPortal, title: &str) -> EntryId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let ids = test.texts(&format!("SELECT {id} FROM entry WHERE title = '{title}'")).await;
    ids[0].parse().expect("an id")
}

async fn signed_in(test: &TestPortal) -> (Client, ChartId) {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let charts = test.texts(&format!("SELECT {id} FROM chart")).await;
    let chart = ChartId(charts[0].parse().expect("an id"));
    test.patient(&test.demo, "walter", chart).await;
    (test.signed_in(&test.demo, "walter").await, chart)
}

async fn proxy(test: &TestPortal, chart: ChartId, scopes: &[Scope]) -> Client {
    test.acting(&test.demo, "proxy", chart, Relation::Proxy, scopes).await;
    test.signed_in(&test.demo, "proxy").await
}

async fn entry(client: &mut Client, id: EntryId) -> EntryPage {
    let reply = client.call("/api/records/read_entry", &[("request[id]", &id.to_string())]).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn section(client: &mut Client, section: Section, after: &str) -> SectionPage {
    let fields = [("request[section]", section.slug()), ("request[after]", after)];
    let reply = client.call("/api/records/read_section", &fields).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

#[tokio::test]
async fn a_visit_shows_what_belongs_to_it_in_whichever_order_it_came() {
    on_each_database(async |test| {
        let diagnosis = of_patient(
            "Condition",
            "c1",
            "subject",
            json!({"code": {"text": "Bronchitis"}, "onsetDateTime": "2024-03-01", "encounter": {"reference": "Encounter/v1"}}),
        );
        let other = of_patient("Condition", "c2", "subject", json!({"code": {"text": "Gout"}, "onsetDateTime": "2020"}));
        // Diagnosis and note come before their visit, in files of their own; the weight comes after it.
        for (name, resources) in [
            ("1.ndjson", vec![patient(), diagnosis, other]),
            ("2.ndjson", vec![note("Coughs since Monday.")]),
            ("3.ndjson", vec![visit()]),
            ("4.ndjson", vec![weight()]),
        ] {
            assert_eq!(take(&test, name, &resources).await.errors, [], "{name}");
        }
        let (mut walter, _) = signed_in(&test).await;
        let listed = section(&mut walter, Section::Visits, "").await;
        assert_eq!(listed.current.len(), 1);
        let page = entry(&mut walter, listed.current[0].id).await;
        assert_eq!((page.section, page.entry.title.as_str()), (Section::Visits, "Check-up"));
        let facts: Vec<_> = page.facts.iter().map(|fact| (fact.kind, fact.words.as_str())).collect();
        assert_eq!(facts, [(FactKind::Reason, "Cough"), (FactKind::Place, "Room 4")]);
        assert_eq!(page.people[0].role, PersonRole::Participant);
        let parts = page.parts.expect("a visit has parts");
        let titles: Vec<_> = parts.entries.iter().map(|part| part.entry.title.as_str()).collect();
        assert_eq!(titles, ["Progress note", "Bronchitis"], "and nothing of another visit");
        assert_eq!((parts.measured.len(), parts.measured[0].title.as_str()), (1, "Weight"));
        // And back.
        let note = entry(&mut walter, parts.entries[0].entry.id).await;
        assert_eq!(note.visit.map(|visit| visit.id), Some(listed.current[0].id));
        let html = walter.get(&format!("/records/entry/{}", listed.current[0].id)).await;
        for words in ["Check-up", "Cough", "Room 4", "Dr. Ruiz", "Bronchitis", "Progress note", "80.5 kg"] {
            assert!(html.body.contains(words), "{words}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_text_is_read_on_the_page_and_downloaded_as_what_it_is() {
    on_each_database(async |test| {
        let script = "<script>alert(1)</script>";
        let mut pretending = note("x");
        pretending["id"] = json!("n2");
        pretending["type"] = json!({"text": "Pretending"});
        pretending["content"] = json!([
            {"attachment": {"contentType": "text/html", "title": "../../etc/Passwörter\r\nX: y", "data": STANDARD.encode(script)}},
            {"attachment": {"contentType": "text/plain", "data": STANDARD.encode("%PDF-1.7 and so on")}},
            {"attachment": {"contentType": "application/pdf", "url": "https://elsewhere.example/secret.pdf"}},
        ]);
        let report =
            take(&test, "1.ndjson", &[patient(), visit(), note("First line\n  second line <b>"), pretending]).await;
        assert_eq!(report.errors, []);
        let (mut walter, _) = signed_in(&test).await;
        let id = id_of(&test, "Progress note").await;
        let page = entry(&mut walter, id).await;
        assert_eq!(page.files[0].text.as_deref(), Some("First line\n  second line <b>"));
        assert_eq!((page.files[0].kind, page.files[0].is_held), (FileKind::Text, true));
        let html = walter.get(&format!("/records/entry/{id}")).await.body;
        assert!(html.contains("second line &lt;b&gt;") && !html.contains("second line <b>"));
        let file = walter.get(&format!("/files/records/{id}/0")).await;
        assert_eq!((file.status, file.body.as_str()), (200, "First line\n  second line <b>"));
        assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"progress-note.txt\"");
        assert_eq!((file.header("cache-control"), file.header("x-content-type-options")), ("no-store", "nosniff"));

        let id = id_of(&test, "Pretending").await;
        let page = entry(&mut walter, id).await;
        let kinds: Vec<_> = page.files.iter().map(|file| (file.kind, file.is_held, file.text.is_some())).collect();
        assert_eq!(kinds, [(FileKind::Other, true, false), (FileKind::Pdf, true, false), (FileKind::Other, false, false)]);
        let markup = walter.get(&format!("/files/records/{id}/0")).await;
        assert_eq!((markup.status, markup.header("content-type")), (200, "application/octet-stream"));
        assert_eq!(markup.header("content-disposition"), "attachment; filename=\"etc-passw-rter-x-y.bin\"");
        assert_eq!(walter.get(&format!("/files/records/{id}/1")).await.header("content-type"), "application/pdf");
        for index in ["2", "3", "99", "x", "-1"] {
            assert_eq!(walter.get(&format!("/files/records/{id}/{index}")).await.status, 404, "{index}");
        }
        let html = walter.get(&format!("/records/entry/{id}")).await.body;
        assert!(!html.contains("elsewhere.example"), "an address of another server is not a way out");
    })
    .await;
}

#[tokio::test]
async fn drafts_and_what_is_not_for_the_patient_are_nowhere_and_restricted_is_for_the_patient_alone() {
    on_each_database(async |test| {
        let labelled = |id: &str, name: &str, label: &str| {
            let mut note = note(name);
            note["id"] = json!(id);
            note["type"] = json!({"text": name});
            note["securityLabel"] = json!([{"coding": [{"code": label}]}]);
            note
        };
        let report = |id: &str, name: &str, status: &str| {
            of_patient(
                "DiagnosticReport",
                id,
                "subject",
                json!({
                    "status": status, "category": [{"coding": [{"code": "34117-2"}]}], "code": {"text": name},
                    "effectiveDateTime": "2024-03-01", "presentedForm": [{"data": STANDARD.encode(name)}],
                }),
            )
        };
        let mut of_laboratory = note("lab");
        of_laboratory["id"] = json!("n7");
        of_laboratory["type"] = json!({"coding": [{"system": "http://loinc.org", "code": "11502-2"}], "text": "canary laboratory"});
        let mut draft = note("draft");
        draft["id"] = json!("n3");
        draft["type"] = json!({"text": "canary draft"});
        draft["docStatus"] = json!("preliminary");
        let mut weight = weight();
        weight["code"] = json!({"text": "Restricted weight"});
        weight["meta"] = json!({"security": [{"code": "R"}]});
        let resources = [
            patient(),
            visit(),
            draft,
            labelled("n4", "canary kept back", "NOPAT"),
            labelled("n5", "Restricted note", "PSY"),
            labelled("n6", "Plain note", "N"),
            weight,
            report("r1", "canary half written", "preliminary"),
            report("r2", "Finished note", "final"),
            of_laboratory,
        ];
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        let (mut walter, chart) = signed_in(&test).await;
        let mut proxy = proxy(&test, chart, &Scope::ALL).await;
        let visit = id_of(&test, "Check-up").await;
        let (restricted, plain) = (id_of(&test, "Restricted note").await, id_of(&test, "Plain note").await);
        let pages = [
            "/records/documents".to_owned(),
            "/records/measurements".to_owned(),
            format!("/records/entry/{visit}"),
        ];
        for page in &pages {
            let (mine, theirs) = (walter.get(page).await.body, proxy.get(page).await.body);
            assert!(!mine.contains("canary") && !theirs.contains("canary"), "{page}");
            assert!(mine.contains("Restricted") && !theirs.contains("Restricted"), "{page}");
        }
        assert_eq!(walter.get(&format!("/files/records/{restricted}/0")).await.status, 200);
        assert_eq!(proxy.get(&format!("/files/records/{plain}/0")).await.status, 200);
        for path in [format!("/records/entry/{restricted}"), format!("/files/records/{restricted}/0")] {
            assert_eq!(proxy.get(&path).await.status, 404, "{path}");
        }
        assert!(walter.get("/records/documents").await.body.contains("Finished note"));
        for hidden in ["canary draft", "canary kept back", "canary half written", "canary laboratory"] {
            let id = id_of(&test, hidden).await;
            for path in [format!("/records/entry/{id}"), format!("/files/records/{id}/0")] {
                assert_eq!(walter.get(&path).await.status, 404, "{hidden}");
            }
        }
    })
    .await;
}

/// The same, kept from the patient by its sender, under another id and name.
fn kept(mut resource: Value, id: &str, name: &str) -> Value {
    let words = if resource["resourceType"] == "DocumentReference" { "type" } else { "code" };
    resource["id"] = json!(id);
    resource[words] = json!({"text": name});
    resource["meta"] = json!({"security": [{"code": "NOPAT"}]});
    resource
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_sender_keeps_from_the_patient_clinicians_see_marked_except_drafts_and_errors() {
    on_each_database(async |test| {
        let condition = |more: Value| of_patient("Condition", "c", "subject", more);
        let mut draft = kept(note("canary draft"), "k5", "canary draft");
        draft["docStatus"] = json!("preliminary");
        let wrong = condition(json!({"verificationStatus": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "entered-in-error",
        }]}}));
        let mut image = kept(weight(), "k7", "canary image");
        image["category"] = json!([{"coding": [{"code": "exam"}]}]);
        let report = of_patient(
            "DiagnosticReport",
            "r1",
            "subject",
            json!({
                "status": "final", "category": [{"coding": [{"code": "RAD"}]}], "code": {"text": "Scan"},
                "effectiveDateTime": "2024-03-02", "result": [{"reference": "Observation/k7"}],
            }),
        );
        let resources = [
            patient(),
            visit(),
            weight(),
            kept(note("canary letter"), "k1", "canary letter"),
            kept(weight(), "k2", "canary weight"),
            kept(condition(json!({})), "k3", "canary diagnosis"),
            kept(of_patient("AllergyIntolerance", "a", "patient", json!({})), "k4", "canary allergy"),
            draft,
            kept(wrong, "k6", "canary wrong"),
            image,
        ];
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        assert_eq!(take(&test, "2.ndjson", &[report]).await.errors, []);
        let mut marked = test.texts("SELECT title FROM entry WHERE is_kept_back").await;
        marked.sort();
        let expected = ["canary allergy", "canary diagnosis", "canary image", "canary letter", "canary weight"];
        assert_eq!(marked, expected);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry WHERE is_kept_back AND NOT is_hidden").await, 0);

        let (mut walter, chart) = signed_in(&test).await;
        let mut proxy = proxy(&test, chart, &Scope::ALL).await;
        let (visit, scan) = (id_of(&test, "Check-up").await, id_of(&test, "Scan").await);
        let mut doors: Vec<String> = Section::ALL.map(|section| format!("/records/{}", section.slug())).to_vec();
        doors.extend(
            ["/records/timeline", "/records/results", "/records/measurements", "/records/card", "/files/card", "/files/record.json", "/files/summary.json"]
                .map(ToOwned::to_owned),
        );
        doors.push(format!("/records/entry/{visit}"));
        for title in marked.iter().map(String::as_str).chain(["canary draft", "canary wrong"]) {
            let id = id_of(&test, title).await;
            doors.extend([format!("/records/entry/{id}"), format!("/files/records/{id}/0")]);
        }
        for door in &doors {
            for person in [&mut walter, &mut proxy] {
                let body = person.get(door).await.body;
                assert!(!body.contains("canary") && !body.contains("Not shown to the patient"), "{door}: {body}");
            }
        }

        test.colleague(&test.demo, "sofia", domain::permission::Role::Administrator).await;
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let id = chart.to_string();
        let glass = [("request[chart]", id.as_str()), ("request[reason]", "unconscious in room two")];
        assert_eq!(sofia.call("/api/chart_view/break_glass", &glass).await.status, 200);
        let record = format!("/patients/{chart}/record");
        for (path, shown) in [
            (format!("{record}/documents"), "canary letter"),
            (format!("{record}/diagnoses"), "canary diagnosis"),
            (format!("{record}/allergies"), "canary allergy"),
            (format!("{record}/measurements"), "canary weight"),
            (format!("{record}/entry/{visit}"), "canary weight"),
            (format!("{record}/entry/{visit}"), "canary letter"),
            (format!("{record}/results/{scan}"), "canary image"),
        ] {
            let body = sofia.get(&path).await.body;
            assert!(body.contains(shown) && body.contains("Not shown to the patient"), "{path}: {body}");
            assert!(!body.contains("canary draft") && !body.contains("canary wrong"), "{path}: {body}");
        }
        // Once its sender says otherwise, it is the patient's too.
        let mut open = kept(condition(json!({})), "k3", "canary diagnosis");
        open["meta"] = json!({});
        assert_eq!(take(&test, "3.ndjson", &[open]).await.errors, []);
        assert!(walter.get("/records/diagnoses").await.body.contains("canary diagnosis"));
        let page = sofia.get(&format!("{record}/diagnoses")).await.body;
        assert!(page.contains("canary diagnosis") && !page.contains("Not shown to the patient"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_result_with_a_label_waits_or_is_for_the_patient_alone() {
    on_each_database(async |test| {
        let result = |id: &str, name: &str, label: &str| {
            of_patient(
                "Observation",
                id,
                "subject",
                json!({
                    "status": "final", "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": name},
                    "effectiveDateTime": "2024-03-01", "valueQuantity": {"value": 1}, "meta": {"security": [{"code": label}]},
                }),
            )
        };
        let settings = r#"{"laboratory":"at_once","other":"at_once"}"#;
        test.sql(&format!("UPDATE facility SET results = '{settings}'")).await;
        let resources =
            [patient(), result("o1", "Kept back", "NOPAT"), result("o2", "Secret", "HIV"), result("o3", "Open", "N")];
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        let (mut walter, chart) = signed_in(&test).await;
        let mut proxy = proxy(&test, chart, &Scope::ALL).await;
        let (mine, theirs) = (walter.get("/records/results").await.body, proxy.get("/records/results").await.body);
        assert!(mine.contains("Open") && mine.contains("Secret") && !mine.contains("Kept back"));
        assert!(theirs.contains("Open") && !theirs.contains("Secret") && !theirs.contains("Kept back"));
        let secret = id_of(&test, "Secret").await;
        assert_eq!(proxy.get(&format!("/records/results/{secret}")).await.status, 404);
        assert_eq!(test.number("SELECT COUNT(*) FROM result WHERE state = 'blocked'").await, 1, "a clinician decides");

        // What was shown is not shown any more once its sender says so; and a report is not, whose test says so, though the
        // test came first and was no result by itself.
        let open = id_of(&test, "Open").await;
        let mut image = result("i1", "Image", "NOPAT");
        image["category"] = json!([{"coding": [{"code": "exam"}]}]);
        take(&test, "2.ndjson", &[result("o3", "Open", "NOPAT"), image]).await;
        assert_eq!(walter.get(&format!("/records/results/{open}")).await.status, 404);
        let report = of_patient(
            "DiagnosticReport",
            "r1",
            "subject",
            json!({
                "status": "final", "category": [{"coding": [{"code": "RAD"}]}], "code": {"text": "Scan"}, "conclusion": "canary",
                "effectiveDateTime": "2024-03-02", "result": [{"reference": "Observation/i1"}],
            }),
        );
        take(&test, "3.ndjson", &[report]).await;
        let list = walter.get("/records/results").await.body;
        assert!(!list.contains("Scan") && !list.contains("Open"), "{list}");
        assert_eq!(test.number("SELECT COUNT(*) FROM result WHERE state = 'blocked' AND governor_id IS NULL").await, 3);
    })
    .await;
}

#[tokio::test]
async fn what_is_measured_has_its_course_and_a_visit_without_results_scope_names_none() {
    on_each_database(async |test| {
        let pressure = |id: &str, date: &str, systolic: i32| {
            of_patient(
                "Observation",
                id,
                "subject",
                json!({
                    "status": "final", "category": [{"coding": [{"code": "vital-signs"}]}],
                    "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}], "text": "Blood pressure"},
                    "effectiveDateTime": date,
                    "component": [
                        {"code": {"text": "Systolic"}, "valueQuantity": {"value": systolic, "unit": "mmHg"}},
                        {"code": {"text": "Diastolic"}, "valueQuantity": {"value": 80, "unit": "mmHg"}},
                    ],
                }),
            )
        };
        let report = of_patient(
            "DiagnosticReport",
            "r1",
            "subject",
            json!({
                "status": "final", "category": [{"coding": [{"code": "LAB"}]}], "code": {"text": "Lipids"},
                "effectiveDateTime": "2024-03-01", "encounter": {"reference": "Encounter/v1"},
            }),
        );
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let resources = [
            patient(),
            visit(),
            report,
            pressure("b1", "2023-01-01", 150),
            pressure("b2", "2024-01-01", 140),
            pressure("b3", "2022-01-01", 160),
            weight(),
        ];
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        let (mut walter, chart) = signed_in(&test).await;
        let reply = walter.call("/api/results/read_measurements", &[]).await;
        let found: Measurements = serde_json::from_str(&reply.body).expect("measurements");
        let told: Vec<_> = found
            .tests
            .iter()
            .map(|test| (test.title.as_str(), test.value.text.as_deref().unwrap_or_default(), test.earlier.len()))
            .collect();
        assert_eq!(told, [("Weight", "80.5", 0), ("Systolic", "140", 2), ("Diastolic", "80", 2)]);
        let earlier: Vec<_> = found.tests[1].earlier.iter().filter_map(|one| one.value.text.as_deref()).collect();
        assert_eq!(earlier, ["150", "160"]);
        let visit = id_of(&test, "Check-up").await;
        assert_eq!(entry(&mut walter, visit).await.parts.expect("parts").results.len(), 1);
        let mut proxy = proxy(&test, chart, &[Scope::Records]).await;
        let parts = entry(&mut proxy, visit).await.parts.expect("parts");
        assert_eq!((parts.results.len(), parts.measured.len()), (0, 1));
        assert_eq!(test.number("SELECT COUNT(*) FROM audit_event WHERE action = 'results.list' AND outcome = 'done'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_section_that_grows_comes_in_pages_without_a_gap() {
    on_each_database(async |test| {
        let mut resources = vec![patient()];
        for number in 0..120 {
            let mut visit = visit();
            visit["id"] = json!(format!("v{number}"));
            visit["type"] = json!([{"text": format!("Visit {number}")}]);
            // Many on one day.
            visit["period"] = json!({"start": format!("2024-01-{:02}", 1 + number / 10)});
            resources.push(visit);
        }
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        let (mut walter, _) = signed_in(&test).await;
        let (mut titles, mut after, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = section(&mut walter, Section::Visits, &after).await;
            titles.extend(page.current.into_iter().map(|line| line.title));
            pages += 1;
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!((titles.len(), pages), (120, 3));
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), 120, "each once");
        let first = walter.get("/records/visits").await.body;
        assert!(first.contains("/records/visits?after=") && first.contains("Earlier"));
        assert_eq!(walter.get("/records/visits?after=nonsense").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_whole_record_comes_newest_first_in_pages_and_is_found_by_name_and_kind() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let mut resources = vec![patient()];
        for number in 0..70 {
            let date = format!("20{:02}-03-01", 10 + number % 14);
            let kind = json!({"status": "final", "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": format!("Test {number}")}, "effectiveDateTime": date});
            resources.push(of_patient("Observation", &format!("o{number}"), "subject", kind));
            let diagnosis = json!({"code": {"text": format!("Éxit_{number}%")}, "onsetDateTime": date});
            resources.push(of_patient("Condition", &format!("c{number}"), "subject", diagnosis));
        }
        assert_eq!(take(&test, "1.ndjson", &resources).await.errors, []);
        let (mut walter, chart) = signed_in(&test).await;
        let ask = async |client: &mut Client, words: &str, kind: &str| {
            let (mut lines, mut after) = (Vec::new(), String::new());
            loop {
                let fields = [("request[words]", words), ("request[kind]", kind), ("request[after]", after.as_str())];
                let reply = client.call("/api/records/list_timeline", &fields).await;
                let page: Timeline = serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
                lines.extend(page.lines);
                match page.next {
                    Some(next) => after = next,
                    None => return lines,
                }
            }
        };
        let all = ask(&mut walter, "", "").await;
        let ids: std::collections::BTreeSet<_> = all.iter().map(|line| line.entry.id).collect();
        assert_eq!((all.len(), ids.len()), (140, 140), "each once");
        assert!(all.is_sorted_by(|one, other| one.entry.date >= other.entry.date));
        assert_eq!(ask(&mut walter, "", "results").await.len(), 70);
        assert_eq!(ask(&mut walter, "", "diagnoses").await.len(), 70);
        assert_eq!(ask(&mut walter, "", "nonsense").await.len(), 0);
        // What a pattern means to the database is a letter like any other.
        assert_eq!(ask(&mut walter, "_6", "").await.len(), 11);
        assert_eq!(ask(&mut walter, "%", "").await.len(), 70);
        assert_eq!(ask(&mut walter, "TEST 69", "").await.len(), 1);
        let mut proxy = proxy(&test, chart, &[Scope::Records]).await;
        assert_eq!(ask(&mut proxy, "", "").await.len(), 70, "without the scope there are no results");
    })
    .await;
}

#[tokio::test]
async fn what_came_before_there_were_results_is_on_no_page_of_entries_and_in_no_file() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        for (number, kind, category) in [
            (1, "Observation", "'laboratory'"),
            (2, "Observation", "NULL"),
            (3, "DiagnosticReport", "'LAB'"),
            (4, "Observation", "'imaging'"),
        ] {
            let id = test.entry(&test.demo, chart, (number, "canary of old", kind)).await;
            let sql = format!(
                "UPDATE entry SET category = {category}, content = '{{\"canary\":1}}' WHERE id = {}",
                test.id(id.0)
            );
            test.sql(&sql).await;
        }
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        for path in ["/records/documents", "/records/measurements", "/records/timeline", "/files/record.json"]
        {
            let reply = walter.get(path).await;
            assert!(reply.status == 200 && !reply.body.contains("canary"), "{path}: {}", reply.body);
        }
        for number in 1..=4 {
            let id = crate::support::entry_id(number);
            for path in [
                format!("/records/entry/{id}"),
                format!("/files/records/{id}/0"),
                format!("/records/corrections/new?entry={id}"),
            ] {
                assert_eq!(walter.get(&path).await.status, 404, "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_visit_is_found_by_its_id_where_the_sender_s_addresses_differ() {
    on_each_database(async |test| {
        let diagnosis = of_patient(
            "Condition",
            "c1",
            "subject",
            json!({"code": {"text": "Bronchitis"}, "onsetDateTime": "2024-03-01", "encounter": {"reference": "Encounter/v1"}}),
        );
        let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
            {"fullUrl": "https://ehr.example/fhir/Patient/p", "resource": patient()},
            {"fullUrl": "https://ehr.example/fhir/Condition/c1", "resource": diagnosis},
        ]});
        // The visit comes alone, without an address.
        for (name, resources) in [("1.json", vec![bundle]), ("2.ndjson", vec![patient(), visit()])] {
            assert_eq!(take(&test, name, &resources).await.errors, [], "{name}");
        }
        let found = "SELECT COUNT(*) FROM entry c JOIN entry v ON c.visit = v.id WHERE c.title = 'Bronchitis' AND v.kind = 'Encounter'";
        assert_eq!(test.number(found).await, 1);
    })
    .await;
}
