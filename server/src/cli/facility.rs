//! `portal facility …`

use super::{connect_migrated, say};
use crate::config::Config;
use clap::Subcommand;
use domain::account::security::SecuritySettings;
use domain::registration::settings::RegistrationSettings;
use domain::results::settings::ReleaseSettings;
use usecases::facility::{self, Contacts, NewFacility};

#[derive(Subcommand)]
pub enum Command {
    /// Make a facility.
    Create {
        /// Stable word for the command line: lower-case letters, digits, hyphens.
        #[arg(long)]
        key: String,
        /// Name that patients read.
        #[arg(long)]
        name: String,
        /// Host name it answers on, without scheme and port.
        #[arg(long)]
        host: String,
        /// IANA time zone, such as Europe/Madrid.
        #[arg(long)]
        zone: String,
        /// Primary language: en or es.
        #[arg(long)]
        language: String,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Create { key, name, host, zone, language } = command;
    let portal = connect_migrated(config).await?;
    let new = NewFacility {
        key,
        name,
        host,
        zone,
        language,
        contacts: Contacts::default(),
        security: SecuritySettings::default(),
        registration: RegistrationSettings::default(),
        results: ReleaseSettings::default(),
    };
    let facility = facility::create(&portal.backend, new).await?;
    say(&format!("facility {} answers on {}", facility.key, config.base_url.origin(&facility.host)));
    Ok(())
}
