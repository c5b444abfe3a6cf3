//! Inviting somebody to help: by the patient, or by the clinic for a chart, as for a child who has no account.

use super::store;
use super::tell::tell_invited;
use super::{
    ALREADY_INVITED, DECEASED, ENOUGH_TODAY, NO_BIRTH_DATE, TOO_MANY, end_of, hand_overs, may_manage,
    may_share, named,
};
use crate::account::attempts::Reserved;
use crate::charts::MERGED;
use crate::contacts::NOT_OFFERED;
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::invitations::{self, Help, NewInvitation};
use crate::keys::Purpose;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, account, audit, factors, uninterrupted, zones};
use domain::account::throttle::Bounds;
use domain::actor::Actor;
use domain::contact::{ContactKind, address_key, email};
use domain::family::contract::{InviteForRequest, InviteProxyRequest};
use domain::family::{MOST_PEOPLE, NAME_CHARS, Offer, read_offer};
use domain::ids::{ChartId, InvitationId};
use domain::invitations::Kind;
use domain::invitations::staff::InvitationRequest;
use domain::permission::Scope;
use domain::time::{DAY, Instant};
use i18n::Lang;
use jiff::civil::Date;

/// Invitations of one chart's patient within a day: it is no way to write to strangers.
const MOST_A_DAY: i32 = 10;

/// The wait after so many.
const fn pause_s(sent: i32) -> i64 {
    if sent < MOST_A_DAY { 0 } else { DAY }
}

/// What was typed, and where the invitation goes.
struct Typed {
    offer: Offer,
    to: Option<(ContactKind, String)>,
}

/// Reads the form; an address is needed unless the invitation is handed over.
fn read(
    facility: &Facility,
    [name, relationship, until, address]: [&str; 4],
    scopes: &[Scope],
    is_by_hand: bool,
    now: Instant,
) -> Result<Typed, UseCaseError> {
    let name = one_line(name, NAME_CHARS);
    let today: Date = zones::local(&facility.zone, now).date().parse().unwrap_or(Date::MAX);
    let offer = read_offer((&name, relationship, until), scopes, today);
    let to = if is_by_hand { None } else { email(address) };
    let no_address = (!is_by_hand && to.is_none()).then_some(("email", "not_an_email"));
    match (offer, no_address) {
        (Ok(offer), None) => Ok(Typed { offer, to: to.map(|address| (ContactKind::Email, address)) }),
        (offer, no_address) => {
            let mut problems = offer.err().unwrap_or_default();
            // In the order of the form: after the name.
            let at = usize::from(problems.first().is_some_and(|(field, _)| *field == "name"));
            if let Some(problem) = no_address {
                problems.insert(at, problem);
            }
            let field = |(field, message): (&str, &str)| FieldError::new(field, message);
            Err(UseCaseError::Invalid(problems.into_iter().map(field).collect()))
        }
    }
}

/// The patient invites somebody to help.
///
/// # Errors
/// The policy's; a step-up is needed; fields; [`TOO_MANY`]; [`ALREADY_INVITED`]; [`NO_BIRTH_DATE`]; [`ENOUGH_TODAY`].
pub async fn invite_proxy(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
    request: InviteProxyRequest,
) -> Result<InvitationId, UseCaseError> {
    let permit = may_share(backend, actor, "family.invite").await?;
    factors::require_fresh(backend, actor).await?;
    let fields = [&*request.name, &*request.relationship, &*request.until, &*request.email];
    let typed = read(facility, fields, &request.scopes, false, backend.clock.now())?;
    offer(backend, actor, facility, (permit.chart(), false), lang, typed).await
}

/// The clinic gives somebody access to a chart: by e-mail, or as a letter that is handed over.
///
/// # Errors
/// The policy's; a step-up is needed; `NotFound`; as [`invite_proxy`].
pub async fn invite_proxy_for(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: InviteForRequest,
) -> Result<InvitationId, UseCaseError> {
    may_manage(backend, actor, "family.invite").await?;
    factors::require_fresh(backend, actor).await?;
    let fields = [&*request.name, &*request.relationship, &*request.until, &*request.email];
    let typed = read(facility, fields, &request.scopes, request.by_hand, backend.clock.now())?;
    offer(backend, actor, facility, (request.chart, true), facility.language, typed).await
}

async fn offer(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    of: (ChartId, bool),
    lang: Lang,
    typed: Typed,
) -> Result<InvitationId, UseCaseError> {
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match write(&tx, &backend, &actor, &facility, of, lang, typed).await {
            Ok(id) => {
                tx.commit().await?;
                Ok(id)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn write(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    (chart, is_clinics): (ChartId, bool),
    lang: Lang,
    Typed { offer, to }: Typed,
) -> Result<InvitationId, UseCaseError> {
    let now = backend.clock.now();
    invitations::lock_chart(tx, facility.id, chart).await?;
    let head = invitations::read_head(tx, facility.id, chart).await?.ok_or(UseCaseError::NotFound)?;
    if head.is_merged {
        return Err(MERGED.into());
    }
    if head.is_deceased {
        return Err(DECEASED.into());
    }
    let hand_over = hand_overs(tx, facility.id, &[chart]).await?.get(&chart).copied();
    let hand_over = hand_over.ok_or(NO_BIRTH_DATE)?;
    let offered = invitations::list_offered(tx, facility.id, chart, now).await?;
    let holding = store::list_of_chart(tx, facility.id, chart).await?;
    if offered.len() + holding.len() >= MOST_PEOPLE {
        return Err(TOO_MANY.into());
    }
    let key = to.as_ref().map(|(kind, address)| (*kind, address_key(*kind, address)));
    if key.is_some() && offered.iter().any(|known| known.address == key) {
        return Err(ALREADY_INVITED.into());
    }
    if to.is_some() && !backend.channels.reach(ContactKind::Email) {
        return Err(NOT_OFFERED.into());
    }
    if !is_clinics {
        reserve(tx, backend, facility, chart, now).await?;
    }
    let about = named(&offer.scopes);
    let new = NewInvitation {
        kind: Kind::Proxy,
        chart: Some(chart),
        name: offer.name,
        scopes: offer.scopes,
        roles: Vec::new(),
        provider: None,
        grant_ends: end_of(facility, offer.until),
        // Only the clinic speaks for a child; what patients give themselves is theirs to end.
        help: Help { relationship: Some(offer.relationship), is_for_minor: is_clinics && now < hand_over },
        to,
        is_own_address: false,
        lang,
    };
    let id = invitations::issue(tx, backend, facility.id, &new, Some(actor.account)).await?;
    tell_invited(tx, facility.id, (chart, id), actor.account, now).await?;
    let mut event = audit::Event::of(actor, now, "family.invite", &format!("{id} {about}"));
    event.chart = Some(chart);
    audit::record(tx, &backend.keys, &event).await?;
    Ok(id)
}

/// Counts an invitation that a patient sends.
async fn reserve(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    chart: ChartId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let key = backend.keys.mac(Purpose::Address, &[b"family", facility.id.0.as_bytes(), chart.0.as_bytes()]);
    match account::attempts::reserve(tx, facility.id, &key, Bounds::paced(pause_s), now).await? {
        Reserved::Counted => Ok(()),
        Reserved::Waits | Reserved::Stopped => Err(ENOUGH_TODAY.into()),
    }
}

/// The patient sends an invitation again, with another link and code.
///
/// # Errors
/// The policy's; a step-up is needed; `NotFound`; it was sent a moment ago, or has ended; [`ENOUGH_TODAY`].
pub async fn resend_invitation(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: InvitationRequest,
) -> Result<(), UseCaseError> {
    let permit = may_share(backend, actor, "family.resend").await?;
    factors::require_fresh(backend, actor).await?;
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let named = (request.invitation, permit.chart());
        let sent = match invitations::send_again(&tx, &backend, &facility, named, actor.account, now).await {
            Ok(()) => reserve(&tx, &backend, &facility, permit.chart(), now).await,
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tx.rollback().await?;
            return Err(error);
        }
        let event = audit::Event::of(&actor, now, "family.resend", &request.invitation.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The patient takes an invitation back.
///
/// # Errors
/// The policy's; `NotFound`; it has ended.
pub async fn take_back_invitation(
    backend: &Backend,
    actor: &Actor,
    request: InvitationRequest,
) -> Result<(), UseCaseError> {
    let permit = may_share(backend, actor, "family.take_back").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let named = (request.invitation, permit.chart());
        if let Err(error) = invitations::take_back(&tx, actor.facility, named, actor.account, now).await {
            tx.rollback().await?;
            return Err(error);
        }
        let event = audit::Event::of(&actor, now, "family.take_back", &request.invitation.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
