//! Server-sent events: what changed, to every open page, within a second. No person, no reason.
//!
//! A page costs what its connection costs and this stream's few hundred bytes: nothing runs for it until something
//! happens, and what happened is written once for all pages. A page that reads slowly is not waited for: what it misses
//! turns into one `resync`.

use super::facts::cookie;
use crate::router::AppState;
use app::account::COOKIE_NAME;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::actor::{Actor, Relation};
use domain::ids::{AccountId, ResourceId};
use domain::permission::Scope;
use domain::time::Instant;
use futures_util::stream;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Interval;
use usecases::Backend;
use usecases::account::{self, Origin, Use};
use usecases::facility;
use usecases::live::{self, Batch, LiveEvent};

/// A sign of life this often; proxies close what is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A comment, which browsers leave out (HTML, 9.2.6).
const SIGN_OF_LIFE: &[u8] = b":\n\n";
/// Something was missed: ask anew.
const RESYNC: &[u8] = b"event: resync\ndata: {}\n\n";

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
    if has_lost_chart(actor) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let backend = state.portal.backend;
    let Some(seat) = backend.live.take_seat(&actor.session) else {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    // Listens before it looks at what was missed: nothing falls between.
    let listener = backend.live.listen();
    let charts = Charts::of(actor, backend.clock.now());
    let missed = match last.or(query.since) {
        Some(since) => Missed::read(&backend, &facts, since, &charts).await,
        None => Missed::default(),
    };
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    heartbeat.reset();
    let reader = Reader {
        account: actor.account,
        charts,
        origin: facts.origin.clone(),
        token: cookie(&headers, COOKIE_NAME).unwrap_or_default().to_owned(),
        backend,
        listener,
        missed,
        heartbeat,
        beats: 0,
        _seat: seat,
    };
    let events = stream::unfold(reader, |mut reader| async {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    let head = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (head, Body::from_stream(events)).into_response()
}

/// Whether what opened the chart on the reader's screens has ended: their pages learn nothing more.
fn has_lost_chart(actor: &Actor) -> bool {
    actor.chart.is_some() && actor.grant().is_none()
}

/// The charts whose results a reader may see.
struct Charts {
    own: Vec<ResourceId>,
    others: Vec<ResourceId>,
}

impl Charts {
    fn of(actor: &Actor, now: Instant) -> Self {
        let of = |relation: Relation| -> Vec<ResourceId> {
            let grants = actor.grants.iter().filter(|grant| grant.relation == relation);
            grants.filter(|grant| grant.covers(Scope::Results, now)).map(|grant| grant.chart.into()).collect()
        };
        Self { own: of(Relation::Own), others: of(Relation::Proxy) }
    }

    /// Whether an event is about results that the reader may see.
    fn concern(&self, event: &LiveEvent) -> bool {
        event.topic == live::RESULTS
            && event.resource.is_some_and(|chart| {
                self.own.contains(&chart) || (event.kind != "own" && self.others.contains(&chart))
            })
    }
}

/// What a page that comes back is told first.
#[derive(Default)]
struct Missed {
    first: Option<Bytes>,
    /// Positions that the broadcast may bring once more.
    told: Vec<i64>,
}

impl Missed {
    async fn read(backend: &Backend, facts: &RequestFacts, since: i64, charts: &Charts) -> Self {
        match live::since(backend, facts.facility.id, since).await {
            Ok(Some(missed)) => Self {
                first: Some(joined(written(&missed), &missed, charts)).filter(|text| !text.is_empty()),
                told: missed.iter().map(|event| event.seq).collect(),
            },
            Ok(None) | Err(_) => Self { first: Some(Bytes::from_static(RESYNC)), told: Vec::new() },
        }
    }

    /// The batch without what was told before; nothing if that is all of it.
    fn rest(&mut self, batch: &Batch, charts: &Charts) -> Option<Bytes> {
        if self.told.is_empty() {
            return Some(joined(batch.written(written), batch.events(), charts))
                .filter(|text| !text.is_empty());
        }
        let is_new = |event: &&LiveEvent| !self.told.contains(&event.seq);
        let rest: Vec<LiveEvent> = batch.events().iter().filter(is_new).cloned().collect();
        self.told.retain(|told| batch.events().iter().all(|event| event.seq != *told));
        Some(joined(written(&rest), &rest, charts)).filter(|text| !text.is_empty())
    }
}

struct Reader {
    backend: Backend,
    account: AccountId,
    charts: Charts,
    origin: Origin,
    token: String,
    listener: broadcast::Receiver<Arc<Batch>>,
    missed: Missed,
    heartbeat: Interval,
    beats: u32,
    _seat: live::Seat,
}

impl Reader {
    /// The next thing to tell; nothing when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.missed.first.take() {
            return Some(first);
        }
        loop {
            tokio::select! {
                batch = self.listener.recv() => match batch {
                    Ok(batch) if batch.facility() == self.origin.facility => {
                        if self.concerns_this_account(&batch) && !Box::pin(self.is_signed_in()).await {
                            return None;
                        }
                        if let Some(text) = self.missed.rest(&batch, &self.charts) {
                            return Some(text);
                        }
                    }
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return Some(Bytes::from_static(RESYNC)),
                    Err(RecvError::Closed) => return None,
                },
                _ = self.heartbeat.tick() => {
                    self.beats = self.beats.wrapping_add(1);
                    // Boxed: it is large, and nearly always absent.
                    if self.beats.is_multiple_of(2) && !Box::pin(self.is_signed_in()).await {
                        return None;
                    }
                    return Some(Bytes::from_static(SIGN_OF_LIFE));
                },
            }
        }
    }

    /// Whether sessions of the same account have ended, or what it may see has changed.
    fn concerns_this_account(&self, batch: &Batch) -> bool {
        let own = Some(ResourceId(self.account.0));
        batch.events().iter().any(|event| event.topic == live::SESSIONS && event.resource == own)
    }

    async fn is_signed_in(&self) -> bool {
        // The clinic may have shortened the limits, or closed the portal, since the stream began.
        let Ok(facility) = facility::find(&self.backend, self.origin.facility).await else {
            return false;
        };
        let rules = (&facility.security, facility.is_enabled);
        account::load_actor(&self.backend, &self.origin, rules, &self.token, Use::Background)
            .await
            .is_ok_and(|actor| actor.is_some_and(|actor| !has_lost_chart(&actor)))
    }
}

/// What all pages are told, and after it what only those who may see a chart's results are.
fn joined(all: Bytes, events: &[LiveEvent], charts: &Charts) -> Bytes {
    let own: Vec<&LiveEvent> = events.iter().filter(|event| charts.concern(event)).collect();
    if own.is_empty() {
        return all;
    }
    let mut text = all.to_vec();
    text.extend(lines(own).into_bytes());
    text.into()
}

/// Events that all pages are told.
fn written(events: &[LiveEvent]) -> Bytes {
    let is_for_all = |event: &&LiveEvent| event.topic != live::SESSIONS && event.topic != live::RESULTS;
    lines(events.iter().filter(is_for_all)).into()
}

/// Events as they are sent (HTML, 9.2.6).
fn lines<'e>(events: impl IntoIterator<Item = &'e LiveEvent>) -> String {
    let mut text = String::new();
    for event in events {
        let data = serde_json::json!({
            "topic": event.topic,
            "resource": event.resource,
            "version": event.version,
            "kind": event.kind,
            "from": event.from,
            "to": event.to,
        });
        text.push_str(&format!("id: {}\ndata: {data}\n\n", event.seq));
    }
    text
}
