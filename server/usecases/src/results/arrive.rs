//! Results that arrive or change with an import: who belongs to whom, which rule holds, and what the patient may see of it.
//! Runs in the transaction that writes the entries, before they are written; their charts are locked.

use super::decide::{Arrived, Told, decide};
use super::family::{Family, LONGEST_CHAIN};
use super::store::arrive::{self as store, Event};
use super::{outgoing, tell};
use crate::db::Tx;
use crate::{UseCaseError, downloads};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::results::release::Stage;
use domain::results::value::Measured;
use domain::time::Instant;
use entity::result;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A report or a test that arrives.
pub struct Arrival {
    pub id: EntryId,
    pub chart: ChartId,
    /// Names by which reports may refer to it.
    pub names: Vec<Uuid>,
    /// The tests that it names.
    pub members: Vec<Uuid>,
    pub code: String,
    pub codes: Vec<String>,
    /// It is a result wherever it stands; others are where a report names them.
    pub is_by_itself: bool,
    /// It names tests, or may.
    pub is_report: bool,
    pub is_laboratory: bool,
    pub clinical: Instant,
    pub stage: Stage,
    /// It should never have been recorded.
    pub is_in_error: bool,
    pub measured: Measured,
}

/// Writes down what arrives, releases what its rule releases at once, and tells of it.
pub async fn arrive(
    tx: &Tx,
    facility: FacilityId,
    arrivals: Vec<Arrival>,
    now: Instant,
) -> Result<(), UseCaseError> {
    if arrivals.is_empty() {
        return Ok(());
    }
    let changed = write_members(tx, facility, &arrivals).await?;
    let ids: BTreeSet<EntryId> = arrivals.iter().map(|arrival| arrival.id).collect();
    let named_by = store::list_reports_of(tx, facility, &ids).await?;
    let there = store::list_there(tx, facility, &ids).await?;
    let is_result = |arrival: &Arrival| {
        arrival.is_by_itself || named_by.contains_key(&arrival.id) || there.contains(&arrival.id)
    };
    let arrivals: Vec<Arrival> = arrivals.into_iter().filter(is_result).collect();
    if arrivals.is_empty() {
        return Ok(());
    }
    let mut family = gather(tx, facility, &arrivals, changed).await?;
    let arrived: BTreeSet<EntryId> = arrivals.iter().map(|arrival| arrival.id).collect();
    let known: BTreeSet<EntryId> =
        arrived.iter().copied().filter(|id| family.before.contains_key(id)).collect();
    let old = store::list_measured(tx, facility, &known).await?;
    let mut moved = Vec::new();
    let mut news = Arrived { ids: arrived, ..Arrived::default() };
    for arrival in &arrivals {
        let is_moved = family.before.get(&arrival.id).is_some_and(|known| known.chart_id != arrival.chart);
        if is_moved {
            // It is another patient's now: nothing of what it was goes with it.
            moved.extend(family.before.remove(&arrival.id));
            news.events.push(Event { id: arrival.id, what: "moved", before: None, reason: None });
        } else if let Some(old) = old.get(&arrival.id)
            && !old.says_the_same(&arrival.measured)
        {
            news.corrected.insert(arrival.id, old.clone());
        }
        if arrival.is_in_error {
            news.errors.insert(arrival.id);
        }
        let mut row = row(facility, arrival, family.before.get(&arrival.id), now);
        if let Some(old) = moved.iter().find(|old| old.id == arrival.id) {
            row.version = old.version + 1;
        }
        family.rows.insert(arrival.id, row);
    }
    family.govern();
    let settings = store::find_settings(tx, facility).await?;
    let mut pages: BTreeSet<(ChartId, bool)> = BTreeSet::new();
    let mut messages = Vec::new();
    let mut sensitive = BTreeSet::new();
    for row in moved.iter().filter(|row| row.governor_id.is_some() || row.state == "released") {
        pages.insert((row.chart_id, false));
    }
    for root in family.roots_of(&news.ids) {
        let Some(Told { id, chart, is_sensitive, was_sensitive, what }) =
            decide(&mut family, &settings, root, &mut news, now)
        else {
            continue;
        };
        if is_sensitive && !was_sensitive && matches!(what, tell::What::Corrected) {
            sensitive.insert(chart);
        }
        // Whoever saw it until now hears that it has changed.
        pages.insert((chart, is_sensitive && was_sensitive));
        let about = tell::About { result: id, chart, is_sensitive, has_comment: false };
        messages.extend(tell::messages(tx, facility, about, what, now).await?);
    }
    // What joined it makes it one that whoever acts for the patient no longer sees.
    let sensitive: Vec<ChartId> = sensitive.into_iter().collect();
    downloads::withdraw_from_others(tx, facility, &sensitive, now).await?;
    let changed = family.changed();
    store::upsert(tx, changed).await?;
    store::insert_events(tx, facility, news.events, now).await?;
    // However many there are of one chart, its pages are told once.
    for page in pages {
        tell::tell_pages(tx, facility, page, now).await?;
    }
    outgoing(tx, messages, now).await
}

/// Writes which tests the arriving reports name, and lets reports that wait for an arriving test name it by its id. Says
/// which tests are named now or were before.
async fn write_members(
    tx: &Tx,
    facility: FacilityId,
    arrivals: &[Arrival],
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let named: BTreeSet<Uuid> = arrivals.iter().flat_map(|arrival| arrival.members.iter().copied()).collect();
    let stored = store::find_named(tx, facility, &named).await?;
    let reports: BTreeSet<EntryId> =
        arrivals.iter().filter(|arrival| arrival.is_report).map(|arrival| arrival.id).collect();
    let before = store::list_members(tx, facility, &reports).await?;
    let mut all = BTreeSet::new();
    for arrival in arrivals.iter().filter(|arrival| arrival.is_report) {
        let mut members: Vec<Uuid> = Vec::new();
        for member in &arrival.members {
            let member = stored.get(member).copied().unwrap_or(*member);
            if !members.contains(&member) && member != arrival.id.0 {
                members.push(member);
            }
        }
        let known = before.get(&arrival.id).map(Vec::as_slice).unwrap_or_default();
        all.extend(members.iter().chain(known).copied().map(EntryId));
        if members != known {
            store::replace_members(tx, facility, arrival.id, &members).await?;
        }
    }
    let names: HashMap<Uuid, EntryId> =
        arrivals.iter().flat_map(|arrival| arrival.names.iter().map(|name| (*name, arrival.id))).collect();
    store::name_members(tx, facility, &names).await?;
    Ok(all)
}

/// Everything that may be touched: what arrives, what it names, the reports above, and what belongs to any of them.
async fn gather(
    tx: &Tx,
    facility: FacilityId,
    arrivals: &[Arrival],
    changed: BTreeSet<EntryId>,
) -> Result<Family, UseCaseError> {
    let mut all: BTreeSet<EntryId> =
        arrivals.iter().map(|arrival| arrival.id).chain(changed.clone()).collect();
    let mut newest = all.clone();
    for _ in 0..LONGEST_CHAIN {
        let above = store::list_reports_of(tx, facility, &newest).await?;
        newest = above.into_values().flatten().filter(|id| !all.contains(id)).collect();
        if newest.is_empty() {
            break;
        }
        all.extend(newest.iter().copied());
    }
    all.extend(store::list_governors(tx, facility, &all).await?);
    all.extend(store::list_governed(tx, facility, &all).await?);
    let named_by = store::list_reports_of(tx, facility, &all).await?;
    let before = store::lock(tx, facility, &all).await?;
    let mut rows: BTreeMap<EntryId, result::Model> =
        before.iter().map(|(id, row)| (*id, row.clone())).collect();
    // Tests that came before any report named them.
    let arriving: HashSet<EntryId> = arrivals.iter().map(|arrival| arrival.id).collect();
    let missing = changed.into_iter().filter(|id| !rows.contains_key(id) && !arriving.contains(id)).collect();
    for test in store::list_stored_tests(tx, facility, &missing).await? {
        rows.insert(test.id, test);
    }
    Ok(Family { rows, before, named_by })
}

fn row(
    facility: FacilityId,
    arrival: &Arrival,
    known: Option<&result::Model>,
    now: Instant,
) -> result::Model {
    let new = store::new_row(facility, arrival.id, arrival.chart, now);
    result::Model {
        code: arrival.code.clone(),
        codes: arrival.codes.join(" "),
        is_laboratory: arrival.is_laboratory,
        clinical_s: arrival.clinical,
        stage: arrival.stage.name().to_owned(),
        ..known.cloned().unwrap_or(new)
    }
}
