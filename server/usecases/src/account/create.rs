//! A new account of somebody who was let in: name and password are checked, and it is written in the caller's transaction.

use super::tries::{network_of, reserve, throttle_key};
use super::{Origin, normalise_username, password, store};
use crate::db::Tx;
use crate::error::FieldError;
use crate::{Backend, UseCaseError};
use domain::account::throttle::Bounds;
use domain::ids::{AccountId, FacilityId, ProviderId};
use domain::permission::Role;
use domain::time::Instant;
use i18n::Lang;

/// Shortest name to sign in with, in characters.
const SHORTEST_NAME: usize = 3;

/// What is needed.
pub(crate) struct NewPerson<'a> {
    /// Where.
    pub facility: FacilityId,
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with, as [`check_credentials`] gives it.
    pub username: &'a str,
    /// The person's name.
    pub display_name: &'a str,
    /// The hash of the password.
    pub password_hash: &'a str,
    /// The language of its pages.
    pub lang: Lang,
    /// Staff roles.
    pub roles: &'a [Role],
    /// The bookable clinician it is.
    pub provider: Option<ProviderId>,
}

/// The name to sign in with as it is stored, if it and the password can be used; `around` is what anybody knows of the
/// clinic.
///
/// # Errors
/// The fields `username` and `password`.
pub(crate) fn check_credentials(
    username: &str,
    (password, around): (&str, &[String]),
    is_complex: bool,
) -> Result<String, UseCaseError> {
    let username = normalise_username(username);
    let is_name = |sign: char| sign.is_alphanumeric() || ".-_@+".contains(sign);
    if username.chars().count() < SHORTEST_NAME || !username.chars().all(is_name) {
        return Err(UseCaseError::Invalid(vec![FieldError::new("username", "username_form")]));
    }
    password::check_new("password", password, (&username, around), is_complex)?;
    Ok(username)
}

/// Writes a new account; says no where the name is taken.
pub(crate) async fn insert_person(tx: &Tx, new: &NewPerson<'_>, now: Instant) -> Result<bool, UseCaseError> {
    if !store::insert_account(tx, new, now).await? {
        return Ok(false);
    }
    store::replace_roles(tx, new.facility, new.id, new.roles, new.provider).await?;
    Ok(true)
}

/// Counts a try where nobody has a name yet, for the visitor's network; answers with what to clear after a right one.
///
/// # Errors
/// [`super::WAIT`] after too many.
pub(crate) async fn reserve_visitor(
    backend: &Backend,
    origin: &Origin,
    what: &[u8],
    now: Instant,
) -> Result<[u8; 32], UseCaseError> {
    reserve_request(backend, origin, what, Bounds::SHARED.delay_s, now).await
}

/// The same where nothing is right or wrong, so that nothing clears the counter: `delay_s` is the wait after so many.
///
/// # Errors
/// [`super::WAIT`] after too many.
pub(crate) async fn reserve_request(
    backend: &Backend,
    origin: &Origin,
    what: &[u8],
    delay_s: fn(i32) -> i64,
    now: Instant,
) -> Result<[u8; 32], UseCaseError> {
    let key = throttle_key(backend, origin, what, network_of(&origin.address).as_bytes());
    reserve(backend, origin, &[(key, Bounds::paced(delay_s))], now).await?;
    Ok(key)
}
