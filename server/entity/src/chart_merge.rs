//! Charts that were merged into others.

use domain::ids::{AccountId, ChartId, FacilityId, MergeId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_merge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MergeId,
    pub survivor_id: ChartId,
    pub merged_id: ChartId,
    pub reason: String,
    /// The colleague; nil where another system said so.
    pub merged_by: AccountId,
    pub merged_s: Instant,
    pub undone_by: Option<AccountId>,
    pub undone_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
