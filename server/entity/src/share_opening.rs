//! Receipts of who opened a share link, or tried to.

use domain::ids::{FacilityId, ShareId, ShareOpeningId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "share_opening")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShareOpeningId,
    pub share_id: ShareId,
    pub at_s: Instant,
    /// Who, as they typed it.
    pub recipient: String,
    pub is_refused: bool,
    /// SHA-256 of what fetches the file once, where it was too long for the answer.
    pub ticket_hash: Option<Vec<u8>>,
    pub ticket_ends_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
