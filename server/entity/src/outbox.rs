//! What has to go out, written with its cause.

use domain::ids::{AccountId, ChartId, FacilityId, OutboxId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    pub event: String,
    pub dedupe_key: String,
    pub chart_id: Option<ChartId>,
    pub account_id: Option<AccountId>,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub subject_version: i32,
    pub due_s: Instant,
    pub expires_s: Option<Instant>,
    pub state: String,
    pub attempts: i32,
    pub lease_token: Option<Uuid>,
    pub lease_until_s: Option<Instant>,
    pub last_error: Option<String>,
    pub created_s: Instant,
    pub sent_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
