//! Queries about themes.

use crate::UseCaseError;
use domain::ids::{AccountId, FacilityId};
use domain::theme::ThemeTokens;
use domain::time::Instant;
use entity::{facility, theme_version};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};

pub async fn find_version(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    version: i32,
) -> Result<Option<ThemeTokens>, UseCaseError> {
    let row = theme_version::Entity::find_by_id((facility, version)).one(db).await?;
    row.map(|row| serde_json::from_str(&row.tokens).map_err(UseCaseError::internal)).transpose()
}

/// Adds the next version and makes it the published one.
pub async fn insert_version(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    tokens: &ThemeTokens,
    (author, override_reason): (Option<AccountId>, Option<String>),
    now: Instant,
) -> Result<i32, UseCaseError> {
    let last = theme_version::Entity::find()
        .filter(theme_version::Column::FacilityId.eq(facility))
        .order_by_desc(theme_version::Column::Version)
        .one(db)
        .await?;
    let version = last.map_or(0, |row| row.version) + 1;
    let row = theme_version::ActiveModel {
        facility_id: Set(facility),
        version: Set(version),
        tokens: Set(serde_json::to_string(tokens)?),
        override_reason: Set(override_reason),
        author: Set(author),
        published_s: Set(now),
    };
    theme_version::Entity::insert(row).exec_without_returning(db).await?;
    facility::Entity::update_many()
        .col_expr(facility::Column::ThemeVersion, Expr::value(version))
        .filter(facility::Column::Id.eq(facility))
        .exec(db)
        .await?;
    Ok(version)
}
