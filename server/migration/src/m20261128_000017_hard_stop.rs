//! Wrong tries of a secret in a row, counted for longer than a day.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261128_000017_hard_stop.sql")).await
    }
}
