//! Bookings per second, hold and confirm, against the raw commit rate of the same database on the same disk.

use super::Setting;
use crate::clinic::{Clinic, Size};
use crate::report::{Report, Samples, rate};
use domain::booking::contract::{ConfirmHoldRequest, HoldSlotRequest};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use usecases::UseCaseError;
use usecases::booking::{confirm_hold, hold_slot};
use uuid::Uuid;

/// Clients at once.
const CLIENTS: [u64; 3] = [1, 16, 64];

/// What a number of clients got done.
#[derive(Default)]
struct Done {
    samples: Samples,
    failures: Vec<String>,
}

/// Every database, every number of clients: commits first, then bookings.
///
/// # Errors
/// Why it could not be measured; also when an appointment was lost.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let time = Duration::from_millis(setting.pick(300, 8_000));
    let size = Size { providers: setting.pick(10, 50), patients: setting.pick(200, 3_200) };
    for (name, url) in setting.databases("bookings").await? {
        let clinic = Arc::new(Clinic::open(&url, size, None::<fn(&str)>).await?);
        let wishes = Arc::new(clinic.wishes().await?);
        let (next, ids) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        clinic.execute("CREATE TABLE bench_commit (id BIGINT NOT NULL PRIMARY KEY)").await?;
        let before = booked(&clinic).await?;
        report.part(&format!("Bookings on {name}: hold and confirm, two commits each"));
        let mut made = 0;
        for clients in CLIENTS {
            let (commits, took) =
                race(clients, time, || commit_one(Arc::clone(&clinic), Arc::clone(&ids))).await?;
            let raw = rate(commits.samples.count(), took);
            let (bookings, took) =
                race(clients, time, || book_one(Arc::clone(&clinic), Arc::clone(&wishes), Arc::clone(&next)))
                    .await?;
            let per_second = rate(bookings.samples.count(), took);
            made += bookings.samples.count();
            report.row(format!("{clients} client(s): single-row commits"), format!("{raw:.0} / s"));
            report.row(
                format!("{clients} client(s): bookings, p50 / p99"),
                format!("{per_second:.0} / s, {}", bookings.samples.shown()),
            );
            report.row_with_goal(
                format!("{clients} client(s): commits of bookings per raw commit"),
                format!("{:.0} %", 100.0 * 2.0 * per_second / raw.max(1e-9)),
                "≥ 60 %",
            );
            for failure in bookings.failures.iter().chain(&commits.failures).take(3) {
                report.row(format!("{clients} client(s): a failure"), failure.as_str());
            }
        }
        let lost = i64::try_from(made).unwrap_or(i64::MAX) - (booked(&clinic).await? - before);
        report.row_with_goal("Confirmed bookings without their appointment", lost.to_string(), "0");
        if lost != 0 {
            return Err(format!("{name}: {lost} bookings were confirmed and are not there"));
        }
    }
    Ok(())
}

async fn booked(clinic: &Clinic) -> Result<i64, String> {
    let sql = "SELECT COUNT(*) FROM appointment WHERE status = 'booked'";
    clinic.backend.db.query_number(sql).await.map_err(|error| error.to_string())
}

/// Lets `clients` work at once for `time`; each does one thing after another.
async fn race<F, W>(clients: u64, time: Duration, work: F) -> Result<(Done, Duration), String>
where
    F: Fn() -> W,
    W: Future<Output = Result<(), String>> + Send + 'static,
{
    let began = Instant::now();
    let mut all = Done::default();
    let mut running: tokio::task::JoinSet<(Duration, Result<(), String>)> = tokio::task::JoinSet::new();
    let start = |running: &mut tokio::task::JoinSet<_>| {
        let one = work();
        running.spawn(async move {
            let began = Instant::now();
            let result = one.await;
            (began.elapsed(), result)
        });
    };
    for _ in 0..clients {
        start(&mut running);
    }
    while let Some(one) = running.join_next().await {
        let (took, result) = one.map_err(|error| error.to_string())?;
        match result {
            Ok(()) => all.samples.add(took),
            Err(failure) => all.failures.push(failure),
        }
        if began.elapsed() < time && all.failures.len() < 1_000 {
            start(&mut running);
        }
    }
    Ok((all, began.elapsed()))
}

async fn commit_one(clinic: Arc<Clinic>, next: Arc<AtomicU64>) -> Result<(), String> {
    let id = next.fetch_add(1, Ordering::Relaxed);
    clinic.execute(&format!("INSERT INTO bench_commit (id) VALUES ({id})")).await
}

async fn book_one(
    clinic: Arc<Clinic>,
    wishes: Arc<Vec<HoldSlotRequest>>,
    next: Arc<AtomicU64>,
) -> Result<(), String> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    let index = usize::try_from(number).unwrap_or_default() % wishes.len().max(1);
    let wish = wishes.get(index).cloned().ok_or("there is no free time")?;
    let patient = clinic.patient(number);
    let told = |error: UseCaseError| match error {
        UseCaseError::Refused(refusal) => refusal.rule.to_owned(),
        other => {
            let source = std::error::Error::source(&other).map(ToString::to_string).unwrap_or_default();
            format!("{other}: {source}")
        }
    };
    let held = hold_slot(&clinic.backend, &patient, wish).await.map_err(told)?;
    let confirmation = ConfirmHoldRequest {
        hold: held.hold,
        key: Uuid::new_v4().to_string(),
        note: String::new(),
        moving: None,
    };
    confirm_hold(&clinic.backend, &patient, confirmation).await.map_err(told)?;
    Ok(())
}
