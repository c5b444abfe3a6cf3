//! Queries about tokens and proofs.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{ClientId, ConnectionId, FacilityId};
use domain::time::Instant;
use entity::{client_assertion, client_token};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set, TryInsertResult};

/// A token to be written.
pub struct NewToken {
    pub facility: FacilityId,
    pub hash: Vec<u8>,
    pub is_refresh: bool,
    pub client: ClientId,
    pub connection: Option<ConnectionId>,
    pub scopes: String,
    pub ends: Instant,
}

pub async fn insert(tx: &Tx, new: NewToken) -> Result<(), UseCaseError> {
    let row = client_token::ActiveModel {
        facility_id: Set(new.facility),
        hash: Set(new.hash),
        is_refresh: Set(new.is_refresh),
        client_id: Set(new.client),
        connection_id: Set(new.connection),
        scopes: Set(new.scopes),
        ends_s: Set(new.ends),
        is_used: Set(false),
    };
    client_token::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    hash: &[u8],
) -> Result<Option<client_token::Model>, UseCaseError> {
    Ok(client_token::Entity::find_by_id((facility, hash.to_vec())).one(db).await?)
}

/// Uses a token up; says whether it was new.
pub async fn use_up(tx: &Tx, facility: FacilityId, hash: &[u8]) -> Result<bool, UseCaseError> {
    let changed = client_token::Entity::update_many()
        .col_expr(client_token::Column::IsUsed, Expr::value(true))
        .filter(client_token::Column::FacilityId.eq(facility))
        .filter(client_token::Column::Hash.eq(hash))
        .filter(client_token::Column::IsUsed.eq(false))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

pub async fn delete(tx: &Tx, facility: FacilityId, hash: &[u8]) -> Result<(), UseCaseError> {
    client_token::Entity::delete_by_id((facility, hash.to_vec())).exec(tx).await?;
    Ok(())
}

pub async fn delete_of_client(tx: &Tx, facility: FacilityId, client: ClientId) -> Result<(), UseCaseError> {
    client_token::Entity::delete_many()
        .filter(client_token::Column::FacilityId.eq(facility))
        .filter(client_token::Column::ClientId.eq(client))
        .exec(tx)
        .await?;
    Ok(())
}

/// By client and connection, as the index has them.
pub async fn delete_of_connection(
    tx: &Tx,
    facility: FacilityId,
    (client, connection): (ClientId, ConnectionId),
) -> Result<(), UseCaseError> {
    client_token::Entity::delete_many()
        .filter(client_token::Column::FacilityId.eq(facility))
        .filter(client_token::Column::ClientId.eq(client))
        .filter(client_token::Column::ConnectionId.eq(connection))
        .exec(tx)
        .await?;
    Ok(())
}

/// Tokens and proofs whose time has passed.
pub async fn delete_ended(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    client_token::Entity::delete_many()
        .filter(client_token::Column::FacilityId.eq(facility))
        .filter(client_token::Column::EndsS.lt(now))
        .exec(db)
        .await?;
    client_assertion::Entity::delete_many()
        .filter(client_assertion::Column::FacilityId.eq(facility))
        .filter(client_assertion::Column::EndsS.lt(now))
        .exec(db)
        .await?;
    Ok(())
}

/// Remembers a proof; says whether it was new.
pub async fn remember_proof(
    tx: &Tx,
    facility: FacilityId,
    hash: &[u8],
    until: Instant,
) -> Result<bool, UseCaseError> {
    let row = client_assertion::ActiveModel {
        facility_id: Set(facility),
        hash: Set(hash.to_vec()),
        ends_s: Set(until),
    };
    let inserted = client_assertion::Entity::insert(row)
        .on_conflict_do_nothing_on([client_assertion::Column::FacilityId, client_assertion::Column::Hash])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}
