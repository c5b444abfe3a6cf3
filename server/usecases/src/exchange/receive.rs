//! Resources that a system hands in with a request.

use super::SCOPE;
use crate::connections::Bearer;
use crate::facility::Facility;
use crate::import::{self, Received};
use crate::{Backend, UseCaseError, account, audit, uninterrupted};
use domain::connections::{Level, Verb};
use domain::ids::FacilityId;
use domain::time::Instant;
use fhir::{BundleType, Layout, Request};
use std::sync::Arc;

/// Most resources of one request; more go in as a file.
const MOST: u64 = 5_000;

/// What is noted of records that are in.
pub(super) const RECEIVE: &str = "exchange.receive";

/// What is handed in.
#[derive(Clone, Debug)]
pub enum Form {
    /// A Bundle of type transaction or batch.
    Bundle {
        /// Whether a type that the portal makes no use of is a mistake (`Prefer: handling=strict`).
        is_strict: bool,
    },
    /// One resource, with the request about it.
    One(Request),
}

/// Why nothing was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The text is no FHIR JSON that can be taken: why.
    Unreadable(String),
    /// It holds more resources than a request may.
    TooMany(u64),
}

/// Takes a Bundle, or one resource with the request about it; of a transaction all or nothing.
///
/// # Errors
/// [`SCOPE`]; when the database fails. What is wrong with resources is in the answer.
pub async fn receive(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    (text, form): (Arc<[u8]>, Form),
) -> Result<Result<(Received, bool), Refused>, UseCaseError> {
    may_write(bearer)?;
    let summary = {
        let text = Arc::clone(&text);
        let check = move || fhir::check(&*text, fhir::Limits::default());
        tokio::task::spawn_blocking(check).await.map_err(UseCaseError::internal)?
    };
    let summary = match summary {
        Err(error) => return Ok(Err(Refused::Unreadable(error.to_string()))),
        Ok(summary) if summary.entries > MOST => return Ok(Err(Refused::TooMany(summary.entries))),
        Ok(summary) => summary,
    };
    let (how, is_whole) = match (form, summary.layout) {
        (Form::Bundle { is_strict }, Layout::Bundle(BundleType::Transaction)) => {
            ((Request::default(), true, is_strict), true)
        }
        (Form::Bundle { is_strict }, Layout::Bundle(BundleType::Batch)) => {
            ((Request::default(), false, is_strict), false)
        }
        (Form::One(request), Layout::Single) => ((request, true, true), true),
        (Form::Bundle { .. }, _) => {
            return Ok(Err(Refused::Unreadable("must be a Bundle of type transaction or batch".to_owned())));
        }
        (Form::One(_), _) => return Ok(Err(Refused::Unreadable("must be one resource".to_owned()))),
    };
    let (backend, facility, client) = (backend.clone(), facility.id, bearer.client);
    uninterrupted(async move {
        let told = |count: usize, entries: u64| {
            event(facility, backend.clock.now(), (RECEIVE, &format!("{client} {count} of {entries}")))
        };
        let received = import::receive(&backend, (facility, client), text, how, told).await?;
        Ok(Ok((received, is_whole)))
    })
    .await
}

/// Whether a token opens handing records in.
///
/// # Errors
/// [`SCOPE`].
pub fn may_write(bearer: &Bearer) -> Result<(), UseCaseError> {
    let may = |verb| bearer.scopes.allow(Level::System, "Patient", verb);
    if bearer.reader.is_none() && may(Verb::Create) && may(Verb::Update) { Ok(()) } else { Err(SCOPE.into()) }
}

/// The event of what a system hands in.
pub(super) fn event(facility: FacilityId, at: Instant, (action, subject): (&str, &str)) -> audit::Event {
    audit::Event { address: "system".to_owned(), ..account::operator_event(facility, at, action, subject) }
}
