//! A second factor of an account.

use domain::ids::{AccountId, ContactId, FacilityId, FactorId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FactorId,
    pub account_id: AccountId,
    pub kind: String,
    pub label: String,
    pub sealed: Option<Vec<u8>>,
    pub contact_id: Option<ContactId>,
    pub credential_id: Option<Vec<u8>>,
    pub last_step: i64,
    pub is_synced: bool,
    pub proven_s: Option<Instant>,
    pub used_s: Option<Instant>,
    pub blocked_s: Option<Instant>,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
