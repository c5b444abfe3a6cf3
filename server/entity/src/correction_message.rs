//! What was written and done about requests for corrections; append-only.

use domain::ids::{AccountId, CorrectionId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "correction_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub correction_id: CorrectionId,
    /// Its place, from 0.
    pub position: i32,
    pub at_s: Instant,
    pub account_id: AccountId,
    pub step: String,
    pub words: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
