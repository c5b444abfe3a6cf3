//! Telling that there is something new among the results: open pages at once, and by e-mail whoever may see it. No name, no
//! test, no value.

use super::Reader;
use super::store::read as store;
use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::live::{self, NewEvent};
use crate::outbox::{Composed, Message};
use crate::{Backend, UseCaseError, account, contacts, family};
use domain::actor::Relation;
use domain::contact::ContactKind;
use domain::ids::{ChartId, EntryId, FacilityId, GrantId, ResourceId};
use domain::permission::Scope;
use domain::time::{DAY, Instant};
use i18n::{fill, k, text};
use uuid::Uuid;

/// What the outbox's events begin with.
pub(crate) const PREFIX: &str = "result_";
/// How long it is worth telling, in seconds.
const HOLDS_S: i64 = 7 * DAY;
/// What is released within this time is told together, in seconds.
const TOGETHER_S: i64 = 600;
/// How long a message waits for more of the same, in seconds.
const WAITS_S: i64 = 120;

/// What became of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It can be seen now.
    Released {
        /// It is old: open pages show it, and nobody gets a message.
        is_quiet: bool,
    },
    /// It could be seen and is another one now.
    Corrected,
    /// It cannot be seen any more.
    Gone,
}

/// Tells open pages that show results of a chart.
pub async fn tell_pages(
    tx: &Tx,
    facility: FacilityId,
    (chart, is_sensitive): (ChartId, bool),
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = NewEvent {
        facility,
        topic: live::RESULTS,
        resource: Some(ResourceId(chart.0)),
        version: 0,
        // What only the patients themselves see, nobody else's page hears of.
        kind: if is_sensitive { "own" } else { "changed" },
        from: now,
        to: now,
    };
    live::record(tx, &event, now).await
}

/// The messages to those who may see it.
pub async fn messages(
    tx: &Tx,
    facility: FacilityId,
    (result, chart, is_sensitive): (EntryId, ChartId, bool),
    what: What,
    now: Instant,
) -> Result<Vec<Message>, UseCaseError> {
    let event = match what {
        What::Released { is_quiet: false } => "result_released",
        What::Corrected => "result_corrected",
        What::Released { is_quiet: true } | What::Gone => return Ok(Vec::new()),
    };
    // A correction is told by itself: two of them on one morning are two.
    let cause = if what == What::Corrected { result.to_string() } else { String::new() };
    let grants = family::list_reading(tx, facility, chart, Scope::Results, now).await?;
    let may_see = grants.into_iter().filter(|grant| !is_sensitive || grant.relation == Relation::Own);
    Ok(may_see
        .map(|grant| Message {
            facility,
            event,
            dedupe_key: format!("{event}:{}:{}:{cause}", grant.id, now.0 / TOGETHER_S),
            chart: Some(chart),
            account: None,
            subject: ("access_grant", grant.id.0),
            version: 0,
            due: now.plus_seconds(WAITS_S),
            expires: Some(now.plus_seconds(HOLDS_S)),
        })
        .collect())
}

/// What is sent, if whoever is told may still see something that nobody has opened yet.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    event: &str,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let (db, now) = (backend.db.reader(), backend.clock.now());
    if !facility.is_enabled {
        return Ok(Composed::Nothing("portal_closed"));
    }
    let Some(grant) = family::find_reading(db, facility.id, GrantId(subject), Scope::Results, now).await?
    else {
        return Ok(Composed::Nothing("access_ended"));
    };
    let reader = Reader::new(grant.chart, grant.relation == Relation::Own, &facility.results);
    if !store::has_unseen(db, facility.id, &reader).await? {
        return Ok(Composed::Nothing("seen"));
    }
    let mut to = contacts::list_told(db, facility.id, grant.account).await?;
    // By e-mail, until the patient chooses otherwise.
    if to.iter().any(|known| known.kind == ContactKind::Email) {
        to.retain(|known| known.kind == ContactKind::Email);
    }
    if to.is_empty() {
        return Ok(Composed::Nothing("no_contact"));
    }
    let chosen = account::find_language(backend, facility.id, grant.account).await?;
    let lang = chosen.unwrap_or(facility.language);
    let t = |key| text(lang, key);
    let name = [("clinic", facility.name.as_str())];
    let words = if event == "result_corrected" { k::MAIL_RESULT_CORRECTED } else { k::MAIL_RESULT_RELEASED };
    let what = fill(t(words), &name);
    let origin = backend.site.origin(&facility.host);
    let letter = Letter {
        lang,
        subject: fill(t(k::MAIL_RESULT_SUBJECT), &name),
        sms: what.clone(),
        paragraphs: vec![what, t(k::MAIL_RESULT_ABOUT).to_owned()],
        code: None,
        link: Some(Link {
            label: t(k::MAIL_NOTICE_OPEN).to_owned(),
            href: format!("{origin}/records/results"),
        }),
        after: Vec::new(),
    };
    Ok(Composed::Letter { to, letter })
}
