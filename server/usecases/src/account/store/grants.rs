//! Queries about grants, and the names of charts.

use crate::{UseCaseError, family};
use domain::actor::{Grant, Relation};
use domain::ids::{AccountId, ChartId, FacilityId, GrantId};
use domain::permission::Scope;
use domain::time::Instant;
use entity::{access_grant, chart};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    Set,
};

/// Grants that hold now, own chart first, then by id. Those of parents end when the child comes of age, whatever has been
/// written down so far.
pub async fn list_grants(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<Vec<Grant>, UseCaseError> {
    let rows = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::AccountId.eq(account))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::StartsS.lte(now))
        .filter(access_grant::Column::EndsS.is_null().or(access_grant::Column::EndsS.gt(now)))
        .order_by_asc(access_grant::Column::Relation)
        .order_by_asc(access_grant::Column::Id)
        .all(db)
        .await?;
    let minors: Vec<ChartId> = rows.iter().filter(|row| row.is_for_minor).map(|row| row.chart_id).collect();
    let hand_overs = family::hand_overs(db, facility, &minors).await?;
    let grants = rows.into_iter().map(|row| {
        let hand_over = hand_overs.get(&row.chart_id).copied().filter(|_| row.is_for_minor);
        Grant {
            id: row.id,
            chart: row.chart_id,
            relation: if row.relation == "own" { Relation::Own } else { Relation::Proxy },
            scopes: row.scopes.split(' ').filter_map(Scope::parse).collect(),
            ends: row.ends_s.into_iter().chain(hand_over).min(),
        }
    });
    Ok(grants.filter(|grant| grant.holds(now)).collect())
}

pub async fn list_chart_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<Vec<(ChartId, String)>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, format!("{} {}", row.given, row.family).trim().to_owned()))
        .collect())
}

/// A grant as operators give it.
pub struct GivenGrant<'a> {
    pub id: GrantId,
    pub relation: Relation,
    pub scopes: &'a [Scope],
    /// Whether the patient is not of age.
    pub is_for_minor: bool,
}

pub async fn upsert_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
    given: &GivenGrant<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let is_own = given.relation == Relation::Own;
    let is_for_minor = given.is_for_minor && !is_own;
    let scopes: Vec<_> = given.scopes.iter().map(|scope| scope.name()).collect();
    let row = access_grant::ActiveModel {
        facility_id: Set(facility),
        id: Set(given.id),
        account_id: Set(account),
        chart_id: Set(chart),
        relation: Set(if is_own { "own" } else { "proxy" }.to_owned()),
        scopes: Set(scopes.join(" ")),
        starts_s: Set(now),
        ends_s: Set(None),
        revoked_s: Set(None),
        granted_by: Set(None),
        relationship: Set(if is_for_minor { "parent" } else { "" }.to_owned()),
        is_for_minor: Set(is_for_minor),
        end_reason: Set(None),
        ended_by: Set(None),
        warned_s: Set(None),
        results_wish: Set(None),
        results_looked_s: Set(None),
    };
    let renew = OnConflict::columns([access_grant::Column::FacilityId, access_grant::Column::Id])
        .update_columns([access_grant::Column::Relation, access_grant::Column::Scopes])
        .to_owned();
    access_grant::Entity::insert(row).on_conflict(renew).exec_without_returning(db).await?;
    Ok(())
}
