//! Broken input for what `domain` reads from outside (docs/reliability.md).
#![cfg(test)]

#[path = "../../fuzz/mutate.rs"]
mod mutate;

#[path = "../../fuzz/targets/forms.rs"]
mod forms;

#[path = "../../fuzz/targets/people.rs"]
mod people;

#[path = "../../fuzz/targets/theme.rs"]
mod theme;

#[test]
fn no_body_breaks_the_reading_of_forms() {
    mutate::feed("forms", forms::run);
}

#[test]
fn nothing_typed_about_a_person_breaks_its_reading() {
    mutate::feed("people", people::run);
}

#[test]
fn no_theme_leaves_its_stylesheet() {
    mutate::feed("theme", theme::run);
}
