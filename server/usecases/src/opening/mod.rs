//! Opening and closing the portal for patients. Closed, it lets nobody in but colleagues: signing in, sessions and invitations
//! ask [`CLOSED`] in one place each, and what patients read instead is how to reach the clinic.

mod store;

use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, factors, invitations, live, uninterrupted};
use domain::actor::Actor;
use domain::opening::contract::{OpeningPage, SetOpenRequest};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// The portal is closed for patients.
pub const CLOSED: Refusal =
    Refusal { rule: "portal.closed", kind: RefusalKind::Forbidden, next: NextStep::CallUs };

/// How it stands.
///
/// # Errors
/// The policy's refusal.
pub async fn read_opening(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<OpeningPage, UseCaseError> {
    may_edit(backend, actor, "portal.read").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let contacts = &facility.contacts;
    Ok(OpeningPage {
        is_open: facility.is_enabled,
        signed_in: store::count_sessions(db, facility.id, now).await?,
        invited: invitations::count_live(db, facility.id, now).await?,
        has_contacts: contacts.phone.is_some() || contacts.email.is_some(),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Opens the portal, or closes it: then patients' sessions end, and what invites them is taken back.
///
/// # Errors
/// The policy's refusal; a step-up is needed; the field `is_confirmed`.
pub async fn set_open(backend: &Backend, actor: &Actor, request: SetOpenRequest) -> Result<(), UseCaseError> {
    let permit = may_edit(backend, actor, "portal.switch").await?;
    factors::require_fresh(backend, actor).await?;
    if !request.is_open && !request.is_confirmed {
        return Err(UseCaseError::Invalid(vec![FieldError::new("is_confirmed", "portal_confirm")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if store::update(&tx, &permit, actor.facility, request.is_open).await? {
            if !request.is_open {
                invitations::revoke_all(&tx, actor.facility, ("portal_off", Some(actor.account)), now)
                    .await?;
                for account in store::end_sessions(&tx, &permit, actor.facility).await? {
                    live::record_sessions(&tx, actor.facility, account, now).await?;
                }
            }
            let word = if request.is_open { "open" } else { "closed" };
            let event = audit::Event::of(&actor, now, "portal.switch", word);
            audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        }
        tx.commit().await?;
        backend.live.wake();
        Ok(())
    })
    .await
}

/// Proof that the actor may open and close the portal; a refusal is logged.
async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditPortal) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}
