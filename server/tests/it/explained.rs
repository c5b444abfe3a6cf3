//! What an entry's code means in plain words: on the opened entry in the reader's language, and nowhere where nothing is known.

use crate::support::laboratory::{Test, chart, entry, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::chart_view::contract::{ChartEntry, ChartResult};
use domain::permission::Role;
use domain::records::contract::{EntryPage, Measurements};
use domain::results::contract::ResultPage;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

fn concept(system: &str, code: &str, text: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}], "text": text})
}

/// A test, an illness, a medicine, another in a resource of its own, a vaccine, blood pressure, and two of which nothing is known.
fn resources() -> Vec<String> {
    let (sct, loinc) = ("http://snomed.info/sct", "http://loinc.org");
    let patient = json!({"reference": "Patient/p"});
    let part = |code: &str, title: &str, value: i32| json!({"code": concept(loinc, code, title), "valueQuantity": {"value": value, "unit": "mmHg"}});
    let hemoglobin = Test {
        id: "hb",
        title: "Hemoglobin",
        code: "718-7",
        status: "final",
        value: "14",
        date: "2026-02-05T08:00:00Z",
    };
    let unknown = Test { id: "unknown", title: "Something", code: "1-8", ..hemoglobin };
    let all = [
        json!({"resourceType": "Condition", "id": "c", "subject": patient, "code": concept(sct, "59621000", "Hypertension")}),
        json!({"resourceType": "Condition", "id": "u", "subject": patient, "code": concept(sct, "1", "Unheard-of")}),
        json!({
            "resourceType": "MedicationRequest", "id": "m", "subject": patient, "status": "active", "intent": "order",
            "medicationCodeableConcept": {"text": "Lisinopril 10 mg"},
        }),
        json!({"resourceType": "Medication", "id": "of-n", "code": {"text": "Warfarin 5 mg"}}),
        json!({
            "resourceType": "MedicationRequest", "id": "n", "subject": patient, "status": "active", "intent": "order",
            "medicationReference": {"reference": "Medication/of-n"},
        }),
        json!({
            "resourceType": "Immunization", "id": "i", "patient": patient, "status": "completed", "occurrenceDateTime": "2025-10-01",
            "vaccineCode": concept("http://hl7.org/fhir/sid/cvx", "140", "Flu shot"),
        }),
        json!({
            "resourceType": "Observation", "id": "b", "subject": patient, "status": "final", "effectiveDateTime": "2026-01-01",
            "category": [{"coding": [{"code": "vital-signs"}]}], "code": concept(loinc, "85354-9", "Blood pressure"),
            "component": [part("8480-6", "Systolic", 140), part("8462-4", "Diastolic", 80)],
        }),
    ];
    all.iter().map(Value::to_string).chain([hemoglobin.json(), unknown.json()]).collect()
}

async fn walter(test: &TestPortal) -> Client {
    test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
    send(test, &resources()).await;
    test.patient(&test.demo, "walter", chart(test).await).await;
    test.signed_in(&test.demo, "walter").await
}

/// What the opened entry is said to be; nothing is an empty text.
async fn explained(browser: &mut Client, test: &TestPortal, title: &str) -> String {
    let id = entry(test, title).await.to_string();
    let page: EntryPage = call(browser, "records/read_entry", &[("request[id]", &id)]).await;
    page.explained.unwrap_or_default()
}

async fn result(browser: &mut Client, test: &TestPortal, title: &str) -> ResultPage {
    let id = entry(test, title).await.to_string();
    call(browser, "results/read_result", &[("request[id]", &id)]).await
}

/// Beginnings of what the entries are said to be.
const SAID: [(&str, &str, &str); 4] = [
    ("Hypertension", "The blood presses harder", "La sangre empuja"),
    ("Lisinopril 10 mg", "ACE inhibitors", "Los IECA"),
    ("Warfarin 5 mg", "Warfarin", "La warfarina"),
    ("Flu shot", "Protects against influenza", "Protege contra la gripe"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_entry_says_in_plain_words_what_it_is() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        for (title, english, _) in SAID {
            let said = explained(&mut walter, &test, title).await;
            assert!(said.starts_with(english), "{title}: {said}");
        }
        assert_eq!(explained(&mut walter, &test, "Unheard-of").await, "");
        let page = result(&mut walter, &test, "Hemoglobin").await;
        assert!(
            page.tests[0].explained.as_ref().is_some_and(|said| said.starts_with("Hemoglobin is the part"))
        );
        assert_eq!(page.explained, None, "it is said once");
        assert_eq!(result(&mut walter, &test, "Something").await.tests[0].explained, None);
        let measured: Measurements = call(&mut walter, "results/read_measurements", &[]).await;
        let parts: Vec<_> = measured.tests.iter().filter_map(|test| test.explained.as_deref()).collect();
        assert!(parts.len() == 2 && parts[0].contains("first of the two"), "{parts:?}");

        let path = format!("/records/entry/{}", entry(&test, "Hypertension").await);
        let html = walter.get(&path).await.body;
        assert!(
            html.contains("In plain words")
                && html.contains("It does not replace what your care team tells you.")
        );
        let unknown = format!("/records/entry/{}", entry(&test, "Unheard-of").await);
        assert!(!walter.get(&unknown).await.body.contains("id=\"explained-title\""));

        let language = [("request[language]", "es"), ("request[next]", "/")];
        assert_eq!(walter.post_form("/api/account/set_language", &language).await.status, 303);
        for (title, _, spanish) in SAID {
            let said = explained(&mut walter, &test, title).await;
            assert!(said.starts_with(spanish), "{title}: {said}");
        }
        let page = result(&mut walter, &test, "Hemoglobin").await;
        assert!(page.tests[0].explained.as_ref().is_some_and(|said| said.starts_with("La hemoglobina")));
        assert!(walter.get(&path).await.body.contains("En palabras sencillas"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_explain_nothing_and_the_clinic_reads_what_the_patient_does() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        for (door, fields) in [
            ("records/read_section", [("request[section]", "diagnoses"), ("request[after]", "")]),
            ("records/list_timeline", [("request[words]", ""), ("request[after]", "")]),
            ("results/list_results", [("request[words]", ""), ("request[after]", "")]),
        ] {
            let reply = walter.call(&format!("/api/{door}"), &fields).await;
            assert!(reply.status == 200 && !reply.body.contains("explained"), "{door}: {}", reply.body);
        }
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let chart = chart(&test).await.to_string();
        let why = [("request[chart]", chart.as_str()), ("request[reason]", "found without consciousness")];
        assert_eq!(ruiz.call("/api/chart_view/break_glass", &why).await.status, 200);
        let of = async |title: &str| entry(&test, title).await.to_string();
        let id = of("Hypertension").await;
        let wanted = [("request[chart]", chart.as_str()), ("request[id]", id.as_str())];
        let read: ChartEntry = call(&mut ruiz, "chart_view/read_entry", &wanted).await;
        assert!(read.page.explained.is_some_and(|said| said.starts_with(SAID[0].1)));
        let id = of("Hemoglobin").await;
        let wanted = [("request[chart]", chart.as_str()), ("request[id]", id.as_str())];
        let read: ChartResult = call(&mut ruiz, "chart_view/read_result", &wanted).await;
        assert!(read.page.tests[0].explained.is_some());
    })
    .await;
}
