//! Booked slots.

use domain::ids::{AccountId, AppointmentId, ChartId, FacilityId, LocationId, ProviderId, VisitTypeId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppointmentId,
    pub chart_id: ChartId,
    pub provider_id: ProviderId,
    pub location_id: LocationId,
    pub visit_type_id: VisitTypeId,
    pub start_s: Instant,
    pub end_s: Instant,
    pub zone: String,
    pub local_start: String,
    pub tzdb: String,
    pub status: String,
    pub seq: i32,
    pub row_version: i32,
    pub source: String,
    pub booked_by: Option<AccountId>,
    pub note: Option<String>,
    pub cancel_reason: Option<String>,
    pub cancelled_s: Option<Instant>,
    pub created_s: Instant,
    pub updated_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
