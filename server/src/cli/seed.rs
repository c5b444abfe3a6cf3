//! `portal seed …`

use super::{connect_migrated, say};
use crate::config::Config;
use clap::Subcommand;
use usecases::demo;

#[derive(Subcommand)]
pub enum Command {
    /// Make the two demo clinics, or bring them up to date.
    Demo {
        /// Print the accounts as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Demo { json } = command;
    if !config.base_url.is_local() {
        return Err("the demo has well-known passwords; PORTAL_BASE_URL must be local for it".to_owned());
    }
    let portal = connect_migrated(config).await?;
    let accounts = demo::seed(&portal.backend, &portal.passwords).await?;
    if json {
        say(&serde_json::json!({ "accounts": accounts }).to_string());
        return Ok(());
    }
    say(&format!("{:<10} {:<14} {:<12} {:<22} name", "facility", "role", "user name", "password"));
    for account in accounts {
        say(&format!(
            "{:<10} {:<14} {:<12} {:<22} {}",
            account.facility, account.role, account.username, account.password, account.name
        ));
    }
    Ok(())
}
