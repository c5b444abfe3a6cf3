//! Every route of the server and the order of its layers, outermost first.

use crate::assets::Assets;
use crate::config::Config;
use crate::http;
use app::context::Portal;
use axum::Router;
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;

/// Largest body of a request that is no upload.
pub const BODY_LIMIT: usize = 256 * 1024;
/// Longest a request may take; streams of events are exempt.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What the routes share.
#[derive(Clone)]
pub struct AppState {
    /// Database, clock, keys, passwords.
    pub portal: Portal,
    /// The client's files.
    pub assets: Arc<Assets>,
    /// The checked configuration.
    pub config: Arc<Config>,
    /// The counters.
    pub metrics: PrometheusHandle,
}

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    // The application's reactive system runs on the server's runtime; a second call changes nothing.
    drop(any_spawner::Executor::init_tokio());
    let small = SizeAbove::new(512)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"));
    let facility = Router::new()
        .route("/api/{*endpoint}", post(http::pages::server_function))
        .route("/files/visits/{name}", get(http::downloads::visit_calendar))
        .route("/events/stream", get(http::events::stream))
        .route("/theme/{name}", get(http::brand::stylesheet))
        .fallback(get(http::pages::page))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::forms::plain_forms))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::facts::facts));
    Router::new()
        .merge(facility)
        .route("/pkg/{*path}", get(http::files::file))
        .route("/fonts/{name}", get(http::files::file))
        .route("/icon.svg", get(http::files::icon))
        .route("/healthz", get(http::health::healthz))
        .route("/readyz", get(http::health::readyz))
        .route("/metrics", get(http::health::metrics))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::csrf::same_origin))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::guard::guard))
        .layer(CompressionLayer::new().compress_when(small))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::security_headers::security_headers))
        .with_state(state)
}
