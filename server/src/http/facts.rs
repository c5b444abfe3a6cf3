//! Finds out what every page needs to know of its request: which facility, who, which language.

use super::csrf::host_name;
use super::guard::Reference;
use super::plain_page;
use crate::config::Network;
use crate::router::AppState;
use app::account::{COOKIE_NAME, DEVICE_COOKIE_NAME, LANGUAGE_NAME};
use app::context::RequestFacts;
use app::flash;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use i18n::Lang;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use usecases::account::{self, Origin, Use};
use usecases::{UseCaseError, facility, flash as flashes};

/// Puts [`RequestFacts`] into the request, or answers for hosts that are no facility's.
pub async fn facts(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<Reference>().map(|found| found.0.clone()).unwrap_or_default();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let headers = request.headers();
    let host =
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(host_name).unwrap_or_default();
    if state.config.demo && (host == "localhost" || host == "127.0.0.1") {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::temporary(&format!("{}{path}", state.config.base_url.origin("demo.localhost")))
            .into_response();
    }
    let usage = usage_of(request.uri().path());
    let result = gather(&state, headers, &host, peer, (reference.clone(), usage)).await;
    match result {
        Ok((facts, had_flash)) => {
            let lang = facts.lang;
            request.extensions_mut().insert(Arc::new(facts));
            let mut response = next.run(request).await;
            let headers = response.headers_mut();
            headers.entry(header::CONTENT_LANGUAGE).or_insert(HeaderValue::from_static(lang.code()));
            if had_flash && let Ok(gone) = flash_cookie("", 0).parse() {
                response.headers_mut().append(header::SET_COOKIE, gone);
            }
            response
        }
        Err(UseCaseError::NotFound) => plain_page::unknown_host(headers),
        Err(error) => {
            tracing::error!(reference, error = %error, source = ?std::error::Error::source(&error).map(ToString::to_string), "the database does not answer");
            plain_page::answer(headers, request.uri().path(), StatusCode::SERVICE_UNAVAILABLE, &reference)
        }
    }
}

async fn gather(
    state: &AppState,
    headers: &HeaderMap,
    host: &str,
    peer: Option<IpAddr>,
    (reference, usage): (String, Use),
) -> Result<(RequestFacts, bool), UseCaseError> {
    let backend = &state.portal.backend;
    let facility = facility::find_by_host(backend, host).await?;
    let origin = Origin {
        facility: facility.id,
        address: client_address(headers, peer, &state.config.trusted_proxies),
        device: device(headers),
        known_device: cookie(headers, DEVICE_COOKIE_NAME).map(ToOwned::to_owned),
        held_session: cookie(headers, COOKIE_NAME).map(ToOwned::to_owned),
    };
    let actor = match cookie(headers, COOKIE_NAME) {
        Some(token) => {
            account::load_actor(backend, &origin, (&facility.security, facility.is_enabled), token, usage)
                .await?
        }
        None => None,
    };
    let flash = match cookie(headers, FLASH_COOKIE) {
        Some(token) => flashes::take(backend, facility.id, token).await?,
        None => None,
    };
    let chosen = match &actor {
        Some(actor) => account::find_language(backend, facility.id, actor.account).await?,
        None => None,
    };
    let lang = lang_of(headers, chosen).unwrap_or(facility.language);
    let had_flash = flash.is_some();
    let flash = flash.and_then(|body| serde_json::from_str::<flash::Flash>(&body).ok());
    let is_logged = Arc::default();
    Ok((RequestFacts { facility, actor, origin, lang, reference, flash, is_logged }, had_flash))
}

/// The reader's language: what the account chose, else what this browser chose, else what it asks for.
fn lang_of(headers: &HeaderMap, chosen: Option<Lang>) -> Option<Lang> {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen
        .or_else(|| cookie(headers, LANGUAGE_NAME).and_then(Lang::parse))
        .or_else(|| Lang::negotiate(accepted))
}

/// What browsers fetch by themselves is no sign that somebody is there.
fn usage_of(path: &str) -> Use {
    const BY_THEMSELVES: [&str; 8] = [
        "/api/booking/watch_",
        "/events/",
        "/theme/",
        "/icon",
        "/favicon.ico",
        "/apple-touch-icon",
        "/manifest.webmanifest",
        "/sw.js",
    ];
    if matches!(path, "/offline" | "/api/account/read_clock" | "/api/downloads/list_downloads") {
        return Use::Background;
    }
    if BY_THEMSELVES.iter().any(|prefix| path.starts_with(prefix)) { Use::Background } else { Use::Active }
}

/// The cookie that leads to the answer of a form posted without JavaScript.
pub const FLASH_COOKIE: &str = "__Host-flash";

/// The flash cookie's header.
#[must_use]
pub fn flash_cookie(token: &str, seconds: u32) -> String {
    format!("{FLASH_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The client's address: the peer's, or what trusted proxies say, read from the nearest.
#[must_use]
pub fn client_address(headers: &HeaderMap, peer: Option<IpAddr>, trusted: &[Network]) -> String {
    let Some(mut address) = peer else { return "unknown".to_owned() };
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in forwarded.iter().rev() {
        if !trusted.iter().any(|network| network.contains(address)) {
            break;
        }
        let Ok(next) = hop.parse() else { break };
        address = next;
    }
    address.to_canonical().to_string()
}

/// A few words for the list of devices; the rest of the header is not kept.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let find = |names: &[&'static str]| names.iter().copied().find(|name| agent.contains(name));
    let browser = find(&["Firefox", "Edg", "OPR", "Chrome", "Safari"]).unwrap_or("Browser");
    let system = find(&["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"]).unwrap_or("");
    format!("{browser} {system}").trim().to_owned()
}

/// The path of the page the form was on; the header's host is not believed.
#[must_use]
pub fn referring_path(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    app::routes::same_origin_path(path)
}
