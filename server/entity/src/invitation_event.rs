//! What became of an invitation, and by whom.

use domain::ids::{AccountId, FacilityId, InvitationEventId, InvitationId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationEventId,
    pub invitation_id: InvitationId,
    pub at_s: Instant,
    pub state: String,
    pub account_id: Option<AccountId>,
    pub detail: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
