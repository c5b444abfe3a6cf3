//! Server-sent events: what changed, to every open page, within a second. No person, no reason.
//!
//! A page costs what its connection costs and this stream's few hundred bytes: nothing runs for it until something
//! happens. A page that reads slowly is not waited for: what it misses turns into one `resync`.

use super::facts::cookie;
use crate::router::AppState;
use app::account::COOKIE_NAME;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Interval;
use usecases::Backend;
use usecases::account::{self, Origin, Use};
use usecases::live::{self, LiveEvent};

/// A sign of life this often.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the session is looked at again.
const SESSION_EVERY: Duration = Duration::from_secs(30);

/// Where a page left off.
#[derive(Deserialize)]
pub struct Since {
    /// The last event the page knows, if it was never connected before.
    since: Option<i64>,
}

/// The stream of a signed-in reader. It goes on after `Last-Event-ID`; when that is too old, it says `resync`.
pub async fn stream(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Query(query): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = &facts.actor else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let backend = state.portal.backend;
    let Some(seat) = backend.live.take_seat(&actor.session) else {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    // Listens before it looks at what was missed: nothing falls between.
    let listener = backend.live.listen();
    let missed = match last.or(query.since) {
        Some(since) => Missed::read(&backend, &facts, since).await,
        None => Missed::default(),
    };
    let mut session = tokio::time::interval(SESSION_EVERY);
    session.reset();
    let reader = Reader {
        origin: facts.origin.clone(),
        token: cookie(&headers, COOKIE_NAME).unwrap_or_default().to_owned(),
        backend,
        listener,
        missed,
        session,
        _seat: seat,
    };
    let events = stream::unfold(reader, |mut reader| async {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

/// What a page that comes back is told first.
#[derive(Default)]
struct Missed {
    waiting: VecDeque<Event>,
    /// Positions that the broadcast may bring once more.
    told: Vec<i64>,
}

impl Missed {
    async fn read(backend: &Backend, facts: &RequestFacts, since: i64) -> Self {
        match live::since(backend, facts.facility.id, since).await {
            Ok(Some(missed)) => Self {
                waiting: missed.iter().map(message).collect(),
                told: missed.iter().map(|event| event.seq).collect(),
            },
            Ok(None) | Err(_) => Self { waiting: [resync()].into(), told: Vec::new() },
        }
    }

    /// Whether it has been told already; then it is not again.
    fn take(&mut self, seq: i64) -> bool {
        let at = self.told.iter().position(|told| *told == seq);
        at.map(|at| self.told.swap_remove(at)).is_some()
    }
}

struct Reader {
    backend: Backend,
    origin: Origin,
    token: String,
    listener: broadcast::Receiver<Arc<LiveEvent>>,
    missed: Missed,
    session: Interval,
    _seat: live::Seat,
}

impl Reader {
    /// The next thing to tell; nothing when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.missed.waiting.pop_front() {
            return Some(event);
        }
        loop {
            tokio::select! {
                event = self.listener.recv() => match event {
                    Ok(event) => {
                        if event.facility == self.origin.facility && !self.missed.take(event.seq) {
                            return Some(message(&event));
                        }
                    }
                    Err(RecvError::Lagged(_)) => return Some(resync()),
                    Err(RecvError::Closed) => return None,
                },
                // Boxed: it is large, and nearly always absent.
                _ = self.session.tick() => if !Box::pin(self.is_signed_in()).await {
                    return None;
                },
            }
        }
    }

    async fn is_signed_in(&self) -> bool {
        account::load_actor(&self.backend, &self.origin, &self.token, Use::Background)
            .await
            .is_ok_and(|actor| actor.is_some())
    }
}

fn message(event: &LiveEvent) -> Event {
    let data = serde_json::json!({
        "topic": event.topic,
        "resource": event.resource,
        "version": event.version,
        "kind": event.kind,
        "from": event.from,
        "to": event.to,
    });
    Event::default().id(event.seq.to_string()).data(data.to_string())
}

fn resync() -> Event {
    Event::default().event("resync").data("{}")
}
