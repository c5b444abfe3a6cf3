//! The age at the head of a record.

use domain::civil::days_from_date;
use domain::time::{DAY, Instant};
use usecases::examined::age_on;

#[test]
fn an_age_is_whole_years_on_the_day_and_unknown_without_a_day() {
    let on = |year, month, day| Instant(days_from_date(year, month, day) * DAY);
    assert_eq!(age_on("1980-06-15", on(2026, 6, 14)), Some(45));
    assert_eq!(age_on("1980-06-15", on(2026, 6, 15)), Some(46));
    assert_eq!(age_on("2026-06-15", on(2026, 6, 15)), Some(0));
    assert_eq!(age_on("2030-01-01", on(2026, 6, 15)), None);
    assert_eq!(age_on("1980-06", on(2026, 6, 15)), None);
}
