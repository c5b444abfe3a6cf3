//! What a portal costs when nobody asks anything, how soon it is ready, and what a first visit moves.
//!
//! The first visit is the sign-in page and everything its document names, each with headers, as a browser that takes
//! brotli gets them over the wire. Beside it, what each of the browser's programs weighs which later pages need.

use super::Setting;
use crate::client::{Client, Reply};
use crate::process::Installation;
use crate::report::{Report, Samples, kilobytes};
use std::path::Path;
use std::time::Duration;

/// The programs, by their folders.
const PROGRAMS: [&str; 3] = ["patient", "record", "clinic"];

/// Most that a first visit may move.
const FIRST_VISIT: &str = "≤ 350 kB";

/// Starts it a few times, lets it rest, and looks at every file.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let installation = Installation::new(&setting.portal, &setting.assets, &setting.folder.join("rest"))?;
    installation.seed()?;
    let mut starts = Samples::default();
    for _ in 0..setting.pick(1, 5) {
        starts.add(installation.serve().await?.ready_after);
    }
    let served = installation.serve().await?;
    tokio::time::sleep(Duration::from_secs(setting.pick(1, 10))).await;
    report.part("At rest: the two demo clinics on SQLite");
    report.row("From start to ready, p50 / p99", starts.shown());
    report.row("Memory, client's files included", kilobytes(served.resident()));
    report.part("A patient's first visit");
    let mut client = Client::connect(served.address, "demo.localhost", None, None).await?;
    let mut sum = 0;
    let plain = client.get("/sign-in", "Accept: text/html\r\n").await?;
    for path in std::iter::once("/sign-in".to_owned()).chain(named_files(&plain.text())) {
        let plain = client.get(&path, "Accept: */*\r\n").await?;
        let moved = client.get(&path, "Accept: */*\r\nAccept-Encoding: gzip, br\r\n").await?;
        if moved.status != 200 {
            return Err(format!("{path}: status {}", moved.status));
        }
        sum += moved.bytes;
        report.row(kind(&path), sizes(&plain, &moved));
    }
    report.row_with_goal("Sum moved, headers included", kilobytes(sum), FIRST_VISIT);
    report.part("The browser's programs");
    for path in programs(&setting.assets)? {
        let plain = client.get(&path, "Accept: */*\r\n").await?;
        let moved = client.get(&path, "Accept: */*\r\nAccept-Encoding: gzip, br\r\n").await?;
        if moved.status != 200 {
            return Err(format!("{path}: status {}", moved.status));
        }
        let program = path.split('/').nth(2).unwrap_or_default();
        report.row(format!("{program}: {}", kind(&path)), sizes(&plain, &moved));
    }
    Ok(())
}

/// The programs' files by their addresses: their WebAssembly, glue and styles.
fn programs(assets: &Path) -> Result<Vec<String>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", assets.display());
    let mut found = Vec::new();
    for program in PROGRAMS {
        for file in std::fs::read_dir(assets.join(program)).map_err(told)? {
            let name = file.map_err(told)?.file_name().to_string_lossy().into_owned();
            if [".wasm", ".js", ".css"].iter().any(|ending| name.ends_with(ending)) {
                found.push(format!("/pkg/{program}/{name}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn sizes(plain: &Reply, moved: &Reply) -> String {
    let how = if moved.head.to_lowercase().contains("content-encoding: br") { "brotli" } else { "as it is" };
    format!("{} raw, {} {how}", kilobytes(plain.body.len() as u64), kilobytes(moved.body.len() as u64))
}

/// Everything of this portal that the document has a browser fetch at once.
fn named_files(html: &str) -> Vec<String> {
    let mut found: Vec<String> = html
        .split(['"', '\'', '\\'])
        .filter(|text| ["/pkg/", "/fonts/", "/theme/", "/icon"].iter().any(|begin| text.starts_with(begin)))
        .filter(|text| text.contains('.'))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn kind(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or_default();
    let what = match file.rsplit('.').next().unwrap_or_default() {
        "wasm" => "WebAssembly",
        "js" => "Glue script",
        "css" if path.starts_with("/theme/") => "The clinic's theme",
        "css" => "Styles",
        "json" => "Texts of one language",
        "woff2" => "Font",
        "svg" | "png" | "ico" => "Icon",
        _ => "Document (sign-in)",
    };
    what.to_owned()
}
