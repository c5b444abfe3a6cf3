//! The patient's side: who looked, and questions about it.

use super::store::{self, NewQuestion};
use super::{CHANGED, ENOUGH_ASKED, People, look, may_see, opening, question};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, people, uninterrupted};
use domain::actor::Actor;
use domain::audit::Cursor;
use domain::ids::{AccountId, QuestionId};
use domain::looks::contract::{AskRequest, LONGEST, ListLooksRequest, Looks, PER_PAGE};
use domain::looks::{MOST_OPEN, due};
use i18n::Lang;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A page of looks at the own record, the latest first, and the patient's questions.
///
/// # Errors
/// The policy's refusal.
pub async fn list_looks(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
    request: ListLooksRequest,
) -> Result<Looks, UseCaseError> {
    let permit = may_see(backend, actor, "looks.list").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let chart = permit.chart();
    let charts = people::list_with_merged(db, facility.id, permit.chart()).await?;
    let without = request.is_without_own.then_some(actor.account);
    let before = Cursor::read(&request.before);
    let mut rows = store::list_page(db, facility.id, &charts, (without, before), PER_PAGE + 1).await?;
    // After the look at the log, so that this page is not the first thing on it.
    audit::record_alone(backend, &audit::Event::of(actor, now, "looks.list", "")).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let older = rows.last().filter(|_| has_more).map(|row| Cursor { at: row.at, id: row.id }.written());
    let asked = store::list_of_chart(db, facility.id, &charts).await?;
    let questioned: BTreeSet<_> = asked.iter().map(|row| row.look).collect();
    let asked_about = store::list_by_id(db, facility.id, &questioned).await?;
    let accounts: BTreeSet<AccountId> = rows
        .iter()
        .chain(asked_about.values())
        .filter_map(|row| row.account)
        .chain(asked.iter().filter_map(|row| row.answered.as_ref().map(|(_, by, _)| *by)))
        .collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let openings: Vec<_> = rows.iter().chain(asked_about.values()).filter_map(opening).collect();
    let people = People::find(backend, facility.id, (&accounts, &charts), &openings).await?;
    let words = (facility, lang);
    Ok(Looks {
        looks: rows
            .iter()
            .map(|row| look(row, chart, words, &people, questioned.contains(&row.id)))
            .collect(),
        older,
        questions: asked
            .iter()
            .filter_map(|row| {
                let about = look(asked_about.get(&row.look)?, chart, words, &people, true);
                Some(question(row, about, facility, &people, now))
            })
            .collect(),
    })
}

/// Asks about a look at the own record; the clinic answers within a set time.
///
/// # Errors
/// The policy's refusal; a field; `NotFound` for a look that is not at this record; [`CHANGED`] when it was asked before;
/// [`ENOUGH_ASKED`].
pub async fn ask(backend: &Backend, actor: &Actor, request: AskRequest) -> Result<(), UseCaseError> {
    let permit = may_see(backend, actor, "looks.ask").await?;
    let words = plain(&request.question, LONGEST + 1);
    if words.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("question", "fill_in")]));
    }
    if words.chars().count() > LONGEST {
        return Err(UseCaseError::Invalid(vec![FieldError::new("question", "looks_long")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::lock_chart(&tx, &permit, actor.facility).await?;
        let about =
            store::list_by_id(&tx, actor.facility, &[request.look].into()).await?.remove(&request.look);
        let charts = people::list_with_merged(&tx, actor.facility, permit.chart()).await?;
        if about.and_then(|look| look.chart).is_none_or(|chart| !charts.contains(&chart)) {
            return Err(UseCaseError::NotFound);
        }
        let asked = store::list_of_chart(&tx, actor.facility, &charts).await?;
        if asked.iter().any(|row| row.look == request.look) {
            return Err(CHANGED.into());
        }
        if asked.iter().filter(|row| row.answered.is_none()).count() as u64 >= MOST_OPEN {
            return Err(ENOUGH_ASKED.into());
        }
        let new = NewQuestion {
            facility: actor.facility,
            id: QuestionId(Uuid::new_v4()),
            look: request.look,
            by: actor.account,
            words,
            asked: now,
            due: due(now),
        };
        store::insert(&tx, &permit, &new).await?;
        let event = audit::Event::of(&actor, now, "looks.ask", &new.id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
