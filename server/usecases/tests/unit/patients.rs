//! Dates of birth, typed where a name may stand too.

use jiff::civil::date;
use usecases::examined::read_birth_dates as read;

#[test]
fn a_date_is_read_as_people_write_it() {
    let today = date(2027, 3, 1);
    for (typed, found) in [
        ("1980-01-31", &["1980-01-31"][..]),
        ("1980/1/31", &["1980-01-31"]),
        ("31.01.1980", &["1980-01-31"]),
        ("01/31/1980", &["1980-01-31"]),
        // Both orders are written: whoever was born on one of the days is found.
        ("3/4/1980", &["1980-04-03", "1980-03-04"]),
        ("5/5/1980", &["1980-05-05"]),
        ("14 March 1980", &["1980-03-14"]),
        ("March 14, 1980", &["1980-03-14"]),
        ("14 de marzo de 1980", &["1980-03-14"]),
        ("14 ENE 1980", &["1980-01-14"]),
        ("1980 Sept 14", &["1980-09-14"]),
        // No dates, or nobody's who lives.
        ("", &[]),
        ("Ana Ruiz", &[]),
        ("Mar a Lopez", &[]),
        ("14 ma 1980", &[]),
        ("31/31/1980", &[]),
        ("2027-03-02", &[]),
        ("1880-01-31", &[]),
        ("3/4/80", &[]),
        ("1980-01", &[]),
        ("20270301", &[]),
        ("1-2-3-4", &[]),
    ] {
        assert_eq!(read(typed, today), found, "{typed:?}");
    }
}
