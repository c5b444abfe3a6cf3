//! Server functions about finding a patient.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::patients::contract::{KeptSearchRequest, PatientsFound, SearchRequest, Searched};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, is_plain_form, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::patients;

/// Patients by name, record number or date of birth. Whoever posted the form without scripts is sent on to the page with the
/// answer: what was typed stands in no address.
#[server(prefix = "/api", endpoint = "patients/find_patients", output = Reply)]
pub async fn find_patients(request: SearchRequest) -> Result<PatientsFound, AppError> {
    let actor = actor()?;
    let facility = visitor()?.facility.clone();
    if is_plain_form() {
        let kept = answer(patients::keep(&backend(), &actor, &facility, request).await)?;
        redirect(&routes::kept_search(&kept));
        return Ok(PatientsFound::default());
    }
    answer(patients::find_patients(&backend(), &actor, &facility, request).await)
}

/// A search that was posted without scripts, with its answer.
#[server(prefix = "/api", endpoint = "patients/read_search", output = Reply)]
pub async fn read_search(request: KeptSearchRequest) -> Result<Searched, AppError> {
    let actor = actor()?;
    answer(patients::read_search(&backend(), &actor, &visitor()?.facility, request).await)
}

/// What the last refused form left, if it was this one.
#[server(prefix = "/api", endpoint = "patients/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/patients/")))
}
