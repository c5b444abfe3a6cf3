//! Queries about themes and their pictures.

use super::Picture;
use crate::UseCaseError;
use domain::ids::{AccountId, FacilityId};
use domain::policy::StaffPermit;
use domain::theme::ThemeTokens;
use domain::time::Instant;
use entity::{account, asset, facility, theme_draft, theme_version};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use std::collections::BTreeMap;

pub struct DraftRow {
    pub tokens: ThemeTokens,
    pub author: Option<AccountId>,
    pub updated: Instant,
}

pub struct VersionRow {
    pub version: i32,
    pub tokens: ThemeTokens,
    pub author: Option<AccountId>,
    pub override_reason: Option<String>,
    pub published: Instant,
}

pub async fn find_version(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    version: i32,
) -> Result<Option<VersionRow>, UseCaseError> {
    let row = theme_version::Entity::find_by_id((facility, version)).one(db).await?;
    row.map(version_row).transpose()
}

/// The newest versions, newest first.
pub async fn list_versions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    most: u64,
) -> Result<Vec<VersionRow>, UseCaseError> {
    let rows = theme_version::Entity::find()
        .filter(theme_version::Column::FacilityId.eq(facility))
        .order_by_desc(theme_version::Column::Version)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(version_row).collect()
}

fn version_row(row: theme_version::Model) -> Result<VersionRow, UseCaseError> {
    Ok(VersionRow {
        version: row.version,
        tokens: serde_json::from_str(&row.tokens)?,
        author: row.author,
        override_reason: row.override_reason,
        published: row.published_s,
    })
}

/// The number of the published version, read anew.
pub async fn find_published_version(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<i32, UseCaseError> {
    let row = facility::Entity::find_by_id(facility).one(db).await?;
    Ok(row.ok_or(UseCaseError::NotFound)?.theme_version)
}

/// Lets nobody else change this facility's theme until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, facility: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::update_many()
        .col_expr(facility::Column::ThemeVersion, Expr::col(facility::Column::ThemeVersion))
        .filter(facility::Column::Id.eq(facility))
        .exec(db)
        .await?;
    Ok(())
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

pub async fn find_draft(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Option<DraftRow>, UseCaseError> {
    let Some(row) = theme_draft::Entity::find_by_id(facility).one(db).await? else { return Ok(None) };
    Ok(Some(DraftRow {
        tokens: serde_json::from_str(&row.tokens)?,
        author: row.author,
        updated: row.updated_s,
    }))
}

pub async fn update_draft(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    (tokens, author): (&ThemeTokens, AccountId),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = theme_draft::ActiveModel {
        facility_id: Set(facility),
        tokens: Set(serde_json::to_string(tokens)?),
        author: Set(Some(author)),
        updated_s: Set(now),
    };
    theme_draft::Entity::insert(row)
        .on_conflict(
            OnConflict::column(theme_draft::Column::FacilityId)
                .update_columns([
                    theme_draft::Column::Tokens,
                    theme_draft::Column::Author,
                    theme_draft::Column::UpdatedS,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub async fn delete_draft(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
) -> Result<(), UseCaseError> {
    theme_draft::Entity::delete_by_id(facility).exec(db).await?;
    Ok(())
}

/// The names of some colleagues.
pub async fn list_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: Vec<AccountId>,
) -> Result<BTreeMap<AccountId, String>, UseCaseError> {
    let rows = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

pub async fn has_asset(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    name: &str,
) -> Result<bool, UseCaseError> {
    Ok(asset::Entity::find_by_id((facility, name.to_owned()))
        .select_only()
        .column(asset::Column::Name)
        .into_tuple::<String>()
        .one(db)
        .await?
        .is_some())
}

/// Media type and content of an asset.
pub async fn find_asset(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    name: &str,
) -> Result<Option<(String, Vec<u8>)>, UseCaseError> {
    let row = asset::Entity::find_by_id((facility, name.to_owned())).one(db).await?;
    Ok(row.map(|row| (row.media_type, row.bytes)))
}

/// Keeps a picture under its name; the same name always holds the same bytes.
pub async fn insert_asset(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    (name, picture): (&str, &Picture),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = asset::ActiveModel {
        facility_id: Set(facility),
        name: Set(name.to_owned()),
        media_type: Set(picture.media_type.to_owned()),
        width: Set(i32::try_from(picture.width).map_err(UseCaseError::internal)?),
        height: Set(i32::try_from(picture.height).map_err(UseCaseError::internal)?),
        bytes: Set(picture.bytes.clone()),
        created_s: Set(now),
    };
    asset::Entity::insert(row)
        .on_conflict_do_nothing_on([asset::Column::FacilityId, asset::Column::Name])
        .exec_without_returning(db)
        .await?;
    Ok(())
}
