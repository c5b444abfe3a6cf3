//! The measures, each in its file.

pub mod bookings;
pub mod downloads;
pub mod engine;
pub mod import;
pub mod names;
pub mod pages;
pub mod rest;
pub mod results;
pub mod slots;
pub mod streams;

use crate::report::Report;
use std::path::PathBuf;

/// What every measure is told.
pub struct Setting {
    /// Small sizes and short times: whether it works, not how fast it is.
    pub is_quick: bool,
    /// How often each door is tried by the measure of names, and each search by that of results, if not as usual.
    pub times: Option<usize>,
    /// Measures that run on each database leave SQLite out.
    pub is_without_sqlite: bool,
    /// The binary `portal`.
    pub portal: PathBuf,
    /// The client's files.
    pub assets: PathBuf,
    /// A folder of this run on the project's disk.
    pub folder: PathBuf,
    /// A PostgreSQL server to make databases in.
    pub postgres: Option<String>,
}

impl Setting {
    /// One of two values: the quick one or the whole one.
    pub fn pick<T>(&self, quick: T, whole: T) -> T {
        if self.is_quick { quick } else { whole }
    }

    /// Fresh databases for a measure: SQLite, and PostgreSQL when there is a server.
    ///
    /// # Errors
    /// When the server refuses to make one.
    pub async fn databases(&self, measure: &str) -> Result<Vec<(&'static str, String)>, String> {
        let path = self.folder.join(measure).join("portal.db");
        let mut found = Vec::new();
        if !self.is_without_sqlite {
            found.push(("SQLite", format!("sqlite://{}", path.display())));
        }
        if let Some(server) = &self.postgres {
            let name = format!("bench_{measure}_{}", std::process::id());
            let told = |error: &dyn std::fmt::Display| format!("{server}: {error}");
            let db = usecases::db::Db::connect(&format!("{server}/postgres"))
                .await
                .map_err(|error| told(&error))?;
            db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.map_err(|error| told(&error))?;
            found.push(("PostgreSQL", format!("{server}/{name}")));
        }
        Ok(found)
    }
}

/// Runs one measure by its name.
///
/// # Errors
/// Why it could not be taken.
pub async fn run(name: &str, setting: &Setting, report: &mut Report) -> Result<(), String> {
    match name {
        "engine" => engine::measure(setting, report),
        "slots" => slots::measure(setting, report).await,
        "bookings" => bookings::measure(setting, report).await,
        "streams" => streams::measure(setting, report).await,
        "pages" => pages::measure(setting, report).await,
        "names" => names::measure(setting, report).await,
        "results" => results::measure(setting, report).await,
        "downloads" => downloads::measure(setting, report).await,
        "rest" => rest::measure(setting, report).await,
        "import" => import::measure(setting, report).await,
        other => Err(format!("there is no measure {other:?}; there are: {}", NAMES.join(", "))),
    }
}

/// Every measure, in the order of the table.
pub const NAMES: [&str; 10] =
    ["engine", "slots", "bookings", "streams", "pages", "names", "results", "downloads", "rest", "import"];
