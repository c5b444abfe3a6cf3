//! What people have allowed apps.

use domain::ids::{AccountId, ChartId, ClientId, ConnectionId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConnectionId,
    pub client_id: ClientId,
    pub account_id: AccountId,
    pub chart_id: ChartId,
    pub scopes: String,
    pub since_s: Instant,
    pub used_s: Option<Instant>,
    pub ended_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
