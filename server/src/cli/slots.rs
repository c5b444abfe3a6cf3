//! `portal slots`

use super::{at_instant, connect_migrated, find_facility, instant, say, wrong_usage};
use crate::config::Config;
use clap::Args;
use domain::time::Instant;
use jiff::civil::Date;
use serde::Serialize;
use usecases::booking::{OfferedSlot, SlotQuery, list_slots};

/// The provider that stands for everybody.
const ANYBODY: &str = "any";

#[derive(Args)]
pub struct Arguments {
    /// Key of the facility.
    #[arg(long)]
    facility: String,
    /// Key of the provider, or any.
    #[arg(long)]
    provider: String,
    /// Key of the visit type.
    #[arg(long)]
    visit_type: String,
    /// First local day, as in 2027-03-14.
    #[arg(long)]
    from: Date,
    /// Last local day, included.
    #[arg(long)]
    to: Date,
    /// Key of the location; all of them if left out.
    #[arg(long)]
    location: Option<String>,
    /// Stands for the clock, as in 2027-03-01T12:00:00Z.
    #[arg(long, value_parser = instant::parse)]
    now: Option<Instant>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// A free time, as printed.
#[derive(Serialize)]
struct Line<'a> {
    start: String,
    end: String,
    local: String,
    provider: &'a str,
    location: &'a str,
}

/// Lists free times.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: &Config, arguments: Arguments) -> Result<(), String> {
    let Arguments { facility, provider, visit_type, from, to, location, now, json } = arguments;
    if from > to {
        wrong_usage("--from must not be after --to");
    }
    let portal = connect_migrated(config).await?;
    let facility = find_facility(&portal.backend, &facility).await?;
    let backend = at_instant(portal.backend, now);
    let provider = (provider != ANYBODY).then_some(provider);
    let query = SlotQuery { visit_type, provider, location, from, to };
    let slots = list_slots(&backend, facility.id, &query).await?;
    let lines: Vec<Line<'_>> = slots.iter().map(line).collect();
    if json {
        say(&serde_json::to_string(&lines).map_err(|error| error.to_string())?);
        return Ok(());
    }
    say(&format!("{:<27}{:<22}{:<16}{}", "local", "start", "provider", "location"));
    for Line { start, local, provider, location, .. } in lines {
        say(&format!("{local:<27}{start:<22}{provider:<16}{location}"));
    }
    Ok(())
}

fn line(slot: &OfferedSlot) -> Line<'_> {
    Line {
        start: instant::utc(slot.start),
        end: instant::utc(slot.end),
        local: slot.local.into(),
        provider: &slot.provider,
        location: &slot.location,
    }
}
