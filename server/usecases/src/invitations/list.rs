//! Invitations as the clinic's screens show them: how each stands, what became of it, what can be done.

use super::ENDED;
use super::compose::paper;
use super::outdated::revoke_for_chart;
use super::staff::{invite, permit};
use super::store::{self, Row};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted, zones};
use domain::actor::Actor;
use domain::contact::masked;
use domain::ids::InvitationId;
use domain::invitations::staff::{
    HistoryLine, InvitationDetail, InvitationLine, InvitationList, InviteRequest, Invited, ListRequest,
    MOST_FOUND, OptOutRequest, PER_PAGE, PaperView,
};
use domain::invitations::{COOL_DOWN_S, Kind, LeftOut, TRIES};
use domain::permission::Action;
use domain::policy::for_staff;
use domain::time::Instant;

/// A page of invitations, the newest first.
///
/// # Errors
/// The policy's.
pub async fn list_invitations(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ListRequest,
) -> Result<InvitationList, UseCaseError> {
    permit(backend, actor, "invitations.list").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    // Names of patients: that somebody looked is noted first.
    let event = audit::Event::of(actor, now, "invitations.list", "");
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    let kinds = kinds_for(actor);
    let counts = store::count_by_state(db, facility.id, kinds).await?;
    let offset = request.page.min(10_000) * PER_PAGE;
    let rows = store::list_page(db, facility.id, (kinds, request.state), offset, PER_PAGE + 1).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    let shown = rows.into_iter().take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let lines = shown.map(|row| line(facility, row, now)).collect();
    Ok(InvitationList { lines, counts, has_more })
}

/// Colleagues' invitations are for those who may invite colleagues.
fn kinds_for(actor: &Actor) -> &'static [Kind] {
    if for_staff(actor, Action::EditStaff).is_ok() {
        &[Kind::Patient, Kind::Proxy, Kind::Colleague]
    } else {
        &[Kind::Patient, Kind::Proxy]
    }
}

fn line(facility: &Facility, row: Row, now: Instant) -> InvitationLine {
    let local = |at| zones::local(&facility.zone, at);
    let is_live = row.state.is_live() && now < row.expires;
    InvitationLine {
        id: row.id,
        kind: row.new.kind,
        state: row.state,
        since: local(row.since),
        expires: local(row.expires),
        channel: row.new.to.as_ref().map(|(kind, _)| *kind),
        to: row.new.to.as_ref().map(|(kind, address)| masked(*kind, address)).unwrap_or_default(),
        is_locked: is_live && row.tries >= TRIES,
        may_resend: is_live && now.seconds_since(row.issued) >= COOL_DOWN_S,
        is_live,
        name: row.new.name,
    }
}

/// An invitation with its history.
///
/// # Errors
/// The policy's; `NotFound`.
pub async fn read_invitation(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: InvitationId,
) -> Result<InvitationDetail, UseCaseError> {
    permit(backend, actor, "invitations.read").await?;
    let db = backend.db.reader();
    let row = store::find(db, facility.id, id).await?.ok_or(UseCaseError::NotFound)?;
    if !kinds_for(actor).contains(&row.new.kind) {
        return Err(UseCaseError::NotFound);
    }
    let now = backend.clock.now();
    let event = audit::Event::of(actor, now, "invitations.read", &id.to_string());
    audit::record_alone(backend, &audit::Event { chart: row.new.chart, ..event }).await?;
    let events = store::list_events(db, facility.id, id).await?;
    let history = events.into_iter().map(|event| HistoryLine {
        at: zones::local(&facility.zone, event.at),
        state: event.state,
        detail: event.detail,
        by: event.by,
    });
    let history = history.collect();
    Ok(InvitationDetail { line: line(facility, row, now), history })
}

/// Invites one patient or several, each in a transaction of its own. By hand asks for proof anew.
///
/// # Errors
/// The policy's; [`factors::STEP_UP`]; for a single one, why not: of several, each has its own result.
pub async fn invite_several(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: InviteRequest,
) -> Result<Invited, UseCaseError> {
    permit(backend, actor, "invitations.invite").await?;
    if request.by_hand {
        // Who holds link and code of a patient can become that patient: they go to no address of the chart's.
        factors::require_fresh(backend, actor).await?;
    }
    let mut done = Invited { invited: 0, only: None, left_out: Vec::new(), failed: 0 };
    let is_one = request.charts.len() == 1;
    let most = usize::try_from(MOST_FOUND).unwrap_or(usize::MAX);
    for (count, chart) in request.charts.into_iter().enumerate() {
        if count >= most {
            done.failed += 1;
            continue;
        }
        match invite(backend, actor, facility, (chart, request.by_hand)).await {
            Ok(made) => {
                done.invited += 1;
                done.only = is_one.then_some(made.invitation);
            }
            Err(UseCaseError::Refused(refusal)) if reason_of(refusal.rule).is_some() => {
                done.left_out.extend(reason_of(refusal.rule));
            }
            Err(error) if is_one => return Err(error),
            // One who cannot be invited does not keep the others from it.
            Err(error) => {
                tracing::warn!(outcome = error.outcome(), source = ?error, "one of several was not invited");
                done.failed += 1;
            }
        }
    }
    Ok(done)
}

/// The reason behind a refusal.
pub fn reason_of(rule: &str) -> Option<LeftOut> {
    rule.strip_prefix("invitation.").and_then(LeftOut::parse)
}

/// Link and code to print or to read out; that somebody looked at them is noted.
///
/// # Errors
/// The policy's; [`factors::STEP_UP`]; `NotFound`; [`ENDED`].
pub async fn read_paper(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: InvitationId,
) -> Result<PaperView, UseCaseError> {
    permit(backend, actor, "invitations.read_paper").await?;
    factors::require_fresh(backend, actor).await?;
    let now = backend.clock.now();
    let row = store::find(backend.db.reader(), facility.id, id).await?.ok_or(UseCaseError::NotFound)?;
    if !row.holds(now) || row.new.kind == Kind::Colleague {
        return Err(ENDED.into());
    }
    let mut event = audit::Event::of(actor, now, "invitations.read_paper", &id.to_string());
    event.chart = row.new.chart;
    audit::record_alone(backend, &event).await?;
    paper(backend, facility, row)
}

/// Notes that a patient does not want the portal, or does again; what was sent is taken back.
///
/// # Errors
/// The policy's; `NotFound`.
pub async fn set_opt_out(
    backend: &Backend,
    actor: &Actor,
    request: OptOutRequest,
) -> Result<(), UseCaseError> {
    permit(backend, actor, "invitations.set_opt_out").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if !store::update_opt_out(&tx, actor.facility, request.chart, request.is_out).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        if request.is_out {
            let why = ("opted_out", Some(actor.account));
            revoke_for_chart(&tx, actor.facility, request.chart, why, now).await?;
        }
        let word = if request.is_out { "out" } else { "in" };
        let mut event = audit::Event::of(&actor, now, "invitations.set_opt_out", word);
        event.chart = Some(request.chart);
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
