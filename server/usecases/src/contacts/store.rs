//! Queries about addresses of accounts. What deliveries teach about them too: one that refuses messages for good is not written
//! to again, until a message arrives there or its owner proves it anew.

use crate::UseCaseError;
use crate::db::Tx;
use crate::outbox::Recipient;
use domain::actor::Actor;
use domain::contact::{ContactKind, address_key};
use domain::ids::{AccountId, ContactId, FacilityId};
use domain::time::Instant;
use entity::{contact, factor};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use uuid::Uuid;

/// The state of an address that its owner has taken away.
const REMOVED: &str = "removed";

/// Proven addresses of an account, the oldest first; those that refuse messages too.
pub async fn list(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<contact::Model>, UseCaseError> {
    Ok(contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::AccountId.eq(id))
        .filter(contact::Column::VerifiedS.is_not_null())
        .filter(contact::Column::State.ne(REMOVED))
        .order_by_asc(contact::Column::CreatedS)
        .order_by_asc(contact::Column::Id)
        .all(db)
        .await?)
}

/// Addresses that second factors of an account send to.
pub async fn list_used(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<ContactId>, UseCaseError> {
    let rows = factor::Entity::find()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::AccountId.eq(id))
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.contact_id).collect())
}

/// An address of an account, proven now.
pub async fn upsert_contact(
    db: &impl ConnectionTrait,
    actor: &Actor,
    (kind, address): (ContactKind, &str),
    now: Instant,
) -> Result<ContactId, UseCaseError> {
    let key = address_key(kind, address);
    let row = contact::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(ContactId(Uuid::new_v4())),
        account_id: Set(actor.account),
        kind: Set(kind.name().to_owned()),
        address: Set(address.to_owned()),
        address_key: Set(key.clone()),
        state: Set(REACHABLE.to_owned()),
        verified_s: Set(Some(now)),
        created_s: Set(now),
        removed_s: Set(None),
    };
    let again = OnConflict::columns([
        contact::Column::FacilityId,
        contact::Column::AccountId,
        contact::Column::Kind,
        contact::Column::AddressKey,
    ])
    .update_columns([
        contact::Column::Address,
        contact::Column::State,
        contact::Column::VerifiedS,
        contact::Column::RemovedS,
    ])
    .to_owned();
    contact::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    let stored = contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(actor.facility))
        .filter(contact::Column::AccountId.eq(actor.account))
        .filter(contact::Column::Kind.eq(kind.name()))
        .filter(contact::Column::AddressKey.eq(key))
        .one(db)
        .await?;
    stored.map(|row| row.id).ok_or_else(|| UseCaseError::internal("a contact that was written is not there"))
}

/// Takes an address away from its account; says whether it was there.
pub async fn remove(
    tx: &Tx,
    facility: FacilityId,
    (account, id): (AccountId, ContactId),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let removed = contact::Entity::update_many()
        .col_expr(contact::Column::State, Expr::value(REMOVED))
        .col_expr(contact::Column::RemovedS, Expr::value(now))
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::Id.eq(id))
        .filter(contact::Column::AccountId.eq(account))
        .filter(contact::Column::State.ne(REMOVED))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Where an account's owner is told of what matters: at every proven address, and at those that were taken away a few days
/// ago, which whoever has taken over the account may have done.
pub async fn list_told(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<Recipient>, UseCaseError> {
    let rows = contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::AccountId.eq(id))
        .filter(contact::Column::VerifiedS.is_not_null())
        .filter(contact::Column::State.is_in([REACHABLE, REMOVED]))
        .order_by_asc(contact::Column::CreatedS)
        .all(db)
        .await?;
    let recipient =
        |row: contact::Model| Some(Recipient { kind: ContactKind::parse(&row.kind)?, address: row.address });
    Ok(rows.into_iter().filter_map(recipient).collect())
}

/// A removed address, and whose it was.
pub async fn find_removed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ContactId,
) -> Result<Option<(AccountId, Recipient)>, UseCaseError> {
    let row = contact::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.state == REMOVED).and_then(|row| {
        let kind = ContactKind::parse(&row.kind)?;
        Some((row.account_id, Recipient { kind, address: row.address }))
    }))
}

pub async fn delete_removed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    contact::Entity::delete_many()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::State.eq(REMOVED))
        .filter(contact::Column::RemovedS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}

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
