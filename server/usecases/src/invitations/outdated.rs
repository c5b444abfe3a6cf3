//! What ends an invitation by itself: time, death, another contact, another chart, a portal that is switched off.

use super::staff::is_of_chart;
use super::store::{self, ChartHead, Row};
use crate::db::Tx;
use crate::{Backend, UseCaseError, phone};
use domain::contact::{ContactKind, email};
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::invitations::{Kind, State};
use domain::time::Instant;

/// Invitations that end in one transaction.
const CHUNK: u64 = 100;

/// Ends invitations whose time has passed; returns how many.
///
/// # Errors
/// When the database fails.
pub async fn expire_due(backend: &Backend, facility: FacilityId) -> Result<u64, UseCaseError> {
    let now = backend.clock.now();
    let mut ended = 0;
    loop {
        let rows = store::list_overdue(backend.db.reader(), facility, now, CHUNK).await?;
        if rows.is_empty() {
            return Ok(ended);
        }
        let tx = backend.db.begin().await?;
        for row in &rows {
            ended += u64::from(expire(&tx, facility, row, now).await?);
        }
        tx.commit().await?;
    }
}

/// Ends one whose time has passed.
pub async fn expire(tx: &Tx, facility: FacilityId, row: &Row, now: Instant) -> Result<bool, UseCaseError> {
    end(tx, facility, row, (State::Expired, ""), None, now).await
}

/// Ends one that still lives; says whether it did.
pub async fn end(
    tx: &Tx,
    facility: FacilityId,
    row: &Row,
    (to, why): (State, &str),
    by: Option<AccountId>,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let live: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_live()).collect();
    let is_ended = store::change_state(tx, facility, (row.id, Some(row.generation)), &live, to, now).await?;
    if is_ended {
        store::note(tx, facility, row.id, (to, why), by, now).await?;
    }
    Ok(is_ended)
}

/// Takes back what no longer fits the charts as they are now, in the transaction that has changed them.
///
/// # Errors
/// When it cannot be written; then the change must fail too.
pub(crate) async fn revoke_outdated(
    tx: &Tx,
    facility: FacilityId,
    charts: &[ChartId],
    now: Instant,
) -> Result<(), UseCaseError> {
    let rows = store::list_live_of(tx, facility, charts).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let zone = store::find_zone(tx, facility).await?;
    let heads = store::list_charts(tx, facility, charts).await?;
    for row in rows {
        let head = heads.iter().find(|head| Some(head.id) == row.new.chart);
        if let Some(why) = head.and_then(|head| outdated(&row, head, &zone)) {
            end(tx, facility, &row, (State::Revoked, why), None, now).await?;
        }
    }
    Ok(())
}

/// Why an invitation no longer fits its chart.
fn outdated(row: &Row, head: &ChartHead, zone: &str) -> Option<&'static str> {
    if head.is_deceased {
        return Some("deceased");
    }
    let is_of_the_chart = row.new.kind == Kind::Patient && !row.new.is_own_address;
    let (kind, address) = row.new.to.as_ref().filter(|_| is_of_the_chart)?;
    (!is_of_chart(head, *kind, address, zone)).then_some("contact_changed")
}

/// A chart's contact of a kind, as it would be written to.
pub fn contact_of(head: &ChartHead, kind: ContactKind, zone: &str) -> Option<String> {
    match kind {
        ContactKind::Email => head.email.as_deref().and_then(email),
        ContactKind::Phone => head.phone.as_deref().and_then(|text| phone::normalise(text, zone)),
    }
}

/// Takes back every invitation about a chart: it was merged into another.
///
/// # Errors
/// When it cannot be written; then its cause must fail too.
pub async fn revoke_for_chart(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
    (why, by): (&str, Option<AccountId>),
    now: Instant,
) -> Result<(), UseCaseError> {
    for row in store::list_live_of(tx, facility, &[chart]).await? {
        end(tx, facility, &row, (State::Revoked, why), by, now).await?;
    }
    Ok(())
}

/// Whether anybody is invited to a chart, as its patient or to act for the patient.
///
/// # Errors
/// When the database fails.
pub async fn is_invited(tx: &Tx, facility: FacilityId, chart: ChartId) -> Result<bool, UseCaseError> {
    Ok(!store::list_live_of(tx, facility, &[chart]).await?.is_empty())
}

/// Takes back what invites patients and proxies of a facility: its portal was closed. Colleagues go on working.
///
/// # Errors
/// When it cannot be written; then its cause must fail too.
pub async fn revoke_all(
    tx: &Tx,
    facility: FacilityId,
    (why, by): (&str, Option<AccountId>),
    now: Instant,
) -> Result<(), UseCaseError> {
    for row in store::list_live(tx, facility).await? {
        if row.new.kind == Kind::Colleague {
            continue;
        }
        end(tx, facility, &row, (State::Revoked, why), by, now).await?;
    }
    Ok(())
}
