//! A request for slots, as use case and over HTTP through the router, while the past grows.

use super::Setting;
use crate::browser::Browser;
use crate::clinic::{Clinic, Size};
use crate::report::{Report, Samples, shown};
use domain::booking::contract::FindSlotsRequest;
use domain::ids::{ProviderId, VisitTypeId};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use usecases::booking::find_slots;

/// Statements that ran, as the database got them.
type Statements = Arc<Mutex<Vec<String>>>;

/// A patient of its own, for requests over HTTP.
const USERNAME: &str = "measured";

/// The three ways of asking.
struct Timed {
    one: Samples,
    any: Samples,
    http: Samples,
}

/// Requests while the past grows a hundredfold.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let past = setting.pick([500, 1_000, 2_000], [10_000, 100_000, 1_000_000]);
    let size = Size { providers: setting.pick(5, 50), patients: setting.pick(100, 2_000) };
    for (name, url) in setting.databases("slots").await? {
        let statements = Statements::default();
        let seen = Arc::clone(&statements);
        let watch = move |sql: &str| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
        };
        let clinic = Clinic::open(&url, size, Some(watch)).await?;
        report.part(&format!(
            "Slots request on {name}: one week of {} providers with 240 appointments ahead each, p50 / p99",
            size.providers
        ));
        let browser =
            Browser::sign_in(&clinic, &setting.folder.join("slots"), (USERNAME, clinic.chart(0))).await?;
        let (mut before, mut timed) = (0, Vec::new());
        for count in past {
            clinic.add_past(before, count).await?;
            before = count;
            statements.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let found = ask(&clinic, &browser, setting.pick(10, 400)).await?;
            report.row(format!("{count} past: use case, one provider"), found.one.shown());
            report.row(format!("{count} past: use case, any of {}", size.providers), found.any.shown());
            report.row(format!("{count} past: HTTP, one provider"), found.http.shown());
            timed.push(found);
        }
        if let (Some(first), Some(last)) = (timed.first(), timed.last()) {
            for (what, least, most) in [
                ("use case", &first.one, &last.one),
                ("any", &first.any, &last.any),
                ("HTTP", &first.http, &last.http),
            ] {
                let ratio = most.percentile(99).as_secs_f64() / least.percentile(99).as_secs_f64().max(1e-9);
                report.row_with_goal(
                    format!("p99 at the most / at the least, {what}"),
                    format!("{ratio:.2}"),
                    "≤ 1.25",
                );
            }
        }
        explain(&clinic, &statements, report).await?;
    }
    Ok(())
}

async fn ask(clinic: &Clinic, browser: &Browser, rounds: u64) -> Result<Timed, String> {
    let (visit_type, _) = clinic.kind_and_place().await?;
    let providers = [clinic.provider("bench-000").await?, clinic.provider("bench-003").await?];
    let request = |provider: Option<ProviderId>| FindSlotsRequest {
        visit_type,
        provider,
        location: None,
        from: None,
        moving: None,
    };
    let mut timed = Timed { one: Samples::default(), any: Samples::default(), http: Samples::default() };
    // The first rounds warm connections and prepared statements and are not counted.
    for round in 0..rounds + 5 {
        let provider = providers.get(usize::from(round % 2 == 0)).copied();
        let patient = clinic.patient(round * 31);
        let is_counted = round >= 5;
        for (asked, samples) in [(provider, &mut timed.one), (None, &mut timed.any)] {
            let began = Instant::now();
            find_slots(&clinic.backend, &patient, request(asked)).await.map_err(|error| error.to_string())?;
            if is_counted {
                samples.add(began.elapsed());
            }
        }
        let began = Instant::now();
        slots_over_http(browser, visit_type, provider).await?;
        if is_counted {
            timed.http.add(began.elapsed());
        }
    }
    Ok(timed)
}

/// How many statements one request needs, and how the database goes about the main one.
async fn explain(clinic: &Clinic, statements: &Statements, report: &mut Report) -> Result<(), String> {
    let (visit_type, _) = clinic.kind_and_place().await?;
    let provider = Some(clinic.provider("bench-003").await?);
    let take = || std::mem::take(&mut *statements.lock().unwrap_or_else(PoisonError::into_inner));
    take();
    let request = FindSlotsRequest { visit_type, provider, location: None, from: None, moving: None };
    let began = Instant::now();
    find_slots(&clinic.backend, &clinic.patient(1), request).await.map_err(|error| error.to_string())?;
    let took = began.elapsed();
    let ran = take();
    report.row("Statements per request (use case)", format!("{} in {}", ran.len(), shown(took)));
    let main = ran.iter().find(|sql| sql.contains("FROM \"claim\"") && sql.contains("busy_from_s"));
    let main = main.ok_or("the statement that reads busy time was not seen")?;
    let plan = clinic.backend.db.explain(main).await.map_err(|error| error.to_string())?;
    report.lines(["The statement that reads busy time, as the database goes about it:".to_owned()]);
    report.lines(plan);
    Ok(())
}

async fn slots_over_http(
    browser: &Browser,
    visit_type: VisitTypeId,
    provider: Option<ProviderId>,
) -> Result<(), String> {
    let provider = provider.map(|id| format!("&request[provider]={id}")).unwrap_or_default();
    let form = format!("request[visit_type]={visit_type}{provider}");
    let body = browser.call("/api/booking/find_slots", form).await?;
    if body.starts_with("{\"days\"") { Ok(()) } else { Err(body) }
}
