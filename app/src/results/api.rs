//! Server functions about results.

use crate::error::AppError;
use crate::wire::Reply;
use domain::records::contract::Measurements;
use domain::results::contract::{
    ListResultsRequest, NewResults, ReadResultRequest, ResultList, ResultPage, SaveWishRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::RESULTS;
#[cfg(feature = "ssr")]
use usecases::results;

/// A page of the results of the chart that is shown.
#[server(prefix = "/api", endpoint = "results/list_results", output = Reply)]
pub async fn list_results(request: ListResultsRequest) -> Result<ResultList, AppError> {
    let actor = actor()?;
    answer(results::list_results(&backend(), &actor, request).await)
}

/// One of them.
#[server(prefix = "/api", endpoint = "results/read_result", output = Reply)]
pub async fn read_result(request: ReadResultRequest) -> Result<ResultPage, AppError> {
    let (actor, facts) = (actor()?, visitor()?);
    answer(results::read_result(&backend(), &actor, (&facts.facility, facts.lang), request).await)
}

/// Weight, blood pressure and the like of the chart that is shown.
#[server(prefix = "/api", endpoint = "results/read_measurements", output = Reply)]
pub async fn read_measurements() -> Result<Measurements, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(results::read_measurements(&backend(), &actor, &facts.facility, facts.lang).await)
}

/// Says how the reader wants to hear of new results.
#[server(prefix = "/api", endpoint = "results/save_wish", output = Reply)]
pub async fn save_wish(request: SaveWishRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(results::save_wish(&backend(), &actor, request).await)?;
    redirect(&format!("{RESULTS}?done=wish"));
    Ok(())
}

/// How many results are new to the reader.
#[server(prefix = "/api", endpoint = "results/count_new", output = Reply)]
pub async fn count_new() -> Result<NewResults, AppError> {
    let actor = actor()?;
    answer(results::count_new(&backend(), &actor).await)
}
