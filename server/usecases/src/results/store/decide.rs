//! Queries of decisions about results.

use crate::UseCaseError;
use crate::db::Tx;
use crate::results::parts;
use domain::ids::{AccountId, EntryId, FacilityId, ResultEventId};
use domain::results::release::State;
use domain::results::settings::ReleaseSettings;
use domain::time::Instant;
use entity::{result, result_event};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select, Set,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Who decided, and what was said.
pub struct Decision {
    pub by: Option<AccountId>,
    pub reason: Option<String>,
    pub comment: Option<String>,
}

fn due(facility: FacilityId, now: Instant, limit: u64) -> Select<result::Entity> {
    result::Entity::find()
        .filter(result::Column::FacilityId.eq(facility))
        .filter(result::Column::DueS.lte(now))
        .filter(result::Column::State.eq("held"))
        .filter(result::Column::GovernorId.is_null())
        .filter(result::Column::Stage.is_in(["final", "corrected"]))
        .order_by_asc(result::Column::Id)
        .limit(limit)
}

/// Results whose time has come.
pub async fn list_due(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
    limit: u64,
) -> Result<Vec<result::Model>, UseCaseError> {
    Ok(due(facility, now, limit).all(db).await?)
}

/// The same, of which nobody else changes any before this transaction ends.
pub async fn lock_due(
    tx: &Tx,
    facility: FacilityId,
    now: Instant,
    limit: u64,
) -> Result<Vec<result::Model>, UseCaseError> {
    Ok(due(facility, now, limit).lock_exclusive().all(tx).await?)
}

/// Results of which nobody else changes any before this transaction ends.
pub async fn lock(
    tx: &Tx,
    facility: FacilityId,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, result::Model>, UseCaseError> {
    let rows = result::Entity::find()
        .filter(result::Column::FacilityId.eq(facility))
        .filter(result::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(result::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether a result, or a test that belongs to it, is for the patients alone.
pub async fn is_sensitive(
    tx: &Tx,
    row: &result::Model,
    settings: &ReleaseSettings,
) -> Result<bool, UseCaseError> {
    let tests: Vec<String> = result::Entity::find()
        .select_only()
        .column(result::Column::Codes)
        .filter(result::Column::FacilityId.eq(row.facility_id))
        .filter(result::Column::GovernorId.eq(row.id))
        .into_tuple()
        .all(tx)
        .await?;
    let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
    Ok(settings.classify(&row.codes, &tests, row.is_laboratory).is_sensitive)
}

/// Brings a locked result into a state, and writes down that and why.
pub async fn update(
    tx: &Tx,
    row: &result::Model,
    state: State,
    what: &str,
    decision: &Decision,
    now: Instant,
) -> Result<(), UseCaseError> {
    let (word, due, released) = parts(state);
    let mut update = result::Entity::update_many()
        .col_expr(result::Column::State, Expr::value(word))
        .col_expr(result::Column::DueS, Expr::value(due))
        .col_expr(result::Column::ReleasedS, Expr::value(released))
        .col_expr(result::Column::DecidedBy, Expr::value(decision.by))
        .col_expr(result::Column::Reason, Expr::value(decision.reason.clone()))
        .col_expr(result::Column::SeenS, Expr::value(Option::<Instant>::None))
        .col_expr(result::Column::Version, Expr::value(row.version + 1));
    if let Some(comment) = &decision.comment {
        update = update
            .col_expr(result::Column::Comment, Expr::value(comment.clone()))
            .col_expr(result::Column::CommentedBy, Expr::value(decision.by));
    }
    update
        .filter(result::Column::FacilityId.eq(row.facility_id))
        .filter(result::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    let reason = decision.reason.clone().or_else(|| decision.comment.clone());
    insert_event(tx, row, (what, decision.by, reason), now).await
}

/// Writes what a clinician says about a locked result.
pub async fn update_comment(
    tx: &Tx,
    row: &result::Model,
    (by, comment): (AccountId, Option<String>),
    now: Instant,
) -> Result<(), UseCaseError> {
    let author = comment.is_some().then_some(by);
    result::Entity::update_many()
        .col_expr(result::Column::Comment, Expr::value(comment.clone()))
        .col_expr(result::Column::CommentedBy, Expr::value(author))
        .col_expr(result::Column::Version, Expr::value(row.version + 1))
        .filter(result::Column::FacilityId.eq(row.facility_id))
        .filter(result::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    insert_event(tx, row, ("commented", Some(by), comment), now).await
}

async fn insert_event(
    tx: &Tx,
    row: &result::Model,
    (what, by, reason): (&str, Option<AccountId>, Option<String>),
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = result_event::ActiveModel {
        facility_id: Set(row.facility_id),
        id: Set(ResultEventId(Uuid::new_v4())),
        result_id: Set(row.id),
        at_s: Set(now),
        what: Set(what.to_owned()),
        account_id: Set(by),
        reason: Set(reason),
        before: Set(None),
    };
    result_event::Entity::insert(event).exec_without_returning(tx).await?;
    Ok(())
}
