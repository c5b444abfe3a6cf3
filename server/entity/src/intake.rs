//! Files of records that systems have handed in, and how far they are.

use domain::ids::{ClientId, FacilityId, IntakeId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IntakeId,
    pub client_id: ClientId,
    pub state: String,
    pub done: i64,
    pub total: i64,
    pub report: Option<String>,
    pub begun_s: Instant,
    pub beat_s: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
