//! The facility's brand: its stylesheet, and what the installed application is called and looks like.

use super::plain_page;
use crate::assets::FILE_POLICY;
use crate::router::AppState;
use adapters::icon::{self, DRAWING, Drawing, Shape};
use app::context::RequestFacts;
use app::routes;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::ids::FacilityId;
use i18n::{fill, k, text};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use usecases::brand::{self, Brand};
use usecases::keys::sha256;
use usecases::{UseCaseError, theme};

/// The name at which pages without events ask which theme is published.
const CURRENT: &str = "current.css";

const STYLES: &str = "text/css; charset=utf-8";

/// The stylesheet of the published theme. An old name leads to the current one, without being kept.
pub async fn stylesheet(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Response {
    let (current, css) = match theme::stylesheet(&state.portal.backend, &facts.facility).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "the theme could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    if name == CURRENT {
        current_one(&asked, &current, css)
    } else if name == current {
        kept_for_ever(STYLES, css)
    } else {
        ([(header::CONTENT_TYPE, STYLES), (header::CACHE_CONTROL, "no-store")], css).into_response()
    }
}

/// The published stylesheet under a name that stays, which says the name it can be kept under (RFC 9110, 8.7); to whoever has it,
/// that it is still the one. The same for everybody.
fn current_one(asked: &HeaderMap, current: &str, css: String) -> Response {
    let tag = format!("\"{current}\"");
    let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
    let headers = [
        (header::CONTENT_TYPE, STYLES.to_owned()),
        (header::CACHE_CONTROL, "public, no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, FILE_POLICY.to_owned()),
        (header::CONTENT_LOCATION, format!("/theme/{current}")),
        (header::ETAG, tag),
    ];
    if is_known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, css).into_response()
    }
}

/// The answer for a name that holds what it names; sent as the client's files are.
fn kept_for_ever(media_type: &'static str, body: impl Into<Bytes>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, FILE_POLICY),
    ];
    (headers, body.into()).into_response()
}

/// The web app manifest: the clinic's name, colours and icons, in the reader's language.
pub async fn manifest(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    match brand::published(&state.portal.backend, &facts.facility).await {
        Ok(brand) => {
            let body = manifest_json(&facts, &brand).to_string();
            confirmed(request.headers(), "application/manifest+json", body.into())
        }
        Err(error) => failed(&request, &facts, &error),
    }
}

fn manifest_json(facts: &RequestFacts, brand: &Brand) -> serde_json::Value {
    let name = &facts.facility.name;
    let words = |key| text(facts.lang, key);
    let icon = |file: &str, size: u32, purpose: &str| {
        serde_json::json!({
            "src": icon_path(brand, file),
            "sizes": format!("{size}x{size}"),
            "type": "image/png",
            "purpose": purpose,
        })
    };
    let shortcut = |name: &str, url: &str| {
        serde_json::json!({
            "name": name,
            "url": url,
            "icons": [icon("any-96.png", 96, "any")],
        })
    };
    serde_json::json!({
        "id": routes::HOME,
        "name": name,
        "short_name": brand::short_name(name),
        "description": fill(words(k::APP_DESCRIPTION), &[("clinic", name)]),
        "lang": facts.lang.code(),
        "dir": "ltr",
        "start_url": routes::HOME,
        "scope": routes::HOME,
        "display": "standalone",
        "theme_color": brand.light.primary.to_string(),
        "background_color": brand.light.page.to_string(),
        "categories": ["health", "medical"],
        "icons": [
            icon("any-192.png", 192, "any"),
            icon("any-512.png", 512, "any"),
            icon("maskable-192.png", 192, "maskable"),
            icon("maskable-512.png", 512, "maskable"),
            {"src": icon_path(brand, "any.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        ],
        "shortcuts": [
            shortcut(words(k::APP_BOOK), routes::BOOK),
            shortcut(words(k::APP_VISITS), routes::VISITS),
        ],
    })
}

/// The icons' files: name, shape, pixels; no pixels for SVG.
const ICONS: [(&str, Shape, Option<u32>); 7] = [
    ("any.svg", Shape::Any, None),
    ("any-96.png", Shape::Any, Some(96)),
    ("any-192.png", Shape::Any, Some(192)),
    ("any-512.png", Shape::Any, Some(512)),
    ("maskable-192.png", Shape::Maskable, Some(192)),
    ("maskable-512.png", Shape::Maskable, Some(512)),
    ("touch-180.png", Shape::Maskable, Some(180)),
];

/// The path of an icon: another brand, another path.
#[must_use]
pub fn icon_path(brand: &Brand, file: &str) -> String {
    format!("/icons/{}-{DRAWING}-{file}", brand.icon_tag)
}

/// An icon by its path, or by a name that never changes; only the path may be kept for ever.
pub async fn icon(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Extension(drawn): Extension<Arc<DrawnIcons>>,
    request: Request,
) -> Response {
    let path = request.uri().path();
    let file = match path {
        "/icon.svg" | "/favicon.ico" => "any.svg",
        "/apple-touch-icon.png" => "touch-180.png",
        _ => path.rsplit_once(&format!("-{DRAWING}-")).map_or("", |(_, file)| file),
    };
    let Some(wanted) = ICONS.iter().find(|(name, ..)| *name == file) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    let brand = match brand::published(&state.portal.backend, &facts.facility).await {
        Ok(brand) => brand,
        Err(error) => return failed(&request, &facts, &error),
    };
    let is_current = path == icon_path(&brand, file);
    let media_type = if file.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
    match drawn.find_or_draw(&state, &facts, brand, wanted).await {
        Ok(Some(bytes)) if is_current => kept_for_ever(media_type, bytes),
        Ok(Some(bytes)) => confirmed(request.headers(), media_type, bytes),
        Ok(None) => failed(&request, &facts, &UseCaseError::internal("an icon could not be drawn")),
        Err(error) => failed(&request, &facts, &error),
    }
}

/// What has been drawn, by facility and path.
#[derive(Debug, Default)]
pub struct DrawnIcons(Mutex<HashMap<(FacilityId, String), Bytes>>);

/// Icons that are kept in memory; a few kilobytes each.
const MOST_ICONS: usize = 1_000;

impl DrawnIcons {
    async fn find_or_draw(
        &self,
        state: &AppState,
        facts: &RequestFacts,
        brand: Brand,
        (file, shape, size): &(&'static str, Shape, Option<u32>),
    ) -> Result<Option<Bytes>, UseCaseError> {
        let key = (facts.facility.id, icon_path(&brand, file));
        if let Some(bytes) = self.with(|drawn| drawn.get(&key).cloned()) {
            return Ok(Some(bytes));
        }
        let logo = match &brand.logo {
            Some(name) => brand::logo(&state.portal.backend, &facts.facility, name).await?,
            None => None,
        };
        let drawing = Drawing {
            ground: brand.light.primary,
            mark: brand.light.on_primary,
            paper: brand.light.card,
            logo,
        };
        let (shape, size) = (*shape, *size);
        let bytes = tokio::task::spawn_blocking(move || match size {
            Some(size) => icon::png(&drawing, shape, size),
            None => Some(icon::svg(&drawing).into_bytes()),
        })
        .await
        .map_err(UseCaseError::internal)?
        .map(Bytes::from);
        if let Some(bytes) = &bytes {
            self.with(|drawn| {
                if drawn.len() >= MOST_ICONS {
                    drawn.clear();
                }
                drawn.insert(key, bytes.clone());
            });
        }
        Ok(bytes)
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<(FacilityId, String), Bytes>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// An answer that browsers ask about each time, and fetch only when it has changed.
pub fn confirmed(request: &HeaderMap, media_type: &'static str, body: Bytes) -> Response {
    let hash: String = sha256(&body).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) else {
        return (headers, body).into_response();
    };
    let is_known = request.get(header::IF_NONE_MATCH) == Some(&tag);
    headers.insert(header::ETAG, tag);
    if is_known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, body).into_response()
    }
}

/// Logs a fault of ours and answers with its reference.
pub fn failed(request: &Request, facts: &RequestFacts, error: &UseCaseError) -> Response {
    tracing::error!(reference = facts.reference, error = %error, "the brand could not be read");
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    plain_page::answer(request.headers(), request.uri().path(), status, &facts.reference)
}
