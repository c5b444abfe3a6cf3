//! The maker's side: making a link, seeing who opened it, ending it.

use super::{ENOUGH, facts, link, may_share, store};
use crate::account::{self, Passwords};
use crate::charts::require_unmerged;
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::invitations::lock_chart;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted, zones};
use domain::account::contract::Freshness;
use domain::actor::Actor;
use domain::charts::policy::MergePermit;
use domain::connections::{Part, Scopes};
use domain::ids::{ChartId, ShareId};
use domain::permission::Action;
use domain::policy;
use domain::shares::contract::{
    EndShareRequest, MakeShareRequest, ReadShareRequest, Receipt, ShareLine, ShareOptions, ShareView,
};
use domain::shares::policy::state;
use domain::shares::{LABEL_CHARS, MOST_AT_ONCE, PARTS, PASSCODE_CHARS, State};
use entity::share;
use uuid::Uuid;

/// What apps would ask for to read everything.
const EVERYTHING: &str = "patient/*.rs";

/// The parts that the actor may read of the shown chart.
fn readable(backend: &Backend, actor: &Actor) -> Vec<Part> {
    let has_results = policy::for_chart(actor, Action::ReadResults, backend.clock.now()).is_ok();
    PARTS.into_iter().filter(|part| has_results || *part != Part::Results).collect()
}

/// What a new link can hold.
///
/// # Errors
/// The policy's refusal.
pub async fn options(backend: &Backend, actor: &Actor) -> Result<ShareOptions, UseCaseError> {
    may_share(backend, actor, "share.list").await?;
    let freshness = factors::freshness(backend, actor).await?;
    Ok(ShareOptions { parts: readable(backend, actor), freshness })
}

/// Makes a link to a summary of the shown record: the right to read it, and who is asking proven anew.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew; fields; [`ENOUGH`].
pub async fn make(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    request: MakeShareRequest,
) -> Result<ShareId, UseCaseError> {
    let permit = may_share(backend, actor, "records.share").await?;
    factors::require_fresh(backend, actor).await?;
    let grant = actor.grant().map(|grant| grant.id).ok_or(UseCaseError::NotFound)?;
    let label = one_line(&request.label, LABEL_CHARS);
    let is_asked = |part: &Part| request.parts.iter().any(|name| name == part.name());
    let parts: Vec<Part> = readable(backend, actor).into_iter().filter(is_asked).collect();
    let passcode = one_line(&request.passcode, PASSCODE_CHARS.1 + 1);
    let (shortest, longest) = PASSCODE_CHARS;
    let mut problems = Vec::new();
    if label.is_empty() {
        problems.push(FieldError::new("label", "fill_in"));
    }
    if !passcode.is_empty() && !(shortest..=longest).contains(&passcode.chars().count()) {
        problems.push(FieldError::new("passcode", "shares_passcode"));
    }
    if parts.is_empty() {
        problems.push(FieldError::new("parts", "shares_parts"));
    }
    if !problems.is_empty() {
        return Err(UseCaseError::Invalid(problems));
    }
    let passcode_hash =
        if passcode.is_empty() { None } else { Some(passwords.hash(&backend.keys, passcode).await?) };
    let chosen: Vec<Part> = [Part::Person].into_iter().chain(parts).collect();
    let scopes = Scopes::parse(EVERYTHING).of_parts(&chosen).to_string();
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let (id, secrets) = (ShareId(Uuid::new_v4()), link::Secrets::new());
        let row = share::Model {
            facility_id: actor.facility,
            id,
            account_id: actor.account,
            chart_id: permit.chart(),
            grant_id: grant,
            label,
            scopes,
            address_hash: secrets.address_hash(),
            sealed: secrets.sealed(&backend, (actor.facility, id))?,
            passcode_hash,
            most: request.times.most(),
            opened: 0,
            wrong: 0,
            made_s: now,
            ends_s: now.plus_seconds(request.lasts.seconds()),
            ended_s: None,
        };
        let tx = backend.db.begin().await?;
        // A chart that is merged away meanwhile gets no link that nobody ends.
        lock_chart(&tx, actor.facility, permit.chart()).await?;
        require_unmerged(&tx, actor.facility, permit.chart()).await?;
        account::lock_account(&tx, actor.facility, actor.account).await?;
        if store::count_open(&tx, actor.facility, actor.account, now).await? >= MOST_AT_ONCE {
            tx.rollback().await?;
            return Err(ENOUGH.into());
        }
        store::insert(&tx, &permit, row).await?;
        let event = audit::Event::of(&actor, now, "records.share", &id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

fn line(backend: &Backend, facility: &Facility, row: &share::Model) -> ShareLine {
    let local = |at| zones::local(&facility.zone, at);
    let count = |number: i32| u32::try_from(number).unwrap_or_default();
    let mut parts = Scopes::parse(&row.scopes).parts();
    parts.retain(|part| PARTS.contains(part));
    ShareLine {
        id: row.id,
        label: row.label.clone(),
        state: state(&facts(row), backend.clock.now()),
        parts,
        has_passcode: row.passcode_hash.is_some(),
        made: local(row.made_s),
        until: local(row.ends_s),
        opened: (count(row.opened), count(row.most)),
    }
}

/// The actor's links to the shown record, the latest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Vec<ShareLine>, UseCaseError> {
    let permit = may_share(backend, actor, "share.list").await?;
    let rows = store::list_of(backend.db.reader(), &permit, (actor.facility, actor.account)).await?;
    Ok(rows.iter().map(|row| line(backend, facility, row)).collect())
}

/// One of the actor's links with who opened it; the address itself only for whoever has proven just now who they are.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ReadShareRequest,
) -> Result<ShareView, UseCaseError> {
    let permit = may_share(backend, actor, "share.list").await?;
    let db = backend.db.reader();
    let row = store::find_own(db, &permit, (actor.facility, actor.account), request.id).await?;
    let row = row.ok_or(UseCaseError::NotFound)?;
    let receipts = store::list_openings(db, actor.facility, row.id).await?;
    let receipt = |opening: entity::share_opening::Model| Receipt {
        at: zones::local(&facility.zone, opening.at_s),
        recipient: opening.recipient,
        is_refused: opening.is_refused,
    };
    let line = line(backend, facility, &row);
    let is_shown = line.state == State::Open && factors::freshness(backend, actor).await? == Freshness::Fresh;
    let link = if is_shown { Some(link::link(backend, facility, &row)?) } else { None };
    Ok(ShareView { line, receipts: receipts.into_iter().map(receipt).collect(), link })
}

/// Ends one of the actor's links: nobody opens it from now on.
///
/// # Errors
/// The policy's refusal; `NotFound` for one that is not the actor's, or was ended before.
pub async fn end(backend: &Backend, actor: &Actor, request: EndShareRequest) -> Result<(), UseCaseError> {
    let permit = may_share(backend, actor, "share.end").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if !store::end(&tx, &permit, (actor.facility, actor.account), (request.id, now)).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let event = audit::Event::of(&actor, now, "share.end", &request.id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Ends every link to a chart that is merged away: nothing opens that chart any more. Undoing the merge brings none back.
///
/// # Errors
/// When the database fails.
pub(crate) async fn end_of_chart(
    tx: &Tx,
    backend: &Backend,
    (told, permit): (&audit::Event, &MergePermit),
    chart: ChartId,
) -> Result<(), UseCaseError> {
    for id in store::end_of_chart(tx, permit, (told.facility, chart), told.at).await? {
        let event = told.about(chart, "share.end", &id.to_string());
        audit::record(tx, &backend.keys, &event).await?;
    }
    Ok(())
}
