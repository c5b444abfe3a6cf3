//! Queries about messages kept to be looked at.

use super::LocalMessage;
use crate::UseCaseError;
use domain::contact::ContactKind;
use domain::ids::FacilityId;
use entity::local_message;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use uuid::Uuid;

pub async fn insert(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    message: &LocalMessage,
) -> Result<(), UseCaseError> {
    let row = local_message::ActiveModel {
        facility_id: Set(facility),
        id: Set(Uuid::new_v4()),
        channel: Set(message.kind.name().to_owned()),
        address: Set(message.address.clone()),
        subject: Set(message.subject.clone()),
        body: Set(message.body.clone()),
        created_s: Set(message.at),
    };
    local_message::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn list(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<LocalMessage>, UseCaseError> {
    let rows = local_message::Entity::find()
        .filter(local_message::Column::FacilityId.eq(facility))
        .order_by_desc(local_message::Column::CreatedS)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| LocalMessage {
            kind: ContactKind::parse(&row.channel).unwrap_or(ContactKind::Email),
            address: row.address,
            subject: row.subject,
            body: row.body,
            at: row.created_s,
        })
        .collect())
}
