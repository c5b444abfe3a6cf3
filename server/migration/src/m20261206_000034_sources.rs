//! Where entries come from, and whose names they have taken.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261206_000034_sources.sql")).await
    }
}
