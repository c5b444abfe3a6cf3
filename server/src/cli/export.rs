//! `portal export …`

use super::{connect_migrated, find_facility, put};
use crate::config::Config;
use clap::Subcommand;
use domain::ids::ChartId;
use usecases::UseCaseError;
use usecases::exchange::{Whose, begin_kept};

#[derive(Subcommand)]
pub enum Command {
    /// Print records as a FHIR R4 Bundle: everything that is kept, as it came, released or not.
    ///
    /// Importing the Bundle at another facility makes the same records. Each patient's log tells of the export.
    Fhir {
        /// Key of the facility.
        #[arg(long)]
        facility: String,
        /// Id of the patient's chart: this record, with the people and places it names.
        #[arg(long, required_unless_present = "all", conflicts_with = "all")]
        chart: Option<ChartId>,
        /// The records of all patients.
        #[arg(long)]
        all: bool,
        /// The output is JSON with it and without.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator, also when anything was left out.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let Command::Fhir { facility: key, chart, .. } = command;
    let portal = connect_migrated(config).await?;
    let facility = find_facility(&portal.backend, &key).await?;
    let whose = chart.map_or(Whose::All, Whose::One);
    let begun = begin_kept(&portal.backend, facility.id, whose).await;
    let mut kept = begun.map_err(|error| match (error, chart) {
        (UseCaseError::NotFound, Some(chart)) => format!("there is no chart {chart} in this facility"),
        (error, _) => fault(&error),
    })?;
    while let Some(part) = kept.next_part().await.map_err(|error| fault(&error))? {
        put(&part);
    }
    match kept.left_out() {
        0 => Ok(()),
        count => Err(format!("{count} left out, the others are there")),
    }
}

fn fault(error: &UseCaseError) -> String {
    format!("{error}: {}", std::error::Error::source(error).map(ToString::to_string).unwrap_or_default())
}
