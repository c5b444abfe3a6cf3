//! What open pages are told, for an hour.

use domain::ids::{FacilityId, ResourceId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "live_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub facility_id: FacilityId,
    pub topic: String,
    pub resource_id: Option<ResourceId>,
    pub version: i64,
    pub kind: String,
    pub from_s: Instant,
    pub to_s: Instant,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
