//! One step of either side: checked, written, told.

use super::store::{self, NewMessage};
use super::{CHANGED, ENOUGH_ASKED};
use crate::db::Tx;
use crate::error::FieldError;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::corrections::contract::StepRequest;
use domain::corrections::{LONGEST, MOST_MESSAGES, State, Step, due};
use domain::time::Instant;
use entity::correction;

/// The words of a step.
///
/// # Errors
/// The field `words`: missing where the step needs them, or too long.
pub fn words(step: Step, typed: &str) -> Result<String, UseCaseError> {
    let words = plain(typed, LONGEST + 1);
    let problem = if words.is_empty() && step.needs_words() {
        "fill_in"
    } else if words.chars().count() > LONGEST {
        "corrections_long"
    } else {
        return Ok(words);
    };
    Err(UseCaseError::Invalid(vec![FieldError::new("words", problem)]))
}

/// Takes a step of a request that was read at a version, in the transaction that locks it.
///
/// # Errors
/// [`CHANGED`] when somebody was faster or the step cannot be taken now; [`ENOUGH_ASKED`].
pub async fn take(
    tx: &Tx,
    (backend, actor): (&Backend, &Actor),
    row: &correction::Model,
    (request, words): (&StepRequest, &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    let next = State::parse(&row.state).and_then(|state| state.after(request.step));
    let Some(next) = next.filter(|_| row.version == request.version) else { return Err(CHANGED.into()) };
    let written = store::count_messages(tx, actor.facility, row.id).await?;
    if written >= MOST_MESSAGES as u64 && request.step == Step::Write {
        return Err(ENOUGH_ASKED.into());
    }
    // Whoever disagrees with a no waits for another answer; that the clinic has asked something gives it no more time.
    let begins_anew = next == State::Waiting && row.state == State::Declined.name();
    let due = if begins_anew { due(now) } else { row.due_s };
    if !store::update_state(tx, row, (next, due), now).await? {
        return Err(CHANGED.into());
    }
    let message = NewMessage {
        correction: row.id,
        position: i32::try_from(written).unwrap_or(i32::MAX),
        by: actor.account,
        step: request.step,
        words,
    };
    store::insert_message(tx, actor.facility, &message, now).await?;
    let name = if request.step.is_patients() { "corrections.write" } else { "corrections.answer" };
    let event = audit::Event::of(actor, now, name, &row.id.to_string());
    audit::record(tx, &backend.keys, &audit::Event { chart: Some(row.chart_id), ..event }).await
}
