//! Offsets of time zones.

use domain::time::{DAY, Instant};
use usecases::zones::{local, on_a_weekday, spans};

#[test]
fn spans_hold_the_offset_on_both_sides_of_a_clock_change() {
    let change = Instant(1_805_007_600); // 2027-03-14T07:00:00Z
    let spans =
        spans("America/New_York", change.plus_seconds(-DAY), change.plus_seconds(DAY)).expect("a zone");
    assert_eq!(spans.offset_at(change.plus_seconds(-1)), -5 * 3_600);
    assert_eq!(spans.offset_at(change), -4 * 3_600);
    assert_eq!(String::from(local("America/New_York", change)), "2027-03-14T03:00:00-04:00");
}

#[test]
fn an_unknown_zone_is_named() {
    assert!(spans("Mars/Base", Instant(0), Instant(0)).is_err_and(|error| error.contains("Mars/Base")));
}

#[test]
fn a_weekend_ends_on_monday_morning_also_when_the_clocks_change() {
    let shown = |at: Instant| String::from(local("America/New_York", at));
    // 2027-03-12 is a Friday; on the 14th the clocks go forward.
    let friday = Instant(1_805_007_600 - 2 * DAY);
    assert_eq!(on_a_weekday("America/New_York", friday, 8), friday);
    for days in [-1, 0] {
        let weekend = Instant(1_805_007_600 + days * DAY);
        assert_eq!(shown(on_a_weekday("America/New_York", weekend, 8)), "2027-03-15T08:00:00-04:00");
    }
    let monday = Instant(1_805_007_600 + DAY);
    assert_eq!(on_a_weekday("America/New_York", monday, 8), monday);
}
