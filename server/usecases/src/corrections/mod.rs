//! Corrections: a patient asks for an entry of the record to be corrected and follows what becomes of it; the clinic answers.

mod clinic;
mod patient;
mod steps;
mod store;
mod titles;

pub use clinic::{answer, list_requests, read_request};
pub use patient::{ask, list_own, read_own, read_subject, write};

use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, people, zones};
use domain::actor::Actor;
use domain::corrections::contract::{CorrectionLine, CorrectionMessage};
use domain::corrections::{State, Step};
use domain::ids::AccountId;
use domain::permission::Action;
use domain::policy::{self, ChartPermit, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use entity::{correction, correction_message};
use std::collections::BTreeMap;

/// So many requests wait for an answer that another has to wait too, or one holds as many messages as it can.
pub const ENOUGH_ASKED: Refusal =
    Refusal { rule: "corrections.enough_asked", kind: RefusalKind::Rule, next: NextStep::CallUs };
/// Somebody has written or decided meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "corrections.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// Whoever acts for a patient does not decide about that patient's record.
pub const OWN: Refusal =
    Refusal { rule: "corrections.own", kind: RefusalKind::Forbidden, next: NextStep::CallUs };

async fn may_ask(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::AskCorrections, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

async fn may_answer(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::AnswerCorrections) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// What is stored, as its line.
fn line(row: &correction::Model, facility: &Facility, now: Instant) -> CorrectionLine {
    let local = |at| zones::local(&facility.zone, at);
    // A word that nobody knows is settled: nobody can do anything with it.
    let state = State::parse(&row.state).unwrap_or(State::TakenBack);
    let is_due = state.is_open();
    CorrectionLine {
        id: row.id,
        title: Some(row.title.clone()),
        state,
        asked: local(row.asked_s),
        changed: local(row.changed_s),
        due: is_due.then(|| local(row.due_s)),
        is_late: is_due && row.due_s < now,
        patient: None,
    }
}

/// What was written, with the names of who wrote it.
async fn messages(
    backend: &Backend,
    facility: &Facility,
    rows: Vec<correction_message::Model>,
) -> Result<Vec<CorrectionMessage>, UseCaseError> {
    let mut accounts: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let names: BTreeMap<AccountId, String> =
        people::name_accounts(backend.db.reader(), facility.id, &accounts).await?;
    let message = |row: correction_message::Model| {
        let step = Step::parse(&row.step)?;
        Some(CorrectionMessage {
            at: zones::local(&facility.zone, row.at_s),
            by: names.get(&row.account_id).cloned().unwrap_or_else(|| "–".to_owned()),
            is_clinics: !step.is_patients(),
            step,
            words: row.words,
        })
    };
    Ok(rows.into_iter().filter_map(message).collect())
}

/// What one side can do now.
fn steps(state: State, is_patient: bool) -> Vec<Step> {
    let can = |step: &Step| step.is_patients() == is_patient && state.after(*step).is_some();
    Step::ALL.iter().copied().filter(can).collect()
}
