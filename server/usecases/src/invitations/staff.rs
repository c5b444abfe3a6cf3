//! What the front desk and administrators do with invitations: invite, send again, take back, hand over.

use super::enter::today;
use super::outdated::{contact_of, end, expire};
use super::store::{self, ChartHead, Row};
use super::token;
use super::{ENDED, Help, NewInvitation, TOO_SOON, expiry, issue, send};
use crate::charts::MERGED;
use crate::db::Tx;
use crate::facility::Facility;
use crate::opening::CLOSED;
use crate::phone::takes;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::contact::{ContactKind, address_key};
use domain::ids::{AccountId, ChartId, FacilityId, InvitationId};
use domain::invitations::{COOL_DOWN_S, Facts, Kind, LeftOut, State, left_out};
use domain::permission::{Action, Scope};
use domain::policy::for_staff;
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::registration::birth_date;
use domain::time::Instant;
use i18n::Lang;

/// An invitation that was made or sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Its id.
    pub invitation: InvitationId,
    /// By which channel it goes; none when it is handed over.
    pub channel: Option<ContactKind>,
}

/// Why a patient is not invited, as a refusal.
const fn refusal(reason: LeftOut) -> Refusal {
    let rule = match reason {
        LeftOut::Deceased => "invitation.deceased",
        LeftOut::AlreadyActive => "invitation.already_active",
        LeftOut::Inactive => "invitation.inactive",
        LeftOut::OptedOut => "invitation.opted_out",
        LeftOut::NoBirthDate => "invitation.no_birth_date",
        LeftOut::Minor => "invitation.minor",
        LeftOut::AlreadyInvited => "invitation.already_invited",
        LeftOut::NoContact => "invitation.no_contact",
    };
    Refusal { rule, kind: RefusalKind::Rule, next: NextStep::Reload }
}

/// May the actor invite?
pub async fn permit(backend: &Backend, actor: &Actor, action: &str) -> Result<(), UseCaseError> {
    match for_staff(actor, Action::InvitePatients) {
        Ok(_) => Ok(()),
        Err(refused) => Err(audit::denied(backend, actor, action, refused.into()).await),
    }
}

/// May the actor do something to this invitation? A colleague's is for those who may invite colleagues, and have just
/// proven who they are.
pub async fn permit_kind(
    backend: &Backend,
    actor: &Actor,
    kind: Kind,
    action: &str,
) -> Result<(), UseCaseError> {
    if kind != Kind::Colleague {
        return Ok(());
    }
    if let Err(refused) = for_staff(actor, Action::EditStaff) {
        return Err(audit::denied(backend, actor, action, refused.into()).await);
    }
    factors::require_fresh(backend, actor).await
}

/// The kind of an invitation.
async fn kind_of(backend: &Backend, facility: FacilityId, id: InvitationId) -> Result<Kind, UseCaseError> {
    let row = store::find(backend.db.reader(), facility, id).await?;
    row.map(|row| row.new.kind).ok_or(UseCaseError::NotFound)
}

/// Invites a patient to the own chart: by e-mail or text message, or by hand.
///
/// # Errors
/// The policy's; `NotFound`; why this patient is not invited.
pub async fn invite(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    (chart, is_by_hand): (ChartId, bool),
) -> Result<Invited, UseCaseError> {
    permit(backend, actor, "invitations.invite").await?;
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let result = invite_chart(&tx, &backend, &facility, (chart, is_by_hand), Some(actor.account)).await;
        match result {
            Ok(invited) => {
                let mut event =
                    audit::Event::of(&actor, now, "invitations.invite", &invited.invitation.to_string());
                event.chart = Some(chart);
                audit::record(&tx, &backend.keys, &event).await?;
                tx.commit().await?;
                Ok(invited)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

/// The same in the caller's transaction; the caller has asked the policy and writes the audit event.
pub async fn invite_chart(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    (chart, is_by_hand): (ChartId, bool),
    by: Option<AccountId>,
) -> Result<Invited, UseCaseError> {
    let goes = if is_by_hand { Goes::Nowhere } else { Goes::ToChart };
    invite_to(tx, backend, facility, (chart, &goes), by).await
}

/// Where an invitation goes.
#[derive(Clone, Debug)]
pub enum Goes {
    /// To the address on the chart.
    ToChart,
    /// Nowhere: it is handed over.
    Nowhere,
    /// To an address that the person has proven, in their language.
    ToProven((ContactKind, String), Lang),
}

/// Invites the patient of a chart; the chart stays locked until the transaction ends, so that of several ways to an
/// invitation one is taken.
pub async fn invite_to(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    (chart, goes): (ChartId, &Goes),
    by: Option<AccountId>,
) -> Result<Invited, UseCaseError> {
    let now = backend.clock.now();
    store::lock_chart(tx, facility.id, chart).await?;
    let head = store::find_chart(tx, facility.id, chart).await?.ok_or(UseCaseError::NotFound)?;
    if head.is_merged {
        return Err(MERGED.into());
    }
    if !store::is_open(tx, facility.id).await? {
        return Err(CLOSED.into());
    }
    let mut has_invitation = false;
    for row in store::list_live_of(tx, facility.id, &[chart]).await? {
        if row.expires <= now {
            expire(tx, facility.id, &row, now).await?;
        } else if row.new.kind == Kind::Patient {
            has_invitation = true;
        }
    }
    let has_account = !store::has_own_grant(tx, facility.id, &[chart], now).await?.is_empty();
    let (to, lang) = match goes {
        Goes::Nowhere => (None, None),
        Goes::ToChart => (reach(backend, facility, &head), None),
        Goes::ToProven(address, lang) => (Some(address.clone()), Some(*lang)),
    };
    let today = today(facility, now);
    let facts = Facts {
        is_deceased: head.is_deceased,
        has_account,
        is_opted_out: head.is_opted_out,
        is_inactive: head.is_inactive,
        birth_date: head.birth_date.as_deref().and_then(|date| birth_date::read(date, today)),
        has_invitation,
        is_reachable: matches!(goes, Goes::Nowhere) || to.is_some(),
        of_age_years: facility.security.hand_over_age,
    };
    if let Some(reason) = left_out(&facts, today) {
        return Err(refusal(reason).into());
    }
    let channel = to.as_ref().map(|(kind, _)| *kind);
    let is_own_address = matches!(goes, Goes::ToProven(..))
        && to.as_ref().is_some_and(|(kind, address)| !is_of_chart(&head, *kind, address, &facility.zone));
    let new = NewInvitation {
        kind: Kind::Patient,
        chart: Some(chart),
        name: head.name.clone(),
        scopes: Scope::ALL.to_vec(),
        roles: Vec::new(),
        provider: None,
        grant_ends: None,
        help: Help::default(),
        to,
        is_own_address,
        lang: lang.unwrap_or_else(|| language_of(&head, facility)),
    };
    let invitation = issue(tx, backend, facility.id, &new, by).await?;
    Ok(Invited { invitation, channel })
}

/// Where an invitation goes: e-mail before text message, only by channels that can send, and to numbers only of the countries
/// that the clinic sends to.
pub fn reach(backend: &Backend, facility: &Facility, head: &ChartHead) -> Option<(ContactKind, String)> {
    [ContactKind::Email, ContactKind::Phone]
        .into_iter()
        .filter(|kind| backend.channels.reach(*kind))
        .filter_map(|kind| Some((kind, contact_of(head, kind, &facility.zone)?)))
        .find(|(kind, address)| takes(facility, *kind, address))
}

/// Whether an address stands on the chart.
pub fn is_of_chart(head: &ChartHead, kind: ContactKind, address: &str, zone: &str) -> bool {
    contact_of(head, kind, zone).is_some_and(|own| address_key(kind, &own) == address_key(kind, address))
}

/// The chart's language if it is enabled, else the clinic's.
pub fn language_of(head: &ChartHead, facility: &Facility) -> Lang {
    let tag = head.language.as_deref().and_then(|tag| tag.split(['-', '_']).next());
    tag.and_then(Lang::parse).unwrap_or(facility.language)
}

/// Sends an invitation again, with another link and code; those before open nothing any more.
///
/// # Errors
/// The policy's; `NotFound`; [`TOO_SOON`]; [`ENDED`].
pub async fn resend(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: InvitationId,
) -> Result<Invited, UseCaseError> {
    permit(backend, actor, "invitations.resend").await?;
    let kind = kind_of(backend, facility.id, id).await?;
    permit_kind(backend, actor, kind, "invitations.resend").await?;
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let result = match store::find(&tx, facility.id, id).await? {
            None => Err(UseCaseError::NotFound),
            Some(row) if !row.state.is_live() || row.expires <= now => Err(ENDED.into()),
            Some(row) if now.seconds_since(row.issued) < COOL_DOWN_S => Err(TOO_SOON.into()),
            Some(row) => renew(&tx, &backend, &facility, row, actor.account, now).await,
        };
        match result {
            Ok((invited, chart)) => {
                let mut event = audit::Event::of(&actor, now, "invitations.resend", &id.to_string());
                event.chart = chart;
                audit::record(&tx, &backend.keys, &event).await?;
                tx.commit().await?;
                Ok(invited)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

pub(super) async fn renew(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    mut row: Row,
    by: AccountId,
    now: Instant,
) -> Result<(Invited, Option<ChartId>), UseCaseError> {
    if let Some(chart) = row.new.chart {
        store::lock_chart(tx, facility.id, chart).await?;
    }
    let expires = expiry(tx, facility.id, row.new.kind, now).await?;
    let is_to_chart = row.new.to.is_some() && !row.new.is_own_address;
    if let (Kind::Patient, Some(chart), true) = (row.new.kind, row.new.chart, is_to_chart) {
        let head = store::find_chart(tx, facility.id, chart).await?.ok_or(UseCaseError::NotFound)?;
        row.new.to = reach(backend, facility, &head);
        if row.new.to.is_none() {
            return Err(refusal(LeftOut::NoContact).into());
        }
    }
    let generation = row.generation + 1;
    let mac = token::code_mac(backend, facility.id, &token::code(backend, facility.id, (row.id, generation)));
    if !store::renew(tx, facility.id, &row, &mac, (now, expires)).await? {
        return Err(ENDED.into());
    }
    store::note(tx, facility.id, row.id, (State::Queued, "again"), Some(by), now).await?;
    let channel = row.new.to.as_ref().map(|(kind, _)| *kind);
    if channel.is_some() {
        send(tx, facility.id, (row.id, generation), row.new.chart, Some(by), (now, expires)).await?;
    }
    Ok((Invited { invitation: row.id, channel }, row.new.chart))
}

/// Takes an invitation back.
///
/// # Errors
/// The policy's; `NotFound`; [`ENDED`].
pub async fn revoke(backend: &Backend, actor: &Actor, id: InvitationId) -> Result<(), UseCaseError> {
    permit(backend, actor, "invitations.revoke").await?;
    let kind = kind_of(backend, actor.facility, id).await?;
    permit_kind(backend, actor, kind, "invitations.revoke").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let Some(row) = store::find(&tx, actor.facility, id).await? else {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        };
        let by = Some(actor.account);
        if !end(&tx, actor.facility, &row, (State::Revoked, "by_hand"), by, now).await? {
            tx.rollback().await?;
            return Err(ENDED.into());
        }
        let mut event = audit::Event::of(&actor, now, "invitations.revoke", &id.to_string());
        event.chart = row.new.chart;
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
