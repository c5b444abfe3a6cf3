//! What was measured on: machine, day, versions.

use crate::measures::Setting;
use crate::report::Report;
use adapters::clock::SystemClock;
use std::path::Path;
use usecases::clock::Clock as _;
use usecases::db::Db;
use usecases::zones;

/// The first part of the table.
///
/// # Errors
/// When a database does not tell its version.
pub async fn describe(setting: &Setting, report: &mut Report) -> Result<(), String> {
    report.part("Machine");
    let (cores, model) = processor();
    report.row("Processor", format!("{cores} × {model}"));
    report.row("Memory", first_value("/proc/meminfo", "MemTotal:"));
    report.row("System", format!("Linux {}", read("/proc/sys/kernel/osrelease")));
    report.row("File system of the databases", file_system(&setting.folder));
    let day = String::from(zones::local("UTC", SystemClock.now()));
    report.row("Day (UTC)", day.split('T').next().unwrap_or_default());
    // The script knows what the binary cannot: the revision and the compiler.
    for (what, variable) in [("Revision", "PORTAL_BENCH_REVISION"), ("Compiler", "PORTAL_BENCH_COMPILER")] {
        report.row(what, std::env::var(variable).unwrap_or_else(|_| "unknown".to_owned()));
    }
    let is_debug = cfg!(debug_assertions);
    report.row("Profile", if is_debug { "debug: figures mean nothing" } else { "release" });
    if setting.is_quick {
        report.row("Sizes", "quick: figures mean nothing");
    }
    for (name, url) in setting.databases("machine").await? {
        let db = Db::connect(&url).await.map_err(|error| format!("{name}: {error}"))?;
        let version = db.version().await.map_err(|error| format!("{name}: {error}"))?;
        let durability =
            if db.is_postgres() { "fsync and synchronous_commit on" } else { "WAL, synchronous FULL" };
        report.row("Database", format!("{version}, {durability}"));
    }
    Ok(())
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn first_value(path: &str, key: &str) -> String {
    let text = read(path);
    let value = text.lines().find_map(|line| line.strip_prefix(key));
    value.unwrap_or("unknown").trim_matches([' ', ':', '\t']).to_owned()
}

fn processor() -> (usize, String) {
    let text = read("/proc/cpuinfo");
    let model = text.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.unwrap_or("unknown").trim_matches([' ', ':', '\t']).to_owned();
    (text.lines().filter(|line| line.starts_with("processor")).count().max(1), model)
}

/// The file system of the longest mount point above `folder`.
fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_default();
    let mounts = read("/proc/mounts");
    let above = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (point, kind) = (words.next()?, words.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    above.max_by_key(|(length, _)| *length).map_or("unknown", |(_, kind)| kind).to_owned()
}
