//! `portal admin …`

use super::{connect_migrated, say};
use crate::config::Config;
use clap::Subcommand;
use domain::permission::Role;
use std::io::Read as _;
use usecases::account::{self, NewAccount};
use usecases::{UseCaseError, facility};

#[derive(Subcommand)]
pub enum Command {
    /// Make an administrator, or give an existing one a new password.
    Create {
        /// Key of the facility.
        #[arg(long)]
        facility: String,
        /// E-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// Read the password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Create { facility: key, email, .. } = command;
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).map_err(|error| format!("standard input: {error}"))?;
    let portal = connect_migrated(config).await?;
    let facility = facility::find_by_key(&portal.backend, &key)
        .await
        .map_err(|_| format!("there is no facility {key:?}; make it with: portal facility create"))?;
    let new = NewAccount {
        facility: facility.id,
        username: email.clone(),
        display_name: email.clone(),
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        roles: vec![Role::Administrator],
        provider: None,
        charts: Vec::new(),
    };
    account::upsert(&portal.backend, &portal.passwords, new).await.map_err(|error| explain(&error))?;
    say(&format!("{email} is administrator of {key}"));
    Ok(())
}

fn explain(error: &UseCaseError) -> String {
    match error {
        UseCaseError::Invalid(fields) => {
            let reasons = fields.iter().map(|problem| {
                i18n::key_by_name(&format!("field.{}", problem.message))
                    .map_or(problem.message.as_str(), |key| i18n::text(i18n::Lang::En, key))
            });
            reasons.collect::<Vec<_>>().join(" ")
        }
        other => format!(
            "{other}: {}",
            std::error::Error::source(other).map(ToString::to_string).unwrap_or_default()
        ),
    }
}
