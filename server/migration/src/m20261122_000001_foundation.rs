//! The foundation: facilities, people, charts, booking, theme, outbox, audit.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261122_000001_foundation.sql")).await?;
        run::append_only(manager, "audit_event").await?;
        run::append_only(manager, "audit_seal").await
    }
}
