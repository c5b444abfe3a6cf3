//! Whom results are about, and who wrote beside them.

use super::PER_STATEMENT;
use crate::UseCaseError;
use domain::ids::{AccountId, ChartId, FacilityId};
use entity::{account, chart};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::HashMap;

/// Who a chart is about, as far as ranges and lists need it.
#[derive(Clone, Default)]
pub struct Person {
    pub name: String,
    pub born: Option<String>,
    pub gender: Option<String>,
    pub number: Option<String>,
}

/// Whom charts are about.
pub async fn list_people(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<HashMap<ChartId, Person>, UseCaseError> {
    let mut found = HashMap::new();
    for part in charts.chunks(PER_STATEMENT) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| {
            let name = format!("{} {}", row.given, row.family).trim().to_owned();
            (row.id, Person { name, born: row.birth_date, gender: row.gender, number: row.mrn })
        }));
    }
    Ok(found)
}

/// Names of colleagues.
pub async fn list_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, String>, UseCaseError> {
    let mut found = HashMap::new();
    for part in accounts.chunks(PER_STATEMENT) {
        let rows: Vec<(AccountId, String)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::DisplayName])
            .filter(account::Column::FacilityId.eq(facility))
            .filter(account::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
