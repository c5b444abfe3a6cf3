//! Facilities: the tenants, one clinic each.

use domain::ids::FacilityId;
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "facility")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FacilityId,
    pub key: String,
    pub name: String,
    pub host: String,
    pub language: String,
    pub zone: String,
    pub is_enabled: bool,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub opening_hours: Option<String>,
    pub cancel_notice_minutes: i32,
    pub theme_version: i32,
    pub calendar_version: i64,
    pub security: Option<String>,
    pub invitations: Option<String>,
    pub registration: Option<String>,
    pub results: Option<String>,
    pub created_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
