//! One result with its tests, what has changed since the last time, and what was before.

use super::list::standing;
use super::plain_words::{Explanations, explanations};
use super::shown::{Shown, split, values};
use super::store::read::{self as store, Person, Stored};
use super::{Reader, may_read};
use crate::db::Tx;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, family, live, records, zones};
use domain::actor::{Actor, Relation};
use domain::chart_view::contract::Standing;
use domain::ids::EntryId;
use domain::permission::Scope;
use domain::results::contract::{Earlier, MOST_EARLIER, ReadResultRequest, Replaced, ResultPage, Test};
use domain::results::release::Stage;
use domain::results::value::{Measured, Value};
use domain::results::{OwnRange, change, own_range};
use domain::time::Instant;
use entity::result;
use i18n::Lang;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What could be seen of tests before they were corrected, and until when.
pub type Replacements = BTreeMap<EntryId, Vec<(Instant, Measured)>>;

/// One result, explained in the reader's language where its codes are known. Held, blocked, foreign and missing ones look the same.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_result(
    backend: &Backend,
    actor: &Actor,
    of: (&Facility, Lang),
    request: ReadResultRequest,
) -> Result<ResultPage, UseCaseError> {
    let reader = may_read(backend, actor, "results.read").await?;
    let event = audit::Event::of(actor, backend.clock.now(), "results.read", &request.id.to_string());
    Ok(page(backend, of, &reader, &event, request.id).await?.0)
}

/// The same for whoever may, and whether the patient sees it.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn page(
    backend: &Backend,
    (facility, lang): (&Facility, Lang),
    reader: &Reader,
    event: &audit::Event,
    id: EntryId,
) -> Result<(ResultPage, Standing), UseCaseError> {
    let now = event.at;
    let db = backend.db.reader();
    // What changes while this is read is told afterwards.
    let seq = live::newest(backend).await?;
    let row = store::find(db, facility.id, reader, id).await?.ok_or(UseCaseError::NotFound)?;
    let version = row.version;
    let author = row.commented_by.or(row.decided_by);
    let found = store::load(db, facility.id, (vec![row], reader.sees_kept_back())).await?.pop();
    let found = found.ok_or(UseCaseError::NotFound)?;
    let people = store::list_people(db, facility.id, &[reader.chart]).await?;
    let person = people.get(&reader.chart).cloned().unwrap_or_default();
    let shown = values(&found, &person);
    let entries: Vec<EntryId> =
        shown.iter().map(|value| value.entry).chain([id]).collect::<BTreeSet<_>>().into_iter().collect();
    let replaced = store::list_replaced(db, facility.id, &entries).await?;
    let codes: BTreeSet<&str> =
        shown.iter().map(|value| value.code.as_str()).filter(|code| !code.is_empty()).collect();
    let latest = shown.iter().map(|value| value.at).max().unwrap_or(now);
    let before = store::list_earlier(db, facility.id, reader, &codes, latest).await?;
    let hidden = hidden(backend, facility, reader, &before).await?;
    let explained =
        explanations(db, (facility.id, lang), (reader.chart, reader.sees_kept_back()), &entries).await?;
    let names = store::list_names(db, facility.id, author.as_slice()).await?;
    let files = if found.own.files == 0 {
        Vec::new()
    } else {
        records::list_of_result(db, facility.id, reader, id).await?
    };
    let source = records::source_of(db, (facility, lang), id).await?;
    let tx = backend.db.begin().await?;
    let still = store::find(&tx, facility.id, reader, id).await?;
    // What was hidden, or joined by something, while it was read is not shown as it was.
    if still.is_none_or(|still| still.version != version) {
        tx.rollback().await?;
        return Err(UseCaseError::NotFound);
    }
    audit::record(&tx, &backend.keys, event).await?;
    if !reader.is_clinics {
        note_seen(&tx, reader, &found.row, now).await?;
    }
    tx.commit().await?;
    let standing = standing(&found.row);
    let zone = facility.zone.as_str();
    let concluded = conclusions(replaced.get(&id), &found.own.measured, zone);
    let about = explained.of_report(&found.own, &shown);
    let tests = shown
        .into_iter()
        .map(|value| {
            let earlier = earlier(&value, &before, &person);
            let own = own(&value, &earlier, &hidden);
            let earlier = earlier.into_iter().map(|(_, one)| one).collect();
            Test { own, ..test(value, earlier, (&replaced, &explained, zone)) }
        })
        .collect();
    let page = ResultPage {
        id,
        title: found.own.title,
        date: found.own.date,
        stage: Stage::parse(&found.row.stage).unwrap_or(Stage::Preliminary),
        recorded_by: found.own.recorded_by,
        explained: about,
        conclusions: found.own.measured.conclusions,
        comment: found.row.comment,
        clinician: author.and_then(|author| names.get(&author).cloned()),
        released: zones::local(zone, found.row.released_s.unwrap_or(now)),
        concluded,
        tests,
        files,
        source,
        chart: reader.chart,
        seq,
    };
    Ok((page, standing))
}

/// Notes that the patient has opened it, or, where the patient has no account, somebody who acts for them.
async fn note_seen(tx: &Tx, reader: &Reader, row: &result::Model, now: Instant) -> Result<(), UseCaseError> {
    if row.seen_s.is_some() {
        return Ok(());
    }
    let has_own = async || -> Result<bool, UseCaseError> {
        let grants = family::list_reading(tx, row.facility_id, reader.chart, Scope::Results, now).await?;
        Ok(grants.iter().any(|grant| grant.relation == Relation::Own))
    };
    if reader.is_own || !has_own().await? {
        store::update_seen(tx, row, now).await?;
    }
    Ok(())
}

/// Which of the results with earlier values the patient does not see: the clinic alone reads any of those.
async fn hidden(
    backend: &Backend,
    facility: &Facility,
    reader: &Reader,
    before: &HashMap<String, Vec<(EntryId, Stored)>>,
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    if !reader.is_clinics {
        return Ok(BTreeSet::new());
    }
    let results = before.values().flatten().map(|(result, _)| *result).collect();
    store::list_unreleased(backend.db.reader(), facility.id, results).await
}

/// The person's own usual range from what is final among the earlier values and seen by the patient.
fn own(value: &Shown, earlier: &[(Stage, Earlier)], hidden: &BTreeSet<EntryId>) -> Option<OwnRange> {
    let is_final = |stage: Stage| matches!(stage, Stage::Final | Stage::Corrected);
    if value.stage == Stage::Cancelled || value.is_kept_back {
        return None;
    }
    let counted = earlier
        .iter()
        .filter(|(stage, one)| is_final(*stage) && one.result.is_none_or(|result| !hidden.contains(&result)));
    let counted: Vec<(i64, &Value)> = counted.map(|(_, one)| (one.at, &one.value)).collect();
    own_range(&value.value, &counted)
}

/// Earlier values of the same test in the same unit, newest first, and how far each is.
fn earlier(
    value: &Shown,
    before: &HashMap<String, Vec<(EntryId, Stored)>>,
    person: &Person,
) -> Vec<(Stage, Earlier)> {
    let mut earlier = Vec::new();
    for (result, stored) in before.get(&value.code).into_iter().flatten() {
        if stored.at >= value.at || earlier.len() >= MOST_EARLIER {
            continue;
        }
        // A part of a test is compared with the part of the same name.
        let is_same = |one: &Shown| {
            one.part.is_some() == value.part.is_some() && (one.part.is_none() || one.title == value.title)
        };
        let same = split(stored, person).into_iter().find(is_same);
        if let Some(one) = same.filter(|one| one.value.unit == value.value.unit && !one.value.is_empty()) {
            let found = Earlier {
                result: Some(*result),
                date: one.date,
                at: one.at.0,
                value: one.value,
                flag: one.flag,
            };
            earlier.push((one.stage, found));
        }
    }
    earlier
}

/// A value as the page shows it.
pub fn test(
    value: Shown,
    earlier: Vec<Earlier>,
    (replaced, explained, zone): (&Replacements, &Explanations, &str),
) -> Test {
    let said = |value: &Value| {
        (value.text.clone(), value.is_so, value.number.clone(), value.unit.clone(), value.absent.clone())
    };
    let before = replaced.get(&value.entry).into_iter().flatten();
    let replaced = before
        .filter_map(|(at, measured)| {
            let old = match value.part {
                Some(_) => measured.parts.iter().find(|part| part.title == value.title)?.value.clone(),
                None => measured.value.clone(),
            };
            (said(&old) != said(&value.value)).then(|| Replaced { at: zones::local(zone, *at), value: old })
        })
        .collect();
    Test {
        explained: explained.of_value(&value),
        own: None,
        change: earlier.first().and_then(|last| change(&last.value, &value.value)),
        id: value.id,
        title: value.title,
        date: value.date,
        at: value.at.0,
        stage: value.stage,
        value: value.value,
        flag: value.flag,
        range: value.range,
        earlier,
        replaced,
        notes: value.notes,
        is_kept_back: value.is_kept_back,
    }
}

/// What was concluded before, where that was something else.
fn conclusions(before: Option<&Vec<(Instant, Measured)>>, now: &Measured, zone: &str) -> Vec<Replaced> {
    let other = before
        .into_iter()
        .flatten()
        .filter(|(_, old)| !old.conclusions.is_empty() && old.conclusions != now.conclusions);
    other
        .map(|(at, old)| Replaced {
            at: zones::local(zone, *at),
            value: Value { text: Some(old.conclusions.join("\n")), ..Value::default() },
        })
        .collect()
}
