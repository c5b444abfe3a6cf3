//! Dates that are known in part.

use app::dates::day;

#[test]
fn a_date_is_told_as_far_as_it_is_known() {
    assert_eq!(day("2021-03-14T09:00:00Z").as_deref(), Some("14 March 2021"));
    assert_eq!(day("2021-03").as_deref(), Some("March 2021"));
    assert_eq!(day("2021").as_deref(), Some("2021"));
    assert_eq!(day(""), None);
}
