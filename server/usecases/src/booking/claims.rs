//! Taking time: one row per five minutes and resource, of which the database allows each only once.

use super::store::{self, ClaimRow};
use crate::db::Tx;
use crate::{UseCaseError, charts};
use domain::booking::BookingRefusal;
use domain::booking::units::{Interval, units_touched};
use domain::ids::{
    AppointmentId, ChartId, ClaimId, FacilityId, LocationId, ProviderId, ResourceId, VisitTypeId,
};
use domain::time::Instant;
use std::ops::Range;

/// What a claim keeps, and for whom.
#[derive(Clone, Debug)]
pub struct NewClaim {
    pub facility: FacilityId,
    pub id: ClaimId,
    pub kind: &'static str,
    /// Whose claim it is; of a hold, the appointment that it is to move.
    pub appointment: Option<AppointmentId>,
    pub chart: ChartId,
    pub session: Option<Vec<u8>>,
    pub provider: ProviderId,
    pub location: LocationId,
    pub visit_type: VisitTypeId,
    pub visit: Interval,
    pub busy: Interval,
    pub expires: Option<Instant>,
}

/// A kept claim while somebody decides.
pub const HOLD: &str = "hold";
/// A hold that has ended: it keeps no time, and is only remembered.
pub const ENDED: &str = "ended";
/// The claim of an appointment.
pub const APPOINTMENT: &str = "appointment";

/// Locks the patient's and the providers' resources in the order of their ids, so that no two transactions wait for
/// each other. Every resource whose version the transaction will raise belongs here.
pub async fn lock(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
    providers: &[ProviderId],
) -> Result<(), UseCaseError> {
    let mut resources: Vec<ResourceId> = providers.iter().map(|id| (*id).into()).collect();
    resources.push(chart.into());
    resources.sort();
    resources.dedup();
    store::lock_resources(tx, facility, &resources).await?;
    charts::require_unmerged(tx, facility, chart).await
}

/// Takes the time of provider and patient, all of it or none. What the appointment that is to be moved keeps counts as
/// taken: [`complete`] takes it over when the move is confirmed.
///
/// Holds that have ended make way first: their claims are deleted, never only their units (BOOKING.md 2.4).
///
/// # Errors
/// `SlotTaken` when the provider's time is not free, `PatientBusy` when the patient's is not.
pub async fn take(tx: &Tx, claim: &NewClaim, now: Instant) -> Result<(), UseCaseError> {
    let wanted = wanted(claim.provider, claim.chart, claim.busy, claim.visit);
    for (resource, units, _) in &wanted {
        store::delete_expired_claims(tx, claim.facility, *resource, units.clone(), now).await?;
    }
    store::insert_claim(tx, claim, now).await?;
    let mut own = vec![claim.id];
    if let Some(appointment) = claim.appointment {
        let kept = store::list_claims_of(tx, claim.facility, appointment).await?;
        own.extend(kept.iter().filter(|row| row.chart == claim.chart).map(|row| row.id));
    }
    keep(tx, claim.facility, claim.id, &own, wanted).await
}

/// Takes what a hold does not keep itself: the time of the appointment that it moves, once that is given back.
///
/// # Errors
/// As [`take`].
pub async fn complete(tx: &Tx, facility: FacilityId, held: &ClaimRow) -> Result<(), UseCaseError> {
    let wanted = wanted(held.provider, held.chart, held.busy, held.visit);
    keep(tx, facility, held.id, &[held.id], wanted).await
}

/// Units of a resource, and the refusal when they are not free.
type Wanted = (ResourceId, Range<i64>, BookingRefusal);

fn wanted(provider: ProviderId, chart: ChartId, busy: Interval, visit: Interval) -> [Wanted; 2] {
    [
        (provider.into(), units_touched(busy), BookingRefusal::SlotTaken),
        (chart.into(), units_touched(visit), BookingRefusal::PatientBusy),
    ]
}

async fn keep(
    tx: &Tx,
    facility: FacilityId,
    claim: ClaimId,
    own: &[ClaimId],
    wanted: [Wanted; 2],
) -> Result<(), UseCaseError> {
    for (resource, units, refusal) in wanted {
        store::insert_units(tx, facility, resource, units.clone(), claim).await?;
        let count = u64::try_from(units.end - units.start).unwrap_or(u64::MAX);
        if store::count_units(tx, facility, resource, units, own).await? != count {
            return Err(refusal.into());
        }
    }
    Ok(())
}
