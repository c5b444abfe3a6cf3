//! Server functions about the medical-ID card.

use crate::error::AppError;
use crate::wire::Reply;
use domain::card::contract::{Card, KeepCardRequest};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::{kept_card, routes};
#[cfg(feature = "ssr")]
use usecases::card;

/// The card of the chart that is shown.
#[server(prefix = "/api", endpoint = "card/read_card", output = Reply)]
pub async fn read_card() -> Result<Card, AppError> {
    let actor = actor()?;
    let held = kept_card::held();
    let found = answer(card::read(&backend(), &visitor()?.facility, &actor, &held).await);
    let found = found.inspect_err(kept_card::follow_refusal)?;
    kept_card::follow(found.kept);
    Ok(found)
}

/// Keeps it in this browser, or no longer.
#[server(prefix = "/api", endpoint = "card/keep_card", output = Reply)]
pub async fn keep_card(request: KeepCardRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let mark = answer(card::keep(&backend(), &actor, request).await)?;
    kept_card::set(mark.as_deref());
    redirect(&format!("{}?done={}", routes::CARD, if request.is_kept { "kept" } else { "removed" }));
    Ok(())
}
