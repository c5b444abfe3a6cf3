//! Links of patients to records that have not come yet.

use domain::ids::{ChartId, FacilityId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    /// The chart of the patient who has the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chart_id: ChartId,
    /// Its place among the patient's links.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// A name under which the other record may come.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: Uuid,
    /// Whether the other replaces this one; else this one replaces the other.
    pub is_replaced: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
