//! The demo cohort: taken without an error, complete, consistent, and in the language of its clinic.

use std::collections::HashSet;

use fhir::{
    DEMO_FILES, DemoFile, Entry, Kind, Limits, Reference, ReferenceIndex, Resolution, Resource, View, check,
    view,
};

use crate::taking::{counts, items, take};

/// The resources of a facility's files with their addresses.
fn resources(facility: &str) -> Vec<(Resource, String)> {
    let mut found = Vec::new();
    for file in of(facility) {
        let layout = check(file.json.as_bytes(), Limits::default()).unwrap().layout;
        for item in items(file.json.as_bytes(), layout) {
            let item = item.unwrap();
            found.push((item.resource.unwrap(), item.full_url.unwrap()));
        }
    }
    found
}

fn of(facility: &str) -> impl Iterator<Item = &'static DemoFile> {
    DEMO_FILES.iter().filter(move |file| file.facility == facility)
}

fn entries(facility: &str) -> Vec<Entry> {
    let views = resources(facility).into_iter().map(|(resource, _)| view(&resource).unwrap());
    views.filter_map(|view| if let View::Entry(entry) = view { Some(*entry) } else { None }).collect()
}

#[test]
fn both_clinics_are_taken_without_an_error() {
    for (facility, patients, expected) in EXPECTED {
        let files: Vec<&str> = of(facility).map(|file| file.json).collect();
        let taken = take(&files).unwrap();
        assert_eq!(taken.errors, []);
        assert_eq!(taken.unsupported.len(), 0);
        assert_eq!(taken.created["Patient"], *patients);
        assert_eq!(counts(&taken.created), *expected, "{facility}");
    }
}

const EXPECTED: &[(&str, u64, &str)] = &[
    (
        "demo",
        6,
        "AllergyIntolerance 11, CarePlan 1, Condition 36, Coverage 1, DiagnosticReport 35, DocumentReference 4, \
         Encounter 78, Goal 1, Immunization 95, Location 2, MedicationRequest 38, Observation 331, Organization 2, \
         Patient 6, Practitioner 7, PractitionerRole 7, Procedure 3",
    ),
    (
        "norte",
        4,
        "AllergyIntolerance 7, CarePlan 1, Condition 16, DiagnosticReport 15, DocumentReference 2, Encounter 30, \
         Immunization 40, Location 1, MedicationRequest 19, Observation 134, Organization 1, Patient 4, Practitioner 3, \
         PractitionerRole 3, Procedure 1",
    ),
];

#[test]
fn every_file_on_disk_is_listed() {
    for facility in ["demo", "norte"] {
        let folder = format!("{}/demo/{facility}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        let mut listed: Vec<_> = of(facility).map(|file| file.name).collect();
        listed.sort_unstable();
        assert_eq!(names, listed);
    }
}

#[test]
fn every_reference_leads_to_something_of_the_same_clinic() {
    for facility in ["demo", "norte"] {
        let resources = resources(facility);
        let mut index = ReferenceIndex::default();
        for (number, (resource, full_url)) in resources.iter().enumerate() {
            index.insert(resource, Some(full_url), (number, None));
        }
        for (resource, full_url) in &resources {
            for part in resource.json().to_string().split(r#""reference":""#).skip(1) {
                let address = part.split('"').next().unwrap();
                let reference = Reference { reference: Some(address.to_owned()), ..Reference::default() };
                let resolution = index.resolve(&reference, Some(full_url));
                assert!(
                    matches!(resolution, Resolution::Found { .. }),
                    "{resource:?} to {address}: {resolution:?}"
                );
            }
        }
    }
}

#[test]
fn no_address_is_used_twice() {
    let all: Vec<String> = ["demo", "norte"].into_iter().flat_map(resources).map(|(_, url)| url).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn every_entry_has_words_and_a_date_before_november_2026() {
    let november = fhir::ClinicalDate::parse("2026-11-01").unwrap();
    for entry in ["demo", "norte"].into_iter().flat_map(entries) {
        assert!(entry.code.text.is_some());
        for date in [entry.date.as_ref().unwrap()].into_iter().chain(&entry.end).chain(&entry.recorded) {
            assert!(*date < november, "{}", date.text);
            let is_in_order = entry.end.as_ref().is_none_or(|end| end >= entry.date.as_ref().unwrap());
            assert!(is_in_order, "ends before it begins: {}", date.text);
        }
    }
}

#[test]
fn walter_has_a_long_history_and_priya_hardly_any() {
    let of_patient = |slug: &str, kind: Kind| {
        let subject = format!("Patient/{slug}");
        let fits =
            |entry: &&Entry| entry.kind == kind && entry.subject.reference.as_deref() == Some(&subject);
        entries("demo").iter().filter(fits).count()
    };
    let kinds = [
        (Kind::Condition, 12),
        (Kind::Medication, 14),
        (Kind::Allergy, 4),
        (Kind::Immunization, 25),
        (Kind::Observation, 100),
        (Kind::Report, 15),
        (Kind::Encounter, 25),
    ];
    for (kind, least) in kinds {
        let count = of_patient("walter-hughes", kind);
        assert!(count >= least, "{kind:?}: {count}");
    }
    assert_eq!(
        [Kind::Condition, Kind::Medication, Kind::Allergy].map(|kind| of_patient("priya-nair", kind)),
        [0; 3]
    );
    assert_eq!(of_patient("priya-nair", Kind::Encounter), 1);
}

#[test]
fn patients_speak_the_language_of_their_clinic_or_their_own() {
    let language = |facility: &str| {
        let views = resources(facility).into_iter().map(|(resource, _)| view(&resource).unwrap());
        let patients =
            views.filter_map(|view| if let View::Patient(patient) = view { Some(patient) } else { None });
        let of = |patient: Box<fhir::Patient>| {
            (patient.display_name().unwrap(), patient.language.unwrap().code.unwrap())
        };
        patients.map(of).collect::<Vec<_>>()
    };
    let spanish: Vec<_> = language("demo").into_iter().filter(|(_, code)| code == "es").collect();
    assert_eq!(spanish, [("Carmen Ortiz Delgado".to_owned(), "es".to_owned())]);
    let norte = language("norte");
    assert!(norte.iter().all(|(_, code)| code == "es"));
    assert!(norte.iter().any(|(name, _)| name == "Iñaki Etxeberria Agirre-Goikoetxea"));
}
