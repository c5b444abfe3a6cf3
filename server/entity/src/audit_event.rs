//! Who did what; append-only.

use domain::ids::{AccountId, AuditId, ChartId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    pub at_s: Instant,
    pub account_id: Option<AccountId>,
    pub chart_id: Option<ChartId>,
    pub action: String,
    pub outcome: String,
    pub subject: String,
    pub address: String,
    pub session_ref: String,
    pub mac: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
