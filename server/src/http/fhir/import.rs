//! Files of records, however large: handed in as they are, taken afterwards, with progress and a report.

use super::outcome::{Issue, failed, outcome, resource};
use super::write::other_than_json;
use super::{Budget, IMPORT, IMPORT_TIMEOUT, answer, bearer};
use crate::config::Config;
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt as _;
use serde_json::json;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use usecases::exchange::{self, Progress, Report};

/// Largest file, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;

type Facts = Extension<Arc<RequestFacts>>;
type Spent = Extension<Arc<Budget>>;

/// Where files lie until they are taken.
#[must_use]
pub fn folder(config: &Config) -> PathBuf {
    config.data_dir.join("intake")
}

/// Takes a file: a Bundle, or NDJSON. Whose turn it is not is told so before anything of the file is read.
pub async fn start(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let bearer = match bearer(&state, (&facts, &budget), &headers).await {
        Ok(bearer) => bearer,
        Err(response) => return response,
    };
    if let Err(error) = exchange::may_write(&bearer) {
        return failed(&error, &facts.reference);
    }
    if let Some(response) = other_than_json(&headers) {
        return response;
    }
    let backend = &state.portal.backend;
    let intake = match exchange::start_intake(backend, &facts.facility, &bearer).await {
        Ok(intake) => intake,
        Err(error) => return failed(&error, &facts.reference),
    };
    let (folder, id) = (folder(&state.config), intake.id());
    let path = intake.path_in(&folder);
    if let Err(unkept) = keep(&folder, &path, body).await {
        drop(tokio::fs::remove_file(&path).await);
        intake.give_up().await;
        return told_unkept(unkept, &facts.reference);
    }
    tokio::spawn(intake.run(path));
    let address = format!("{}{IMPORT}/{id}", backend.site.origin(&facts.facility.host));
    let text = "taken; ask at Content-Location how far it is";
    let mut response = outcome(StatusCode::ACCEPTED, &[Issue::note("information", "informational", text)]);
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::CONTENT_LOCATION, address);
    }
    response
}

fn told_unkept(unkept: Unkept, reference: &str) -> Response {
    match unkept {
        Unkept::TooLarge => {
            let text = format!("is larger than {} GiB", LARGEST / 1024 / 1024 / 1024);
            outcome(StatusCode::PAYLOAD_TOO_LARGE, &[Issue::error("too-long", &text)])
        }
        Unkept::Broken => {
            outcome(StatusCode::BAD_REQUEST, &[Issue::error("incomplete", "the file broke off")])
        }
        Unkept::Disk(error) => {
            tracing::error!(reference, error = %error, "a file could not be kept");
            let text = format!("the file could not be kept; reference {reference}");
            outcome(StatusCode::INTERNAL_SERVER_ERROR, &[Issue::error("exception", &text)])
        }
    }
}

/// How far a file is: 202 while it goes on, then its report.
pub async fn progress(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let bearer = match bearer(&state, (&facts, &budget), &headers).await {
        Ok(bearer) => bearer,
        Err(response) => return response,
    };
    match exchange::intake_of(&state.portal.backend, &facts.facility, &bearer, &id).await {
        Ok(Progress::Running(done, total)) => {
            let mut response = answer(StatusCode::ACCEPTED, "");
            let headers = response.headers_mut();
            if let Ok(words) = HeaderValue::from_str(&format!("{done} of {total} resources")) {
                headers.insert("x-progress", words);
            }
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            response
        }
        Ok(Progress::Done(report)) => match serde_json::from_str::<Report>(&report) {
            Ok(report) => answer(StatusCode::OK, told(&report)),
            Err(error) => failed(&error.into(), &facts.reference),
        },
        Ok(Progress::Interrupted) => {
            let text = "it was interrupted; what is in stays in, hand the file in again";
            outcome(StatusCode::INTERNAL_SERVER_ERROR, &[Issue::error("incomplete", text)])
        }
        Err(error) => failed(&error, &facts.reference),
    }
}

/// What came of a file: an issue for each resource that was left out, a warning for each of which a part was not done; counts by type beside it.
fn told(report: &Report) -> String {
    let mut issues: Vec<Issue> = report.errors.iter().map(Issue::of).collect();
    issues.extend(report.notes.iter().map(Issue::warning));
    let counts = json!({
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "unsupported": report.unsupported,
    });
    issues.push(Issue::note("information", "informational", &counts.to_string()));
    resource(&issues).to_string()
}

enum Unkept {
    TooLarge,
    Broken,
    Disk(std::io::Error),
}

impl From<std::io::Error> for Unkept {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Writes a body into a file that only the portal reads. One that does not come to its end in time has broken off.
async fn keep(folder: &FilePath, path: &FilePath, body: Body) -> Result<(), Unkept> {
    tokio::fs::create_dir_all(folder).await?;
    tokio::time::timeout(IMPORT_TIMEOUT, fill(path, body)).await.unwrap_or(Err(Unkept::Broken))
}

async fn fill(path: &FilePath, body: Body) -> Result<(), Unkept> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    let mut parts = body.into_data_stream();
    let mut length = 0_u64;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Unkept::Broken)?;
        length = length.saturating_add(part.len() as u64);
        if length > LARGEST {
            return Err(Unkept::TooLarge);
        }
        file.write_all(&part).await?;
    }
    file.flush().await?;
    Ok(())
}
