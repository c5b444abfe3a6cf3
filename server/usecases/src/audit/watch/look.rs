//! The alerts as administrators see them, and that one of them has looked.

use super::store;
use crate::audit::log::{may_read, store as names};
use crate::audit::{Event, record, record_alone};
use crate::chart_view::{self, BROKEN};
use crate::facility::Facility;
use crate::plain::plain;
use crate::{Backend, UseCaseError, uninterrupted, zones};
use domain::actor::Actor;
use domain::audit::alert::AlertKind;
use domain::audit::contract::{
    AlertLine, AlertsPage, LookAtAlertRequest, Looked, NOTE_CHARS, NamedAccount, NamedChart,
};
use domain::ids::{AccountId, ChartId, ChartViewId};
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// How many alerts are shown.
const SHOWN: u64 = 200;
/// A colleague was faster.
pub const LOOKED_AT: Refusal =
    Refusal { rule: "audit.looked_at", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The alerts: those nobody has looked at first, then the latest.
///
/// # Errors
/// The policy's refusal.
pub async fn read_alerts(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<AlertsPage, UseCaseError> {
    let permit = may_read(backend, actor, "audit.alerts").await?;
    let event = Event { chart: None, ..Event::of(actor, backend.clock.now(), "audit.alerts", "") };
    record_alone(backend, &event).await?;
    let db = backend.db.reader();
    let mut rows = store::list_alerts(db, &permit, actor.facility, SHOWN).await?;
    rows.sort_by_key(|row| row.looked_s.is_some());
    let accounts: Vec<AccountId> =
        rows.iter().flat_map(|row| [Some(row.account_id), row.looked_by]).flatten().collect();
    let charts: Vec<ChartId> = rows.iter().filter_map(|row| row.chart_id).collect();
    let accounts = names::name_accounts(db, actor.facility, &accounts).await?;
    let charts = names::name_charts(db, actor.facility, &charts).await?;
    let name = |id: AccountId| accounts.get(&id).cloned().unwrap_or_else(|| id.to_string());
    let local = |at| zones::local(&facility.zone, at);
    let broken = |key: &str| key.strip_prefix(BROKEN)?.parse::<ChartViewId>().ok();
    let views: Vec<ChartViewId> = rows.iter().filter_map(|row| broken(&row.dedupe_key)).collect();
    let reasons = chart_view::list_reasons(db, &permit, actor.facility, &views).await?;
    let alerts = rows.into_iter().filter_map(|row| {
        Some(AlertLine {
            id: row.id,
            kind: AlertKind::parse(&row.kind)?,
            who: NamedAccount { id: row.account_id, name: name(row.account_id) },
            chart: row.chart_id.map(|id| NamedChart {
                id,
                name: charts.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            }),
            from: local(row.from_s),
            to: local(row.to_s),
            count: u32::try_from(row.count).unwrap_or_default(),
            reason: broken(&row.dedupe_key).and_then(|view| reasons.get(&view).cloned()),
            looked: row.looked_s.map(|at| Looked {
                by: row.looked_by.map(name).unwrap_or_default(),
                local: local(at),
                note: row.note.unwrap_or_default(),
            }),
        })
    });
    Ok(AlertsPage { alerts: alerts.collect() })
}

/// Notes that the actor has looked at an alert.
///
/// # Errors
/// The policy's refusal; `NotFound`; [`LOOKED_AT`] when a colleague was faster.
pub async fn look_at_alert(
    backend: &Backend,
    actor: &Actor,
    request: LookAtAlertRequest,
) -> Result<(), UseCaseError> {
    let permit = may_read(backend, actor, "audit.look_at").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let note = plain(&request.note, NOTE_CHARS);
        let tx = backend.db.begin().await?;
        let is_first =
            store::update_looked(&tx, &permit, actor.facility, request.alert, (actor.account, &note), now)
                .await?;
        if !is_first {
            let is_there = store::has_alert(&tx, actor.facility, request.alert).await?;
            tx.rollback().await?;
            return Err(if is_there { LOOKED_AT.into() } else { UseCaseError::NotFound });
        }
        let event =
            Event { chart: None, ..Event::of(&actor, now, "audit.look_at", &request.alert.to_string()) };
        record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
