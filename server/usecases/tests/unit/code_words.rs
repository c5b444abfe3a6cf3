//! The tables of words for codes.

use i18n::Lang;
use std::collections::BTreeSet;
use usecases::examined::{find_words, word_rows};

#[test]
fn every_row_has_a_code_once_and_words_in_both_languages() {
    let mut seen = BTreeSet::new();
    for (system, columns) in word_rows() {
        let is_whole =
            columns.len() == 3 && columns.iter().all(|column| *column == column.trim() && !column.is_empty());
        assert!(is_whole, "{system}: {columns:?}");
        assert!(seen.insert((system, columns[0])), "{system}: {} stands twice", columns[0]);
    }
    assert!(seen.len() > 250, "{}", seen.len());
}

/// The last digit of a LOINC code follows from the others (Luhn's algorithm): a typed digit that is wrong is found.
#[test]
fn every_loinc_code_has_its_check_digit() {
    for (system, columns) in word_rows().into_iter().filter(|(system, _)| *system == "http://loinc.org") {
        let (number, check) = columns[0].split_once('-').expect("a check digit");
        let sum: u32 = number
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        assert_eq!(check, ((10 - sum % 10) % 10).to_string(), "{system} {}", columns[0]);
    }
}

#[test]
fn words_are_found_by_system_and_code_alone() {
    let loinc = "http://loinc.org";
    assert_eq!(find_words(loinc, "718-7", Lang::En), Some("Hemoglobin"));
    assert_eq!(find_words(loinc, "718-7", Lang::Es), Some("Hemoglobina"));
    assert_eq!(find_words(loinc, "718", Lang::En), None);
    assert_eq!(find_words("http://snomed.info/sct", "718-7", Lang::En), None);
    assert_eq!(
        find_words("http://hl7.org/fhir/sid/cvx", "03", Lang::En),
        Some("Measles, mumps and rubella vaccine (MMR)")
    );
    assert_eq!(find_words("http://hl7.org/fhir/sid/cvx", "3", Lang::En), None);
}

#[test]
fn hl7s_own_lists_are_found_by_the_end_of_their_address() {
    let said = |system: &str, code: &str| find_words(system, code, Lang::En);
    let route = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration";
    assert_eq!(said(route, "IM"), Some("Into a muscle"));
    assert_eq!(find_words(route, "IM", Lang::Es), Some("En un músculo"));
    assert_eq!(said("http://hl7.org/fhir/v3/RouteOfAdministration", "IM"), Some("Into a muscle"));
    assert_eq!(said("http://terminology.hl7.org/CodeSystem/v2-0162", "SC"), Some("Under the skin"));
    assert_eq!(said("http://hl7.org/fhir/data-absent-reason", "not-asked"), Some("Not asked"));
    assert_eq!(said(route, "LA"), None, "of another list");
    assert_eq!(said("http://example.org/v3-RouteOfAdministration", "IM"), None, "somebody else's");
}
