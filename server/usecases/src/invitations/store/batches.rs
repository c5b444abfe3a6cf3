//! Queries about inviting many.

use super::charts::{ChartHead, list_charts};
use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, BatchId, ChartId, FacilityId, InvitationId};
use domain::invitations::LeftOut;
use domain::time::Instant;
use entity::{account, facility, invitation_batch, invitation_batch_row};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::HashMap;

/// Batches shown.
const SHOWN: u64 = 20;
/// Rows per statement.
const PER_STATEMENT: usize = 500;

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

/// Waits until nobody else invites one of many.
pub async fn lock_pace(tx: &Tx, id: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
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
