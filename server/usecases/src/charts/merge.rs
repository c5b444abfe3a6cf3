//! Merging two charts of one person: one stays, what belongs to the other moves there, and the other is hidden. Undoing it
//! puts back exactly what moved; what came since stays where it came.
//!
//! Locks are taken in one order: charts by their ids, then their time as resources, then invitations.

use super::linked::list_proposals;
use super::store::{self, linked, merge as rows, merge_reads as reads, merge_undone as undone};
use crate::booking::lock_resources;
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::family::{self, Joining};
use crate::invitations::{lock_chart, revoke_for_chart};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, connections, factors, shares, uninterrupted, zones};
use domain::actor::Actor;
use domain::charts::merge::{CompareRequest, Compared, MergeLine, MergeRequest, Merges, UndoMergeRequest};
use domain::charts::policy::MergePermit;
use domain::ids::{AccountId, ChartId, FacilityId, MergeId, ResourceId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use uuid::Uuid;

/// The chart was merged into another.
pub const MERGED: Refusal =
    Refusal { rule: "charts.merged", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// Both have an appointment or a hold at the same time.
const OVERLAP: Refusal =
    Refusal { rule: "charts.overlap", kind: RefusalKind::Conflict, next: NextStep::CallUs };
/// It was undone already, or the chart that stayed was merged itself since.
const NOT_UNDONE: Refusal =
    Refusal { rule: "charts.not_undone", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The actor may act for one of them.
const OWN: Refusal = Refusal { rule: "charts.own", kind: RefusalKind::Forbidden, next: NextStep::CallUs };

/// Longest reason, in characters.
const LONGEST: usize = 200;

/// Two charts side by side; that somebody looked is noted on both.
///
/// # Errors
/// The policy's; `NotFound`; [`MERGED`]; the field `other` for one chart twice.
pub async fn compare_charts(
    backend: &Backend,
    actor: &Actor,
    request: CompareRequest,
) -> Result<Compared, UseCaseError> {
    may_merge(backend, actor, "charts.compare").await?;
    let CompareRequest { one, other } = request;
    two(one, other)?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    for chart in [one, other] {
        require_live(rows::find_merged_into(db, actor.facility, chart).await?)?;
        let event = audit::Event::of(actor, now, "charts.compare", "");
        audit::record_alone(backend, &audit::Event { chart: Some(chart), ..event }).await?;
    }
    Ok(Compared {
        one: reads::read_side(db, actor.facility, one, now).await?,
        other: reads::read_side(db, actor.facility, other, now).await?,
        is_overlapping: reads::count_overlap(db, actor.facility, one, other).await? > 0,
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Merges one chart into another.
///
/// # Errors
/// The policy's; a step-up is needed; the fields `reason` and `is_confirmed`; `NotFound`; [`MERGED`]; [`OVERLAP`];
/// [`OWN`] for a chart that the actor may act for.
pub async fn merge_charts(
    backend: &Backend,
    actor: &Actor,
    request: MergeRequest,
) -> Result<MergeId, UseCaseError> {
    let permit = MergePermit::Colleague(may_merge(backend, actor, "charts.merge").await?);
    factors::require_fresh(backend, actor).await?;
    two(request.survivor, request.merged)?;
    let reason = one_line(&request.reason, LONGEST);
    let mut problems = Vec::new();
    if reason.is_empty() {
        problems.push(FieldError::new("reason", "calendar.needed"));
    }
    if !request.is_confirmed {
        problems.push(FieldError::new("is_confirmed", "merge_confirm"));
    }
    if !problems.is_empty() {
        return Err(UseCaseError::Invalid(problems));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match merge(&tx, &backend, &actor, &permit, (&request, &reason)).await {
            Ok(id) => {
                tx.commit().await?;
                backend.live.wake();
                Ok(id)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(noted(&backend, &actor, "charts.merge", error).await)
            }
        }
    })
    .await
}

async fn merge(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &MergePermit,
    (request, reason): (&MergeRequest, &str),
) -> Result<MergeId, UseCaseError> {
    let (facility, now) = (actor.facility, backend.clock.now());
    let (survivor, merged) = (request.survivor, request.merged);
    lock(tx, facility, survivor, merged).await?;
    for chart in [survivor, merged] {
        require_live(rows::find_merged_into(tx, facility, chart).await?)?;
        rows::end_holds(tx, facility, chart, now).await?;
    }
    require_not_own(tx, actor, [survivor, merged]).await?;
    if reads::count_overlap(tx, facility, survivor, merged).await? > 0 {
        return Err(OVERLAP.into());
    }
    let by =
        By { account: Some(actor.account), told: &audit::Event::of(actor, now, "charts.merge", ""), permit };
    join(tx, backend, by, (survivor, merged), reason).await
}

/// Who merges, and may: a colleague, or another system.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    /// The colleague, if it is one.
    pub account: Option<AccountId>,
    /// An event of whoever it is, with where and when.
    pub told: &'a audit::Event,
    /// That it may be.
    pub permit: &'a MergePermit,
}

/// Moves what is one chart's to another, under the lock of both.
pub(super) async fn join(
    tx: &Tx,
    backend: &Backend,
    By { account, told, permit }: By<'_>,
    (survivor, merged): (ChartId, ChartId),
    reason: &str,
) -> Result<MergeId, UseCaseError> {
    let (facility, now) = (told.facility, told.at);
    let id = MergeId(Uuid::new_v4());
    let new = rows::NewMerge { facility, id, survivor, merged, reason, by: account, now };
    rows::insert(tx, permit, &new).await?;
    move_grants(tx, &new).await?;
    rows::move_rows(tx, &new).await?;
    revoke_for_chart(tx, facility, merged, ("merged", account), now).await?;
    connections::end_of_chart(tx, backend, (told, permit), merged).await?;
    shares::end_of_chart(tx, backend, (told, permit), merged).await?;
    rows::update_merged_into(tx, facility, merged, Some(survivor)).await?;
    linked::delete_proposals(tx, facility, survivor, merged).await?;
    note(tx, backend, told, ("charts.merge", id), [survivor, merged]).await?;
    family::tell_owners(tx, facility, [survivor, merged], Joining::Merged, account, now).await?;
    Ok(id)
}

/// Nobody puts a record together with one that they may read themselves: what staff may not read, merging would open.
async fn require_not_own(tx: &Tx, actor: &Actor, charts: [ChartId; 2]) -> Result<(), UseCaseError> {
    for chart in charts {
        let grants = rows::list_grants(tx, actor.facility, chart).await?;
        if grants.iter().any(|grant| grant.account_id == actor.account) {
            return Err(OWN.into());
        }
    }
    Ok(())
}

/// Grants follow. Whoever may act for both charts keeps the grant on the one that stays, and nothing wider: except that
/// nobody's own chart becomes somebody else's to them.
///
/// Access for a child ends when the child comes of age, also where the chart that stays does not say when, or says later.
async fn move_grants(tx: &Tx, new: &rows::NewMerge<'_>) -> Result<(), UseCaseError> {
    let hand_overs = family::hand_overs(tx, new.facility, &[new.survivor, new.merged]).await?;
    let (here, there) = (hand_overs.get(&new.merged).copied(), hand_overs.get(&new.survivor).copied());
    let of_age = here.filter(|here| there.is_none_or(|there| *here < there));
    let mut known = rows::list_grants(tx, new.facility, new.survivor).await?;
    // What has ended by its date keeps nobody from anything.
    known.retain(|grant| grant.ends_s.is_none_or(|ends| new.now < ends));
    for grant in rows::list_grants(tx, new.facility, new.merged).await? {
        let ends = grant.ends_s.into_iter().chain(of_age.filter(|_| grant.is_for_minor)).min();
        let double = known.iter().find(|known| known.account_id == grant.account_id);
        match double {
            Some(known) if grant.relation == "own" && known.relation != "own" => {
                rows::end_grant(tx, new, known.id, &grant).await?;
                rows::move_grant(tx, new, (grant.id, ends)).await?;
            }
            Some(known) => rows::end_grant(tx, new, grant.id, known).await?,
            None => rows::move_grant(tx, new, (grant.id, ends)).await?,
        }
    }
    Ok(())
}

/// A refusal that says something about the colleague is logged; all others say something about the charts.
async fn noted(backend: &Backend, actor: &Actor, action: &str, error: UseCaseError) -> UseCaseError {
    match error {
        UseCaseError::Refused(refusal) if refusal == OWN => {
            audit::denied(backend, actor, action, refusal.into()).await
        }
        other => other,
    }
}

/// Undoes a merge.
///
/// # Errors
/// The policy's; a step-up is needed; `NotFound`; [`NOT_UNDONE`]; [`OWN`].
pub async fn undo_merge(
    backend: &Backend,
    actor: &Actor,
    request: UndoMergeRequest,
) -> Result<(), UseCaseError> {
    let permit = may_merge(backend, actor, "charts.undo_merge").await?;
    factors::require_fresh(backend, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match undo(&tx, &backend, &actor, &permit, request.merge).await {
            Ok(()) => {
                tx.commit().await?;
                backend.live.wake();
                Ok(())
            }
            Err(error) => {
                tx.rollback().await?;
                Err(noted(&backend, &actor, "charts.undo_merge", error).await)
            }
        }
    })
    .await
}

async fn undo(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &StaffPermit,
    id: MergeId,
) -> Result<(), UseCaseError> {
    let (facility, now) = (actor.facility, backend.clock.now());
    let row = undone::find(tx, facility, id).await?.ok_or(UseCaseError::NotFound)?;
    lock(tx, facility, row.survivor_id, row.merged_id).await?;
    let is_hidden = rows::find_merged_into(tx, facility, row.merged_id).await? == Some(Some(row.survivor_id));
    let has_stayed = rows::find_merged_into(tx, facility, row.survivor_id).await? == Some(None);
    // Asked under the lock: of two at once, one undoes it.
    if !is_hidden
        || !has_stayed
        || !undone::update_undone(tx, permit, (facility, id), actor.account, now).await?
    {
        return Err(NOT_UNDONE.into());
    }
    require_not_own(tx, actor, [row.survivor_id, row.merged_id]).await?;
    undone::put_back(tx, &row, now).await?;
    rows::update_merged_into(tx, facility, row.merged_id, None).await?;
    let charts = [row.survivor_id, row.merged_id];
    let told = audit::Event::of(actor, now, "charts.undo_merge", "");
    note(tx, backend, &told, ("charts.undo_merge", id), charts).await?;
    family::tell_owners(tx, facility, charts, Joining::Parted, Some(actor.account), now).await
}

/// The latest merges; that somebody looked is noted.
///
/// # Errors
/// The policy's.
pub async fn list_merges(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<Merges, UseCaseError> {
    may_merge(backend, actor, "charts.list_merges").await?;
    let now = backend.clock.now();
    let event = audit::Event::of(actor, now, "charts.list_merges", "");
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    let local = |at: Instant| zones::local(&facility.zone, at);
    let listed = reads::list(backend.db.reader(), facility.id).await?;
    let lines = listed.into_iter().map(|one| MergeLine {
        id: one.row.id,
        survivor: one.survivor,
        merged: one.merged,
        at: local(one.row.merged_s),
        by: one.by,
        reason: one.row.reason,
        undone: one.row.undone_s.map(local),
    });
    let lines = lines.collect();
    Ok(Merges { lines, proposals: list_proposals(backend, facility).await? })
}

/// One chart is not two.
fn two(one: ChartId, other: ChartId) -> Result<(), UseCaseError> {
    if one == other {
        return Err(UseCaseError::Invalid(vec![FieldError::new("other", "merge_two")]));
    }
    Ok(())
}

/// Whether a chart is there and shown.
fn require_live(merged_into: Option<Option<ChartId>>) -> Result<(), UseCaseError> {
    match merged_into {
        None => Err(UseCaseError::NotFound),
        Some(Some(_)) => Err(MERGED.into()),
        Some(None) => Ok(()),
    }
}

pub(super) async fn lock(
    tx: &Tx,
    facility: FacilityId,
    one: ChartId,
    other: ChartId,
) -> Result<(), UseCaseError> {
    let mut charts = [one, other];
    charts.sort();
    for chart in charts {
        lock_chart(tx, facility, chart).await?;
    }
    let resources: Vec<ResourceId> = charts.iter().map(|chart| (*chart).into()).collect();
    lock_resources(tx, facility, &resources).await
}

/// One event for each of the two charts, so that both histories tell of it.
async fn note(
    tx: &Tx,
    backend: &Backend,
    told: &audit::Event,
    (action, id): (&str, MergeId),
    charts: [ChartId; 2],
) -> Result<(), UseCaseError> {
    for chart in charts {
        audit::record(tx, &backend.keys, &told.about(chart, action, &id.to_string())).await?;
    }
    Ok(())
}

/// Proof that the actor may merge charts; a refusal is logged.
pub(super) async fn may_merge(
    backend: &Backend,
    actor: &Actor,
    action: &str,
) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::MergeCharts) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// Refuses a chart that was merged away: whoever asked before it was learns it here, under the lock of its time.
///
/// # Errors
/// [`MERGED`].
pub(crate) async fn require_unmerged(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
) -> Result<(), UseCaseError> {
    if store::merge::find_merged_into(tx, facility, chart).await?.flatten().is_some() {
        return Err(MERGED.into());
    }
    Ok(())
}
