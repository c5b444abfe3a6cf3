//! Exceptions to the weekly hours.

use domain::ids::{FacilityId, HoursExceptionId, LocationId, ProviderId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_exception")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HoursExceptionId,
    pub provider_id: Option<ProviderId>,
    pub location_id: Option<LocationId>,
    pub kind: String,
    pub visit_types: Option<String>,
    pub local_from: String,
    pub local_to: String,
    pub note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
