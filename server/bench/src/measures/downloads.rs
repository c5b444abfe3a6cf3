//! The record as a file to read, asked for and made by the worker: of a patient with many results, and of one with five times as
//! many. The memory is this process's own, at its highest while the file is made, less what it had before.

use super::Setting;
use super::results::{ndjson, reader};
use crate::clinic::{Clinic, Size};
use crate::process::memory;
use crate::report::{Report, kilobytes, shown};
use domain::actor::{Actor, Relation};
use domain::downloads::contract::AskDownloadRequest;
use domain::downloads::{Kind, Part, State};
use domain::ids::{DownloadId, GrantId};
use domain::permission::Scope;
use i18n::Lang;
use std::time::Instant;
use usecases::UseCaseError;
use usecases::account::{NewAccount, Passwords, Strength, upsert};
use usecases::downloads::{ask, fetch, list};
use usecases::import::{Source, import_fhir};

/// On each database, both patients.
///
/// # Errors
/// Why it could not be measured.
pub async fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    let sizes = [setting.pick(10, 2_000), setting.pick(50, 10_000)];
    let told = |error: UseCaseError| error.to_string();
    for (name, url) in setting.databases("downloads").await? {
        let mut clinic = Clinic::open(&url, Size { providers: 2, patients: 20 }, None::<fn(&str)>).await?;
        clinic.facility.results.laboratory = domain::results::release::Rule::AtOnce;
        let rules = serde_json::to_string(&clinic.facility.results).map_err(|error| error.to_string())?;
        clinic.execute(&format!("UPDATE facility SET results = '{rules}'")).await?;
        report.part(&format!("The record as a PDF file on {name}"));
        for results in sizes {
            let number = format!("D-{results}");
            let path = setting.folder.join(format!("{number}.ndjson"));
            std::fs::write(&path, ndjson(&number, results)).map_err(|error| error.to_string())?;
            import_fhir(&clinic.backend, clinic.facility.id, vec![Source::File(path)], |_, _| {})
                .await
                .map_err(|error| error.to_string())?;
            let mut actor = reader(&clinic, &number).await?;
            let chart = actor.chart.ok_or("no chart")?;
            let account = NewAccount {
                facility: clinic.facility.id,
                username: number.to_lowercase(),
                display_name: number.clone(),
                password: "a quiet harbour at dawn".to_owned(),
                roles: Vec::new(),
                provider: None,
                charts: vec![(chart, Relation::Own, Scope::ALL.to_vec())],
            };
            actor.account =
                upsert(&clinic.backend, &Passwords::new(Strength::FLOOR), account).await.map_err(told)?;
            // The reader's grant is the one that is stored: whoever fetches is who asked.
            for grant in &mut actor.grants {
                grant.id = GrantId(chart.0);
            }
            let id = clinic.id(chart.0);
            clinic.execute(&format!("UPDATE access_grant SET id = {id} WHERE chart_id = {id}")).await?;
            let request = AskDownloadRequest {
                kind: Kind::Pdf,
                parts: Part::ALL.iter().map(|part| part.name().to_owned()).collect(),
                from: String::new(),
                to: String::new(),
            };
            ask(&clinic.backend, &clinic.facility, &actor, Lang::En, request).await.map_err(told)?;
            // The kernel forgets the highest so far.
            drop(std::fs::write("/proc/self/clear_refs", "5"));
            let before = memory(std::process::id(), "VmRSS:").unwrap_or_default();
            let began = Instant::now();
            let made = server::downloads::make_waiting(&clinic.backend, &clinic.facility).await;
            let took = began.elapsed();
            let most = memory(std::process::id(), "VmHWM:").unwrap_or_default();
            let found = list(&clinic.backend, &clinic.facility, &actor).await.map_err(told)?;
            let line = found.lines.first().filter(|line| line.state == State::Ready);
            let line = line.ok_or("the file was not made")?;
            if made.map_err(told)? != 1 {
                return Err("something else was made".to_owned());
            }
            actor.proven = clinic.backend.clock.now();
            let pages = count_pages(&clinic, &actor, line.id, line.bytes).await.map_err(told)?;
            report.row(
                format!("{results} tests in reports of 5: asked for until it is stored"),
                format!("{}, {pages} pages, a file of {}", shown(took), kilobytes(line.bytes)),
            );
            report.row(format!("{results}: most memory"), kilobytes(most.saturating_sub(before)));
        }
    }
    Ok(())
}

/// How many pages a file has: each says what it is in clear text.
async fn count_pages(
    clinic: &Clinic,
    actor: &Actor,
    id: DownloadId,
    size: u64,
) -> Result<usize, UseCaseError> {
    let file = fetch(&clinic.backend, actor, id).await?;
    let mut bytes: Vec<u8> = Vec::new();
    while (bytes.len() as u64) < size {
        bytes.extend(file.read_from(bytes.len() as u64).await?);
    }
    const PAGE: &[u8] = b"/Type/Page";
    let at = bytes.windows(PAGE.len() + 1).filter(|window| window.starts_with(PAGE));
    Ok(at.filter(|window| !window.last().is_some_and(u8::is_ascii_alphabetic)).count())
}
