//! What is typed into the calendar's forms.

use usecases::calendar::Problem;
use usecases::examined::{field_error, local, new_key};

#[test]
fn keys_are_made_of_names_and_never_given_twice() {
    assert_eq!(new_key("Ana Ruiz, MD", "provider", &[]), "ana-ruiz-md");
    assert_eq!(new_key("  Clínica Ñandú ", "place", &[]), "clinica-nandu");
    assert_eq!(new_key("Ana Ruiz", "provider", &["ana-ruiz", "ana-ruiz-2"]), "ana-ruiz-3");
    assert_eq!(new_key("Any", "provider", &[]), "any-2");
    assert_eq!(new_key("…", "visit", &[]), "visit");
    assert_eq!(new_key("陳醫師", "provider", &[]), "陳醫師");
    assert_eq!(new_key(&"long ".repeat(40), "visit", &[]).chars().count(), 39);
}

#[test]
fn a_problem_lands_on_the_field_that_was_typed() {
    let field = |path: &str, code: &'static str| {
        field_error(&Problem::new(path.to_owned(), code, String::new())).field
    };
    assert_eq!(field("visit_types[0].minutes", "length"), "minutes");
    assert_eq!(field("weekly[2].from", "multiple_of_five"), "from");
    assert_eq!(field("weekly[0].from", "order"), "to");
    assert_eq!(field("weekly[0].visit_types[3]", "choose"), "visit_types");
    assert_eq!(field("exceptions[0].from", "order"), "to_time");
    assert_eq!(field("exceptions[0].to", "multiple_of_five"), "to_time");
    assert_eq!(field("weekly[0].valid_from", "never_valid"), "valid_to");
}

#[test]
fn a_days_end_is_the_next_days_midnight() {
    let mut wrong = Vec::new();
    let end = local("2027-12-31", "24:00", ["to_day", "to_time"], &mut wrong);
    assert_eq!(end.as_deref(), Some("2028-01-01T00:00"));
    assert_eq!(local("31.12.2027", "9", ["to_day", "to_time"], &mut wrong), None);
    assert_eq!(wrong.len(), 2);
}
