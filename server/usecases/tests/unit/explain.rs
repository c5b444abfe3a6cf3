//! The tables of plain words, how a row is found, and how much of real records they explain.

use i18n::Lang;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use usecases::examined::{Explained, explained_rows};

/// Longest explanation, in characters.
const LONGEST: usize = 300;
/// Names before the keys of the tables.
const SYSTEMS: [&str; 6] = ["loinc", "sct", "cvx", "icd10", "rxnorm", "word"];

/// What a resource is said to be.
fn own(resource: &Value, lang: Lang) -> Option<String> {
    Explained::read(&resource.to_string(), lang).own("")
}

fn coded(kind: &str, field: &str, system: &str, code: &str) -> Value {
    let subject = if matches!(kind, "AllergyIntolerance" | "Immunization") { "patient" } else { "subject" };
    json!({
        "resourceType": kind, "id": "x", "status": "completed", "intent": "order", "occurrenceDateTime": "2020-01-01",
        subject: {"reference": "Patient/p"}, field: {"coding": [{"system": system, "code": code}]},
    })
}

fn condition(system: &str, code: &str) -> Value {
    coded("Condition", "code", system, code)
}

#[test]
fn every_row_has_known_keys_once_and_short_words_in_both_languages() {
    let (mut seen, mut rows) = (BTreeSet::new(), 0);
    for (table, columns) in explained_rows() {
        rows += 1;
        let [keys, english, spanish] = columns.as_slice() else { panic!("{table:?}: {columns:?}") };
        for key in keys.split(' ') {
            let (system, code) = key.split_once(':').expect("a system and a code");
            assert!(SYSTEMS.contains(&system) && !code.is_empty(), "{table:?}: {key}");
            // Of a name, a medicine and an allergy to it say different things.
            let of = if system == "word" { format!("{table:?}") } else { String::new() };
            assert!(seen.insert((of, key)), "{table:?}: {key} stands twice");
        }
        for words in [english, spanish] {
            let is_whole = *words == words.trim() && words.ends_with('.') && words.chars().count() <= LONGEST;
            assert!(is_whole, "{table:?}: {words}");
        }
        assert_ne!(english, spanish, "{table:?}");
        for advice in ["should", "must", "you ", " mg"] {
            assert!(!english.contains(advice), "it explains, and advises nothing: {english}");
        }
    }
    assert!(rows > 300, "{rows}");
}

/// The last digit of a LOINC code follows from the others (Luhn's algorithm): a typed digit that is wrong is found.
#[test]
fn every_loinc_code_has_its_check_digit() {
    for (_, columns) in explained_rows() {
        for code in columns[0].split(' ').filter_map(|key| key.strip_prefix("loinc:")) {
            let (number, check) = code.split_once('-').expect("a check digit");
            let digits = number.bytes().rev().enumerate().map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
                digit / 10 + digit % 10
            });
            assert_eq!(check, ((10 - digits.sum::<u32>() % 10) % 10).to_string(), "{code}");
        }
    }
}

#[test]
fn a_row_is_found_by_system_and_code_in_the_readers_language() {
    let icd = "http://hl7.org/fhir/sid/icd-10-cm";
    let gout = |system: &str, code: &str, lang| own(&condition(system, code), lang).unwrap_or_default();
    assert!(gout("http://snomed.info/sct", "90560007", Lang::En).starts_with("Crystals"));
    assert!(gout("http://snomed.info/sct", "90560007", Lang::Es).starts_with("Cristales"));
    assert!(gout(icd, "M10", Lang::En).starts_with("Crystals"));
    assert!(
        gout(icd, "M10.9", Lang::En).starts_with("Crystals"),
        "what is finer is found by what it belongs to"
    );
    assert_eq!(gout(icd, "M1", Lang::En), "");
    assert_eq!(gout("urn:own", "90560007", Lang::En), "", "of another system");
    assert_eq!(
        gout("http://snomed.info/sct", "905600", Lang::En),
        "",
        "of SNOMED CT, no part of a code is one"
    );
}

#[test]
fn a_kind_of_entry_has_tables_of_its_own() {
    let loinc = "http://loinc.org";
    let mut test = coded("Observation", "code", loinc, "718-7");
    test["status"] = "final".into();
    assert!(own(&test, Lang::En).is_some_and(|words| words.starts_with("Hemoglobin")));
    assert_eq!(own(&condition(loinc, "718-7"), Lang::En), None);
    let vaccine = coded("Immunization", "vaccineCode", "http://hl7.org/fhir/sid/cvx", "140");
    assert!(own(&vaccine, Lang::Es).is_some_and(|words| words.contains("gripe")));
}

#[test]
fn medicines_are_found_by_their_ingredients() {
    let named = |words: &str| {
        let medicine = json!({
            "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
            "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": words},
        });
        own(&medicine, Lang::En).unwrap_or_default()
    };
    assert!(named("Lisinopril 10 MG Oral Tablet").starts_with("ACE inhibitors"));
    assert!(named("Enalapril 20 mg, comprimidos").starts_with("ACE inhibitors"));
    let both = named("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet");
    assert!(both.contains("Penicillins") && both.contains("Clavulanate"), "{both}");
    assert_eq!(named("Somethingelse 5 mg"), "");
    assert_eq!(named("Metforminol 5 mg"), "", "a name is whole");
    // One that stands in a resource of its own is known by its title.
    let apart = json!({
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "Medication/m"},
    });
    let apart = Explained::read(&apart.to_string(), Lang::En).own("Warfarin 5 mg");
    assert!(apart.is_some_and(|words| words.starts_with("Warfarin")));
}

#[test]
fn what_is_said_not_to_be_so_is_not_explained_as_if_it_were() {
    let allergy = |text: &str, verification: &str| {
        let allergy = json!({
            "resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}, "code": {"text": text},
            "verificationStatus": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "code": verification,
            }]},
        });
        own(&allergy, Lang::En)
    };
    assert!(allergy("Penicillin", "confirmed").is_some());
    assert_eq!(allergy("Penicillin", "refuted"), None);
    assert_eq!(allergy("No known allergy to penicillin", "confirmed"), None);
    assert_eq!(allergy("Sin alergia a penicilina", "confirmed"), None);
}

#[test]
fn parts_are_explained_by_their_own_codes() {
    let part = |code: &str| json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": {"value": 1}});
    let pressure = json!({
        "resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}, "component": [part("8480-6"), part("8462-4")],
    });
    let pressure = Explained::read(&pressure.to_string(), Lang::En);
    assert!(pressure.part(0, "").is_some_and(|words| words.contains("first of the two")));
    assert!(pressure.part(1, "").is_some_and(|words| words.contains("second of the two")));
    assert_eq!(pressure.part(2, ""), None);
    assert!(Explained::read("{}", Lang::En).own("").is_none(), "what cannot be read is not explained");
}

/// Resources of a file: a bundle's, or the one that it is.
fn resources(json: Value) -> Vec<Value> {
    match json.get("entry").and_then(Value::as_array) {
        Some(entries) => entries.iter().filter_map(|entry| entry.get("resource").cloned()).collect(),
        None => vec![json],
    }
}

/// Of every hundred entries of real records, most have an explanation.
#[test]
fn most_of_what_people_have_is_explained() {
    const KINDS: [&str; 7] = [
        "AllergyIntolerance",
        "Condition",
        "DiagnosticReport",
        "Immunization",
        "MedicationRequest",
        "Observation",
        "Procedure",
    ];
    for folder in ["synthea-smart", "inferno"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
        let Ok(files) = std::fs::read_dir(&path) else {
            // Past the test harness, which shows printed lines of failing tests only.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {} is not beside the checkout", path.display());
            continue;
        };
        let (mut all, mut explained) = (0_u32, 0_u32);
        for file in files {
            let text = std::fs::read_to_string(file.expect("a file").path()).unwrap_or_default();
            let Ok(json) = serde_json::from_str::<Value>(&text) else { continue };
            for resource in resources(json) {
                if resource["resourceType"].as_str().is_some_and(|kind| KINDS.contains(&kind)) {
                    all += 1;
                    explained += u32::from(own(&resource, Lang::En).is_some());
                }
            }
        }
        let share = 100 * explained / all.max(1);
        let _ =
            writeln!(std::io::stderr(), "{folder}: {explained} of {all} entries are explained, {share} %");
        assert!(all > 100, "{folder}: {all}");
        assert!(share >= 60, "{folder}: {share} %");
    }
}
