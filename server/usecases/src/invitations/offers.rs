//! Offers to act for a chart, as those see them who decide about it: listed, sent again, taken back.

use super::outdated::end;
use super::staff::{language_of, reach, renew};
use super::store::{self, ChartHead, Row};
use super::{ENDED, Help, TOO_SOON};
use crate::db::{Connection, Tx};
use crate::facility::Facility;
use crate::{Backend, UseCaseError};
use domain::contact::{ContactKind, address_key, masked};
use domain::ids::{AccountId, ChartId, FacilityId, InvitationId};
use domain::invitations::{COOL_DOWN_S, Kind, State, TRIES};
use domain::permission::Scope;
use domain::time::Instant;
use i18n::Lang;

/// An offer that still can be taken.
pub(crate) struct Offered {
    /// Its id.
    pub id: InvitationId,
    /// To whom.
    pub name: String,
    /// Where it went, as its owner recognises it; empty when it was handed over.
    pub to: String,
    /// What the address is compared by.
    pub address: Option<(ContactKind, String)>,
    /// How they help.
    pub help: Help,
    /// What is offered.
    pub scopes: Vec<Scope>,
    /// From when the grant would no longer hold.
    pub grant_ends: Option<Instant>,
    /// Until when it can be taken.
    pub expires: Instant,
    /// Whether it can be sent again now.
    pub may_resend: bool,
    /// Whether too many wrong dates have locked it.
    pub is_locked: bool,
}

/// Offers to act for a chart that still can be taken, the earliest to end first.
pub(crate) async fn list_offered(
    db: &impl Connection,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<Vec<Offered>, UseCaseError> {
    let rows = store::list_live_of(db, facility, &[chart]).await?;
    let mut offered: Vec<Offered> = rows
        .into_iter()
        .filter(|row| row.new.kind == Kind::Proxy && now < row.expires)
        .map(|row| read(row, now))
        .collect();
    offered.sort_by_key(|offer| (offer.expires, offer.id));
    Ok(offered)
}

fn read(row: Row, now: Instant) -> Offered {
    Offered {
        id: row.id,
        to: row.new.to.as_ref().map(|(kind, address)| masked(*kind, address)).unwrap_or_default(),
        address: row.new.to.map(|(kind, address)| (kind, address_key(kind, &address))),
        name: row.new.name,
        help: row.new.help,
        scopes: row.new.scopes,
        grant_ends: row.new.grant_ends,
        expires: row.expires,
        may_resend: now.seconds_since(row.issued) >= COOL_DOWN_S,
        is_locked: row.tries >= TRIES,
    }
}

/// An offer of this chart; another's looks as if it were not there.
async fn find(
    tx: &Tx,
    facility: FacilityId,
    (id, chart): (InvitationId, ChartId),
    now: Instant,
) -> Result<Row, UseCaseError> {
    let row = store::find(tx, facility, id).await?;
    let row = row.filter(|row| row.new.kind == Kind::Proxy && row.new.chart == Some(chart));
    let row = row.ok_or(UseCaseError::NotFound)?;
    if row.state.is_live() && now < row.expires { Ok(row) } else { Err(ENDED.into()) }
}

/// Sends an offer again, with another link and code.
pub(crate) async fn send_again(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    named: (InvitationId, ChartId),
    by: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = find(tx, facility.id, named, now).await?;
    if now.seconds_since(row.issued) < COOL_DOWN_S {
        return Err(TOO_SOON.into());
    }
    renew(tx, backend, facility, row, by, now).await.map(drop)
}

/// Takes an offer back.
pub(crate) async fn take_back(
    tx: &Tx,
    facility: FacilityId,
    named: (InvitationId, ChartId),
    by: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = find(tx, facility, named, now).await?;
    if end(tx, facility, &row, (State::Revoked, "by_hand"), Some(by), now).await? {
        Ok(())
    } else {
        Err(ENDED.into())
    }
}

/// Takes back what was offered to those who are responsible for a child: the child is of age.
pub(crate) async fn end_for_minors(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<(), UseCaseError> {
    for row in store::list_live_of(tx, facility, &[chart]).await? {
        if row.new.help.is_for_minor {
            end(tx, facility, &row, (State::Revoked, "of_age"), None, now).await?;
        }
    }
    Ok(())
}

/// Who a chart is about.
pub(crate) async fn read_head(
    db: &impl Connection,
    facility: FacilityId,
    chart: ChartId,
) -> Result<Option<ChartHead>, UseCaseError> {
    store::find_chart(db, facility, chart).await
}

/// Where the patient of a chart is written to, and in which language.
pub(crate) async fn patient_address(
    backend: &Backend,
    facility: &Facility,
    chart: ChartId,
) -> Result<Option<((ContactKind, String), Lang)>, UseCaseError> {
    let head = store::find_chart(backend.db.reader(), facility.id, chart).await?;
    let Some(head) = head.filter(|head| !head.is_deceased) else { return Ok(None) };
    let lang = language_of(&head, facility);
    Ok(reach(backend, facility, &head).map(|to| (to, lang)))
}
