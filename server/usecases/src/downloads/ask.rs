//! Asking for a file, the list of one's files, taking one away.

use super::{ENOUGH, may_read, may_read_results, store, wanted};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted, zones};
use domain::actor::Actor;
use domain::downloads::contract::{AskDownloadRequest, DownloadLine, Downloads, RemoveDownloadRequest};
use domain::downloads::{Kind, MOST_AT_ONCE, Part, Problem, State, until};
use domain::ids::DownloadId;
use entity::download;
use i18n::Lang;
use uuid::Uuid;

/// Asks for a file of the shown record, by the rules of the file for other clinics: the right to read the record, and who is asking
/// proven anew.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew; fields; [`ENOUGH`].
pub async fn ask(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
    request: AskDownloadRequest,
) -> Result<DownloadId, UseCaseError> {
    let permit = may_read(backend, actor, "downloads.ask").await?;
    factors::require_fresh(backend, actor).await?;
    let parts = parts_of(&request, may_read_results(backend, actor));
    let (from, to) = (day(&request.from), day(&request.to));
    let mut problems = Vec::new();
    // All records are asked for elsewhere, by other rules.
    if !Kind::OF_A_RECORD.contains(&request.kind) {
        problems.push(FieldError::new("kind", "downloads_parts"));
    }
    if parts.is_empty() {
        problems.push(FieldError::new("parts", "downloads_parts"));
    }
    for (name, typed, read) in [("from", &request.from, &from), ("to", &request.to, &to)] {
        let is_day = read.as_deref().is_some_and(|day| zones::midnight(&facility.zone, day).is_some());
        if !typed.trim().is_empty() && !is_day {
            problems.push(FieldError::new(name, "calendar.date"));
        }
    }
    // Such days are in order as texts.
    if problems.is_empty() && from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| to < from) {
        problems.push(FieldError::new("to", "calendar.order"));
    }
    if !problems.is_empty() {
        return Err(UseCaseError::Invalid(problems));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
        let row = download::Model {
            facility_id: actor.facility,
            id: DownloadId(Uuid::new_v4()),
            account_id: actor.account,
            chart_id: permit.chart(),
            kind: request.kind.name().to_owned(),
            parts: names.join(" "),
            from_day: from,
            to_day: to,
            lang: lang.code().to_owned(),
            state: State::Waiting.name().to_owned(),
            problem: None,
            done: 0,
            total: 0,
            attempts: 0,
            lease_token: None,
            lease_until_s: None,
            asked_s: now,
            made_s: None,
            ends_s: until(now),
            basis: None,
            name: None,
            size_bytes: 0,
            checksum: None,
            reason: None,
        };
        let id = row.id;
        let tx = backend.db.begin().await?;
        store::lock_account(&tx, actor.facility, actor.account).await?;
        if store::count_kept(&tx, actor.facility, actor.account, now).await? >= MOST_AT_ONCE {
            tx.rollback().await?;
            return Err(ENOUGH.into());
        }
        store::insert(&tx, &permit, row).await?;
        let event = audit::Event::of(&actor, now, "downloads.ask", &format!("{id} {}", request.kind.name()));
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// The parts that were asked for, in their order; results for whoever may read results.
fn parts_of(request: &AskDownloadRequest, has_results: bool) -> Vec<Part> {
    let is_asked = |part: &Part| request.parts.iter().any(|name| name == part.name());
    readable(has_results).filter(is_asked).collect()
}

fn readable(has_results: bool) -> impl Iterator<Item = Part> {
    Part::ALL.iter().copied().filter(move |part| has_results || *part != Part::Results)
}

/// A day such as `2027-03-14`, if it has that form.
fn day(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let has_form = typed.len() == 10
        && typed
            .bytes()
            .enumerate()
            .all(|(index, sign)| if matches!(index, 4 | 7) { sign == b'-' } else { sign.is_ascii_digit() });
    has_form.then(|| typed.to_owned())
}

/// The actor's files of the shown record that wait, are made or last, the latest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list(backend: &Backend, facility: &Facility, actor: &Actor) -> Result<Downloads, UseCaseError> {
    let permit = may_read(backend, actor, "downloads.list").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let rows = store::list_of(db, &permit, (actor.facility, actor.account), now).await?;
    let local = |at| zones::local(&facility.zone, at);
    let line = |row: download::Model| {
        let asked = wanted(&row);
        let state = State::parse(&row.state).unwrap_or(State::Failed);
        let count = |number: i32| u32::try_from(number).unwrap_or_default();
        DownloadLine {
            id: row.id,
            kind: asked.kind,
            state,
            parts: asked.parts,
            from: asked.from,
            to: asked.to,
            asked: local(row.asked_s),
            until: (state == State::Ready).then(|| local(row.ends_s)),
            steps: (count(row.done), count(row.total)),
            bytes: u64::try_from(row.size_bytes).unwrap_or_default(),
            problem: row.problem.as_deref().and_then(Problem::parse),
        }
    };
    Ok(Downloads {
        lines: rows.into_iter().map(line).collect(),
        parts: readable(may_read_results(backend, actor)).collect(),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Takes one of the actor's files away, or a request for one.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn remove(
    backend: &Backend,
    actor: &Actor,
    request: RemoveDownloadRequest,
) -> Result<(), UseCaseError> {
    let permit = may_read(backend, actor, "downloads.remove").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        if !store::delete_own(&tx, &permit, (actor.facility, actor.account), request.id).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let event =
            audit::Event::of(&actor, backend.clock.now(), "downloads.remove", &request.id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
