//! The clinic's side: questions about looks, and answers to them.

use super::store::{self, QuestionRow};
use super::{CHANGED, OWN, People, look, may_answer, opening, question};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::notices::{Notice, tell_account};
use crate::plain::plain;
use crate::{Backend, UseCaseError, account, audit, people, uninterrupted};
use domain::actor::Actor;
use domain::ids::{AccountId, ChartId};
use domain::looks::contract::{
    AnswerRequest, AskedQuestion, LONGEST, ListQuestionsRequest, QUESTIONS_PER_PAGE, Questions,
};
use i18n::Lang;
use std::collections::BTreeSet;

/// Most pages that are asked for.
const MOST_PAGES: u64 = 10_000;

/// A page of questions. Each patient who asked is noted.
///
/// # Errors
/// The policy's refusal.
pub async fn list_questions(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
    request: ListQuestionsRequest,
) -> Result<Questions, UseCaseError> {
    let permit = may_answer(backend, actor, "looks.list_questions").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let skip = request.page.min(MOST_PAGES) * QUESTIONS_PER_PAGE;
    let page = (request.is_answered, skip, QUESTIONS_PER_PAGE + 1);
    let mut rows = store::list_questions(db, facility.id, &permit, page).await?;
    let has_more = rows.len() as u64 > QUESTIONS_PER_PAGE;
    rows.truncate(usize::try_from(QUESTIONS_PER_PAGE).unwrap_or(usize::MAX));
    note(backend, actor, &rows).await?;
    let about = store::list_by_id(db, facility.id, &rows.iter().map(|row| row.look).collect()).await?;
    let charts: BTreeSet<ChartId> = rows.iter().map(|row| row.chart).collect();
    let charts: Vec<ChartId> = charts.into_iter().collect();
    let accounts: BTreeSet<AccountId> = about
        .values()
        .filter_map(|look| look.account)
        .chain(rows.iter().filter_map(|row| row.answered.as_ref().map(|(_, by, _)| *by)))
        .collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let openings: Vec<_> = about.values().filter_map(opening).collect();
    let people = People::find(backend, facility.id, (&accounts, &charts), &openings).await?;
    let patients = people::name_charts(db, facility.id, &charts).await?;
    let mut questions = Vec::new();
    for row in &rows {
        let Some(stored) = about.get(&row.look) else { continue };
        let (patient, number) = patients.get(&row.chart).cloned().unwrap_or_default();
        let seen = look(stored, row.chart, (facility, lang), &people, true);
        questions.push(AskedQuestion {
            question: question(row, seen, facility, &people, now),
            patient,
            number,
            address: stored.address.clone(),
            action: stored.action.clone(),
        });
    }
    Ok(Questions { questions, open: store::count_open(db, facility.id).await?, has_more })
}

/// Notes the look before anything is shown: one event per patient.
async fn note(backend: &Backend, actor: &Actor, rows: &[QuestionRow]) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let event = audit::Event { chart: None, ..audit::Event::of(actor, now, "looks.list_questions", "") };
    let charts: BTreeSet<ChartId> = rows.iter().map(|row| row.chart).collect();
    if charts.is_empty() {
        return audit::record_alone(backend, &event).await;
    }
    let tx = backend.db.begin().await?;
    for chart in charts {
        let event = audit::Event { chart: Some(chart), ..event.clone() };
        audit::record(&tx, &backend.keys, &event).await?;
    }
    Ok(tx.commit().await?)
}

/// Answers a question; whoever asked is told that there is an answer.
///
/// # Errors
/// The policy's refusal; a field; `NotFound`; [`OWN`] for a look of one's own, or into the record of somebody for whom one acts;
/// [`CHANGED`] when a colleague has answered.
pub async fn answer(backend: &Backend, actor: &Actor, request: AnswerRequest) -> Result<(), UseCaseError> {
    let permit = may_answer(backend, actor, "looks.answer").await?;
    let words = plain(&request.answer, LONGEST + 1);
    if words.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("answer", "fill_in")]));
    }
    if words.chars().count() > LONGEST {
        return Err(UseCaseError::Invalid(vec![FieldError::new("answer", "looks_long")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let row = store::find(&tx, actor.facility, request.question).await?.ok_or(UseCaseError::NotFound)?;
        let looked = store::list_by_id(&tx, actor.facility, &BTreeSet::from([row.look])).await?;
        let is_about_actor = looked.get(&row.look).is_some_and(|look| look.account == Some(actor.account));
        let is_own = is_about_actor || actor.grants.iter().any(|grant| grant.chart == row.chart);
        // Where there is no other, the one administrator answers rather than nobody.
        if is_own && account::list_administrators(&tx, actor.facility).await?.len() > 1 {
            tx.rollback().await?;
            return Err(audit::denied(&backend, &actor, "looks.answer", OWN.into()).await);
        }
        let written = (actor.account, words.as_str(), now);
        if !store::update_answer(&tx, &permit, (actor.facility, row.id), written).await? {
            return Err(CHANGED.into());
        }
        let event = audit::Event::of(&actor, now, "looks.answer", &row.id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: Some(row.chart), ..event }).await?;
        tell_account(&tx, (actor.facility, row.by), Notice::LookAnswered, now).await?;
        Ok(tx.commit().await?)
    })
    .await
}
