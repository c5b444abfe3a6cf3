//! Links by which a summary of a record is shared, and who opened them.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261203_000026_shares.sql")).await
    }
}
