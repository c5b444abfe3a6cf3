//! Family access: what proxies are to the patient, what ends when a child comes of age, and why access ended.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run::statements(manager, include_str!("sql/m20261127_000013_family.sql")).await
    }
}
