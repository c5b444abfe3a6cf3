//! The first step of signing in: name and password. Whoever has a second factor goes on to it with a token of its own,
//! which is no session.

use super::open::{audience_of, open_session};
use super::tries::{WRONG, reserve, settle, throttle_keys};
use super::{NewSession, Origin, Passwords, normalise_username, sign_in_event, store};
use crate::keys::{random, sha256};
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contract::SignInRequest;
use domain::account::security::FactorPolicy;
use domain::actor::Assurance;

/// How long the second step may take, in seconds.
const PENDING_S: i64 = 600;

/// A sign-in that waits for its second factor: its token goes into a cookie and is stored nowhere.
pub struct PendingSignIn {
    /// The cookie's value.
    pub token: String,
}

/// What became of name and password.
pub enum SignedIn {
    /// Signed in.
    Session(NewSession),
    /// The second factor is asked for.
    Pending(PendingSignIn),
}

/// Checks name and password, and opens a session unless a second factor is to follow.
///
/// # Errors
/// [`WRONG`] whatever was wrong, [`super::WAIT`] after too many failures for the name or the address, [`super::STOPPED`]
/// after fifty for the name.
pub async fn sign_in(
    backend: &Backend,
    passwords: &Passwords,
    origin: Origin,
    request: SignInRequest,
) -> Result<SignedIn, UseCaseError> {
    let (backend, passwords) = (backend.clone(), passwords.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let username = normalise_username(&request.username);
        let keys = throttle_keys(&backend, &origin, &username);
        reserve(&backend, &origin, &keys, now).await?;
        let found = store::find_credentials(backend.db.reader(), origin.facility, &username).await?;
        let hash = found.as_ref().map(|account| account.password_hash.clone());
        let is_right = passwords.verify(&backend.keys, request.password, hash).await?;
        let account = match found {
            Some(account) if is_right && !account.is_disabled => account,
            found => {
                let event =
                    sign_in_event(&origin, found.map(|account| account.id), now).with_outcome(WRONG.rule);
                audit::record_alone(&backend, &event).await?;
                return Err(WRONG.into());
            }
        };
        let audience = match audience_of(&backend, origin.facility, account.id).await {
            Ok(audience) => audience,
            Err(error) => {
                let event = sign_in_event(&origin, Some(account.id), now).with_outcome(error.outcome());
                audit::record_alone(&backend, &event).await?;
                return Err(error);
            }
        };
        let has_factor = audience.policy != FactorPolicy::Off
            && factors::has_proven(backend.db.reader(), origin.facility, account.id, &audience.factors)
                .await?;
        let tx = backend.db.begin().await?;
        // What was read before the transaction may be over: the password was changed, or the account disabled.
        if !store::holds_password(&tx, origin.facility, account.id, &account.password_hash).await? {
            tx.rollback().await?;
            return Err(WRONG.into());
        }
        let signed_in = if has_factor {
            let token: [u8; 32] = random();
            let expires = now.plus_seconds(PENDING_S);
            store::insert_pending(&tx, origin.facility, &sha256(&token), account.id, (now, expires)).await?;
            SignedIn::Pending(PendingSignIn { token: URL_SAFE_NO_PAD.encode(token) })
        } else {
            let who = (account.id, username.as_str());
            let how = (Assurance::Password, "password");
            SignedIn::Session(open_session(&tx, &backend, &origin, who, how, &audience, now).await?)
        };
        settle(&tx, &backend, &origin, &keys, account.id, now).await?;
        tx.commit().await?;
        Ok(signed_in)
    })
    .await
}
