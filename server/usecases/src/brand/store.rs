//! Queries about what a brand is drawn from.

use crate::UseCaseError;
use domain::ids::FacilityId;
use entity::asset;
use sea_orm::{ConnectionTrait, EntityTrait as _};

pub async fn find_asset(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    name: &str,
) -> Result<Option<Vec<u8>>, UseCaseError> {
    let row = asset::Entity::find_by_id((facility, name.to_owned())).one(db).await?;
    Ok(row.map(|row| row.bytes))
}
