//! Looks at what was asked since the last turn: by itself or by a colleague, there is an invitation, or there is none.

use super::compose::tell_rejected;
use super::store::{self, Decision, Row};
use super::weigh::weigh;
use crate::db::Tx;
use crate::facility::Facility;
use crate::invitations::{self, Goes};
use crate::keys::random;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, account, audit, charts, uninterrupted};
use domain::ids::{ChartId, InvitationId};
use domain::registration::staff::{ALARMING, State};
use domain::registration::tier::{Candidate, Outcome, Tier, best, decide};
use domain::time::{DAY, Instant, MINUTE};

/// Requests looked at in one turn.
const AT_ONCE: u64 = 50;
/// How far back requests with one national ID are counted.
const ALARM_S: i64 = 7 * DAY;
/// A letter that says no by itself goes out after a day and some hours, so that its coming tells no more than a colleague's.
const LATER_S: (i64, i64) = (DAY, 8 * 60 * MINUTE);

/// Looks at what was asked; says how many requests were moved on.
///
/// # Errors
/// When the database fails.
pub async fn answer_requests(backend: &Backend, facility: &Facility) -> Result<u64, UseCaseError> {
    let received = store::list_received(backend.db.reader(), facility.id, AT_ONCE).await?;
    if received.is_empty() {
        return Ok(0);
    }
    charts::key_unkeyed(backend, facility).await?;
    let mut moved = 0;
    for row in received {
        let (backend, facility) = (backend.clone(), facility.clone());
        moved += u64::from(uninterrupted(async move { answer(&backend, &facility, row).await }).await?);
    }
    Ok(moved)
}

async fn answer(backend: &Backend, facility: &Facility, mut row: Row) -> Result<bool, UseCaseError> {
    let now = backend.clock.now();
    let weighed = weigh(backend, facility, &row, now).await?;
    let candidates: Vec<Candidate<ChartId>> = weighed.iter().map(super::weigh::Weighed::candidate).collect();
    let outcome = decide(facility.registration.policy, &candidates);
    let tier = best(&candidates);
    let tx = backend.db.begin().await?;
    // The request first, then the chart, then its invitation: everybody in this order.
    let (to, chart, word) = match outcome {
        Outcome::Approve(chart) => (State::Approved, Some(chart), "exact"),
        Outcome::ApproveAfterCode(chart) => (State::Approved, Some(chart), "strong"),
        Outcome::Queue => (State::Waiting, None, ""),
        Outcome::Refuse => (State::Rejected, None, "by_itself"),
    };
    row.is_alarming = alarm(&tx, facility, &row, tier, now).await?;
    let mut decision = Decision { state: to, tier, chart, invitation: None };
    let mut why = word;
    if let Some(chart) = chart {
        match approve(&tx, backend, facility, (&row, chart, tier), now).await? {
            Ok(invitation) => decision.invitation = Some(invitation),
            // Somebody has invited this patient already, or nobody can be reached: a colleague looks at it.
            Err(rule) => {
                decision = Decision { state: State::Waiting, chart: None, ..decision };
                why = rule.strip_prefix("invitation.").unwrap_or_default();
            }
        }
    }
    if !store::decide(&tx, facility.id, &row, &decision, now).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    store::note(&tx, facility.id, row.id, (decision.state, why), None, now).await?;
    if decision.state == State::Rejected {
        let some_hours = i64::from(u16::from_le_bytes(random())) % LATER_S.1;
        let due = now.plus_seconds(LATER_S.0 + some_hours);
        tell_rejected(&tx, facility.id, (row.id, row.version + 1), due, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Invites the chart's patient; where there is nothing certain but a national ID, to the address that was proven, else to
/// the one on the chart, so that using it proves who it is. The rule, if the patient cannot be invited.
async fn approve(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    (row, chart, tier): (&Row, ChartId, Tier),
    now: Instant,
) -> Result<Result<InvitationId, &'static str>, UseCaseError> {
    let goes = if tier == Tier::Exact {
        Goes::ToProven((row.proven, row.address().to_owned()), row.lang)
    } else {
        Goes::ToChart
    };
    match invitations::invite_to(tx, backend, facility, (chart, &goes), None).await {
        Ok(invited) => {
            let subject = format!("{} {}", row.id, tier.as_str());
            let event = account::operator_event(facility.id, now, "registration.approve", &subject);
            audit::record(tx, &backend.keys, &audit::Event { chart: Some(chart), ..event }).await?;
            Ok(Ok(invited.invitation))
        }
        Err(UseCaseError::Refused(refusal)) => Ok(Err(refusal.rule)),
        Err(error) => Err(error),
    }
}

/// Whether this national ID has come too often without leading anywhere; every so many times, colleagues are told.
async fn alarm(
    tx: &Tx,
    facility: &Facility,
    row: &Row,
    tier: Tier,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let Some(mac) = row.national_mac.as_ref().filter(|_| tier < Tier::Strong) else { return Ok(false) };
    let before = store::count_failed(tx, facility.id, mac, now.plus_seconds(-ALARM_S)).await?;
    let now_failed = before + 1;
    if now_failed.is_multiple_of(ALARMING) {
        for reviewer in store::list_reviewers(tx, facility.id).await? {
            notices::tell_account(tx, (facility.id, reviewer), Notice::RegistrationAlert, now).await?;
        }
    }
    Ok(now_failed >= ALARMING)
}
