//! A one-time code that was sent; the code itself is nowhere.

use domain::ids::{AccountId, ChallengeId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChallengeId,
    pub purpose: String,
    pub binding: Vec<u8>,
    pub account_id: Option<AccountId>,
    pub kind: String,
    pub address: String,
    pub address_mac: Vec<u8>,
    pub language: String,
    pub tries: i32,
    pub ended_s: Option<Instant>,
    pub expires_s: Instant,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
