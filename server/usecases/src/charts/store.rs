//! Queries about charts.

use crate::UseCaseError;
use domain::ids::{ChartId, FacilityId};
use entity::chart;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

pub async fn find_by_record_number(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    number: &str,
) -> Result<Option<ChartId>, UseCaseError> {
    let row = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Mrn.eq(number))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}
