//! What ties accounts to charts.

use domain::ids::{AccountId, ChartId, FacilityId, GrantId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GrantId,
    pub account_id: AccountId,
    pub chart_id: ChartId,
    pub relation: String,
    pub scopes: String,
    pub starts_s: Instant,
    pub ends_s: Option<Instant>,
    pub revoked_s: Option<Instant>,
    pub granted_by: Option<AccountId>,
    pub relationship: String,
    pub is_for_minor: bool,
    pub end_reason: Option<String>,
    pub ended_by: Option<AccountId>,
    pub warned_s: Option<Instant>,
    /// How whoever holds it wants to hear of new results.
    pub results_wish: Option<String>,
    /// When this reader last looked at the list of results.
    pub results_looked_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
