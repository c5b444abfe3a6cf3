//! Requests of patients to correct entries of their records, and what was written about them.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261201_000021_corrections.sql")).await?;
        // What was written stays.
        run::append_only(manager, "correction_message").await
    }
}
