//! Names under icons.

use usecases::brand::short_name;

#[test]
fn a_short_name_ends_with_a_whole_word() {
    assert_eq!(short_name("Riverside Family Clinic"), "Riverside");
    assert_eq!(short_name("Río Norte"), "Río Norte");
    assert_eq!(short_name("Gesundheitszentrum"), "Gesundheitsz");
    assert_eq!(short_name(""), "");
}
