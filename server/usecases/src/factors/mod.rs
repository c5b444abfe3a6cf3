//! Second factors: set up, proven, listed, removed. One counts only once it was proven; the last one stays while one is
//! required; whoever adds or removes one has just proven who they are, and the owner is told.

mod fresh;
mod message;
pub mod passkey;
pub(crate) mod recovery;
mod rename;
pub(crate) mod reset;
mod store;
pub(crate) mod totp;
mod verify;

pub use fresh::{STEP_UP, freshness, require_fresh};
pub use message::{confirm_contact, send_contact_code};
pub use recovery::renew_recovery_codes;
pub use rename::rename_factor;
pub use totp::{begin_totp, confirm_totp};

pub(crate) use store::has_proven;
pub(crate) use totp::drawn as qr;
pub(crate) use verify::{Binding, choices, clear, has_recovery, send_code, verify};

use crate::account::{self, NewSession};
use crate::db::Tx;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::factor::{FactorAdded, FactorRequest, FactorView, Factors, MOST_FACTORS};
use domain::account::security::{Audience, FactorKind, FactorPolicy, SecuritySettings};
use domain::actor::{Actor, Assurance};
use domain::contact::ContactKind;
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// The clinic does not accept this kind.
pub const NOT_OFFERED: Refusal =
    Refusal { rule: "factor.not_offered", kind: RefusalKind::Rule, next: NextStep::Reload };
/// No more than this many.
pub const TOO_MANY: Refusal =
    Refusal { rule: "factor.too_many", kind: RefusalKind::Rule, next: NextStep::Reload };
/// The last one stays while one is required.
pub const LAST: Refusal =
    Refusal { rule: "factor.last", kind: RefusalKind::Rule, next: NextStep::CorrectFields };

/// The channel that a kind of factor needs.
const fn channel_of(kind: FactorKind) -> Option<ContactKind> {
    match kind {
        FactorKind::Sms => Some(ContactKind::Phone),
        FactorKind::Email => Some(ContactKind::Email),
        FactorKind::Passkey | FactorKind::Totp => None,
    }
}

/// Whether a kind could be set up now if the clinic accepts it: its channel can send.
pub(crate) fn can_be_set_up(backend: &Backend, kind: FactorKind) -> bool {
    channel_of(kind).is_none_or(|channel| backend.channels.reach(channel))
}

/// Whether a kind can be set up now: accepted by the clinic, and its channel can send.
fn is_offered(backend: &Backend, audience: &Audience, kind: FactorKind) -> bool {
    audience.accepts(kind) && can_be_set_up(backend, kind)
}

/// Whether a kind can be set up now.
///
/// # Errors
/// [`NOT_OFFERED`]; [`TOO_MANY`].
async fn require_offered(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
    kind: FactorKind,
) -> Result<(), UseCaseError> {
    if !is_offered(backend, security.of(actor.is_staff()), kind) {
        return Err(NOT_OFFERED.into());
    }
    let rows = store::list(backend.db.reader(), actor.facility, actor.account).await?;
    if rows.iter().filter(|row| row.proven_s.is_some()).count() >= MOST_FACTORS {
        return Err(TOO_MANY.into());
    }
    Ok(())
}

/// The reader's second factors, and what can be added.
///
/// # Errors
/// When the database fails.
pub async fn list_factors(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
) -> Result<Factors, UseCaseError> {
    let audience = security.of(actor.is_staff());
    let rows = store::list(backend.db.reader(), actor.facility, actor.account).await?;
    let factors = rows.into_iter().filter(|row| row.proven_s.is_some()).filter_map(|row| {
        Some(FactorView {
            id: row.id,
            kind: FactorKind::parse(&row.kind)?,
            label: row.label,
            created: row.created_s,
            used: row.used_s,
            is_synced: row.is_synced,
            is_blocked: row.blocked_s.is_some(),
        })
    });
    let offered = FactorKind::ALL.into_iter().filter(|kind| is_offered(backend, audience, *kind));
    Ok(Factors {
        factors: factors.collect(),
        offered: offered.collect(),
        policy: audience.policy,
        codes_left: store::count_recovery(backend.db.reader(), actor.facility, actor.account).await?,
        now: backend.clock.now(),
    })
}

/// Takes a factor away.
///
/// # Errors
/// [`STEP_UP`]; `NotFound`; [`LAST`] while one is required.
pub async fn remove_factor(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
    request: FactorRequest,
) -> Result<NewSession, UseCaseError> {
    require_fresh(backend, actor).await?;
    let audience = security.of(actor.is_staff()).clone();
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        account::lock_account(&tx, actor.facility, actor.account).await?;
        let rows = store::list(&tx, actor.facility, actor.account).await?;
        let others: Vec<_> = rows.iter().filter(|row| row.id != request.factor).collect();
        let counts = |row: &store::FactorRow| store::counts(row, &audience.factors);
        let refused = match rows.iter().find(|row| row.id == request.factor) {
            None => Some(UseCaseError::NotFound),
            Some(row) if counts(row) && audience.policy == FactorPolicy::Required => {
                (!others.iter().any(|row| counts(row))).then(|| LAST.into())
            }
            Some(_) => None,
        };
        if let Some(refused) = refused {
            tx.rollback().await?;
            return Err(refused);
        }
        store::delete(&tx, actor.facility, request.factor).await?;
        if others.iter().all(|row| row.proven_s.is_none()) {
            store::delete_recovery(&tx, actor.facility, actor.account).await?;
        }
        let event = audit::Event::of(&actor, now, "account.remove_factor", &request.factor.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        notices::tell(&tx, &actor, Notice::FactorRemoved, now).await?;
        let session = account::ways_in_changed(&tx, &backend, &actor, actor.assurance, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(session)
    })
    .await
}

/// A factor was added: what its owner sees, and the session, which has another token.
pub type Added = (FactorAdded, NewSession);

/// What every added factor brings with it: recovery codes with the first one, the session's higher assurance and another
/// token, the end of every other session, an event, a notice. In the transaction that proves the factor.
async fn added(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    kind: FactorKind,
    codes: Option<recovery::Codes>,
) -> Result<Added, UseCaseError> {
    let now = backend.clock.now();
    let recovery_codes = match codes {
        Some(codes) => recovery::write(tx, actor, codes).await?,
        None => Vec::new(),
    };
    store::clear_enrolment(tx, actor.facility, &actor.session).await?;
    let event = audit::Event::of(actor, now, "account.add_factor", kind.name());
    audit::record(tx, &backend.keys, &event).await?;
    notices::tell(tx, actor, Notice::FactorAdded, now).await?;
    let session = account::ways_in_changed(tx, backend, actor, Assurance::TwoFactor, now).await?;
    Ok((FactorAdded { recovery_codes }, session))
}
