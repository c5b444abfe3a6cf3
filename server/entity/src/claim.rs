//! What keeps a resource's time.

use domain::ids::{AppointmentId, ChartId, ClaimId, FacilityId, LocationId, ProviderId, VisitTypeId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClaimId,
    pub kind: String,
    pub appointment_id: Option<AppointmentId>,
    pub chart_id: Option<ChartId>,
    pub owner_session: Option<Vec<u8>>,
    pub provider_id: ProviderId,
    pub location_id: LocationId,
    pub visit_type_id: VisitTypeId,
    pub start_s: Instant,
    pub end_s: Instant,
    pub busy_from_s: Instant,
    pub busy_to_s: Instant,
    pub expires_s: Option<Instant>,
    pub is_extended: bool,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
