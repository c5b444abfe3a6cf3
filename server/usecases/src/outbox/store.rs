//! Queries about the outbox.

use super::Message;
use crate::UseCaseError;
use domain::ids::OutboxId;
use domain::time::Instant;
use entity::outbox;
use sea_orm::{ConnectionTrait, EntityTrait as _, Set};

pub async fn insert(
    db: &impl ConnectionTrait,
    id: OutboxId,
    message: &Message,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = outbox::ActiveModel {
        facility_id: Set(message.facility),
        id: Set(id),
        event: Set(message.event.to_owned()),
        dedupe_key: Set(message.dedupe_key.clone()),
        chart_id: Set(message.chart),
        account_id: Set(message.account),
        subject_kind: Set(message.subject.0.to_owned()),
        subject_id: Set(message.subject.1),
        subject_version: Set(message.version),
        due_s: Set(message.due),
        expires_s: Set(message.expires),
        state: Set("pending".to_owned()),
        attempts: Set(0),
        lease_token: Set(None),
        lease_until_s: Set(None),
        last_error: Set(None),
        created_s: Set(now),
    };
    outbox::Entity::insert(row)
        .on_conflict_do_nothing_on([outbox::Column::FacilityId, outbox::Column::DedupeKey])
        .exec_without_returning(db)
        .await?;
    Ok(())
}
