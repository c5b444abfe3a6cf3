//! Share links: a summary of the record for somebody elsewhere (HL7 SMART Health Links). Whoever has the link, and the passcode if
//! one is asked, reads what its maker may read at that moment; nothing of the record is kept for it.

mod jwe;
mod link;
mod make;
mod open;
mod store;

pub(crate) use make::end_of_chart;
pub use make::{end, list, make, options, read};
pub use open::{Asked, Files, Opened, fetch, open};
pub(crate) use store::name_openings;

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::ids::FacilityId;
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::shares::policy::Facts;
use domain::time::DAY;
use entity::share;

/// So many links can be opened that another has to wait.
pub const ENOUGH: Refusal =
    Refusal { rule: "shares.enough", kind: RefusalKind::Rule, next: NextStep::TryLater };

/// Where manifests of links are (SMART Health Links).
pub const MANIFEST: &str = "/share/manifest/";
/// Where files are that were too long for a manifest.
pub const FILES: &str = "/share/files/";
/// Where the portal shows them.
const VIEWER: &str = "/share";

/// How long a link that is over stays in its maker's list, in seconds.
const KEPT_S: i64 = 365 * DAY;

/// How long after a link's time its secrets are kept, in seconds: nothing opens it any more.
const SECRETS_KEPT_S: i64 = DAY;

/// The right to share the shown record. A refusal is logged.
async fn may_share(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::ShareSummary, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// What the policy has to know of a link.
fn facts(row: &share::Model) -> Facts {
    Facts {
        ends: row.ends_s,
        is_ended: row.ended_s.is_some(),
        opened: row.opened,
        most: row.most,
        wrong: row.wrong,
    }
}

/// Forgets the secrets of links whose time is over, which stay in their makers' lists with their receipts; and links that were
/// over long ago, with these. The audit log still knows.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    store::delete_before(&tx, facility, now.plus_seconds(-KEPT_S)).await?;
    store::forget_secrets_before(&tx, facility, now.plus_seconds(-SECRETS_KEPT_S)).await?;
    Ok(tx.commit().await?)
}
