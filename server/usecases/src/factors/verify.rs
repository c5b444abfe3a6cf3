//! Checking a second factor: each try is counted before it is looked at, for all factors of the account together.

use super::{passkey, recovery, reset, store, totp};
use crate::account::attempts::{self, Reserved};
use crate::account::{Passwords, WAIT};
use crate::codes::{self, NewChallenge, WRONG};
use crate::db::Tx;
use crate::keys::Purpose as KeyPurpose;
use crate::{Backend, UseCaseError};
use domain::account::code::Purpose;
use domain::account::factor::{CodeSent, FactorChoice, SecondFactorRequest};
use domain::account::security::{Audience, FactorKind};
use domain::account::throttle::Bounds;
use domain::contact::masked;
use domain::ids::{AccountId, FacilityId, FactorId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use i18n::Lang;

/// So many wrong answers in a row that none is looked at any more: only the clinic helps.
pub const STOPPED: Refusal =
    Refusal { rule: "account.factors_stopped", kind: RefusalKind::Throttled, next: NextStep::CallUs };

/// Whose factor is asked for, and what a sent code is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// Where.
    pub facility: FacilityId,
    /// Whose.
    pub account: AccountId,
    /// What the code proves.
    pub purpose: Purpose,
    /// The pending sign-in's hash, or the session's.
    pub hash: &'a [u8],
}

/// The factors that somebody can go on with, the strongest first.
pub async fn choices(
    backend: &Backend,
    binding: Binding<'_>,
    audience: &Audience,
) -> Result<Vec<FactorChoice>, UseCaseError> {
    let rows = store::list(backend.db.reader(), binding.facility, binding.account).await?;
    let mut choices: Vec<FactorChoice> = rows
        .into_iter()
        .filter(|row| row.proven_s.is_some() && row.blocked_s.is_none())
        .filter_map(|row| {
            Some(FactorChoice { id: row.id, kind: FactorKind::parse(&row.kind)?, label: row.label })
        })
        .filter(|choice| audience.accepts(choice.kind))
        .collect();
    choices.sort_by_key(|choice| choice.kind);
    passkey::as_one(&mut choices);
    Ok(choices)
}

/// Whether a recovery code would do.
pub async fn has_recovery(backend: &Backend, binding: Binding<'_>) -> Result<bool, UseCaseError> {
    // A code told in person is typed in the same place, when signing in.
    Ok(store::count_recovery(backend.db.reader(), binding.facility, binding.account).await? > 0
        || (binding.purpose == Purpose::SignIn
            && reset::is_open(backend, binding.facility, binding.account).await?))
}

/// Sends a code to the address of a factor.
pub async fn send_code(
    backend: &Backend,
    binding: Binding<'_>,
    audience: &Audience,
    lang: Lang,
    id: FactorId,
) -> Result<CodeSent, UseCaseError> {
    let offered = choices(backend, binding, audience).await?;
    let is_offered = offered.iter().any(|choice| choice.id == id);
    let row = store::find(backend.db.reader(), binding.facility, binding.account, id).await?;
    let contact = row.filter(|_| is_offered).and_then(|row| row.contact_id).ok_or(UseCaseError::NotFound)?;
    let found = store::find_address(backend.db.reader(), binding.facility, contact).await?;
    let (kind, address) = found.ok_or(UseCaseError::NotFound)?;
    let tx = backend.db.begin().await?;
    let new = NewChallenge {
        facility: binding.facility,
        purpose: binding.purpose,
        binding: binding.hash,
        account: Some(binding.account),
        kind,
        address: &address,
        lang,
    };
    match codes::issue(&tx, backend, &new).await {
        Ok(challenge) => {
            tx.commit().await?;
            Ok(CodeSent { challenge, to: masked(kind, &address) })
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

/// Checks what was typed; answers with the name of what proved it, for the audit log.
pub async fn verify(
    backend: &Backend,
    passwords: &Passwords,
    binding: Binding<'_>,
    audience: &Audience,
    request: &SecondFactorRequest,
) -> Result<&'static str, UseCaseError> {
    let Binding { facility, account, purpose, hash } = binding;
    reserve(backend, facility, account).await?;
    let now = backend.clock.now();
    let db = backend.db.writer();
    let Some(id) = request.factor else {
        // Told in person, it opens a sign-in and nothing else.
        if purpose == Purpose::SignIn
            && let Some(code) = reset::read(&request.code)
        {
            let is_right = reset::is_right(backend, facility, account, &code).await?;
            return if is_right { Ok(reset::IN_PERSON) } else { Err(WRONG.into()) };
        }
        let (number, letters) = recovery::read(&request.code).ok_or(WRONG)?;
        let stored = store::find_recovery(db, facility, account, number).await?;
        // Also without a hash one is computed: whether a code was used already shows in no time.
        let is_right = passwords.verify(&backend.keys, letters, stored.clone()).await?;
        let is_used = match stored {
            Some(stored) if is_right => {
                store::use_recovery(db, facility, account, (number, &stored), now).await?
            }
            _ => false,
        };
        return if is_used { Ok("recovery_code") } else { Err(WRONG.into()) };
    };
    let offered = choices(backend, binding, audience).await?;
    let choice = offered.iter().find(|choice| choice.id == id).ok_or(WRONG)?;
    match choice.kind {
        FactorKind::Totp => {
            let row = store::find(db, facility, account, id).await?.ok_or(WRONG)?;
            let step = totp::step_of(backend, &row, &request.code, now)?.ok_or(WRONG)?;
            if store::use_step(db, facility, id, step, now).await? { Ok("totp") } else { Err(WRONG.into()) }
        }
        FactorKind::Email | FactorKind::Sms => {
            let challenge = request.challenge.ok_or(WRONG)?;
            let proven = codes::redeem(backend, facility, (purpose, hash), challenge, &request.code).await?;
            let contact = store::find(db, facility, account, id).await?.and_then(|row| row.contact_id);
            let of_factor = match contact {
                Some(contact) => store::find_address(db, facility, contact).await?,
                None => None,
            };
            if proven.account != Some(account) || of_factor != Some((proven.kind, proven.address)) {
                return Err(WRONG.into());
            }
            store::touch(db, facility, id, now).await?;
            Ok(choice.kind.name())
        }
        FactorKind::Passkey => {
            let challenge = request.challenge.ok_or(WRONG)?;
            passkey::answer(backend, binding, challenge, &request.code).await
        }
    }
}

fn key(backend: &Backend, facility: FacilityId, account: AccountId) -> [u8; 32] {
    backend.keys.mac(KeyPurpose::Throttle, &[facility.0.as_bytes(), b"factor", account.0.as_bytes()])
}

/// Counts a try, or refuses it without counting.
pub async fn reserve(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    let key = key(backend, facility, account);
    let refusal = match attempts::reserve(&tx, facility, &key, Bounds::SECRET, now).await? {
        Reserved::Counted => return Ok(tx.commit().await?),
        Reserved::Waits => WAIT,
        Reserved::Stopped => STOPPED,
    };
    tx.rollback().await?;
    Err(refusal.into())
}

/// Forgets the tries: one was right.
pub async fn clear(
    tx: &Tx,
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<(), UseCaseError> {
    attempts::clear(tx, facility, &key(backend, facility, account)).await
}
