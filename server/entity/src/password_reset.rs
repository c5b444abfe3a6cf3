//! A link to choose a new password.

use domain::ids::{AccountId, FacilityId, ResetId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "password_reset")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResetId,
    pub account_id: AccountId,
    pub kind: String,
    pub address: String,
    pub language: String,
    pub created_s: Instant,
    pub expires_s: Instant,
    pub ended_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
