//! Queries of undoing a merge: what moved and still is where it was moved to goes back.

use super::merge::{
    APPOINTMENT, CLAIM, ENTRY, GRANT, GRANT_ENDED, MESSAGE, PER_STATEMENT, list_grants, state_of,
};
use crate::db::Tx;
use crate::{UseCaseError, downloads, results};
use domain::ids::{AccountId, ChartId, FacilityId, MergeId, ResourceId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{
    access_grant, appointment, busy_unit, chart_merge, chart_merge_row, claim, correction, entry, outbox,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::HashSet;
use uuid::Uuid;

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
pub async fn put_back(tx: &Tx, row: &chart_merge::Model, now: Instant) -> Result<(), UseCaseError> {
    let chart_merge::Model { facility_id: facility, id, survivor_id: survivor, merged_id: merged, .. } = *row;
    // Files of the one chart hold what is the other's now.
    downloads::withdraw(tx, facility, &[survivor, merged], now).await?;
    let moved = chart_merge_row::Entity::find()
        .filter(chart_merge_row::Column::FacilityId.eq(facility))
        .filter(chart_merge_row::Column::MergeId.eq(id))
        .all(tx)
        .await?;
    let of = |kind: &str| -> Vec<Uuid> {
        moved.iter().filter(|row| row.kind == kind).map(|row| row.row_id).collect()
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
    restore_grants(tx, row, &moved, now).await?;
    put_all!(access_grant, GRANT);
    follow_givers(tx, row, &of(GRANT)).await?;
    put_all!(entry, ENTRY);
    results::follow_some(tx, facility, &of(ENTRY), (survivor, merged)).await?;
    // What was asked about these entries meanwhile is their patient's.
    for part in of(ENTRY).chunks(PER_STATEMENT) {
        correction::Entity::update_many()
            .col_expr(correction::Column::ChartId, Expr::value(merged))
            .filter(correction::Column::FacilityId.eq(facility))
            .filter(correction::Column::ChartId.eq(survivor))
            .filter(correction::Column::EntryId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
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

/// A grant that only the merge has ended holds again if the one that was kept instead still holds as it did: whoever takes
/// somebody's access back, narrows it or gives it an end, means both.
async fn restore_grants(
    tx: &Tx,
    row: &chart_merge::Model,
    moved: &[chart_merge_row::Model],
    now: Instant,
) -> Result<(), UseCaseError> {
    let holding = list_grants(tx, row.facility_id, row.survivor_id).await?;
    let holding: HashSet<String> =
        holding.iter().filter(|grant| grant.ends_s.is_none_or(|ends| now < ends)).map(state_of).collect();
    let restored: Vec<Uuid> = moved
        .iter()
        .filter(|row| row.kind == GRANT_ENDED && holding.contains(&row.kept))
        .map(|row| row.row_id)
        .collect();
    for part in restored.chunks(PER_STATEMENT) {
        access_grant::Entity::update_many()
            .col_expr(access_grant::Column::RevokedS, Expr::value(Option::<Instant>::None))
            .filter(access_grant::Column::FacilityId.eq(row.facility_id))
            .filter(access_grant::Column::Id.is_in(part.iter().copied()))
            .filter(access_grant::Column::RevokedS.eq(row.merged_s))
            .filter(access_grant::Column::EndReason.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What a patient has given since the merge goes with the patient: it was given for the own record, which is the other one.
async fn follow_givers(tx: &Tx, row: &chart_merge::Model, moved: &[Uuid]) -> Result<(), UseCaseError> {
    let own = |chart: ChartId| {
        access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::AccountId)
            .filter(access_grant::Column::FacilityId.eq(row.facility_id))
            .filter(access_grant::Column::ChartId.eq(chart))
            .filter(access_grant::Column::Relation.eq("own"))
    };
    let gone: Vec<AccountId> = own(row.merged_id)
        .filter(access_grant::Column::Id.is_in(moved.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let stayed: Vec<AccountId> = own(row.survivor_id).into_tuple().all(tx).await?;
    let givers: Vec<AccountId> = gone.into_iter().filter(|account| !stayed.contains(account)).collect();
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ChartId, Expr::value(row.merged_id))
        .filter(access_grant::Column::FacilityId.eq(row.facility_id))
        .filter(access_grant::Column::ChartId.eq(row.survivor_id))
        .filter(access_grant::Column::Relation.eq("proxy"))
        .filter(access_grant::Column::StartsS.gte(row.merged_s))
        .filter(access_grant::Column::GrantedBy.is_in(givers))
        .exec(tx)
        .await?;
    Ok(())
}
