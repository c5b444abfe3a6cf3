//! What applicants are written to by hand or by itself: that there is no account, or that something is missing. Nothing
//! about anybody's health, and nothing about who is a patient.

use super::store;
use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::outbox::{self, Composed, Message, Recipient};
use crate::{Backend, UseCaseError};
use domain::ids::{FacilityId, RegistrationId};
use domain::registration::staff::{State, Wish};
use domain::time::{DAY, Instant};
use i18n::{Key, fill, k, text};
use uuid::Uuid;

/// The outbox's event of a request that led to no account.
pub(crate) const REJECTED_EVENT: &str = "registration_rejected";
/// The outbox's event of an applicant who is asked for more.
pub(crate) const ASKED_EVENT: &str = "registration_asked";

/// How long such a letter is worth sending.
const HOLDS_S: i64 = 3 * DAY;

/// Lets the applicant know that there is no account.
pub async fn tell_rejected(
    tx: &Tx,
    facility: FacilityId,
    named: (RegistrationId, i32),
    due: Instant,
    now: Instant,
) -> Result<(), UseCaseError> {
    tell(tx, facility, REJECTED_EVENT, named, due, now).await
}

/// Lets the applicant know that something is missing.
pub async fn tell_asked(
    tx: &Tx,
    facility: FacilityId,
    named: (RegistrationId, i32),
    now: Instant,
) -> Result<(), UseCaseError> {
    tell(tx, facility, ASKED_EVENT, named, now, now).await
}

async fn tell(
    tx: &Tx,
    facility: FacilityId,
    event: &'static str,
    (id, version): (RegistrationId, i32),
    due: Instant,
    now: Instant,
) -> Result<(), UseCaseError> {
    let message = Message {
        facility,
        event,
        dedupe_key: format!("{event}:{id}:{version}"),
        chart: None,
        account: None,
        subject: ("registration", id.0),
        version,
        due,
        expires: Some(due.plus_seconds(HOLDS_S)),
    };
    outbox::record(tx, &message, now).await
}

/// What is sent.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    event: &str,
    (subject, version): (Uuid, i32),
) -> Result<Composed, UseCaseError> {
    let (db, id) = (backend.db.reader(), RegistrationId(subject));
    let Some(row) = store::find(db, facility.id, id).await? else { return Ok(Composed::Nothing("gone")) };
    if row.version != version {
        return Ok(Composed::Nothing("decided_anew"));
    }
    let about = match (event, row.state) {
        (REJECTED_EVENT, State::Rejected) => k::MAIL_REGISTRATION_REJECTED,
        (ASKED_EVENT, State::Asked) => {
            let events = store::list_events(db, facility.id, id).await?;
            let asked = events.iter().find(|event| event.state == State::Asked);
            match asked.and_then(|event| Wish::parse(&event.detail)) {
                Some(wish) => asks_for(wish),
                None => return Ok(Composed::Nothing("nothing_asked")),
            }
        }
        _ => return Ok(Composed::Nothing("decided_anew")),
    };
    let t = |key| text(row.lang, key);
    let clinic = ("clinic", facility.name.as_str());
    let is_asked = event == ASKED_EVENT;
    let call = match &facility.contacts.phone {
        Some(phone) => fill(t(k::MAIL_REGISTRATION_CALL), &[("phone", phone.as_str())]),
        None => t(k::MAIL_REGISTRATION_COME_BY).to_owned(),
    };
    let what = fill(t(about), &[clinic]);
    let href = format!("{}/register", backend.site.origin(&facility.host));
    let letter = Letter {
        lang: row.lang,
        subject: fill(t(k::MAIL_REGISTRATION_SUBJECT), &[clinic]),
        sms: format!("{what} {call}"),
        paragraphs: vec![what, call],
        code: None,
        link: is_asked.then(|| Link { label: t(k::MAIL_REGISTRATION_AGAIN).to_owned(), href }),
        after: vec![t(k::MAIL_REGISTRATION_NOT_YOU).to_owned()],
    };
    let to = vec![Recipient { kind: row.proven, address: row.address().to_owned() }];
    Ok(Composed::Letter { to, letter })
}

const fn asks_for(wish: Wish) -> Key {
    match wish {
        Wish::Name => k::MAIL_REGISTRATION_ASKS_NAME,
        Wish::NationalId => k::MAIL_REGISTRATION_ASKS_NATIONAL_ID,
        Wish::Visit => k::MAIL_REGISTRATION_ASKS_VISIT,
    }
}
