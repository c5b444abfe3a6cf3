//! Reading a record that is open: the same queries as the patient's, with another right, and the purpose in every event.

use super::{READ, event, sees_all, viewing};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, records, results};
use domain::actor::Actor;
use domain::chart_view::contract::{
    ChartEntry, ChartEntryRequest, ChartMeasurements, ChartRequest, ChartResult, ChartResultLine,
    ChartResults, ChartResultsRequest, ChartSection, ChartSectionRequest,
};
use domain::chart_view::policy::ViewPermit;
use domain::ids::{ChartId, EntryId};
use domain::records::contract::{ReadEntryRequest, ReadSectionRequest};
use domain::results::contract::ListResultsRequest;
use i18n::Lang;

/// The event of a look: its purpose, then what was looked at.
fn look(backend: &Backend, actor: &Actor, permit: &ViewPermit, what: &str) -> audit::Event {
    let subject = format!("{} {what}", permit.purpose().name());
    event(actor, permit.chart(), (READ, &subject), backend.clock.now())
}

fn records_of(permit: &ViewPermit) -> records::Reader {
    records::Reader::of_clinic(permit.chart(), sees_all(permit))
}

async fn results_of(
    backend: &Backend,
    actor: &Actor,
    permit: &ViewPermit,
) -> Result<results::Reader, UseCaseError> {
    results::Reader::of_clinic(backend, (actor.facility, permit.chart()), sees_all(permit)).await
}

/// A section of the record, and how many entries of it are held back.
///
/// # Errors
/// The policy's refusal.
pub async fn read_section(
    backend: &Backend,
    actor: &Actor,
    request: ChartSectionRequest,
) -> Result<ChartSection, UseCaseError> {
    let permit = viewing(backend, actor, request.chart).await?;
    let ChartSectionRequest { section, after, state, from, until, .. } = request;
    let wanted = ReadSectionRequest { section, after, state, from, until };
    let noted = look(backend, actor, &permit, section.slug());
    let page = records::section(backend, records_of(&permit), &noted, &wanted).await?;
    let held_back = if sees_all(&permit) {
        0
    } else {
        records::count_restricted(backend, (actor.facility, permit.chart()), section).await?
    };
    Ok(ChartSection { page, held_back })
}

/// One entry. Hidden, held back, foreign and missing ones look the same.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_entry(
    backend: &Backend,
    actor: &Actor,
    of: (&Facility, Lang),
    request: ChartEntryRequest,
) -> Result<ChartEntry, UseCaseError> {
    let permit = viewing(backend, actor, request.chart).await?;
    let results = results_of(backend, actor, &permit).await?;
    let noted = look(backend, actor, &permit, &format!("entry {}", request.id));
    let readers = (records_of(&permit), Some(&results));
    let wanted = ReadEntryRequest { id: request.id };
    Ok(ChartEntry { page: records::entry_page(backend, of, readers, (&noted, READ), wanted).await? })
}

/// A file of an entry, or of a result, also of one that the patient does not see.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn download(
    backend: &Backend,
    actor: &Actor,
    chart: ChartId,
    (id, index): (EntryId, usize),
) -> Result<records::Download, UseCaseError> {
    let permit = viewing(backend, actor, chart).await?;
    let noted = look(backend, actor, &permit, &format!("file {id}/{index}"));
    let results = results_of(backend, actor, &permit).await?;
    records::give_to_clinic(backend, (records_of(&permit), &results), &noted, (id, index)).await
}

/// A page of the results, also those that the patient does not see.
///
/// # Errors
/// The policy's refusal.
pub async fn list_results(
    backend: &Backend,
    actor: &Actor,
    request: ChartResultsRequest,
) -> Result<ChartResults, UseCaseError> {
    let permit = viewing(backend, actor, request.chart).await?;
    let reader = results_of(backend, actor, &permit).await?;
    audit::record_alone(backend, &look(backend, actor, &permit, "results")).await?;
    let wanted = ListResultsRequest { words: request.words, after: request.after };
    let (listed, next) = results::lines(backend, actor.facility, &reader, &wanted).await?;
    let held_back = results::count_held_back(backend, actor.facility, &reader).await?;
    let line = |listed: results::Listed| ChartResultLine { line: listed.line, standing: listed.standing };
    Ok(ChartResults { results: listed.into_iter().map(line).collect(), next, held_back })
}

/// One result.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_result(
    backend: &Backend,
    actor: &Actor,
    of: (&Facility, Lang),
    request: ChartEntryRequest,
) -> Result<ChartResult, UseCaseError> {
    let permit = viewing(backend, actor, request.chart).await?;
    let reader = results_of(backend, actor, &permit).await?;
    let noted = look(backend, actor, &permit, &format!("result {}", request.id));
    let (page, standing) = results::result_page(backend, of, &reader, &noted, request.id).await?;
    Ok(ChartResult { page, standing })
}

/// What was measured.
///
/// # Errors
/// The policy's refusal.
pub async fn read_measurements(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
    request: ChartRequest,
) -> Result<ChartMeasurements, UseCaseError> {
    let permit = viewing(backend, actor, request.chart).await?;
    let noted = look(backend, actor, &permit, "measurements");
    let whose = (permit.chart(), sees_all(&permit), sees_all(&permit));
    let measurements = results::measured(backend, (facility, lang), whose, &noted).await?;
    let held_back = if sees_all(&permit) {
        0
    } else {
        results::count_restricted(backend, actor.facility, permit.chart()).await?
    };
    Ok(ChartMeasurements { measurements, held_back })
}
