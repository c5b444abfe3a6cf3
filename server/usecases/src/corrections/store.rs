//! Queries about requests for corrections.

use crate::db::Tx;
use crate::{UseCaseError, records, results};
use domain::corrections::contract::SubjectKind;
use domain::corrections::{State, Step};
use domain::ids::{AccountId, ChartId, CorrectionId, EntryId, FacilityId};
use domain::policy::{ChartPermit, StaffPermit};
use domain::records::view::View;
use domain::time::Instant;
use entity::{chart, correction, correction_message, entry, result};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most requests of a patient that are shown.
const MOST: u64 = 100;
/// States in which somebody still has to do something.
const OPEN: [&str; 2] = [State::Waiting.name(), State::Asked.name()];

/// The same as the indexes say it: SQLite takes a partial index only for the words of its condition.
const IS_OPEN: &str = "state IN ('waiting', 'asked')";
const IS_SETTLED: &str = "state NOT IN ('waiting', 'asked')";

/// A message to be written.
pub struct NewMessage<'a> {
    pub correction: CorrectionId,
    pub position: i32,
    pub by: AccountId,
    pub step: Step,
    pub words: &'a str,
}

/// The chart, about which nobody else asks before this transaction ends.
pub async fn lock_chart(tx: &Tx, permit: &ChartPermit, facility: FacilityId) -> Result<(), UseCaseError> {
    chart::Entity::find_by_id((facility, permit.chart())).lock_exclusive().one(tx).await?;
    Ok(())
}

/// Requests of a patient, the latest first.
pub async fn list_of_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<correction::Model>, UseCaseError> {
    Ok(correction::Entity::find()
        .filter(correction::Column::FacilityId.eq(facility))
        .filter(correction::Column::ChartId.is_in(charts.iter().copied()))
        .order_by_desc(correction::Column::ChangedS)
        .order_by_desc(correction::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// Those of a patient that are open.
pub async fn list_open(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<correction::Model>, UseCaseError> {
    Ok(correction::Entity::find()
        .filter(correction::Column::FacilityId.eq(facility))
        .filter(correction::Column::ChartId.is_in(charts.iter().copied()))
        .filter(correction::Column::State.is_in(OPEN))
        .all(db)
        .await?)
}

/// A page of the clinic's: those that are open by urgency, those that are settled by when.
pub async fn list_requests(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    _permit: &StaffPermit,
    (is_settled, skip, limit): (bool, u64, u64),
) -> Result<Vec<correction::Model>, UseCaseError> {
    use correction::Column;
    let all = correction::Entity::find().filter(Column::FacilityId.eq(facility));
    let ordered = if is_settled {
        all.filter(Expr::cust(IS_SETTLED)).order_by_desc(Column::ChangedS).order_by_desc(Column::Id)
    } else {
        all.filter(Expr::cust(IS_OPEN)).order_by_asc(Column::DueS).order_by_asc(Column::Id)
    };
    Ok(ordered.offset(skip).limit(limit).all(db).await?)
}

/// How many the clinic has to answer.
pub async fn count_waiting(db: &impl ConnectionTrait, facility: FacilityId) -> Result<u64, UseCaseError> {
    Ok(correction::Entity::find()
        .filter(correction::Column::FacilityId.eq(facility))
        .filter(correction::Column::State.eq(State::Waiting.name()))
        .count(db)
        .await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: CorrectionId,
) -> Result<Option<correction::Model>, UseCaseError> {
    Ok(correction::Entity::find_by_id((facility, id)).one(db).await?)
}

/// One that nobody else changes before this transaction ends.
pub async fn lock(
    tx: &Tx,
    facility: FacilityId,
    id: CorrectionId,
) -> Result<Option<correction::Model>, UseCaseError> {
    Ok(correction::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?)
}

pub async fn insert(tx: &Tx, _permit: &ChartPermit, row: correction::Model) -> Result<(), UseCaseError> {
    correction::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Another state, where nothing has changed meanwhile; says whether nothing had.
pub async fn update_state(
    tx: &Tx,
    row: &correction::Model,
    (state, due): (State, Instant),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = correction::Entity::update_many()
        .col_expr(correction::Column::State, Expr::value(state.name()))
        .col_expr(correction::Column::DueS, Expr::value(due))
        .col_expr(correction::Column::ChangedS, Expr::value(now))
        .col_expr(correction::Column::Version, Expr::col(correction::Column::Version).add(1))
        .filter(correction::Column::FacilityId.eq(row.facility_id))
        .filter(correction::Column::Id.eq(row.id))
        .filter(correction::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// What was written, oldest first.
pub async fn list_messages(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: CorrectionId,
) -> Result<Vec<correction_message::Model>, UseCaseError> {
    Ok(correction_message::Entity::find()
        .filter(correction_message::Column::FacilityId.eq(facility))
        .filter(correction_message::Column::CorrectionId.eq(id))
        .order_by_asc(correction_message::Column::Position)
        .all(db)
        .await?)
}

pub async fn count_messages(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: CorrectionId,
) -> Result<u64, UseCaseError> {
    Ok(correction_message::Entity::find()
        .filter(correction_message::Column::FacilityId.eq(facility))
        .filter(correction_message::Column::CorrectionId.eq(id))
        .count(db)
        .await?)
}

pub async fn insert_message(
    tx: &Tx,
    facility: FacilityId,
    new: &NewMessage<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = correction_message::ActiveModel {
        facility_id: Set(facility),
        id: Set(Uuid::new_v4()),
        correction_id: Set(new.correction),
        position: Set(new.position),
        at_s: Set(now),
        account_id: Set(new.by),
        step: Set(new.step.name().to_owned()),
        words: Set(new.words.to_owned()),
    };
    correction_message::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The entry a request is about, for the clinic: its name, its date, and what it is.
pub async fn find_entry(
    db: &impl ConnectionTrait,
    row: &correction::Model,
) -> Result<Option<(String, String, SubjectKind)>, UseCaseError> {
    let Some(found) = entry::Entity::find_by_id((row.facility_id, row.entry_id)).one(db).await? else {
        return Ok(None);
    };
    let is_result = result::Entity::find_by_id((row.facility_id, row.entry_id)).one(db).await?.is_some();
    let kind = match found.kind.as_str() {
        _ if is_result => SubjectKind::Result,
        "Observation" => SubjectKind::Measurement,
        _ => SubjectKind::Entry,
    };
    let view: View = serde_json::from_str(&found.view)?;
    Ok(Some((found.title, view.date, kind)))
}

/// Those of some entries that a colleague may see.
pub async fn list_shown(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (records, results): (records::Reader, &results::Reader),
    ids: &[EntryId],
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let shown: Vec<EntryId> = records::store::given(db, (facility, records), Some(results), &[])
        .await?
        .select_only()
        .column(entry::Column::Id)
        .filter(entry::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(shown.into_iter().collect())
}
