//! How a medicine is taken, and how bad an allergy was, in words: those that came, or else what is certain of the parts.

use crate::support::laboratory::{PATIENT, send};
use crate::support::{TestPortal, on_each_database};
use serde_json::{Value, json};
use usecases::import::{Source, import_fhir};

/// A prescription with these instructions.
fn prescription(name: &str, dosages: Value) -> String {
    json!({
        "resourceType": "MedicationRequest", "id": name, "subject": {"reference": "Patient/p"}, "status": "active",
        "intent": "order", "medicationCodeableConcept": {"text": name}, "dosageInstruction": dosages,
    })
    .to_string()
}

fn repeat(rest: Value) -> Value {
    json!({"repeat": rest})
}

fn all() -> Vec<String> {
    let tablet = json!([{"doseQuantity": {"value": 1, "unit": "tablet"}}]);
    vec![
        prescription(
            "whole",
            json!([{
                "doseAndRate": tablet, "asNeededCodeableConcept": {"text": "pain"},
                "timing": repeat(json!({"frequency": 2, "period": 1, "periodUnit": "d", "when": ["C"]})),
                "additionalInstruction": [{"text": "Do not drive"}],
            }]),
        ),
        // As a generator of test data writes it.
        prescription(
            "bare",
            json!([{
                "sequence": 1, "asNeededBoolean": false,
                "timing": repeat(json!({"frequency": 1, "period": 1.0, "periodUnit": "d"})),
                "doseAndRate": [{"doseQuantity": {"value": 1.0}}],
            }]),
        ),
        prescription(
            "ranges",
            json!([{
                "timing": repeat(json!({"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"})),
                "doseAndRate": [{"doseRange": {"low": {"value": 5, "unit": "mL"}, "high": {"value": 10, "unit": "mL"}}}],
                "asNeededCodeableConcept": {"coding": [{"system": "urn:own", "code": "Z9"}]},
            }]),
        ),
        prescription(
            "weekly",
            json!([
                {
                    "sequence": 2,
                    "timing": repeat(json!({"frequency": 2, "frequencyMax": 3, "period": 1, "periodUnit": "d"})),
                },
                {
                    "sequence": 1,
                    "timing": repeat(json!({
                        "frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"], "timeOfDay": ["08:00:00"],
                    })),
                },
            ]),
        ),
        // A frequency without its period, a bound, and a code for a unit say nothing that is certain.
        prescription(
            "unsure",
            json!([{
                "timing": repeat(json!({"frequency": 3, "when": ["XYZ"]})),
                "doseAndRate": [{"doseQuantity": {"value": 2, "system": "urn:own", "code": "TB9"}}],
            }]),
        ),
        prescription(
            "told",
            json!([{
                "text": "One with breakfast", "timing": repeat(json!({"frequency": 1, "period": 1, "periodUnit": "d"})),
                "additionalInstruction": [{"text": "With breakfast"}, {"text": "Plenty of water"}],
            }]),
        ),
    ]
}

async fn details(test: &TestPortal, name: &str) -> Value {
    let views = test.texts(&format!("SELECT view FROM entry WHERE title = '{name}'")).await;
    let view: Value = views.first().unwrap_or_else(|| panic!("no {name}")).parse().expect("JSON");
    view.get("details").cloned().unwrap_or_else(|| json!([]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dosage_without_words_becomes_a_sentence() {
    on_each_database(async |test| {
        send(&test, &all()).await;
        for (name, expected) in [
            ("whole", json!(["1 tablet, 2 times a day, with meals, as needed for pain", "Do not drive"])),
            ("bare", json!(["1 at a time, once a day"])),
            ("ranges", json!(["5 to 10 mL, every 4 to 6 hours, as needed"])),
            ("weekly", json!(["Once a week, on Monday, at 08:00", "2 to 3 times a day"])),
            ("unsure", json!([])),
            ("told", json!(["One with breakfast", "Plenty of water"])),
        ] {
            assert_eq!(details(&test, name).await, expected, "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sentence_is_in_the_language_of_the_clinic() {
    on_each_database(async |test| {
        let path = test.folder.join("norte.ndjson");
        let lines: Vec<String> = [PATIENT.to_owned()].into_iter().chain(all()).collect();
        std::fs::write(&path, lines.join("\n")).expect("own file");
        let sources = vec![Source::File(path)];
        let report = import_fhir(&test.portal.backend, test.norte.id, sources, |_, _| {}).await;
        assert_eq!(report.expect("imported").errors, []);
        let whole = details(&test, "whole").await;
        assert_eq!(whole[0], "1 tablet, 2 veces al día, con las comidas, según necesidad para pain");
        assert_eq!(details(&test, "ranges").await[0], "5 a 10 mL, cada 4 a 6 horas, según necesidad");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_reaction_of_an_allergy_is_told() {
    on_each_database(async |test| {
        let reaction = |severity: &str| json!({"manifestation": [{"text": "Hives"}], "severity": severity});
        let allergy = json!({
            "resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"},
            "code": {"text": "Nuts"}, "reaction": [reaction("mild"), reaction("severe"), reaction("moderate")],
        });
        send(&test, &[allergy.to_string()]).await;
        let views = test.texts("SELECT view FROM entry WHERE title = 'Nuts'").await;
        let view: Value = views[0].parse().expect("JSON");
        assert_eq!(view["facts"], json!([{"kind": "severity", "words": "severe"}]));
        test.patient(&test.demo, "walter", crate::support::laboratory::chart(&test).await).await;
        let id = crate::support::laboratory::entry(&test, "Nuts").await;
        let page = test.signed_in(&test.demo, "walter").await.get(&format!("/records/entry/{id}")).await;
        assert!(page.body.contains("Severe"), "{}", page.body);
    })
    .await;
}
