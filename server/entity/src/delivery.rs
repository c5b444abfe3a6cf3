//! One message of an outbox row to one address.

use domain::ids::{FacilityId, OutboxId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub outbox_id: OutboxId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i16,
    pub channel: String,
    pub address_mac: Vec<u8>,
    pub state: String,
    pub message_id: String,
    pub provider_id: Option<String>,
    pub last_error: Option<String>,
    pub created_s: Instant,
    pub updated_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
