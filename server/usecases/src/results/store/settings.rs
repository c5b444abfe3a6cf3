//! Queries about what a clinic has decided about releasing results.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::FacilityId;
use domain::policy::StaffPermit;
use domain::results::settings::ReleaseSettings;
use entity::facility;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

/// The settings, of which nobody else changes any before this transaction ends.
pub async fn lock_settings(tx: &Tx, id: FacilityId) -> Result<ReleaseSettings, UseCaseError> {
    let row = facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let text = row.ok_or(UseCaseError::NotFound)?.results;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub async fn update_settings(
    tx: &Tx,
    _permit: &StaffPermit,
    id: FacilityId,
    settings: &ReleaseSettings,
) -> Result<(), UseCaseError> {
    facility::Entity::update_many()
        .col_expr(facility::Column::Results, Expr::value(serde_json::to_string(settings)?))
        .filter(facility::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
