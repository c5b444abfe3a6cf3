//! The way of an applicant: what they say, a code to an address of theirs, and the request. No chart is looked at.

use super::store::{self, Draft, NewRequest};
use super::{CLOSED, ENDED, TOO_MANY};
use crate::account::{self, Origin, attempts};
use crate::codes::{self, NewChallenge};
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::invitations::today;
use crate::keys::{Purpose as KeyPurpose, random, sha256};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, charts, phone, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::code::Purpose;
use domain::contact::{ContactKind, email, masked};
use domain::ids::{FacilityId, RegistrationId};
use domain::registration::contract::{BeginRequest, ConfirmRequest, HOLDS_S, RegisterView, Step};
use domain::registration::national_id::{Country, normalise};
use domain::registration::settings::Detail;
use domain::registration::{birth_date, name};
use domain::time::{DAY, Instant};
use i18n::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Tries from one network that need not wait: a whole clinic may share one. After that one a minute.
const FREE: i32 = 30;
/// Requests with one national ID within a day.
const MOST_OF_ID: u64 = 5;
/// Requests from one address within a day: a family may share one.
const MOST_OF_CONTACT: u64 = 5;

/// What an applicant said, read and as typed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Said {
    pub name: String,
    pub birth_date: String,
    pub country: Country,
    pub national_id: String,
    pub email: String,
    pub phone: String,
    typed: BeginRequest,
}

impl Said {
    /// The address that a code goes to: e-mail before text message.
    fn address(&self, kind: ContactKind) -> &str {
        match kind {
            ContactKind::Email => &self.email,
            ContactKind::Phone => &self.phone,
        }
    }

    fn national_mac(&self, backend: &Backend, facility: FacilityId) -> Option<Vec<u8>> {
        let has_one = !self.national_id.is_empty();
        has_one.then(|| charts::national_id_key(backend, facility, self.country, &self.national_id).1)
    }
}

/// By which ways a code can be sent.
fn ways(backend: &Backend) -> Vec<ContactKind> {
    let all = [ContactKind::Email, ContactKind::Phone].into_iter();
    all.filter(|kind| backend.channels.reach(*kind)).collect()
}

/// Where an applicant stands. Reading changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn read_register(
    backend: &Backend,
    facility: &Facility,
    token: &str,
) -> Result<RegisterView, UseCaseError> {
    let ways = ways(backend);
    if !facility.registration.is_on || ways.is_empty() {
        return Ok(RegisterView::default());
    }
    let mut view = RegisterView {
        step: Step::Details,
        required: facility.registration.required.clone(),
        ways,
        sent_to: String::new(),
        typed: BeginRequest { country: country_of(&facility.zone), ..BeginRequest::default() },
    };
    if let Some((draft, said)) = under_way(backend, facility.id, token).await? {
        if draft.challenge.is_some() {
            view.step = Step::Code;
            view.sent_to = masked(draft.kind, said.address(draft.kind));
        }
        view.typed = said.typed;
    }
    Ok(view)
}

/// The country whose numbers most of a clinic's patients have.
fn country_of(zone: &str) -> Country {
    match phone::country_code(zone).as_deref() {
        Some("BR") => Country::Br,
        Some("CL") => Country::Cl,
        Some("CO") => Country::Co,
        Some("MX") => Country::Mx,
        Some("ES") => Country::Es,
        Some("US") => Country::Us,
        _ => Country::Other,
    }
}

/// What somebody with this token has said, while it holds.
async fn under_way(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<Option<(Draft, Said)>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let hash = sha256(&token);
    let now = backend.clock.now();
    let Some(draft) = store::find_draft(backend.db.reader(), facility, &hash, now).await? else {
        return Ok(None);
    };
    let place: [&[u8]; 3] = [b"draft", facility.0.as_bytes(), &draft.token_hash];
    let plain = backend.keys.open(KeyPurpose::Registration, &place, &draft.details)?;
    Ok(Some((draft, serde_json::from_slice(&plain)?)))
}

/// Takes what an applicant says and sends a code; answers with the token of the way from here on.
///
/// # Errors
/// [`CLOSED`]; the fields; [`account::WAIT`] after many tries from one network; [`TOO_MANY`]; too many codes.
pub async fn begin(
    backend: &Backend,
    facility: &Facility,
    origin: Origin,
    lang: Lang,
    request: BeginRequest,
) -> Result<String, UseCaseError> {
    if !facility.registration.is_on {
        return Err(CLOSED.into());
    }
    let now = backend.clock.now();
    let (said, kind) = read(backend, facility, request, now).map_err(UseCaseError::Invalid)?;
    let (backend, facility) = (backend.clone(), facility.clone());
    uninterrupted(async move {
        let pause = |tries| if tries > FREE { 60 } else { 0 };
        account::reserve_request(&backend, &origin, b"registration", pause, now).await?;
        let token: [u8; 32] = random();
        let hash = sha256(&token);
        let place: [&[u8]; 3] = [b"draft", facility.id.0.as_bytes(), &hash];
        let details = backend.keys.seal(KeyPurpose::Registration, &place, &serde_json::to_vec(&said)?)?;
        let tx = backend.db.begin().await?;
        let draft = Draft { token_hash: hash, details, challenge: None, kind };
        match send(&tx, &backend, &facility, (draft, &said), lang, now).await {
            Ok(draft) => {
                store::insert_draft(&tx, facility.id, draft, now.plus_seconds(HOLDS_S)).await?;
                tx.commit().await?;
                Ok(URL_SAFE_NO_PAD.encode(token))
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

/// Sends the code, unless there were too many requests.
async fn send(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    (mut draft, said): (Draft, &Said),
    lang: Lang,
    now: Instant,
) -> Result<Draft, UseCaseError> {
    require_budget(tx, backend, facility, (said, draft.kind), now).await?;
    let new = NewChallenge {
        facility: facility.id,
        purpose: Purpose::Register,
        binding: &draft.token_hash,
        account: None,
        kind: draft.kind,
        address: said.address(draft.kind),
        lang,
    };
    draft.challenge = Some(codes::issue(tx, backend, &new).await?);
    Ok(draft)
}

/// Whether there may be one more request today. Of many at once, one is counted after the other. What is counted are
/// requests; no chart is looked at.
async fn require_budget(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    (said, kind): (&Said, ContactKind),
    now: Instant,
) -> Result<(), UseCaseError> {
    let id = facility.id;
    let turn = backend.keys.mac(KeyPurpose::Registration, &[b"turn", id.0.as_bytes()]);
    attempts::wait_turn(tx, id, &turn, now).await?;
    let from = now.plus_seconds(-DAY);
    let (_, contact_mac) = charts::contact_key(backend, id, kind, said.address(kind));
    let national_mac = said.national_mac(backend, id).unwrap_or_default();
    let made = store::count_since(tx, id, (&national_mac, &contact_mac), from).await?;
    let is_over = made.of_id >= MOST_OF_ID
        || made.of_contact >= MOST_OF_CONTACT
        || made.all >= u64::from(facility.registration.most_per_day);
    if is_over { Err(TOO_MANY.into()) } else { Ok(()) }
}

/// Reads what was typed: every field that has to be there or cannot be, and by which way the code goes.
fn read(
    backend: &Backend,
    facility: &Facility,
    typed: BeginRequest,
    now: Instant,
) -> Result<(Said, ContactKind), Vec<FieldError>> {
    let settings = &facility.registration;
    let mut problems = Vec::new();
    let mut missing = |detail: Detail, is_empty: bool| {
        if is_empty && settings.requires(detail) {
            problems.push(FieldError::new(detail.name(), "fill_in"));
        }
    };
    let full = one_line(&typed.name, name::MOST_CHARS);
    missing(Detail::Name, name::words(&full).is_empty());
    let has_born = [&typed.day, &typed.month, &typed.year].iter().any(|part| !part.trim().is_empty());
    missing(Detail::BirthDate, !has_born);
    missing(Detail::NationalId, typed.national_id.trim().is_empty());
    missing(Detail::Email, typed.email.trim().is_empty());
    missing(Detail::Phone, typed.phone.trim().is_empty());
    let mut checked = |detail: Detail, typed: &str, value: Option<String>, why: &str| {
        if value.is_none() && !typed.trim().is_empty() {
            problems.push(FieldError::new(detail.name(), why));
        }
        value.unwrap_or_default()
    };
    let joined = birth_date::joined(&typed.year, &typed.month, &typed.day);
    let born = birth_date::read(&joined, today(facility, now)).map(|date| date.to_string());
    let born = checked(Detail::BirthDate, if has_born { &joined } else { "" }, born, "chart_birth_date");
    let number = normalise(typed.country, &typed.national_id);
    let number = checked(Detail::NationalId, &typed.national_id, number, "registration_national_id");
    let mail = checked(Detail::Email, &typed.email, email(&typed.email), "not_an_email");
    let tel = phone::normalise(&typed.phone, &facility.zone);
    let tel = checked(Detail::Phone, &typed.phone, tel, "not_a_phone");
    let ways = ways(backend);
    let kind = [(ContactKind::Email, &mail), (ContactKind::Phone, &tel)]
        .into_iter()
        .find(|(kind, address)| ways.contains(kind) && !address.is_empty())
        .map(|(kind, _)| kind);
    if kind.is_none() && !problems.iter().any(|problem| ["email", "phone"].contains(&problem.field.as_str()))
    {
        let field = if ways.contains(&ContactKind::Email) { Detail::Email } else { Detail::Phone };
        problems.push(FieldError::new(field.name(), "registration_contact"));
    }
    match kind {
        Some(kind) if problems.is_empty() => {
            let said = Said {
                name: full,
                birth_date: born,
                country: typed.country,
                national_id: number,
                email: mail,
                phone: tel,
                typed,
            };
            Ok((said, kind))
        }
        _ => Err(problems),
    }
}

/// Sends another code.
///
/// # Errors
/// [`ENDED`]; [`TOO_MANY`]; too many codes.
pub async fn send_again(
    backend: &Backend,
    facility: &Facility,
    token: &str,
    lang: Lang,
) -> Result<(), UseCaseError> {
    let (draft, said) = under_way(backend, facility.id, token).await?.ok_or(ENDED)?;
    let (backend, facility) = (backend.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        match send(&tx, &backend, &facility, (draft, &said), lang, now).await {
            Ok(draft) => {
                store::update_draft(&tx, facility.id, &draft).await?;
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

/// Goes back to what was said, to correct it.
///
/// # Errors
/// When the database fails.
pub async fn start_over(backend: &Backend, facility: FacilityId, token: &str) -> Result<(), UseCaseError> {
    let Some((draft, _)) = under_way(backend, facility, token).await? else { return Ok(()) };
    store::update_draft(backend.db.writer(), facility, &Draft { challenge: None, ..draft }).await
}

/// Takes the code back: the address is proven, and the request stands. The answer is the same whoever it is.
///
/// # Errors
/// [`CLOSED`]; [`ENDED`]; [`codes::WRONG`]; [`TOO_MANY`].
pub async fn confirm(
    backend: &Backend,
    facility: &Facility,
    origin: Origin,
    (token, lang): (&str, Lang),
    request: ConfirmRequest,
) -> Result<(), UseCaseError> {
    if !facility.registration.is_on {
        return Err(CLOSED.into());
    }
    let (draft, said) = under_way(backend, facility.id, token).await?.ok_or(ENDED)?;
    let challenge = draft.challenge.ok_or(ENDED)?;
    let bound = (Purpose::Register, draft.token_hash.as_slice());
    codes::redeem(backend, facility.id, bound, challenge, &request.code).await?;
    let (backend, facility) = (backend.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if let Err(refused) = require_budget(&tx, &backend, &facility, (&said, draft.kind), now).await {
            tx.rollback().await?;
            return Err(refused);
        }
        if !store::delete_draft(&tx, facility.id, &draft.token_hash).await? {
            tx.rollback().await?;
            return Err(ENDED.into());
        }
        let id = RegistrationId(Uuid::new_v4());
        let new = new_request(&backend, facility.id, id, (&said, draft.kind), lang)?;
        store::insert_request(&tx, facility.id, new, now).await?;
        let event = account::operator_event(facility.id, now, "registration.apply", &id.to_string());
        let event = audit::Event { address: origin.address, ..event };
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

fn new_request(
    backend: &Backend,
    facility: FacilityId,
    id: RegistrationId,
    (said, kind): (&Said, ContactKind),
    lang: Lang,
) -> Result<NewRequest, UseCaseError> {
    let sealed = if said.national_id.is_empty() {
        None
    } else {
        let place = store::place(&facility, &id);
        let place: Vec<&[u8]> = place.iter().map(Vec::as_slice).collect();
        Some(backend.keys.seal(KeyPurpose::Registration, &place, said.national_id.as_bytes())?)
    };
    Ok(NewRequest {
        id,
        name: said.name.clone(),
        birth_date: said.birth_date.clone(),
        country: said.country,
        national_id: sealed,
        national_mac: said.national_mac(backend, facility),
        email: said.email.clone(),
        phone: said.phone.clone(),
        proven: kind,
        contact_mac: charts::contact_key(backend, facility, kind, said.address(kind)).1,
        lang,
    })
}
