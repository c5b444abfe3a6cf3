//! What became of requests, by whom.

use domain::ids::{AccountId, FacilityId, RegistrationEventId, RegistrationId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegistrationEventId,
    pub request_id: RegistrationId,
    pub at_s: Instant,
    pub state: String,
    pub account_id: Option<AccountId>,
    pub detail: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
