//! What deliveries teach about addresses: one that refuses messages for good is not written to again, until a message
//! arrives there or its owner proves it anew.

use crate::UseCaseError;
use domain::contact::ContactKind;
use domain::ids::FacilityId;
use entity::contact;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

/// Takes messages, as far as anybody knows.
const REACHABLE: &str = "ok";
/// Refuses them for good.
const BOUNCED: &str = "bounced";

/// Notes that an address refuses messages for good, whoever has it.
pub async fn mark_bounced(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kind: ContactKind,
    key: &str,
) -> Result<(), UseCaseError> {
    mark(db, facility, (kind, key), (REACHABLE, BOUNCED)).await
}

/// Notes that a message was taken at an address.
pub async fn mark_reachable(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kind: ContactKind,
    key: &str,
) -> Result<(), UseCaseError> {
    mark(db, facility, (kind, key), (BOUNCED, REACHABLE)).await
}

async fn mark(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (kind, key): (ContactKind, &str),
    (from, to): (&str, &str),
) -> Result<(), UseCaseError> {
    contact::Entity::update_many()
        .col_expr(contact::Column::State, Expr::value(to))
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::Kind.eq(kind.name()))
        .filter(contact::Column::AddressKey.eq(key))
        .filter(contact::Column::State.eq(from))
        .exec(db)
        .await?;
    Ok(())
}

/// How many addresses refuse messages for good.
pub async fn count_bounced(db: &impl ConnectionTrait, facility: FacilityId) -> Result<u64, UseCaseError> {
    let bounced = contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::State.eq(BOUNCED))
        .count(db)
        .await?;
    Ok(bounced)
}
