//! Authenticator apps (RFC 6238): SHA-1, six digits, thirty seconds, as every app can.

use super::{Added, added, recovery, require_fresh, require_offered, store};
use crate::account::Passwords;
use crate::codes::WRONG;
use crate::facility::Facility;
use crate::keys::{Purpose, random};
use crate::plain::plain;
use crate::{Backend, UseCaseError, uninterrupted};
use domain::account::factor::{ConfirmTotpRequest, LABEL_CHARS, TotpSetup};
use domain::account::security::FactorKind;
use domain::actor::Actor;
use domain::ids::{AccountId, FacilityId, FactorId};
use domain::time::Instant;
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

/// Bytes of a secret (RFC 4226, 4: 160 bits).
const SECRET: usize = 20;
/// Steps before and after now that a code may be of.
const SKEW: u16 = 1;
/// Light modules around a QR code (ISO/IEC 18004).
pub const QUIET: usize = 4;

/// Begins to set up an app: a secret, which counts for nothing until a code of it was typed.
///
/// # Errors
/// A step-up is needed; the kind is not offered.
pub async fn begin_totp(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<TotpSetup, UseCaseError> {
    require_fresh(backend, actor).await?;
    require_offered(backend, actor, &facility.security, FactorKind::Totp).await?;
    let id = FactorId(Uuid::new_v4());
    let secret: [u8; SECRET] = random();
    let place = place(actor.facility, actor.account, id);
    let sealed =
        backend.keys.seal(Purpose::Factor, &place.each_ref().map(|part| part.as_slice()), &secret)?;
    let username = store::find_username(backend.db.reader(), actor.facility, actor.account).await?;
    let totp = totp(&secret, &facility.name, &username)?;
    let uri = totp.to_url().map_err(|error| UseCaseError::internal(error.to_string()))?;
    let (qr_path, qr_size) = drawn(&uri)?;
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    store::delete_unproven(&tx, actor.facility, actor.account, FactorKind::Totp).await?;
    store::insert(
        &tx,
        actor,
        &store::NewFactor { id, kind: FactorKind::Totp, sealed: Some(sealed), ..Default::default() },
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(TotpSetup { factor: id, secret: Secret::from(secret.to_vec()).to_base32(), uri, qr_path, qr_size })
}

/// Proves that the app makes the right codes; from now on it counts.
///
/// # Errors
/// [`WRONG`]; a step-up is needed; `NotFound`.
pub async fn confirm_totp(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    request: ConfirmTotpRequest,
) -> Result<Added, UseCaseError> {
    require_fresh(backend, actor).await?;
    let codes = recovery::prepare_first(backend, passwords, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        super::verify::reserve(&backend, actor.facility, actor.account).await?;
        let tx = backend.db.begin().await?;
        let row = store::find(&tx, actor.facility, actor.account, request.factor).await?;
        let step = match row {
            Some(row) if row.proven_s.is_none() && row.kind == FactorKind::Totp.name() => {
                step_of(&backend, &row, &request.code, now)?
            }
            _ => {
                tx.rollback().await?;
                return Err(UseCaseError::NotFound);
            }
        };
        let label = plain(&request.label, LABEL_CHARS);
        let is_proven = match step {
            Some(step) => store::prove(&tx, actor.facility, request.factor, (step, &label), now).await?,
            None => false,
        };
        if !is_proven {
            tx.rollback().await?;
            return Err(WRONG.into());
        }
        let added = added(&tx, &backend, &actor, FactorKind::Totp, codes).await?;
        super::verify::clear(&tx, &backend, actor.facility, actor.account).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(added)
    })
    .await
}

/// The step whose code this is, if it is one of the steps around now.
pub(super) fn step_of(
    backend: &Backend,
    row: &store::FactorRow,
    code: &str,
    now: Instant,
) -> Result<Option<i64>, UseCaseError> {
    let place = place(row.facility_id, row.account_id, row.id);
    let sealed = row.sealed.as_deref().unwrap_or_default();
    let secret = backend.keys.open(Purpose::Factor, &place.each_ref().map(|part| part.as_slice()), sealed)?;
    let Some(code) = domain::account::code::typed(code) else { return Ok(None) };
    let time = u64::try_from(now.0).unwrap_or_default();
    let step = totp(&secret, "", "x")?.check(&code, time);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn place(facility: FacilityId, account: AccountId, id: FactorId) -> [Vec<u8>; 4] {
    [
        b"factor".to_vec(),
        facility.0.as_bytes().to_vec(),
        account.0.as_bytes().to_vec(),
        id.0.as_bytes().to_vec(),
    ]
}

/// The generator of an app's codes, with the names that the app shows.
///
/// # Errors
/// When the library takes no such secret or names.
pub fn totp(secret: &[u8], clinic: &str, username: &str) -> Result<Totp, UseCaseError> {
    // A colon divides the two in the address.
    let word = |text: &str| text.replace(':', " ");
    let issuer = Some(word(clinic)).filter(|issuer| !issuer.trim().is_empty());
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(SKEW)
        .with_issuer(issuer)
        .with_account_name(word(username))
        .build()
        .map_err(|error| UseCaseError::internal(error.to_string()))
}

/// A QR code as the data of an SVG path, and the modules on a side.
///
/// # Errors
/// When the text is too long for a QR code.
pub fn drawn(text: &str) -> Result<(String, usize), UseCaseError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| UseCaseError::internal(error.to_string()))?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row.iter().skip(x).take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Ok((path, width + 2 * QUIET))
}
