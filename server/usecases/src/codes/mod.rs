//! One-time codes by e-mail and text message: sent to prove who somebody is, good once, for ten minutes, for five tries.
//!
//! A code is computed from its challenge's id with the installation's key: it is stored nowhere, and the database alone
//! does not tell it.

mod store;

use crate::account::attempts;
use crate::db::Tx;
use crate::delivery::Letter;
use crate::facility::Facility;
use crate::keys::Purpose as KeyPurpose;
use crate::outbox::{self, Composed, Message, Recipient};
use crate::{Backend, UseCaseError, facility, phone};
use domain::account::code::{DAY_S, DIGITS, HOLDS_S, Purpose, TRIES, may_send, may_send_to_account, typed};
use domain::contact::{ContactKind, address_key};
use domain::ids::{AccountId, ChallengeId, FacilityId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use i18n::{Lang, fill, k, text};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// The outbox's event.
pub const EVENT: &str = "code_requested";

/// The code is not the one that was sent, or holds no longer; the same answer for all of it.
pub const WRONG: Refusal =
    Refusal { rule: "code.wrong", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// Too many codes to this address.
pub const TOO_MANY: Refusal =
    Refusal { rule: "code.too_many", kind: RefusalKind::Throttled, next: NextStep::TryLater };

/// The clinic sends no codes to numbers of this country.
pub const COUNTRY: Refusal =
    Refusal { rule: "code.country", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// The clinic has sent as many text messages as it pays for in a day.
pub const SPENT: Refusal =
    Refusal { rule: "code.spent", kind: RefusalKind::Throttled, next: NextStep::TryLater };

/// A code that is to be sent.
#[derive(Clone, Debug)]
pub struct NewChallenge<'a> {
    /// Where.
    pub facility: FacilityId,
    /// What it proves.
    pub purpose: Purpose,
    /// What it is bound to: the session's or the pending sign-in's hash. No other may redeem it.
    pub binding: &'a [u8],
    /// Whose, if it is known.
    pub account: Option<AccountId>,
    /// By which channel.
    pub kind: ContactKind,
    /// Where it goes.
    pub address: &'a str,
    /// In which language.
    pub lang: Lang,
}

/// Of a day's text messages, one in so many may go to people without an account.
const OPEN_SHARE: u64 = 4;

/// What a redeemed code proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Whose, if it was known.
    pub account: Option<AccountId>,
    /// By which channel.
    pub kind: ContactKind,
    /// Who holds this address.
    pub address: String,
}

/// Sends a code; one that was sent before for the same thing holds no longer.
///
/// # Errors
/// [`TOO_MANY`] to this address or for this account; by text message [`COUNTRY`], [`SPENT`].
pub async fn issue(tx: &Tx, backend: &Backend, new: &NewChallenge<'_>) -> Result<ChallengeId, UseCaseError> {
    let now = backend.clock.now();
    let key = address_key(new.kind, new.address);
    let mac = backend.keys.mac(KeyPurpose::Address, &[new.facility.0.as_bytes(), key.as_bytes()]);
    require_budget(tx, backend, new, &mac, now).await?;
    store::end_bound(tx, new.facility, new.purpose, new.binding, now).await?;
    let id = ChallengeId(Uuid::new_v4());
    store::insert(tx, id, new, &mac, now).await?;
    let message = Message {
        facility: new.facility,
        event: EVENT,
        dedupe_key: format!("code:{id}"),
        chart: None,
        account: new.account,
        subject: ("challenge", id.0),
        version: 0,
        due: now,
        expires: Some(now.plus_seconds(HOLDS_S)),
    };
    outbox::record(tx, &message, now).await?;
    Ok(id)
}

/// Whether one more may be sent. Of many at once, one is counted after the other.
async fn require_budget(
    tx: &Tx,
    backend: &Backend,
    new: &NewChallenge<'_>,
    mac: &[u8],
    now: Instant,
) -> Result<(), UseCaseError> {
    let from = now.plus_seconds(-DAY_S);
    let ages = |sent: Vec<Instant>| -> Vec<i64> { sent.iter().map(|at| now.seconds_since(*at)).collect() };
    attempts::wait_turn(tx, new.facility, mac, now).await?;
    let of = new.account.filter(|_| new.purpose.is_of_a_factor());
    let to_address = store::list_sent(tx, new.facility, mac, (new.purpose, of), from).await?;
    may_send(&ages(to_address)).map_err(|_| TOO_MANY)?;
    if let Some(account) = new.account {
        let turn = backend.keys.mac(KeyPurpose::Address, &[new.facility.0.as_bytes(), account.0.as_bytes()]);
        attempts::wait_turn(tx, new.facility, &turn, now).await?;
        let to_account = store::list_sent_for(tx, new.facility, account, from).await?;
        may_send_to_account(&ages(to_account)).map_err(|_| TOO_MANY)?;
    }
    if new.kind == ContactKind::Phone {
        let (texts, zone) = facility::read_text_messages(backend, new.facility).await?;
        if !phone::is_of(new.address, &texts.countries, &zone) {
            return Err(COUNTRY.into());
        }
        let most = u64::from(texts.most_per_day);
        if store::count_texts(tx, new.facility, None, from).await? >= most {
            return Err(SPENT.into());
        }
        // Anybody can have these sent: they leave most of the day's messages to those who sign in.
        let is_open = new.purpose == Purpose::Register;
        if is_open
            && store::count_texts(tx, new.facility, Some(new.purpose), from).await? >= most / OPEN_SHARE
        {
            return Err(SPENT.into());
        }
    }
    Ok(())
}

/// What was bound to a session is bound to it still when the session gets another token.
///
/// # Errors
/// When the database fails.
pub(crate) async fn rebind(
    tx: &Tx,
    facility: FacilityId,
    (old, new): (&[u8], &[u8]),
) -> Result<(), UseCaseError> {
    store::rebind(tx, facility, old, new).await
}

/// Redeems a code for what it was sent for. The try is counted first, in a transaction of its own: of many at once, no
/// more are looked at than may be.
///
/// # Errors
/// [`WRONG`], whatever was wrong.
pub async fn redeem(
    backend: &Backend,
    facility: FacilityId,
    (purpose, binding): (Purpose, &[u8]),
    id: ChallengeId,
    code: &str,
) -> Result<Proven, UseCaseError> {
    let now = backend.clock.now();
    let counted = store::count_try(backend.db.writer(), facility, id, TRIES, now).await?;
    let found = counted.filter(|row| row.purpose == purpose.name() && row.binding == binding).ok_or(WRONG)?;
    let expected = code_of(backend, facility, id, purpose);
    let given = typed(code).unwrap_or_default();
    if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        return Err(WRONG.into());
    }
    if !store::end(backend.db.writer(), facility, id, now).await? {
        return Err(WRONG.into());
    }
    Ok(Proven {
        account: found.account_id,
        kind: ContactKind::parse(&found.kind).unwrap_or(ContactKind::Email),
        address: found.address,
    })
}

/// Forgets codes that nobody counts any more.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let before = backend.clock.now().plus_seconds(-DAY_S);
    store::delete_before(backend.db.writer(), facility, before).await
}

/// What is sent.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let id = ChallengeId(subject);
    let Some(row) = store::find(backend.db.reader(), facility.id, id).await? else {
        return Ok(Composed::Nothing("gone"));
    };
    let Some(purpose) = Purpose::parse(&row.purpose) else { return Ok(Composed::Nothing("unknown_purpose")) };
    if row.ended_s.is_some() || row.expires_s <= backend.clock.now() {
        return Ok(Composed::Nothing("ended"));
    }
    let kind = ContactKind::parse(&row.kind).unwrap_or(ContactKind::Email);
    let lang = Lang::parse(&row.language).unwrap_or(facility.language);
    let code = code_of(backend, facility.id, id, purpose);
    let letter = letter(facility, lang, purpose, &code);
    Ok(Composed::Letter { to: vec![Recipient { kind, address: row.address }], letter })
}

/// What a message with a code says, as e-mail and as a text message.
#[must_use]
pub fn letter(facility: &Facility, lang: Lang, purpose: Purpose, code: &str) -> Letter {
    let t = |key| text(lang, key);
    let why = match purpose {
        Purpose::SignIn => k::MAIL_CODE_SIGN_IN,
        Purpose::ProveContact => k::MAIL_CODE_CONTACT,
        Purpose::Register => k::MAIL_CODE_REGISTER,
        Purpose::StepUp => k::MAIL_CODE_STEP_UP,
    };
    let name = ("clinic", facility.name.as_str());
    Letter {
        lang,
        subject: fill(t(k::MAIL_CODE_SUBJECT), &[name]),
        paragraphs: vec![fill(t(why), &[name])],
        code: Some(code.to_owned()),
        link: None,
        after: vec![t(k::MAIL_CODE_HOLDS).to_owned(), t(k::MAIL_CODE_NEVER_TELL).to_owned()],
        sms: fill(t(k::MAIL_CODE_SMS), &[name, ("code", code)]),
    }
}

fn code_of(backend: &Backend, facility: FacilityId, id: ChallengeId, purpose: Purpose) -> String {
    let mac = backend
        .keys
        .mac(KeyPurpose::Code, &[facility.0.as_bytes(), id.0.as_bytes(), purpose.name().as_bytes()]);
    let (head, _) = mac.split_at(8);
    let number = head.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:0width$}", number % 1_000_000, width = DIGITS)
}
