//! Queries about who may act for a chart, and when that ends.

use crate::UseCaseError;
use crate::db::Tx;
use domain::actor::Relation;
use domain::family::contract::Owner;
use domain::family::{EndReason, Relationship};
use domain::ids::{AccountId, ChartId, FacilityId, GrantId};
use domain::permission::Scope;
use domain::policy::ChartPermit;
use domain::time::Instant;
use entity::{access_grant, account, chart, staff_role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use std::collections::HashMap;

/// Days of access that has ended, and how much of it is shown.
const MOST_PAST: u64 = 20;

/// A grant as it is written down.
#[derive(Clone, Debug)]
pub struct GrantRow {
    pub id: GrantId,
    pub account: AccountId,
    pub chart: ChartId,
    pub relation: Relation,
    pub scopes: Vec<Scope>,
    pub starts: Instant,
    pub ends: Option<Instant>,
    pub revoked: Option<Instant>,
    pub given_by: Option<AccountId>,
    pub relationship: Option<Relationship>,
    pub is_for_minor: bool,
    pub end_reason: Option<EndReason>,
    pub warned: Option<Instant>,
}

fn read(row: access_grant::Model) -> GrantRow {
    GrantRow {
        id: row.id,
        account: row.account_id,
        chart: row.chart_id,
        relation: if row.relation == "own" { Relation::Own } else { Relation::Proxy },
        scopes: row.scopes.split(' ').filter_map(Scope::parse).collect(),
        starts: row.starts_s,
        ends: row.ends_s,
        revoked: row.revoked_s,
        given_by: row.granted_by,
        relationship: Relationship::parse(&row.relationship),
        is_for_minor: row.is_for_minor,
        end_reason: row.end_reason.as_deref().and_then(EndReason::parse),
        warned: row.warned_s,
    }
}

fn proxies(facility: FacilityId) -> Select<access_grant::Entity> {
    access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Relation.eq("proxy"))
}

/// Dates of birth of charts, as they are written.
pub async fn list_birth_dates(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<(ChartId, String)>, UseCaseError> {
    let rows: Vec<(ChartId, Option<String>)> = chart::Entity::find()
        .select_only()
        .column(chart::Column::Id)
        .column(chart::Column::BirthDate)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(charts.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(chart, born)| Some((chart, born?))).collect())
}

/// Grants of a chart to others that have not been taken back, the oldest first.
pub async fn list_of_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let rows = proxies(facility)
        .filter(access_grant::Column::ChartId.eq(chart))
        .filter(access_grant::Column::RevokedS.is_null())
        .order_by_asc(access_grant::Column::StartsS)
        .order_by_asc(access_grant::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Grants of a chart to others that were taken back or whose day has come, the latest given first.
pub async fn list_past(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let is_past = access_grant::Column::RevokedS.is_not_null().or(access_grant::Column::EndsS.lte(now));
    let rows = proxies(facility)
        .filter(access_grant::Column::ChartId.eq(chart))
        .filter(is_past)
        .order_by_desc(access_grant::Column::StartsS)
        .order_by_desc(access_grant::Column::Id)
        .limit(MOST_PAST)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Charts that somebody may act for, as it is written down, the oldest first.
pub async fn list_of_account(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[GrantId],
) -> Result<Vec<GrantRow>, UseCaseError> {
    let rows = proxies(facility)
        .filter(access_grant::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(access_grant::Column::StartsS)
        .order_by_asc(access_grant::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

pub async fn find_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: GrantId,
) -> Result<Option<GrantRow>, UseCaseError> {
    Ok(access_grant::Entity::find_by_id((facility, id)).one(db).await?.map(read))
}

/// Grants of a chart that hold, its own and others'.
pub async fn list_holding(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let mut rows = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(chart))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::StartsS.lte(now))
        .filter(access_grant::Column::EndsS.is_null().or(access_grant::Column::EndsS.gt(now)))
        .all(db)
        .await?;
    // Not by the database: SQLite would go through all grants of the clinic, which are in this order already.
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows.into_iter().map(read).collect())
}

/// Accounts that read a chart as their own.
pub async fn list_owners(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Vec<AccountId>, UseCaseError> {
    let rows = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(chart))
        .filter(access_grant::Column::Relation.eq("own"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::EndsS.is_null().or(access_grant::Column::EndsS.gt(now)))
        .order_by_asc(access_grant::Column::StartsS)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

/// Accounts that read a chart as their own, with the names they sign in with.
pub async fn list_owner_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Vec<Owner>, UseCaseError> {
    let ids = list_owners(db, facility, chart, now).await?;
    let rows = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids))
        .order_by_asc(account::Column::Username)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Owner { account: row.id, username: row.username }).collect())
}

/// Names of accounts.
pub async fn list_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, String>, UseCaseError> {
    let rows: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .column(account::Column::DisplayName)
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Names of patients.
pub async fn list_patients(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<HashMap<ChartId, String>, UseCaseError> {
    let rows: Vec<(ChartId, String, String)> = chart::Entity::find()
        .select_only()
        .column(chart::Column::Id)
        .column(chart::Column::Given)
        .column(chart::Column::Family)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let name =
        |(id, given, family): (ChartId, String, String)| (id, format!("{given} {family}").trim().to_owned());
    Ok(rows.into_iter().map(name).collect())
}

/// Whether somebody who gave access still could: their account is in use, and they are the patient or work here.
pub async fn may_offer(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
    roles: &[&str],
    now: Instant,
) -> Result<bool, UseCaseError> {
    let person = account::Entity::find_by_id((facility, account)).one(db).await?;
    if person.is_none_or(|person| person.is_disabled) {
        return Ok(false);
    }
    if list_owners(db, facility, chart, now).await?.contains(&account) {
        return Ok(true);
    }
    let role = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::AccountId.eq(account))
        .filter(staff_role::Column::Role.is_in(roles.iter().copied()))
        .one(db)
        .await?;
    Ok(role.is_some())
}

/// Changes what a grant of the permit's chart opens and until when; says whether it still held.
pub async fn update_grant(
    tx: &Tx,
    permit: &ChartPermit,
    facility: FacilityId,
    id: GrantId,
    scopes: &[Scope],
    ends: Option<Instant>,
) -> Result<bool, UseCaseError> {
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
    let changed = access_grant::Entity::update_many()
        .col_expr(access_grant::Column::Scopes, Expr::value(scopes.join(" ")))
        .col_expr(access_grant::Column::EndsS, Expr::value(ends))
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.eq(id))
        .filter(access_grant::Column::ChartId.eq(permit.chart()))
        .filter(access_grant::Column::Relation.eq("proxy"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::EndReason.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes a grant back; says whether it still held. Of many at once, one succeeds.
pub async fn end_grant(
    tx: &Tx,
    facility: FacilityId,
    id: GrantId,
    (reason, by): (EndReason, Option<AccountId>),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let ended = access_grant::Entity::update_many()
        .col_expr(access_grant::Column::RevokedS, Expr::value(now))
        .col_expr(access_grant::Column::EndReason, Expr::value(reason.name()))
        .col_expr(access_grant::Column::EndedBy, Expr::value(by))
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.eq(id))
        .filter(access_grant::Column::Relation.eq("proxy"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::EndReason.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Notes that everybody concerned was told that a grant ends soon; says whether nobody had been.
pub async fn mark_warned(
    tx: &Tx,
    facility: FacilityId,
    id: GrantId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let warned = access_grant::Entity::update_many()
        .col_expr(access_grant::Column::WarnedS, Expr::value(now))
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.eq(id))
        .filter(access_grant::Column::WarnedS.is_null())
        .filter(access_grant::Column::RevokedS.is_null())
        .exec(tx)
        .await?;
    Ok(warned.rows_affected == 1)
}

/// Grants whose day has come and of which nobody was told.
pub async fn list_due(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
    limit: u64,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let rows = proxies(facility)
        .filter(access_grant::Column::EndsS.lte(now))
        .filter(access_grant::Column::EndReason.is_null())
        .filter(access_grant::Column::RevokedS.is_null())
        .order_by_asc(access_grant::Column::EndsS)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Grants that end when a child comes of age, after `after` in the order of their ids.
pub async fn list_for_minors(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    after: Option<GrantId>,
    limit: u64,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let mut query = proxies(facility)
        .filter(access_grant::Column::IsForMinor.eq(true))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::EndReason.is_null());
    if let Some(after) = after {
        query = query.filter(access_grant::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(access_grant::Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(read).collect())
}
