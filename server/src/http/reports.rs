//! Reports of browsers about what the content policy kept from a page: counted, and logged without address or person.

use crate::router::AppState;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// Where browsers send them.
pub const PATH: &str = "/csp-reports";
/// Largest report that is read, in bytes.
const LARGEST: usize = 16 * 1024;
/// Reports that are logged per minute; the rest is only counted.
const MOST_PER_MINUTE: u32 = 60;
/// Longest directive that is logged.
const LONGEST_DIRECTIVE: usize = 40;

/// How many reports of this minute were logged.
#[derive(Debug, Default)]
pub struct Budget(Mutex<(i64, u32)>);

impl Budget {
    /// Whether one more report of `minute` is logged; it is counted.
    pub fn takes(&self, minute: i64) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.0 != minute {
            *spent = (minute, 0);
        }
        spent.1 += 1;
        spent.1 <= MOST_PER_MINUTE
    }
}

/// Takes reports of both kinds: `report-uri` sends one, `report-to` a list.
pub async fn take(
    State(state): State<AppState>,
    Extension(budget): Extension<Arc<Budget>>,
    request: Request<Body>,
) -> Response {
    metrics::counter!("portal_csp_reports").increment(1);
    let minute = state.portal.backend.clock.now().0.div_euclid(60);
    if !budget.takes(minute) {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(report) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    for (directive, blocked) in read(&report) {
        tracing::warn!(directive, blocked, "the content policy kept something from a page");
    }
    StatusCode::NO_CONTENT.into_response()
}

/// Directive and blocked origin of each violation in a report.
#[must_use]
pub fn read(report: &Value) -> Vec<(String, String)> {
    let field = |body: &Value, names: [&str; 2]| {
        names.into_iter().find_map(|name| body.get(name)?.as_str()).unwrap_or_default().to_owned()
    };
    let violation = |body: &Value, directive: [&str; 2], blocked: [&str; 2]| {
        (plain(&field(body, directive)), origin(&field(body, blocked)))
    };
    match report {
        Value::Array(list) => list
            .iter()
            .filter(|one| one.get("type").and_then(Value::as_str) == Some("csp-violation"))
            .filter_map(|one| one.get("body"))
            .take(10)
            .map(|body| {
                violation(body, ["effectiveDirective", "violatedDirective"], ["blockedURL", "blockedURI"])
            })
            .collect(),
        one => one
            .get("csp-report")
            .map(|body| {
                violation(body, ["effective-directive", "violated-directive"], ["blocked-uri", "blocked-url"])
            })
            .into_iter()
            .collect(),
    }
}

/// The first word, if it looks like a directive.
#[must_use]
pub fn plain(directive: &str) -> String {
    let word = directive.split_whitespace().next().unwrap_or_default();
    let is_plain =
        word.len() <= LONGEST_DIRECTIVE && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_plain { word.to_owned() } else { "unknown".to_owned() }
}

/// Scheme and host of an address; a word such as `inline` as it is. Never a path, never a query.
#[must_use]
pub fn origin(blocked: &str) -> String {
    match blocked.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = host.rsplit('@').next().unwrap_or_default();
            let is_plain = |text: &str| {
                text.len() <= 255
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]+".contains(&byte))
            };
            if is_plain(scheme) && is_plain(host) {
                format!("{scheme}://{host}")
            } else {
                "unknown".to_owned()
            }
        }
        None => plain(blocked.split(':').next().unwrap_or_default()),
    }
}
