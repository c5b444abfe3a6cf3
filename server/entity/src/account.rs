//! People who sign in.

use domain::ids::{AccountId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub username: String,
    pub display_name: String,
    pub password_hash: String,
    pub language: Option<String>,
    pub is_disabled: bool,
    pub created_s: Instant,
    pub password_s: Instant,
    pub grace_used: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
