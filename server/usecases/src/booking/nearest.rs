//! The nearest free times, for those who lost one.

use super::offer::read_offer;
use super::search::{find_slots, local_date};
use super::store;
use crate::{Backend, zones};
use domain::actor::Actor;
use domain::booking::contract::{FindSlotsRequest, HoldSlotRequest, SlotChoice};
use domain::ids::{AppointmentId, ClaimId};
use domain::permission::Action;
use domain::policy;

/// How many are offered.
const OFFERED: usize = 3;

/// The next free times from the one asked for on, as the asker may see them. A courtesy beside a refusal: where it
/// fails, there are none.
pub async fn nearest_free(backend: &Backend, actor: &Actor, lost: &HoldSlotRequest) -> Vec<SlotChoice> {
    let Ok((offer, _)) = read_offer(backend, backend.db.reader(), actor.facility).await else {
        return Vec::new();
    };
    let zone = offer.catalogue.zone(lost.location).unwrap_or_default();
    let wanted = FindSlotsRequest {
        visit_type: lost.visit_type,
        provider: lost.provider,
        location: Some(lost.location),
        from: Some(local_date(zones::local(&zone, lost.start)).to_string()),
        moving: lost.moving,
    };
    let Ok(page) = find_slots(backend, actor, wanted).await else { return Vec::new() };
    let mut slots: Vec<SlotChoice> = page.days.into_iter().flat_map(|day| day.slots).collect();
    slots.sort_by_key(|slot| (slot.start < lost.start, slot.start));
    slots.truncate(OFFERED);
    slots
}

/// The same for the time of a hold that ended.
pub async fn nearest_to_hold(
    backend: &Backend,
    actor: &Actor,
    hold: ClaimId,
    moving: Option<AppointmentId>,
) -> Vec<SlotChoice> {
    let Ok(permit) = policy::for_chart(actor, Action::SearchSlots, backend.clock.now()) else {
        return Vec::new();
    };
    let Ok(found) = store::find_claim(backend.db.reader(), actor.facility, hold).await else {
        return Vec::new();
    };
    let Ok(held) = super::holds::own_hold(found, actor, &permit) else { return Vec::new() };
    let lost = HoldSlotRequest {
        visit_type: held.visit_type,
        provider: Some(held.provider),
        location: held.location,
        start: held.visit.from,
        moving,
    };
    nearest_free(backend, actor, &lost).await
}
