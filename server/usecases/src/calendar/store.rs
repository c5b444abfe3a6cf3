//! Queries of the calendar: places, providers, visit types and hours, read whole and written by key.

use crate::UseCaseError;
use domain::booking::hours::{ExceptionKind, HoursException, VisitTypes, WeeklyHours};
use domain::booking::units::Interval;
use domain::booking::visit_type::VisitTypeRules;
use domain::booking::{AppointmentStatus, PatientsRule, VisitMode};
use domain::ids::{
    FacilityId, HoursExceptionId, LocationId, ProviderId, ResourceId, VisitTypeId, WeeklyHoursId,
};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{
    appointment, facility, hours_exception, location, provider, resource, visit_type, weekly_hours,
};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationRow {
    pub id: LocationId,
    pub key: String,
    pub name: String,
    pub zone: String,
    pub address: Option<String>,
}

/// A clinician.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRow {
    pub id: ProviderId,
    pub key: String,
    pub name: String,
    pub specialty: String,
    pub is_active: bool,
}

/// A visit type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitTypeRow {
    pub key: String,
    pub name: String,
    pub rules: VisitTypeRules,
    pub is_active: bool,
}

/// What a facility has, in use or not, by key.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    pub locations: Vec<LocationRow>,
    pub providers: Vec<ProviderRow>,
    pub visit_types: Vec<VisitTypeRow>,
    /// Ids of providers' resources.
    pub resources: Vec<ResourceId>,
}

/// Begins a change of a calendar by raising its version. One change at a time: the next one waits for this row, and sees
/// what this one wrote. Bookings go on meanwhile: their foreign keys need no more than the facility's key.
pub async fn begin_change(db: &impl ConnectionTrait, facility: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::update_many()
        .col_expr(facility::Column::CalendarVersion, Expr::col(facility::Column::CalendarVersion).add(1))
        .filter(facility::Column::Id.eq(facility))
        .exec(db)
        .await?;
    Ok(())
}

/// An appointment that is booked and not yet over.
#[derive(Clone, Copy, Debug)]
pub struct BookedRow {
    pub provider: ProviderId,
    pub location: LocationId,
    pub visit_type: VisitTypeId,
    pub visit: Interval,
}

/// What is booked with these providers from `now` on, without anything about patients.
pub async fn list_booked(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    _permit: &StaffPermit,
    providers: &BTreeSet<ProviderId>,
    now: Instant,
) -> Result<Vec<BookedRow>, UseCaseError> {
    let rows = appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ProviderId.is_in(providers.iter().copied()))
        .filter(appointment::Column::StartS.gte(now))
        .filter(appointment::Column::Status.eq(AppointmentStatus::Booked.as_str()))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| BookedRow {
            provider: row.provider_id,
            location: row.location_id,
            visit_type: row.visit_type_id,
            visit: Interval { from: row.start_s, to: row.end_s },
        })
        .collect())
}

pub async fn read_existing(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Existing, UseCaseError> {
    let locations = location::Entity::find()
        .filter(location::Column::FacilityId.eq(facility))
        .order_by_asc(location::Column::Key)
        .all(db)
        .await?;
    let providers = provider::Entity::find()
        .filter(provider::Column::FacilityId.eq(facility))
        .order_by_asc(provider::Column::Key)
        .all(db)
        .await?;
    let visit_types = visit_type::Entity::find()
        .filter(visit_type::Column::FacilityId.eq(facility))
        .order_by_asc(visit_type::Column::Key)
        .all(db)
        .await?;
    let resources = resource::Entity::find()
        .filter(resource::Column::FacilityId.eq(facility))
        .filter(resource::Column::Kind.eq(PROVIDER))
        // By id: patients are resources too, and there are more of them.
        .filter(resource::Column::Id.is_in(providers.iter().map(|row| ResourceId::from(row.id))))
        .all(db)
        .await?;
    Ok(Existing {
        locations: locations
            .into_iter()
            .map(|row| LocationRow {
                id: row.id,
                key: row.key,
                name: row.name,
                zone: row.zone,
                address: row.address,
            })
            .collect(),
        providers: providers
            .into_iter()
            .map(|row| ProviderRow {
                id: row.id,
                key: row.key,
                name: row.name,
                specialty: row.specialty,
                is_active: row.is_active,
            })
            .collect(),
        visit_types: visit_types.into_iter().map(visit_type_row).collect(),
        resources: resources.into_iter().map(|row| row.id).collect(),
    })
}

/// Kind of a provider's resource.
const PROVIDER: &str = "provider";

fn visit_type_row(row: visit_type::Model) -> VisitTypeRow {
    VisitTypeRow {
        rules: VisitTypeRules {
            id: row.id,
            minutes: row.minutes.unsigned_abs(),
            buffer_before: row.buffer_before.unsigned_abs(),
            buffer_after: row.buffer_after.unsigned_abs(),
            min_notice_minutes: row.min_notice_minutes.unsigned_abs(),
            horizon_days: row.horizon_days.unsigned_abs(),
            grid_minutes: row.grid_minutes.map(i32::unsigned_abs),
            mode: VisitMode::from_text(&row.mode).unwrap_or(VisitMode::InPerson),
            cancel_notice_minutes: row.cancel_notice_minutes.map(i32::unsigned_abs),
            max_upcoming_per_patient: row.max_upcoming_per_patient.map(i32::unsigned_abs),
            patients: PatientsRule::from_text(&row.patients).unwrap_or(PatientsRule::Any),
        },
        key: row.key,
        name: row.name,
        is_active: row.is_active,
    }
}

/// Writes a place; an existing one keeps its id.
pub async fn upsert_location(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    new: &LocationRow,
) -> Result<(), UseCaseError> {
    let row = location::ActiveModel {
        facility_id: Set(facility),
        id: Set(new.id),
        key: Set(new.key.clone()),
        name: Set(new.name.clone()),
        zone: Set(new.zone.clone()),
        address: Set(new.address.clone()),
    };
    let renew = OnConflict::columns([location::Column::FacilityId, location::Column::Id])
        .update_columns([location::Column::Name, location::Column::Zone, location::Column::Address])
        .to_owned();
    location::Entity::insert(row).on_conflict(renew).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a provider; an existing one keeps its id.
pub async fn upsert_provider(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    new: &ProviderRow,
) -> Result<(), UseCaseError> {
    let row = provider::ActiveModel {
        facility_id: Set(facility),
        id: Set(new.id),
        key: Set(new.key.clone()),
        name: Set(new.name.clone()),
        specialty: Set(new.specialty.clone()),
        is_active: Set(new.is_active),
    };
    let renew = OnConflict::columns([provider::Column::FacilityId, provider::Column::Id])
        .update_columns([provider::Column::Name, provider::Column::Specialty, provider::Column::IsActive])
        .to_owned();
    provider::Entity::insert(row).on_conflict(renew).exec_without_returning(db).await?;
    Ok(())
}

/// Makes the resources of providers that have none.
pub async fn insert_missing_resources(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    providers: &BTreeSet<ProviderId>,
) -> Result<(), UseCaseError> {
    for id in providers {
        let row = resource::ActiveModel {
            facility_id: Set(facility),
            id: Set((*id).into()),
            kind: Set(PROVIDER.to_owned()),
            version: Set(0),
        };
        resource::Entity::insert(row)
            .on_conflict_do_nothing_on([resource::Column::FacilityId, resource::Column::Id])
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Writes a visit type; an existing one keeps its id.
pub async fn upsert_visit_type(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    new: &VisitTypeRow,
) -> Result<(), UseCaseError> {
    use visit_type::Column;
    let rules = &new.rules;
    let row = visit_type::ActiveModel {
        facility_id: Set(facility),
        id: Set(rules.id),
        key: Set(new.key.clone()),
        name: Set(new.name.clone()),
        minutes: Set(number(rules.minutes)?),
        buffer_before: Set(number(rules.buffer_before)?),
        buffer_after: Set(number(rules.buffer_after)?),
        min_notice_minutes: Set(number(rules.min_notice_minutes)?),
        horizon_days: Set(number(rules.horizon_days)?),
        grid_minutes: Set(rules.grid_minutes.map(number).transpose()?),
        mode: Set(rules.mode.as_str().to_owned()),
        cancel_notice_minutes: Set(rules.cancel_notice_minutes.map(number).transpose()?),
        max_upcoming_per_patient: Set(rules.max_upcoming_per_patient.map(number).transpose()?),
        patients: Set(rules.patients.as_str().to_owned()),
        is_active: Set(new.is_active),
    };
    let renew = OnConflict::columns([Column::FacilityId, Column::Id])
        .update_columns([
            Column::Name,
            Column::Minutes,
            Column::BufferBefore,
            Column::BufferAfter,
            Column::MinNoticeMinutes,
            Column::HorizonDays,
            Column::GridMinutes,
            Column::Mode,
            Column::CancelNoticeMinutes,
            Column::MaxUpcomingPerPatient,
            Column::Patients,
            Column::IsActive,
        ])
        .to_owned();
    visit_type::Entity::insert(row).on_conflict(renew).exec_without_returning(db).await?;
    Ok(())
}

fn number(value: u32) -> Result<i32, UseCaseError> {
    i32::try_from(value).map_err(UseCaseError::internal)
}

/// Deletes the weekly hours of providers; returns how many rows.
pub async fn delete_weekly(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    providers: &BTreeSet<ProviderId>,
) -> Result<u64, UseCaseError> {
    let deleted = weekly_hours::Entity::delete_many()
        .filter(weekly_hours::Column::FacilityId.eq(facility))
        .filter(weekly_hours::Column::ProviderId.is_in(providers.iter().copied()))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes the exceptions of providers, and those for everybody at `places`; returns how many rows.
pub async fn delete_exceptions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    providers: &BTreeSet<ProviderId>,
    places: &BTreeSet<Option<LocationId>>,
) -> Result<u64, UseCaseError> {
    let mut at =
        Condition::any().add(hours_exception::Column::LocationId.is_in(places.iter().flatten().copied()));
    if places.contains(&None) {
        at = at.add(hours_exception::Column::LocationId.is_null());
    }
    let for_everybody = Condition::all().add(hours_exception::Column::ProviderId.is_null()).add(at);
    let deleted = hours_exception::Entity::delete_many()
        .filter(hours_exception::Column::FacilityId.eq(facility))
        .filter(
            Condition::any()
                .add(hours_exception::Column::ProviderId.is_in(providers.iter().copied()))
                .add(for_everybody),
        )
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

pub async fn insert_weekly(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    new: &WeeklyHours,
) -> Result<(), UseCaseError> {
    let row = weekly_hours::ActiveModel {
        facility_id: Set(facility),
        id: Set(WeeklyHoursId(Uuid::new_v4())),
        provider_id: Set(new.provider),
        location_id: Set(new.location),
        visit_types: Set(stored(&new.visit_types)?),
        weekday: Set(new.weekday.to_monday_zero_offset().into()),
        from_min: Set(i16::try_from(new.from_min).map_err(UseCaseError::internal)?),
        to_min: Set(i16::try_from(new.to_min).map_err(UseCaseError::internal)?),
        valid_from: Set(new.valid_from.map(|date| date.to_string())),
        valid_to: Set(new.valid_to.map(|date| date.to_string())),
    };
    weekly_hours::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn insert_exception(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    new: &HoursException,
) -> Result<(), UseCaseError> {
    let (kind, visit_types) = match &new.kind {
        ExceptionKind::Open { visit_types } => ("open", stored(visit_types)?),
        ExceptionKind::Closed => ("closed", None),
    };
    let row = hours_exception::ActiveModel {
        facility_id: Set(facility),
        id: Set(HoursExceptionId(Uuid::new_v4())),
        provider_id: Set(new.provider),
        location_id: Set(new.location),
        kind: Set(kind.to_owned()),
        visit_types: Set(visit_types),
        local_from: Set(new.local_from.to_string()),
        local_to: Set(new.local_to.to_string()),
        note: Set(new.note.clone()),
    };
    hours_exception::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Nothing for all of them, else a JSON list of ids.
fn stored(visit_types: &VisitTypes) -> Result<Option<String>, UseCaseError> {
    Ok(match visit_types {
        VisitTypes::All => None,
        VisitTypes::Only(ids) => Some(serde_json::to_string::<Vec<VisitTypeId>>(ids)?),
    })
}
