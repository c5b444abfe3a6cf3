//! A patient's appointments, and what a calendar file holds of one.

use super::offer::read_offer;
use super::search::{is_established, local_date, midnight_of};
use super::store::{self, AppointmentRow, Catalogue};
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::booking::cancel::{changeable_until, check_change, notice_minutes};
use domain::booking::contract::{AppointmentView, Appointments, Visit};
use domain::ids::{AppointmentId, ChartId, FacilityId};
use domain::permission::Action;
use domain::policy::{self, ChartPermit, StaffPermit};
use domain::time::Instant;

/// Most past appointments shown.
const PAST: u64 = 50;

/// Appointments of the chart that is shown.
///
/// # Errors
/// The policy's refusal.
pub async fn list_appointments(backend: &Backend, actor: &Actor) -> Result<Appointments, UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor).await?;
    audit::record_alone(backend, &audit::Event::of(actor, now, "appointments.read", "list")).await?;
    let db = backend.db.reader();
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let rules = Rules {
        notice: store::find_facility_notice(db, actor.facility).await?,
        is_established: is_established(db, catalogue, (actor.facility, permit.chart()), now).await?,
    };
    let show =
        |rows: Vec<AppointmentRow>| rows.into_iter().map(|row| view(catalogue, row, rules, now)).collect();
    let zone = catalogue.locations.first().map_or("UTC", |row| row.zone.as_str());
    Ok(Appointments {
        today: midnight_of(local_date(zones::local(zone, now))),
        upcoming: show(store::list_upcoming(db, actor.facility, &permit, now).await?),
        past: show(store::list_past(db, actor.facility, &permit, now, PAST).await?),
    })
}

/// Appointments to come of any chart, for colleagues. Whoever shows them leaves the event.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_upcoming_of(
    backend: &Backend,
    permit: &StaffPermit,
    (facility, chart): (FacilityId, ChartId),
    now: Instant,
) -> Result<Vec<Visit>, UseCaseError> {
    let db = backend.db.reader();
    let (offer, _) = read_offer(backend, db, facility).await?;
    let rows = store::list_upcoming_of(db, permit, (facility, chart), now).await?;
    let catalogue = &offer.catalogue;
    let visit = |row: AppointmentRow| catalogue.visit(row.visit_type, row.provider, row.location, row.visit);
    Ok(rows.into_iter().map(visit).collect())
}

/// One appointment of the chart that is shown.
///
/// # Errors
/// The policy's refusal; `NotFound`, also for another chart's.
pub async fn read_appointment(
    backend: &Backend,
    actor: &Actor,
    id: AppointmentId,
) -> Result<AppointmentView, UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor).await?;
    let db = backend.db.reader();
    let row =
        store::find_appointment(db, actor.facility, &permit, id).await?.ok_or(UseCaseError::NotFound)?;
    audit::record_alone(backend, &audit::Event::of(actor, now, "appointments.read", &id.to_string())).await?;
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    let rules = Rules {
        notice: store::find_facility_notice(db, actor.facility).await?,
        is_established: is_established(db, &offer.catalogue, (actor.facility, permit.chart()), now).await?,
    };
    Ok(view(&offer.catalogue, row, rules, now))
}

/// What decides whether an appointment can be changed, besides the appointment.
#[derive(Clone, Copy)]
struct Rules {
    /// The facility's own notice, in minutes.
    notice: u32,
    /// Whether the clinic has seen the patient before.
    is_established: bool,
}

/// An appointment with the sequence number of its calendar entry.
///
/// # Errors
/// As [`read_appointment`].
pub async fn calendar_facts(
    backend: &Backend,
    actor: &Actor,
    id: AppointmentId,
) -> Result<(AppointmentView, i32), UseCaseError> {
    let permit = permit(backend, actor).await?;
    let row = store::find_appointment(backend.db.reader(), actor.facility, &permit, id).await?;
    let seq = row.ok_or(UseCaseError::NotFound)?.seq;
    Ok((read_appointment(backend, actor, id).await?, seq))
}

async fn permit(backend: &Backend, actor: &Actor) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::ReadAppointments, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, "appointments.read", refusal.into()).await),
    }
}

fn view(catalogue: &Catalogue, row: AppointmentRow, rules: Rules, now: Instant) -> AppointmentView {
    // The rule that is asked when it is cancelled: a visit type that is retired keeps its own notice.
    let own = catalogue.known_visit_type(row.visit_type).and_then(|kind| kind.rules.cancel_notice_minutes);
    let notice = notice_minutes(own, rules.notice);
    let is_changeable = check_change(row.status, row.visit.from, notice, now).is_ok();
    let visit = catalogue.visit(row.visit_type, row.provider, row.location, row.visit);
    AppointmentView {
        id: row.id,
        is_over: row.visit.to <= now,
        is_changeable,
        // Nobody offers times of a kind that is no longer offered, or not to this patient any more, as first visits are not; to
        // make it another kind is the clinic's to say.
        is_movable: is_changeable
            && catalogue
                .visit_type(row.visit_type)
                .is_ok_and(|kind| kind.rules.patients.admits(rules.is_established)),
        changeable_until: zones::local(&visit.zone, changeable_until(row.visit.from, notice)),
        visit,
        status: row.status,
        note: row.note.unwrap_or_default(),
    }
}
