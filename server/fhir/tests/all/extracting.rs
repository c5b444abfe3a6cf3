//! What is read out of each kind of entry.

use fhir::{Code, Details, Entry, Kind, Precision, Role, Value as Found, extract};
use serde_json::{Value, json};

use crate::taking::single;

fn entry(resource: Value) -> Entry {
    extract(&single(&resource.to_string())).unwrap()
}

/// A CodeableConcept with one code and its words.
fn concept(system: &str, code: &str, display: &str) -> Value {
    json!({"coding": [{"system": system, "code": code, "display": display}]})
}

fn status(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code}]})
}

fn words<'a>(concepts: impl IntoIterator<Item = &'a Code>) -> Vec<&'a str> {
    concepts.into_iter().filter_map(|concept| concept.text.as_deref()).collect()
}

fn text(date: &Option<fhir::ClinicalDate>) -> &str {
    date.as_ref().map_or("-", |date| date.text.as_str())
}

#[test]
fn a_condition_is_dated_by_its_onset_and_ends_with_its_abatement() {
    let entry = entry(json!({
        "resourceType": "Condition",
        "identifier": [{"system": "urn:problems", "value": "12"}],
        "clinicalStatus": status("condition-clinical", "resolved"),
        "verificationStatus": status("condition-ver-status", "confirmed"),
        "category": [concept("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item", "Problem List Item")],
        "severity": concept("http://snomed.info/sct", "255604002", "Mild"),
        "code": concept("http://snomed.info/sct", "386661006", "Fever"),
        "bodySite": [{"text": "whole body"}],
        "subject": {"reference": "urn:uuid:a"},
        "encounter": {"reference": "Encounter/1"},
        "onsetDateTime": "2013-04",
        "abatementPeriod": {"start": "2013-05-01", "end": "2013-05-09"},
        "recordedDate": "2013-04-04",
        "recorder": {"reference": "Practitioner/1", "display": "Dr. Ruiz"},
        "note": [{"text": " high at night "}],
    }));
    assert_eq!((entry.kind, entry.status.as_deref()), (Kind::Condition, Some("resolved")));
    assert_eq!(entry.code.text.as_deref(), Some("Fever"));
    assert_eq!(entry.date.as_ref().unwrap().precision, Precision::Month);
    assert_eq!(
        (text(&entry.date), text(&entry.end), text(&entry.recorded)),
        ("2013-04", "2013-05-09", "2013-04-04")
    );
    assert_eq!(entry.people[0].role, Role::Recorder);
    assert_eq!(entry.people[0].who.display.as_deref(), Some("Dr. Ruiz"));
    assert_eq!(entry.notes, ["high at night"]);
    assert_eq!(entry.identifier.unwrap().value.as_deref(), Some("12"));
    let Details::Condition(details) = entry.details else { panic!() };
    assert_eq!(details.severity.unwrap().text.as_deref(), Some("Mild"));
    assert_eq!(details.body_sites[0].text.as_deref(), Some("whole body"));
}

#[test]
fn an_onset_without_a_date_falls_back_on_the_day_it_was_recorded() {
    let entry = entry(json!({
        "resourceType": "Condition", "subject": {"reference": "Patient/a"}, "recordedDate": "2020",
        "onsetAge": {"value": 7, "unit": "years"}, "abatementString": "as a teenager",
    }));
    assert_eq!((text(&entry.date), text(&entry.end)), ("2020", "-"));
    let Details::Condition(details) = entry.details else { panic!() };
    assert_eq!(details.onset.age.unwrap().value.as_deref(), Some("7"));
    assert_eq!(details.abatement.text.as_deref(), Some("as a teenager"));
}

#[test]
fn a_prescription_says_what_how_and_how_often() {
    let entry = entry(json!({
        "resourceType": "MedicationRequest", "status": "active", "intent": "order", "priority": "routine",
        "medicationCodeableConcept": {"text": "Metformin 500 mg tablet"},
        "subject": {"reference": "Patient/a"}, "authoredOn": "2024-03-01T10:00:00-05:00",
        "requester": {"display": "Ana Ruiz MD"},
        "reasonCode": [{"text": "Type 2 diabetes"}],
        "dosageInstruction": [
            {"sequence": 2, "text": "Stop before a contrast scan"},
            {"sequence": 1, "patientInstruction": "One with breakfast, one with dinner",
             "additionalInstruction": [{"text": "with food"}], "asNeededBoolean": false,
             "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d", "when": ["CM", "CV"]}},
             "route": concept("http://snomed.info/sct", "26643006", "Oral route"),
             "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]},
        ],
        "dispenseRequest": {"numberOfRepeatsAllowed": 3, "quantity": {"value": 180, "unit": "tablets"}},
    }));
    assert_eq!((entry.kind, text(&entry.date)), (Kind::Medication, "2024-03-01T10:00:00-05:00"));
    assert_eq!(entry.people[0].role, Role::Requester);
    let Details::Medication(details) = entry.details else { panic!() };
    assert_eq!(words(&details.reasons), ["Type 2 diabetes"]);
    assert_eq!((details.refills, details.is_forbidden), (Some(3), false));
    let first = &details.dosages[0];
    assert_eq!(first.patient_text.as_deref(), Some("One with breakfast, one with dinner"));
    assert_eq!(
        (first.frequency, first.period.as_deref(), first.period_unit.as_deref()),
        (Some(2), Some("1"), Some("d"))
    );
    assert_eq!((words(&first.additions), first.is_as_needed), (vec!["with food"], false));
    assert_eq!(first.dose.as_ref().unwrap().unit.as_deref(), Some("tablet"));
    assert_eq!(details.dosages[1].text.as_deref(), Some("Stop before a contrast scan"));
}

#[test]
fn a_medicine_is_named_from_wherever_it_is_described() {
    let base = |pointer: Value| {
        entry(json!({
            "resourceType": "MedicationRequest", "status": "stopped", "intent": "order", "doNotPerform": true,
            "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Oxycodone"}}],
            "medicationReference": pointer, "subject": {"reference": "Patient/a"},
        }))
    };
    let medication = |entry: &Entry| match &entry.details {
        Details::Medication(details) => {
            (details.medication.clone().and_then(|found| found.reference), details.is_forbidden)
        }
        _ => panic!(),
    };
    let contained = base(json!({"reference": "#m"}));
    assert_eq!((contained.code.text.as_deref(), medication(&contained)), (Some("Oxycodone"), (None, true)));
    let named = base(json!({"reference": "Medication/9", "display": "Ibuprofen"}));
    assert_eq!(named.code.text.as_deref(), Some("Ibuprofen"));
    let elsewhere = base(json!({"reference": "urn:uuid:9"}));
    assert_eq!(
        (elsewhere.code.text.as_deref(), medication(&elsewhere).0.as_deref()),
        (None, Some("urn:uuid:9"))
    );
}

#[test]
fn an_allergy_tells_what_happened_and_how_dangerous_it_is() {
    let entry = entry(json!({
        "resourceType": "AllergyIntolerance", "type": "allergy", "category": ["food"], "criticality": "high",
        "clinicalStatus": status("allergyintolerance-clinical", "active"),
        "verificationStatus": status("allergyintolerance-verification", "confirmed"),
        "patient": {"identifier": {"system": "urn:mrn", "value": "7"}},
        "onsetDateTime": "2004", "lastOccurrence": "2012-06",
        "reaction": [{"substance": {"text": "Cashew nuts"}, "manifestation": [{"text": "Hives"}, {"text": "Wheezing"}],
            "severity": "severe", "onset": "2012-06-12", "description": "after a cookie"}],
    }));
    assert_eq!(entry.code.text.as_deref(), Some("Cashew nuts"), "named by the substance of the reaction");
    assert_eq!(entry.categories[0].code.as_deref(), Some("food"));
    assert_eq!(entry.subject.type_name.as_deref(), Some("Patient"));
    assert_eq!((text(&entry.date), entry.verification.as_deref()), ("2004", Some("confirmed")));
    let Details::Allergy(details) = entry.details else { panic!() };
    assert_eq!(words(&details.reactions[0].manifestations), ["Hives", "Wheezing"]);
    assert_eq!(
        (details.criticality.as_deref(), details.reactions[0].severity.as_deref()),
        (Some("high"), Some("severe"))
    );
}

#[test]
fn a_vaccination_says_which_dose_it_was() {
    let entry = entry(json!({
        "resourceType": "Immunization", "status": "completed", "primarySource": true, "lotNumber": "AA1",
        "vaccineCode": concept("http://hl7.org/fhir/sid/cvx", "03", "MMR"),
        "patient": {"reference": "Patient/a"}, "occurrenceDateTime": "2019-05-02", "expirationDate": "2020-01-31",
        "site": {"text": "Left thigh"}, "manufacturer": {"display": "Merck"},
        "performer": [{"actor": {"display": "Grace Liu MD"}}],
        "protocolApplied": [{"doseNumberPositiveInt": 1, "seriesDosesPositiveInt": 2, "targetDisease": [{"text": "Measles"}]}],
    }));
    assert_eq!(
        (entry.kind, text(&entry.date), entry.code.text.as_deref()),
        (Kind::Immunization, "2019-05-02", Some("MMR"))
    );
    assert_eq!(
        (entry.people[0].role, entry.people[0].who.display.as_deref()),
        (Role::Performer, Some("Grace Liu MD"))
    );
    let Details::Immunization(details) = entry.details else { panic!() };
    assert_eq!((details.doses[0].number.as_deref(), details.doses[0].of.as_deref()), (Some("1"), Some("2")));
    assert_eq!((details.lot_number.as_deref(), words(&details.site)), (Some("AA1"), vec!["Left thigh"]));
}

#[test]
fn a_vaccination_of_unknown_date_is_dated_by_its_recording() {
    let entry = entry(json!({
        "resourceType": "Immunization", "status": "not-done", "vaccineCode": {"text": "Polio"},
        "patient": {"reference": "Patient/a"}, "occurrenceString": "as a child", "recorded": "2021-02-03",
        "statusReason": {"text": "Declined"},
    }));
    assert_eq!((text(&entry.date), entry.status.as_deref()), ("2021-02-03", Some("not-done")));
    let Details::Immunization(details) = entry.details else { panic!() };
    assert_eq!(details.occurrence_text.as_deref(), Some("as a child"));
    assert_eq!(words(&details.status_reason), ["Declined"]);
}

#[test]
fn an_observation_keeps_the_digits_of_its_value() {
    let source = r#"{"resourceType":"Observation","status":"final","code":{"text":"Potassium"},
        "subject":{"reference":"Patient/a"},"effectiveInstant":"2024-05-01T08:00:00Z",
        "valueQuantity":{"value":4.10,"unit":"mmol/L","code":"mmol/L"},
        "interpretation":[{"coding":[{"code":"N"}]}],
        "referenceRange":[{"low":{"value":3.5},"high":{"value":5.10},"text":"3.5 to 5.1"}]}"#;
    let entry = extract(&single(source)).unwrap();
    assert_eq!(text(&entry.date), "2024-05-01T08:00:00Z");
    let Details::Observation(details) = entry.details else { panic!() };
    let Some(Found::Quantity(quantity)) = details.value else { panic!() };
    assert_eq!((quantity.value.as_deref(), quantity.shown_unit()), (Some("4.10"), Some("mmol/L")));
    let range = &details.reference_ranges[0];
    assert_eq!(range.high.as_ref().unwrap().value.as_deref(), Some("5.10"));
    assert_eq!(details.interpretations[0].code.as_deref(), Some("N"));
}

#[test]
fn observations_come_with_every_type_of_value() {
    let value = |name: &str, value: Value| {
        let mut resource = json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "subject": {"reference": "Patient/a"}});
        resource[name] = value;
        let Details::Observation(details) = entry(resource).details else { panic!() };
        serde_json::to_value(details.value.unwrap()).unwrap()
    };
    assert_eq!(value("valueString", json!("clear"))["value"], "clear");
    assert_eq!(value("valueBoolean", json!(true))["value"], true);
    assert_eq!(value("valueInteger", json!(3))["value"], 3);
    assert_eq!(value("valueTime", json!("08:00:00"))["type"], "time");
    assert_eq!(value("valueDateTime", json!("2020-01"))["value"]["precision"], "month");
    assert_eq!(value("valueRange", json!({"low": {"value": 1}}))["value"]["low"]["value"], "1");
    assert_eq!(value("valueRatio", json!({"numerator": {"value": 1}}))["value"]["numerator"]["value"], "1");
    assert_eq!(value("valuePeriod", json!({"end": "2020"}))["value"]["end"]["text"], "2020");
    assert_eq!(
        value("valueCodeableConcept", json!({"text": "Former smoker"}))["value"]["text"],
        "Former smoker"
    );
    assert_eq!(value("valueSampledData", json!({"period": 1}))["type"], "samples");
}

#[test]
fn a_blood_pressure_is_two_values_measured_together() {
    let part = |name: &str, value: i32| json!({"code": {"text": name}, "valueQuantity": {"value": value, "unit": "mmHg"}});
    let entry = entry(json!({
        "resourceType": "Observation", "status": "amended", "code": {"text": "Blood pressure"},
        "subject": {"reference": "Patient/a"}, "effectivePeriod": {"start": "2024-05-01", "end": "2024-05-02"},
        "component": [part("Systolic", 128), part("Diastolic", 82),
            {"code": {"text": "Mean"}, "dataAbsentReason": {"text": "Not measured"}}],
    }));
    assert_eq!((text(&entry.date), text(&entry.end)), ("2024-05-01", "2024-05-02"));
    let Details::Observation(details) = entry.details else { panic!() };
    assert_eq!(details.components.len(), 3);
    assert_eq!(words(&details.components[2].absent_reason), ["Not measured"]);
}

#[test]
fn a_report_leads_to_its_results() {
    let entry = entry(json!({
        "resourceType": "DiagnosticReport", "status": "final", "code": concept("http://loinc.org", "24331-1", "Lipid panel"),
        "category": [concept("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory")],
        "subject": {"reference": "Patient/a"}, "issued": "2024-05-01T08:00:00+02:00",
        "result": [{"reference": "urn:uuid:1"}, {"reference": "urn:uuid:2"}], "conclusion": "Fine",
        "presentedForm": [{"contentType": "application/pdf", "data": "QQ==", "title": "Report"}],
    }));
    assert_eq!((entry.kind, text(&entry.date)), (Kind::Report, "2024-05-01T08:00:00+02:00"));
    let Details::Report(details) = entry.details else { panic!() };
    assert_eq!((details.results.len(), details.conclusion.as_deref()), (2, Some("Fine")));
    assert!(details.attachments[0].is_held);
}

#[test]
fn a_visit_is_called_by_its_type_and_dated_by_its_start() {
    let base = json!({
        "resourceType": "Encounter", "status": "finished", "subject": {"reference": "Patient/a"},
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "period": {"start": "2024-05-01T08:00:00+02:00", "end": "2024-05-01T08:30:00+02:00"},
        "participant": [{"individual": {"display": "Tom Becker NP"}}, {}],
        "serviceProvider": {"display": "Harbor Street Clinic"},
        "reasonCode": [{"text": "Sore throat"}],
    });
    let plain = entry(base.clone());
    assert_eq!(plain.code.text.as_deref(), Some("ambulatory"));
    assert_eq!(
        (text(&plain.date), text(&plain.end)),
        ("2024-05-01T08:00:00+02:00", "2024-05-01T08:30:00+02:00")
    );
    let roles: Vec<_> = plain.people.iter().map(|person| person.role).collect();
    assert_eq!(roles, [Role::Participant, Role::Provider]);
    let mut typed = base;
    typed["type"] = json!([{"text": "Office visit"}]);
    assert_eq!(entry(typed).code.text.as_deref(), Some("Office visit"));
}

#[test]
fn what_was_entered_in_error_comes_through_with_a_flag() {
    let patient = json!({"reference": "Patient/a"});
    let wrong = "entered-in-error";
    let resources = [
        json!({"resourceType": "Condition", "subject": patient, "verificationStatus": status("condition-ver-status", wrong)}),
        json!({"resourceType": "AllergyIntolerance", "patient": patient, "verificationStatus": status("allergyintolerance-verification", wrong)}),
        json!({"resourceType": "Encounter", "status": wrong, "class": {"code": "AMB"}, "subject": patient}),
        json!({"resourceType": "Observation", "status": wrong, "code": {"text": "x"}, "subject": patient}),
    ];
    for resource in resources {
        assert!(entry(resource.clone()).is_entered_in_error, "{resource}");
    }
}

#[test]
fn an_entry_can_be_stored_and_read_again() {
    let entry = entry(json!({
        "resourceType": "Observation", "status": "final", "code": {"text": "x"}, "subject": {"reference": "Patient/a"},
        "valueQuantity": {"value": 1, "unit": "kg"}, "effectiveDateTime": "2020",
    }));
    let stored = serde_json::to_string(&entry).unwrap();
    assert_eq!(serde_json::from_str::<Entry>(&stored).unwrap(), entry);
    assert_eq!(format!("{entry:?}"), "Entry(Observation)", "nothing of the record in logs");
}

#[test]
fn a_procedure_says_why_how_and_what_came_of_it() {
    let entry = entry(json!({
        "resourceType": "Procedure", "status": "completed", "code": {"text": "Removal of appendix"},
        "subject": {"reference": "Patient/a"}, "encounter": {"reference": "Encounter/1"},
        "performedPeriod": {"start": "2019-03-05", "end": "2019-03-06"},
        "performer": [{"actor": {"display": "Dr. Ruiz"}}], "reasonCode": [{"text": "Appendicitis"}],
        "outcome": {"text": "Successful"}, "followUp": [{"text": "Stitches out after 10 days"}],
    }));
    assert_eq!(
        (entry.kind, text(&entry.date), text(&entry.end)),
        (Kind::Procedure, "2019-03-05", "2019-03-06")
    );
    assert_eq!(entry.people[0].role, Role::Performer);
    let Details::Procedure(details) = entry.details else { panic!() };
    assert_eq!(
        (words(&details.reasons), words(&details.follow_ups)),
        (vec!["Appendicitis"], vec!["Stitches out after 10 days"])
    );
    assert_eq!(words(&details.outcome), ["Successful"]);
}

#[test]
fn a_document_is_dated_by_what_it_is_about_and_keeps_its_labels() {
    let document = |rest: Value| {
        let mut resource = json!({
            "resourceType": "DocumentReference", "status": "current", "subject": {"reference": "Patient/a"},
            "type": {"text": "Discharge summary"}, "date": "2024-05-02T09:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": "aGVsbG8=", "title": "Summary"}}],
        });
        resource.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        entry(resource)
    };
    let plain = document(json!({}));
    assert_eq!(
        (text(&plain.date), plain.code.text.as_deref()),
        ("2024-05-02T09:00:00Z", Some("Discharge summary"))
    );
    let Details::Document(details) = &plain.details else { panic!() };
    assert!(details.attachments[0].is_held && details.attachments[0].title.as_deref() == Some("Summary"));
    let of_visit = document(json!({
        "docStatus": "entered-in-error", "securityLabel": [{"coding": [{"code": "PSY"}]}], "meta": {"security": [{"code": "R"}]},
        "context": {"encounter": [{"reference": "Encounter/7"}], "period": {"start": "2024-04-28", "end": "2024-05-01"}},
    }));
    assert_eq!((text(&of_visit.date), text(&of_visit.end)), ("2024-04-28", "2024-05-01"));
    assert_eq!(of_visit.security, ["R", "PSY"]);
    assert!(of_visit.is_entered_in_error && of_visit.encounter.is_some());
}

#[test]
fn a_medicine_that_is_taken_is_read_like_one_that_is_prescribed() {
    let entry = entry(json!({
        "resourceType": "MedicationStatement", "status": "active", "subject": {"reference": "Patient/a"},
        "medicationCodeableConcept": {"text": "Fish oil"}, "effectivePeriod": {"start": "2020"}, "dateAsserted": "2024-01-02",
        "context": {"reference": "Encounter/1"}, "dosage": [{"text": "One a day"}],
    }));
    assert_eq!(
        (entry.kind, text(&entry.date), text(&entry.recorded)),
        (Kind::Statement, "2020", "2024-01-02")
    );
    assert!(entry.encounter.is_some());
    let Details::Medication(details) = entry.details else { panic!() };
    assert_eq!(details.dosages[0].text.as_deref(), Some("One a day"));
}

#[test]
fn a_plan_is_named_by_its_title_then_its_category_and_a_goal_by_what_it_is() {
    let plan = |rest: Value| {
        let mut resource = json!({
            "resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": {"reference": "Patient/a"},
            "category": [{"coding": [{"code": "assess-plan"}]}, {"text": "Fracture care"}],
            "activity": [{"detail": {"code": {"text": "Rest"}}}, {"reference": {"reference": "Task/1"}}],
        });
        resource.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        entry(resource)
    };
    let named = plan(json!({"title": "After the fall"}));
    assert_eq!(named.code.text.as_deref(), Some("After the fall"));
    let Details::CarePlan(details) = named.details else { panic!() };
    assert_eq!(words(&details.activities), ["Rest"]);
    let told =
        plan(json!({"activity": [{"detail": {"code": {"coding": [{"code": "7"}]}, "description": "Walk"}}]}));
    let Details::CarePlan(details) = told.details else { panic!() };
    assert_eq!(words(&details.activities), ["Walk"], "not a bare code where there are words");
    assert_eq!(plan(json!({})).code.text.as_deref(), Some("Fracture care"), "never a bare code");
    let goal = entry(json!({
        "resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "Walk 5 km"}, "subject": {"reference": "Patient/a"},
        "startDate": "2024-01-01", "target": [{"detailString": "x"}, {"dueDate": "2024-06-01"}],
    }));
    let Details::Goal(details) = &goal.details else { panic!() };
    assert_eq!((goal.status.as_deref(), text(&details.due)), (Some("active"), "2024-06-01"));
}

#[test]
fn an_appointment_belongs_to_the_one_patient_who_attends() {
    let appointment = |actors: &[&str]| {
        let participants: Vec<Value> =
            actors.iter().map(|actor| json!({"actor": {"reference": actor}})).collect();
        extract(&single(
            &json!({"resourceType": "Appointment", "status": "booked", "participant": participants})
                .to_string(),
        ))
    };
    let entry = appointment(&["Practitioner/1", "Patient/a"]).unwrap();
    assert_eq!(entry.subject.reference.as_deref(), Some("Patient/a"));
    for (actors, reason) in [
        (&["Practitioner/1"][..], "names no patient"),
        (&["Patient/a", "Patient/b"][..], "names several patients"),
    ] {
        assert_eq!(appointment(actors).unwrap_err().reason, reason);
    }
}

#[test]
fn an_insurance_and_what_it_paid_are_kept_under_their_patient() {
    let coverage = entry(json!({
        "resourceType": "Coverage", "status": "active", "beneficiary": {"reference": "Patient/a"}, "period": {"start": "2024-01-01"},
    }));
    assert_eq!((coverage.kind, text(&coverage.date)), (Kind::Coverage, "2024-01-01"));
    let benefit = entry(json!({
        "resourceType": "ExplanationOfBenefit", "status": "entered-in-error", "patient": {"reference": "Patient/a"}, "created": "2024",
    }));
    assert!(benefit.is_entered_in_error && matches!(benefit.details, Details::Kept));
}

#[test]
fn tests_inside_a_report_are_read_and_what_is_said_of_one_holds_for_the_whole() {
    let report = |held: Value| {
        extract(&single(
            &json!({
                "resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Serology"},
                "subject": {"reference": "Patient/a"}, "result": [{"reference": "#1"}],
                "contained": [{"resourceType": "Specimen", "id": "s"}, held],
            })
            .to_string(),
        ))
    };
    let held = report(json!({
        "resourceType": "Observation", "id": "1", "status": "final", "code": concept("http://loinc.org", "56888-1", "HIV"),
        "meta": {"security": [{"code": "R"}]}, "note": [{"text": "Twice"}], "valueString": "Negative",
        "component": [{"code": {"text": "Band"}, "valueBoolean": false}],
    }))
    .unwrap();
    assert_eq!(held.security, ["R"]);
    let [test] = held.held.as_slice() else { panic!("one test") };
    assert_eq!((test.code.text.as_deref(), test.notes.as_slice()), (Some("HIV"), &["Twice".to_owned()][..]));
    assert!(test.details.value == Some(Found::Text("Negative".to_owned())) && !test.is_entered_in_error);
    assert_eq!(test.details.components.len(), 1);
    // What cannot be read cannot be ruled either.
    let refused = report(json!({"resourceType": "Observation", "id": "1", "status": "final"})).err().unwrap();
    assert_eq!(refused.to_string(), "contained[1].code: is required");
}
