//! `portal import …`

use super::{connect_migrated, say};
use crate::config::Config;
use clap::Subcommand;
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use usecases::Backend;
use usecases::facility::{self, Facility};
use usecases::import::{Report, Source, import_fhir};

#[derive(Subcommand)]
pub enum Command {
    /// Import FHIR R4: Bundles, single resources or NDJSON.
    Fhir {
        /// Files to import together; entries of one may refer to patients of another.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Key of the facility; may be left out where there is only one, or the demo's.
        #[arg(long)]
        facility: Option<String>,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator, also when anything was left out.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Fhir { files, facility: key, json } = command;
    let portal = connect_migrated(config).await?;
    let facility = choose(&portal.backend, key.as_deref()).await?;
    let sources = files.into_iter().map(Source::File).collect();
    let is_watched = !json && std::io::stderr().is_terminal();
    let report = import_fhir(&portal.backend, facility.id, sources, |done, total| {
        if is_watched {
            drop(write!(std::io::stderr(), "\r{done} of {total} resources"));
        }
    })
    .await
    .map_err(|error| {
        format!("{error}: {}", std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default())
    })?;
    if json {
        say(&serde_json::to_string(&report).map_err(|error| error.to_string())?);
    } else {
        if is_watched {
            drop(writeln!(std::io::stderr()));
        }
        print(&report);
    }
    match report.errors.len() {
        0 => Ok(()),
        count => Err(format!("{count} left out, the others are in")),
    }
}

async fn choose(backend: &Backend, key: Option<&str>) -> Result<Facility, String> {
    let all = facility::list(backend).await.map_err(|error| error.to_string())?;
    let keys = || all.iter().map(|facility| facility.key.as_str()).collect::<Vec<_>>().join(", ");
    let found = match key {
        Some(key) => all.iter().find(|facility| facility.key == key),
        None if all.len() == 1 => all.first(),
        None => all.iter().find(|facility| facility.key == "demo"),
    };
    found.cloned().ok_or_else(|| format!("name a facility with --facility; there are: {}", keys()))
}

fn print(report: &Report) {
    let maps = [&report.created, &report.updated, &report.unchanged, &report.unsupported];
    let types: BTreeSet<&String> = maps.iter().flat_map(|map| map.keys()).collect();
    say(&format!(
        "{:<28}{:>9}{:>9}{:>11}{:>13}",
        "resource", "created", "updated", "unchanged", "unsupported"
    ));
    for name in types {
        let count = |map: &std::collections::BTreeMap<String, u64>| map.get(name).copied().unwrap_or(0);
        let [created, updated, unchanged, unsupported] = maps.map(count);
        say(&format!("{name:<28}{created:>9}{updated:>9}{unchanged:>11}{unsupported:>13}"));
    }
    for problem in report.errors.iter().chain(&report.notes) {
        say(&format!("{} {}: {}", problem.file, problem.path, problem.reason));
    }
}
