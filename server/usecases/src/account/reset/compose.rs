//! What the link's message says: whose account, nothing about health.

use super::store;
use super::token::token;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::outbox::{Composed, Recipient};
use crate::{Backend, UseCaseError};
use domain::contact::ContactKind;
use domain::ids::ResetId;
use i18n::{Lang, fill, k, text};
use uuid::Uuid;

/// The outbox's event.
pub(crate) const EVENT: &str = "reset_requested";

/// What is sent.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let (db, id) = (backend.db.reader(), ResetId(subject));
    let Some(row) = store::find(db, facility.id, id).await? else { return Ok(Composed::Nothing("gone")) };
    if !store::is_good(&row, backend.clock.now()) {
        return Ok(Composed::Nothing("ended"));
    }
    let Some((username, name)) = store::find_person(db, facility.id, row.account_id).await? else {
        return Ok(Composed::Nothing("disabled"));
    };
    let kind = ContactKind::parse(&row.kind).unwrap_or(ContactKind::Email);
    let lang = Lang::parse(&row.language).unwrap_or(facility.language);
    let origin = backend.site.origin(&facility.host);
    let href = format!("{origin}/new-password/{}", token(backend, facility.id, id));
    let letter = letter(lang, &facility.name, (&name, &username), href);
    Ok(Composed::Letter { to: vec![Recipient { kind, address: row.address }], letter })
}

fn letter(lang: Lang, clinic: &str, (name, username): (&str, &str), href: String) -> Letter {
    let t = |key| text(lang, key);
    let clinic = ("clinic", clinic);
    Letter {
        lang,
        subject: fill(t(k::MAIL_RESET_SUBJECT), &[clinic]),
        paragraphs: vec![fill(t(k::MAIL_RESET_WHAT), &[clinic, ("name", name), ("username", username)])],
        code: None,
        sms: fill(t(k::MAIL_RESET_SMS), &[clinic, ("link", &href)]),
        link: Some(Link { label: t(k::MAIL_RESET_OPEN).to_owned(), href }),
        after: vec![t(k::MAIL_RESET_HOLDS).to_owned(), t(k::MAIL_RESET_NOT_YOU).to_owned()],
    }
}
