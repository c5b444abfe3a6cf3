//! Passwords: Argon2id with a pepper, computed two at a time at most so that sign-ins cannot starve the pages.

use super::guessable::is_guessable;
use super::leaked::is_leaked;
use crate::error::FieldError;
use crate::keys::{Keys, Purpose, random};
use crate::{Backend, UseCaseError, facility};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::ids::FacilityId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// Shortest password where it is the only factor (DECISIONS.md, Passwords and codes).
const MIN_CHARS: usize = 15;
/// Longest password; longer ones are refused, never cut.
const MAX_CHARS: usize = 128;
/// Computations at the same time; memory is this times the strength's.
const PERMITS: usize = 2;
/// Computations that may wait for their turn; the next one is told to come back later.
const WAITING: usize = 64;

/// Cost of one computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Strength {
    /// 64 MiB, three passes: about 0.2 s on a small server (SECURITY.md 2.1).
    pub const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3 };
    /// The floor: 19 MiB, two passes (OWASP).
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2 };
}

/// Computes and compares password hashes.
#[derive(Clone, Debug)]
pub struct Passwords {
    strength: Strength,
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
    nobodys: Arc<str>,
}

impl Passwords {
    /// With a strength not below the floor.
    #[must_use]
    pub fn new(strength: Strength) -> Self {
        let strength = Strength {
            memory_kib: strength.memory_kib.max(Strength::FLOOR.memory_kib),
            passes: strength.passes.max(Strength::FLOOR.passes),
        };
        Self {
            strength,
            permits: Arc::new(Semaphore::new(PERMITS)),
            places: Arc::new(Semaphore::new(PERMITS + WAITING)),
            computed: Arc::default(),
            nobodys: nobodys(strength).into(),
        }
    }

    /// How many were computed since the start: an unknown name has to cost what a known one does.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The PHC string to store for `password`.
    ///
    /// # Errors
    /// When the computation fails.
    pub async fn hash(&self, keys: &Keys, password: String) -> Result<String, UseCaseError> {
        let (pepper, strength) = (pepper(keys), self.strength);
        self.compute(move || {
            let hasher = hasher(&pepper, strength)?;
            let hash: PasswordHash =
                hasher.hash_password(password.as_bytes()).map_err(|error| error.to_string())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` belongs to `stored`. Without a stored hash it is compared with nobody's, by the same way, and the answer
    /// is no.
    ///
    /// # Errors
    /// When the computation fails.
    pub async fn verify(
        &self,
        keys: &Keys,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, UseCaseError> {
        let (pepper, strength) = (pepper(keys), self.strength);
        let is_somebodys = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobodys.to_string());
        self.compute(move || {
            let hasher = hasher(&pepper, strength)?;
            if password.chars().count() > MAX_CHARS {
                return Ok(false);
            }
            let stored = PasswordHash::new(&stored).map_err(|error| error.to_string())?;
            Ok(hasher.verify_password(password.as_bytes(), &stored).is_ok() && is_somebodys)
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, UseCaseError> {
        let Ok(_place) = self.places.try_acquire() else { return Err(super::WAIT.into()) };
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(UseCaseError::internal)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        let result = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        result.await.map_err(UseCaseError::internal)?.map_err(UseCaseError::internal)
    }
}

/// A PHC string of the same cost as a stored one, of random bytes: no password has it.
fn nobodys(strength: Strength) -> String {
    let (salt, hash) = (random::<16>(), random::<32>());
    let (memory, passes) = (strength.memory_kib, strength.passes);
    format!(
        "$argon2id$v=19$m={memory},t={passes},p=1${}${}",
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(hash)
    )
}

fn pepper(keys: &Keys) -> [u8; 32] {
    keys.mac(Purpose::Password, &[])
}

fn hasher(pepper: &[u8; 32], strength: Strength) -> Result<Argon2<'_>, String> {
    let params =
        Params::new(strength.memory_kib, strength.passes, 1, None).map_err(|error| error.to_string())?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(|error| error.to_string())
}

/// Whether a new password may be used for `username`.
///
/// # Errors
/// The field `password`: too short, too long, or made of the name.
pub fn check(password: &str, username: &str, around: &[String]) -> Result<(), UseCaseError> {
    check_new("password", password, (username, around), false)
}

/// What anybody knows of a clinic: its name and its host.
///
/// # Errors
/// When the database fails.
pub async fn around(backend: &Backend, facility: FacilityId) -> Result<Vec<String>, UseCaseError> {
    let clinic = facility::find(backend, facility).await?;
    Ok(vec![clinic.name, clinic.host])
}

/// Whether a new password may be used for `username`, by the clinic's own rule too; `around` is what anybody knows of the
/// clinic.
///
/// # Errors
/// The field `field`: too short, too long, made of the name, too common, or too simple.
pub fn check_new(
    field: &str,
    password: &str,
    (username, around): (&str, &[String]),
    is_complex: bool,
) -> Result<(), UseCaseError> {
    let chars = password.chars().count();
    let name = username.split('@').next().unwrap_or_default();
    let context: Vec<&str> = around.iter().map(String::as_str).chain([username]).collect();
    let message = if chars < MIN_CHARS {
        "password_too_short"
    } else if chars > MAX_CHARS {
        "password_too_long"
    } else if name.len() >= 4 && password.to_lowercase().contains(name) {
        "password_contains_name"
    } else if is_repeated(password) || is_leaked(password) || is_guessable(password, &context) {
        "password_too_common"
    } else if is_complex && !has_all_kinds(password) {
        "password_too_simple"
    } else {
        return Ok(());
    };
    Err(UseCaseError::Invalid(vec![FieldError::new(field, message)]))
}

/// Whether it is a few signs again and again, or a row of neighbours, so that its length says nothing.
fn is_repeated(password: &str) -> bool {
    let signs: Vec<char> = password.to_lowercase().chars().collect();
    let mut distinct = signs.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let is_run = |step: i64| {
        signs
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if i64::from(u32::from(*b)) - i64::from(u32::from(*a)) == step))
    };
    distinct.len() < 5 || is_run(1) || is_run(-1)
}

/// Letters of both cases, a digit, and another sign.
fn has_all_kinds(password: &str) -> bool {
    let has = |is_kind: fn(char) -> bool| password.chars().any(is_kind);
    has(char::is_lowercase)
        && has(char::is_uppercase)
        && has(|sign| sign.is_ascii_digit())
        && has(|sign| !sign.is_alphanumeric())
}
