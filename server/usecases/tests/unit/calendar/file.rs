//! Calendar files as they are read.

use domain::booking::{PatientsRule, VisitMode};
use usecases::calendar::CalendarFile;

#[test]
fn a_file_that_is_not_of_the_format_is_refused_with_the_path() {
    for (text, path) in [
        ("", ""),
        ("[]", ""),
        (r#"{"facility":"demo"} x"#, ""),
        (r#"{"locations":[]}"#, "facility"),
        (r#"{"facility":"demo","colour":1}"#, "colour"),
        (r#"{"facility":7}"#, "facility"),
        (
            r#"{"facility":"demo","providers":[{"key":"a","name":"A","specialty":3}]}"#,
            "providers[0].specialty",
        ),
        (r#"{"facility":"demo","providers":[{"key":"a"}]}"#, "providers[0].name"),
        (r#"{"facility":"demo","providers":[{"key":"a","name":"A","title":"Dr"}]}"#, "providers[0].title"),
        (
            r#"{"facility":"demo","visit_types":[{"key":"a","name":"A","minutes":-5}]}"#,
            "visit_types[0].minutes",
        ),
        (
            r#"{"facility":"demo","visit_types":[{"key":"a","name":"A","minutes":5,"mode":"letter"}]}"#,
            "visit_types[0].mode",
        ),
        (
            r#"{"facility":"demo","weekly":[{"provider":"a","location":"b","weekday":"Monday","from":"a","to":"b"}]}"#,
            "weekly[0].weekday",
        ),
    ] {
        let problem = CalendarFile::parse(text).expect_err(text);
        assert_eq!(problem.path, path, "{problem}");
    }
}

#[test]
fn what_is_left_out_has_the_usual_value() {
    let text = r#"{"facility":"demo","visit_types":[{"key":"a","name":"A","minutes":30}]}"#;
    let file = CalendarFile::parse(text).expect("a file");
    let visit_type = file.visit_types.first().expect("one");
    assert_eq!((visit_type.horizon_days, visit_type.buffer_after, visit_type.grid_minutes), (60, 0, None));
    assert_eq!((visit_type.mode, visit_type.patients), (VisitMode::InPerson, PatientsRule::Any));
}
