//! Booking for the command line: keys instead of ids, and the patient as actor without a session.

use super::offer::read_offer;
use super::store;
use crate::{Backend, UseCaseError, charts};
use domain::actor::{Actor, Assurance, Grant, Relation};
use domain::booking::AppointmentStatus;
use domain::ids::{
    AccountId, AppointmentId, ChartId, FacilityId, GrantId, LocationId, ProviderId, VisitTypeId,
};
use domain::permission::{Action, Scope};
use domain::policy;
use domain::time::Instant;
use uuid::Uuid;

/// Keys as the operator writes them; what is left out is left open.
#[derive(Clone, Debug, Default)]
pub struct BookingKeys {
    /// Of the provider.
    pub provider: Option<String>,
    /// Of the visit type.
    pub visit_type: Option<String>,
    /// Of the place.
    pub location: Option<String>,
}

/// What keys name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The provider.
    pub provider: Option<ProviderId>,
    /// The visit type.
    pub visit_type: Option<VisitTypeId>,
    /// The place.
    pub location: Option<LocationId>,
}

/// An appointment in keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainAppointment {
    /// Its id.
    pub id: AppointmentId,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// The provider's key.
    pub provider: String,
    /// The place's key.
    pub location: String,
}

/// The patient of a chart as actor: with the own grant's account if there is one, and the rights of an own grant.
///
/// # Errors
/// `NotFound` for an unknown chart.
pub async fn patient_actor(
    backend: &Backend,
    facility: FacilityId,
    chart: ChartId,
) -> Result<Actor, UseCaseError> {
    let db = backend.db.reader();
    if !store::has_chart(db, facility, chart).await? {
        return Err(UseCaseError::NotFound);
    }
    if store::is_merged(db, facility, chart).await? {
        return Err(charts::MERGED.into());
    }
    let owner = store::find_own_grant(db, facility, chart, backend.clock.now()).await?;
    let (grant, account) = owner.unwrap_or((GrantId(Uuid::nil()), AccountId(Uuid::nil())));
    let own =
        Grant { id: grant, chart, relation: Relation::Own, scopes: vec![Scope::Appointments], ends: None };
    Ok(Actor {
        facility,
        account,
        roles: Vec::new(),
        provider: None,
        grants: vec![own],
        chart: Some(chart),
        assurance: Assurance::Password,
        proven: backend.clock.now(),
        must_enrol: false,
        session: Vec::new(),
        address: "operator".to_owned(),
    })
}

/// What the keys name in a facility, of what can be booked.
///
/// # Errors
/// A sentence naming the unknown key; or that the database fails.
pub async fn name_keys(backend: &Backend, facility: FacilityId, keys: &BookingKeys) -> Result<Named, String> {
    find_named(backend, facility, keys, false).await
}

/// The same of what was booked: also providers and visit types that are no longer in use.
///
/// # Errors
/// As [`name_keys`].
pub async fn name_booked_keys(
    backend: &Backend,
    facility: FacilityId,
    keys: &BookingKeys,
) -> Result<Named, String> {
    find_named(backend, facility, keys, true).await
}

async fn find_named(
    backend: &Backend,
    facility: FacilityId,
    keys: &BookingKeys,
    with_former: bool,
) -> Result<Named, String> {
    let offer = read_offer(backend, backend.db.reader(), facility).await;
    let (offer, _) = offer.map_err(|error| error.to_string())?;
    let catalogue = &offer.catalogue;
    let unknown = |what: &str, key: &str| format!("there is no {what} {key:?} in this facility");
    let mut named = Named::default();
    if let Some(key) = &keys.provider {
        let former = catalogue.former_providers.iter().filter(|_| with_former);
        let row = catalogue.providers.iter().chain(former).find(|row| row.key == *key);
        named.provider = Some(row.ok_or_else(|| unknown("provider", key))?.id);
    }
    if let Some(key) = &keys.visit_type {
        let former = catalogue.former_visit_types.iter().filter(|_| with_former);
        let row = catalogue.visit_types.iter().chain(former).find(|row| row.key == *key);
        named.visit_type = Some(row.ok_or_else(|| unknown("visit type", key))?.rules.id);
    }
    if let Some(key) = &keys.location {
        let row = catalogue.locations.iter().find(|row| row.key == *key);
        named.location = Some(row.ok_or_else(|| unknown("location", key))?.id);
    }
    Ok(named)
}

/// The patient's appointment that begins at `start`: what is booked before what was cancelled.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn find_appointment_at(
    backend: &Backend,
    actor: &Actor,
    named: Named,
    start: Instant,
) -> Result<AppointmentId, UseCaseError> {
    let permit = policy::for_chart(actor, Action::ReadAppointments, backend.clock.now())?;
    let rows = store::list_starting(backend.db.reader(), actor.facility, &permit, start).await?;
    let fits = |row: &&store::AppointmentRow| {
        named.provider.is_none_or(|id| id == row.provider)
            && named.visit_type.is_none_or(|id| id == row.visit_type)
            && named.location.is_none_or(|id| id == row.location)
    };
    let fitting: Vec<_> = rows.iter().filter(fits).collect();
    let booked = fitting.iter().find(|row| row.status == AppointmentStatus::Booked);
    booked.or(fitting.last()).map(|row| row.id).ok_or(UseCaseError::NotFound)
}

/// The appointment in keys.
///
/// # Errors
/// The policy's refusal; `NotFound`, also for another chart's.
pub async fn read_plain(
    backend: &Backend,
    actor: &Actor,
    id: AppointmentId,
) -> Result<PlainAppointment, UseCaseError> {
    let permit = policy::for_chart(actor, Action::ReadAppointments, backend.clock.now())?;
    let db = backend.db.reader();
    let row =
        store::find_appointment(db, actor.facility, &permit, id).await?.ok_or(UseCaseError::NotFound)?;
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let provider = catalogue.provider(row.provider);
    let location = catalogue.locations.iter().find(|known| known.id == row.location);
    Ok(PlainAppointment {
        id,
        status: row.status,
        start: row.visit.from,
        end: row.visit.to,
        provider: provider.map(|known| known.key.clone()).unwrap_or_default(),
        location: location.map(|known| known.key.clone()).unwrap_or_default(),
    })
}
