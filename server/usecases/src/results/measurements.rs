//! Weight, blood pressure and the like: what is measured at visits, each with its course.

use super::plain_words::explanations;
use super::read::{Replacements, test};
use super::shown::{Shown, split};
use super::store::{read as people, visit as store};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit};
use domain::actor::{Actor, Relation};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::permission::Action;
use domain::policy;
use domain::records::contract::Measurements;
use domain::results::contract::{Earlier, MOST_EARLIER};
use i18n::Lang;

/// Most measurements that are looked through.
const MOST_MEASURED: u64 = 1_000;

/// The newest value of each measurement with its earlier ones, the latest first.
///
/// # Errors
/// The policy's refusal.
pub async fn read_measurements(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
) -> Result<Measurements, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_chart(actor, Action::ReadRecords, now) {
        Ok(permit) => permit,
        Err(refusal) => {
            return Err(audit::denied(backend, actor, "records.measurements", refusal.into()).await);
        }
    };
    let is_own = actor.grant().is_some_and(|grant| grant.relation == Relation::Own);
    let event = audit::Event::of(actor, now, "records.measurements", "");
    measured(backend, (facility, lang), (permit.chart(), is_own, false), &event).await
}

/// How many measurements are restricted or kept back.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_restricted(
    backend: &Backend,
    facility: FacilityId,
    chart: ChartId,
) -> Result<u64, UseCaseError> {
    store::count_restricted(backend.db.reader(), facility, chart).await
}

/// The same for whoever may; with `is_own`, what is restricted too, and with `sees_kept_back`, what its sender keeps from the patient.
///
/// # Errors
/// When the database fails.
pub(crate) async fn measured(
    backend: &Backend,
    (facility, lang): (&Facility, Lang),
    (chart, is_own, sees_kept_back): (ChartId, bool, bool),
    event: &audit::Event,
) -> Result<Measurements, UseCaseError> {
    audit::record_alone(backend, event).await?;
    let db = backend.db.reader();
    let found = people::list_people(db, facility.id, &[chart]).await?;
    let person = found.get(&chart).cloned().unwrap_or_default();
    let whose = (chart, is_own, sees_kept_back);
    let stored = store::list_measured(db, facility.id, whose, MOST_MEASURED).await?;
    let mut series: Vec<(Shown, Vec<Earlier>)> = Vec::new();
    for value in stored.iter().flat_map(|one| split(one, &person)).filter(|value| !value.value.is_empty()) {
        // Parts of one measurement (systolic, diastolic) have its code, and names of their own.
        let is_same = |(newest, _): &&mut (Shown, Vec<Earlier>)| {
            newest.code == value.code
                // What is kept back has a course of its own, which is marked.
                && newest.is_kept_back == value.is_kept_back
                && newest.part.is_some() == value.part.is_some()
                && (value.part.is_none() || newest.title == value.title)
        };
        match series.iter_mut().find(is_same) {
            None => series.push((value, Vec::new())),
            Some((newest, earlier)) => {
                if earlier.len() < MOST_EARLIER && newest.value.unit == value.value.unit {
                    earlier.push(Earlier {
                        result: None,
                        date: value.date,
                        at: value.at.0,
                        value: value.value,
                        flag: value.flag,
                    });
                }
            }
        }
    }
    let newest: Vec<EntryId> = series.iter().map(|(value, _)| value.entry).collect();
    let reader = (chart, sees_kept_back);
    let explained = explanations(db, (facility.id, lang), reader, &newest).await?;
    let none = Replacements::new();
    let zone = facility.zone.as_str();
    let test = |(value, earlier)| test(value, earlier, (&none, &explained, zone));
    let tests = series.into_iter().map(test).collect();
    Ok(Measurements { tests })
}
