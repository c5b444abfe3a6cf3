//! Queries about whom to tell.

use crate::UseCaseError;
use crate::outbox::Recipient;
use domain::contact::ContactKind;
use domain::ids::{AccountId, FacilityId};
use entity::contact;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

/// Proven addresses of an account that take messages.
pub async fn list_proven(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<Recipient>, UseCaseError> {
    let rows = contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::AccountId.eq(id))
        .filter(contact::Column::VerifiedS.is_not_null())
        .filter(contact::Column::State.eq("ok"))
        .order_by_asc(contact::Column::CreatedS)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some(Recipient { kind: ContactKind::parse(&row.kind)?, address: row.address }))
        .collect())
}
