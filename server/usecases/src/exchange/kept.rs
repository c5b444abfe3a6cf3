//! All that is kept of one patient, or of a clinic, as it came: for the operator on the command line. One Bundle, written while it is
//! read; importing it elsewhere makes the same records.

use super::clinic::{ClinicRecords, MAKE};
use super::moved::{moved, own_address, renamed};
use super::references::{Stored, parsed, resolve_all};
use super::store;
use crate::account::operator_event;
use crate::db::Connection;
use crate::records::store as entries;
use crate::{Backend, UseCaseError, audit, zones};
use domain::connections::NAMED;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::time::Instant;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Resources whose places are read at once.
const AT_ONCE: u64 = 200;
/// Characters of resources that are read at once.
const MOST_AT_ONCE: usize = 1_000_000;

/// Whose records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of one patient, with the people and places they name.
    One(ChartId),
    /// All of the facility.
    All,
}

/// Records on their way out.
#[derive(Debug)]
pub struct Kept {
    backend: Backend,
    facility: FacilityId,
    begun: Instant,
    place: Place,
    /// People and places that were named, and those that were given.
    named: BTreeSet<Uuid>,
    given: BTreeSet<Uuid>,
    is_first: bool,
    left_out: u64,
}

/// How far they are.
#[derive(Debug)]
enum Place {
    Head(Whose),
    Patient(ChartId),
    Entries(ChartId, Option<(String, Instant, EntryId)>),
    Named,
    OfType(usize, Option<Uuid>),
    Done,
}

/// Begins to give records to the operator: released or not, whoever may see them. Every patient's log tells of it before anything is
/// read.
///
/// # Errors
/// `NotFound` for a chart that is not there, or was merged into another.
pub async fn begin_kept(backend: &Backend, facility: FacilityId, whose: Whose) -> Result<Kept, UseCaseError> {
    let now = backend.clock.now();
    match whose {
        Whose::One(chart) => {
            let row = store::find_chart(backend.db.reader(), facility, chart.0).await?;
            if row.is_none_or(|row| row.merged_into.is_some()) {
                return Err(UseCaseError::NotFound);
            }
            let event = operator_event(facility, now, "records.export", "fhir");
            audit::record_alone(backend, &audit::Event { chart: Some(chart), ..event }).await?;
        }
        Whose::All => note_all(backend, facility, now).await?,
    }
    Ok(Kept {
        backend: backend.clone(),
        facility,
        begun: now,
        place: Place::Head(whose),
        named: BTreeSet::new(),
        given: BTreeSet::new(),
        is_first: true,
        left_out: 0,
    })
}

/// Notes for the clinic, and for each patient, that all records are taken along.
async fn note_all(backend: &Backend, facility: FacilityId, now: Instant) -> Result<(), UseCaseError> {
    audit::record_alone(backend, &operator_event(facility, now, "exports.ask", "")).await?;
    let mut after = None;
    loop {
        let charts = store::list_charts(backend.db.reader(), facility, after, AT_ONCE).await?;
        let Some(last) = charts.last() else { return Ok(()) };
        after = Some(*last);
        let tx = backend.db.begin().await?;
        for chart in charts {
            let event = operator_event(facility, now, MAKE, "");
            audit::record(&tx, &backend.keys, &audit::Event { chart: Some(chart), ..event }).await?;
        }
        tx.commit().await?;
    }
}

impl Kept {
    /// The next part of the Bundle; nothing once all was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_part(&mut self) -> Result<Option<String>, UseCaseError> {
        let backend = self.backend.clone();
        let (db, facility) = (backend.db.reader(), self.facility);
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Head(whose) => {
                self.place = match whose {
                    Whose::One(chart) => Place::Patient(chart),
                    Whose::All => Place::OfType(0, None),
                };
                let at = zones::rfc3339(self.begun);
                Ok(Some(format!(r#"{{"resourceType":"Bundle","type":"collection","timestamp":"{at}""#)))
            }
            Place::Patient(chart) => {
                self.place = Place::Entries(chart, None);
                let rows = store::list_chart_rows(db, facility, &[chart]).await?;
                let stored = rows.into_iter().map(Stored::from).collect();
                Ok(Some(self.written(db, stored).await?))
            }
            Place::Entries(chart, after) => {
                let places = entries::list_of_chart(db, facility, (chart, after), AT_ONCE).await?;
                let mut length = 0_usize;
                // A long one goes alone.
                let some = places.into_iter().take_while(|place| {
                    let is_first = length == 0;
                    length = length.saturating_add(place.length.max(1));
                    is_first || length <= MOST_AT_ONCE
                });
                let some: Vec<entries::Place> = some.collect();
                self.place = match some.last() {
                    Some(last) => Place::Entries(chart, Some((last.kind.clone(), last.at, last.id))),
                    None => Place::Named,
                };
                let ids: Vec<Uuid> = some.iter().map(|place| place.id.0).collect();
                let stored = store::list_all_contents(db, facility, &ids).await?;
                Ok(Some(self.written(db, stored).await?))
            }
            Place::Named => {
                let ids: Vec<Uuid> =
                    std::mem::take(&mut self.named).difference(&self.given).copied().collect();
                if ids.is_empty() {
                    return Ok(Some(self.end().to_owned()));
                }
                self.given.extend(ids.iter().copied());
                self.place = Place::Named;
                let lines = store::list_lines(db, facility, &ids).await?;
                let stored = lines.into_iter().map(|(_, stored)| stored).collect();
                // What these name in turn: a role its clinician.
                Ok(Some(self.written(db, stored).await?))
            }
            Place::OfType(index, after) => {
                let types = types();
                let Some(type_name) = types.get(index) else { return Ok(Some(self.end().to_owned())) };
                let stored = ClinicRecords::of(&backend, facility).stored(type_name, after).await?;
                self.place = match stored.last() {
                    Some(last) => Place::OfType(index, Some(last.id)),
                    None => Place::OfType(index.saturating_add(1), None),
                };
                let part = self.written(db, stored).await?;
                self.named.clear();
                Ok(Some(part))
            }
            Place::Done => Ok(None),
        }
    }

    /// How many resources could not be given out: what no import has brought may be anything.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    const fn end(&self) -> &'static str {
        if self.is_first { "}\n" } else { "\n]}\n" }
    }

    /// Entries of the Bundle, each on a line: resources as they came, with the addresses they came with.
    async fn written(&mut self, db: &impl Connection, stored: Vec<Stored>) -> Result<String, UseCaseError> {
        let all = stored.len();
        let (parsed, rows) = parsed(stored);
        self.left_out = self.left_out.saturating_add((all - rows.len()) as u64);
        let targets = resolve_all(db, self.facility, &parsed).await?;
        self.named.extend(targets.named());
        let moved = moved(db, self.facility, &targets).await?;
        let mut part = String::new();
        for ((resource, full_url), row) in parsed.iter().zip(&rows) {
            part.push_str(if std::mem::take(&mut self.is_first) { ",\"entry\":[\n{" } else { ",\n{" });
            // What came without address and id is recognised by its number; others find it by this.
            let unnamed = || resource.id().is_none().then(|| own_address(row.id));
            if let Some(address) = full_url.clone().or_else(unnamed) {
                part.push_str(&format!(r#""fullUrl":{},"#, Value::String(address)));
            }
            part.push_str(r#""resource":"#);
            if moved.is_empty() {
                part.push_str(&row.content);
            } else {
                part.push_str(&renamed(resource.json(), full_url.as_ref(), &moved).to_string());
            }
            part.push('}');
        }
        Ok(part)
    }
}

/// Every type, those first that others refer to.
fn types() -> Vec<&'static str> {
    let mut types = ClinicRecords::types();
    types.sort_by_key(|name| (*name != "Patient", !NAMED.contains(name)));
    types
}
