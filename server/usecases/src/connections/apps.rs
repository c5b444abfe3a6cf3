//! The apps that a person has let read a record.

use super::store::{connections as store, tokens};
use crate::db::Tx;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, people, uninterrupted, zones};
use domain::actor::Actor;
use domain::charts::policy::MergePermit;
use domain::connections::Scopes;
use domain::connections::contract::{AppLine, EndConnectionRequest};
use domain::ids::ChartId;
use domain::time::DAY;
use std::collections::BTreeMap;

/// How long the list tells of what a merge has ended, in seconds.
const TOLD_S: i64 = 90 * DAY;

/// The apps of this account, of every record it has let them read, the latest first. Whose rights have ended still sees and
/// ends what was connected with them; what ended because two records were put together is there too, and says so.
///
/// # Errors
/// When the database fails.
pub async fn list_own(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Vec<AppLine>, UseCaseError> {
    let db = backend.db.reader();
    let mut merged = Vec::new();
    for grant in &actor.grants {
        let charts = people::list_with_merged(db, facility.id, grant.chart).await?;
        merged.extend(charts.into_iter().filter(|chart| *chart != grant.chart));
    }
    let since = backend.clock.now().plus_seconds(-TOLD_S);
    let rows = store::list_of(db, facility.id, actor.account, (&merged, since)).await?;
    let charts: Vec<ChartId> = rows.iter().map(|(row, _)| row.chart_id).collect();
    let names: BTreeMap<ChartId, (String, Option<String>)> =
        people::name_charts(db, facility.id, &charts).await?;
    let line = |(row, name): (entity::connection::Model, String)| {
        let scopes = Scopes::parse(&row.scopes);
        AppLine {
            id: row.id,
            name,
            is_ended: row.ended_s.is_some(),
            patient: names.get(&row.chart_id).map(|(name, _)| name.clone()).unwrap_or_default(),
            parts: scopes.parts(),
            is_offline: scopes.offline,
            since: zones::local(&facility.zone, row.since_s),
            used: row.used_s.map(|at| zones::local(&facility.zone, at)),
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Ends a connection of this account: the app reads nothing more from now on.
///
/// # Errors
/// `NotFound` for one that is not the account's, or has ended.
pub async fn end(
    backend: &Backend,
    actor: &Actor,
    request: EndConnectionRequest,
) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let ended = store::end(&tx, actor.facility, (actor.account, request.id), now).await?;
        let ended = ended.ok_or(UseCaseError::NotFound)?;
        tokens::delete_of_connection(&tx, actor.facility, (ended.client_id, ended.id)).await?;
        let mut event = audit::Event::of(&actor, now, "connections.end", &ended.client_id.to_string());
        event.chart = Some(ended.chart_id);
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Ends every connection with a chart that is merged away: nothing opens that chart any more. Undoing the merge brings none back.
///
/// # Errors
/// When the database fails.
pub(crate) async fn end_of_chart(
    tx: &Tx,
    backend: &Backend,
    (told, permit): (&audit::Event, &MergePermit),
    chart: ChartId,
) -> Result<(), UseCaseError> {
    for ended in store::end_of_chart(tx, permit, (told.facility, chart), told.at).await? {
        tokens::delete_of_connection(tx, told.facility, (ended.client_id, ended.id)).await?;
        let event = told.about(chart, "connections.end", &ended.client_id.to_string());
        audit::record(tx, &backend.keys, &event).await?;
    }
    Ok(())
}
