//! Sign-ins, by the hash of their token.

use domain::ids::{AccountId, ChartId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub account_id: AccountId,
    pub chart_id: Option<ChartId>,
    pub assurance: i16,
    pub device: String,
    pub created_s: Instant,
    pub last_seen_s: Instant,
    pub expires_s: Instant,
    pub address: String,
    pub proven_s: Instant,
    pub must_enrol: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
