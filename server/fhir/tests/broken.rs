//! Broken input for what `fhir` reads from outside (docs/reliability.md).
#![cfg(test)]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

#[path = "../../../fuzz/targets/fhir_file.rs"]
mod fhir_file;

#[test]
fn what_was_whole_at_first_is_whole_when_it_is_read() {
    mutate::feed("fhir", fhir_file::run);
}
