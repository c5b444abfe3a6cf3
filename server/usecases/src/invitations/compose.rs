//! What an invitation says, by e-mail or text message, in the invited person's language: no name, nothing about health.

use super::staff::reach;
use super::store;
use super::token::{self, Way};
use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::factors::qr;
use crate::outbox::{Composed, Recipient};
use crate::{Backend, UseCaseError, zones};
use domain::ids::{FacilityId, InvitationId};
use domain::invitations::staff::PaperView;
use domain::invitations::{Kind, State, written};
use domain::time::Instant;
use i18n::{fill, k, text};
use uuid::Uuid;

/// The outbox's event.
pub(crate) const EVENT: &str = "invitation_issued";

/// The outbox's event of an account that was made with a paper or a spoken code.
pub(crate) const TAKEN_EVENT: &str = "invitation_taken";

/// What is sent to the chart's own address when an account was made for it some other way.
pub(crate) async fn compose_taken(
    backend: &Backend,
    facility: &Facility,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let db = backend.db.reader();
    let row = store::find(db, facility.id, InvitationId(subject)).await?;
    let Some(row) = row else { return Ok(Composed::Nothing("gone")) };
    let Some(chart) = row.new.chart else { return Ok(Composed::Nothing("no_chart")) };
    let Some(head) = store::find_chart(db, facility.id, chart).await? else {
        return Ok(Composed::Nothing("gone"));
    };
    let Some((kind, address)) = reach(backend, facility, &head) else {
        return Ok(Composed::Nothing("no_contact"));
    };
    let lang = row.new.lang;
    let what = fill(text(lang, k::MAIL_INVITE_TAKEN), &[("clinic", facility.name.as_str())]);
    let letter = Letter {
        lang,
        subject: fill(text(lang, k::MAIL_NOTICE_SUBJECT), &[("clinic", facility.name.as_str())]),
        sms: format!("{what} {}", text(lang, k::MAIL_NOTICE_NOT_YOU)),
        paragraphs: vec![what, text(lang, k::MAIL_NOTICE_WAS_YOU).to_owned()],
        code: None,
        link: None,
        after: vec![text(lang, k::MAIL_NOTICE_NOT_YOU).to_owned()],
    };
    Ok(Composed::Letter { to: vec![Recipient { kind, address }], letter })
}

/// What is sent.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    subject: Uuid,
    generation: i32,
) -> Result<Composed, UseCaseError> {
    let id = InvitationId(subject);
    let Some(row) = store::find(backend.db.reader(), facility.id, id).await? else {
        return Ok(Composed::Nothing("gone"));
    };
    if row.generation != generation || !row.holds(backend.clock.now()) {
        return Ok(Composed::Nothing("ended"));
    }
    let Some((kind, address)) = row.new.to.clone() else { return Ok(Composed::Nothing("by_hand")) };
    let link = link(backend, facility, (id, generation), Way::Sent(kind));
    let code = written(&token::code(backend, facility.id, (id, generation)));
    let letter = letter(facility, &row, code, link);
    Ok(Composed::Letter { to: vec![Recipient { kind, address }], letter })
}

/// The address that a link leads to.
pub fn link(backend: &Backend, facility: &Facility, named: (InvitationId, i32), way: Way) -> String {
    let token = token::link_token(backend, facility.id, named, way);
    format!("{}/activate/{token}", backend.site.origin(&facility.host))
}

fn letter(facility: &Facility, row: &store::Row, code: String, link: String) -> Letter {
    let lang = row.new.lang;
    let t = |key| text(lang, key);
    let what = match row.new.kind {
        Kind::Patient => k::MAIL_INVITE_PATIENT,
        Kind::Proxy => k::MAIL_INVITE_PROXY,
        Kind::Colleague => k::MAIL_INVITE_COLLEAGUE,
    };
    let until = i18n::date_long(&t, zones::local(&facility.zone, row.expires));
    let address = link.rsplit_once('/').map_or(link.as_str(), |(address, _)| address).to_owned();
    let (name, date) = (("clinic", facility.name.as_str()), ("date", until.as_str()));
    let is_colleague = row.new.kind == Kind::Colleague;
    let mut after = vec![fill(t(k::MAIL_INVITE_UNTIL), &[date]), t(k::MAIL_INVITE_NOT_YOU).to_owned()];
    if !is_colleague {
        after.insert(0, fill(t(k::MAIL_INVITE_BY_CODE), &[("address", &address)]));
    }
    let steps = if is_colleague { k::MAIL_INVITE_STEPS_COLLEAGUE } else { k::MAIL_INVITE_STEPS };
    Letter {
        lang,
        subject: fill(t(k::MAIL_INVITE_SUBJECT), &[name]),
        paragraphs: vec![fill(t(what), &[name]), t(steps).to_owned()],
        // Colleagues come by their link alone.
        code: (!is_colleague).then_some(code),
        sms: fill(t(k::MAIL_INVITE_SMS), &[name, date, ("link", &link)]),
        link: Some(Link { label: t(k::MAIL_INVITE_OPEN).to_owned(), href: link }),
        after,
    }
}

/// The letter that is handed over, in the invited person's language.
pub fn paper(backend: &Backend, facility: &Facility, row: store::Row) -> Result<PaperView, UseCaseError> {
    let named = (row.id, row.generation);
    let link = link(backend, facility, named, Way::Letter);
    let code = written(&token::code(backend, facility.id, named));
    let letter = letter(facility, &row, code.clone(), link.clone());
    let (qr_path, qr_size) = qr(&link)?;
    let address = link.rsplit_once('/').map_or(link.as_str(), |(address, _)| address).to_owned();
    let steps = fill(text(row.new.lang, k::MAIL_INVITE_STEPS_PAPER), &[("address", &address)]);
    Ok(PaperView {
        lang: row.new.lang.code().to_owned(),
        name: row.new.name,
        title: letter.subject,
        paragraphs: letter.paragraphs.into_iter().take(1).chain([steps]).collect(),
        qr_path,
        qr_size,
        code,
        after: letter.after.into_iter().skip(1).take(1).collect(),
    })
}

/// What follows when an invitation went out, or could not.
pub(crate) async fn settled(
    tx: &Tx,
    facility: FacilityId,
    (subject, generation): (Uuid, i32),
    is_sent: bool,
    now: Instant,
) -> Result<(), UseCaseError> {
    let id = InvitationId(subject);
    let to = if is_sent { State::Sent } else { State::Bounced };
    if store::change_state(tx, facility, (id, Some(generation)), &[State::Queued], to, now).await? {
        store::note(tx, facility, id, (to, ""), None, now).await?;
    }
    Ok(())
}

/// Notes that an invitation arrived, or did not after all; nothing where it was opened or renewed meanwhile.
pub(crate) async fn told(
    tx: &Tx,
    facility: FacilityId,
    (subject, generation): (Uuid, i32),
    has_arrived: bool,
    now: Instant,
) -> Result<(), UseCaseError> {
    let id = InvitationId(subject);
    let to = if has_arrived { State::Delivered } else { State::Bounced };
    let from = [State::Queued, State::Sent];
    if store::change_state(tx, facility, (id, Some(generation)), &from, to, now).await? {
        store::note(tx, facility, id, (to, ""), None, now).await?;
    }
    Ok(())
}
