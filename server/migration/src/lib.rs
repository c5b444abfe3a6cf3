//! The schema, one step per file: expand first, contract in a later release. The same steps run on SQLite and PostgreSQL.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseConnection;

mod m20261122_000001_foundation;
mod m20261125_000002_calendar_version;
mod m20261125_000003_delivery;
mod m20261125_000004_sessions;
mod m20261125_000005_factors;
mod m20261126_000006_invitations;
mod m20261126_000007_passkeys;
mod m20261126_000008_access_log;
mod m20261126_000009_code_budgets;
mod m20261126_000010_password_reset;
mod m20261127_000011_registration;
mod m20261127_000013_family;
mod m20261127_000015_charts;
mod m20261128_000017_hard_stop;
mod m20261130_000018_results;
mod m20261130_000019_looks;
mod m20261201_000020_visits;
mod m20261201_000021_corrections;
mod m20261201_000023_downloads;
mod m20261202_000022_connections;
mod m20261202_000024_chart_view;
mod m20261202_000025_comment_templates;
mod m20261203_000026_shares;
mod m20261203_000028_exports;
mod m20261204_000030_kept_back;
mod m20261205_000031_entry_kind;
mod m20261205_000032_file_text;
mod m20261206_000033_chart_links;
mod m20261206_000034_sources;
mod run;

/// Every step, oldest first.
#[derive(Debug)]
struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_foundation::Migration),
            Box::new(m20261125_000002_calendar_version::Migration),
            Box::new(m20261125_000003_delivery::Migration),
            Box::new(m20261125_000004_sessions::Migration),
            Box::new(m20261125_000005_factors::Migration),
            Box::new(m20261126_000006_invitations::Migration),
            Box::new(m20261126_000007_passkeys::Migration),
            Box::new(m20261126_000008_access_log::Migration),
            Box::new(m20261126_000009_code_budgets::Migration),
            Box::new(m20261126_000010_password_reset::Migration),
            Box::new(m20261127_000011_registration::Migration),
            Box::new(m20261127_000013_family::Migration),
            Box::new(m20261127_000015_charts::Migration),
            Box::new(m20261128_000017_hard_stop::Migration),
            Box::new(m20261130_000018_results::Migration),
            Box::new(m20261130_000019_looks::Migration),
            Box::new(m20261201_000020_visits::Migration),
            Box::new(m20261201_000021_corrections::Migration),
            Box::new(m20261202_000022_connections::Migration),
            Box::new(m20261201_000023_downloads::Migration),
            Box::new(m20261202_000024_chart_view::Migration),
            Box::new(m20261202_000025_comment_templates::Migration),
            Box::new(m20261203_000026_shares::Migration),
            Box::new(m20261203_000028_exports::Migration),
            Box::new(m20261204_000030_kept_back::Migration),
            Box::new(m20261205_000031_entry_kind::Migration),
            Box::new(m20261205_000032_file_text::Migration),
            Box::new(m20261206_000033_chart_links::Migration),
            Box::new(m20261206_000034_sources::Migration),
        ]
    }
}

/// How many steps this build knows.
#[must_use]
pub fn count() -> usize {
    Migrator::migrations().len()
}

/// Brings a database to this build's schema; returns how many steps it took.
///
/// # Errors
/// The step that failed.
pub async fn apply(db: &DatabaseConnection) -> Result<usize, DbErr> {
    let pending = Migrator::get_pending_migrations(db).await?.len();
    Migrator::up(db, None).await?;
    Ok(pending)
}

/// Whether a database has exactly this build's schema.
pub async fn is_current(db: &DatabaseConnection) -> bool {
    Migrator::get_applied_migrations(db).await.is_ok_and(|applied| applied.len() == count())
}
