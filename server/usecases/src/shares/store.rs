//! Queries about share links and who opened them.

use crate::UseCaseError;
use crate::db::Tx;
use crate::people::list_with_merged;
use domain::charts::policy::MergePermit;
use domain::ids::{AccountId, ChartId, FacilityId, ShareId, ShareOpeningId};
use domain::policy::ChartPermit;
use domain::shares::MOST_WRONG;
use domain::shares::policy::MayOpen;
use domain::time::Instant;
use entity::{share, share_opening};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, UpdateMany,
};
use std::collections::BTreeMap;

/// Most links, and receipts of one, that are listed.
const MOST: u64 = 200;

/// How many links of an account can still be opened.
pub async fn count_open(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<u64, UseCaseError> {
    Ok(share::Entity::find()
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::AccountId.eq(account))
        .filter(can_be_opened(now))
        .count(db)
        .await?)
}

/// As the policy says it of one link.
fn can_be_opened(now: Instant) -> Condition {
    Condition::all()
        .add(share::Column::EndedS.is_null())
        .add(share::Column::EndsS.gt(now))
        .add(share::Column::Wrong.lt(MOST_WRONG))
        .add(Expr::col(share::Column::Opened).lt(Expr::col(share::Column::Most)))
}

/// Ends every link to a chart that can be opened, and forgets its secrets; which they were.
pub async fn end_of_chart(
    tx: &Tx,
    _permit: &MergePermit,
    (facility, chart): (FacilityId, ChartId),
    now: Instant,
) -> Result<Vec<ShareId>, UseCaseError> {
    let ids: Vec<ShareId> = share::Entity::find()
        .select_only()
        .column(share::Column::Id)
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::ChartId.eq(chart))
        .filter(can_be_opened(now))
        .order_by_asc(share::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    for id in &ids {
        of((facility, *id))
            .col_expr(share::Column::EndedS, Expr::value(now))
            .col_expr(share::Column::Sealed, Expr::value(Vec::<u8>::new()))
            .exec(tx)
            .await?;
    }
    Ok(ids)
}

pub async fn insert(tx: &Tx, _permit: &ChartPermit, row: share::Model) -> Result<(), UseCaseError> {
    share::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// An account's links to a chart, and to those that were merged into it, the latest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    (facility, account): (FacilityId, AccountId),
) -> Result<Vec<share::Model>, UseCaseError> {
    let charts = list_with_merged(db, facility, permit.chart()).await?;
    Ok(share::Entity::find()
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::AccountId.eq(account))
        .filter(share::Column::ChartId.is_in(charts))
        .order_by_desc(share::Column::MadeS)
        .order_by_desc(share::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ShareId,
) -> Result<Option<share::Model>, UseCaseError> {
    Ok(share::Entity::find_by_id((facility, id)).one(db).await?)
}

/// An account's own link to a chart, or to one that was merged into it.
pub async fn find_own(
    db: &impl ConnectionTrait,
    permit: &ChartPermit,
    (facility, account): (FacilityId, AccountId),
    id: ShareId,
) -> Result<Option<share::Model>, UseCaseError> {
    let charts = list_with_merged(db, facility, permit.chart()).await?;
    let row = find(db, facility, id).await?;
    Ok(row.filter(|row| row.account_id == account && charts.contains(&row.chart_id)))
}

pub async fn find_by_address(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    hash: &[u8],
) -> Result<Option<share::Model>, UseCaseError> {
    Ok(share::Entity::find()
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::AddressHash.eq(hash))
        .one(db)
        .await?)
}

/// Ends an account's own link to a chart, and forgets its secrets; says whether it had not been ended.
pub async fn end(
    tx: &Tx,
    permit: &ChartPermit,
    (facility, account): (FacilityId, AccountId),
    (id, now): (ShareId, Instant),
) -> Result<bool, UseCaseError> {
    let changed = of((facility, id))
        .col_expr(share::Column::EndedS, Expr::value(now))
        .col_expr(share::Column::Sealed, Expr::value(Vec::<u8>::new()))
        .filter(share::Column::AccountId.eq(account))
        .filter(share::Column::ChartId.eq(permit.chart()))
        .filter(share::Column::EndedS.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

fn of((facility, id): (FacilityId, ShareId)) -> UpdateMany<share::Entity> {
    share::Entity::update_many()
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::Id.eq(id))
}

/// Takes one of the tries of a passcode, before it is looked at; says whether there was one.
pub async fn reserve_try(
    db: &impl ConnectionTrait,
    _permit: &MayOpen,
    link: (FacilityId, ShareId),
) -> Result<bool, UseCaseError> {
    let changed = of(link)
        .col_expr(share::Column::Wrong, Expr::col(share::Column::Wrong).add(1))
        .filter(share::Column::EndedS.is_null())
        .filter(share::Column::Wrong.lt(MOST_WRONG))
        .exec(db)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Gives back a try that was not looked at.
pub async fn give_try_back(
    db: &impl ConnectionTrait,
    link: (FacilityId, ShareId),
) -> Result<(), UseCaseError> {
    of(link)
        .col_expr(share::Column::Wrong, Expr::col(share::Column::Wrong).sub(1))
        .filter(share::Column::Wrong.gt(0))
        .exec(db)
        .await?;
    Ok(())
}

/// Counts an opening, and gives back the try that was right; says whether one was left.
pub async fn count_opening(
    tx: &Tx,
    _permit: &MayOpen,
    link: (FacilityId, ShareId),
    (now, has_tried): (Instant, bool),
) -> Result<bool, UseCaseError> {
    let changed = of(link)
        .col_expr(share::Column::Opened, Expr::col(share::Column::Opened).add(1))
        .col_expr(share::Column::Wrong, Expr::col(share::Column::Wrong).sub(i32::from(has_tried)))
        .filter(share::Column::EndedS.is_null())
        .filter(share::Column::EndsS.gt(now))
        .filter(Expr::col(share::Column::Opened).lt(Expr::col(share::Column::Most)))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

pub async fn insert_opening(tx: &Tx, row: share_opening::Model) -> Result<(), UseCaseError> {
    share_opening::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Who opened a link, the latest first.
pub async fn list_openings(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ShareId,
) -> Result<Vec<share_opening::Model>, UseCaseError> {
    Ok(share_opening::Entity::find()
        .filter(share_opening::Column::FacilityId.eq(facility))
        .filter(share_opening::Column::ShareId.eq(id))
        .order_by_desc(share_opening::Column::AtS)
        .order_by_desc(share_opening::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// What those who opened links called themselves.
pub async fn name_openings(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ShareOpeningId],
) -> Result<BTreeMap<ShareOpeningId, String>, UseCaseError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = share_opening::Entity::find()
        .filter(share_opening::Column::FacilityId.eq(facility))
        .filter(share_opening::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.recipient)).collect())
}

/// The opening whose file a ticket fetches.
pub async fn find_by_ticket(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (hash, now): (&[u8], Instant),
) -> Result<Option<share_opening::Model>, UseCaseError> {
    Ok(share_opening::Entity::find()
        .filter(share_opening::Column::FacilityId.eq(facility))
        .filter(share_opening::Column::TicketHash.eq(hash))
        .filter(share_opening::Column::TicketEndsS.gt(now))
        .one(db)
        .await?)
}

/// Uses a ticket up; says whether nobody had.
pub async fn use_ticket(
    tx: &Tx,
    _permit: &MayOpen,
    (facility, id): (FacilityId, ShareOpeningId),
) -> Result<bool, UseCaseError> {
    let changed = share_opening::Entity::update_many()
        .col_expr(share_opening::Column::TicketHash, Expr::value(None::<Vec<u8>>))
        .filter(share_opening::Column::FacilityId.eq(facility))
        .filter(share_opening::Column::Id.eq(id))
        .filter(share_opening::Column::TicketHash.is_not_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Forgets the secrets of links whose time was over before a moment.
pub async fn forget_secrets_before(
    tx: &Tx,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    let none = Vec::<u8>::new();
    share::Entity::update_many()
        .col_expr(share::Column::Sealed, Expr::value(none.clone()))
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::EndsS.lt(before))
        .filter(share::Column::Sealed.ne(none))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes links that were over before a moment, with their receipts.
pub async fn delete_before(tx: &Tx, facility: FacilityId, before: Instant) -> Result<(), UseCaseError> {
    let mut old = Query::select();
    old.column(share::Column::Id)
        .from(share::Entity)
        .and_where(share::Column::FacilityId.eq(facility))
        .and_where(share::Column::EndsS.lt(before));
    share_opening::Entity::delete_many()
        .filter(share_opening::Column::FacilityId.eq(facility))
        .filter(share_opening::Column::ShareId.in_subquery(old))
        .exec(tx)
        .await?;
    share::Entity::delete_many()
        .filter(share::Column::FacilityId.eq(facility))
        .filter(share::Column::EndsS.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
