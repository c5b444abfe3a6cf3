//! Invitations: what leads a patient, somebody who acts for one, or a colleague to an account.
//!
//! Link and code are stored nowhere; opening a link changes nothing; the account and what it may do are made in the one
//! transaction that uses the invitation up.

mod activate;
mod batches;
mod compose;
mod enter;
mod find;
mod list;
mod offers;
mod outdated;
mod staff;
mod store;
mod token;

pub use activate::{accept, activate};
pub use batches::{decide, export_batch, pause_batch, preview_batch, read_batches, run_batches, start_batch};
pub use enter::{
    Visitor, check, confirm_contact_code, read_activation, send_contact_code, skip_contact, start_over,
};
pub use find::find_patients;
pub use list::{invite_several, list_invitations, read_invitation, read_paper, set_opt_out};
pub use outdated::{expire_due, revoke_all, revoke_for_chart};
pub use staff::{Invited, invite, resend, revoke};

pub(crate) use compose::{EVENT, TAKEN_EVENT, compose, compose_taken, settled, told};
pub(crate) use enter::today;
pub(crate) use offers::{
    Offered, end_for_minors, list_offered, patient_address, read_head, send_again, take_back,
};
pub(crate) use outdated::{is_invited, revoke_outdated};
pub(crate) use staff::{Goes, invite_to};
pub(crate) use store::has_own_grant;
pub(crate) use store::{count_live, lock_chart};

use crate::db::Tx;
use crate::outbox::{self, Message};
use crate::{Backend, UseCaseError};
use domain::contact::ContactKind;
use domain::family::Relationship;
use domain::ids::{AccountId, ChartId, FacilityId, InvitationId, ProviderId};
use domain::invitations::settings::InvitationSettings;
use domain::invitations::{Kind, State};
use domain::permission::{Role, Scope};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};
use i18n::Lang;
use uuid::Uuid;

/// Longest time that a colleague's invitation holds, in days.
const COLLEAGUE_DAYS: i64 = 3;

/// Link, code or date of birth is not right, or the invitation holds no longer; the same answer for all of it.
pub const WRONG: Refusal =
    Refusal { rule: "invitation.wrong", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// It was sent a moment ago.
pub const TOO_SOON: Refusal =
    Refusal { rule: "invitation.too_soon", kind: RefusalKind::Throttled, next: NextStep::TryLater };
/// It has ended: used, expired or taken back.
pub const ENDED: Refusal =
    Refusal { rule: "invitation.ended", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// Somebody who acts for a patient: what they are to them, and whether it ends when a child comes of age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// What they are to the patient, if it was said.
    pub relationship: Option<Relationship>,
    /// Whether they act as somebody who is responsible for a child.
    pub is_for_minor: bool,
}

/// What is offered, to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// What is offered.
    pub kind: Kind,
    /// Whose chart; none for colleagues.
    pub chart: Option<ChartId>,
    /// The name of the account's person.
    pub name: String,
    /// What of the chart it opens.
    pub scopes: Vec<Scope>,
    /// What a colleague is.
    pub roles: Vec<Role>,
    /// The bookable clinician a colleague is.
    pub provider: Option<ProviderId>,
    /// From when the grant no longer holds.
    pub grant_ends: Option<Instant>,
    /// How somebody helps a patient.
    pub help: Help,
    /// Where it goes: an e-mail address or telephone number as [`domain::contact`] writes them; nowhere when it is handed over.
    pub to: Option<(ContactKind, String)>,
    /// In which language.
    pub lang: Lang,
    /// Whether the address is one that the invited person has proven and the chart does not name: the chart's own is told.
    pub is_own_address: bool,
}

/// Makes an invitation and sends it, in the caller's transaction; the caller has asked the policy.
///
/// # Errors
/// When the database fails; a patient's chart holds one invitation at a time.
pub async fn issue(
    tx: &Tx,
    backend: &Backend,
    facility: FacilityId,
    new: &NewInvitation,
    by: Option<AccountId>,
) -> Result<InvitationId, UseCaseError> {
    let now = backend.clock.now();
    let id = InvitationId(Uuid::new_v4());
    let expires = expiry(tx, facility, new.kind, now).await?;
    let mac = token::code_mac(backend, facility, &token::code(backend, facility, (id, 1)));
    store::insert(tx, facility, id, new, (&mac, by), (now, expires)).await?;
    store::note(tx, facility, id, (State::Queued, ""), by, now).await?;
    if new.to.is_some() {
        send(tx, facility, (id, 1), new.chart, by, (now, expires)).await?;
    }
    Ok(id)
}

/// Until when an invitation holds: a colleague's, whose link alone opens more, for three days at most.
async fn expiry(tx: &Tx, facility: FacilityId, kind: Kind, now: Instant) -> Result<Instant, UseCaseError> {
    let days = i64::from(read_settings(tx, facility).await?.days);
    let most = if kind == Kind::Colleague { COLLEAGUE_DAYS } else { days };
    Ok(now.plus_seconds(days.min(most) * DAY))
}

/// Puts an invitation into the outbox.
async fn send(
    tx: &Tx,
    facility: FacilityId,
    (id, generation): (InvitationId, i32),
    chart: Option<ChartId>,
    by: Option<AccountId>,
    (now, expires): (Instant, Instant),
) -> Result<(), UseCaseError> {
    let message = Message {
        facility,
        event: EVENT,
        dedupe_key: format!("invitation:{id}:{generation}"),
        chart,
        account: by,
        subject: ("invitation", id.0),
        version: generation,
        due: now,
        expires: Some(expires),
    };
    outbox::record(tx, &message, now).await
}

/// What a clinic has decided about invitations.
///
/// # Errors
/// When the database fails.
pub async fn read_settings(
    db: &impl crate::db::Connection,
    facility: FacilityId,
) -> Result<InvitationSettings, UseCaseError> {
    store::find_settings(db, facility).await
}
