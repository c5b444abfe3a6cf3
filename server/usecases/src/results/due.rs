//! Releases what its rule releases by now.

use super::store::arrive as arriving;
use super::store::decide as store;
use super::{outgoing, tell};
use crate::{Backend, UseCaseError, audit};
use domain::ids::FacilityId;
use domain::results::release::{Stage, State, is_due};

/// Most results of one transaction.
const AT_ONCE: u64 = 100;

/// Releases every result whose time has come; says how many.
///
/// # Errors
/// When the database fails.
pub async fn release_due(backend: &Backend, facility: FacilityId) -> Result<usize, UseCaseError> {
    let mut released = 0;
    loop {
        let now = backend.clock.now();
        if store::list_due(backend.db.reader(), facility, now, 1).await?.is_empty() {
            return Ok(released);
        }
        let tx = backend.db.begin().await?;
        let due = store::lock_due(&tx, facility, now, AT_ONCE).await?;
        let count = due.len();
        let settings = arriving::find_settings(&tx, facility).await?;
        let mut messages = Vec::new();
        for row in due {
            let stage = Stage::parse(&row.stage).unwrap_or(Stage::Preliminary);
            let state = super::whole(&row.state, row.due_s, row.released_s);
            if !is_due(state, stage, now) {
                continue;
            }
            let decision = store::Decision { by: None, reason: None, comment: None };
            store::update(&tx, &row, State::Released { at: now }, "released", &decision, now).await?;
            let is_sensitive = store::is_sensitive(&tx, &row, &settings).await?;
            tell::tell_pages(&tx, facility, (row.chart_id, is_sensitive), now).await?;
            let what = tell::What::Released { is_quiet: false };
            let (result, chart, has_comment) = (row.id, row.chart_id, row.comment.is_some());
            let about = tell::About { result, chart, is_sensitive, has_comment };
            messages.extend(tell::messages(&tx, facility, about, what, now).await?);
            let event = audit::Event {
                facility,
                at: now,
                account: None,
                chart: Some(row.chart_id),
                action: "results.release_due".to_owned(),
                outcome: "done".to_owned(),
                subject: row.id.to_string(),
                address: String::new(),
                session: String::new(),
            };
            audit::record(&tx, &backend.keys, &event).await?;
            released += 1;
        }
        outgoing(&tx, messages, now).await?;
        tx.commit().await?;
        backend.live.wake();
        if count < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(released);
        }
    }
}
