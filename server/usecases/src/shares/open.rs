//! The stranger's side: opening a link. What is wrong with one is told to its maker, never to whoever tries it.

use super::{FILES, facts, jwe, link, store};
use crate::account::{self, Passwords};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::{random, sha256};
use crate::notices::{self, Notice};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, exchange, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::Actor;
use domain::connections::Scopes;
use domain::ids::ShareOpeningId;
use domain::permission::Action;
use domain::policy;
use domain::shares::policy::{MayOpen, may_fetch, may_open};
use domain::shares::{MOST_WRONG, RECIPIENT_CHARS};
use domain::time::{Instant, MINUTE};
use entity::{share, share_opening};
use i18n::Lang;
use uuid::Uuid;

/// How long a file that was too long for its manifest can be fetched, in seconds.
const TICKET_S: i64 = 5 * MINUTE;

/// What whoever opens a link says (SMART Health Links, manifest request).
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who they are.
    pub recipient: String,
    /// What they were told by another way.
    pub passcode: String,
    /// The longest file that they take within the answer.
    pub most_embedded: Option<usize>,
}

/// The answer to an opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The link's one file.
    Given(Files),
    /// The passcode is another one; so many tries are left.
    WrongPasscode(u32),
}

/// How a file is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// In the answer, encrypted.
    Embedded(String),
    /// Where it can be fetched once.
    At(String),
}

/// Opens a link. What is given is made anew, of what its maker may read now.
///
/// # Errors
/// `NotFound` for whatever cannot be opened; the field `recipient`; that too many passcodes are being looked at.
pub async fn open(
    backend: &Backend,
    passwords: &Passwords,
    facility: &Facility,
    (address, lang): (&str, Lang),
    (token, asked): (&str, Asked),
) -> Result<Opened, UseCaseError> {
    let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| UseCaseError::NotFound)?;
    let row = store::find_by_address(backend.db.reader(), facility.id, &sha256(&token)).await?;
    let row = row.ok_or(UseCaseError::NotFound)?;
    let permit = may_open(&facts(&row), backend.clock.now()).ok_or(UseCaseError::NotFound)?;
    let reader = reader_of(backend, facility, &row, address).await?;
    let recipient = one_line(&asked.recipient, RECIPIENT_CHARS);
    if recipient.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("recipient", "fill_in")]));
    }
    if let Some(hash) = row.passcode_hash.clone() {
        let passcode = one_line(&asked.passcode, usize::MAX);
        if passcode.is_empty() {
            // Nothing was tried.
            return Ok(Opened::WrongPasscode(left(row.wrong)));
        }
        let writer = backend.db.writer();
        if !store::reserve_try(writer, &permit, (facility.id, row.id)).await? {
            return Err(UseCaseError::NotFound);
        }
        match passwords.verify(&backend.keys, passcode, Some(hash)).await {
            Ok(true) => {}
            Ok(false) => return refuse(backend, row, (recipient, address)).await,
            Err(error) => {
                store::give_try_back(writer, (facility.id, row.id)).await?;
                return Err(error);
            }
        }
    }
    let file = made(backend, facility, (&row, &reader), lang).await?;
    let is_short = asked.most_embedded.is_none_or(|most| file.len() <= most);
    let ticket: Option<[u8; 32]> = (!is_short).then(random);
    let opening = Opening { permit, recipient, address: address.to_owned(), ticket };
    count(backend, row, opening).await?;
    Ok(Opened::Given(match ticket {
        None => Files::Embedded(file),
        Some(ticket) => {
            let origin = backend.site.origin(&facility.host);
            Files::At(format!("{origin}{FILES}{}", URL_SAFE_NO_PAD.encode(ticket)))
        }
    }))
}

/// Fetches a file that was too long for its manifest: once, within minutes, if the link has not been ended meanwhile.
///
/// # Errors
/// `NotFound` for whatever is not there any more.
pub async fn fetch(
    backend: &Backend,
    facility: &Facility,
    (address, lang): (&str, Lang),
    ticket: &str,
) -> Result<String, UseCaseError> {
    let ticket = URL_SAFE_NO_PAD.decode(ticket).map_err(|_| UseCaseError::NotFound)?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let opening = store::find_by_ticket(db, facility.id, (&sha256(&ticket), now)).await?;
    let opening = opening.ok_or(UseCaseError::NotFound)?;
    let row = store::find(db, facility.id, opening.share_id).await?.ok_or(UseCaseError::NotFound)?;
    let permit = may_fetch(&facts(&row), now).ok_or(UseCaseError::NotFound)?;
    let reader = reader_of(backend, facility, &row, address).await?;
    let file = made(backend, facility, (&row, &reader), lang).await?;
    let (backend, address) = (backend.clone(), address.to_owned());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        if !store::use_ticket(&tx, &permit, (opening.facility_id, opening.id)).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let event = event(&row, opening.id, ("share.fetch", &address), now);
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(file)
    })
    .await
}

/// As whom a link is read: whoever made it, with the rights they have now, through the access that they made it with.
async fn reader_of(
    backend: &Backend,
    facility: &Facility,
    row: &share::Model,
    address: &str,
) -> Result<Actor, UseCaseError> {
    let person = (row.account_id, row.chart_id);
    let reader =
        account::actor_behind(backend, facility, person, (row.address_hash.clone(), address)).await?;
    let now = backend.clock.now();
    let reader = reader.filter(|reader| {
        reader.grant().is_some_and(|grant| grant.id == row.grant_id)
            && [Action::ShareSummary, Action::ReadRecords]
                .into_iter()
                .all(|action| policy::for_chart(reader, action, now).is_ok())
    });
    reader.ok_or(UseCaseError::NotFound)
}

/// The summary, encrypted.
async fn made(
    backend: &Backend,
    facility: &Facility,
    (row, reader): (&share::Model, &Actor),
    lang: Lang,
) -> Result<String, UseCaseError> {
    let scopes = Scopes::parse(&row.scopes);
    let document = exchange::summarize_shared(backend, facility, (reader, &scopes), lang).await?;
    jwe::encrypted(&link::Secrets::of(backend, row)?.key, document)
}

/// An opening that is to be counted.
struct Opening {
    permit: MayOpen,
    recipient: String,
    address: String,
    ticket: Option<[u8; 32]>,
}

/// Counts an opening, before anything is given: of two that come at once for the last one, one wins.
async fn count(backend: &Backend, row: share::Model, opening: Opening) -> Result<(), UseCaseError> {
    let backend = backend.clone();
    uninterrupted(async move {
        let now = backend.clock.now();
        let Opening { permit, recipient, address, ticket } = opening;
        let tx = backend.db.begin().await?;
        let has_tried = row.passcode_hash.is_some();
        if !store::count_opening(&tx, &permit, (row.facility_id, row.id), (now, has_tried)).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let mut receipt = receipt(&row, recipient, now);
        receipt.ticket_hash = ticket.map(|ticket| sha256(&ticket));
        receipt.ticket_ends_s = ticket.map(|_| now.plus_seconds(TICKET_S));
        let event = event(&row, receipt.id, ("share.open", &address), now);
        store::insert_opening(&tx, receipt).await?;
        audit::record(&tx, &backend.keys, &event).await?;
        notices::tell_account(&tx, (row.facility_id, row.account_id), Notice::ShareOpened, now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Notes a wrong passcode. It has counted already.
async fn refuse(
    backend: &Backend,
    row: share::Model,
    (recipient, address): (String, &str),
) -> Result<Opened, UseCaseError> {
    let (backend, address) = (backend.clone(), address.to_owned());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let receipt = share_opening::Model { is_refused: true, ..receipt(&row, recipient, now) };
        let event = event(&row, receipt.id, ("share.refused", &address), now).with_outcome("code.wrong");
        store::insert_opening(&tx, receipt).await?;
        audit::record(&tx, &backend.keys, &event).await?;
        let wrong = store::find(&tx, row.facility_id, row.id).await?.map_or(MOST_WRONG, |row| row.wrong);
        tx.commit().await?;
        Ok(Opened::WrongPasscode(left(wrong)))
    })
    .await
}

fn left(wrong: i32) -> u32 {
    u32::try_from(MOST_WRONG - wrong).unwrap_or_default()
}

fn receipt(row: &share::Model, recipient: String, now: Instant) -> share_opening::Model {
    share_opening::Model {
        facility_id: row.facility_id,
        id: ShareOpeningId(Uuid::new_v4()),
        share_id: row.id,
        at_s: now,
        recipient,
        is_refused: false,
        ticket_hash: None,
        ticket_ends_s: None,
    }
}

/// The event of somebody who is not known here: the receipt says what they called themselves.
fn event(
    row: &share::Model,
    opening: ShareOpeningId,
    (action, address): (&str, &str),
    now: Instant,
) -> audit::Event {
    audit::Event {
        facility: row.facility_id,
        at: now,
        account: None,
        chart: Some(row.chart_id),
        action: action.to_owned(),
        outcome: "done".to_owned(),
        subject: format!("{} {opening}", row.id),
        address: address.to_owned(),
        session: String::new(),
    }
}
