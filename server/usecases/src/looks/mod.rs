//! Looks: the patient sees who opened the record, and asks the clinic about one; the clinic answers within a set time.

mod answer;
mod list;
mod store;

pub use answer::{answer, list_questions};
pub use list::{ask, list_looks};

use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, chart_view, people, shares, zones};
use domain::actor::Actor;
use domain::ids::{AccountId, ChartId, FacilityId, ShareOpeningId};
use domain::looks::contract::{Answer, Look, Looker, Question};
use domain::permission::{Action, Role};
use domain::policy::{self, ChartPermit, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use i18n::Lang;
use std::collections::BTreeMap;

/// So many questions wait for an answer that another has to wait too.
pub const ENOUGH_ASKED: Refusal =
    Refusal { rule: "looks.enough_asked", kind: RefusalKind::Rule, next: NextStep::CallUs };
/// Nobody answers for a look of one's own, or to a question about somebody for whom one acts.
pub const OWN: Refusal = Refusal { rule: "looks.own", kind: RefusalKind::Forbidden, next: NextStep::CallUs };
/// It was asked before, or answered meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "looks.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The right to see who looked at the own record.
async fn may_see(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::ReadLooks, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// The right to answer questions about looks.
async fn may_answer(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::AnswerLooks) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// Who people are, as far as looks need it.
struct People {
    names: BTreeMap<AccountId, String>,
    roles: BTreeMap<AccountId, Vec<Role>>,
    /// Accounts with a grant to the chart, and whether it is their own.
    grants: BTreeMap<(AccountId, ChartId), bool>,
    /// What those who opened share links called themselves.
    strangers: BTreeMap<ShareOpeningId, String>,
}

impl People {
    async fn find(
        backend: &Backend,
        facility: FacilityId,
        (accounts, charts): (&[AccountId], &[ChartId]),
        openings: &[ShareOpeningId],
    ) -> Result<Self, UseCaseError> {
        let db = backend.db.reader();
        Ok(Self {
            strangers: shares::name_openings(db, facility, openings).await?,
            names: people::name_accounts(db, facility, accounts).await?,
            roles: store::list_roles(db, facility, accounts).await?,
            grants: store::list_grants(db, facility, (accounts, charts)).await?,
        })
    }

    /// What somebody is to the patient of a chart: what opened the chart comes before what they are at the clinic.
    fn looker(&self, account: Option<AccountId>, chart: ChartId) -> Looker {
        let Some(account) = account else { return Looker::System };
        match self.grants.get(&(account, chart)) {
            Some(true) => return Looker::Own,
            Some(false) => return Looker::Proxy,
            None => {}
        }
        let roles = self.roles.get(&account).map(Vec::as_slice).unwrap_or_default();
        let order = [
            (Role::Provider, Looker::Provider),
            (Role::FrontDesk, Looker::FrontDesk),
            (Role::Billing, Looker::Billing),
            (Role::Administrator, Looker::Administrator),
        ];
        order.into_iter().find(|(role, _)| roles.contains(role)).map_or(Looker::Former, |(_, looker)| looker)
    }
}

/// The opening of a share link that a look is, if it is one.
fn opening(stored: &store::Stored) -> Option<ShareOpeningId> {
    let is_strangers = stored.account.is_none() && stored.action.starts_with("share.");
    stored.subject.split_once(' ').filter(|_| is_strangers).and_then(|(_, id)| id.parse().ok())
}

/// A look as the patient sees it.
fn look(
    stored: &store::Stored,
    chart: ChartId,
    (facility, lang): (&Facility, Lang),
    people: &People,
    is_questioned: bool,
) -> Look {
    let unknown = || "–".to_owned();
    let (name, looker) = match opening(stored) {
        Some(id) => (Some(people.strangers.get(&id).cloned().unwrap_or_else(unknown)), Looker::Link),
        None => (
            stored.account.map(|id| people.names.get(&id).cloned().unwrap_or_else(unknown)),
            people.looker(stored.account, chart),
        ),
    };
    Look {
        id: stored.id,
        at: zones::local(&facility.zone, stored.at),
        name,
        looker,
        what: audit::what(lang, &stored.action),
        purpose: chart_view::purpose_of(&stored.action, &stored.subject),
        is_refused: stored.outcome != "done",
        is_questioned,
    }
}

/// A question with its answer.
fn question(
    row: &store::QuestionRow,
    look: Look,
    facility: &Facility,
    people: &People,
    now: Instant,
) -> Question {
    let local = |at| zones::local(&facility.zone, at);
    let answered = row.answered.as_ref();
    Question {
        id: row.id,
        look,
        asked: local(row.asked),
        question: row.question.clone(),
        due: local(row.due),
        is_late: answered.is_none() && row.due < now,
        answer: answered.map(|(at, by, words)| Answer {
            at: local(*at),
            by: people.names.get(by).cloned(),
            words: words.clone(),
        }),
    }
}
