//! What entries refer to by reference alone is called as it is stored, whichever request or file brought it.

use crate::support::laboratory::{PATIENT, entry, send};
use crate::support::{TestPortal, on_each_database};
use serde_json::{Value, json};
use usecases::import::{Source, import_fhir, name_due};

const PRACTITIONER: &str =
    r#"{"resourceType":"Practitioner","id":"d","name":[{"given":["June"],"family":"Kassulke"}]}"#;
const ROLE: &str = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/d"},"specialty":[{"text":"Surgery"}]}"#;
const PLACE: &str = r#"{"resourceType":"Location","id":"l","identifier":[{"system":"urn:places","value":"7"}],"name":"Harbor Street"}"#;

/// Medicines with and without words for them.
fn medicine(name: &str) -> String {
    format!(r#"{{"resourceType":"Medication","id":"m","code":{{"text":"{name}"}}}}"#)
}

fn entries() -> Vec<String> {
    let of_patient = |kind: &str, id: &str, rest: Value| {
        let mut resource = json!({"resourceType": kind, "id": id, "subject": {"reference": "Patient/p"}});
        resource.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        resource.to_string()
    };
    vec![
        of_patient(
            "MedicationRequest",
            "q",
            json!({
                "status": "active", "intent": "order", "medicationReference": {"reference": "Medication/m"},
                "requester": {"reference": "Practitioner/d"},
            }),
        ),
        of_patient(
            "Procedure",
            "s",
            json!({
                "status": "completed", "code": {"text": "Stitches"},
                "recorder": {"reference": "PractitionerRole/r"},
                "location": {"type": "Location", "identifier": {"system": "urn:places", "value": "7"}},
            }),
        ),
    ]
}

async fn view(test: &TestPortal, title: &str) -> Value {
    let views = test.texts(&format!("SELECT view FROM entry WHERE title = '{title}'")).await;
    views.first().unwrap_or_else(|| panic!("no {title}")).parse().expect("JSON")
}

async fn are_named(test: &TestPortal, medicine: &str) {
    let pills = view(test, medicine).await;
    assert_eq!(pills["recorded_by"], "June Kassulke", "{pills}");
    let stitches = view(test, "Stitches").await;
    assert_eq!(stitches["recorded_by"], "June Kassulke", "{stitches}");
    assert_eq!(stitches["facts"], json!([{"kind": "place", "words": "Harbor Street"}]));
    assert_eq!(test.number("SELECT COUNT(*) FROM entry").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_file_has_brought_the_names() {
    on_each_database(async |test| {
        // The role before whoever has it.
        send(&test, &[ROLE.to_owned()]).await;
        send(&test, &[PRACTITIONER.to_owned(), PLACE.to_owned(), medicine("Pills")]).await;
        send(&test, &entries()).await;
        are_named(&test, "Pills").await;
        // Not for another clinic: nothing of this one is called anything there.
        let path = test.folder.join("norte.ndjson");
        let lines: Vec<String> = [PATIENT.to_owned()].into_iter().chain(entries()).collect();
        std::fs::write(&path, lines.join("\n")).expect("own file");
        let sources = vec![Source::File(path)];
        let report = import_fhir(&test.portal.backend, test.norte.id, sources, |_, _| {}).await;
        assert_eq!(report.expect("imported").errors, []);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry WHERE title = 'Pills'").await, 1);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry WHERE view LIKE '%Kassulke%'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_the_names_is_mended_by_sending_it_again() {
    on_each_database(async |test| {
        send(&test, &entries()).await;
        let pills = entry(&test, "Medication without a name").await;
        assert_eq!(view(&test, "Stitches").await.get("recorded_by"), None);
        let names = [ROLE.to_owned(), PRACTITIONER.to_owned(), PLACE.to_owned(), medicine("Pills")];
        send(&test, &names).await;
        send(&test, &entries()).await;
        are_named(&test, "Pills").await;
        assert_eq!(entry(&test, "Pills").await, pills);
        // A name that has changed.
        send(&test, &[medicine("Better pills")]).await;
        send(&test, &entries()).await;
        are_named(&test, "Better pills").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_the_names_takes_them_as_they_come_and_change() {
    on_each_database(async |test| {
        send(&test, &entries()).await;
        let pills = entry(&test, "Medication without a name").await;
        let sent = "SELECT MAX(updated_s) FROM entry";
        let when = test.number(sent).await;
        test.pass(60);
        // The role before whoever has it.
        send(&test, &[ROLE.to_owned()]).await;
        assert_eq!(view(&test, "Stitches").await["recorded_by"], "Surgery");
        send(&test, &[PRACTITIONER.to_owned(), PLACE.to_owned(), medicine("Pills")]).await;
        are_named(&test, "Pills").await;
        assert_eq!(entry(&test, "Pills").await, pills);
        send(&test, &[medicine("Better pills")]).await;
        are_named(&test, "Better pills").await;
        let married = PRACTITIONER.replace("Kassulke", "Okafor");
        send(&test, &[married]).await;
        for title in ["Better pills", "Stitches"] {
            assert_eq!(view(&test, title).await["recorded_by"], "June Okafor", "{title}");
        }
        // Its sender has changed nothing, and sending it again changes nothing either.
        send(&test, &entries()).await;
        assert_eq!(test.number(sent).await, when);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry_name WHERE is_due").await, 0);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry").await, 2);
        // Where it was interrupted, it goes on.
        test.sql("UPDATE entry SET title = 'old', view = '{}'").await;
        test.sql("UPDATE entry_name SET is_due = TRUE WHERE NOT is_role").await;
        name_due(&test.portal.backend, test.demo.id).await.expect("named");
        assert_eq!(view(&test, "Stitches").await["recorded_by"], "June Okafor");
        assert_eq!(entry(&test, "Better pills").await, pills);
        assert_eq!(test.number("SELECT COUNT(*) FROM entry_name WHERE is_due").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_the_same_files_leave_nothing_to_be_named() {
    on_each_database(async |test| {
        let mut all = entries();
        all.extend([PRACTITIONER.to_owned(), PLACE.to_owned(), medicine("Pills")]);
        all.insert(0, ROLE.to_owned());
        send(&test, &all).await;
        are_named(&test, "Pills").await;
        let when = test.number("SELECT MAX(updated_s) FROM entry").await;
        test.pass(60);
        send(&test, &all).await;
        assert_eq!(test.number("SELECT MAX(updated_s) FROM entry").await, when, "the same as it was");
        // A name reaches entries of its own clinic alone.
        let path = test.folder.join("norte.ndjson");
        let lines: Vec<String> = [PATIENT.to_owned()].into_iter().chain(entries()).collect();
        std::fs::write(&path, lines.join("\n")).expect("own file");
        let sources = vec![Source::File(path)];
        import_fhir(&test.portal.backend, test.norte.id, sources, |_, _| {}).await.expect("imported");
        send(&test, &[PRACTITIONER.replace("Kassulke", "Okafor")]).await;
        assert_eq!(test.number("SELECT COUNT(*) FROM entry WHERE view LIKE '%Okafor%'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_called_as_whoever_has_it_in_the_same_file() {
    on_each_database(async |test| {
        let mut all = entries();
        all.extend([ROLE.to_owned(), PRACTITIONER.to_owned(), PLACE.to_owned(), medicine("Pills")]);
        send(&test, &all).await;
        are_named(&test, "Pills").await;
    })
    .await;
}
