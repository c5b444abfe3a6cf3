//! Queries of merging: what belongs to a chart moves to another, and back.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, MergeId, ResourceId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{
    access_grant, appointment, busy_unit, chart, chart_merge, chart_merge_row, claim, entry, outbox, session,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use uuid::Uuid;

/// Rows per statement.
const PER_STATEMENT: usize = 500;

/// Kinds of what moved.
const ENTRY: &str = "entry";
const APPOINTMENT: &str = "appointment";
const CLAIM: &str = "claim";
const MESSAGE: &str = "outbox";
const GRANT: &str = "grant";
const GRANT_ENDED: &str = "grant_ended";

/// A merge to be written.
pub struct NewMerge<'a> {
    pub facility: FacilityId,
    pub id: MergeId,
    pub survivor: ChartId,
    pub merged: ChartId,
    pub reason: &'a str,
    pub by: AccountId,
    pub now: Instant,
}

/// Into which chart a chart was merged, if it is there and if it was.
pub async fn find_merged_into(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<Option<ChartId>>, UseCaseError> {
    Ok(chart::Entity::find()
        .select_only()
        .column(chart::Column::MergedInto)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .into_tuple()
        .one(db)
        .await?)
}

/// Gives back the time of holds that have ended.
pub async fn end_holds(tx: &Tx, facility: FacilityId, id: ChartId, now: Instant) -> Result<(), UseCaseError> {
    claim::Entity::delete_many()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::ChartId.eq(id))
        .filter(claim::Column::ExpiresS.lte(now))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn insert(tx: &Tx, _permit: &StaffPermit, new: &NewMerge<'_>) -> Result<(), UseCaseError> {
    let row = chart_merge::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        survivor_id: Set(new.survivor),
        merged_id: Set(new.merged),
        reason: Set(new.reason.to_owned()),
        merged_by: Set(new.by),
        merged_s: Set(new.now),
        undone_by: Set(None),
        undone_s: Set(None),
    };
    chart_merge::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn remember(tx: &Tx, new: &NewMerge<'_>, kind: &str, ids: &[Uuid]) -> Result<(), UseCaseError> {
    for part in ids.chunks(PER_STATEMENT) {
        let rows = part.iter().map(|id| chart_merge_row::ActiveModel {
            facility_id: Set(new.facility),
            merge_id: Set(new.id),
            kind: Set(kind.to_owned()),
            row_id: Set(*id),
        });
        chart_merge_row::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Grants that were not taken back.
pub async fn list_grants(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
) -> Result<Vec<access_grant::Model>, UseCaseError> {
    Ok(access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(id))
        .filter(access_grant::Column::RevokedS.is_null())
        .order_by_asc(access_grant::Column::Relation)
        .order_by_asc(access_grant::Column::Id)
        .all(tx)
        .await?)
}

/// Lets a grant open the chart that stays.
pub async fn move_grant(tx: &Tx, new: &NewMerge<'_>, id: GrantId) -> Result<(), UseCaseError> {
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ChartId, Expr::value(new.survivor))
        .filter(access_grant::Column::FacilityId.eq(new.facility))
        .filter(access_grant::Column::Id.eq(id))
        .exec(tx)
        .await?;
    remember(tx, new, GRANT, &[id.0]).await
}

/// Ends a grant that another of the same account makes needless.
pub async fn end_grant(tx: &Tx, new: &NewMerge<'_>, id: GrantId) -> Result<(), UseCaseError> {
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::RevokedS, Expr::value(new.now))
        .filter(access_grant::Column::FacilityId.eq(new.facility))
        .filter(access_grant::Column::Id.eq(id))
        .exec(tx)
        .await?;
    remember(tx, new, GRANT_ENDED, &[id.0]).await
}

/// Moves entries, appointments, kept time and what is to be sent; screens that show the one show the other.
pub async fn move_rows(tx: &Tx, new: &NewMerge<'_>) -> Result<(), UseCaseError> {
    let NewMerge { facility, survivor, merged, .. } = *new;
    macro_rules! move_all {
        ($entity:ident, $kind:expr $(, $condition:expr)?) => {{
            let ids: Vec<Uuid> = $entity::Entity::find()
                .select_only()
                .column($entity::Column::Id)
                .filter($entity::Column::FacilityId.eq(facility))
                .filter($entity::Column::ChartId.eq(merged))
                $(.filter($condition))?
                .into_tuple()
                .all(tx)
                .await?;
            remember(tx, new, $kind, &ids).await?;
            $entity::Entity::update_many()
                .col_expr($entity::Column::ChartId, Expr::value(survivor))
                .filter($entity::Column::FacilityId.eq(facility))
                .filter($entity::Column::ChartId.eq(merged))
                $(.filter($condition))?
                .exec(tx)
                .await?;
        }};
    }
    move_all!(entry, ENTRY);
    move_all!(appointment, APPOINTMENT);
    move_all!(claim, CLAIM);
    move_all!(outbox, MESSAGE, outbox::Column::State.is_in(["pending", "leased"]));
    busy_unit::Entity::update_many()
        .col_expr(busy_unit::Column::ResourceId, Expr::value(ResourceId::from(survivor)))
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(ResourceId::from(merged)))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::ChartId, Expr::value(survivor))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::ChartId.eq(merged))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn update_merged_into(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
    into: Option<ChartId>,
) -> Result<(), UseCaseError> {
    chart::Entity::update_many()
        .col_expr(chart::Column::MergedInto, Expr::value(into))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn find(
    tx: &Tx,
    facility: FacilityId,
    id: MergeId,
) -> Result<Option<chart_merge::Model>, UseCaseError> {
    Ok(chart_merge::Entity::find_by_id((facility, id)).one(tx).await?)
}

/// Says that a merge no longer holds; says whether it still did.
pub async fn update_undone(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, MergeId),
    by: AccountId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = chart_merge::Entity::update_many()
        .col_expr(chart_merge::Column::UndoneBy, Expr::value(by))
        .col_expr(chart_merge::Column::UndoneS, Expr::value(now))
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .filter(chart_merge::Column::Id.eq(id))
        .filter(chart_merge::Column::UndoneS.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Puts back what moved and is still where it was moved to.
pub async fn put_back(tx: &Tx, row: &chart_merge::Model) -> Result<(), UseCaseError> {
    let chart_merge::Model { facility_id: facility, id, survivor_id: survivor, merged_id: merged, .. } = *row;
    let moved: Vec<(String, Uuid)> = chart_merge_row::Entity::find()
        .select_only()
        .columns([chart_merge_row::Column::Kind, chart_merge_row::Column::RowId])
        .filter(chart_merge_row::Column::FacilityId.eq(facility))
        .filter(chart_merge_row::Column::MergeId.eq(id))
        .into_tuple()
        .all(tx)
        .await?;
    let of = |kind: &str| -> Vec<Uuid> {
        moved.iter().filter(|(known, _)| known == kind).map(|(_, id)| *id).collect()
    };
    macro_rules! put_all {
        ($entity:ident, $kind:expr) => {
            for part in of($kind).chunks(PER_STATEMENT) {
                $entity::Entity::update_many()
                    .col_expr($entity::Column::ChartId, Expr::value(merged))
                    .filter($entity::Column::FacilityId.eq(facility))
                    .filter($entity::Column::Id.is_in(part.iter().copied()))
                    .filter($entity::Column::ChartId.eq(survivor))
                    .exec(tx)
                    .await?;
            }
        };
    }
    // Ended grants first: whether an account may still act for the chart that stayed tells whether it may for this one.
    restore_grants(tx, row, &of(GRANT_ENDED)).await?;
    put_all!(access_grant, GRANT);
    put_all!(entry, ENTRY);
    put_all!(appointment, APPOINTMENT);
    put_all!(claim, CLAIM);
    put_all!(outbox, MESSAGE);
    // An appointment that was moved to another time since keeps its time by another claim.
    for part in of(APPOINTMENT).chunks(PER_STATEMENT) {
        claim::Entity::update_many()
            .col_expr(claim::Column::ChartId, Expr::value(merged))
            .filter(claim::Column::FacilityId.eq(facility))
            .filter(claim::Column::ChartId.eq(survivor))
            .filter(claim::Column::AppointmentId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    let claims = Query::select()
        .column(claim::Column::Id)
        .from(claim::Entity)
        .and_where(claim::Column::FacilityId.eq(facility))
        .and_where(claim::Column::ChartId.eq(merged))
        .to_owned();
    busy_unit::Entity::update_many()
        .col_expr(busy_unit::Column::ResourceId, Expr::value(ResourceId::from(merged)))
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(ResourceId::from(survivor)))
        .filter(busy_unit::Column::ClaimId.in_subquery(claims))
        .exec(tx)
        .await?;
    Ok(())
}

/// A grant that only the merge has ended holds again, unless the account has lost the other since: whoever takes somebody's
/// access back means both.
async fn restore_grants(tx: &Tx, row: &chart_merge::Model, ended: &[Uuid]) -> Result<(), UseCaseError> {
    let still: Vec<AccountId> = list_grants(tx, row.facility_id, row.survivor_id)
        .await?
        .into_iter()
        .map(|one| one.account_id)
        .collect();
    for part in ended.chunks(PER_STATEMENT) {
        access_grant::Entity::update_many()
            .col_expr(access_grant::Column::RevokedS, Expr::value(Option::<Instant>::None))
            .filter(access_grant::Column::FacilityId.eq(row.facility_id))
            .filter(access_grant::Column::Id.is_in(part.iter().copied()))
            .filter(access_grant::Column::RevokedS.eq(row.merged_s))
            .filter(access_grant::Column::AccountId.is_in(still.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
