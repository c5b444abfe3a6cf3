//! Requests of patients to correct entries of their records.

use domain::ids::{AccountId, ChartId, CorrectionId, EntryId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CorrectionId,
    pub chart_id: ChartId,
    pub entry_id: EntryId,
    /// The entry's name when it was asked.
    pub title: String,
    pub asked_by: AccountId,
    pub state: String,
    pub asked_s: Instant,
    pub due_s: Instant,
    pub changed_s: Instant,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
