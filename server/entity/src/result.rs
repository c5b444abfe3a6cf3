//! Entries of charts that are reports or laboratory tests, and whether the patient sees them.

use domain::ids::{AccountId, ChartId, EntryId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    /// The entry's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EntryId,
    pub chart_id: ChartId,
    /// The report that a test belongs to: it is shown as the report is, and has no state of its own.
    pub governor_id: Option<EntryId>,
    /// By which values of one test are found again; empty where there is none.
    pub code: String,
    /// Every code, apart by spaces.
    pub codes: String,
    pub is_laboratory: bool,
    pub clinical_s: Instant,
    pub stage: String,
    pub class: Option<String>,
    pub state: String,
    pub due_s: Option<Instant>,
    pub arrived_s: Instant,
    pub released_s: Option<Instant>,
    /// Who released, took back or blocked it; nobody where a rule did.
    pub decided_by: Option<AccountId>,
    pub comment: Option<String>,
    pub commented_by: Option<AccountId>,
    pub reason: Option<String>,
    pub seen_s: Option<Instant>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
