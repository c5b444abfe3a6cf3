//! What is booked.

use domain::ids::{FacilityId, VisitTypeId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_type")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VisitTypeId,
    pub key: String,
    pub name: String,
    pub minutes: i32,
    pub buffer_before: i32,
    pub buffer_after: i32,
    pub min_notice_minutes: i32,
    pub horizon_days: i32,
    pub grid_minutes: Option<i32>,
    pub mode: String,
    pub cancel_notice_minutes: Option<i32>,
    pub max_upcoming_per_patient: Option<i32>,
    pub patients: String,
    pub is_active: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
