//! Server-sent events: what changed, to every open page, within a second. No person, no reason.

use super::facts::cookie;
use crate::router::AppState;
use app::account::COOKIE_NAME;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use usecases::account::{self, Use};
use usecases::live::{self, LiveEvent};

/// A sign of life this often.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the session is looked at again.
const SESSION_EVERY: Duration = Duration::from_secs(30);
/// Events that may wait to be sent. Beyond them the reader's own broadcast waits, and when that overflows the reader is
/// told to ask anew; nobody else waits for it.
const WAITING: usize = 64;
/// A reader that takes nothing for this long is let go; it comes back with its last id.
const STUCK: Duration = Duration::from_secs(20);

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
    if facts.actor.is_none() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let listener = state.portal.backend.live.listen();
    let token = cookie(&headers, COOKIE_NAME).unwrap_or_default().to_owned();
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(WAITING);
    tokio::spawn(async move {
        let reader = Reader { state, facts, token, sender };
        reader.run(listener, last.or(query.since)).await;
    });
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

struct Reader {
    state: AppState,
    facts: Arc<RequestFacts>,
    token: String,
    sender: mpsc::Sender<Result<Event, Infallible>>,
}

impl Reader {
    async fn run(self, mut listener: broadcast::Receiver<Arc<LiveEvent>>, since: Option<i64>) {
        let mut told = HashSet::new();
        if let Some(since) = since {
            match live::since(&self.state.portal.backend, self.facts.facility.id, since).await {
                Ok(Some(missed)) => {
                    for event in missed {
                        told.insert(event.seq);
                        if !self.tell(&event).await {
                            return;
                        }
                    }
                }
                Ok(None) | Err(_) => {
                    if !self.resync().await {
                        return;
                    }
                }
            }
        }
        let mut session = tokio::time::interval(SESSION_EVERY);
        session.tick().await;
        loop {
            let goes_on = tokio::select! {
                event = listener.recv() => match event {
                    Ok(event) => {
                        event.facility != self.facts.facility.id || told.remove(&event.seq) || self.tell(&event).await
                    }
                    Err(RecvError::Lagged(_)) => self.resync().await,
                    Err(RecvError::Closed) => false,
                },
                _ = session.tick() => self.is_signed_in().await,
                () = self.sender.closed() => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    async fn tell(&self, event: &LiveEvent) -> bool {
        let data = serde_json::json!({
            "topic": event.topic,
            "resource": event.resource,
            "version": event.version,
            "kind": event.kind,
            "from": event.from,
            "to": event.to,
        });
        let message = Event::default().id(event.seq.to_string()).data(data.to_string());
        self.send(message).await
    }

    async fn resync(&self) -> bool {
        self.send(Event::default().event("resync").data("{}")).await
    }

    async fn send(&self, message: Event) -> bool {
        self.sender.send_timeout(Ok(message), STUCK).await.is_ok()
    }

    async fn is_signed_in(&self) -> bool {
        let backend = &self.state.portal.backend;
        account::load_actor(backend, &self.facts.origin, &self.token, Use::Background)
            .await
            .is_ok_and(|actor| actor.is_some())
    }
}
