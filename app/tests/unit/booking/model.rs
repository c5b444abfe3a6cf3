//! The state of the booking page in its address, and the times offered instead of one that is gone.

use app::booking::model::{Place, nearest};
use domain::booking::contract::{DaySlots, SlotChoice, SlotsPage};
use domain::civil::LocalMinute;
use domain::ids::{ClaimId, LocationId, ProviderId, VisitTypeId};
use domain::time::Instant;

#[test]
fn the_address_holds_the_whole_state() {
    let id = uuid::Uuid::from_u128(7);
    let place = Place {
        visit_type: Some(VisitTypeId(id)),
        provider: Some(ProviderId(id)),
        day: Some("2027-03-14".to_owned()),
        hold: Some(ClaimId(id)),
        ..Place::default()
    };
    assert_eq!(Place::from_href(&place.href()), Some(place));
    assert_eq!(Place::from_href("/visits?type=00000000-0000-0000-0000-000000000007"), None);
    assert_eq!(Place::default().href(), "/visits/book");
}
#[test]
fn alternatives_are_the_closest_times_in_their_order() {
    let local = LocalMinute { year: 2027, month: 3, day: 14, hour: 0, minute: 0, offset_minutes: 0 };
    let slot = |minutes: i64| SlotChoice {
        start: Instant(minutes * 60),
        end: Instant((minutes + 20) * 60),
        local,
        providers: Vec::new(),
        location: LocationId(uuid::Uuid::nil()),
    };
    let slots = [100, 120, 140, 160, 180, 400].map(slot).to_vec();
    let page = SlotsPage {
        days: vec![DaySlots { day: local, slots }],
        next_free: None,
        first_day: local,
        last_day: local,
        resources: Vec::new(),
        last_event: 0,
    };
    let starts = |wanted: i64| {
        let found = nearest(&page, Instant(wanted * 60));
        found.iter().map(|slot| slot.start.0 / 60).collect::<Vec<_>>()
    };
    assert_eq!(starts(140), [100, 120, 160]);
    assert_eq!(starts(1_000), [160, 180, 400]);
}
