//! What apps ask people to be allowed, and the codes they get for a yes.

use domain::ids::{AccountId, ChartId, ClientId, ConnectionId, ConsentId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    pub client_id: ClientId,
    pub redirect_uri: String,
    pub state: String,
    pub scopes: String,
    pub challenge: String,
    pub asked_s: Instant,
    pub account_id: Option<AccountId>,
    pub chart_id: Option<ChartId>,
    pub decision: String,
    pub connection_id: Option<ConnectionId>,
    pub code_hash: Option<Vec<u8>>,
    pub code_ends_s: Option<Instant>,
    pub is_used: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
