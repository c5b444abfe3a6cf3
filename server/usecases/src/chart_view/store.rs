//! Queries about records that colleagues have opened.

use crate::UseCaseError;
use crate::db::Tx;
use domain::actor::Actor;
use domain::booking::AppointmentStatus;
use domain::chart_view::policy::{Facts, OpenPermit, TIE_S, Tie, ViewPermit};
use domain::chart_view::{Opening, Purpose};
use domain::ids::{AccountId, ChartId, ChartViewId, FacilityId};
use domain::policy::StaffPermit;
use domain::results::contract::Shelf;
use domain::time::{DAY, Instant};
use entity::{appointment, chart, chart_view, result, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::BTreeMap;

/// How long after an administrator has ended an opening nothing opens by itself, in seconds.
const ENDED_S: i64 = DAY;

pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, id)).one(db).await?)
}

/// The chart, which nobody else opens before this transaction ends.
pub async fn lock_chart(tx: &Tx, facility: FacilityId, id: ChartId) -> Result<bool, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?.is_some())
}

/// When the actor's session began, which stays when its token changes.
pub async fn find_session(db: &impl ConnectionTrait, actor: &Actor) -> Result<Option<Instant>, UseCaseError> {
    let row = session::Entity::find_by_id((actor.facility, actor.session.clone())).one(db).await?;
    Ok(row.map(|row| row.created_s))
}

/// What is known of the actor and a chart.
pub async fn find_facts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    (chart, merged_into): (ChartId, Option<ChartId>),
    now: Instant,
) -> Result<Facts, UseCaseError> {
    use chart_view::Column;
    let session = find_session(db, actor).await?;
    let own = chart_view::Entity::find()
        .filter(Column::FacilityId.eq(actor.facility))
        .filter(Column::AccountId.eq(actor.account))
        .filter(Column::ChartId.eq(chart));
    let rows = own.clone().filter(Column::EndsS.gt(now)).order_by_desc(Column::OpenedS).all(db).await?;
    let ended = own
        .filter(Column::ClosedS.gt(now.plus_seconds(-ENDED_S)))
        .filter(Column::ClosedBy.ne(actor.account))
        .count(db)
        .await?;
    let read = |row: chart_view::Model| {
        Some(Opening {
            id: row.id,
            purpose: Purpose::parse(&row.purpose)?,
            opened: row.opened_s,
            ends: row.ends_s,
            closed: row.closed_s,
            is_of_this_session: Some(row.session_s) == session,
        })
    };
    Ok(Facts {
        chart,
        merged_into,
        tie: find_tie(db, actor, chart, now).await?,
        was_ended: ended > 0,
        openings: rows.into_iter().filter_map(read).collect(),
    })
}

/// What ties the actor to a patient.
async fn find_tie(
    db: &impl ConnectionTrait,
    actor: &Actor,
    chart: ChartId,
    now: Instant,
) -> Result<Tie, UseCaseError> {
    if let Some(provider) = actor.provider {
        let visit = appointment::Entity::find()
            .filter(appointment::Column::FacilityId.eq(actor.facility))
            .filter(appointment::Column::ChartId.eq(chart))
            .filter(appointment::Column::ProviderId.eq(provider))
            .filter(appointment::Column::Status.ne(AppointmentStatus::Cancelled.as_str()))
            .filter(appointment::Column::StartS.gte(now.plus_seconds(-TIE_S)))
            .one(db)
            .await?;
        if visit.is_some() {
            return Ok(Tie::Visit);
        }
    }
    let waits = crate::results::shelf_of(actor.facility, Shelf::Waiting)
        .filter(result::Column::ChartId.eq(chart))
        .one(db)
        .await?;
    Ok(if waits.is_some() { Tie::Result } else { Tie::None })
}

/// Writes an opening down.
pub async fn insert(
    tx: &Tx,
    actor: &Actor,
    (permit, id): (&OpenPermit, ChartViewId),
    reason: Option<String>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = new_row(tx, actor, (permit.chart(), permit.purpose(), id), now).await?;
    let row = chart_view::ActiveModel { reason: Set(reason), ..row };
    chart_view::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes down that care has opened a record.
pub async fn insert_care(
    tx: &Tx,
    actor: &Actor,
    (permit, id): (&ViewPermit, ChartViewId),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = new_row(tx, actor, (permit.chart(), permit.purpose(), id), now).await?;
    chart_view::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn new_row(
    tx: &Tx,
    actor: &Actor,
    (chart, purpose, id): (ChartId, Purpose, ChartViewId),
    now: Instant,
) -> Result<chart_view::ActiveModel, UseCaseError> {
    Ok(chart_view::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(id),
        account_id: Set(actor.account),
        chart_id: Set(chart),
        purpose: Set(purpose.name().to_owned()),
        reason: Set(None),
        session_s: Set(find_session(tx, actor).await?.ok_or(UseCaseError::SignedOut)?),
        opened_s: Set(now),
        ends_s: Set(purpose.ends(now)),
        closed_s: Set(None),
        closed_by: Set(None),
    })
}

/// Closes what the actor has open of a chart; says how many that were.
pub async fn close_own(tx: &Tx, actor: &Actor, chart: ChartId, now: Instant) -> Result<u64, UseCaseError> {
    let closed = chart_view::Entity::update_many()
        .col_expr(chart_view::Column::ClosedS, Expr::value(now))
        .col_expr(chart_view::Column::ClosedBy, Expr::value(actor.account))
        .filter(chart_view::Column::FacilityId.eq(actor.facility))
        .filter(chart_view::Column::AccountId.eq(actor.account))
        .filter(chart_view::Column::ChartId.eq(chart))
        .filter(chart_view::Column::EndsS.gt(now))
        .filter(chart_view::Column::ClosedS.is_null())
        .exec(tx)
        .await?;
    Ok(closed.rows_affected)
}

/// An opening that still holds.
pub async fn find_open(
    tx: &Tx,
    facility: FacilityId,
    id: ChartViewId,
    now: Instant,
) -> Result<Option<chart_view::Model>, UseCaseError> {
    let row = chart_view::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?;
    Ok(row.filter(|row| row.closed_s.is_none() && row.ends_s > now))
}

/// Ends an opening, with all others of the same colleague and chart that still hold.
pub async fn end(
    tx: &Tx,
    _permit: &StaffPermit,
    row: &chart_view::Model,
    (by, now): (AccountId, Instant),
) -> Result<(), UseCaseError> {
    chart_view::Entity::update_many()
        .col_expr(chart_view::Column::ClosedS, Expr::value(now))
        .col_expr(chart_view::Column::ClosedBy, Expr::value(by))
        .filter(chart_view::Column::FacilityId.eq(row.facility_id))
        .filter(chart_view::Column::AccountId.eq(row.account_id))
        .filter(chart_view::Column::ChartId.eq(row.chart_id))
        .filter(chart_view::Column::EndsS.gt(now))
        .filter(chart_view::Column::ClosedS.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// A page of openings, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    (skip, limit): (u64, u64),
) -> Result<Vec<chart_view::Model>, UseCaseError> {
    Ok(chart_view::Entity::find()
        .filter(chart_view::Column::FacilityId.eq(facility))
        .order_by_desc(chart_view::Column::OpenedS)
        .order_by_desc(chart_view::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(db)
        .await?)
}

/// What colleagues wrote who opened a record.
pub async fn list_reasons(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    ids: &[ChartViewId],
) -> Result<BTreeMap<ChartViewId, String>, UseCaseError> {
    let rows = chart_view::Entity::find()
        .filter(chart_view::Column::FacilityId.eq(facility))
        .filter(chart_view::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.reason?))).collect())
}
