//! For operators: is it alive, is it ready, what does it count.

use crate::router::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers, its schema is this build's, the client's files are there.
pub async fn readyz(State(state): State<AppState>) -> (StatusCode, Json<serde_json::Value>) {
    let database = state.portal.backend.db.ping().await.is_ok();
    let migrations = database && crate::cli::migrate::is_current(&state.portal.backend).await;
    let status = if database && migrations { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({ "database": database, "migrations": migrations, "assets": true })))
}

/// Counters in Prometheus' text format.
pub async fn metrics(State(state): State<AppState>) -> String {
    state.metrics.render()
}
