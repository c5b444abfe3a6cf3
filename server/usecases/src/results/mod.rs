//! Results: they arrive with the import, wait as the clinic's rules say, and are released by a rule or by a clinician. A
//! patient's door sees what [`store::read::released`] gives, and nothing else.

mod arrive;
mod blood;
mod clinician;
mod decide;
mod due;
mod family;
mod list;
mod measurements;
mod news;
mod plain_words;
mod read;
mod search;
mod settings;
mod shown;
mod store;
mod tell;
mod templates;
mod visit;
mod whole;
mod wish;
mod work;

pub use clinician::{block, comment, release};
pub use due::release_due;
pub use list::list_results;
pub use measurements::read_measurements;
pub use news::count_new;
pub use read::read_result;
pub use settings::{read_rules, remove_class, save_class, save_rules};
pub use templates::{list_templates, remove_template, save_template};
pub use whole::{WholeMeasurement, WholeResult, WholeTest};
pub use wish::save_wish;
pub use work::list_work;

pub(crate) use arrive::{Arrival, arrive};
pub(crate) use blood::blood_group;
pub(crate) use list::{Listed, count_held_back, lines};
pub(crate) use measurements::{count_restricted, measured};
pub(crate) use read::page as result_page;
pub(crate) use store::arrive::{follow_all, follow_some};
pub(crate) use store::read::{has_code, is_any, is_shown, pattern};
pub(crate) use store::released::{list_released, released_since};
pub(crate) use store::work::shelf_of;
pub(crate) use tell::{PREFIX, compose};
pub(crate) use visit::{find_name, list_found, list_names, list_of_visit, reader};
pub(crate) use whole::{has_withdrawn, list_measured, list_whole};

use crate::db::Tx;
use crate::outbox::{self, Message};
use crate::{Backend, UseCaseError, audit, facility, records};
use domain::actor::{Actor, Relation};
use domain::ids::{ChartId, FacilityId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::results::release::State;
use domain::results::settings::ReleaseSettings;
use domain::time::Instant;
use entity_state::{parts, whole};

/// A colleague has changed the rules meanwhile.
pub const RULES_CHANGED: Refusal =
    Refusal { rule: "results.rules_changed", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// Whoever may read a result as the patient, or for the patient, decides nothing about it.
pub const OWN: Refusal =
    Refusal { rule: "results.own", kind: RefusalKind::Forbidden, next: NextStep::CallUs };
/// The result is not as it was when it was read.
pub const CHANGED: Refusal =
    Refusal { rule: "results.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// Who reads a chart's results: the patient, or somebody who acts for the patient and never sees sensitive ones.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    chart: ChartId,
    /// Codes of tests that this reader does not see, nor any report that holds one.
    without: Vec<String>,
    is_own: bool,
    /// Whether it is the clinic that reads: it sees what is not released, and its looks make nothing old.
    is_clinics: bool,
}

impl Reader {
    fn new(chart: ChartId, is_own: bool, settings: &ReleaseSettings) -> Self {
        let sensitive = settings.sensitive_codes().into_iter().map(ToOwned::to_owned);
        Self {
            chart,
            without: if is_own { Vec::new() } else { sensitive.collect() },
            is_own,
            is_clinics: false,
        }
    }

    /// The same reader among the entries of the record.
    pub(crate) const fn of_entries(&self) -> records::Reader {
        if self.is_clinics {
            records::Reader::of_clinic(self.chart, self.is_own)
        } else {
            records::Reader::of_patient(self.chart, self.is_own)
        }
    }

    /// Whether what the sender keeps from the patient is seen: by those of the clinic who see all.
    const fn sees_kept_back(&self) -> bool {
        self.is_clinics && self.is_own
    }

    /// A colleague who may read; with `sees_all`, what is sensitive too.
    pub(crate) async fn of_clinic(
        backend: &Backend,
        (facility, chart): (FacilityId, ChartId),
        sees_all: bool,
    ) -> Result<Self, UseCaseError> {
        let settings = facility::find(backend, facility).await?.results;
        Ok(Self { is_clinics: true, ..Self::new(chart, sees_all, &settings) })
    }
}

/// The right to read results of the shown chart.
async fn may_read(backend: &Backend, actor: &Actor, action: &str) -> Result<Reader, UseCaseError> {
    match policy::for_chart(actor, Action::ReadResults, backend.clock.now()) {
        Ok(permit) => {
            let is_own = actor.grant().is_some_and(|grant| grant.relation == Relation::Own);
            // As the clinic has decided by now.
            let settings = facility::find(backend, actor.facility).await?.results;
            Ok(Reader::new(permit.chart(), is_own, &settings))
        }
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// The right to do something in the clinic's name; a refusal is logged.
async fn may(
    backend: &Backend,
    actor: &Actor,
    action: Action,
    name: &str,
) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, action) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, name, refusal.into()).await),
    }
}

/// Writes messages in an order of their own, so that two transactions that write the same ones do not wait for each other.
async fn outgoing(tx: &Tx, mut messages: Vec<Message>, now: Instant) -> Result<(), UseCaseError> {
    messages.sort_by(|one, other| one.dedupe_key.cmp(&other.dedupe_key));
    for message in messages {
        outbox::record(tx, &message, now).await?;
    }
    Ok(())
}

/// A state as three columns, and back.
mod entity_state {
    use super::{Instant, State};

    /// Word, due, released.
    pub fn parts(state: State) -> (&'static str, Option<Instant>, Option<Instant>) {
        match state {
            State::Held { due } => ("held", due, None),
            State::Released { at } => ("released", None, Some(at)),
            State::Blocked => ("blocked", None, None),
        }
    }

    /// What is stored; a word that nobody knows blocks.
    pub fn whole(word: &str, due: Option<Instant>, released: Option<Instant>) -> State {
        match (word, released) {
            ("held", _) => State::Held { due },
            ("released", Some(at)) => State::Released { at },
            _ => State::Blocked,
        }
    }
}
