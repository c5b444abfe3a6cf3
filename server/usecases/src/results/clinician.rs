//! What clinicians decide about results: releasing them, holding them back, taking them back, writing about them.

use super::store::arrive as arriving;
use super::store::decide::{self as store, Decision};
use super::{CHANGED, OWN, may, outgoing, tell, whole};
use crate::db::Tx;
use crate::error::FieldError;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::Actor;
use domain::ids::EntryId;
use domain::permission::Action;
use domain::results::contract::{
    BlockRequest, CommentRequest, LONGEST_COMMENT, ReleaseRequest, Released, Seen,
};
use domain::results::release::{Stage, State, may_release};
use domain::time::Instant;
use entity::result;

/// Most results that are released together.
const MOST: usize = 100;

/// Releases results, each with the same comment if there is one. What has changed since it was read stays as it is and is
/// counted.
///
/// # Errors
/// The policy's refusal; fields; [`OWN`].
pub async fn release(
    backend: &Backend,
    actor: &Actor,
    request: ReleaseRequest,
) -> Result<Released, UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.release").await?;
    let chosen: Vec<Seen> = request.results.iter().filter_map(|text| Seen::read(text)).collect();
    if chosen.is_empty() || chosen.len() != request.results.len() || chosen.len() > MOST {
        return Err(UseCaseError::Invalid(vec![FieldError::new("results", "release_choose")]));
    }
    let comment = written("comment", &request.comment)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let mut came = Released { released: 0, changed: 0 };
        let settings = arriving::find_settings(&tx, actor.facility).await?;
        let mut messages = Vec::new();
        let ids: Vec<EntryId> = chosen.iter().map(|seen| seen.id).collect();
        let rows = store::lock(&tx, actor.facility, &ids).await?;
        if rows.values().any(|row| is_own(&actor, row)) {
            return Err(refused_own(tx, (&backend, &actor, "results.release")).await);
        }
        for seen in &chosen {
            let row = rows.get(&seen.id).filter(|row| row.version == seen.version && can_release(row));
            let Some(row) = row else {
                came.changed += 1;
                continue;
            };
            let decision = Decision { by: Some(actor.account), reason: None, comment: comment.clone() };
            store::update(&tx, row, State::Released { at: now }, "released", &decision, now).await?;
            note(&backend, &tx, &actor, ("results.release", row), now).await?;
            let is_sensitive = store::is_sensitive(&tx, row, &settings).await?;
            tell::tell_pages(&tx, actor.facility, (row.chart_id, is_sensitive), now).await?;
            let about = tell::About {
                result: row.id,
                chart: row.chart_id,
                is_sensitive,
                has_comment: comment.is_some(),
            };
            let what = tell::What::Released { is_quiet: false };
            messages.extend(tell::messages(&tx, actor.facility, about, what, now).await?);
            came.released += 1;
        }
        outgoing(&tx, messages, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(came)
    })
    .await
}

fn can_release(row: &result::Model) -> bool {
    let stage = Stage::parse(&row.stage).unwrap_or(Stage::Cancelled);
    row.governor_id.is_none() && may_release(whole(&row.state, row.due_s, row.released_s), stage)
}

/// Takes a released result back, or holds one back that waits: nobody sees it until a clinician releases it.
///
/// # Errors
/// The policy's refusal; fields; [`OWN`]; [`CHANGED`]; `NotFound`.
pub async fn block(backend: &Backend, actor: &Actor, request: BlockRequest) -> Result<(), UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.block").await?;
    let Some(reason) = written("reason", &request.reason)? else {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "release_why")]));
    };
    let seen = Seen::read(&request.result).ok_or(UseCaseError::NotFound)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let row = find_unchanged(&tx, &actor, seen).await?;
        if is_own(&actor, &row) {
            return Err(refused_own(tx, (&backend, &actor, "results.block")).await);
        }
        let state = whole(&row.state, row.due_s, row.released_s);
        if state == State::Blocked {
            return Err(CHANGED.into());
        }
        let is_taken_back = matches!(state, State::Released { .. });
        let what = if is_taken_back { "taken_back" } else { "blocked" };
        let decision = Decision { by: Some(actor.account), reason: Some(reason), comment: None };
        store::update(&tx, &row, State::Blocked, what, &decision, now).await?;
        note(&backend, &tx, &actor, ("results.block", &row), now).await?;
        if is_taken_back {
            let settings = arriving::find_settings(&tx, actor.facility).await?;
            let is_sensitive = store::is_sensitive(&tx, &row, &settings).await?;
            tell::tell_pages(&tx, actor.facility, (row.chart_id, is_sensitive), now).await?;
        }
        tx.commit().await?;
        backend.live.wake();
        Ok(())
    })
    .await
}

/// Writes about a result, changes what was written, or takes it away.
///
/// # Errors
/// The policy's refusal; fields; [`OWN`]; [`CHANGED`]; `NotFound`.
pub async fn comment(backend: &Backend, actor: &Actor, request: CommentRequest) -> Result<(), UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.comment").await?;
    let comment = written("comment", &request.comment)?;
    let seen = Seen::read(&request.result).ok_or(UseCaseError::NotFound)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let row = find_unchanged(&tx, &actor, seen).await?;
        if is_own(&actor, &row) {
            return Err(refused_own(tx, (&backend, &actor, "results.comment")).await);
        }
        let is_written = comment.is_some() && row.comment.is_none();
        store::update_comment(&tx, &row, (actor.account, comment), now).await?;
        note(&backend, &tx, &actor, ("results.comment", &row), now).await?;
        if row.state == "released" {
            let settings = arriving::find_settings(&tx, actor.facility).await?;
            let is_sensitive = store::is_sensitive(&tx, &row, &settings).await?;
            tell::tell_pages(&tx, actor.facility, (row.chart_id, is_sensitive), now).await?;
            if is_written {
                let about =
                    tell::About { result: row.id, chart: row.chart_id, is_sensitive, has_comment: true };
                let messages = tell::messages_of_comment(&tx, actor.facility, about, now).await?;
                outgoing(&tx, messages, now).await?;
            }
        }
        tx.commit().await?;
        backend.live.wake();
        Ok(())
    })
    .await
}

/// Whether the result is of a patient for whom the colleague may read it.
fn is_own(actor: &Actor, row: &result::Model) -> bool {
    actor.grants.iter().any(|grant| grant.chart == row.chart_id)
}

/// Leaves everything as it is, and notes who wanted to decide about an own result.
async fn refused_own(tx: Tx, (backend, actor, action): (&Backend, &Actor, &str)) -> UseCaseError {
    match tx.rollback().await {
        Ok(()) => audit::denied(backend, actor, action, OWN.into()).await,
        Err(error) => error.into(),
    }
}

/// A result that is as it was when it was read.
async fn find_unchanged(tx: &Tx, actor: &Actor, seen: Seen) -> Result<result::Model, UseCaseError> {
    let rows = store::lock(tx, actor.facility, &[seen.id]).await?;
    let row = rows.into_values().next().filter(|row| row.governor_id.is_none());
    let row = row.ok_or(UseCaseError::NotFound)?;
    if row.version == seen.version { Ok(row) } else { Err(CHANGED.into()) }
}

/// What a clinician has written, if anything.
fn written(field: &'static str, text: &str) -> Result<Option<String>, UseCaseError> {
    let text = plain(text, LONGEST_COMMENT + 1);
    if text.chars().count() > LONGEST_COMMENT {
        return Err(UseCaseError::Invalid(vec![FieldError::new(field, "release_long")]));
    }
    Ok((!text.is_empty()).then_some(text))
}

async fn note(
    backend: &Backend,
    tx: &Tx,
    actor: &Actor,
    (action, row): (&str, &result::Model),
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = audit::Event::of(actor, now, action, &row.id.to_string());
    audit::record(tx, &backend.keys, &audit::Event { chart: Some(row.chart_id), ..event }).await
}
