//! Facilities: found by the host of the request, made on the command line.

mod store;

use crate::{Backend, UseCaseError, zones};
use domain::account::security::{SecuritySettings, TextMessages};
use domain::ids::FacilityId;
use domain::registration::settings::RegistrationSettings;
use domain::results::settings::ReleaseSettings;
use i18n::Lang;
use uuid::Uuid;

/// A tenant as every request sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its id.
    pub id: FacilityId,
    /// Its stable word on the command line.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The one host it answers on, lower case, without a port.
    pub host: String,
    /// Its primary language.
    pub language: Lang,
    /// Its IANA zone.
    pub zone: String,
    /// Whether patients can use the portal.
    pub is_enabled: bool,
    /// How to reach it.
    pub contacts: Contacts,
    /// Notice for cancelling, where a visit type sets none.
    pub cancel_notice_minutes: i32,
    /// The published theme; 0 is the product's own.
    pub theme_version: i32,
    /// What it has decided about signing in.
    pub security: SecuritySettings,
    /// What it has decided about people who register by themselves.
    pub registration: RegistrationSettings,
    /// What it has decided about results.
    pub results: ReleaseSettings,
}

/// How to reach a clinic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Postal address, one line.
    pub address: Option<String>,
    /// Opening hours in its own words.
    pub opening_hours: Option<String>,
}

/// What is needed for a new facility.
#[derive(Clone, Debug)]
pub struct NewFacility {
    /// Stable word: lower-case letters, digits, hyphens.
    pub key: String,
    /// Name.
    pub name: String,
    /// Host name without a port.
    pub host: String,
    /// IANA zone.
    pub zone: String,
    /// BCP 47 tag of an enabled language.
    pub language: String,
    /// How to reach it.
    pub contacts: Contacts,
    /// What it has decided about signing in.
    pub security: SecuritySettings,
    /// What it has decided about people who register by themselves.
    pub registration: RegistrationSettings,
    /// What it has decided about results.
    pub results: ReleaseSettings,
}

/// Notice for cancelling that a new facility starts with: 24 hours.
const START_CANCEL_NOTICE_MINUTES: i32 = 24 * 60;

/// The facility of a host, exactly and in lower case.
///
/// # Errors
/// `NotFound` for an unknown host.
pub async fn find_by_host(backend: &Backend, host: &str) -> Result<Facility, UseCaseError> {
    store::find_by_host(backend.db.reader(), host).await?.ok_or(UseCaseError::NotFound)
}

/// The facility of a key.
///
/// # Errors
/// `NotFound` for an unknown key.
pub async fn find_by_key(backend: &Backend, key: &str) -> Result<Facility, UseCaseError> {
    store::find_by_key(backend.db.reader(), key).await?.ok_or(UseCaseError::NotFound)
}

/// The facility of an id.
///
/// # Errors
/// `NotFound` for an unknown facility.
pub async fn find(backend: &Backend, id: FacilityId) -> Result<Facility, UseCaseError> {
    store::find(backend.db.reader(), id).await?.ok_or(UseCaseError::NotFound)
}

/// The same by a connection or within a transaction.
pub(crate) async fn find_in(
    db: &impl crate::db::Connection,
    id: FacilityId,
) -> Result<Facility, UseCaseError> {
    store::find(db, id).await?.ok_or(UseCaseError::NotFound)
}

/// What a facility has decided about signing in.
///
/// # Errors
/// `NotFound` for an unknown facility.
pub async fn read_security(backend: &Backend, id: FacilityId) -> Result<SecuritySettings, UseCaseError> {
    Ok(find(backend, id).await?.security)
}

/// Where a facility sends codes by text message and how many, with its zone.
///
/// # Errors
/// `NotFound` for an unknown facility.
pub(crate) async fn read_text_messages(
    backend: &Backend,
    id: FacilityId,
) -> Result<(TextMessages, String), UseCaseError> {
    let found = store::find(backend.db.reader(), id).await?.ok_or(UseCaseError::NotFound)?;
    Ok((found.security.text_messages, found.zone))
}

/// Every facility, by key.
///
/// # Errors
/// When the database fails.
pub async fn list(backend: &Backend) -> Result<Vec<Facility>, UseCaseError> {
    store::list(backend.db.reader()).await
}

/// Makes a facility.
///
/// # Errors
/// A sentence naming what to change: a malformed key or host, an unknown zone or language, a key or host in use.
pub async fn create(backend: &Backend, new: NewFacility) -> Result<Facility, String> {
    let language = Lang::parse(&new.language).ok_or_else(|| {
        let codes: Vec<_> = Lang::ALL.iter().map(|lang| lang.code()).collect();
        format!("unknown language {:?}; use one of {}", new.language, codes.join(", "))
    })?;
    zones::find_zone(&new.zone)?;
    if !is_label(&new.key) {
        return Err(format!("the key {:?} may hold lower-case letters, digits and hyphens only", new.key));
    }
    let host = new.host.to_ascii_lowercase();
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(format!(
            "{:?} is not a host name; leave out scheme and port, as in patients.example.org",
            new.host
        ));
    }
    let facility = Facility {
        id: FacilityId(Uuid::new_v4()),
        key: new.key,
        name: new.name,
        host,
        language,
        zone: new.zone,
        is_enabled: true,
        contacts: new.contacts,
        cancel_notice_minutes: START_CANCEL_NOTICE_MINUTES,
        theme_version: 0,
        security: new.security,
        registration: new.registration,
        results: new.results,
    };
    store::insert(backend.db.writer(), &facility, backend.clock.now())
        .await
        .map_err(|error| format!("facility {:?}: {error}; are its key and host free?", facility.key))?;
    Ok(facility)
}

/// Whether a text is a label of a host name (RFC 1123), in lower case.
#[must_use]
pub fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
