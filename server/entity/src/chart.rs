//! The clinic's records of patients.

use domain::ids::{ChartId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChartId,
    pub mrn: Option<String>,
    pub given: String,
    pub family: String,
    pub birth_date: Option<String>,
    pub gender: Option<String>,
    pub language: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub is_deceased: bool,
    pub content: String,
    pub content_hash: Vec<u8>,
    pub updated_s: Instant,
    pub name_words: String,
    pub is_opted_out: bool,
    /// The chart that shows this one's person now.
    pub merged_into: Option<ChartId>,
    pub is_keyed: bool,
    /// The address under which it came (`Bundle.entry.fullUrl`).
    pub full_url: Option<String>,
    /// Whether the system that sends it has closed the record.
    pub is_inactive: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
