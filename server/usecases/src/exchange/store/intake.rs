//! Files that systems hand in: how far each has come.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{ClientId, FacilityId, IntakeId};
use domain::time::Instant;
use entity::{facility, intake};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _, Set,
};

/// How far a file has come.
pub struct Step<'a> {
    pub state: &'static str,
    pub done: u64,
    pub total: u64,
    pub report: Option<&'a str>,
}

/// The facility, for which nobody else begins with a file before this transaction ends.
pub async fn lock_turns(tx: &Tx, id: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
}

pub async fn insert_intake(
    tx: &Tx,
    facility: FacilityId,
    (id, client): (IntakeId, ClientId),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = intake::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        client_id: Set(client),
        state: Set("running".to_owned()),
        done: Set(0),
        total: Set(0),
        report: Set(None),
        begun_s: Set(now),
        beat_s: Set(now),
    };
    intake::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Says that a file goes on, unless it has ended meanwhile.
pub async fn beat(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: IntakeId,
    (done, total): (u64, u64),
    now: Instant,
) -> Result<(), UseCaseError> {
    intake::Entity::update_many()
        .col_expr(intake::Column::Done, Expr::value(number(done)))
        .col_expr(intake::Column::Total, Expr::value(number(total)))
        .col_expr(intake::Column::BeatS, Expr::value(now))
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::Id.eq(id))
        .filter(intake::Column::State.eq("running"))
        .exec(db)
        .await?;
    Ok(())
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Ends a file.
pub async fn end_intake(
    tx: &Tx,
    facility: FacilityId,
    id: IntakeId,
    step: Step<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let mut update = intake::Entity::update_many()
        .col_expr(intake::Column::State, Expr::value(step.state))
        .col_expr(intake::Column::Done, Expr::value(number(step.done)))
        .col_expr(intake::Column::Total, Expr::value(number(step.total)))
        .col_expr(intake::Column::BeatS, Expr::value(now));
    if let Some(report) = step.report {
        update = update.col_expr(intake::Column::Report, Expr::value(report));
    }
    update.filter(intake::Column::FacilityId.eq(facility)).filter(intake::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

pub async fn find_intake(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (id, client): (IntakeId, ClientId),
) -> Result<Option<intake::Model>, UseCaseError> {
    let row = intake::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.client_id == client))
}

/// Ends a file of which nothing was heard since an instant; says whether it was under way.
pub async fn fail_silent(
    tx: &Tx,
    facility: FacilityId,
    id: IntakeId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let changed = intake::Entity::update_many()
        .col_expr(intake::Column::State, Expr::value("failed"))
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::Id.eq(id))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.lte(since))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Files that are said to be under way, of which nothing was heard since an instant.
pub async fn list_silent(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    since: Instant,
) -> Result<Vec<intake::Model>, UseCaseError> {
    Ok(intake::Entity::find()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.lte(since))
        .all(db)
        .await?)
}

/// Whether a file is under way, and something was heard of it since an instant.
pub async fn is_running(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: IntakeId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let row = intake::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.is_some_and(|row| row.state == "running" && row.beat_s > since))
}

/// How many files are under way.
pub async fn count_running(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    since: Instant,
) -> Result<u64, UseCaseError> {
    Ok(intake::Entity::find()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.gt(since))
        .count(db)
        .await?)
}

pub async fn delete_intakes(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    intake::Entity::delete_many()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::BegunS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}
