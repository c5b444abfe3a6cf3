//! Entries of charts, as imported from FHIR.

use domain::ids::{ChartId, ClientId, EntryId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EntryId,
    pub chart_id: ChartId,
    pub kind: String,
    pub status: String,
    pub category: Option<String>,
    pub clinical_s: Instant,
    pub title: String,
    pub view: String,
    pub content: String,
    pub content_hash: Vec<u8>,
    pub is_hidden: bool,
    pub updated_s: Instant,
    /// The visit it belongs to: its id, or a name under which it may come.
    pub visit: Option<Uuid>,
    pub code: Option<String>,
    /// Whether it is for the patient alone.
    pub is_restricted: bool,
    /// The address under which it came (`Bundle.entry.fullUrl`).
    pub full_url: Option<String>,
    /// Whether nothing but its sender's label hides it: it is hidden from the patient, and clinicians see it.
    pub is_kept_back: bool,
    /// The text of its files that are read on its page, in one line; in it words are found.
    pub file_text: Option<String>,
    /// When it first came; nothing where that was not noted yet.
    pub came_s: Option<Instant>,
    /// What sent what it is now: `file`, `demo`, or `system`; nothing where that was not noted yet.
    pub sender: Option<String>,
    /// Which system.
    pub client_id: Option<ClientId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
