//! `portal appointment …`: as the patient, through the same use cases and rules as the pages.

use super::{at_instant, complain, connect_migrated, find_facility, instant, say};
use crate::config::Config;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use domain::ids::{AppointmentId, ChartId};
use domain::refusal::Refusal;
use domain::time::Instant;
use i18n::Lang;
use usecases::booking::{
    BookDirectly, BookingKeys, PlainAppointment, book_directly, cancel_directly, find_appointment_at,
    name_booked_keys, name_keys, patient_actor, read_plain,
};
use usecases::{Backend, UseCaseError};

/// The provider that stands for whoever is free.
const ANYBODY: &str = "any";

#[derive(Subcommand)]
pub enum Command {
    /// Book an appointment.
    Book(Book),
    /// Cancel an appointment, named by its id or by its provider and start.
    Cancel(Cancel),
}

#[derive(Args)]
pub struct Common {
    /// Key of the facility.
    #[arg(long)]
    facility: String,
    /// Id of the patient's chart.
    #[arg(long)]
    chart: ChartId,
    /// Stands for the clock, as in 2027-03-01T12:00:00Z.
    #[arg(long, value_parser = instant::parse)]
    now: Option<Instant>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Book {
    #[command(flatten)]
    common: Common,
    /// Key of the provider, or any.
    #[arg(long)]
    provider: String,
    /// Key of the visit type.
    #[arg(long)]
    visit_type: String,
    /// Start of the visit, as in 2027-03-14T13:00:00Z.
    #[arg(long, value_parser = instant::parse_whole)]
    start: Instant,
    /// Key of the location; the first that offers the start if left out.
    #[arg(long)]
    location: Option<String>,
}

#[derive(Args)]
pub struct Cancel {
    #[command(flatten)]
    common: Common,
    /// Id of the appointment.
    #[arg(long, required_unless_present = "start")]
    appointment: Option<AppointmentId>,
    /// Key of the provider.
    #[arg(long, requires = "start", required_unless_present = "appointment")]
    provider: Option<String>,
    /// Key of the visit type.
    #[arg(long)]
    visit_type: Option<String>,
    /// Start of the visit, as in 2027-03-14T13:00:00Z.
    #[arg(long, value_parser = instant::parse_whole, requires = "provider")]
    start: Option<Instant>,
}

/// Why nothing was booked or cancelled.
enum Failure {
    Refused(Refusal),
    Told(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Told(message)
    }
}

impl From<UseCaseError> for Failure {
    fn from(error: UseCaseError) -> Self {
        match error {
            UseCaseError::Refused(refusal) => Self::Refused(refusal),
            UseCaseError::NotFound => Self::Told("this chart has no such appointment".to_owned()),
            other => {
                let cause = std::error::Error::source(&other).map(ToString::to_string).unwrap_or_default();
                Self::Told(format!("{other}: {cause}"))
            }
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A sentence for the operator; nothing when a refusal was already told.
pub async fn run(config: &Config, command: Command) -> Result<(), String> {
    let is_json = match &command {
        Command::Book(Book { common, .. }) | Command::Cancel(Cancel { common, .. }) => common.json,
    };
    let done = match command {
        Command::Book(arguments) => book(config, arguments).await,
        Command::Cancel(arguments) => cancel(config, arguments).await,
    };
    match done {
        Ok(appointment) => {
            print(&appointment, is_json);
            Ok(())
        }
        Err(Failure::Refused(refusal)) => {
            complain(&format!("refused: {}: {}", refusal.rule, sentence(refusal)));
            if is_json {
                say(&serde_json::json!({ "refused": { "rule": refusal.rule } }).to_string());
            }
            Err(String::new())
        }
        Err(Failure::Told(message)) => Err(message),
    }
}

async fn book(config: &Config, arguments: Book) -> Result<PlainAppointment, Failure> {
    let Book { common, provider, visit_type, start, location } = arguments;
    let (backend, actor) = enter(config, common).await?;
    let provider = (provider != ANYBODY).then_some(provider);
    let keys = BookingKeys { provider, visit_type: Some(visit_type), location };
    let named = name_keys(&backend, actor.facility, &keys).await?;
    let Some(visit_type) = named.visit_type else { return Err(UseCaseError::NotFound.into()) };
    let request = BookDirectly { visit_type, provider: named.provider, location: named.location, start };
    let view = book_directly(&backend, &actor, request).await?;
    Ok(read_plain(&backend, &actor, view.id).await?)
}

async fn cancel(config: &Config, arguments: Cancel) -> Result<PlainAppointment, Failure> {
    let Cancel { common, appointment, provider, visit_type, start } = arguments;
    let (backend, actor) = enter(config, common).await?;
    let id = match (appointment, start) {
        (Some(id), _) => id,
        (None, Some(start)) => {
            let keys = BookingKeys { provider, visit_type, location: None };
            let named = name_booked_keys(&backend, actor.facility, &keys).await?;
            find_appointment_at(&backend, &actor, named, start).await?
        }
        (None, None) => return Err(UseCaseError::NotFound.into()),
    };
    let view = cancel_directly(&backend, &actor, id).await?;
    Ok(read_plain(&backend, &actor, view.id).await?)
}

async fn enter(config: &Config, common: Common) -> Result<(Backend, Actor), Failure> {
    let portal = connect_migrated(config).await?;
    let facility = find_facility(&portal.backend, &common.facility).await?;
    let backend = at_instant(portal.backend, common.now);
    match patient_actor(&backend, facility.id, common.chart).await {
        Ok(actor) => Ok((backend, actor)),
        Err(UseCaseError::NotFound) => {
            Err(format!("there is no chart {} in this facility", common.chart).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn sentence(refusal: Refusal) -> &'static str {
    let key = i18n::key_by_name(&format!("refusal.{}", refusal.rule)).unwrap_or(i18n::k::ERROR_REFUSED);
    i18n::text(Lang::En, key)
}

fn print(appointment: &PlainAppointment, is_json: bool) {
    let PlainAppointment { id, status, start, end, provider, location } = appointment;
    let (start, end) = (instant::utc(*start), instant::utc(*end));
    if is_json {
        let line = serde_json::json!({
            "appointment": id, "status": status, "start": start, "end": end, "provider": provider, "location": location,
        });
        say(&line.to_string());
    } else {
        say(&format!("{id} {}: {start} to {end} with {provider} at {location}", status.as_str()));
    }
}
