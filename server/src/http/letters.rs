//! The letter of an invitation as a PDF file: what the page shows, for whoever may look at that, with the clinic's mark.

use super::downloads::refused;
use super::plain_page;
use crate::printed::{self, Mark};
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::actor::Actor;
use domain::ids::InvitationId;
use domain::invitations::staff::PaperView;
use i18n::{Lang, k, text};
use pdf::{Letter, Square};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use usecases::facility::Facility;
use usecases::{Backend, UseCaseError, invitations};

/// Letters that are set at once: one leaves the other processor to everybody else.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// The letter of an invitation.
pub async fn invitation(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let id = name.strip_suffix(".pdf").and_then(|id| id.parse().ok());
    let (Some(actor), Some(id)) = (&facts.actor, id) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    match file(&state.portal.backend, actor, &facts.facility, id).await {
        Ok(file) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"letter.pdf\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, file).into_response()
        }
        Err(UseCaseError::Refused(refusal)) if refusal == invitations::ENDED => {
            plain_page::refuse(&request, StatusCode::GONE)
        }
        Err(UseCaseError::Refused(refusal)) => refused(&request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a letter could not be made");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            plain_page::answer(request.headers(), request.uri().path(), status, &facts.reference)
        }
    }
}

async fn file(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: InvitationId,
) -> Result<Vec<u8>, UseCaseError> {
    let paper = invitations::read_paper(backend, actor, facility, id).await?;
    let letter = letter(facility, printed::mark(backend, facility).await?, paper);
    let turn = AT_ONCE.acquire().await.map_err(UseCaseError::internal)?;
    spawn_blocking(move || {
        let _turn = turn;
        pdf::letter(&letter)
    })
    .await
    .map_err(UseCaseError::internal)?
    .map_err(UseCaseError::internal)
}

fn letter(facility: &Facility, Mark { color, logo }: Mark, paper: PaperView) -> Letter {
    let lang = Lang::parse(&paper.lang).unwrap_or(facility.language);
    let t = |key| text(lang, key).to_owned();
    let ways = &facility.contacts;
    let contacts = [
        (k::UI_PHONE, &ways.phone),
        (k::UI_EMAIL, &ways.email),
        (k::UI_ADDRESS, &ways.address),
        (k::UI_HOURS, &ways.opening_hours),
    ];
    Letter {
        lang: paper.lang,
        paper: printed::paper(facility),
        clinic: facility.name.clone(),
        color,
        logo,
        name: paper.name,
        title: paper.title,
        paragraphs: paper.paragraphs,
        square: Square { path: paper.qr_path, size: paper.qr_size, alt: t(k::INVITATIONS_QR) },
        code_label: t(k::ACTIVATE_CODE),
        code: paper.code,
        after: paper.after,
        contacts: contacts.into_iter().filter_map(|(what, value)| Some((t(what), value.clone()?))).collect(),
        page_of: t(k::INVITATIONS_PAGE_OF),
    }
}
