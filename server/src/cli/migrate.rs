//! `portal migrate`

use super::{connect, say};
use crate::config::Config;
use usecases::Backend;

/// Brings the database to this build's schema.
///
/// # Errors
/// A sentence naming the step that failed.
pub async fn run(config: &Config) -> Result<(), String> {
    let portal = connect(config).await?;
    let pending = migration::apply(portal.backend.db.writer())
        .await
        .map_err(|error| format!("a migration failed: {error}; restore the backup"))?;
    say(&format!("{pending} migrations applied, {} in all", migration::count()));
    Ok(())
}

/// Whether the database has exactly this build's schema.
pub async fn is_current(backend: &Backend) -> bool {
    migration::is_current(backend.db.writer()).await
}
