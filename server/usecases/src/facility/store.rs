//! Queries about facilities.

use super::{Contacts, Facility};
use crate::UseCaseError;
use domain::ids::FacilityId;
use domain::time::Instant;
use entity::facility;
use i18n::Lang;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

pub async fn find_by_host(db: &impl ConnectionTrait, host: &str) -> Result<Option<Facility>, UseCaseError> {
    let row = facility::Entity::find().filter(facility::Column::Host.eq(host)).one(db).await?;
    Ok(row.map(from_row))
}

pub async fn find(db: &impl ConnectionTrait, id: FacilityId) -> Result<Option<Facility>, UseCaseError> {
    Ok(facility::Entity::find_by_id(id).one(db).await?.map(from_row))
}

pub async fn find_by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<Facility>, UseCaseError> {
    let row = facility::Entity::find().filter(facility::Column::Key.eq(key)).one(db).await?;
    Ok(row.map(from_row))
}

pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Facility>, UseCaseError> {
    let rows = facility::Entity::find().order_by_asc(facility::Column::Key).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

pub async fn insert(db: &impl ConnectionTrait, new: &Facility, now: Instant) -> Result<(), UseCaseError> {
    facility::ActiveModel {
        id: Set(new.id),
        key: Set(new.key.clone()),
        name: Set(new.name.clone()),
        host: Set(new.host.clone()),
        language: Set(new.language.code().to_owned()),
        zone: Set(new.zone.clone()),
        is_enabled: Set(new.is_enabled),
        phone: Set(new.contacts.phone.clone()),
        email: Set(new.contacts.email.clone()),
        address: Set(new.contacts.address.clone()),
        opening_hours: Set(new.contacts.opening_hours.clone()),
        cancel_notice_minutes: Set(new.cancel_notice_minutes),
        theme_version: Set(new.theme_version),
        calendar_version: Set(0),
        security: Set(Some(serde_json::to_string(&new.security)?)),
        invitations: Set(None),
        registration: Set(Some(serde_json::to_string(&new.registration)?)),
        results: Set(Some(serde_json::to_string(&new.results)?)),
        created_s: Set(now),
    }
    .insert(db)
    .await?;
    Ok(())
}

fn from_row(row: facility::Model) -> Facility {
    Facility {
        id: row.id,
        key: row.key,
        name: row.name,
        host: row.host,
        language: Lang::parse(&row.language).unwrap_or_default(),
        zone: row.zone,
        is_enabled: row.is_enabled,
        contacts: Contacts {
            phone: row.phone,
            email: row.email,
            address: row.address,
            opening_hours: row.opening_hours,
        },
        cancel_notice_minutes: row.cancel_notice_minutes,
        theme_version: row.theme_version,
        // What cannot be read counts as never decided: the defaults are the careful ones.
        security: row.security.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
        registration: row.registration.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
        results: row.results.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    }
}
