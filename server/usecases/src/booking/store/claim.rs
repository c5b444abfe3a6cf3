//! Claims and the units they keep.

use crate::UseCaseError;
use crate::booking::claims::{APPOINTMENT, HOLD, NewClaim};
use domain::booking::units::Interval;
use domain::ids::{
    AppointmentId, ChartId, ClaimId, FacilityId, LocationId, ProviderId, ResourceId, VisitTypeId,
};
use domain::time::{DAY, Instant};
use entity::{busy_unit, claim, resource};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use std::ops::Range;

/// A claim as booking uses it.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    pub id: ClaimId,
    pub kind: String,
    pub appointment: Option<AppointmentId>,
    pub chart: ChartId,
    pub session: Option<Vec<u8>>,
    pub provider: ProviderId,
    pub location: LocationId,
    pub visit_type: VisitTypeId,
    pub visit: Interval,
    pub busy: Interval,
    pub expires: Option<Instant>,
    pub is_extended: bool,
}

/// A claim as the slot rules take it.
#[derive(Clone, Debug)]
pub struct BusyClaim {
    pub provider: ProviderId,
    pub chart: Option<ChartId>,
    pub session: Option<Vec<u8>>,
    pub appointment: Option<AppointmentId>,
    pub visit: Interval,
    pub busy: Interval,
}

/// Longest a claim with its buffers can be: a visit of a day and two buffers of a day.
const LONGEST_S: i64 = 3 * DAY;

/// Claims of providers that keep time in `range` and have not ended. The index range has both ends, so that the
/// cost does not grow with history (BOOKING.md 2.6).
pub async fn list_busy(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    providers: &[ProviderId],
    range: Interval,
    now: Instant,
) -> Result<Vec<BusyClaim>, UseCaseError> {
    let rows = busy_columns(claim::Entity::find())
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::ProviderId.is_in(providers.iter().copied()))
        .filter(claim::Column::BusyFromS.gt(range.from.plus_seconds(-LONGEST_S)))
        .filter(claim::Column::BusyFromS.lt(range.to))
        .filter(claim::Column::BusyToS.gt(range.from))
        .filter(is_live(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(busy).collect())
}

/// The same for a chart.
pub async fn list_chart_busy(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    range: Interval,
    now: Instant,
) -> Result<Vec<BusyClaim>, UseCaseError> {
    let rows = busy_columns(claim::Entity::find())
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::ChartId.eq(chart))
        .filter(claim::Column::StartS.gt(range.from.plus_seconds(-LONGEST_S)))
        .filter(claim::Column::StartS.lt(range.to))
        .filter(is_live(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(busy).collect())
}

fn is_live(now: Instant) -> Condition {
    Condition::any().add(claim::Column::ExpiresS.is_null()).add(claim::Column::ExpiresS.gt(now))
}

/// What [`busy`] reads: there are many of these rows, so only what the rules need is fetched.
type BusyColumns =
    (ProviderId, Option<ChartId>, Option<Vec<u8>>, Option<AppointmentId>, Instant, Instant, Instant, Instant);

fn busy_columns(select: Select<claim::Entity>) -> Select<claim::Entity> {
    select.select_only().columns([
        claim::Column::ProviderId,
        claim::Column::ChartId,
        claim::Column::OwnerSession,
        claim::Column::AppointmentId,
        claim::Column::StartS,
        claim::Column::EndS,
        claim::Column::BusyFromS,
        claim::Column::BusyToS,
    ])
}

fn busy((provider, chart, session, appointment, start, end, from, to): BusyColumns) -> BusyClaim {
    BusyClaim {
        provider,
        chart,
        session,
        appointment,
        visit: Interval { from: start, to: end },
        busy: Interval { from, to },
    }
}

/// Locks rows of resources on PostgreSQL; SQLite's writer is alone anyway.
pub async fn lock_resources(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    resources: &[ResourceId],
) -> Result<(), UseCaseError> {
    resource::Entity::find()
        .filter(resource::Column::FacilityId.eq(facility))
        .filter(resource::Column::Id.is_in(resources.iter().copied()))
        .order_by_asc(resource::Column::Id)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(())
}

/// Counts a resource's changes; the number orders its events.
pub async fn raise_version(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ResourceId,
) -> Result<i64, UseCaseError> {
    let rows = resource::Entity::update_many()
        .col_expr(resource::Column::Version, Expr::col(resource::Column::Version).add(1))
        .filter(resource::Column::FacilityId.eq(facility))
        .filter(resource::Column::Id.eq(id))
        .exec_with_returning(db)
        .await?;
    rows.first()
        .map(|row| row.version)
        .ok_or_else(|| UseCaseError::internal(format!("resource {id} is missing")))
}

/// Deletes claims that ended and keep any of `units`.
pub async fn delete_expired_claims(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    resource: ResourceId,
    units: Range<i64>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let keeping = Query::select()
        .column(busy_unit::Column::ClaimId)
        .from(busy_unit::Entity)
        .and_where(busy_unit::Column::FacilityId.eq(facility))
        .and_where(busy_unit::Column::ResourceId.eq(resource))
        .and_where(busy_unit::Column::Unit.gte(units.start))
        .and_where(busy_unit::Column::Unit.lt(units.end))
        .to_owned();
    claim::Entity::delete_many()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::ExpiresS.lte(now))
        .filter(claim::Column::Id.in_subquery(keeping))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn insert_claim(
    db: &impl ConnectionTrait,
    new: &NewClaim,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = claim::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        kind: Set(new.kind.to_owned()),
        appointment_id: Set(new.appointment),
        chart_id: Set(Some(new.chart)),
        owner_session: Set(new.session.clone()),
        provider_id: Set(new.provider),
        location_id: Set(new.location),
        visit_type_id: Set(new.visit_type),
        start_s: Set(new.visit.from),
        end_s: Set(new.visit.to),
        busy_from_s: Set(new.busy.from),
        busy_to_s: Set(new.busy.to),
        expires_s: Set(new.expires),
        is_extended: Set(false),
        created_s: Set(now),
    };
    claim::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes those of the units that are free, in their order.
pub async fn insert_units(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    resource: ResourceId,
    units: Range<i64>,
    claim: ClaimId,
) -> Result<(), UseCaseError> {
    let rows = units.map(|unit| busy_unit::ActiveModel {
        facility_id: Set(facility),
        resource_id: Set(resource),
        seat: Set(0),
        unit: Set(unit),
        claim_id: Set(claim),
    });
    busy_unit::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([
            busy_unit::Column::FacilityId,
            busy_unit::Column::ResourceId,
            busy_unit::Column::Seat,
            busy_unit::Column::Unit,
        ])
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// How many of the units one of `claims` keeps.
pub async fn count_units(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    resource: ResourceId,
    units: Range<i64>,
    claims: &[ClaimId],
) -> Result<u64, UseCaseError> {
    Ok(busy_unit::Entity::find()
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(resource))
        .filter(busy_unit::Column::Unit.gte(units.start))
        .filter(busy_unit::Column::Unit.lt(units.end))
        .filter(busy_unit::Column::ClaimId.is_in(claims.iter().copied()))
        .count(db)
        .await?)
}

/// Holds of the session and of the chart, ended or not.
pub async fn list_holds(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    session: &[u8],
    chart: ChartId,
) -> Result<Vec<ClaimRow>, UseCaseError> {
    let rows = claim::Entity::find()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Kind.eq(HOLD))
        .filter(claim::Column::ExpiresS.is_not_null())
        .filter(
            Condition::any()
                .add(claim::Column::OwnerSession.eq(session))
                .add(claim::Column::ChartId.eq(chart)),
        )
        .all(db)
        .await?;
    // Sorted here: asked to sort, SQLite reads every claim in the order of its key.
    let mut rows: Vec<ClaimRow> = rows.into_iter().filter_map(from_row).collect();
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

pub async fn find_claim(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClaimId,
) -> Result<Option<ClaimRow>, UseCaseError> {
    Ok(claim::Entity::find_by_id((facility, id)).one(db).await?.and_then(from_row))
}

pub async fn list_claims_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    appointment: AppointmentId,
) -> Result<Vec<ClaimRow>, UseCaseError> {
    let rows = claim::Entity::find()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::AppointmentId.eq(appointment))
        .filter(claim::Column::Kind.eq(APPOINTMENT))
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

/// Deletes a claim; its units go with it.
pub async fn delete_claim(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClaimId,
) -> Result<(), UseCaseError> {
    claim::Entity::delete_by_id((facility, id)).exec(db).await?;
    Ok(())
}

pub async fn update_expiry(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClaimId,
    expires: Instant,
) -> Result<(), UseCaseError> {
    claim::Entity::update_many()
        .col_expr(claim::Column::ExpiresS, Expr::value(expires))
        .col_expr(claim::Column::IsExtended, Expr::value(true))
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Makes a hold the claim of an appointment; says whether the hold was still there.
pub async fn turn_into_appointment(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClaimId,
    appointment: AppointmentId,
) -> Result<bool, UseCaseError> {
    let changed = claim::Entity::update_many()
        .col_expr(claim::Column::Kind, Expr::value(APPOINTMENT))
        .col_expr(claim::Column::AppointmentId, Expr::value(appointment))
        .col_expr(claim::Column::ExpiresS, Expr::value(Option::<i64>::None))
        .col_expr(claim::Column::OwnerSession, Expr::value(Option::<Vec<u8>>::None))
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Id.eq(id))
        .filter(claim::Column::Kind.eq(HOLD))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The row as booking uses it; nothing for a claim without a chart.
pub fn from_row(row: claim::Model) -> Option<ClaimRow> {
    Some(ClaimRow {
        id: row.id,
        kind: row.kind,
        appointment: row.appointment_id,
        chart: row.chart_id?,
        session: row.owner_session,
        provider: row.provider_id,
        location: row.location_id,
        visit_type: row.visit_type_id,
        visit: Interval { from: row.start_s, to: row.end_s },
        busy: Interval { from: row.busy_from_s, to: row.busy_to_s },
        expires: row.expires_s,
        is_extended: row.is_extended,
    })
}
