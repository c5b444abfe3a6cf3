//! Queries that read the audit log. Each is answered by one index, whatever the log holds.

use super::range::Range;
use crate::UseCaseError;
use crate::audit::store::{Stored, from_row};
use domain::audit::contract::AuditRequest;
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::policy::StaffPermit;
use entity::{access_grant, account, audit_event, chart};
use sea_orm::sea_query::{Expr, Func, LikeExpr, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::{BTreeMap, BTreeSet};

/// Events of a request, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    request: &AuditRequest,
    range: &Range,
    limit: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    use audit_event::Column;
    let mut select = audit_event::Entity::find().filter(Column::FacilityId.eq(facility));
    if let Some(account) = request.account {
        select = select.filter(Column::AccountId.eq(account));
    }
    if let Some(chart) = request.chart {
        select = select.filter(Column::ChartId.eq(chart));
    }
    if let Some(action) = &request.action {
        select = select.filter(Column::Action.eq(action));
    }
    if request.is_refused {
        // Word for word the condition of the index of refusals, or it would not be used.
        select = select.filter(Expr::cust("outcome <> 'done'"));
    }
    if let Some(from) = range.from {
        select = select.filter(Column::AtS.gte(from));
    }
    if let Some(until) = range.until {
        select = select.filter(Column::AtS.lt(until));
    }
    if let Some(before) = range.before {
        // The first half alone is a range of the index; the second leaves out what that second's page has shown.
        select = select
            .filter(Column::AtS.lte(before.at))
            .filter(Column::AtS.lt(before.at).or(Column::Id.lt(before.id)));
    }
    let rows = select.order_by_desc(Column::AtS).order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Names of accounts.
pub async fn name_accounts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, String>, UseCaseError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Names of patients.
pub async fn name_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<BTreeMap<ChartId, String>, UseCaseError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
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

/// Which of the accounts act, or have acted, for which of the charts' patients.
pub async fn list_helped(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (accounts, charts): (&[AccountId], &[ChartId]),
) -> Result<BTreeSet<(AccountId, ChartId)>, UseCaseError> {
    if accounts.is_empty() || charts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows: Vec<(AccountId, ChartId)> = access_grant::Entity::find()
        .select_only()
        .column(access_grant::Column::AccountId)
        .column(access_grant::Column::ChartId)
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(access_grant::Column::ChartId.is_in(charts.iter().copied()))
        .filter(access_grant::Column::Relation.eq("proxy"))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Accounts with a part of a name, or that sign in with it; by name.
pub async fn find_accounts(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    name: &str,
    limit: u64,
) -> Result<Vec<(AccountId, String)>, UseCaseError> {
    let rows = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(
            has_part(account::Column::DisplayName, name)
                .or(account::Column::Username.eq(name.to_lowercase())),
        )
        .order_by_asc(account::Column::DisplayName)
        .order_by_asc(account::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Charts whose patient has each of these words in the name; by name.
pub async fn find_charts(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    words: &[&str],
    limit: u64,
) -> Result<Vec<(ChartId, String)>, UseCaseError> {
    let mut select = chart::Entity::find().filter(chart::Column::FacilityId.eq(facility));
    for word in words {
        select =
            select.filter(has_part(chart::Column::Given, word).or(has_part(chart::Column::Family, word)));
    }
    let rows = select
        .order_by_asc(chart::Column::Family)
        .order_by_asc(chart::Column::Given)
        .order_by_asc(chart::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, format!("{} {}", row.given, row.family).trim().to_owned()))
        .collect())
}

/// Whether a column holds a part, whatever its case. SQLite knows the case of Latin letters without accents only: the part
/// is looked for as it was typed too.
fn has_part(column: impl sea_orm::ColumnTrait, part: &str) -> SimpleExpr {
    let escaped = part.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let pattern = |text: &str| LikeExpr::new(format!("%{text}%")).escape('!');
    let folded = Expr::expr(Func::lower(Expr::col(column))).like(pattern(&escaped.to_lowercase()));
    folded.or(Expr::col(column).like(pattern(&escaped)))
}
