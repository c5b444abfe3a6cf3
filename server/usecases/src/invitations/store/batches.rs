//! Queries about inviting many.

use super::charts::{ChartHead, list_charts, read as head};
use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, BatchId, ChartId, FacilityId, InvitationId};
use domain::invitations::LeftOut;
use domain::invitations::staff::Named;
use domain::time::Instant;
use entity::{
    access_grant, account, appointment, chart, invitation_batch, invitation_batch_row, location, provider,
    visit_type,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Set,
};
use std::collections::{HashMap, HashSet};

/// Batches shown.
const SHOWN: u64 = 20;
/// Rows per statement.
const PER_STATEMENT: usize = 500;

/// Which visits matter.
pub struct Meant {
    pub from: Option<Instant>,
    pub to: Option<Instant>,
    pub visit_type: Option<String>,
    pub provider: Option<String>,
    pub location: Option<String>,
}

impl Meant {
    /// Whether visits matter at all.
    pub const fn is_any(&self) -> bool {
        self.from.is_some()
            || self.to.is_some()
            || self.visit_type.is_some()
            || self.provider.is_some()
            || self.location.is_some()
    }
}

/// One of many.
#[derive(Clone, Copy, Debug)]
pub struct BatchRow {
    pub batch: BatchId,
    pub position: i32,
    pub chart: ChartId,
    pub reason: Option<LeftOut>,
}

/// A batch with its figures.
pub struct BatchSummary {
    pub id: BatchId,
    pub state: String,
    pub created: Instant,
    pub by: String,
    pub invited: u64,
    pub left_out: u64,
    pub waiting: u64,
}

/// Every chart's head, by name.
pub async fn list_all_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<ChartHead>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .order_by_asc(chart::Column::Family)
        .order_by_asc(chart::Column::Given)
        .order_by_asc(chart::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(head).collect())
}

/// Charts that somebody reads as their own.
pub async fn list_own_grants(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<HashSet<ChartId>, UseCaseError> {
    let lasts =
        Condition::any().add(access_grant::Column::EndsS.is_null()).add(access_grant::Column::EndsS.gt(now));
    let charts: Vec<ChartId> = access_grant::Entity::find()
        .select_only()
        .column(access_grant::Column::ChartId)
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Relation.eq("own"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(lasts)
        .into_tuple()
        .all(db)
        .await?;
    Ok(charts.into_iter().collect())
}

/// When each chart's last visit of these began.
pub async fn last_visits(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    meant: &Meant,
    now: Instant,
) -> Result<HashMap<ChartId, Instant>, UseCaseError> {
    let mut query = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ChartId)
        .column_as(appointment::Column::StartS.max(), "last_s")
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::StartS.lte(now))
        .filter(appointment::Column::Status.is_not_in(["cancelled", "no_show"]));
    if let Some(key) = &meant.visit_type {
        let ids = visit_type::Entity::find()
            .select_only()
            .column(visit_type::Column::Id)
            .filter(visit_type::Column::FacilityId.eq(facility))
            .filter(visit_type::Column::Key.eq(key));
        query = query.filter(appointment::Column::VisitTypeId.in_subquery(ids.into_query()));
    }
    if let Some(key) = &meant.provider {
        let ids = provider::Entity::find()
            .select_only()
            .column(provider::Column::Id)
            .filter(provider::Column::FacilityId.eq(facility))
            .filter(provider::Column::Key.eq(key));
        query = query.filter(appointment::Column::ProviderId.in_subquery(ids.into_query()));
    }
    if let Some(key) = &meant.location {
        let ids = location::Entity::find()
            .select_only()
            .column(location::Column::Id)
            .filter(location::Column::FacilityId.eq(facility))
            .filter(location::Column::Key.eq(key));
        query = query.filter(appointment::Column::LocationId.in_subquery(ids.into_query()));
    }
    let rows: Vec<(ChartId, Instant)> =
        query.group_by(appointment::Column::ChartId).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// What criteria can name.
pub struct Choices {
    pub visit_types: Vec<Named>,
    pub providers: Vec<Named>,
    pub locations: Vec<Named>,
}

pub async fn list_choices(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Choices, UseCaseError> {
    let visit_types = visit_type::Entity::find()
        .filter(visit_type::Column::FacilityId.eq(facility))
        .order_by_asc(visit_type::Column::Name)
        .all(db)
        .await?;
    let providers = provider::Entity::find()
        .filter(provider::Column::FacilityId.eq(facility))
        .order_by_asc(provider::Column::Name)
        .all(db)
        .await?;
    let locations = location::Entity::find()
        .filter(location::Column::FacilityId.eq(facility))
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    Ok(Choices {
        visit_types: visit_types.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
        providers: providers.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
        locations: locations.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
    })
}

pub async fn insert_batch(
    tx: &Tx,
    (facility, by): (FacilityId, AccountId),
    id: BatchId,
    criteria: &str,
    rows: &[BatchRow],
    now: Instant,
) -> Result<(), UseCaseError> {
    let batch = invitation_batch::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        criteria: Set(criteria.to_owned()),
        state: Set("running".to_owned()),
        created_by: Set(by),
        created_s: Set(now),
        updated_s: Set(now),
    };
    invitation_batch::Entity::insert(batch).exec_without_returning(tx).await?;
    for part in rows.chunks(PER_STATEMENT) {
        let models = part.iter().map(|row| invitation_batch_row::ActiveModel {
            facility_id: Set(facility),
            batch_id: Set(id),
            position: Set(row.position),
            chart_id: Set(row.chart),
            state: Set(if row.reason.is_some() { "left_out" } else { "waiting" }.to_owned()),
            reason: Set(row.reason.map_or("", LeftOut::name).to_owned()),
            invitation_id: Set(None),
            done_s: Set(row.reason.map(|_| now)),
        });
        invitation_batch_row::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Moves a batch from one state to another; says whether it stood there. Holds it until the transaction ends.
pub async fn change_batch(
    tx: &Tx,
    facility: FacilityId,
    id: BatchId,
    (from, to): (&str, &str),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = invitation_batch::Entity::update_many()
        .col_expr(invitation_batch::Column::State, Expr::value(to))
        .col_expr(invitation_batch::Column::UpdatedS, Expr::value(now))
        .filter(invitation_batch::Column::FacilityId.eq(facility))
        .filter(invitation_batch::Column::Id.eq(id))
        .filter(invitation_batch::Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Ends batches of which nobody waits any more.
pub async fn end_batches(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let waiting = Query::select()
        .column(invitation_batch_row::Column::BatchId)
        .from(invitation_batch_row::Entity)
        .and_where(invitation_batch_row::Column::FacilityId.eq(facility))
        .and_where(invitation_batch_row::Column::State.eq("waiting"))
        .to_owned();
    invitation_batch::Entity::update_many()
        .col_expr(invitation_batch::Column::State, Expr::value("done"))
        .col_expr(invitation_batch::Column::UpdatedS, Expr::value(now))
        .filter(invitation_batch::Column::FacilityId.eq(facility))
        .filter(invitation_batch::Column::State.eq("running"))
        .filter(invitation_batch::Column::Id.not_in_subquery(waiting))
        .exec(db)
        .await?;
    Ok(())
}

/// How many of many were invited since `from`.
pub async fn count_invited_since(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    from: Instant,
) -> Result<u64, UseCaseError> {
    Ok(invitation_batch_row::Entity::find()
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::State.eq("invited"))
        .filter(invitation_batch_row::Column::DoneS.gt(from))
        .count(db)
        .await?)
}

/// Whose turn it is, in running batches.
pub async fn list_waiting(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<BatchRow>, UseCaseError> {
    let running: Vec<BatchId> = invitation_batch::Entity::find()
        .select_only()
        .column(invitation_batch::Column::Id)
        .filter(invitation_batch::Column::FacilityId.eq(facility))
        .filter(invitation_batch::Column::State.eq("running"))
        .into_tuple()
        .all(db)
        .await?;
    if running.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let rows = invitation_batch_row::Entity::find()
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::State.eq("waiting"))
        .filter(invitation_batch_row::Column::BatchId.is_in(running))
        .order_by_asc(invitation_batch_row::Column::BatchId)
        .order_by_asc(invitation_batch_row::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    let read = |row: invitation_batch_row::Model| BatchRow {
        batch: row.batch_id,
        position: row.position,
        chart: row.chart_id,
        reason: None,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Takes one of many whose turn it is; says whether it still waited.
pub async fn take_row(
    tx: &Tx,
    facility: FacilityId,
    row: &BatchRow,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let taken = invitation_batch_row::Entity::update_many()
        .col_expr(invitation_batch_row::Column::State, Expr::value("invited"))
        .col_expr(invitation_batch_row::Column::DoneS, Expr::value(now))
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::BatchId.eq(row.batch))
        .filter(invitation_batch_row::Column::Position.eq(row.position))
        .filter(invitation_batch_row::Column::State.eq("waiting"))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn finish_row(
    tx: &Tx,
    facility: FacilityId,
    row: &BatchRow,
    invitation: InvitationId,
) -> Result<(), UseCaseError> {
    invitation_batch_row::Entity::update_many()
        .col_expr(invitation_batch_row::Column::InvitationId, Expr::value(invitation))
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::BatchId.eq(row.batch))
        .filter(invitation_batch_row::Column::Position.eq(row.position))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes why one of many is not invited after all.
pub async fn leave_row_out(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    row: &BatchRow,
    reason: &str,
    now: Instant,
) -> Result<(), UseCaseError> {
    invitation_batch_row::Entity::update_many()
        .col_expr(invitation_batch_row::Column::State, Expr::value("left_out"))
        .col_expr(invitation_batch_row::Column::Reason, Expr::value(reason))
        .col_expr(invitation_batch_row::Column::DoneS, Expr::value(now))
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::BatchId.eq(row.batch))
        .filter(invitation_batch_row::Column::Position.eq(row.position))
        .filter(invitation_batch_row::Column::State.eq("waiting"))
        .exec(db)
        .await?;
    Ok(())
}

/// The latest batches.
pub async fn list_batches(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<BatchSummary>, UseCaseError> {
    let batches = invitation_batch::Entity::find()
        .filter(invitation_batch::Column::FacilityId.eq(facility))
        .order_by_desc(invitation_batch::Column::CreatedS)
        .limit(SHOWN)
        .all(db)
        .await?;
    let people = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(batches.iter().map(|batch| batch.created_by)))
        .all(db)
        .await?;
    let figures: Vec<(BatchId, String, i64)> = invitation_batch_row::Entity::find()
        .select_only()
        .column(invitation_batch_row::Column::BatchId)
        .column(invitation_batch_row::Column::State)
        .column_as(invitation_batch_row::Column::ChartId.count(), "how_many")
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::BatchId.is_in(batches.iter().map(|batch| batch.id)))
        .group_by(invitation_batch_row::Column::BatchId)
        .group_by(invitation_batch_row::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let count = |id: BatchId, state: &str| {
        let found = figures.iter().find(|(batch, of, _)| *batch == id && of == state);
        found.map_or(0, |(_, _, many)| u64::try_from(*many).unwrap_or(0))
    };
    let summary = |batch: invitation_batch::Model| BatchSummary {
        id: batch.id,
        created: batch.created_s,
        by: people
            .iter()
            .find(|one| one.id == batch.created_by)
            .map(|one| one.display_name.clone())
            .unwrap_or_default(),
        invited: count(batch.id, "invited"),
        left_out: count(batch.id, "left_out"),
        waiting: count(batch.id, "waiting"),
        state: batch.state,
    };
    Ok(batches.into_iter().map(summary).collect())
}

/// What became of one of many.
pub struct ResultRow {
    pub head: ChartHead,
    pub state: String,
    pub reason: String,
    pub at: Option<Instant>,
}

/// What became of each of a batch.
pub async fn list_results(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: BatchId,
) -> Result<Vec<ResultRow>, UseCaseError> {
    let rows = invitation_batch_row::Entity::find()
        .filter(invitation_batch_row::Column::FacilityId.eq(facility))
        .filter(invitation_batch_row::Column::BatchId.eq(id))
        .order_by_asc(invitation_batch_row::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<ChartId> = rows.iter().map(|row| row.chart_id).collect();
    let heads: HashMap<ChartId, ChartHead> =
        list_charts(db, facility, &ids).await?.into_iter().map(|head| (head.id, head)).collect();
    let result = |row: invitation_batch_row::Model| {
        Some(ResultRow {
            head: heads.get(&row.chart_id)?.clone(),
            state: row.state,
            reason: row.reason,
            at: row.done_s,
        })
    };
    Ok(rows.into_iter().filter_map(result).collect())
}
