//! Times and days as the calendar writes them.

use domain::booking::hours::END_OF_DAY;
use usecases::examined::{at_minute, clock, day};

#[test]
fn times_have_two_digits_each_and_end_at_twenty_four() {
    assert_eq!(clock("00:00"), Some(0));
    assert_eq!(clock("24:00"), Some(1_440));
    for wrong in ["", "9:00", "09:60", "24:05", "25:00", "09:00:00", "+9:00", "09-00", "0９:00"] {
        assert_eq!(clock(wrong), None, "{wrong}");
    }
}

#[test]
fn a_day_that_ends_at_twenty_four_ends_with_the_next_ones_midnight() {
    let end = at_minute(day("2027-02-28").expect("a date"), END_OF_DAY);
    assert_eq!(end.map(|end| end.to_string()).as_deref(), Some("2027-03-01T00:00:00"));
    for wrong in ["2027-2-28", "2027-02-29", "20270228", "2027-02-28Z"] {
        assert_eq!(day(wrong), None, "{wrong}");
    }
}
