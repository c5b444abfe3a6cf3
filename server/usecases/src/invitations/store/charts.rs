//! Queries about charts, as far as an invitation has to know them.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::time::Instant;
use entity::{access_grant, account, chart, facility};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    Select,
};
use std::collections::HashSet;

/// Who a chart is about, and how to reach them.
#[derive(Clone, Debug)]
pub struct ChartHead {
    pub id: ChartId,
    pub name: String,
    pub number: Option<String>,
    pub birth_date: Option<String>,
    pub language: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_deceased: bool,
    pub is_opted_out: bool,
    /// Whether the system that sends it has closed the record.
    pub is_inactive: bool,
    /// Whether it was merged into another.
    pub is_merged: bool,
}

/// Holds a chart until the transaction ends, so that it never gets two accounts or two invitations at once.
pub async fn lock_chart(tx: &Tx, facility: FacilityId, id: ChartId) -> Result<(), UseCaseError> {
    chart::Entity::update_many()
        .col_expr(chart::Column::UpdatedS, Expr::col(chart::Column::UpdatedS))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<ChartHead>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, id)).one(db).await?.map(read))
}

pub async fn list_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<Vec<ChartHead>, UseCaseError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(read));
    }
    Ok(found)
}

fn holding(facility: FacilityId, now: Instant) -> Select<access_grant::Entity> {
    let lasts =
        Condition::any().add(access_grant::Column::EndsS.is_null()).add(access_grant::Column::EndsS.gt(now));
    access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(lasts)
}

/// Whether patients may come in.
pub async fn is_open(tx: &Tx, id: FacilityId) -> Result<bool, UseCaseError> {
    let row = facility::Entity::find_by_id(id).one(tx).await?;
    Ok(row.is_some_and(|row| row.is_enabled))
}

/// Those of the charts that somebody reads as their own.
pub async fn has_own_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
    now: Instant,
) -> Result<HashSet<ChartId>, UseCaseError> {
    let mut found = HashSet::new();
    for part in charts.chunks(500) {
        let rows = holding(facility, now)
            .filter(access_grant::Column::ChartId.is_in(part.iter().copied()))
            .filter(access_grant::Column::Relation.eq("own"))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| row.chart_id));
    }
    Ok(found)
}

/// Whether an account has a chart of its own; it gets none until the transaction ends.
pub async fn has_self(
    tx: &Tx,
    facility: FacilityId,
    id: AccountId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    account::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?;
    let row = holding(facility, now)
        .filter(access_grant::Column::AccountId.eq(id))
        .filter(access_grant::Column::Relation.eq("own"))
        .one(tx)
        .await?;
    Ok(row.is_some())
}

/// Whether an account may act for a chart already.
pub async fn has_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let row = holding(facility, now)
        .filter(access_grant::Column::AccountId.eq(account))
        .filter(access_grant::Column::ChartId.eq(chart))
        .one(db)
        .await?;
    Ok(row.is_some())
}

pub fn read(row: chart::Model) -> ChartHead {
    ChartHead {
        id: row.id,
        name: format!("{} {}", row.given, row.family).trim().to_owned(),
        number: row.mrn,
        birth_date: row.birth_date,
        language: row.language,
        phone: row.phone,
        email: row.email,
        is_deceased: row.is_deceased,
        is_opted_out: row.is_opted_out,
        is_inactive: row.is_inactive,
        is_merged: row.merged_into.is_some(),
    }
}
