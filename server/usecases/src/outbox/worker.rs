//! Delivers what is due: leased, so that several processes share the work; noted before it is handed over, so that a
//! crash is seen; retried with growing waits, and given up in the end (BOOKING.md 4.2).

use super::compose::{Composed, Recipient, compose, look_of, settled};
use super::store::{self, DeliveryState, Row};
use super::told::status_path;
use crate::delivery::{Letter, LocalMessage, Look, Mail, Receipt, SendError, Text, keep_local};
use crate::facility::Facility;
use crate::keys::{Purpose, random};
use crate::{Backend, UseCaseError, contacts};
use domain::contact::{ContactKind, address_key};
use domain::outbox::{MOST_ATTEMPTS, backoff_s};
use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;

/// Rows taken at a time.
const CHUNK: u64 = 50;
/// Rows worked on at the same time.
const AT_ONCE: usize = 8;
/// Longest wait for the other side.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often what no channel can send is looked at again, in seconds.
const NO_CHANNEL_S: i64 = 300;

/// What one turn did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Gone out.
    pub sent: u32,
    /// There was nobody to tell, or nothing to tell any more.
    pub suppressed: u32,
    /// Will be tried again.
    pub put_back: u32,
    /// Given up.
    pub dead: u32,
}

/// How a row ends this turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Gone out.
    Sent,
    /// Nobody to tell.
    Suppressed(&'static str),
    /// Failed for now.
    Later(String),
    /// No channel is configured for it; no try is counted.
    NoChannel,
    /// Failed for good.
    Dead(String),
}

/// Delivers what is due in a facility, until nothing is.
///
/// # Errors
/// When the database fails.
pub async fn deliver_due(backend: &Backend, facility: &Facility) -> Result<Delivered, UseCaseError> {
    let mut done = Delivered::default();
    loop {
        let rows = store::claim(&backend.db, facility.id, CHUNK, backend.clock.now()).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        let look = Arc::new(look_of(backend, facility).await?);
        let each = rows
            .into_iter()
            .map(|row| work_and_settle(backend.clone(), facility.clone(), Arc::clone(&look), row));
        let ends: Vec<Option<End>> =
            futures_util::stream::iter(each).buffer_unordered(AT_ONCE).collect().await;
        for end in ends.into_iter().flatten() {
            match end {
                End::Sent => done.sent += 1,
                End::Suppressed(_) => done.suppressed += 1,
                End::Later(_) | End::NoChannel => done.put_back += 1,
                End::Dead(_) => done.dead += 1,
            }
        }
    }
}

/// One row from beginning to end; owns what it needs, since many run at the same time.
async fn work_and_settle(backend: Backend, facility: Facility, look: Arc<Look>, row: Row) -> Option<End> {
    let end = work(&backend, &facility, &look, &row).await;
    settle(&backend, &row, end)
        .await
        .inspect_err(|error| tracing::warn!(%error, "a message could not be settled"))
        .ok()
        .flatten()
}

/// Does what a row asks for.
async fn work(backend: &Backend, facility: &Facility, look: &Look, row: &Row) -> End {
    if row.expires.is_some_and(|expires| expires <= backend.clock.now()) {
        return End::Dead("expired".to_owned());
    }
    match compose(backend, facility, row).await {
        Err(error) => End::Later(format!("compose: {}", error.outcome())),
        Ok(Composed::Nothing(reason)) => End::Suppressed(reason),
        Ok(Composed::Letter { to, letter }) => {
            let mut ends = Vec::new();
            for (part, recipient) in (0_i16..).zip(&to) {
                match deliver(backend, facility, look, row, part, recipient, &letter).await {
                    Ok(end) => ends.push(end),
                    Err(error) => ends.push(End::Later(format!("database: {}", error.outcome()))),
                }
            }
            joined(ends)
        }
    }
}

/// One end of several: a failure that may pass is tried again; sent to one is sent.
fn joined(ends: Vec<End>) -> End {
    let is_open = |end: &&End| matches!(end, End::Later(_) | End::NoChannel);
    if let Some(open) = ends.iter().find(is_open) {
        return open.clone();
    }
    if ends.contains(&End::Sent) {
        return End::Sent;
    }
    ends.into_iter().next().unwrap_or(End::Suppressed("no_address"))
}

async fn deliver(
    backend: &Backend,
    facility: &Facility,
    look: &Look,
    row: &Row,
    part: i16,
    to: &Recipient,
    letter: &Letter,
) -> Result<End, UseCaseError> {
    let db = backend.db.writer();
    match store::find_delivery(backend.db.reader(), row, part).await? {
        Some(DeliveryState::Sent | DeliveryState::Arrived) => return Ok(End::Sent),
        Some(DeliveryState::Refused) => return Ok(End::Dead("refused".to_owned())),
        Some(DeliveryState::Unknown) => return Ok(End::Dead("unknown".to_owned())),
        // Handed over by a worker that was lost. An e-mail bears its name and may come twice; a text message may not.
        Some(DeliveryState::Sending) if to.kind == ContactKind::Phone => {
            let error = Some("a worker was lost");
            store::note_result(db, row, part, DeliveryState::Unknown, (None, error), backend.clock.now())
                .await?;
            return Ok(End::Dead("unknown".to_owned()));
        }
        Some(DeliveryState::Sending) | None => {}
    }
    if !backend.channels.reach(to.kind) {
        return Ok(End::NoChannel);
    }
    let message_id = format!("<{}.{part}@{}>", row.id, facility.host);
    let key = address_key(to.kind, &to.address);
    let mac = backend.keys.mac(Purpose::Address, &[facility.id.0.as_bytes(), key.as_bytes()]);
    let now = backend.clock.now();
    // Slow answers to earlier rows may have used up the lease: whoever has taken over sends it.
    if !store::keep_lease(db, row, now).await? {
        return Ok(End::Later("another worker has taken over".to_owned()));
    }
    store::note_sending(db, row, part, (to.kind, &mac, &message_id), now).await?;
    let name = (message_id, status_path(row.id, part));
    let sent = hand_over(backend, facility, look, to, letter, name).await;
    let (state, end) = match &sent {
        Ok(_) => (DeliveryState::Sent, End::Sent),
        Err(SendError::Never(error) | SendError::NoAddress(error)) => {
            (DeliveryState::Refused, End::Dead(error.clone()))
        }
        Err(SendError::Unknown(error)) => (DeliveryState::Unknown, End::Dead(error.clone())),
        Err(SendError::Later(error)) => {
            // As far as anybody knows nothing went out: the note goes, so that the next try is not taken for a lost worker's.
            store::forget_sending(db, row, part).await?;
            return Ok(End::Later(error.clone()));
        }
    };
    let provider = sent.as_ref().ok().and_then(Option::as_deref);
    let error = match &end {
        End::Dead(error) => Some(error.as_str()),
        _ => None,
    };
    store::note_result(db, row, part, state, (provider, error), backend.clock.now()).await?;
    match &sent {
        Err(SendError::NoAddress(_)) => contacts::mark_bounced(db, facility.id, to.kind, &key).await?,
        Ok(_) => contacts::mark_reachable(db, facility.id, to.kind, &key).await?,
        Err(_) => {}
    }
    Ok(end)
}

async fn hand_over(
    backend: &Backend,
    facility: &Facility,
    look: &Look,
    to: &Recipient,
    letter: &Letter,
    (message_id, status_path): (String, String),
) -> Result<Receipt, SendError> {
    let broken = |error: &dyn std::fmt::Display| SendError::Later(error.to_string());
    match (to.kind, &backend.channels.mail, &backend.channels.sms) {
        (ContactKind::Email, Some(mailer), _) => {
            let mail = Mail {
                from_name: facility.name.clone(),
                reply_to: facility.contacts.email.clone(),
                to: to.address.clone(),
                subject: letter.subject.clone(),
                text: letter.text(look),
                html: letter.html(look).map_err(|error| broken(&error))?,
                message_id,
            };
            let timed = tokio::time::timeout(PATIENCE, mailer.send(&mail)).await;
            timed.unwrap_or_else(|_| Err(SendError::Later("no answer in time".to_owned())))
        }
        (ContactKind::Phone, _, Some(sms)) => {
            // A gateway reaches us only where everybody does.
            let status_url = (backend.site.scheme == "https")
                .then(|| format!("{}{status_path}", backend.site.origin(&facility.host)));
            let text = Text { to: to.address.clone(), body: letter.sms.clone(), status_url };
            let timed = tokio::time::timeout(PATIENCE, sms.send(&text)).await;
            // It may have gone out; a second one would cost money and trust.
            timed.unwrap_or_else(|_| Err(SendError::Unknown("no answer in time".to_owned())))
        }
        (kind, ..) => {
            let message = LocalMessage {
                kind,
                address: to.address.clone(),
                subject: if kind == ContactKind::Email { letter.subject.clone() } else { String::new() },
                body: if kind == ContactKind::Email { letter.text(look) } else { letter.sms.clone() },
                at: backend.clock.now(),
            };
            keep_local(backend, facility.id, &message).await.map_err(|error| broken(&error))?;
            Ok(None)
        }
    }
}

/// Writes down how a row ended, with what follows for its subject; nothing where another worker has taken over.
async fn settle(backend: &Backend, row: &Row, end: End) -> Result<Option<End>, UseCaseError> {
    let now = backend.clock.now();
    let end = match end {
        End::Later(error) if row.attempts + 1 >= MOST_ATTEMPTS => End::Dead(error),
        other => other,
    };
    let is_ours = match &end {
        End::Later(error) => {
            let attempts = row.attempts + 1;
            let jitter = u16::from_le_bytes(random()) % 1_000;
            let due = now.plus_seconds(backoff_s(attempts, jitter));
            store::put_back(backend.db.writer(), row, attempts, due, error).await?
        }
        End::NoChannel => {
            let due = now.plus_seconds(NO_CHANNEL_S);
            store::put_back(backend.db.writer(), row, row.attempts, due, "no channel").await?
        }
        End::Sent | End::Suppressed(_) | End::Dead(_) => {
            let (state, error) = match &end {
                End::Sent => ("sent", None),
                End::Suppressed(reason) => ("suppressed", Some(*reason)),
                End::Dead(error) => ("dead", Some(error.as_str())),
                End::Later(_) | End::NoChannel => ("pending", None),
            };
            let tx = backend.db.begin().await?;
            let is_ours = store::finish(&tx, row, state, error, now).await?;
            if is_ours {
                settled(&tx, row, &end, now).await?;
                tx.commit().await?;
            } else {
                tx.rollback().await?;
            }
            is_ours
        }
    };
    if !is_ours {
        tracing::warn!(row = %row.id, "another worker has taken over a message");
    }
    Ok(is_ours.then_some(end))
}
