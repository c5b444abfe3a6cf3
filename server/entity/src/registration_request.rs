//! People who ask for an account; the national ID is encrypted, and found by a keyed hash.

use domain::ids::{ChartId, FacilityId, InvitationId, RegistrationId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegistrationId,
    pub name: String,
    pub birth_date: String,
    pub country: String,
    pub national_id: Option<Vec<u8>>,
    pub national_mac: Option<Vec<u8>>,
    pub email: String,
    pub phone: String,
    pub proven: String,
    pub contact_mac: Vec<u8>,
    pub language: String,
    pub state: String,
    pub state_s: Instant,
    pub tier: String,
    pub chart_id: Option<ChartId>,
    pub invitation_id: Option<InvitationId>,
    pub is_alarming: bool,
    pub version: i32,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
