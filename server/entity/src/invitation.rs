//! Invitations to the portal; link and code are nowhere.

use domain::ids::{AccountId, ChartId, FacilityId, InvitationId, ProviderId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub kind: String,
    pub chart_id: Option<ChartId>,
    pub name: String,
    pub scopes: String,
    pub roles: String,
    pub provider_id: Option<ProviderId>,
    pub grant_ends_s: Option<Instant>,
    pub channel: Option<String>,
    pub address: String,
    pub language: String,
    pub generation: i32,
    pub code_mac: Vec<u8>,
    pub tries: i32,
    pub state: String,
    pub state_s: Instant,
    pub issued_s: Instant,
    pub expires_s: Instant,
    pub invited_by: Option<AccountId>,
    pub account_id: Option<AccountId>,
    pub created_s: Instant,
    pub is_own_address: bool,
    pub relationship: String,
    pub is_for_minor: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
