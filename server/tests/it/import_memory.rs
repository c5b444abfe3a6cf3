//! A large file passes through little memory, and bookings go on beside it. 200 MB with `PORTAL_LONG=1`, else less.

use crate::support::clinic::{Clinic, at};
use crate::support::{TestPortal, on_each_database, peak_memory_kib};
use domain::booking::contract::HoldRequest;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};
use usecases::booking::release_hold;

/// Limit of the memory (issue: a 200 MB file stays under 150 MB).
const MOST_KIB: u64 = 150 * 1024;

/// Lines of patients and what belongs to them, each padded as real resources are.
fn write_lines(test: &TestPortal, megabytes: usize) -> (PathBuf, usize) {
    let path = test.folder.join("large.ndjson");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("own file"));
    let (mut written, mut count) = (0, 0);
    let text = "As the patient told it. ".repeat(1_200);
    while written < megabytes * 1_000_000 {
        let mut line = format!(
            r#"{{"resourceType":"Patient","id":"p{count}","name":[{{"family":"Large{count}","given":["Test"]}}]}}"#
        );
        line.push('\n');
        for number in 0..9 {
            line.push_str(&format!(
                r#"{{"resourceType":"Condition","id":"c{count}-{number}","subject":{{"reference":"Patient/p{count}"}},"code":{{"text":"Asthma"}},"onsetDateTime":"2020-01-01","note":[{{"text":"{text}"}}]}}"#
            ));
            line.push('\n');
        }
        file.write_all(line.as_bytes()).expect("room on the disk");
        written += line.len();
        count += 1;
    }
    file.flush().expect("room on the disk");
    (path, count * 10)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_takes_little_memory_and_holds_no_booking_up() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let megabytes = if std::env::var_os("PORTAL_LONG").is_some() { 200 } else { 24 };
        let (path, resources) = write_lines(&test, megabytes);
        let begun = Instant::now();
        let mut import = test
            .settings()
            .command(&["import", "fhir", "--facility", "demo", "--json", &path.display().to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let (mut peak, mut bookings, mut slowest) = (0, 0, Duration::ZERO);
        while import.try_wait().expect("a process").is_none() {
            peak = peak.max(peak_memory_kib(import.id()).unwrap_or(0));
            let asked = Instant::now();
            let wish = clinic.wish("check", Some("ruiz"), at(9, bookings % 14 * 30)).await;
            let held = clinic.hold(&patient, wish).await.expect("held beside the import");
            release_hold(&clinic.backend, &patient, HoldRequest { hold: held.hold })
                .await
                .expect("given back");
            slowest = slowest.max(asked.elapsed());
            bookings += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let output = import.wait_with_output().expect("its output");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let created = ["Patient", "Condition"].map(|kind| report["created"][kind].as_u64().unwrap_or(0));
        assert_eq!(created.iter().sum::<u64>(), resources as u64);
        let figures = format!(
            "{megabytes} MB in {:?}, {} MB of memory, {bookings} holds beside it, the slowest in {slowest:?}",
            begun.elapsed(),
            peak / 1024
        );
        let _ = writeln!(std::io::stderr(), "import: {figures}");
        assert!((1..MOST_KIB).contains(&peak), "{figures}");
        assert!(bookings > 3 && slowest < Duration::from_secs(5), "{figures}");
        std::fs::remove_file(path).expect("own file");

        // All of it out again, the same way.
        let path = test.folder.join("out.json");
        let file = std::fs::File::create(&path).expect("own file");
        let mut export = test
            .settings()
            .command(&["export", "fhir", "--facility", "demo", "--all"])
            .stdout(file)
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut peak = 0;
        while export.try_wait().expect("a process").is_none() {
            peak = peak.max(peak_memory_kib(export.id()).unwrap_or(0));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let length = std::fs::metadata(&path).expect("own file").len();
        let figures = format!("{} MB out, {} MB of memory", length / 1_000_000, peak / 1024);
        let _ = writeln!(std::io::stderr(), "export: {figures}");
        assert!(length > megabytes as u64 * 1_000_000 && (1..MOST_KIB).contains(&peak), "{figures}");
        std::fs::remove_file(path).expect("own file");
    })
    .await;
}
