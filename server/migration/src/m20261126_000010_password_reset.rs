//! New passwords for those who have forgotten theirs.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261126_000010_password_reset.sql")).await
    }
}
