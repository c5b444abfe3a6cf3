//! The way of an invited person up to the account: link or code and date of birth, then a way to be reached. Where they
//! stand is kept on the server, so that every step works without scripts.

use super::WRONG;
use super::store::{self, Activation, Row};
use super::token::{Claimed, Way, code_mac};
use crate::account::attempts::Reserved;
use crate::account::{self, Origin};
use crate::codes::{self, NewChallenge};
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::{Purpose as KeyPurpose, random, sha256};
use crate::{Backend, UseCaseError, audit, phone, uninterrupted, zones};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::code::Purpose;
use domain::account::throttle::Bounds;
use domain::contact::{ContactKind, email, masked};
use domain::ids::FacilityId;
use domain::invitations::contract::{
    ActivationView, CheckRequest, ContactCodeRequest, ProveContactRequest, Step,
};
use domain::invitations::{Kind, State, TRIES, typed};
use domain::registration::birth_date;
use domain::time::Instant;
use i18n::Lang;
use jiff::civil::Date;

/// Codes for one invitation without a pause.
const MOST_CODES: i32 = 6;

/// States from which somebody begins.
const UNOPENED: [State; 4] = [State::Queued, State::Sent, State::Delivered, State::Bounced];

/// What an invited person's browser holds.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// The token of the link that was followed.
    pub link: String,
    /// What it got when link or code and date of birth were right.
    pub activation: String,
}

/// Where an invited person stands. Reading changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn read_activation(
    backend: &Backend,
    facility: &Facility,
    visitor: &Visitor,
) -> Result<ActivationView, UseCaseError> {
    let ways: Vec<ContactKind> = ways(backend).collect();
    let has_link = Claimed::read(&visitor.link).is_some();
    let mut view = ActivationView {
        step: Step::Check,
        has_link,
        needs_birth_date: true,
        kind: None,
        name: String::new(),
        ways,
        sent_to: String::new(),
        username: String::new(),
    };
    if let Ok((activation, row)) = under_way(backend, facility.id, &visitor.activation).await {
        view.step = activation.step;
        view.kind = Some(row.new.kind);
        view.name = row.new.name;
        if let Some((kind, address)) = activation.contact {
            view.sent_to = masked(kind, &address);
            if kind == ContactKind::Email && activation.step == Step::Account {
                view.username = address.to_lowercase();
            }
        }
    } else if let Some((row, _)) = by_link(backend, facility.id, &visitor.link).await? {
        view.needs_birth_date = row.new.kind != Kind::Colleague;
    }
    Ok(view)
}

/// By which ways a code can be sent.
fn ways(backend: &Backend) -> impl Iterator<Item = ContactKind> {
    [ContactKind::Email, ContactKind::Phone].into_iter().filter(|kind| backend.channels.reach(*kind))
}

/// The activation of a token and its invitation, while both hold.
pub async fn under_way(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<(Activation, Row), UseCaseError> {
    let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| WRONG)?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let activation = store::find_activation(db, facility, &sha256(&token), now).await?.ok_or(WRONG)?;
    let row = store::find(db, facility, activation.invitation).await?.ok_or(WRONG)?;
    if row.generation != activation.generation || !row.state.is_live() || row.expires <= now {
        return Err(WRONG.into());
    }
    Ok((activation, row))
}

async fn by_link(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<Option<(Row, Way)>, UseCaseError> {
    let Some(claimed) = Claimed::read(token) else { return Ok(None) };
    let row = store::find(backend.db.reader(), facility, claimed.id).await?;
    Ok(row.filter(|row| claimed.is_right(backend, facility, row.generation)).map(|row| (row, claimed.way)))
}

async fn by_code(
    backend: &Backend,
    facility: FacilityId,
    code: &str,
) -> Result<Option<(Row, Way)>, UseCaseError> {
    let Some(code) = typed(code) else { return Ok(None) };
    let row = store::find_by_code(backend.db.reader(), facility, &code_mac(backend, facility, &code)).await?;
    // A code can be told on, and colleagues have no date of birth here: they come by their link.
    Ok(row.filter(|row| row.new.kind != Kind::Colleague).map(|row| (row, Way::Letter)))
}

/// Checks link or code and date of birth. The try is counted before anything is compared. Answers with the token of the
/// way from here on.
///
/// # Errors
/// [`WRONG`], whatever was wrong; [`account::WAIT`] after many tries from one network.
pub async fn check(
    backend: &Backend,
    facility: &Facility,
    origin: Origin,
    link: &str,
    request: CheckRequest,
) -> Result<String, UseCaseError> {
    let (backend, facility, link) = (backend.clone(), facility.clone(), link.to_owned());
    uninterrupted(async move {
        let now = backend.clock.now();
        let network = account::reserve_visitor(&backend, &origin, b"invitation", now).await?;
        let found = if request.code.trim().is_empty() {
            by_link(&backend, facility.id, &link).await?
        } else {
            by_code(&backend, facility.id, &request.code).await?
        };
        let counted = match found {
            Some((row, way)) => {
                let named = (row.id, row.generation);
                store::count_try(backend.db.writer(), facility.id, named, now).await?.map(|row| (row, way))
            }
            None => None,
        };
        let Some((row, way)) = counted else {
            let event = account::operator_event(facility.id, now, "invitations.check", "");
            let event = audit::Event { address: origin.address, ..event.with_outcome(WRONG.rule) };
            audit::record_alone(&backend, &event).await?;
            return Err(WRONG.into());
        };
        let is_right =
            row.new.kind == Kind::Colleague || is_born(&backend, &facility, &row, &request).await?;
        let tx = backend.db.begin().await?;
        note_opened(&tx, &facility, &row, is_right, now).await?;
        let event = account::operator_event(facility.id, now, "invitations.check", &row.id.to_string());
        let mut event = audit::Event { chart: row.new.chart, address: origin.address.clone(), ..event };
        if !is_right {
            event = event.with_outcome(WRONG.rule);
        }
        audit::record(&tx, &backend.keys, &event).await?;
        let token: [u8; 32] = random();
        if is_right {
            store::forget_tries(&tx, facility.id, row.id).await?;
            account::attempts::refund(&tx, facility.id, &network, now).await?;
            store::insert_activation(&tx, facility.id, &begun(&backend, &row, way, &token), now).await?;
        }
        tx.commit().await?;
        if is_right { Ok(URL_SAFE_NO_PAD.encode(token)) } else { Err(WRONG.into()) }
    })
    .await
}

/// Where the way begins: what a link arrived at is proven; where no code can be sent, none is asked for.
fn begun(backend: &Backend, row: &Row, way: Way, token: &[u8]) -> Activation {
    let contact = row.new.to.clone().filter(|(kind, _)| way == Way::Sent(*kind));
    let can_prove = ways(backend).next().is_some();
    Activation {
        token_hash: sha256(token),
        invitation: row.id,
        generation: row.generation,
        step: if contact.is_some() || !can_prove { Step::Account } else { Step::Contact },
        contact,
        challenge: None,
    }
}

async fn note_opened(
    tx: &Tx,
    facility: &Facility,
    row: &Row,
    is_right: bool,
    now: Instant,
) -> Result<(), UseCaseError> {
    let named = (row.id, Some(row.generation));
    if store::change_state(tx, facility.id, named, &UNOPENED, State::Opened, now).await? {
        store::note(tx, facility.id, row.id, (State::Opened, ""), None, now).await?;
    }
    if !is_right && row.tries >= TRIES {
        store::note(tx, facility.id, row.id, (State::Opened, "locked"), None, now).await?;
    }
    Ok(())
}

/// Whether the date of birth is the chart's.
async fn is_born(
    backend: &Backend,
    facility: &Facility,
    row: &Row,
    request: &CheckRequest,
) -> Result<bool, UseCaseError> {
    let today = today(facility, backend.clock.now());
    let Some(chart) = row.new.chart else { return Ok(false) };
    let chart = store::find_chart(backend.db.reader(), facility.id, chart).await?;
    let expected = chart.and_then(|chart| chart.birth_date).and_then(|date| birth_date::read(&date, today));
    let told = birth_date::joined(&request.year, &request.month, &request.day);
    Ok(expected.is_some() && expected == birth_date::read(&told, today))
}

/// The clinic's day.
pub fn today(facility: &Facility, now: Instant) -> Date {
    zones::local(&facility.zone, now).date().parse().unwrap_or(Date::MIN)
}

/// The wait after so many codes for one invitation, wherever they went: it is no way to write to strangers.
const fn pause_s(sent: i32) -> i64 {
    if sent < MOST_CODES { 0 } else { 3_600 }
}

/// Sends a code to an address that is to become the account's.
///
/// # Errors
/// [`WRONG`] when the way has ended; the field `address`; too many codes to it.
pub async fn send_contact_code(
    backend: &Backend,
    facility: &Facility,
    token: &str,
    lang: Lang,
    request: ProveContactRequest,
) -> Result<(), UseCaseError> {
    let (mut activation, row) = under_way(backend, facility.id, token).await?;
    let invitation = row.id;
    if !matches!(activation.step, Step::Contact | Step::ContactCode) || !backend.channels.reach(request.kind)
    {
        return Err(WRONG.into());
    }
    let (address, message) = match request.kind {
        ContactKind::Email => (email(&request.address), "not_an_email"),
        ContactKind::Phone => (phone::normalise(&request.address, &facility.zone), "not_a_phone"),
    };
    let address = address.ok_or_else(|| UseCaseError::Invalid(vec![FieldError::new("address", message)]))?;
    let (backend, facility) = (backend.clone(), facility.id);
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let key = backend.keys.mac(KeyPurpose::Address, &[b"invitation", invitation.0.as_bytes()]);
        let now = backend.clock.now();
        let bounds = Bounds::paced(pause_s);
        if account::attempts::reserve(&tx, facility, &key, bounds, now).await? != Reserved::Counted {
            tx.rollback().await?;
            return Err(codes::TOO_MANY.into());
        }
        let new = NewChallenge {
            facility,
            purpose: Purpose::ProveContact,
            binding: &activation.token_hash,
            account: None,
            kind: request.kind,
            address: &address,
            lang,
        };
        match codes::issue(&tx, &backend, &new).await {
            Ok(challenge) => {
                activation.step = Step::ContactCode;
                activation.challenge = Some(challenge);
                activation.contact = Some((request.kind, address));
                store::update_activation(&tx, facility, &activation).await?;
                Ok(tx.commit().await?)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

/// Takes the code back: the address is proven.
///
/// # Errors
/// [`WRONG`] when the way has ended; [`codes::WRONG`].
pub async fn confirm_contact_code(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
    request: ContactCodeRequest,
) -> Result<(), UseCaseError> {
    let (mut activation, _) = under_way(backend, facility, token).await?;
    let challenge = activation.challenge.filter(|_| activation.step == Step::ContactCode).ok_or(WRONG)?;
    let bound = (Purpose::ProveContact, activation.token_hash.as_slice());
    let proven = codes::redeem(backend, facility, bound, challenge, &request.code).await?;
    activation.step = Step::Account;
    activation.contact = Some((proven.kind, proven.address));
    activation.challenge = None;
    store::update_activation(backend.db.writer(), facility, &activation).await
}

/// Goes on without a way to be reached, for those who have none.
///
/// # Errors
/// [`WRONG`] when the way has ended.
pub async fn skip_contact(backend: &Backend, facility: FacilityId, token: &str) -> Result<(), UseCaseError> {
    let (activation, _) = under_way(backend, facility, token).await?;
    if !matches!(activation.step, Step::Contact | Step::ContactCode) {
        return Err(WRONG.into());
    }
    let skipped = Activation { step: Step::Account, contact: None, challenge: None, ..activation };
    store::update_activation(backend.db.writer(), facility, &skipped).await
}

/// Goes back: to another address, or to the beginning.
///
/// # Errors
/// When the database fails.
pub async fn start_over(backend: &Backend, facility: FacilityId, token: &str) -> Result<(), UseCaseError> {
    let Ok((activation, _)) = under_way(backend, facility, token).await else { return Ok(()) };
    if activation.step != Step::ContactCode {
        return store::delete_activation(backend.db.writer(), facility, &activation.token_hash).await;
    }
    let back = Activation { step: Step::Contact, contact: None, challenge: None, ..activation };
    store::update_activation(backend.db.writer(), facility, &back).await
}
