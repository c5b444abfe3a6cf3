//! Server functions about records.

use crate::error::AppError;
use crate::wire::Reply;
use domain::records::contract::{
    EntryPage, LatestEntry, ReadEntryRequest, ReadSectionRequest, SectionPage, Timeline, TimelineRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, visitor};
#[cfg(feature = "ssr")]
use usecases::records;

/// One section of the record of the chart that is shown.
#[server(prefix = "/api", endpoint = "records/read_section", output = Reply)]
pub async fn read_section(request: ReadSectionRequest) -> Result<SectionPage, AppError> {
    let actor = actor()?;
    answer(records::read_section(&backend(), &actor, request).await)
}

/// One entry of the chart that is shown.
#[server(prefix = "/api", endpoint = "records/read_entry", output = Reply)]
pub async fn read_entry(request: ReadEntryRequest) -> Result<EntryPage, AppError> {
    let (actor, facts) = (actor()?, visitor()?);
    answer(records::read_entry(&backend(), &actor, (&facts.facility, facts.lang), request).await)
}

/// The newest lines of the whole record.
#[server(prefix = "/api", endpoint = "records/list_latest", output = Reply)]
pub async fn list_latest() -> Result<Vec<LatestEntry>, AppError> {
    let actor = actor()?;
    answer(records::list_latest(&backend(), &actor).await)
}

/// A page of the whole record.
#[server(prefix = "/api", endpoint = "records/list_timeline", output = Reply)]
pub async fn list_timeline(request: TimelineRequest) -> Result<Timeline, AppError> {
    let actor = actor()?;
    answer(records::list_timeline(&backend(), &actor, request).await)
}
