//! The second step of signing in: a factor, or a recovery code.

use super::open::{audience_of, open_session};
use super::sessions::end_all_sessions;
use super::{NewSession, Origin, Passwords, sign_in_event, store};
use crate::factors::{self, Binding, reset};
use crate::keys::sha256;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::code::Purpose;
use domain::account::factor::{CodeSent, FactorRequest, SecondFactorRequest, SecondStep};
use domain::account::security::{Audience, FactorPolicy};
use domain::actor::Assurance;
use domain::ids::{AccountId, FacilityId};
use i18n::Lang;

/// A sign-in that waits.
pub(super) struct Waiting {
    pub facility: FacilityId,
    pub account: AccountId,
    hash: Vec<u8>,
}

impl Waiting {
    pub(super) fn binding(&self) -> Binding<'_> {
        Binding { facility: self.facility, account: self.account, purpose: Purpose::SignIn, hash: &self.hash }
    }
}

/// The sign-in of a token, while it waits.
pub(super) async fn waiting(
    backend: &Backend,
    origin: &Origin,
    token: &str,
) -> Result<Waiting, UseCaseError> {
    let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| UseCaseError::SignedOut)?;
    let (facility, hash) = (origin.facility, sha256(&token));
    let found = store::find_pending(backend.db.reader(), facility, &hash, backend.clock.now()).await?;
    let account = found.ok_or(UseCaseError::SignedOut)?;
    Ok(Waiting { facility, account, hash })
}

/// How the sign-in can go on.
///
/// # Errors
/// `SignedOut` when it waits no longer.
pub async fn read_second_step(
    backend: &Backend,
    origin: &Origin,
    token: &str,
) -> Result<SecondStep, UseCaseError> {
    let waiting = waiting(backend, origin, token).await?;
    let audience = audience_of(backend, waiting.facility, waiting.account).await?;
    Ok(SecondStep {
        factors: factors::choices(backend, waiting.binding(), &audience).await?,
        has_recovery: factors::has_recovery(backend, waiting.binding()).await?,
    })
}

/// Sends a code to the address of a factor.
///
/// # Errors
/// `SignedOut`; `NotFound` for a factor without an address; too many codes to it.
pub async fn send_second_code(
    backend: &Backend,
    origin: &Origin,
    token: &str,
    lang: Lang,
    request: FactorRequest,
) -> Result<CodeSent, UseCaseError> {
    let waiting = waiting(backend, origin, token).await?;
    let audience = audience_of(backend, waiting.facility, waiting.account).await?;
    let backend = backend.clone();
    uninterrupted(async move {
        factors::send_code(&backend, waiting.binding(), &audience, lang, request.factor).await
    })
    .await
}

/// Checks the second factor and opens the session.
///
/// # Errors
/// `SignedOut`; [`crate::codes::WRONG`]; [`super::WAIT`] after too many failures.
pub async fn finish_sign_in(
    backend: &Backend,
    passwords: &Passwords,
    origin: Origin,
    token: &str,
    request: SecondFactorRequest,
) -> Result<NewSession, UseCaseError> {
    let waiting = waiting(backend, &origin, token).await?;
    let (backend, passwords) = (backend.clone(), passwords.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let audience = audience_of(&backend, waiting.facility, waiting.account).await?;
        let how = match factors::verify(&backend, &passwords, waiting.binding(), &audience, &request).await {
            Ok(how) => how,
            Err(error) => {
                let event = sign_in_event(&origin, Some(waiting.account), now).with_outcome(error.outcome());
                audit::record_alone(&backend, &event).await?;
                return Err(error);
            }
        };
        let found = store::find_password(backend.db.reader(), waiting.facility, waiting.account).await?;
        let (_, username) = found.ok_or(UseCaseError::SignedOut)?;
        let tx = backend.db.begin().await?;
        // Good once: of two right answers at the same time one opens a session.
        if !store::delete_pending(&tx, waiting.facility, &waiting.hash).await? {
            tx.rollback().await?;
            return Err(UseCaseError::SignedOut);
        }
        let who = (waiting.account, username.as_str());
        let (assurance, audience) = if how == reset::IN_PERSON {
            // Good once, and every session before it is gone; whatever the policy, a factor has to be set up first.
            if !reset::apply(&tx, waiting.facility, waiting.account, now).await? {
                tx.rollback().await?;
                return Err(crate::codes::WRONG.into());
            }
            end_all_sessions(&tx, waiting.facility, waiting.account, now).await?;
            let event = sign_in_event(&origin, Some(waiting.account), now);
            let event = audit::Event { action: "account.use_reset".to_owned(), ..event };
            audit::record(&tx, &backend.keys, &event).await?;
            (Assurance::Password, Audience { policy: FactorPolicy::Required, grace: 0, ..audience })
        } else {
            (Assurance::TwoFactor, audience)
        };
        let session = open_session(&tx, &backend, &origin, who, (assurance, how), &audience, now).await?;
        factors::clear(&tx, &backend, waiting.facility, waiting.account).await?;
        if how == "recovery_code" {
            notices::tell_account(&tx, (waiting.facility, waiting.account), Notice::RecoveryCodeUsed, now)
                .await?;
        }
        tx.commit().await?;
        backend.live.wake();
        Ok(session)
    })
    .await
}
