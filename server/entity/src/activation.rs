//! An invited person on the way to an account.

use domain::ids::{ChallengeId, FacilityId, InvitationId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "activation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub invitation_id: InvitationId,
    pub generation: i32,
    pub step: String,
    pub contact_kind: Option<String>,
    pub contact_address: String,
    pub challenge_id: Option<ChallengeId>,
    pub expires_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
