//! Addresses of a provider's days.

use app::booking::day::{days_later, href};
use domain::civil::LocalMinute;
use domain::ids::ProviderId;

#[test]
fn the_address_says_whose_day_and_which() {
    let id = ProviderId(uuid::Uuid::from_u128(7));
    let day = LocalMinute { year: 2027, month: 2, day: 28, hour: 0, minute: 0, offset_minutes: 0 };
    assert_eq!(href(None, None), "/staff/today");
    assert_eq!(href(Some(id), Some(days_later(day, 1))), format!("/staff/today?with={id}&day=2027-03-01"));
}
