//! Links by which a summary of a record is shared.

use domain::ids::{AccountId, ChartId, FacilityId, GrantId, ShareId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "share")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShareId,
    pub account_id: AccountId,
    pub chart_id: ChartId,
    /// What opened the record to whoever made the link.
    pub grant_id: GrantId,
    pub label: String,
    pub scopes: String,
    /// SHA-256 of the secret of its address.
    pub address_hash: Vec<u8>,
    /// That secret and the key of its files, encrypted; empty once the link has been ended, or its time is long over.
    pub sealed: Vec<u8>,
    pub passcode_hash: Option<String>,
    /// How often it can be opened, and was.
    pub most: i32,
    pub opened: i32,
    /// Wrong passcodes, and those that are being looked at.
    pub wrong: i32,
    pub made_s: Instant,
    pub ends_s: Instant,
    pub ended_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
