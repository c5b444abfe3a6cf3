//! Weekly hours of providers.

use domain::ids::{FacilityId, LocationId, ProviderId, WeeklyHoursId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "weekly_hours")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WeeklyHoursId,
    pub provider_id: ProviderId,
    pub location_id: LocationId,
    pub visit_types: Option<String>,
    pub weekday: i16,
    pub from_min: i16,
    pub to_min: i16,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
