//! Who may act for a chart, and for whom the reader may act.

use super::hand_over::{effective_end, hand_overs};
use super::store::{self, GrantRow};
use super::{last_day, may_share, named};
use crate::facility::Facility;
use crate::invitations::{self, Offered};
use crate::{Backend, UseCaseError, audit, factors, zones};
use domain::actor::{Actor, Relation};
use domain::contact::ContactKind;
use domain::family::EndReason;
use domain::family::contract::{Circle, FamilyPage, GivenBy, Helped, Invitee, Past, Proxy};
use domain::ids::{AccountId, ChartId, GrantId};
use domain::refusal::Refusal;
use domain::time::Instant;

/// The reader's page: who may act for their own chart if that is shown, and for whom they may act. Nobody sees who else acts
/// for somebody they help.
///
/// # Errors
/// A second factor has to be set up first; database faults.
pub async fn read_family(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<FamilyPage, UseCaseError> {
    if actor.must_enrol {
        return Err(Refusal::ENROL_FIRST.into());
    }
    let now = backend.clock.now();
    let (db, shown) = (backend.db.reader(), actor.grant());
    let is_own = shown.is_some_and(|grant| grant.relation == Relation::Own);
    let circle = if is_own {
        let permit = may_share(backend, actor, "family.read").await?;
        audit::record_alone(backend, &audit::Event::of(actor, now, "family.read", "")).await?;
        let mut circle = circle_of(backend, facility, permit.chart(), now).await?;
        for past in &mut circle.past {
            past.reason = past.reason.map(EndReason::told);
        }
        Some(circle)
    } else {
        None
    };
    let proxied = || actor.grants.iter().filter(|grant| grant.relation == Relation::Proxy);
    let ids: Vec<GrantId> = proxied().map(|grant| grant.id).collect();
    let charts: Vec<ChartId> = proxied().map(|grant| grant.chart).collect();
    let names = store::list_patients(db, facility.id, &charts).await?;
    let name_of = |chart: ChartId| names.get(&chart).cloned().unwrap_or_default();
    let rows = store::list_of_account(db, facility.id, &ids).await?;
    let helped = rows.into_iter().map(|row| Helped {
        grant: row.id,
        name: name_of(row.chart),
        since: zones::local(&facility.zone, row.starts),
        until: last_day(facility, proxied().find(|grant| grant.id == row.id).and_then(|grant| grant.ends)),
        is_for_minor: row.is_for_minor,
        scopes: row.scopes,
    });
    Ok(FamilyPage {
        circle,
        has_own_chart: actor.grants.iter().any(|grant| grant.relation == Relation::Own),
        shown: shown.filter(|grant| grant.relation == Relation::Proxy).map(|grant| name_of(grant.chart)),
        helped: helped.collect(),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Who may act for a chart, who was invited to, and what has ended. The caller has asked the policy.
pub(super) async fn circle_of(
    backend: &Backend,
    facility: &Facility,
    chart: ChartId,
    now: Instant,
) -> Result<Circle, UseCaseError> {
    let db = backend.db.reader();
    let rows = store::list_of_chart(db, facility.id, chart).await?;
    let past = store::list_past(db, facility.id, chart, now).await?;
    let hand_over = hand_overs(db, facility.id, &[chart]).await?.get(&chart).copied();
    let owners = store::list_owners(db, facility.id, chart, now).await?;
    let accounts: Vec<AccountId> = rows.iter().chain(&past).map(|row| row.account).collect();
    let names = store::list_names(db, facility.id, &accounts).await?;
    let name_of = |row: &GrantRow| names.get(&row.account).cloned().unwrap_or_default();
    let (holding, over): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .map(|row| (effective_end(&row, hand_over), row))
        .partition(|(end, _)| end.is_none_or(|end| now < end));
    let people = holding.into_iter().map(|(end, row)| proxy(facility, name_of(&row), row, end, &owners));
    let people = people.collect();
    let offered = invitations::list_offered(db, facility.id, chart, now).await?;
    // What has ended by its date stands in both lists until it is written down.
    let mut ended: Vec<(Instant, Past)> = Vec::new();
    let known: Vec<GrantId> = past.iter().map(|row| row.id).collect();
    let unwritten = over.into_iter().filter(|(_, row)| !known.contains(&row.id)).map(|(_, row)| row);
    for row in past.iter().cloned().chain(unwritten) {
        let name = name_of(&row);
        ended.push(past_of(facility, name, &row, effective_end(&row, hand_over), now));
    }
    ended.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(Circle {
        people,
        invited: offered.into_iter().map(|offer| invitee(facility, offer)).collect(),
        past: ended.into_iter().map(|(_, past)| past).collect(),
        can_send: backend.channels.reach(ContactKind::Email),
    })
}

fn proxy(
    facility: &Facility,
    name: String,
    row: GrantRow,
    end: Option<Instant>,
    owners: &[AccountId],
) -> Proxy {
    let is_patients = row.given_by.is_some_and(|by| owners.contains(&by));
    Proxy {
        grant: row.id,
        name,
        relationship: row.relationship,
        since: zones::local(&facility.zone, row.starts),
        until: last_day(facility, end),
        given_by: if is_patients { GivenBy::Patient } else { GivenBy::Clinic },
        is_for_minor: row.is_for_minor,
        version: version(&row),
        scopes: row.scopes,
    }
}

/// What somebody who read a grant names when changing it.
pub(super) fn version(row: &GrantRow) -> String {
    let ends = row.ends.map(|end| end.0.to_string()).unwrap_or_default();
    format!("{}/{ends}", named(&row.scopes))
}

fn invitee(facility: &Facility, offer: Offered) -> Invitee {
    Invitee {
        invitation: offer.id,
        name: offer.name,
        to: offer.to,
        relationship: offer.help.relationship,
        scopes: offer.scopes,
        until: last_day(facility, offer.grant_ends),
        expires: zones::local(&facility.zone, offer.expires),
        may_resend: offer.may_resend,
        is_locked: offer.is_locked,
    }
}

fn past_of(
    facility: &Facility,
    name: String,
    row: &GrantRow,
    end: Option<Instant>,
    now: Instant,
) -> (Instant, Past) {
    let by_itself = end.filter(|end| *end <= now);
    let ended = row.revoked.into_iter().chain(by_itself).min().unwrap_or(now);
    let of_itself = if row.ends == Some(ended) { EndReason::Date } else { EndReason::HandOver };
    let reason = row.end_reason.or(row.revoked.is_none().then_some(of_itself));
    let local = |at| zones::local(&facility.zone, at);
    (ended, Past { name, since: local(row.starts), ended: local(ended), reason })
}
