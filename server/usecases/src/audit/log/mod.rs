//! Reading the audit log: administrators only, and every look at it is in it.

mod export;
mod people;
pub(crate) mod range;
pub(super) mod store;
pub(crate) mod words;

pub use export::{Export, begin_export};
pub use people::find_people;
pub use words::{ACTIONS, outcome_words, what};

use super::{Event, denied, record_alone};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, zones};
use domain::actor::Actor;
use domain::audit::Cursor;
use domain::audit::contract::{ActionChoice, AuditLine, AuditPage, AuditRequest, NamedAccount, NamedChart};
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use i18n::{Lang, text};
use range::Range;
use std::collections::{BTreeMap, BTreeSet};

/// Events of a page.
const PAGE: u64 = 50;

/// A page of the log, the latest events first.
///
/// # Errors
/// The policy's refusal; the fields `from` and `to`.
pub async fn read_log(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
    request: AuditRequest,
) -> Result<AuditPage, UseCaseError> {
    let permit = may_read(backend, actor, "audit.read").await?;
    let range = Range::read(&request, &facility.zone)?;
    note(backend, actor, "audit.read", &request).await?;
    let found = page(backend, facility, &permit, lang, &request, &range, PAGE).await?;
    let db = backend.db.reader();
    let account = match request.account {
        Some(id) => store::name_accounts(db, actor.facility, &[id])
            .await?
            .remove(&id)
            .map(|name| NamedAccount { id, name }),
        None => None,
    };
    let chart = match request.chart {
        Some(id) => store::name_charts(db, actor.facility, &[id])
            .await?
            .remove(&id)
            .map(|name| NamedChart { id, name }),
        None => None,
    };
    let actions = ACTIONS
        .iter()
        .map(|(name, key)| ActionChoice { name: (*name).to_owned(), label: text(lang, *key).to_owned() })
        .collect();
    Ok(AuditPage {
        lines: found.lines,
        older: found.older.map(Cursor::written),
        actions,
        account,
        chart,
        today: zones::local(&facility.zone, backend.clock.now()).date(),
        zone: facility.zone.clone(),
    })
}

/// Proof that the actor may read the log; a refusal is logged.
pub(super) async fn may_read(
    backend: &Backend,
    actor: &Actor,
    action: &str,
) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::ReadAudit) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(denied(backend, actor, action, refusal.into()).await),
    }
}

/// Leaves the look at the log in the log, with what was asked for: ids and codes only.
async fn note(
    backend: &Backend,
    actor: &Actor,
    action: &str,
    request: &AuditRequest,
) -> Result<(), UseCaseError> {
    let id = |name: &str, id: Option<String>| id.map(|id| format!("{name}={id}"));
    let parts = [
        id("account", request.account.map(|id| id.to_string())),
        id("action", request.action.clone().filter(|action| words::is_known(action))),
        request.is_refused.then(|| "refused".to_owned()),
        id("from", request.from.clone().filter(|day| range::is_day(day))),
        id("to", request.to.clone().filter(|day| range::is_day(day))),
        request.before.as_ref().map(|_| "earlier".to_owned()),
    ];
    let subject = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut event = Event::of(actor, backend.clock.now(), action, &subject);
    // It is about the record that was asked for, not the one of the reader's own screens.
    event.chart = request.chart;
    record_alone(backend, &event).await
}

/// Some events, and where the earlier ones begin.
struct Found {
    lines: Vec<AuditLine>,
    older: Option<Cursor>,
}

async fn page(
    backend: &Backend,
    facility: &Facility,
    permit: &StaffPermit,
    lang: Lang,
    request: &AuditRequest,
    range: &Range,
    limit: u64,
) -> Result<Found, UseCaseError> {
    let db = backend.db.reader();
    let mut rows = store::list(db, permit, facility.id, request, range, limit + 1).await?;
    let has_more = rows.len() as u64 > limit;
    if has_more {
        rows.pop();
    }
    let older = rows.last().filter(|_| has_more).map(|row| Cursor { at: row.event.at, id: row.id });
    let names = names(backend, facility.id, &rows).await?;
    let lines = rows.into_iter().map(|row| line(row, facility, lang, &names)).collect();
    Ok(Found { lines, older })
}

struct Names {
    accounts: BTreeMap<AccountId, String>,
    charts: BTreeMap<ChartId, String>,
    /// Who has acted for whom.
    helped: BTreeSet<(AccountId, ChartId)>,
}

async fn names(
    backend: &Backend,
    facility: FacilityId,
    rows: &[super::store::Stored],
) -> Result<Names, UseCaseError> {
    let db = backend.db.reader();
    let accounts: Vec<AccountId> = rows.iter().filter_map(|row| row.event.account).collect();
    let charts: Vec<ChartId> = rows.iter().filter_map(|row| row.event.chart).collect();
    Ok(Names {
        accounts: store::name_accounts(db, facility, &accounts).await?,
        charts: store::name_charts(db, facility, &charts).await?,
        helped: store::list_helped(db, facility, (&accounts, &charts)).await?,
    })
}

fn line(row: super::store::Stored, facility: &Facility, lang: Lang, names: &Names) -> AuditLine {
    let super::store::Stored { id, event, .. } = row;
    let who = event.account.map(|id| NamedAccount {
        name: names.accounts.get(&id).cloned().unwrap_or_else(|| id.to_string()),
        id,
    });
    let chart = event
        .chart
        .map(|id| NamedChart { name: names.charts.get(&id).cloned().unwrap_or_else(|| id.to_string()), id });
    let acts_for = event.account.zip(event.chart).is_some_and(|pair| names.helped.contains(&pair));
    AuditLine {
        id,
        local: zones::local(&facility.zone, event.at),
        second: u8::try_from(event.at.0.rem_euclid(60)).unwrap_or_default(),
        is_operator: who.is_none() && event.address == "operator",
        who,
        chart,
        acts_for,
        what: what(lang, &event.action),
        refused: outcome_words(lang, &event.outcome),
        action: event.action,
        subject: event.subject,
        address: event.address,
        session: event.session,
    }
}
