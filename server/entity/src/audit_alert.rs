//! Something found in the audit log that somebody should look at.

use domain::ids::{AccountId, AlertId, ChartId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AlertId,
    pub kind: String,
    pub account_id: AccountId,
    pub chart_id: Option<ChartId>,
    pub from_s: Instant,
    pub to_s: Instant,
    pub count: i32,
    pub dedupe_key: String,
    pub found_s: Instant,
    pub looked_s: Option<Instant>,
    pub looked_by: Option<AccountId>,
    pub note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
