//! Five-minute units that are taken: no two claims can hold one.

use domain::ids::{ClaimId, FacilityId, ResourceId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "busy_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: ResourceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seat: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: i64,
    pub claim_id: ClaimId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
