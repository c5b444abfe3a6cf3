//! Broken input for what `usecases` reads from outside (docs/reliability.md).
#![cfg(test)]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

#[path = "../../../fuzz/targets/calendar.rs"]
mod calendar;

#[path = "../../../fuzz/targets/phone.rs"]
mod phone;

#[test]
fn no_calendar_file_breaks_its_import() {
    mutate::feed("calendar", calendar::run);
}

#[test]
fn a_number_that_is_taken_stays_what_it_is() {
    mutate::feed("phone", phone::run);
}
