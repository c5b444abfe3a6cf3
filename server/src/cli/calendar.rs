//! `portal calendar …`

use super::{connect_migrated, find_facility, say};
use crate::config::Config;
use clap::Subcommand;
use std::path::PathBuf;
use usecases::UseCaseError;
use usecases::calendar::{
    CalendarError, CalendarFile, Counts, Problem, Summary, import_calendar, read_calendar,
};

#[derive(Subcommand)]
pub enum Command {
    /// Import places, providers, visit types and hours from a JSON file.
    ///
    /// Rows are found again by their keys. All weekly hours and exceptions of the providers that the file names are
    /// replaced. Nothing is written if anything in the file cannot be used.
    Import {
        /// The calendar file; - reads standard input.
        file: PathBuf,
        /// Say what would happen, and write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print a facility's calendar in the format of the calendar file.
    Export {
        /// Key of the facility.
        #[arg(long)]
        facility: String,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator; for a file that cannot be used, every problem with its path.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    match command {
        Command::Import { file, dry_run, json } => import(config, &file, dry_run, json).await,
        Command::Export { facility } => export(config, &facility).await,
    }
}

async fn import(config: &Config, path: &PathBuf, is_dry_run: bool, is_json: bool) -> Result<(), String> {
    let shown = path.display().to_string();
    let text =
        if shown == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    let text = text.map_err(|error| format!("{shown}: {error}"))?;
    let file = CalendarFile::parse(&text).map_err(|problem| refused(&shown, &[problem]))?;
    let portal = connect_migrated(config).await?;
    let facility = find_facility(&portal.backend, &file.facility)
        .await
        .map_err(|reason| refused(&shown, &[Problem::new("facility".to_owned(), "unknown", reason)]))?;
    let summary = match import_calendar(&portal.backend, facility.id, file, is_dry_run).await {
        Ok(summary) => summary,
        Err(CalendarError::Problems(problems)) => return Err(refused(&shown, &problems)),
        Err(CalendarError::Failed(error)) => return Err(fault(&error)),
    };
    if is_json {
        say(&serde_json::to_string(&summary).map_err(|error| error.to_string())?);
    } else {
        print(&summary);
        say(if is_dry_run { "dry run: nothing was written" } else { "imported" });
    }
    Ok(())
}

async fn export(config: &Config, key: &str) -> Result<(), String> {
    let portal = connect_migrated(config).await?;
    let facility = find_facility(&portal.backend, key).await?;
    let file = read_calendar(&portal.backend, &facility).await.map_err(|error| fault(&error))?;
    say(&serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?);
    Ok(())
}

fn refused(file: &str, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
    format!("{file} cannot be used, nothing was written:\n{}", lines.join("\n"))
}

fn fault(error: &UseCaseError) -> String {
    format!("{error}: {}", std::error::Error::source(error).map(ToString::to_string).unwrap_or_default())
}

fn print(summary: &Summary) {
    let keyed = |name: &str, counts: Counts| {
        say(&format!(
            "{name}: {} created, {} updated, {} unchanged",
            counts.created, counts.updated, counts.unchanged
        ));
    };
    keyed("locations", summary.locations);
    keyed("providers", summary.providers);
    keyed("visit types", summary.visit_types);
    for (name, replaced) in [("weekly hours", summary.weekly), ("exceptions", summary.exceptions)] {
        say(&format!("{name}: {} written, {} removed", replaced.written, replaced.removed));
    }
}
