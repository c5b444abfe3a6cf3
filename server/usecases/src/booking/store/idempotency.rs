//! Answers that were given to a key, so that a request sent twice books once.

use crate::UseCaseError;
use domain::actor::Actor;
use domain::ids::AppointmentId;
use domain::time::Instant;
use entity::idempotency;
use sea_orm::{ConnectionTrait, EntityTrait as _, Set};

pub async fn find_idempotency(
    db: &impl ConnectionTrait,
    actor: &Actor,
    key: &str,
) -> Result<Option<(Vec<u8>, AppointmentId)>, UseCaseError> {
    let row =
        idempotency::Entity::find_by_id((actor.facility, actor.account, key.to_owned())).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.request_hash, row.result.parse().map_err(UseCaseError::internal)?)))
}

pub async fn insert_idempotency(
    db: &impl ConnectionTrait,
    actor: &Actor,
    key: &str,
    hash: &[u8],
    result: AppointmentId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = idempotency::ActiveModel {
        facility_id: Set(actor.facility),
        account_id: Set(actor.account),
        key: Set(key.to_owned()),
        request_hash: Set(hash.to_vec()),
        result: Set(result.to_string()),
        created_s: Set(now),
    };
    idempotency::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
