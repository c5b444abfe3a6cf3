//! What a chart is found by where only sameness counts: national IDs, e-mail addresses, telephone numbers, as keyed hashes.

use domain::ids::{ChartId, FacilityId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub mac: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub chart_id: ChartId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
