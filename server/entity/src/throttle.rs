//! Failed attempts, by the keyed hash of what was tried.

use domain::ids::FacilityId;
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    pub failures: i32,
    pub locked_until_s: Instant,
    /// It counts wrong secrets in a row: many of them outlast the day.
    pub is_kept: bool,
    pub updated_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
