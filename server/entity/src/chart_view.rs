//! Records that colleagues have opened, for what, and until when.

use domain::ids::{AccountId, ChartId, ChartViewId, FacilityId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_view")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChartViewId,
    pub account_id: AccountId,
    pub chart_id: ChartId,
    /// HL7's code.
    pub purpose: String,
    /// What the colleague wrote; nothing where care opened it.
    pub reason: Option<String>,
    /// When the session began in which it was opened: it ends with it.
    pub session_s: Instant,
    pub opened_s: Instant,
    pub ends_s: Instant,
    pub closed_s: Option<Instant>,
    /// The colleague, or the administrator who ended it.
    pub closed_by: Option<AccountId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
