//! Files of records that are made on request.

use domain::ids::{AccountId, ChartId, DownloadId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "download")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DownloadId,
    pub account_id: AccountId,
    pub chart_id: ChartId,
    pub kind: String,
    /// Names of the parts of the record, apart by spaces.
    pub parts: String,
    pub from_day: Option<String>,
    pub to_day: Option<String>,
    pub lang: String,
    pub state: String,
    pub problem: Option<String>,
    pub done: i32,
    pub total: i32,
    pub attempts: i32,
    /// The worker that makes it, and until when it is that worker's.
    pub lease_token: Option<Uuid>,
    pub lease_until_s: Option<Instant>,
    pub asked_s: Instant,
    /// When the record began to be read for it.
    pub made_s: Option<Instant>,
    /// When it is forgotten.
    pub ends_s: Instant,
    /// For which reader it was made.
    pub basis: Option<Vec<u8>>,
    pub name: Option<String>,
    pub size_bytes: i64,
    /// SHA-256 of the file.
    pub checksum: Option<Vec<u8>>,
    /// Why an administrator takes all records along.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
