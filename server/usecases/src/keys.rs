//! Keys derived from the installation's one secret: each purpose has its own, so that none serves for another.

use crate::UseCaseError;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, Payload};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::path::Path;

/// Version of the format of what is encrypted.
const SEAL_VERSION: u8 = 1;
/// Bytes of its nonce.
const NONCE: usize = 24;

/// What a derived key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The audit log's seals.
    Audit,
    /// The pepper of password hashes.
    Password,
    /// Names of known devices.
    Device,
    /// Keys of the throttle: names and addresses are not stored in the clear.
    Throttle,
    /// Names of addresses, where only their sameness counts.
    Address,
    /// One-time codes.
    Code,
    /// Secrets of second factors, encrypted.
    Factor,
    /// Links and codes of invitations.
    Invitation,
    /// Links to choose a new password.
    Reset,
    /// What people who register by themselves say, encrypted.
    Registration,
    /// National IDs, where only their sameness counts.
    NationalId,
    /// Answers to forms that wait for their page, encrypted.
    Flash,
    /// Files of records that wait to be fetched, encrypted.
    Download,
    /// For which reader a file was made.
    Reader,
    /// Addresses and keys of share links, encrypted.
    Share,
    /// Which medical-ID card a browser keeps.
    Card,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Audit => b"portal/audit/1",
            Self::Password => b"portal/password/1",
            Self::Device => b"portal/device/1",
            Self::Throttle => b"portal/throttle/1",
            Self::Address => b"portal/address/1",
            Self::Code => b"portal/code/1",
            Self::Factor => b"portal/factor/1",
            Self::Invitation => b"portal/invitation/1",
            Self::Reset => b"portal/reset/1",
            Self::Registration => b"portal/registration/1",
            Self::NationalId => b"portal/national-id/1",
            Self::Flash => b"portal/flash/1",
            Self::Download => b"portal/download/1",
            Self::Reader => b"portal/reader/1",
            Self::Share => b"portal/share/1",
            Self::Card => b"portal/card/1",
        }
    }
}

/// The installation's secret. It never leaves this type.
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// A secret held by the caller: tests.
    #[must_use]
    pub const fn from_bytes(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Reads the secret from `path`; makes one, readable only by its owner, if there is none.
    ///
    /// # Errors
    /// A sentence for the operator: what is wrong with the file and what to change.
    pub fn load_or_create(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        if path.exists() {
            refuse_open_permissions(path)?;
            let bytes = std::fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
            let secret = bytes.try_into().map_err(|_| {
                format!("{shown} must hold exactly 32 bytes; delete it only if no data depends on it")
            })?;
            return Ok(Self(secret));
        }
        let secret: [u8; 32] = random();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| format!("{shown}: {error}"))?;
        file.write_all(&secret)
            .and_then(|()| file.sync_all())
            .map_err(|error| format!("{shown}: {error}"))?;
        Ok(Self(secret))
    }

    /// Encrypts under the key of `purpose` (XChaCha20-Poly1305). What it belongs to, `place`, is part of what is signed: in
    /// another row it cannot be opened. The version of the format and the random nonce stand before the ciphertext.
    ///
    /// # Errors
    /// Only for texts of many gigabytes.
    pub fn seal(&self, purpose: Purpose, place: &[&[u8]], plain: &[u8]) -> Result<Vec<u8>, UseCaseError> {
        let nonce: [u8; NONCE] = random();
        let payload = Payload { msg: plain, aad: &joined(place) };
        let sealed = self.cipher(purpose).encrypt(&nonce.into(), payload).map_err(|_| sealing())?;
        Ok([&[SEAL_VERSION][..], &nonce, &sealed].concat())
    }

    /// Opens what [`Keys::seal`] encrypted for the same purpose and place.
    ///
    /// # Errors
    /// When it was changed, or belongs elsewhere.
    pub fn open(&self, purpose: Purpose, place: &[&[u8]], sealed: &[u8]) -> Result<Vec<u8>, UseCaseError> {
        let rest = sealed.strip_prefix(&[SEAL_VERSION]).ok_or_else(sealing)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or_else(sealing)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| sealing())?;
        let payload = Payload { msg: sealed, aad: &joined(place) };
        self.cipher(purpose).decrypt(&nonce.into(), payload).map_err(|_| sealing())
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&hmac(&self.0, &[purpose.label()]).into())
    }

    /// HMAC-SHA-256 under the key of `purpose`, over parts whose lengths are part of what is signed.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let derived = hmac(&self.0, &[purpose.label()]);
        hmac(&derived, parts)
    }
}

/// Parts with their lengths, so that none can be moved into another.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let with_length = |part: &&[u8]| [&(part.len() as u64).to_be_bytes()[..], part].concat();
    parts.iter().flat_map(with_length).collect()
}

fn sealing() -> UseCaseError {
    UseCaseError::internal(
        "what was encrypted cannot be opened: it was changed, or the secret key is another one",
    )
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // RFC 2104 pads a short key with zeros to the block length; so the two are the same key.
    let mut block = [0; 64];
    let (start, _) = block.split_at_mut(key.len());
    start.copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256, for tokens of full strength and for contents.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Random bytes from the operating system.
///
/// # Panics
/// Never in practice: a system without randomness cannot run a portal, and the process stops.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        std::process::abort();
    }
    bytes
}

#[cfg(unix)]
fn refuse_open_permissions(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode =
        std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{0} can be read by others; run: chmod 600 {0}", path.display()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_permissions(_: &Path) -> Result<(), String> {
    Ok(())
}
