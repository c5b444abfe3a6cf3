//! What became of results.

use domain::ids::{AccountId, EntryId, FacilityId, ResultEventId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "result_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResultEventId,
    pub result_id: EntryId,
    pub at_s: Instant,
    pub what: String,
    pub account_id: Option<AccountId>,
    pub reason: Option<String>,
    /// Of a correction: the value that could be seen before.
    pub before: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
