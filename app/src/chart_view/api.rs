//! Server functions about records that colleagues read.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::chart_view::contract::{
    BreakGlassRequest, ChartEntry, ChartEntryRequest, ChartHead, ChartMeasurements, ChartRequest,
    ChartResult, ChartResults, ChartResultsRequest, ChartSection, ChartSectionRequest, OpenRecordRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::chart_view;

/// Who a patient is.
#[server(prefix = "/api", endpoint = "chart_view/read_head", output = Reply)]
pub async fn read_head(request: ChartRequest) -> Result<ChartHead, AppError> {
    let actor = actor()?;
    answer(chart_view::read_head(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Opens a record for a purpose.
#[server(prefix = "/api", endpoint = "chart_view/open", output = Reply)]
pub async fn open(request: OpenRecordRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let chart = request.chart;
    answer(chart_view::open(&backend(), &actor, request).await)?;
    redirect(&routes::chart(chart));
    Ok(())
}

/// Opens a record in an emergency.
#[server(prefix = "/api", endpoint = "chart_view/break_glass", output = Reply)]
pub async fn break_glass(request: BreakGlassRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let chart = request.chart;
    answer(chart_view::break_glass(&backend(), &actor, request).await)?;
    redirect(&routes::chart(chart));
    Ok(())
}

/// Closes a record.
#[server(prefix = "/api", endpoint = "chart_view/close", output = Reply)]
pub async fn close(request: ChartRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(chart_view::close(&backend(), &actor, request).await)?;
    redirect(&routes::closed_chart(request.chart));
    Ok(())
}

/// A section of a record.
#[server(prefix = "/api", endpoint = "chart_view/read_section", output = Reply)]
pub async fn read_section(request: ChartSectionRequest) -> Result<ChartSection, AppError> {
    let actor = actor()?;
    answer(chart_view::read_section(&backend(), &actor, request).await)
}

/// One entry of a record.
#[server(prefix = "/api", endpoint = "chart_view/read_entry", output = Reply)]
pub async fn read_entry(request: ChartEntryRequest) -> Result<ChartEntry, AppError> {
    let (actor, facts) = (actor()?, visitor()?);
    answer(chart_view::read_entry(&backend(), &actor, (&facts.facility, facts.lang), request).await)
}

/// A page of a record's results.
#[server(prefix = "/api", endpoint = "chart_view/list_results", output = Reply)]
pub async fn list_results(request: ChartResultsRequest) -> Result<ChartResults, AppError> {
    let actor = actor()?;
    answer(chart_view::list_results(&backend(), &actor, request).await)
}

/// One of them.
#[server(prefix = "/api", endpoint = "chart_view/read_result", output = Reply)]
pub async fn read_result(request: ChartEntryRequest) -> Result<ChartResult, AppError> {
    let (actor, facts) = (actor()?, visitor()?);
    answer(chart_view::read_result(&backend(), &actor, (&facts.facility, facts.lang), request).await)
}

/// What was measured.
#[server(prefix = "/api", endpoint = "chart_view/read_measurements", output = Reply)]
pub async fn read_measurements(request: ChartRequest) -> Result<ChartMeasurements, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(chart_view::read_measurements(&backend(), &actor, &facts.facility, facts.lang, request).await)
}

/// What the last refused form left, if it was one of these.
#[server(prefix = "/api", endpoint = "chart_view/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        flash.endpoint.starts_with("/api/chart_view/") || flash.endpoint == "/api/account/step_up"
    };
    Ok(facts.flash.clone().filter(is_ours))
}
