//! Connections: which apps and systems may speak with the portal, what people allow apps, and the tokens that come of it
//! (OAuth 2.0, SMART App Launch 2.2, SMART Backend Services).

mod apps;
mod bearer;
mod clients;
mod consent;
mod proof;
mod store;
mod token;

pub(crate) use apps::end_of_chart;
pub use apps::{end, list_own};
pub use bearer::{Bearer, open};
pub use clients::{list_clients, save_client, switch_client};
pub use consent::{Asked, Misled, Next, begin, decide, leave, read_consent};
pub use token::{Fault, Issued, TokenRequest, issue, revoke};

use crate::{Backend, UseCaseError};
use domain::ids::{ClientId, FacilityId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;

/// Somebody has changed the client meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "connections.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// The question has been answered, or has waited too long: the app asks anew.
pub const GONE: Refusal =
    Refusal { rule: "connections.gone", kind: RefusalKind::Gone, next: NextStep::TryLater };
/// The record that is shown is not the one that the page spoke of.
pub const OTHER_CHART: Refusal =
    Refusal { rule: "connections.other_chart", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// How long a question waits for its answer, in seconds.
const ASKED_S: i64 = 15 * 60;
/// How long a code can be exchanged, in seconds.
const CODE_S: i64 = 60;
/// How long a system's token lasts, in seconds: it gets another whenever it wants.
const SYSTEM_TOKEN_S: i64 = 5 * 60;
/// How long an app's token lasts, in seconds.
const APP_TOKEN_S: i64 = 15 * 60;
/// How long an app may stay away before it has to ask again, in seconds.
const REFRESH_S: i64 = 90 * 24 * 60 * 60;
/// How often the last use is written down, in seconds.
const TOUCH_EVERY_S: i64 = 60;

/// Forgets questions, tokens and proofs whose time has passed.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let db = backend.db.writer();
    store::tokens::delete_ended(db, facility, now).await?;
    // A code that is used twice is known as long as what came of it may live.
    let limits = (now.plus_seconds(-REFRESH_S), now.plus_seconds(-ASKED_S));
    store::consents::delete_before(db, facility, limits).await
}

/// What an administrator calls a system or an app.
///
/// # Errors
/// When the database fails.
pub(crate) async fn name_client(
    db: &impl crate::db::Connection,
    facility: FacilityId,
    id: ClientId,
) -> Result<Option<String>, UseCaseError> {
    Ok(store::clients::find(db, facility, id).await?.map(|row| row.name))
}

/// The address of a facility's FHIR interface.
#[must_use]
pub fn base(backend: &Backend, host: &str) -> String {
    format!("{}/fhir/R4", backend.site.origin(host))
}

/// The address where tokens are given, which proofs have to name.
#[must_use]
pub fn token_url(backend: &Backend, host: &str) -> String {
    format!("{}/oauth/token", backend.site.origin(host))
}

/// Whether something that was used last at `used` is to be noted as used now.
fn is_to_touch(used: Option<Instant>, now: Instant) -> bool {
    used.is_none_or(|used| now.seconds_since(used) >= TOUCH_EVERY_S)
}
