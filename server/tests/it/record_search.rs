//! The search of a record: it finds what a page of the record says, tells where, and is narrowed by days. What its reader may not see
//! it does not find; that is looked at door by door in `result_leaks.rs`.

use crate::support::{Client, TestPortal, laboratory, on_each_database};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::records::contract::Timeline;
use domain::results::contract::ResultList;
use serde_json::{Value, json};

/// A resource of the patient, with what all have.
fn of_patient(kind: &str, id: &str, subject: &str, rest: Value) -> String {
    let mut resource = json!({"resourceType": kind, "id": id, subject: {"reference": "Patient/p"}});
    let all = resource.as_object_mut().expect("an object");
    all.extend(rest.as_object().expect("an object").clone());
    resource.to_string()
}

/// A test of the laboratory with a value in words, and one with a number.
fn tests() -> Vec<String> {
    let about = |name: &str, date: &str| json!({"status": "final", "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": name}, "effectiveDateTime": date});
    let (mut words, mut number) = (about("Virus antigen", "2024-05-01"), about("Sodium", "2023-05-01"));
    words["valueCodeableConcept"] = json!({"text": "Weakly positive"});
    words["note"] = json!([{"text": "Sample was haemolysed"}]);
    number["valueQuantity"] = json!({"value": 140, "unit": "mmol/L"});
    vec![
        of_patient("Observation", "t1", "subject", words),
        of_patient("Observation", "t2", "subject", number),
    ]
}

fn entries() -> Vec<String> {
    let letter = format!(
        "Dear colleague,\nafter a long winter {} the patient was seen by the Cardiolog\u{ed}a team about a murmur.",
        "and a longer spring ".repeat(20)
    );
    vec![
        of_patient(
            "AllergyIntolerance",
            "a1",
            "patient",
            json!({"code": {"text": "Penicillin"}, "recordedDate": "2020-02-01", "reaction": [{"manifestation": [{"text": "Swollen lips"}]}]}),
        ),
        of_patient(
            "MedicationRequest",
            "m1",
            "subject",
            json!({
                "status": "active", "intent": "order", "medicationCodeableConcept": {"text": "Metformin"}, "authoredOn": "2021-02-01",
                "requester": {"display": "Dr. Ndiaye"}, "reasonCode": [{"text": "Kept quiet"}], "dosageInstruction": [{"text": "Two tablets with breakfast"}],
            }),
        ),
        of_patient(
            "Condition",
            "c1",
            "subject",
            json!({
                "code": {"coding": [{"system": "http://snomed.info/sct", "code": "73211009"}, {"system": "http://hl7.org/fhir/sid/icd-10", "code": "E11.9"}], "text": "Diabetes"},
                "onsetDateTime": "2022-02-01", "note": [{"text": "Tells of thirst at night"}],
            }),
        ),
        of_patient(
            "Encounter",
            "v1",
            "subject",
            json!({
                "status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Check-up"}], "period": {"start": "2024-03-01T10:00:00Z"},
                "location": [{"location": {"display": "Harbour wing"}}],
            }),
        ),
        of_patient(
            "DocumentReference",
            "n1",
            "subject",
            json!({
                "status": "current", "docStatus": "final", "type": {"text": "Letter"}, "date": "2024-04-01T11:00:00Z",
                "content": [{"attachment": {"contentType": "text/plain", "data": STANDARD.encode(letter)}}],
            }),
        ),
    ]
}

async fn set_rule(test: &TestPortal, rule: &str) {
    test.sql(&format!(r#"UPDATE facility SET results = '{{"laboratory":{rule},"other":{rule}}}'"#)).await;
}

async fn signed_in(test: &TestPortal) -> Client {
    let chart = laboratory::chart(test).await;
    test.patient(&test.demo, "walter", chart).await;
    test.signed_in(&test.demo, "walter").await
}

async fn ask(client: &mut Client, fields: &[(&str, &str)]) -> Timeline {
    let fields: Vec<(String, &str)> =
        fields.iter().map(|(name, value)| (format!("request[{name}]"), *value)).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let reply = client.call("/api/records/list_timeline", &fields).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_wherever_a_page_of_the_record_says_them_and_a_hit_says_where() {
    on_each_database(async |test| {
        set_rule(&test, r#""at_once""#).await;
        laboratory::send(&test, &[entries(), tests()].concat()).await;
        let mut walter = signed_in(&test).await;
        let antigen = laboratory::entry(&test, "Virus antigen").await;
        let sodium = laboratory::entry(&test, "Sodium").await;
        test.sql(&format!(
            "UPDATE result SET comment = 'Please drink more water' WHERE id = {}",
            test.id(sodium.0)
        ))
        .await;
        for (words, title, found) in [
            ("penic", "Penicillin", None),
            ("LIPS", "Penicillin", Some("lips")),
            ("breakfast", "Metformin", Some("breakfast")),
            ("ndiaye", "Metformin", Some("Ndiaye")),
            ("thirst", "Diabetes", Some("thirst")),
            // A code is found whole, and a word of the name beside one of the note.
            ("73211009", "Diabetes", None),
            ("diabetes night", "Diabetes", Some("night")),
            ("harbour", "Check-up", Some("Harbour")),
            // Without case and accents.
            ("CARDIOLOGIA", "Letter", Some("Cardiolog\u{ed}a")),
            ("cardiolog\u{ed}a", "Letter", Some("Cardiolog\u{ed}a")),
            ("weakly", "Virus antigen", Some("Weakly")),
            ("haemolysed", "Virus antigen", Some("haemolysed")),
            ("water", "Sodium", Some("water")),
        ] {
            let page = ask(&mut walter, &[("words", words)]).await;
            let titles: Vec<_> = page.lines.iter().map(|line| line.entry.title.as_str()).collect();
            assert_eq!(titles, [title], "{words}");
            let snippet = page.lines[0].snippet.as_ref();
            assert_eq!(snippet.map(|snippet| snippet.found.as_str()), found, "{words}");
        }
        // What is shown of a long text is short, and cut between words.
        let page = ask(&mut walter, &[("words", "murmur")]).await;
        let snippet = page.lines[0].snippet.clone().expect("a place");
        assert!(
            snippet.before.starts_with("\u{2026} ") && snippet.before.ends_with("about a "),
            "{snippet:?}"
        );
        assert!(snippet.before.chars().count() <= 42 && snippet.after == ".", "{snippet:?}");
        // Nothing holds all of these, a number is no word, and a part of a code is none. What an entry is for may be the name of
        // another that its reader does not see.
        for words in ["penicillin thirst", "140", "7321", "quiet"] {
            assert_eq!(ask(&mut walter, &[("words", words)]).await.lines, [], "{words}");
        }
        // The list of results finds by the same words.
        let reply = walter.call("/api/results/list_results", &[("request[words]", "positive")]).await;
        let list: ResultList = serde_json::from_str(&reply.body).expect("a list");
        let ids: Vec<_> = list.results.iter().map(|line| line.id).collect();
        assert_eq!(ids, [antigen]);
        let page = walter.get("/records/timeline?words=breakfast").await.body;
        assert!(page.contains("data-snippet"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_released_is_not_found_by_anything_that_it_says() {
    on_each_database(async |test| {
        set_rule(&test, r#"{"by_hand":{"deadline_hours":null}}"#).await;
        laboratory::send(&test, &tests()).await;
        test.sql("UPDATE result SET comment = 'Please drink more water'").await;
        test.sql("UPDATE entry SET file_text = 'A text of a file'").await;
        let mut walter = signed_in(&test).await;
        for words in ["antigen", "positive", "haemolysed", "water", "file"] {
            assert_eq!(ask(&mut walter, &[("words", words)]).await.lines, [], "{words}");
            let reply = walter.call("/api/results/list_results", &[("request[words]", words)]).await;
            let list: ResultList = serde_json::from_str(&reply.body).expect("a list");
            assert_eq!(list.results, [], "{words}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_record_is_shown_from_day_to_day() {
    on_each_database(async |test| {
        set_rule(&test, r#""at_once""#).await;
        laboratory::send(&test, &[entries(), tests()].concat()).await;
        let mut walter = signed_in(&test).await;
        for (from, until, expected) in [
            ("", "", 7),
            ("2024-03-01", "2024-05-01", 3),
            ("2024-03-02", "2024-04-30", 1),
            ("", "2021-12-31", 2),
            ("2023-01-01", "", 4),
            ("2024-05-01", "2024-03-01", 0),
            // What is no day is no bound.
            ("yesterday", "", 7),
        ] {
            let page = ask(&mut walter, &[("words", ""), ("from", from), ("until", until)]).await;
            assert_eq!(page.lines.len(), expected, "{from} {until}: {:?}", page.lines);
        }
        let both =
            ask(&mut walter, &[("words", "letter"), ("from", "2024-03-01"), ("until", "2024-05-01")]).await;
        assert_eq!(both.lines.len(), 1);
        let path = "/records/timeline?from=2024-05-01&until=2024-03-01";
        let page = walter.get(path).await.body;
        assert!(page.contains("This day is before the first one"), "{page}");
        let page = walter.get("/records/timeline?from=1999-01-01&until=1999-12-31").await.body;
        assert!(page.contains("Nothing fits"), "{page}");
        let page = walter.get("/records/diagnoses?from=2024-05-01&until=2024-03-01").await.body;
        assert!(page.contains("This day is before the first one"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_record_is_looked_through_to_its_end() {
    on_each_database(async |test| {
        let mut resources = Vec::new();
        for number in 0..1_100 {
            let name = if number == 0 { "Needle".to_owned() } else { format!("Hay {number}") };
            let date = format!("20{:02}-03-01", 10 + number % 10);
            resources.push(of_patient(
                "Condition",
                &format!("c{number}"),
                "subject",
                json!({"code": {"text": name}, "onsetDateTime": date}),
            ));
        }
        laboratory::send(&test, &resources).await;
        let mut walter = signed_in(&test).await;
        let page = ask(&mut walter, &[("words", "needle")]).await;
        assert_eq!((page.lines.len(), page.next), (1, None));
        let page = ask(&mut walter, &[("words", "hay")]).await;
        assert!(page.lines.len() == 50 && page.next.is_some());
    })
    .await;
}
