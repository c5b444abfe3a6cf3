//! Telling that there is something new among the results: open pages at once, and by e-mail whoever may see it. No name, no
//! test, no value.

use super::Reader;
use super::store::{read as store, wish as wishes};
use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::live::{self, NewEvent};
use crate::outbox::{Composed, Message};
use crate::{Backend, UseCaseError, account, contacts, family, zones};
use domain::actor::Relation;
use domain::contact::ContactKind;
use domain::ids::{ChartId, EntryId, FacilityId, GrantId, ResourceId};
use domain::permission::Scope;
use domain::results::wish::{LONGEST_WAIT_DAYS, When, Wish};
use domain::time::{DAY, Instant};
use i18n::{fill, k, text};
use uuid::Uuid;

/// The outbox's event of a result that can be seen.
const RELEASED: &str = "result_released";
/// The hour of the day at which whoever wants quiet weekends hears on Monday.
const MORNING: i8 = 8;
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

/// A result that is told about.
#[derive(Clone, Copy)]
pub struct About {
    pub result: EntryId,
    pub chart: ChartId,
    pub is_sensitive: bool,
    /// Whether a clinician has written about it.
    pub has_comment: bool,
}

/// The messages to those who may see it, each when they want to hear.
pub async fn messages(
    tx: &Tx,
    facility: FacilityId,
    about: About,
    what: What,
    now: Instant,
) -> Result<Vec<Message>, UseCaseError> {
    let event = match what {
        What::Released { is_quiet: false } => RELEASED,
        What::Corrected => "result_corrected",
        What::Released { is_quiet: true } | What::Gone => return Ok(Vec::new()),
    };
    // A correction is told by itself: two of them on one morning are two.
    let cause = if what == What::Corrected { about.result.to_string() } else { String::new() };
    let told = told(tx, facility, about, now).await?;
    let mut messages = Vec::new();
    for (grant, wish) in told {
        let is_awaited = what != What::Corrected && wish.when == When::WithComment && !about.has_comment;
        // Whoever waits for a comment that never comes hears of it after a week.
        let (due, cause) = if is_awaited {
            (now.plus_seconds(LONGEST_WAIT_DAYS * DAY), "unwritten")
        } else {
            (now.plus_seconds(WAITS_S), cause.as_str())
        };
        messages.push(message(tx, facility, (event, about.chart, grant), (wish, cause, due), now).await?);
    }
    Ok(messages)
}

/// The messages to those who have waited for a clinician to write about a released result.
pub async fn messages_of_comment(
    tx: &Tx,
    facility: FacilityId,
    about: About,
    now: Instant,
) -> Result<Vec<Message>, UseCaseError> {
    let mut messages = Vec::new();
    for (grant, wish) in told(tx, facility, about, now).await? {
        if wish.when == When::WithComment {
            let due = now.plus_seconds(WAITS_S);
            messages.push(
                message(tx, facility, (RELEASED, about.chart, grant), (wish, "written", due), now).await?,
            );
        }
    }
    Ok(messages)
}

/// Who may see it, and how each wants to hear.
async fn told(
    tx: &Tx,
    facility: FacilityId,
    about: About,
    now: Instant,
) -> Result<Vec<(GrantId, Wish)>, UseCaseError> {
    let grants = family::list_reading(tx, facility, about.chart, Scope::Results, now).await?;
    let may_see = grants.into_iter().filter(|grant| !about.is_sensitive || grant.relation == Relation::Own);
    let ids: Vec<GrantId> = may_see.map(|grant| grant.id).collect();
    let wishes = wishes::list(tx, facility, &ids).await?;
    Ok(ids.into_iter().map(|id| (id, wishes.get(&id).copied().unwrap_or_default())).collect())
}

/// A message to one of them, not before Monday where weekends are quiet.
async fn message(
    tx: &Tx,
    facility: FacilityId,
    (event, chart, grant): (&'static str, ChartId, GrantId),
    (wish, cause, due): (Wish, &str, Instant),
    now: Instant,
) -> Result<Message, UseCaseError> {
    let due = if wish.is_weekend_quiet {
        zones::on_a_weekday(&wishes::find_zone(tx, facility).await?, due, MORNING)
    } else {
        due
    };
    Ok(Message {
        facility,
        event,
        dedupe_key: format!("{event}:{grant}:{}:{cause}", now.0 / TOGETHER_S),
        chart: Some(chart),
        account: None,
        subject: ("access_grant", grant.0),
        version: 0,
        due,
        expires: Some(due.plus_seconds(HOLDS_S)),
    })
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
