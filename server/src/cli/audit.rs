//! `portal audit …`

use super::{connect_migrated, say};
use crate::config::Config;
use clap::Subcommand;
use serde::Serialize;
use usecases::audit::{Verified, verify};
use usecases::facility;

/// Where the last sealed heads are noted, in the data folder.
const HEADS: &str = "audit-heads.json";

#[derive(Subcommand)]
pub enum Command {
    /// Check every event and seal of every facility; exit 1 if anything was changed, removed or cut off.
    Verify {
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// One facility's result, as printed.
#[derive(Serialize)]
struct Line {
    facility: String,
    #[serde(flatten)]
    verified: Verified,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator, also when anything was found.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Verify { json } = command;
    let portal = connect_migrated(config).await?;
    let heads = config.data_dir.join(HEADS);
    let mut lines = Vec::new();
    for facility in facility::list(&portal.backend).await.map_err(|error| error.to_string())? {
        let verified = verify(&portal.backend, facility.id, &heads)
            .await
            .map_err(|error| format!("facility {}: {error}", facility.key))?;
        lines.push(Line { facility: facility.key, verified });
    }
    let found: usize = lines.iter().map(|line| line.verified.findings.len()).sum();
    if json {
        say(&serde_json::to_string(&lines).map_err(|error| error.to_string())?);
    } else {
        lines.iter().for_each(print);
    }
    if found == 0 { Ok(()) } else { Err(format!("the audit log is not whole: {found} findings")) }
}

fn print(line: &Line) {
    let Verified { sealed, unsealed, findings } = &line.verified;
    say(&format!("{}: {sealed} events sealed, {unsealed} not sealed yet", line.facility));
    for finding in findings {
        say(&format!("  {}", serde_json::to_string(finding).unwrap_or_default()));
    }
}
