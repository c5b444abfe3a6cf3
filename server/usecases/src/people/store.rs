//! Queries for names of accounts and patients.

use crate::UseCaseError;
use domain::ids::{AccountId, ChartId, FacilityId};
use entity::{account, chart};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::BTreeMap;

/// The chart and those that were merged into it, which are the patient's too.
pub async fn list_with_merged(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<Vec<ChartId>, UseCaseError> {
    let mut all = vec![chart];
    let mut newest = all.clone();
    while !newest.is_empty() {
        let merged: Vec<ChartId> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::MergedInto.is_in(newest))
            .into_tuple()
            .all(db)
            .await?;
        newest = merged.into_iter().filter(|chart| !all.contains(chart)).collect();
        all.extend(newest.iter().copied());
    }
    Ok(all)
}

/// The chart that holds a patient's entries now: this one, or the one it was merged into.
pub async fn find_living(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<ChartId, UseCaseError> {
    let mut all = vec![chart];
    let mut living = chart;
    loop {
        let into: Option<Option<ChartId>> = chart::Entity::find()
            .select_only()
            .column(chart::Column::MergedInto)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.eq(living))
            .into_tuple()
            .one(db)
            .await?;
        match into.flatten() {
            Some(into) if !all.contains(&into) => {
                all.push(into);
                living = into;
            }
            _ => return Ok(living),
        }
    }
}

/// Names of accounts.
pub async fn name_accounts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, String>, UseCaseError> {
    let rows: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::DisplayName])
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Names and numbers of patients.
pub async fn name_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<BTreeMap<ChartId, (String, Option<String>)>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let name = |row: &chart::Model| format!("{} {}", row.given, row.family).trim().to_owned();
    Ok(rows.into_iter().map(|row| (row.id, (name(&row), row.mrn))).collect())
}
