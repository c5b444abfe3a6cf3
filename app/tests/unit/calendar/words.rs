//! Spans of time as the calendar's settings show them.

use app::examined::{span_parts, times};

#[test]
fn a_day_that_ends_at_midnight_is_shown_as_that_day() {
    let parts = |from, to| span_parts(from, to).join("|");
    assert_eq!(parts("2026-12-25T00:00", "2026-12-26T00:00"), "2026-12-25||2026-12-25|");
    assert_eq!(parts("2027-03-01T10:00", "2027-03-01T12:00"), "2027-03-01|10:00|2027-03-01|12:00");
    assert_eq!(parts("2027-03-01T18:00", "2027-03-02T00:00"), "2027-03-01|18:00|2027-03-01|");
}

#[test]
fn times_read_as_elsewhere() {
    assert_eq!(times("09:00", "24:00"), "9:00–24:00");
    assert_eq!(times("00:30", "10:05"), "0:30–10:05");
}
