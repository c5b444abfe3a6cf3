//! Queries about files of records that are made on request.

use crate::UseCaseError;
use crate::db::{Db, Tx};
use domain::downloads::{Kind, LEASE_S, Problem, State, until};
use domain::ids::{AccountId, ChartId, DownloadId, FacilityId};
use domain::policy::{ChartPermit, StaffPermit};
use domain::time::Instant;
use entity::{access_grant, account, chart, download, download_part};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, UpdateMany,
};
use uuid::Uuid;

/// Most files that are listed.
const MOST: u64 = 20;
/// Parts that are deleted at once.
const PARTS_AT_ONCE: i32 = 100;
/// The same as the index says it: SQLite takes a partial index only for the words of its condition.
const IS_OPEN: &str = "state IN ('waiting', 'working')";

/// A file that is whole.
pub struct Made<'a> {
    pub name: &'a str,
    pub size: i64,
    pub checksum: Vec<u8>,
    pub steps: i32,
}

/// The account, for which nobody else asks before this transaction ends.
pub async fn lock_account(tx: &Tx, facility: FacilityId, id: AccountId) -> Result<(), UseCaseError> {
    account::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?;
    Ok(())
}

/// How many files of an account wait, are made, or can be fetched.
pub async fn count_kept(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<u64, UseCaseError> {
    Ok(download::Entity::find()
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::AccountId.eq(account))
        .filter(download::Column::EndsS.gt(now))
        .filter(download::Column::State.ne(State::Failed.name()))
        .count(db)
        .await?)
}

pub async fn insert(tx: &Tx, _permit: &ChartPermit, row: download::Model) -> Result<(), UseCaseError> {
    download::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What an administrator asks for: it is of no chart.
pub async fn insert_export(tx: &Tx, _permit: &StaffPermit, row: download::Model) -> Result<(), UseCaseError> {
    download::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Files of the whole clinic that are not over, the latest first.
pub async fn list_exports(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    now: Instant,
) -> Result<Vec<download::Model>, UseCaseError> {
    Ok(download::Entity::find()
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::Kind.eq(Kind::Clinic.name()))
        .filter(download::Column::EndsS.gt(now))
        .order_by_desc(download::Column::AskedS)
        .order_by_desc(download::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// Ends a file of the whole clinic, which is deleted soon after; says whether there was one.
pub async fn end_export(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, DownloadId),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let ended = download::Entity::update_many()
        .col_expr(download::Column::EndsS, Expr::value(now))
        .col_expr(download::Column::State, Expr::value(State::Failed.name()))
        .col_expr(download::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(download::Column::LeaseUntilS, Expr::value(Option::<Instant>::None))
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::Id.eq(id))
        .filter(download::Column::Kind.eq(Kind::Clinic.name()))
        .filter(download::Column::EndsS.gt(now))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// How many patients a clinic has.
pub async fn count_patients(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
) -> Result<u64, UseCaseError> {
    Ok(chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::MergedInto.is_null())
        .count(db)
        .await?)
}

/// An account's files of a chart that are not over, the latest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    (facility, account): (FacilityId, AccountId),
    now: Instant,
) -> Result<Vec<download::Model>, UseCaseError> {
    Ok(download::Entity::find()
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::AccountId.eq(account))
        .filter(download::Column::ChartId.eq(permit.chart()))
        .filter(download::Column::EndsS.gt(now))
        .order_by_desc(download::Column::AskedS)
        .order_by_desc(download::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: DownloadId,
) -> Result<Option<download::Model>, UseCaseError> {
    Ok(download::Entity::find_by_id((facility, id)).one(db).await?)
}

/// Deletes an account's own file of a chart; says whether there was one.
pub async fn delete_own(
    tx: &Tx,
    permit: &ChartPermit,
    (facility, account): (FacilityId, AccountId),
    id: DownloadId,
) -> Result<bool, UseCaseError> {
    let deleted = download::Entity::delete_many()
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::Id.eq(id))
        .filter(download::Column::AccountId.eq(account))
        .filter(download::Column::ChartId.eq(permit.chart()))
        .exec(tx)
        .await?;
    if deleted.rows_affected == 0 {
        return Ok(false);
    }
    delete_parts(tx, facility, id).await?;
    Ok(true)
}

/// Deletes the parts of a file, some at a time: a booking does not wait for gigabytes.
async fn delete_parts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: DownloadId,
) -> Result<(), UseCaseError> {
    use download_part::Column;
    let of_file = Condition::all().add(Column::FacilityId.eq(facility)).add(Column::DownloadId.eq(id));
    loop {
        let first: Option<i32> = download_part::Entity::find()
            .select_only()
            .column(Column::Position)
            .filter(of_file.clone())
            .order_by_asc(Column::Position)
            .into_tuple()
            .one(db)
            .await?;
        let Some(first) = first else { return Ok(()) };
        download_part::Entity::delete_many()
            .filter(of_file.clone())
            .filter(Column::Position.lt(first.saturating_add(PARTS_AT_ONCE)))
            .exec(db)
            .await?;
    }
}

/// Takes the oldest file that nobody makes, of a record or of the whole clinic, without what an earlier worker left of it.
pub async fn claim(
    db: &Db,
    (facility, is_clinics): (FacilityId, bool),
    now: Instant,
) -> Result<Option<(download::Model, Uuid)>, UseCaseError> {
    use download::Column;
    let free = Condition::any()
        .add(Column::State.eq(State::Waiting.name()))
        .add(Column::LeaseUntilS.is_null())
        .add(Column::LeaseUntilS.lte(now));
    let clinics = Kind::Clinic.name();
    let open = download::Entity::find()
        .filter(Column::FacilityId.eq(facility))
        .filter(if is_clinics { Column::Kind.eq(clinics) } else { Column::Kind.ne(clinics) })
        .filter(Expr::cust(IS_OPEN))
        .filter(Column::EndsS.gt(now))
        .filter(free)
        .order_by_asc(Column::AskedS)
        .order_by_asc(Column::Id)
        .limit(1);
    // On SQLite the writer is not taken every few seconds for nothing.
    if open.clone().one(db.reader()).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let found = open.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).one(&tx).await?;
    let Some(mut row) = found else {
        tx.rollback().await?;
        return Ok(None);
    };
    let lease = Uuid::new_v4();
    row.attempts += 1;
    download::Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Working.name()))
        .col_expr(Column::LeaseToken, Expr::value(lease))
        .col_expr(Column::LeaseUntilS, Expr::value(now.plus_seconds(LEASE_S)))
        .col_expr(Column::Attempts, Expr::value(row.attempts))
        .col_expr(Column::Done, Expr::value(0))
        .col_expr(Column::Total, Expr::value(0))
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::Id.eq(row.id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    if row.attempts > 1 {
        delete_parts(db.writer(), facility, row.id).await?;
    }
    Ok(Some((row, lease)))
}

/// A change of a file that is still a worker's.
fn of_worker((row, lease): (&download::Model, Uuid)) -> UpdateMany<download::Entity> {
    download::Entity::update_many()
        .filter(download::Column::FacilityId.eq(row.facility_id))
        .filter(download::Column::Id.eq(row.id))
        .filter(download::Column::LeaseToken.eq(lease))
        .filter(download::Column::State.eq(State::Working.name()))
}

/// Notes when the record begins to be read, and for which reader; says whether the file is still this worker's.
pub async fn begin(
    db: &impl ConnectionTrait,
    worker: (&download::Model, Uuid),
    basis: &[u8],
    now: Instant,
) -> Result<bool, UseCaseError> {
    let begun = of_worker(worker)
        .col_expr(download::Column::MadeS, Expr::value(now))
        .col_expr(download::Column::Basis, Expr::value(basis.to_vec()))
        .exec(db)
        .await?;
    Ok(begun.rows_affected == 1)
}

/// Notes how far it is; says whether the file is still this worker's, who has it longer then.
pub async fn keep(
    db: &impl ConnectionTrait,
    worker: (&download::Model, Uuid),
    (done, total): (i32, i32),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let kept = of_worker(worker)
        .col_expr(download::Column::LeaseUntilS, Expr::value(now.plus_seconds(LEASE_S)))
        .col_expr(download::Column::Done, Expr::value(done))
        .col_expr(download::Column::Total, Expr::value(total))
        .exec(db)
        .await?;
    Ok(kept.rows_affected == 1)
}

pub async fn insert_part(
    tx: &Tx,
    (facility, id): (FacilityId, DownloadId),
    position: i32,
    sealed: Vec<u8>,
) -> Result<(), UseCaseError> {
    let row = download_part::ActiveModel {
        facility_id: Set(facility),
        download_id: Set(id),
        position: Set(position),
        sealed: Set(sealed),
    };
    download_part::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find_part(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: DownloadId,
    position: i32,
) -> Result<Option<Vec<u8>>, UseCaseError> {
    let row = download_part::Entity::find_by_id((facility, id, position)).one(db).await?;
    Ok(row.map(|row| row.sealed))
}

/// What a part belongs to: in another row it cannot be opened.
pub fn place(facility: FacilityId, id: DownloadId, position: i32) -> [Vec<u8>; 3] {
    [facility.0.as_bytes().to_vec(), id.0.as_bytes().to_vec(), position.to_be_bytes().to_vec()]
}

/// The file is whole; says whether it was still this worker's.
pub async fn finish(
    tx: &Tx,
    worker: (&download::Model, Uuid),
    made: Made<'_>,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let finished = of_worker(worker)
        .col_expr(download::Column::State, Expr::value(State::Ready.name()))
        .col_expr(download::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(download::Column::LeaseUntilS, Expr::value(Option::<Instant>::None))
        .col_expr(download::Column::Done, Expr::value(made.steps))
        .col_expr(download::Column::Name, Expr::value(made.name))
        .col_expr(download::Column::SizeBytes, Expr::value(made.size))
        .col_expr(download::Column::Checksum, Expr::value(made.checksum))
        .col_expr(download::Column::EndsS, Expr::value(until(now)))
        .exec(tx)
        .await?;
    Ok(finished.rows_affected == 1)
}

/// What was taken from these charts is in no file that can still be fetched: those that are whole are over, and those that are being
/// made begin again.
pub async fn withdraw(
    tx: &Tx,
    facility: FacilityId,
    charts: &[ChartId],
    now: Instant,
) -> Result<(), UseCaseError> {
    if charts.is_empty() {
        return Ok(());
    }
    let of_charts = Condition::all().add(download::Column::ChartId.is_in(charts.iter().copied()));
    end(tx, facility, &of_charts, now).await
}

/// What of these charts only the patients see from now on is in no file of anybody else that can still be fetched.
pub async fn withdraw_from_others(
    tx: &Tx,
    facility: FacilityId,
    charts: &[ChartId],
    now: Instant,
) -> Result<(), UseCaseError> {
    for chart in charts {
        let patients = Query::select()
            .column(access_grant::Column::AccountId)
            .from(access_grant::Entity)
            .and_where(Expr::col(access_grant::Column::FacilityId).eq(facility))
            .and_where(Expr::col(access_grant::Column::ChartId).eq(*chart))
            .and_where(Expr::col(access_grant::Column::Relation).eq("own"))
            .to_owned();
        let of_others = Condition::all()
            .add(download::Column::ChartId.eq(*chart))
            .add(download::Column::AccountId.not_in_subquery(patients));
        end(tx, facility, &of_others, now).await?;
    }
    Ok(())
}

/// Files that are whole are over, and those that are being made begin again.
async fn end(tx: &Tx, facility: FacilityId, which: &Condition, now: Instant) -> Result<(), UseCaseError> {
    use download::Column;
    let of_state = |state: State| {
        download::Entity::update_many()
            .filter(Column::FacilityId.eq(facility))
            .filter(which.clone())
            .filter(Column::State.eq(state.name()))
    };
    of_state(State::Ready)
        .col_expr(Column::EndsS, Expr::value(now))
        .filter(Column::EndsS.gt(now))
        .exec(tx)
        .await?;
    of_state(State::Working)
        .col_expr(Column::State, Expr::value(State::Waiting.name()))
        .col_expr(Column::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::LeaseUntilS, Expr::value(Option::<Instant>::None))
        .exec(tx)
        .await?;
    Ok(())
}

/// It will not be made; whoever asked is told why for a while.
pub async fn fail(
    db: &impl ConnectionTrait,
    worker: (&download::Model, Uuid),
    problem: Problem,
    now: Instant,
) -> Result<(), UseCaseError> {
    of_worker(worker)
        .col_expr(download::Column::State, Expr::value(State::Failed.name()))
        .col_expr(download::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(download::Column::LeaseUntilS, Expr::value(Option::<Instant>::None))
        .col_expr(download::Column::Problem, Expr::value(problem.name()))
        .col_expr(download::Column::EndsS, Expr::value(until(now)))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes what is over, with its parts; says how many files.
pub async fn delete_ended(db: &Db, facility: FacilityId, now: Instant) -> Result<u64, UseCaseError> {
    let ended: Vec<DownloadId> = download::Entity::find()
        .select_only()
        .column(download::Column::Id)
        .filter(download::Column::FacilityId.eq(facility))
        .filter(download::Column::EndsS.lte(now))
        .limit(MOST)
        .into_tuple()
        .all(db.reader())
        .await?;
    let mut deleted = 0;
    for id in ended {
        // Nobody can fetch it any more: its parts go first, so that none is left without its file.
        delete_parts(db.writer(), facility, id).await?;
        let row = download::Entity::delete_many()
            .filter(download::Column::FacilityId.eq(facility))
            .filter(download::Column::Id.eq(id))
            .filter(download::Column::EndsS.lte(now))
            .exec(db.writer())
            .await?;
        deleted += row.rows_affected;
    }
    Ok(deleted)
}

/// The name, the date of birth and the number of a chart's patient.
pub async fn find_patient(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<(String, Option<String>, Option<String>)>, UseCaseError> {
    let row = chart::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.map(|row| {
        let name = format!("{} {}", row.given, row.family).trim().to_owned();
        (name, row.birth_date, row.mrn)
    }))
}
