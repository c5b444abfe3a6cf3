//! Every route of the server and the order of its layers, outermost first.

use crate::assets::Assets;
use crate::config::Config;
use crate::http;
use crate::http::networks;
use crate::http::only_get::only_get;
use app::context::Portal;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use usecases::theme::Images;

/// Largest body of a request that is no upload.
pub const BODY_LIMIT: usize = 256 * 1024;
/// Largest body of a request with a file of patients: a letter outside ASCII takes three times its bytes in a form.
pub const CHART_FILE_LIMIT: usize = 3 * domain::charts::file::MOST_BYTES + BODY_LIMIT;
/// Largest form of a program.
pub const PROGRAM_FORM_LIMIT: usize = 64 * 1024;
/// Largest picture that can be handed in.
pub const UPLOAD_LIMIT: usize = adapters::images::MAX_FILE_BYTES;
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
    /// Reads pictures.
    pub images: Arc<dyn Images>,
}

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    // The application's reactive system runs on the server's runtime; a second call changes nothing.
    drop(any_spawner::Executor::init_tokio());
    let of_questions = Extension(Arc::new(networks::Budget::default()));
    let facility = Router::new()
        .route("/api/{*endpoint}", post(http::pages::server_function))
        .route("/activate/{token}", get(http::links::invitation))
        .route("/new-password/{token}", get(http::links::new_password))
        // A look (HEAD) reads nothing, so it leaves no event as if something had been read.
        .route("/files/visits/{name}", only_get(http::downloads::visit_calendar))
        .route("/files/access-log.csv", only_get(http::downloads::access_log))
        .route("/files/invitations/{name}", only_get(http::invitations::batch_results))
        .route("/files/record.json", only_get(http::records::whole))
        .route("/files/summary.json", only_get(http::records::summary))
        .route("/files/card", only_get(http::card::card))
        // A fetch is noted, and told to whom it concerns; one that broke off goes on by its range, without a look before.
        .route("/files/downloads/{id}", only_get(http::made::file))
        .route("/files/exports/{id}", only_get(http::made::export))
        .route("/files/records/{entry}/{index}", only_get(http::records::file))
        .route("/files/patients/{chart}/{entry}/{index}", only_get(http::records::file_of_patient))
        .route("/files/letters/{name}", only_get(http::letters::invitation))
        .route("/hooks/sms/{id}/{part}", post(http::hooks::sms_status))
        .route("/events/stream", get(http::events::stream))
        .route("/theme/{name}", get(http::brand::stylesheet))
        .route("/manifest.webmanifest", get(http::brand::manifest))
        .route("/icons/{name}", get(http::brand::icon))
        .route("/icon.svg", get(http::brand::icon))
        .route("/favicon.ico", get(http::brand::icon))
        .route("/apple-touch-icon.png", get(http::brand::icon))
        .route("/sw.js", get(http::worker::script))
        .route("/offline", get(http::worker::offline))
        .route("/passkeys.js", get(http::passkeys::script))
        .route("/share.js", get(http::shares::script))
        .route("/outbox", get(http::outbox::outbox))
        .route("/assets/{name}", get(http::logos::asset))
        .route("/preview/{screen}", get(http::pages::preview))
        .route("/preview/sheet.pdf", get(http::sheet::sheet))
        .fallback(get(http::pages::page))
        .layer(Extension(Arc::new(http::brand::DrawnIcons::default())))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        // A file of patients is a text of a form, each of whose letters may be three or more.
        .route("/api/charts/read_file", post(http::pages::file_function))
        .route("/api/charts/check_file", post(http::pages::file_function))
        .route("/api/charts/import_file", post(http::pages::file_function))
        // Pictures may be larger than anything else; the handler counts their bytes itself.
        .route("/api/theme/upload_logo", post(http::logos::upload).layer(DefaultBodyLimit::disable()))
        // Each question is kept for its answer, and each answer leads back once.
        .route("/oauth/authorize", only_get(http::oauth::authorize).layer(of_questions))
        .route("/oauth/continue", only_get(http::oauth::go_on))
        .merge(programs())
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::forms::plain_forms))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::facts::facts));
    let routes = Router::new()
        .merge(facility)
        .route("/pkg/{*path}", get(http::files::file))
        .route("/fonts/{name}", get(http::files::file))
        .route("/healthz", get(http::health::healthz))
        .route("/readyz", get(http::health::readyz))
        .route("/metrics", get(http::health::metrics))
        .route(http::plain_page::STYLE_PATH, get(http::plain_page::stylesheet))
        .route(http::reports::PATH, post(http::reports::take).layer(RequestBodyLimitLayer::new(BODY_LIMIT)))
        .layer(Extension(Arc::new(http::reports::Budget::default())));
    under_the_net(routes, state, REQUEST_TIMEOUT)
}

/// What other programs ask for, with tokens of their own. Forms have a limit here; whatever takes another body counts its
/// bytes itself.
fn programs() -> Router<AppState> {
    use http::fhir::{import, metadata, read, write};
    Router::new()
        .route("/oauth/token", post(http::oauth::token))
        .route("/oauth/revoke", post(http::oauth::revoke))
        .route("/fhir/R4", post(write::bundle))
        .route("/fhir/R4/", post(write::bundle))
        .route("/fhir/R4/metadata", get(metadata::capabilities))
        .route("/fhir/R4/.well-known/smart-configuration", get(metadata::smart))
        .route("/fhir/R4/$import", post(import::start))
        .route("/fhir/R4/$import/{id}", get(import::progress))
        .route("/fhir/R4/{type}", get(read::search).post(write::create).put(write::update_one))
        .route("/fhir/R4/{type}/_search", post(read::search_by_form))
        .route("/fhir/R4/{type}/{id}", get(read::read).put(write::update))
        .route("/fhir/R4/{type}/{id}/{operation}", get(read::operation))
        .route("/share/manifest/{address}", post(http::shares::manifest))
        .route("/share/files/{ticket}", only_get(http::shares::file))
        .layer(DefaultBodyLimit::max(PROGRAM_FORM_LIMIT))
        .layer(Extension(Arc::new(http::fhir::Budget::default())))
        .layer(axum::middleware::from_fn(http::fhir::known_methods))
        .layer(Extension(Arc::new(networks::Budget::default())))
        .layer(axum::middleware::from_fn(http::fhir::for_other_origins))
}

/// Puts the layers around routes that every request passes, whatever it asks for.
pub fn under_the_net(routes: Router<AppState>, state: AppState, limit: Duration) -> Router {
    let small = SizeAbove::new(512)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        // These are packed already, and a fetch that broke off goes on from its byte.
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("font/"));
    routes
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::csrf::same_origin))
        .layer(axum::middleware::from_fn_with_state(limit, http::guard::guard))
        .layer(CompressionLayer::new().compress_when(small))
        .layer(axum::middleware::from_fn_with_state(state.clone(), http::security_headers::security_headers))
        .with_state(state)
}
