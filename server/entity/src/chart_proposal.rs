//! Charts that another system calls one person's, where a colleague decides.

use domain::ids::{AccountId, ChartId, FacilityId, ProposalId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    pub survivor_id: ChartId,
    pub merged_id: ChartId,
    /// Why they were not merged at once.
    pub doubt: String,
    pub proposed_s: Instant,
    /// The colleague who said that they are not one person's.
    pub declined_by: Option<AccountId>,
    pub declined_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
