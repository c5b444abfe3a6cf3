//! Results of three patients, of whom little, more and much is known: the list's first page and the newest result
//! with its earlier values, as the server functions ask for them and as pages through the whole router; and whether the time of a
//! search tells that a result which is not released has the name that is looked for.

use super::Setting;
use super::names::apart;
use crate::browser::Browser;
use crate::clinic::{Clinic, Size};
use crate::report::{Report, Samples, rate, shown};
use domain::actor::Actor;
use domain::connections::Scopes;
use domain::ids::ClientId;
use domain::results::contract::{ListResultsRequest, ReadResultRequest};
use std::fmt::Write as _;
use std::time::Instant;
use usecases::charts::find_by_record_number;
use usecases::connections::Bearer;
use usecases::exchange::begin_everything;
use usecases::import::{Source, import_fhir};
use usecases::results::{list_results, read_result};

/// Tests of a report.
const TESTS: usize = 5;

/// On each database, all three patients.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let times = setting.pick(3, 200);
    // A page is full with the second: from there on nothing may grow.
    let sizes = [10, setting.pick(50, 300), setting.pick(100, 10_000)];
    for (name, url) in setting.databases("results").await? {
        let mut clinic = Clinic::open(&url, Size { providers: 2, patients: 20 }, None::<fn(&str)>).await?;
        clinic.facility.results.laboratory = domain::results::release::Rule::AtOnce;
        let rules = serde_json::to_string(&clinic.facility.results).map_err(|error| error.to_string())?;
        clinic.execute(&format!("UPDATE facility SET results = '{rules}'")).await?;
        report.part(&format!("Results of a patient on {name}, p50 / p99 of {times}"));
        let mut pages = Vec::new();
        for results in sizes {
            let number = format!("R-{results}");
            let path = setting.folder.join(format!("{number}.ndjson"));
            std::fs::write(&path, ndjson(&number, results)).map_err(|error| error.to_string())?;
            let began = Instant::now();
            let came =
                import_fhir(&clinic.backend, clinic.facility.id, vec![Source::File(path)], |_, _| {}).await;
            let came = came.map_err(|error| error.to_string())?;
            let took = began.elapsed();
            if !came.errors.is_empty() {
                return Err("a resource was not taken".to_owned());
            }
            let written = came.created.values().sum::<u64>();
            let per_second = rate(usize::try_from(written).unwrap_or_default(), took);
            report.row(
                format!("{results} tests in reports of {TESTS}: imported"),
                format!("{} in {}, {per_second:.0} / s", written, shown(took)),
            );
            let actor = reader(&clinic, &number).await?;
            let (list, one) = ask(&clinic, &actor, times).await?;
            report.row(format!("{results}: the list's first page"), list.shown());
            report.row(format!("{results}: the newest with its earlier values"), one.shown());
            let (list_page, one_page) = pages_of(setting, (&clinic, &actor), &number, times).await?;
            report.row(format!("{results}: the list as a page, through the router"), list_page.shown());
            report.row(format!("{results}: the newest as a page, through the router"), one_page.shown());
            report.row(
                format!("{results}: the whole record for an app ($everything)"),
                everything(&clinic, &actor).await?,
            );
            pages.push((list, one));
        }
        if let [_, few, many] = pages.as_slice() {
            let ratio = |few: &Samples, many: &Samples| {
                format!(
                    "{:.2}",
                    many.percentile(50).as_secs_f64() / few.percentile(50).as_secs_f64().max(1e-9)
                )
            };
            report.row("p50 with the most / with one full page, list", ratio(&few.0, &many.0));
            report.row("p50 with the most / with one full page, one", ratio(&few.1, &many.1));
        }
        let number = format!("R-{}", sizes[2]);
        let (hidden, nothing) = searches(setting, &clinic, &number).await?;
        report.row("A search that the name of a result holds which is not released", hidden.shown());
        report.row("A search that no name holds", nothing.shown());
        report.row_with_goal("Searches, their medians apart", apart(&hidden, &nothing), "< 2 %");
        let telling = format!("{:.3}", hidden.telling(&nothing));
        report.row_with_goal("Searches, how well one time tells (AUC)", telling, "< 0.55");
    }
    Ok(())
}

/// A patient with tests, each report a day after the one before.
pub fn ndjson(number: &str, results: usize) -> String {
    let mut text = format!(
        r#"{{"resourceType":"Patient","id":"{number}","identifier":[{{"type":{{"coding":[{{"code":"MR"}}]}},"system":"urn:bench","value":"{number}"}}],"name":[{{"family":"Measured"}}],"gender":"female","birthDate":"1950-01-01"}}"#
    );
    let about = format!(
        r#""subject":{{"reference":"Patient/{number}"}},"status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}]"#
    );
    for report in 0..results.div_ceil(TESTS) {
        let (year, month, day) = (2010 + report / 336, 1 + report / 28 % 12, 1 + report % 28);
        let date = format!("{year}-{month:02}-{day:02}");
        let mut named = Vec::new();
        for test in 0..TESTS.min(results - report * TESTS) {
            let id = format!("{number}-{report}-{test}");
            let _ = write!(
                text,
                "\n{{\"resourceType\":\"Observation\",\"id\":\"{id}\",{about},\"effectiveDateTime\":\"{date}\",\"code\":{{\"coding\":[{{\"system\":\"http://loinc.org\",\"code\":\"{test}-1\"}}],\"text\":\"Test {test}\"}},\"valueQuantity\":{{\"value\":4.{report},\"unit\":\"mmol/L\"}},\"referenceRange\":[{{\"low\":{{\"value\":3.5}},\"high\":{{\"value\":5.1}}}}]}}"
            );
            named.push(format!(r#"{{"reference":"Observation/{id}"}}"#));
        }
        let _ = write!(
            text,
            "\n{{\"resourceType\":\"DiagnosticReport\",\"id\":\"{number}-{report}\",{about},\"effectiveDateTime\":\"{date}\",\"code\":{{\"text\":\"Panel\"}},\"result\":[{}]}}",
            named.join(",")
        );
    }
    text
}

/// The patient with a record number, as an actor.
pub async fn reader(clinic: &Clinic, number: &str) -> Result<Actor, String> {
    let chart = find_by_record_number(&clinic.backend, clinic.facility.id, number).await;
    let chart = chart.map_err(|error| error.to_string())?;
    let mut actor = clinic.patient(0);
    for grant in &mut actor.grants {
        grant.chart = chart;
        grant.scopes = domain::permission::Scope::ALL.to_vec();
    }
    actor.chart = Some(chart);
    Ok(actor)
}

/// Everything of a record as an app gets it: until the first part, and in all.
async fn everything(clinic: &Clinic, actor: &Actor) -> Result<String, String> {
    let bearer = Bearer {
        client: ClientId(clinic.facility.id.0),
        scopes: Scopes::parse("patient/*.rs"),
        reader: Some(actor.clone()),
    };
    let id = actor.chart.ok_or("no chart is shown")?.to_string();
    let began = Instant::now();
    let record = begin_everything(&clinic.backend, &clinic.facility, &bearer, &id).await;
    let mut record = record.map_err(|error| error.to_string())?;
    let (mut first, mut bytes) = (None, 0);
    while let Some(part) = record.next_part().await.map_err(|error| error.to_string())? {
        first.get_or_insert(began.elapsed());
        bytes += part.len();
    }
    let first = first.ok_or("nothing was given")?;
    Ok(format!("{} until the first part, {} for {} kB", shown(first), shown(began.elapsed()), bytes / 1_000))
}

async fn ask(clinic: &Clinic, actor: &Actor, times: usize) -> Result<(Samples, Samples), String> {
    let (mut list, mut one) = (Samples::default(), Samples::default());
    for _ in 0..times {
        let began = Instant::now();
        let page = list_results(&clinic.backend, actor, ListResultsRequest::default()).await;
        let page = page.map_err(|error| error.to_string())?;
        list.add(began.elapsed());
        let id = page.results.first().ok_or("nothing is shown")?.id;
        let began = Instant::now();
        read_result(
            &clinic.backend,
            actor,
            (&clinic.facility, clinic.facility.language),
            ReadResultRequest { id },
        )
        .await
        .map_err(|error| error.to_string())?;
        one.add(began.elapsed());
    }
    Ok((list, one))
}

/// The list and the newest result as a browser asks for them, rendered to the last byte.
async fn pages_of(
    setting: &Setting,
    (clinic, actor): (&Clinic, &Actor),
    number: &str,
    times: usize,
) -> Result<(Samples, Samples), String> {
    let chart = actor.chart.ok_or("no chart is shown")?;
    let who = number.to_lowercase();
    let browser = Browser::sign_in(clinic, &setting.folder.join("results"), (&who, chart)).await?;
    let newest = list_results(&clinic.backend, actor, ListResultsRequest::default()).await;
    let newest = newest.map_err(|error| error.to_string())?.results;
    let one_path = format!("/records/results/{}", newest.first().ok_or("nothing is shown")?.id);
    let (mut list, mut one) = (Samples::default(), Samples::default());
    for (path, samples) in [("/records/results", &mut list), (one_path.as_str(), &mut one)] {
        for _ in 0..times {
            let began = Instant::now();
            let page = browser.page(path).await?;
            samples.add(began.elapsed());
            // A report, or a test of its own.
            if !page.contains("Panel") && !page.contains(">Test ") {
                return Err(format!("{path} shows no result"));
            }
        }
    }
    Ok((list, one))
}

/// The name of a result that nobody has released, and words that no name holds; of one length.
const HIDDEN: &str = "Quillwort";
const NOWHERE: &str = "Bramblefy";

/// Searches that would find a result which is not released, and searches that find nothing, by turns.
async fn searches(setting: &Setting, clinic: &Clinic, number: &str) -> Result<(Samples, Samples), String> {
    let path = setting.folder.join(format!("{number}-hidden.ndjson"));
    let report = format!(
        r#"{{"resourceType":"DiagnosticReport","id":"{number}-hidden","subject":{{"reference":"Patient/{number}"}},"status":"final","category":[{{"coding":[{{"code":"LAB"}}]}}],"effectiveDateTime":"2026-01-02","code":{{"text":"{HIDDEN}"}}}}"#
    );
    std::fs::write(&path, format!("{}\n{report}\n", ndjson(number, 0))).map_err(|error| error.to_string())?;
    let came = import_fhir(&clinic.backend, clinic.facility.id, vec![Source::File(path)], |_, _| {}).await;
    if !came.map_err(|error| error.to_string())?.errors.is_empty() {
        return Err("the report was not taken".to_owned());
    }
    let of_it = format!("id IN (SELECT id FROM entry WHERE title = '{HIDDEN}')");
    clinic.execute(&format!("UPDATE result SET state = 'held', released_s = NULL WHERE {of_it}")).await?;
    let actor = reader(clinic, number).await?;
    let (mut hidden, mut nothing) = (Samples::default(), Samples::default());
    for turn in 0..setting.times.unwrap_or_else(|| setting.pick(3, 200)) {
        for is_hidden in [turn % 2 == 0, turn % 2 != 0] {
            let words = if is_hidden { HIDDEN } else { NOWHERE }.to_owned();
            let request = ListResultsRequest { words, ..ListResultsRequest::default() };
            let began = Instant::now();
            let found =
                list_results(&clinic.backend, &actor, request).await.map_err(|error| error.to_string())?;
            let took = began.elapsed();
            if !found.results.is_empty() {
                return Err("a result is shown that is not released".to_owned());
            }
            if is_hidden { hidden.add(took) } else { nothing.add(took) }
        }
    }
    Ok((hidden, nothing))
}
