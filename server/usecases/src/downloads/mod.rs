//! Downloads: the record as a file that is made beside the requests. Asked for, made under a lease, kept encrypted in the
//! database for a day, fetched by whoever asked.

mod ask;
mod basis;
mod clinic;
mod fetch;
mod store;
mod work;

pub use ask::{ask, list, remove};
pub use clinic::{ask_export, list_exports, remove_export};
pub use fetch::{Fetch, fetch, fetch_export};
pub(crate) use store::{withdraw, withdraw_from_others};
pub use work::{Chapter, Job, Patient, Queue, claim, forget_ended};

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::downloads::{Kind, Part, Wanted};
use domain::ids::ChartId;
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use entity::download;
use uuid::Uuid;

/// What stands for the chart in a file of the whole clinic: no chart has it.
const OF_NO_CHART: ChartId = ChartId(Uuid::nil());

/// So many files wait or can be fetched that another has to wait too.
pub const ENOUGH: Refusal =
    Refusal { rule: "downloads.enough", kind: RefusalKind::Rule, next: NextStep::TryLater };

/// The right to take the shown record along: the right to read it. A refusal is logged.
async fn may_read(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::ReadRecords, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// Whether the reader may read results of the shown chart too.
fn may_read_results(backend: &Backend, actor: &Actor) -> bool {
    policy::for_chart(actor, Action::ReadResults, backend.clock.now()).is_ok()
}

/// What a row asks for.
fn wanted(row: &download::Model) -> Wanted {
    Wanted {
        // A word that nobody knows is the kind that holds less.
        kind: Kind::parse(&row.kind).unwrap_or(Kind::Pdf),
        parts: row.parts.split(' ').filter_map(Part::parse).collect(),
        from: row.from_day.clone(),
        to: row.to_day.clone(),
    }
}
