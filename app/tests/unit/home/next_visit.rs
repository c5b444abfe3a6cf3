//! How soon the next visit is, in words.

use app::examined::soon;
use domain::civil::LocalMinute;

#[test]
fn how_soon_a_visit_is_counts_days_of_the_calendar() {
    let day = |month, day, hour| LocalMinute { year: 2027, month, day, hour, minute: 0, offset_minutes: 0 };
    let today = day(2, 28, 0);
    assert_eq!(soon(today, day(2, 28, 17)), "Today");
    assert_eq!(soon(today, day(3, 1, 0)), "Tomorrow");
    assert_eq!(soon(today, day(3, 5, 9)), "In 5 days");
}
