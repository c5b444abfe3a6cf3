//! A way to reach an account.

use domain::ids::{AccountId, ContactId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    pub account_id: AccountId,
    pub kind: String,
    pub address: String,
    pub address_key: String,
    pub state: String,
    pub verified_s: Option<Instant>,
    pub created_s: Instant,
    pub removed_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
