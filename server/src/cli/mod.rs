//! The command line: exit 0 done, 1 refused or failed with a message on standard error, 2 wrong usage.

mod admin;
mod appointment;
mod audit;
mod calendar;
mod doctor;
mod export;
mod facility;
mod import;
pub(crate) mod instant;
pub mod migrate;
mod seed;
mod serve;
mod slots;

use crate::channels;
use crate::config::Config;
use adapters::clock::SystemClock;
use app::context::Portal;
use clap::{CommandFactory as _, Parser, Subcommand};
use domain::time::Instant;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use usecases::account::{Passwords, Strength};
use usecases::clock::FixedClock;
use usecases::db::Db;
use usecases::facility::Facility;
use usecases::keys::Keys;
use usecases::{Backend, UseCaseError};

#[derive(Parser)]
#[command(name = "portal", version, about = "A patient portal that a clinic runs itself.", long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal until stopped.
    Serve,
    /// Bring the database to this version's schema.
    Migrate,
    /// Facilities: the clinics this installation serves.
    #[command(subcommand)]
    Facility(facility::Command),
    /// Administrators.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Import what other systems export.
    #[command(subcommand)]
    Import(import::Command),
    /// Export what the portal keeps.
    #[command(subcommand)]
    Export(export::Command),
    /// The clinic's calendar: places, providers, visit types and hours.
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// List free times.
    Slots(slots::Arguments),
    /// Book and cancel as a patient.
    #[command(subcommand)]
    Appointment(appointment::Command),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Check everything the portal stands on.
    Doctor,
    /// Make demo data.
    #[command(subcommand)]
    Seed(seed::Command),
}

/// Parses the command line and runs it.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => failed(&message),
    }
}

async fn dispatch(command: Command) -> Result<(), String> {
    let config = match (&command, Config::load()) {
        (Command::Doctor, config) => return doctor::run(config).await,
        (_, config) => config?,
    };
    match command {
        Command::Serve => serve::run(config).await,
        Command::Migrate => migrate::run(&config).await,
        Command::Facility(command) => facility::run(&config, command).await,
        Command::Admin(command) => admin::run(&config, command).await,
        Command::Calendar(command) => calendar::run(&config, command).await,
        Command::Slots(arguments) => slots::run(&config, arguments).await,
        Command::Appointment(command) => appointment::run(&config, command).await,
        Command::Audit(command) => audit::run(&config, command).await,
        Command::Doctor => doctor::run(Ok(config)).await,
        Command::Import(command) => import::run(&config, command).await,
        Command::Export(command) => export::run(&config, command).await,
        Command::Seed(command) => seed::run(&config, command).await,
    }
}

/// Ends with exit code 1; an empty message was told already.
fn failed(message: &str) -> ExitCode {
    if !message.is_empty() {
        complain(&format!("portal: {message}"));
    }
    ExitCode::from(1)
}

/// Writes a line of complaint.
#[expect(clippy::print_stderr, reason = "messages of the command line go to standard error")]
fn complain(line: &str) {
    eprintln!("{line}");
}

/// Ends with exit code 2, as for everything else that is wrong about the arguments.
fn wrong_usage(message: &str) -> ! {
    Cli::command().error(clap::error::ErrorKind::ValueValidation, message).exit()
}

/// Writes a line of output.
fn say(line: &str) {
    put(&format!("{line}\n"));
}

/// Writes a part of the output. A reader that has seen enough, as `head`, ends the command.
fn put(part: &str) {
    if let Err(error) = std::io::stdout().write_all(part.as_bytes()) {
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            complain(&format!("portal: the output cannot be written: {error}"));
        }
        std::process::exit(1);
    }
}

/// Connects as configured.
///
/// # Errors
/// A sentence for the operator.
async fn connect(config: &Config) -> Result<Portal, String> {
    let keys = Keys::load_or_create(&config.secret_key_file)?;
    let db = Db::connect(&config.database_url)
        .await
        .map_err(|error| format!("the database cannot be used: {error}; check DATABASE_URL"))?;
    let backend = Backend::new(db, Arc::new(SystemClock), keys)
        .connected(channels::site(config), channels::channels(config)?);
    Ok(Portal { backend, passwords: Passwords::new(Strength::DEFAULT) })
}

/// Connects, and refuses a database that is not migrated.
///
/// # Errors
/// A sentence for the operator.
async fn connect_migrated(config: &Config) -> Result<Portal, String> {
    let portal = connect(config).await?;
    if !migrate::is_current(&portal.backend).await {
        return Err("the database has not this version's schema; run: portal migrate".to_owned());
    }
    Ok(portal)
}

/// The facility of a key.
///
/// # Errors
/// A sentence for the operator.
async fn find_facility(backend: &Backend, key: &str) -> Result<Facility, String> {
    match usecases::facility::find_by_key(backend, key).await {
        Ok(facility) => Ok(facility),
        Err(UseCaseError::NotFound) => {
            Err(format!("there is no facility {key:?}; make it with: portal facility create"))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The same backend at another time, if one is named.
fn at_instant(backend: Backend, now: Option<Instant>) -> Backend {
    match now {
        Some(now) => Backend { clock: Arc::new(FixedClock::at(now)), ..backend },
        None => backend,
    }
}
