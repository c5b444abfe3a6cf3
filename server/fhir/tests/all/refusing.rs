//! What each kind of entry must have, and what is said when it has not.

use fhir::{extract, view};
use serde_json::{Value, json};

use crate::taking::single;

/// A resource of each kind with no more than it must have.
fn least() -> Vec<Value> {
    let patient = json!({"reference": "Patient/ana"});
    vec![
        json!({"resourceType": "Condition", "subject": patient}),
        json!({"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": patient,
            "medicationCodeableConcept": {"text": "Ibuprofen"}}),
        json!({"resourceType": "AllergyIntolerance", "patient": patient}),
        json!({"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "Tetanus"},
            "patient": patient, "occurrenceDateTime": "2024"}),
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "Weight"}, "subject": patient}),
        json!({"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Lipids"}, "subject": patient}),
        json!({"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, "subject": patient}),
    ]
}

/// The least resource of a kind, changed: `null` takes a member away.
fn changed(kind: &str, changes: Value) -> Value {
    let mut resource = least().into_iter().find(|resource| resource["resourceType"] == kind).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            resource.as_object_mut().unwrap().remove(name);
        } else {
            resource[name] = value.clone();
        }
    }
    resource
}

#[test]
fn the_least_that_is_required_is_enough() {
    for resource in least() {
        extract(&single(&resource.to_string())).unwrap();
    }
}

#[test]
fn what_breaks_the_rules_is_refused_with_its_path() {
    let concept = |system: &str, code: &str| json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code}]});
    let group = json!({"reference": "Group/7"});
    let cases = [
        ("Condition", json!({"subject": null}), "subject: is required"),
        ("Condition", json!({"subject": "Patient/ana"}), "subject: must be an object"),
        ("Condition", json!({"subject": {}}), "subject: does not point to a patient"),
        ("Condition", json!({"subject": {"display": "Ana"}}), "subject: does not point to a patient"),
        ("Condition", json!({"subject": {"reference": "#p"}}), "subject: does not point to a patient"),
        ("Condition", json!({"subject": group}), "subject: does not point to a patient"),
        ("Condition", json!({"subject": {"reference": 5}}), "subject.reference: must be a string"),
        ("Condition", json!({"clinicalStatus": "active"}), "clinicalStatus: must be an object"),
        (
            "Condition",
            json!({"clinicalStatus": concept("condition-clinical", "gone")}),
            "clinicalStatus: gone is not one of active, recurrence, relapse, inactive, remission, resolved",
        ),
        (
            "Condition",
            json!({"verificationStatus": concept("condition-clinical", "active")}),
            "verificationStatus: has no code of http://terminology.hl7.org/CodeSystem/condition-ver-status",
        ),
        ("Condition", json!({"code": {"coding": {"code": "1"}}}), "code.coding: must be a list"),
        (
            "Condition",
            json!({"code": {"coding": [{"code": " 1"}]}}),
            "code.coding[0].code: has white space around it",
        ),
        ("Condition", json!({"onsetDateTime": "2013-02-30"}), DATE),
        (
            "Condition",
            json!({"onsetDateTime": "2013", "onsetString": "then"}),
            "onset[x]: is given in two types",
        ),
        ("Condition", json!({"note": [{"time": "2013"}]}), "note[0].text: is required"),
        (
            "Condition",
            json!({"modifierExtension": [{"url": "urn:not"}]}),
            "modifierExtension: may change the meaning in a way the portal does not know",
        ),
        ("MedicationRequest", json!({"status": null}), "status: is required"),
        ("MedicationRequest", json!({"intent": null}), "intent: is required"),
        (
            "MedicationRequest",
            json!({"intent": "wish"}),
            "intent: wish is not one of proposal, plan, order, original-order, reflex-order, filler-order, instance-order, option",
        ),
        ("MedicationRequest", json!({"subject": null}), "subject: is required"),
        ("MedicationRequest", json!({"medicationCodeableConcept": null}), "medication[x]: is required"),
        (
            "MedicationRequest",
            json!({"medicationReference": {"reference": "Medication/1"}}),
            "medication[x]: is given in two types",
        ),
        (
            "MedicationRequest",
            json!({"medicationCodeableConcept": {}}),
            "medicationCodeableConcept: has neither words nor a code",
        ),
        (
            "MedicationRequest",
            json!({"medicationCodeableConcept": null, "medicationReference": {"reference": "#m"}}),
            "medicationReference: points to nothing contained here",
        ),
        (
            "MedicationRequest",
            json!({"dosageInstruction": [{"timing": {"repeat": {"periodUnit": "day"}}}]}),
            "dosageInstruction[0].timing.repeat.periodUnit: day is not one of s, min, h, d, wk, mo, a",
        ),
        (
            "MedicationRequest",
            json!({"dispenseRequest": {"quantity": {"value": "30"}}}),
            "dispenseRequest.quantity.value: must be a number",
        ),
        ("AllergyIntolerance", json!({"patient": null}), "patient: is required"),
        (
            "AllergyIntolerance",
            json!({"criticality": "severe"}),
            "criticality: severe is not one of low, high, unable-to-assess",
        ),
        (
            "AllergyIntolerance",
            json!({"category": ["food", "drug"]}),
            "category[1]: drug is not one of food, medication, environment, biologic",
        ),
        (
            "AllergyIntolerance",
            json!({"reaction": [{"severity": "mild"}]}),
            "reaction[0].manifestation: is required",
        ),
        ("Immunization", json!({"status": null}), "status: is required"),
        (
            "Immunization",
            json!({"status": "done"}),
            "status: done is not one of completed, entered-in-error, not-done",
        ),
        ("Immunization", json!({"vaccineCode": null}), "vaccineCode: is required"),
        ("Immunization", json!({"patient": null}), "patient: is required"),
        ("Immunization", json!({"occurrenceDateTime": null}), "occurrence[x]: is required"),
        ("Immunization", json!({"protocolApplied": [{}]}), "protocolApplied[0].doseNumber[x]: is required"),
        (
            "Immunization",
            json!({"expirationDate": "2024-05-01T00:00:00Z"}),
            "expirationDate: must be a date without a time of day",
        ),
        ("Observation", json!({"status": null}), "status: is required"),
        ("Observation", json!({"code": null}), "code: is required"),
        ("Observation", json!({"subject": null}), "subject: is required"),
        (
            "Observation",
            json!({"issued": "2024-05-01"}),
            "issued: must be an instant: YYYY-MM-DDThh:mm:ss with an offset",
        ),
        ("Observation", json!({"valueString": "1", "valueInteger": 1}), "value[x]: is given in two types"),
        (
            "Observation",
            json!({"component": [{"code": {"text": "a"}, "valueQuantity": {"comparator": "~"}}]}),
            "component[0].valueQuantity.comparator: ~ is not one of <, <=, >=, >",
        ),
        ("Observation", json!({"component": [{}]}), "component[0].code: is required"),
        (
            "DiagnosticReport",
            json!({"status": "done"}),
            "status: done is not one of registered, partial, preliminary, final, amended, corrected, appended, cancelled, entered-in-error, unknown",
        ),
        ("DiagnosticReport", json!({"code": {"text": " "}}), "code: has neither words nor a code"),
        ("DiagnosticReport", json!({"subject": null}), "subject: is required"),
        ("Encounter", json!({"class": null}), "class: is required"),
        (
            "Encounter",
            json!({"status": "done"}),
            "status: done is not one of planned, arrived, triaged, in-progress, onleave, finished, cancelled, entered-in-error, unknown",
        ),
        (
            "Encounter",
            json!({"period": {"start": "1 May"}}),
            "period.start: must be a date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with an offset",
        ),
    ];
    for (kind, changes, expected) in cases {
        let invalid = extract(&single(&changed(kind, changes.clone()).to_string())).unwrap_err();
        assert_eq!(invalid.to_string(), expected, "{kind} {changes}");
    }
}

const DATE: &str =
    "onsetDateTime: must be a date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with an offset";

#[test]
fn people_with_nothing_to_go_by_are_refused() {
    let name = json!([{"text": "Ana"}]);
    let cases = [
        (json!({}), "name: is missing, and there is no identifier either"),
        (
            json!({"name": [{"use": "official"}], "identifier": [{"system": "s"}]}),
            "name: is missing, and there is no identifier either",
        ),
        (json!({"name": name, "gender": "f"}), "gender: f is not one of male, female, other, unknown"),
        (
            json!({"name": name, "birthDate": "25/12/1974"}),
            "birthDate: must be a date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with an offset",
        ),
        (
            json!({"name": [{"use": "real", "text": "Ana"}]}),
            "name[0].use: real is not one of usual, official, temp, nickname, anonymous, old, maiden",
        ),
        (
            json!({"name": name, "telecom": [{}, {"system": "tel"}]}),
            "telecom[1].system: tel is not one of phone, fax, email, pager, url, sms, other",
        ),
        (
            json!({"name": name, "communication": [{"preferred": true}]}),
            "communication[0].language: is required",
        ),
        (
            json!({"name": name, "deceasedBoolean": false, "deceasedDateTime": "2020"}),
            "deceased[x]: is given in two types",
        ),
    ];
    for (mut resource, expected) in cases {
        resource["resourceType"] = json!("Patient");
        let invalid = view(&single(&resource.to_string())).unwrap_err();
        assert_eq!(invalid.to_string(), expected, "{resource}");
    }
}

#[test]
fn a_resource_of_no_kind_of_entry_is_not_extracted() {
    let invalid = extract(&single(r#"{"resourceType":"Claim","id":"c"}"#)).unwrap_err();
    assert_eq!(invalid.to_string(), "resourceType: is not a kind of record entry");
}
