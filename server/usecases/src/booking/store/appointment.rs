//! Appointments: rows are written with a permit, and never deleted.

use crate::{UseCaseError, zones};
use domain::actor::Actor;
use domain::booking::AppointmentStatus;
use domain::booking::units::Interval;
use domain::ids::{
    AccountId, AppointmentId, ChartId, FacilityId, GrantId, LocationId, ProviderId, VisitTypeId,
};
use domain::policy::{ChartPermit, StaffPermit};
use domain::time::Instant;
use entity::{access_grant, appointment, chart, entry, facility, visit_type};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

/// An appointment as booking uses it.
#[derive(Clone, Debug)]
pub struct AppointmentRow {
    pub id: AppointmentId,
    pub facility: FacilityId,
    pub chart: ChartId,
    pub provider: ProviderId,
    pub location: LocationId,
    pub visit_type: VisitTypeId,
    pub visit: Interval,
    pub status: AppointmentStatus,
    pub seq: i32,
    pub row_version: i32,
    pub note: Option<String>,
}

/// An appointment to be written.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    pub id: AppointmentId,
    pub provider: ProviderId,
    pub location: LocationId,
    pub visit_type: VisitTypeId,
    pub visit: Interval,
    pub zone: String,
    pub local_start: String,
    pub source: &'static str,
    pub note: String,
}

/// A patient on a provider's day.
#[derive(Clone, Debug)]
pub struct Patient {
    pub name: String,
    pub birth_date: Option<String>,
}

pub async fn insert_appointment(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    actor: &Actor,
    new: &NewAppointment,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = appointment::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(new.id),
        chart_id: Set(permit.chart()),
        provider_id: Set(new.provider),
        location_id: Set(new.location),
        visit_type_id: Set(new.visit_type),
        start_s: Set(new.visit.from),
        end_s: Set(new.visit.to),
        zone: Set(new.zone.clone()),
        local_start: Set(new.local_start.clone()),
        tzdb: Set(zones::TZDB.to_owned()),
        status: Set(AppointmentStatus::Booked.as_str().to_owned()),
        seq: Set(0),
        row_version: Set(0),
        source: Set(new.source.to_owned()),
        booked_by: Set(Some(actor.account)),
        note: Set((!new.note.is_empty()).then(|| new.note.clone())),
        cancel_reason: Set(None),
        cancelled_s: Set(None),
        created_s: Set(now),
        updated_s: Set(now),
    };
    appointment::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Moves an appointment, also to another kind of visit, whose rules were asked; returns its new sequence number.
pub async fn move_appointment(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    actor: &Actor,
    new: &NewAppointment,
    now: Instant,
) -> Result<i32, UseCaseError> {
    let mut update = appointment::Entity::update_many()
        .col_expr(appointment::Column::ProviderId, Expr::value(new.provider))
        .col_expr(appointment::Column::LocationId, Expr::value(new.location))
        .col_expr(appointment::Column::VisitTypeId, Expr::value(new.visit_type))
        .col_expr(appointment::Column::StartS, Expr::value(new.visit.from))
        .col_expr(appointment::Column::EndS, Expr::value(new.visit.to))
        .col_expr(appointment::Column::Zone, Expr::value(new.zone.clone()))
        .col_expr(appointment::Column::LocalStart, Expr::value(new.local_start.clone()))
        .col_expr(appointment::Column::Seq, Expr::col(appointment::Column::Seq).add(1))
        .col_expr(appointment::Column::RowVersion, Expr::col(appointment::Column::RowVersion).add(1))
        .col_expr(appointment::Column::UpdatedS, Expr::value(now));
    if !new.note.is_empty() {
        update = update.col_expr(appointment::Column::Note, Expr::value(new.note.clone()));
    }
    let rows = update
        .filter(appointment::Column::FacilityId.eq(actor.facility))
        .filter(appointment::Column::Id.eq(new.id))
        .filter(appointment::Column::ChartId.eq(permit.chart()))
        .filter(appointment::Column::Status.eq(AppointmentStatus::Booked.as_str()))
        .exec_with_returning(db)
        .await?;
    rows.first().map(|row| row.seq).ok_or(UseCaseError::NotFound)
}

/// Cancels what is booked; says whether this was the one that did.
pub async fn cancel(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    row: &AppointmentRow,
    reason: &str,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let changed = appointment::Entity::update_many()
        .col_expr(appointment::Column::Status, Expr::value(AppointmentStatus::Cancelled.as_str()))
        .col_expr(appointment::Column::CancelReason, Expr::value(reason))
        .col_expr(appointment::Column::CancelledS, Expr::value(now))
        .col_expr(appointment::Column::Seq, Expr::col(appointment::Column::Seq).add(1))
        .col_expr(appointment::Column::RowVersion, Expr::col(appointment::Column::RowVersion).add(1))
        .col_expr(appointment::Column::UpdatedS, Expr::value(now))
        .filter(appointment::Column::FacilityId.eq(row.facility))
        .filter(appointment::Column::Id.eq(row.id))
        .filter(appointment::Column::ChartId.eq(permit.chart()))
        .filter(appointment::Column::Status.eq(AppointmentStatus::Booked.as_str()))
        .filter(appointment::Column::RowVersion.eq(row.row_version))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub async fn find_appointment(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    id: AppointmentId,
) -> Result<Option<AppointmentRow>, UseCaseError> {
    let row = appointment::Entity::find_by_id((facility, id))
        .filter(appointment::Column::ChartId.eq(permit.chart()))
        .one(db)
        .await?;
    Ok(row.map(from_row))
}

/// Appointments of the chart that begin at `start`, the oldest row first.
pub async fn list_starting(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    start: Instant,
) -> Result<Vec<AppointmentRow>, UseCaseError> {
    let rows = of_chart(facility, permit)
        .filter(appointment::Column::StartS.eq(start))
        .order_by_asc(appointment::Column::CreatedS)
        .order_by_asc(appointment::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Replaces what the patient wrote.
pub async fn update_note(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    row: &AppointmentRow,
    note: &str,
    now: Instant,
) -> Result<(), UseCaseError> {
    appointment::Entity::update_many()
        .col_expr(appointment::Column::Note, Expr::value(note))
        .col_expr(appointment::Column::RowVersion, Expr::col(appointment::Column::RowVersion).add(1))
        .col_expr(appointment::Column::UpdatedS, Expr::value(now))
        .filter(appointment::Column::FacilityId.eq(row.facility))
        .filter(appointment::Column::Id.eq(row.id))
        .filter(appointment::Column::ChartId.eq(permit.chart()))
        .exec(db)
        .await?;
    Ok(())
}

/// Booked and not yet over, the next first.
pub async fn list_upcoming(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    now: Instant,
) -> Result<Vec<AppointmentRow>, UseCaseError> {
    upcoming(db, of_chart(facility, permit), now).await
}

/// The same of any chart, for colleagues.
pub async fn list_upcoming_of(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    (facility, chart): (FacilityId, ChartId),
    now: Instant,
) -> Result<Vec<AppointmentRow>, UseCaseError> {
    let of_chart = appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ChartId.eq(chart));
    upcoming(db, of_chart, now).await
}

async fn upcoming(
    db: &impl ConnectionTrait,
    select: sea_orm::Select<appointment::Entity>,
    now: Instant,
) -> Result<Vec<AppointmentRow>, UseCaseError> {
    let rows = select
        .filter(appointment::Column::EndS.gt(now))
        .filter(appointment::Column::Status.ne(AppointmentStatus::Cancelled.as_str()))
        .order_by_asc(appointment::Column::StartS)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Over or cancelled, the latest first.
pub async fn list_past(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    now: Instant,
    limit: u64,
) -> Result<Vec<AppointmentRow>, UseCaseError> {
    let is_past = Condition::any()
        .add(appointment::Column::EndS.lte(now))
        .add(appointment::Column::Status.eq(AppointmentStatus::Cancelled.as_str()));
    let rows = of_chart(facility, permit)
        .filter(is_past)
        .order_by_desc(appointment::Column::StartS)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

fn of_chart(facility: FacilityId, permit: &ChartPermit) -> sea_orm::Select<appointment::Entity> {
    appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ChartId.eq(permit.chart()))
}

/// Booked appointments of one visit type still ahead, without the one that is being moved.
pub async fn count_upcoming(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    visit_type: VisitTypeId,
    moving: Option<AppointmentId>,
    now: Instant,
) -> Result<u32, UseCaseError> {
    let mut query = appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ChartId.eq(chart))
        .filter(appointment::Column::VisitTypeId.eq(visit_type))
        .filter(appointment::Column::Status.eq(AppointmentStatus::Booked.as_str()))
        .filter(appointment::Column::StartS.gt(now));
    if let Some(moving) = moving {
        query = query.filter(appointment::Column::Id.ne(moving));
    }
    Ok(u32::try_from(query.count(db).await?).unwrap_or(u32::MAX))
}

/// Encounters at which nobody was seen: still planned, called off, or never meant to be in the chart.
const NOT_SEEN: [&str; 3] = ["planned", "cancelled", "entered-in-error"];

/// Whether the clinic has seen the patient before: a visit that took place here, or an encounter in the chart. One that
/// its sender keeps from the patient took place too; what is hidden for another reason is not part of the chart.
pub async fn has_been_seen(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let encounter = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(chart))
        .filter(entry::Column::Kind.eq("Encounter"))
        .filter(entry::Column::Status.is_not_in(NOT_SEEN))
        .filter(entry::Column::IsHidden.eq(false).or(entry::Column::IsKeptBack.eq(true)))
        .filter(entry::Column::ClinicalS.lt(now))
        .one(db)
        .await?;
    if encounter.is_some() {
        return Ok(true);
    }
    let visit = appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ChartId.eq(chart))
        .filter(appointment::Column::StartS.lt(now))
        .filter(appointment::Column::Status.is_in([
            AppointmentStatus::Booked.as_str(),
            AppointmentStatus::Arrived.as_str(),
            AppointmentStatus::Fulfilled.as_str(),
        ]))
        .one(db)
        .await?;
    Ok(visit.is_some())
}

/// Whether the facility has the chart.
pub async fn has_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<bool, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, chart)).one(db).await?.is_some())
}

/// Whether a chart was merged into another.
pub async fn is_merged(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<bool, UseCaseError> {
    let row = chart::Entity::find_by_id((facility, chart)).one(db).await?;
    Ok(row.is_some_and(|row| row.merged_into.is_some()))
}

/// The own grant on a chart that holds now, and its account.
pub async fn find_own_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Option<(GrantId, AccountId)>, UseCaseError> {
    let row = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(chart))
        .filter(access_grant::Column::Relation.eq("own"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::StartsS.lte(now))
        .filter(access_grant::Column::EndsS.is_null().or(access_grant::Column::EndsS.gt(now)))
        .order_by_asc(access_grant::Column::StartsS)
        .order_by_asc(access_grant::Column::Id)
        .one(db)
        .await?;
    Ok(row.map(|row| (row.id, row.account_id)))
}

pub async fn find_cancel_notice(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: VisitTypeId,
) -> Result<Option<u32>, UseCaseError> {
    let row = visit_type::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.and_then(|row| row.cancel_notice_minutes).map(i32::unsigned_abs))
}

pub async fn find_facility_notice(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<u32, UseCaseError> {
    let row = facility::Entity::find_by_id(facility).one(db).await?.ok_or(UseCaseError::NotFound)?;
    Ok(row.cancel_notice_minutes.unsigned_abs())
}

/// Appointments of a provider that begin in `range`, with their patients.
pub async fn list_day(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    _permit: &StaffPermit,
    provider: ProviderId,
    range: Interval,
) -> Result<Vec<(AppointmentRow, Patient)>, UseCaseError> {
    let rows = appointment::Entity::find()
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::ProviderId.eq(provider))
        .filter(appointment::Column::StartS.gte(range.from))
        .filter(appointment::Column::StartS.lt(range.to))
        .order_by_asc(appointment::Column::StartS)
        .order_by_asc(appointment::Column::Id)
        .all(db)
        .await?;
    let charts = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(rows.iter().map(|row| row.chart_id)))
        .all(db)
        .await?;
    let patient = |id: ChartId| {
        charts.iter().find(|row| row.id == id).map(|row| Patient {
            name: format!("{} {}", row.given, row.family).trim().to_owned(),
            birth_date: row.birth_date.clone(),
        })
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let patient = patient(row.chart_id)?;
            Some((from_row(row), patient))
        })
        .collect())
}

fn from_row(row: appointment::Model) -> AppointmentRow {
    AppointmentRow {
        id: row.id,
        facility: row.facility_id,
        chart: row.chart_id,
        provider: row.provider_id,
        location: row.location_id,
        visit_type: row.visit_type_id,
        visit: Interval { from: row.start_s, to: row.end_s },
        status: AppointmentStatus::from_text(&row.status).unwrap_or(AppointmentStatus::Booked),
        seq: row.seq,
        row_version: row.row_version,
        note: row.note,
    }
}
