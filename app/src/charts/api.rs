//! Server functions about charts that are added by hand.

use crate::error::AppError;
use crate::wire::Reply;
use domain::charts::contract::{AddChartRequest, ChartAdded};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, visitor};
#[cfg(feature = "ssr")]
use usecases::charts;

/// Adds a chart, or shows those that may be the same person's.
#[server(prefix = "/api", endpoint = "charts/add_chart", output = Reply)]
pub async fn add_chart(request: AddChartRequest) -> Result<ChartAdded, AppError> {
    let actor = actor()?;
    answer(charts::add_chart(&backend(), &actor, &visitor()?.facility, request).await)
}
