//! The audit log: who did what, on whose chart, with what outcome. No clinical values. Written with its cause, or the cause fails.

pub(crate) mod log;
mod seal;
mod store;
mod watch;

pub use log::{ACTIONS, Export, begin_export, find_people, outcome_words, read_log, what};
pub use seal::{Finding, Verified, seal_pending, verify};
pub(crate) use store::{list_charts_noted, list_charts_seen};
pub(crate) use watch::insert_alert;
pub use watch::{look_at_alert, read_alerts, read_rules, save_rules, watch};

use crate::db::Tx;
use crate::keys::{Keys, Purpose};
use crate::{Backend, UseCaseError};
use domain::actor::Actor;
use domain::ids::{AccountId, AuditId, ChartId, FacilityId};
use domain::time::Instant;
use uuid::Uuid;

/// One event, before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub facility: FacilityId,
    /// When.
    pub at: Instant,
    /// Who, if somebody was signed in.
    pub account: Option<AccountId>,
    /// On whose chart, if it concerned one.
    pub chart: Option<ChartId>,
    /// Dotted name such as `records.read`.
    pub action: String,
    /// `done`, or the rule that refused.
    pub outcome: String,
    /// What, without clinical values: `diagnoses`, an appointment's id.
    pub subject: String,
    /// Address of the request.
    pub address: String,
    /// Short, one-way name of the session.
    pub session: String,
}

impl Event {
    /// An event of `actor`, on the chart shown if there is one.
    #[must_use]
    pub fn of(actor: &Actor, at: Instant, action: &str, subject: &str) -> Self {
        Self {
            facility: actor.facility,
            at,
            account: Some(actor.account),
            chart: actor.grant().map(|grant| grant.chart),
            action: action.to_owned(),
            outcome: "done".to_owned(),
            subject: subject.to_owned(),
            address: actor.address.clone(),
            session: session_ref(&actor.session),
        }
    }

    /// What else whoever it was did at the same moment, about a chart.
    #[must_use]
    pub fn about(&self, chart: ChartId, action: &str, subject: &str) -> Self {
        Self {
            chart: Some(chart),
            action: action.to_owned(),
            outcome: "done".to_owned(),
            subject: subject.to_owned(),
            ..self.clone()
        }
    }

    /// The same event with another outcome.
    #[must_use]
    pub fn with_outcome(mut self, outcome: &str) -> Self {
        outcome.clone_into(&mut self.outcome);
        self
    }
}

/// The first bytes of a session's hash: enough to tell two apart, useless as a key.
fn session_ref(hash: &[u8]) -> String {
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Writes `event` in the transaction of its cause.
///
/// # Errors
/// When it cannot be written; then the cause must fail too.
pub async fn record(tx: &Tx, keys: &Keys, event: &Event) -> Result<(), UseCaseError> {
    let id = AuditId(Uuid::new_v4());
    store::insert(tx, id, event, &mac(keys, id, event)).await
}

/// Writes `event` on its own: for reads, whose cause has no transaction.
///
/// # Errors
/// When it cannot be written; then the read must fail too.
pub async fn record_alone(backend: &Backend, event: &Event) -> Result<(), UseCaseError> {
    let id = AuditId(Uuid::new_v4());
    store::insert(backend.db.writer(), id, event, &mac(&backend.keys, id, event)).await
}

/// Writes events that belong together, all or none, with one statement.
///
/// # Errors
/// When they cannot be written; then the read must fail too.
pub async fn record_together(backend: &Backend, events: Vec<Event>) -> Result<(), UseCaseError> {
    let signed = events.into_iter().map(|event| {
        let id = AuditId(Uuid::new_v4());
        let mac = mac(&backend.keys, id, &event);
        (id, event, mac)
    });
    store::insert_many(backend.db.writer(), signed.collect()).await
}

/// Notes a refusal for want of rights, then hands the error on.
pub async fn denied(backend: &Backend, actor: &Actor, action: &str, error: UseCaseError) -> UseCaseError {
    if error.is_denial() {
        let event = Event::of(actor, backend.clock.now(), action, "").with_outcome(error.outcome());
        // The chart that is shown, though nothing opens it any more.
        let event = Event { chart: actor.chart, ..event };
        if let Err(failure) = record_alone(backend, &event).await {
            return failure;
        }
    }
    error
}

/// Signed where there is no account or no chart; no id is as short.
const NOBODY: &[u8] = &[];

fn mac(keys: &Keys, id: AuditId, event: &Event) -> [u8; 32] {
    keys.mac(
        Purpose::Audit,
        &[
            event.facility.0.as_bytes(),
            id.0.as_bytes(),
            &event.at.0.to_be_bytes(),
            event.account.as_ref().map_or(NOBODY, |id| id.0.as_bytes().as_slice()),
            event.chart.as_ref().map_or(NOBODY, |id| id.0.as_bytes().as_slice()),
            event.action.as_bytes(),
            event.outcome.as_bytes(),
            event.subject.as_bytes(),
            event.address.as_bytes(),
            event.session.as_bytes(),
        ],
    )
}
