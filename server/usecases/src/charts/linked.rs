//! Two charts of which another system says that they are one person's: merged where nothing speaks against it, as a colleague
//! merges them, and put before a colleague where something does.

use super::merge::{By, join, lock, may_merge};
use super::store::{linked as store, merge as rows, merge_reads as reads};
use crate::account::operator_event;
use crate::db::Tx;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, invitations, uninterrupted, zones};
use domain::actor::Actor;
use domain::charts::merge::{DeclineRequest, ProposalLine};
use domain::charts::policy::{Doubt, Pair, for_link};
use domain::ids::{AccountId, ChartId, FacilityId};

/// Longest chain of merges that is followed.
const LONGEST_CHAIN: usize = 32;

/// What another system says of two charts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// The chart that is to stay.
    pub survivor: ChartId,
    /// The chart that it replaces.
    pub merged: ChartId,
    /// By which way it was said, as the audit log tells it.
    pub address: &'static str,
    /// Whether nothing else is to come that may change what speaks against it.
    pub is_last_word: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linked {
    /// They are one chart now.
    Merged,
    /// They were one already.
    Same,
    /// One of them is not here.
    Gone,
    /// They are one already, because the opposite was said before.
    Circle,
    /// A colleague has parted them.
    Parted,
    /// A colleague has said that they are two people's.
    Declined,
    /// A colleague decides.
    Proposed(Doubt),
    /// Something speaks against it, as things are.
    Doubtful(Doubt),
}

/// Merges two charts if nothing speaks against it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn link(
    backend: &Backend,
    facility: FacilityId,
    said: Said,
) -> Result<Linked, UseCaseError> {
    let tx = backend.db.begin().await?;
    match link_in(&tx, backend, facility, said).await {
        Ok(linked) => {
            tx.commit().await?;
            if linked == Linked::Merged {
                backend.live.wake();
            }
            Ok(linked)
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

async fn link_in(
    tx: &Tx,
    backend: &Backend,
    facility: FacilityId,
    said: Said,
) -> Result<Linked, UseCaseError> {
    let (stays, goes) = (way(tx, facility, said.survivor).await?, way(tx, facility, said.merged).await?);
    let (Some(stays), Some(goes)) = (stays, goes) else { return Ok(Linked::Gone) };
    let (survivor, merged) = (stays.end, goes.end);
    if survivor == merged {
        // A colleague who has put them together the other way round has the last word.
        let is_opposite = merged == said.merged && survivor != said.survivor && stays.is_linked;
        return Ok(if is_opposite { Linked::Circle } else { Linked::Same });
    }
    lock(tx, facility, survivor, merged).await?;
    // What colleagues have said of any chart behind these two holds for both.
    let both = [store::behind(tx, facility, survivor).await?, store::behind(tx, facility, merged).await?];
    if store::are_parted(tx, facility, &both).await? {
        return Ok(Linked::Parted);
    }
    if store::is_declined(tx, facility, &both).await? {
        return Ok(Linked::Declined);
    }
    let now = backend.clock.now();
    let is_long = both.iter().any(|charts| charts.len() > store::MOST_BEHIND);
    let mut pair =
        Pair { is_elsewhere: is_long || merged != said.merged || !stays.is_linked, ..Pair::default() };
    let people = pair.owners.iter_mut().zip(pair.helpers.iter_mut());
    let places = pair.known.iter_mut().zip(pair.is_invited.iter_mut()).zip(people);
    for (charts, ((known, is_invited), (owners, helpers))) in both.iter().zip(places) {
        let Some(chart) = charts.first().copied() else { return Ok(Linked::Gone) };
        // Asked again under the lock.
        pair.is_elsewhere |= rows::find_merged_into(tx, facility, chart).await? != Some(None);
        rows::end_holds(tx, facility, chart, now).await?;
        *known = store::list_known(tx, facility, charts).await?;
        *is_invited = invitations::is_invited(tx, facility, chart).await?;
        for grant in rows::list_grants(tx, facility, chart).await? {
            if grant.ends_s.is_none_or(|ends| now < ends) {
                let accounts: &mut Vec<AccountId> = if grant.relation == "own" { owners } else { helpers };
                accounts.push(grant.account_id);
            }
        }
    }
    pair.is_overlapping = reads::count_overlap(tx, facility, survivor, merged).await? > 0;
    match for_link(&pair) {
        Ok(permit) => {
            let event = operator_event(facility, now, "charts.merge", "");
            let told = audit::Event { address: said.address.to_owned(), ..event };
            let by = By { account: None, told: &told, permit: &permit };
            join(tx, backend, by, (survivor, merged), "").await?;
            Ok(Linked::Merged)
        }
        Err(doubt) if said.is_last_word => {
            store::propose(tx, facility, (survivor, merged), doubt, now).await?;
            Ok(Linked::Proposed(doubt))
        }
        Err(doubt) => Ok(Linked::Doubtful(doubt)),
    }
}

/// Where a chart went.
struct Way {
    /// The chart that stayed; the same if it was not merged.
    end: ChartId,
    /// Whether every step was another system's word.
    is_linked: bool,
}

/// Follows a chart to the one that stayed; nothing if it is not here.
async fn way(tx: &Tx, facility: FacilityId, chart: ChartId) -> Result<Option<Way>, UseCaseError> {
    let mut way = Way { end: chart, is_linked: true };
    for _ in 0..LONGEST_CHAIN {
        match rows::find_merged_into(tx, facility, way.end).await? {
            None => return Ok(None),
            Some(None) => break,
            Some(Some(next)) => {
                way.is_linked &= store::is_hidden_by_link(tx, facility, way.end).await?;
                way.end = next;
            }
        }
    }
    Ok(Some(way))
}

/// What colleagues have to decide, the latest first.
pub(super) async fn list_proposals(
    backend: &Backend,
    facility: &Facility,
) -> Result<Vec<ProposalLine>, UseCaseError> {
    let listed = store::list_open(backend.db.reader(), facility.id).await?;
    let line = |one: store::Listed| {
        Some(ProposalLine {
            id: one.row.id,
            survivor: one.row.survivor_id,
            merged: one.row.merged_id,
            survivor_name: one.survivor,
            merged_name: one.merged,
            doubt: Doubt::parse(&one.row.doubt)?,
            at: zones::local(&facility.zone, one.row.proposed_s),
        })
    };
    Ok(listed.into_iter().filter_map(line).collect())
}

/// Says that two charts are not one person's: the same is not proposed again, and not done.
///
/// # Errors
/// The policy's; `NotFound` for what is not proposed, or not any more.
pub async fn decline_proposal(
    backend: &Backend,
    actor: &Actor,
    request: DeclineRequest,
) -> Result<(), UseCaseError> {
    let permit = may_merge(backend, actor, "charts.decline_proposal").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let (facility, now) = (actor.facility, backend.clock.now());
        let tx = backend.db.begin().await?;
        // Under the lock of both, so that no link merges them meanwhile.
        let Some([one, other]) = store::find_proposed(&tx, facility, request.proposal).await? else {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        };
        lock(&tx, facility, one, other).await?;
        let declined = store::decline(&tx, &permit, (facility, request.proposal), actor.account, now).await?;
        let Some(charts) = declined else {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        };
        let told = audit::Event::of(&actor, now, "charts.decline_proposal", "");
        for chart in charts {
            let event = told.about(chart, "charts.decline_proposal", &request.proposal.to_string());
            audit::record(&tx, &backend.keys, &event).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}
