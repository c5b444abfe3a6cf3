//! Questions of patients about who opened their records.

use domain::ids::{AccountId, AuditId, ChartId, FacilityId, QuestionId};
use domain::time::Instant;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "look_question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionId,
    pub chart_id: ChartId,
    /// The event of the audit log that is asked about.
    pub audit_id: AuditId,
    pub asked_by: AccountId,
    pub question: String,
    pub asked_s: Instant,
    pub due_s: Instant,
    pub answer: Option<String>,
    pub answered_by: Option<AccountId>,
    pub answered_s: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
