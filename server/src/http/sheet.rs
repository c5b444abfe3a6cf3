//! A sheet with neutral words as the draft of the theme would print it, for whoever edits the theme: the mark, headings, facts, a table.

use super::downloads::refused;
use super::plain_page;
use crate::printed::{self, Mark};
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use i18n::{Key, k, text};
use pdf::{Block, Document, Level, Table};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use usecases::{Backend, UseCaseError, theme, zones};

/// Sheets that are set at once: one leaves the other processor to everybody else.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// The sheet of the draft; of the published theme where there is no draft.
pub async fn sheet(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    match file(&state.portal.backend, &facts).await {
        Ok(Some(file)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"sheet.pdf\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, file).into_response()
        }
        Ok(None) => plain_page::refuse(&request, StatusCode::FORBIDDEN),
        Err(UseCaseError::Refused(refusal)) => refused(&request, refusal),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a sheet could not be made");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            plain_page::answer(request.headers(), request.uri().path(), status, &facts.reference)
        }
    }
}

/// Nothing for whoever is not signed in.
async fn file(backend: &Backend, facts: &RequestFacts) -> Result<Option<Vec<u8>>, UseCaseError> {
    let Some(actor) = &facts.actor else { return Ok(None) };
    let tokens = theme::read_draft(backend, actor).await?;
    let mark = printed::mark_of(backend, &facts.facility, tokens).await?;
    let made = zones::local(&facts.facility.zone, backend.clock.now()).date();
    let document = document(facts, mark, made);
    let turn = AT_ONCE.acquire().await.map_err(UseCaseError::internal)?;
    let set = spawn_blocking(move || {
        let _turn = turn;
        pdf::document(&document)
    });
    set.await.map_err(UseCaseError::internal)?.map_err(UseCaseError::internal).map(Some)
}

fn document(facts: &RequestFacts, Mark { color, logo }: Mark, made: String) -> Document {
    let facility = &facts.facility;
    let t = |key: Key| text(facts.lang, key).to_owned();
    let ways = &facility.contacts;
    let foot = format!("{}: {made}", t(k::DOWNLOADS_MADE));
    let known = [
        (k::DOWNLOADS_MADE, Some(made)),
        (k::UI_PHONE, ways.phone.clone()),
        (k::UI_EMAIL, ways.email.clone()),
        (k::UI_ADDRESS, ways.address.clone()),
    ];
    let row = |key: Key, value: &str| vec![t(key), value.to_owned()];
    Document {
        lang: facts.lang.code().to_owned(),
        paper: printed::paper(facility),
        clinic: facility.name.clone(),
        color,
        logo,
        title: t(k::THEME_SHEET_TITLE),
        about: facility.name.clone(),
        blocks: vec![
            Block::Paragraph(t(k::THEME_SHEET_WORDS)),
            Block::Facts(known.into_iter().filter_map(|(name, words)| Some((t(name), words?))).collect()),
            Block::Heading(Level::Chapter, t(k::THEME_SHEET_CHAPTER)),
            Block::Heading(Level::Section, t(k::THEME_SHEET_SECTION)),
            Block::Table(Table {
                head: vec![t(k::DOWNLOADS_NAME), t(k::RESULTS_VALUE)],
                rows: vec![row(k::THEME_SHEET_FIRST, "1.0"), row(k::THEME_SHEET_SECOND, "2.0")],
                is_row_named: true,
            }),
            Block::Note(t(k::THEME_SHEET_NOTE)),
        ],
        page_of: t(k::DOWNLOADS_PAGE_OF),
        made: foot,
    }
}
