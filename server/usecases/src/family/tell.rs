//! Telling both sides what became of access: the patient, at the account and at the clinic's own address for them, and the
//! proxy; at addresses too that were taken away a few days ago. No name and nothing about health.

use super::store;
use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::outbox::{self, Composed, Message, Recipient};
use crate::{Backend, UseCaseError, account, contacts, invitations};
use domain::contact::address_key;
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, InvitationId};
use domain::time::{DAY, Instant};
use i18n::{Key, Lang, fill, k, text};
use uuid::Uuid;

/// What the outbox's events begin with.
pub(crate) const PREFIX: &str = "family_";
/// How long it is worth telling.
const HOLDS_S: i64 = 7 * DAY;
/// The outbox's event of an invitation: only the patient is told, the invited person has the invitation.
const INVITED: &str = "family_invited_patient";

/// What became of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// It was given and taken.
    Given,
    /// It opens something else, or until another day.
    Changed,
    /// It was taken back or given up, or its day has come.
    Ended,
    /// The child comes of age within a month.
    EndsSoon,
    /// The child came of age.
    HandedOver,
}

impl News {
    const ALL: [Self; 5] = [Self::Given, Self::Changed, Self::Ended, Self::EndsSoon, Self::HandedOver];

    /// The events for patient and proxy.
    const fn events(self) -> [&'static str; 2] {
        match self {
            Self::Given => ["family_given_patient", "family_given_proxy"],
            Self::Changed => ["family_changed_patient", "family_changed_proxy"],
            Self::Ended => ["family_ended_patient", "family_ended_proxy"],
            Self::EndsSoon => ["family_soon_patient", "family_soon_proxy"],
            Self::HandedOver => ["family_handed_over_patient", "family_handed_over_proxy"],
        }
    }

    const fn words(self) -> [Key; 2] {
        match self {
            Self::Given => [k::MAIL_FAMILY_GIVEN_PATIENT, k::MAIL_FAMILY_GIVEN_PROXY],
            Self::Changed => [k::MAIL_FAMILY_CHANGED_PATIENT, k::MAIL_FAMILY_CHANGED_PROXY],
            Self::Ended => [k::MAIL_FAMILY_ENDED_PATIENT, k::MAIL_FAMILY_ENDED_PROXY],
            Self::EndsSoon => [k::MAIL_FAMILY_SOON_PATIENT, k::MAIL_FAMILY_SOON_PROXY],
            Self::HandedOver => [k::MAIL_FAMILY_HANDED_OVER_PATIENT, k::MAIL_FAMILY_HANDED_OVER_PROXY],
        }
    }
}

/// What the clinic did with two charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joining {
    /// They were merged.
    Merged,
    /// Merging was undone.
    Parted,
}

impl Joining {
    const ALL: [Self; 2] = [Self::Merged, Self::Parted];

    const fn event(self) -> &'static str {
        match self {
            Self::Merged => "family_merged_patient",
            Self::Parted => "family_parted_patient",
        }
    }

    const fn words(self) -> Key {
        match self {
            Self::Merged => k::MAIL_FAMILY_MERGED_PATIENT,
            Self::Parted => k::MAIL_FAMILY_PARTED_PATIENT,
        }
    }
}

/// Tells the patients of two charts what became of them, in the transaction of the change.
pub(crate) async fn tell_owners(
    tx: &Tx,
    facility: FacilityId,
    charts: [ChartId; 2],
    joining: Joining,
    by: Option<AccountId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    for chart in charts {
        let message = message(facility, joining.event(), Some(chart), by, ("chart", chart.0), now);
        outbox::record(tx, &message, now).await?;
    }
    Ok(())
}

/// Tells patient and proxy, in the transaction of the change.
pub(crate) async fn tell_both(
    tx: &Tx,
    facility: FacilityId,
    (chart, grant): (ChartId, GrantId),
    news: News,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    for event in news.events() {
        let message = message(facility, event, Some(chart), Some(account), ("access_grant", grant.0), now);
        outbox::record(tx, &message, now).await?;
    }
    Ok(())
}

/// Tells the patient that somebody was invited to help.
pub(super) async fn tell_invited(
    tx: &Tx,
    facility: FacilityId,
    (chart, invitation): (ChartId, InvitationId),
    by: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let message = message(facility, INVITED, Some(chart), Some(by), ("chart", chart.0), now);
    let message = Message { dedupe_key: format!("{INVITED}:{invitation}"), ..message };
    outbox::record(tx, &message, now).await
}

fn message(
    facility: FacilityId,
    event: &'static str,
    chart: Option<ChartId>,
    account: Option<AccountId>,
    subject: (&'static str, Uuid),
    now: Instant,
) -> Message {
    Message {
        facility,
        event,
        dedupe_key: format!("{event}:{}", Uuid::new_v4()),
        chart,
        account,
        subject,
        version: 0,
        due: now,
        expires: Some(now.plus_seconds(HOLDS_S)),
    }
}

/// What is sent, to whom it concerns.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    event: &str,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let db = backend.db.reader();
    if event == INVITED {
        let told = patient(backend, facility, ChartId(subject)).await?;
        return Ok(composed(backend, facility, told, k::MAIL_FAMILY_INVITED_PATIENT));
    }
    if let Some(joining) = Joining::ALL.into_iter().find(|joining| joining.event() == event) {
        let told = patient(backend, facility, ChartId(subject)).await?;
        return Ok(composed(backend, facility, told, joining.words()));
    }
    let Some((news, is_proxy)) = News::ALL.into_iter().find_map(|news| {
        let at = news.events().iter().position(|known| *known == event)?;
        Some((news, at == 1))
    }) else {
        return Ok(Composed::Nothing("unknown_news"));
    };
    let Some(grant) = store::find_grant(db, facility.id, GrantId(subject)).await? else {
        return Ok(Composed::Nothing("gone"));
    };
    let [to_patient, to_proxy] = news.words();
    if is_proxy {
        let to = contacts::list_told(db, facility.id, grant.account).await?;
        let lang = account::find_language(backend, facility.id, grant.account).await?;
        let told = (to, lang.unwrap_or(facility.language));
        return Ok(composed(backend, facility, told, to_proxy));
    }
    let told = patient(backend, facility, grant.chart).await?;
    Ok(composed(backend, facility, told, to_patient))
}

/// Where a patient is told, and in which language: at the account's addresses and at the chart's own.
async fn patient(
    backend: &Backend,
    facility: &Facility,
    chart: ChartId,
) -> Result<(Vec<Recipient>, Lang), UseCaseError> {
    let db = backend.db.reader();
    let (mut to, mut lang) = (Vec::<Recipient>::new(), None);
    for owner in store::list_owners(db, facility.id, chart, backend.clock.now()).await? {
        to.extend(contacts::list_told(db, facility.id, owner).await?);
        lang = lang.or(account::find_language(backend, facility.id, owner).await?);
    }
    if let Some(((kind, address), chosen)) = invitations::patient_address(backend, facility, chart).await? {
        let key = address_key(kind, &address);
        if !to.iter().any(|known| known.kind == kind && address_key(kind, &known.address) == key) {
            to.push(Recipient { kind, address });
        }
        lang = lang.or(Some(chosen));
    }
    Ok((to, lang.unwrap_or(facility.language)))
}

fn composed(
    backend: &Backend,
    facility: &Facility,
    (to, lang): (Vec<Recipient>, Lang),
    words: Key,
) -> Composed {
    if to.is_empty() {
        return Composed::Nothing("no_contact");
    }
    let t = |key| text(lang, key);
    let name = [("clinic", facility.name.as_str())];
    let what = fill(t(words), &name);
    let origin = backend.site.origin(&facility.host);
    let letter = Letter {
        lang,
        subject: fill(t(k::MAIL_FAMILY_SUBJECT), &name),
        sms: what.clone(),
        paragraphs: vec![what, t(k::MAIL_FAMILY_SEE).to_owned()],
        code: None,
        link: Some(Link {
            label: t(k::MAIL_NOTICE_OPEN).to_owned(),
            href: format!("{origin}/account/family"),
        }),
        after: vec![t(k::MAIL_FAMILY_NOT_RIGHT).to_owned()],
    };
    Composed::Letter { to, letter }
}
