//! Real files, where they lie beside the checkout: twenty patients of four senders and the standard's examples.

use std::io::Write as _;
use std::path::PathBuf;

use fhir::{Details, Layout, Limits, View, check, view};

use crate::taking::{counts, items, take};

/// The files of a folder of `shared/data` beside the workspace, in the order of their names.
fn files(name: &str) -> Option<Vec<Vec<u8>>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        // Past the test harness, which shows printed lines of failing tests only.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {} is not beside the checkout", folder.display());
        return None;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(paths.iter().map(|path| std::fs::read(path).unwrap()).collect())
}

#[test]
fn synthea_patients_are_taken_without_an_error() {
    let Some(files) = files("synthea-smart") else { return };
    let taken = take(&files).unwrap();
    assert_eq!(files.len(), 16);
    assert_eq!(taken.errors, []);
    assert_eq!(
        counts(&taken.created),
        "AllergyIntolerance 27, CarePlan 43, Condition 108, DiagnosticReport 80, Encounter 339, ExplanationOfBenefit 339, \
         Goal 13, Immunization 218, MedicationRequest 82, Observation 1559, Organization 25, Patient 16, Practitioner 25, \
         Procedure 187"
    );
    assert_eq!(counts(&taken.unsupported), "Claim 421, ImagingStudy 10");
}

#[test]
fn inferno_patients_are_taken_without_an_error() {
    let Some(files) = files("inferno") else { return };
    let taken = take(&files).unwrap();
    assert_eq!(taken.errors, []);
    assert_eq!(
        counts(&taken.created),
        "CarePlan 7, Condition 23, Coverage 2, DiagnosticReport 51, DocumentReference 46, Encounter 83, \
         ExplanationOfBenefit 5, Goal 5, Immunization 45, Location 6, Medication 1, MedicationRequest 14, Observation 239, \
         Organization 7, Patient 4, Practitioner 7, PractitionerRole 6, Procedure 35"
    );
    assert_eq!(
        counts(&taken.unsupported),
        "CareTeam 7, Endpoint 1, Media 1, MedicationDispense 2, Provenance 3, RelatedPerson 2, Specimen 1"
    );
}

#[test]
fn examples_of_the_standard_are_taken_but_for_those_of_an_unknown_patient() {
    let Some(files) = files("hl7-r4-examples") else { return };
    let taken = take(&files).unwrap();
    assert_eq!(
        counts(&taken.created),
        "AllergyIntolerance 1, Appointment 1, Communication 1, Condition 2, DiagnosticReport 1, Encounter 2, \
         Immunization 1, Invoice 1, Location 1, Observation 5, Organization 2, Patient 2, Practitioner 2"
    );
    // These are about patients who are not among the examples here.
    let mut paths: Vec<_> = taken.errors.iter().map(|refused| refused.path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "Communication.subject",
        "Coverage.beneficiary",
        "Coverage.beneficiary",
        "ExplanationOfBenefit.patient",
        "MedicationRequest.subject",
        "MedicationRequest.subject",
    ];
    assert_eq!(paths, expected);
    assert_eq!(taken.unsupported.values().sum::<u64>(), 15);
}

#[test]
fn every_entry_of_a_real_patient_has_words_and_a_date() {
    for file in ["synthea-smart", "inferno"].into_iter().filter_map(files).flatten() {
        let layout = check(file.as_slice(), Limits::default()).unwrap().layout;
        for item in items(&file, layout) {
            let item = item.unwrap();
            let View::Entry(entry) = view(&item.resource.unwrap()).unwrap() else { continue };
            // What is only kept, and goals, are not dated by everybody.
            if matches!(entry.details, Details::Kept | Details::Goal(_)) {
                continue;
            }
            assert!(entry.date.is_some(), "{} has no date", item.place);
            let is_elsewhere =
                matches!(&entry.details, Details::Medication(details) if details.medication.is_some());
            let words = entry.code.text.as_ref();
            assert!(words.is_some() || is_elsewhere, "{} has no words", item.place);
            assert!(words.is_none() || words != entry.code.code.as_ref(), "{} shows a bare code", item.place);
        }
    }
}

#[test]
fn a_file_turned_into_lines_says_the_same() {
    let Some(files) = files("inferno") else { return };
    for file in &files {
        let layout = check(file.as_slice(), Limits::default()).unwrap().layout;
        let lines: Vec<String> =
            items(file, layout).map(|item| item.unwrap().resource.unwrap().json().to_string()).collect();
        let text = lines.join("\r\n");
        assert_eq!(check(text.as_bytes(), Limits::default()).unwrap().layout, Layout::Lines);
        let again: Vec<String> = items(text.as_bytes(), Layout::Lines)
            .map(|item| item.unwrap().resource.unwrap().json().to_string())
            .collect();
        assert_eq!(again, lines);
    }
}
