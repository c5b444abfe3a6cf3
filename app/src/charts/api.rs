//! Server functions about charts that the clinic adds, by hand or from a file, and merges.

use crate::error::AppError;
use crate::wire::Reply;
use domain::charts::contract::{AddChartRequest, ChartAdded};
use domain::charts::file::{CheckFileRequest, FileChecked, FileRead, ImportFileRequest, ReadFileRequest};
use domain::charts::merge::{
    CompareRequest, Compared, DeclineRequest, MergeRequest, Merges, UndoMergeRequest,
};
use domain::invitations::staff::{FindPatientsRequest, PatientsFound};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::{charts, invitations};

/// Adds a chart, or shows those that may be the same person's.
#[server(prefix = "/api", endpoint = "charts/add_chart", output = Reply)]
pub async fn add_chart(request: AddChartRequest) -> Result<ChartAdded, AppError> {
    let actor = actor()?;
    answer(charts::add_chart(&backend(), &actor, &visitor()?.facility, request).await)
}

/// What stands in a file.
#[server(prefix = "/api", endpoint = "charts/read_file", output = Reply)]
pub async fn read_file(request: ReadFileRequest) -> Result<FileRead, AppError> {
    let actor = actor()?;
    answer(charts::read_file(&backend(), &actor, &visitor()?.facility, request).await)
}

/// What would become of each row of a file.
#[server(prefix = "/api", endpoint = "charts/check_file", output = Reply)]
pub async fn check_file(request: CheckFileRequest) -> Result<FileChecked, AppError> {
    let actor = actor()?;
    answer(charts::check_file(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Adds the next rows of a file.
#[server(prefix = "/api", endpoint = "charts/import_file", output = Reply)]
pub async fn import_file(request: ImportFileRequest) -> Result<FileChecked, AppError> {
    let actor = actor()?;
    answer(charts::import_file(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Charts by name, number or date of birth, to choose two of them.
#[server(prefix = "/api", endpoint = "charts/find_charts", output = Reply)]
pub async fn find_charts(request: FindPatientsRequest) -> Result<PatientsFound, AppError> {
    let actor = actor()?;
    answer(invitations::find_patients(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Two charts side by side.
#[server(prefix = "/api", endpoint = "charts/compare_charts", output = Reply)]
pub async fn compare_charts(request: CompareRequest) -> Result<Compared, AppError> {
    let actor = actor()?;
    answer(charts::compare_charts(&backend(), &actor, request).await)
}

/// Merges a chart into another.
#[server(prefix = "/api", endpoint = "charts/merge_charts", output = Reply)]
pub async fn merge_charts(request: MergeRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let merge = answer(charts::merge_charts(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=merged&merge={merge}", routes::MERGE_CHARTS));
    Ok(())
}

/// Undoes a merge.
#[server(prefix = "/api", endpoint = "charts/undo_merge", output = Reply)]
pub async fn undo_merge(request: UndoMergeRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(charts::undo_merge(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=undone&merge={}", routes::MERGE_CHARTS, request.merge));
    Ok(())
}

/// Says that two charts which another system calls one person's are not.
#[server(prefix = "/api", endpoint = "charts/decline_proposal", output = Reply)]
pub async fn decline_proposal(request: DeclineRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(charts::decline_proposal(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=declined&merge={}", routes::MERGE_CHARTS, request.proposal));
    Ok(())
}

/// The latest merges, and what other systems propose.
#[server(prefix = "/api", endpoint = "charts/list_merges", output = Reply)]
pub async fn list_merges() -> Result<Merges, AppError> {
    let actor = actor()?;
    answer(charts::list_merges(&backend(), &actor, &visitor()?.facility).await)
}
