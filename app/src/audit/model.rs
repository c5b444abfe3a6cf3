//! What the address says: which events, and from where on. Ids and codes only, never a name.

use crate::routes::SETTINGS_ACCESS_LOG;
use domain::audit::contract::AuditRequest;
#[cfg(feature = "ssr")]
use domain::audit::contract::FoundPeople;
use domain::ids::{AccountId, ChartId};
use leptos_router::params::ParamsMap;

/// Reads the address.
pub fn asked(query: &ParamsMap) -> AuditRequest {
    let text = |name: &str| query.get(name).filter(|text| !text.is_empty());
    AuditRequest {
        account: text("who").and_then(|id| id.parse().ok()),
        chart: text("record").and_then(|id| id.parse().ok()),
        action: text("action"),
        is_refused: text("refused").is_some(),
        from: text("from"),
        to: text("to"),
        before: text("before"),
    }
}

/// The query of a request, with its question mark; nothing for everything.
pub fn query_of(request: &AuditRequest) -> String {
    let plain =
        |text: &String| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let pairs = [
        ("who", request.account.map(|id| id.to_string())),
        ("record", request.chart.map(|id| id.to_string())),
        ("action", request.action.clone()),
        ("refused", request.is_refused.then(|| "true".to_owned())),
        ("from", request.from.clone()),
        ("to", request.to.clone()),
        ("before", request.before.clone()),
    ];
    let parts: Vec<String> = pairs
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value.filter(plain)?)))
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// The address of a request.
pub fn href(request: &AuditRequest) -> String {
    format!("{SETTINGS_ACCESS_LOG}{}", query_of(request))
}

/// The same request for one person; from the latest event on.
pub fn of_account(request: &AuditRequest, account: Option<AccountId>) -> String {
    href(&AuditRequest { account, before: None, ..request.clone() })
}

/// The same request for one record; from the latest event on.
pub fn of_chart(request: &AuditRequest, chart: Option<ChartId>) -> String {
    href(&AuditRequest { chart, before: None, ..request.clone() })
}

/// The address of the only one that was found, if it is the only one.
#[cfg(feature = "ssr")]
pub fn only_one(found: &FoundPeople) -> Option<String> {
    let everything = AuditRequest::default();
    match (found.accounts.as_slice(), found.charts.as_slice()) {
        ([account], []) => Some(of_account(&everything, Some(account.id))),
        ([], [chart]) => Some(of_chart(&everything, Some(chart.id))),
        _ => None,
    }
}
