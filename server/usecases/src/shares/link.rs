//! The link itself: its secrets, kept encrypted, and its address.

use super::{MANIFEST, VIEWER};
use crate::facility::Facility;
use crate::keys::{Purpose, random, sha256};
use crate::{Backend, UseCaseError, factors};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{FacilityId, ShareId};
use domain::shares::contract::ShareLink;
use entity::share;
use serde_json::json;

/// What makes a link: neither is stored in the clear.
pub struct Secrets {
    /// What its manifest is found by.
    pub address: [u8; 32],
    /// What its files are encrypted with.
    pub key: [u8; 32],
}

fn place(facility: FacilityId, id: ShareId) -> [Vec<u8>; 3] {
    [b"share".to_vec(), facility.0.as_bytes().to_vec(), id.0.as_bytes().to_vec()]
}

impl Secrets {
    /// New ones.
    pub fn new() -> Self {
        Self { address: random(), key: random() }
    }

    /// What is stored of the address.
    pub fn address_hash(&self) -> Vec<u8> {
        sha256(&self.address)
    }

    /// Both as they are stored.
    ///
    /// # Errors
    /// Never for texts of this length.
    pub fn sealed(
        &self,
        backend: &Backend,
        (facility, id): (FacilityId, ShareId),
    ) -> Result<Vec<u8>, UseCaseError> {
        let place = place(facility, id);
        let plain = [self.address, self.key].concat();
        backend.keys.seal(Purpose::Share, &place.each_ref().map(|part| part.as_slice()), &plain)
    }

    /// Those of a stored link.
    ///
    /// # Errors
    /// When they were changed, or belong elsewhere.
    pub fn of(backend: &Backend, row: &share::Model) -> Result<Self, UseCaseError> {
        let place = place(row.facility_id, row.id);
        let place = place.each_ref().map(|part| part.as_slice());
        let plain = backend.keys.open(Purpose::Share, &place, &row.sealed)?;
        let (address, key) = plain.split_at_checked(32).ok_or_else(odd)?;
        Ok(Self { address: address.try_into().map_err(|_| odd())?, key: key.try_into().map_err(|_| odd())? })
    }
}

fn odd() -> UseCaseError {
    UseCaseError::internal("the secrets of a share link have another length")
}

/// The link as people pass it on. What opens the record stands behind the `#`, which browsers send to nobody.
///
/// # Errors
/// When its secrets cannot be opened.
pub fn link(backend: &Backend, facility: &Facility, row: &share::Model) -> Result<ShareLink, UseCaseError> {
    let secrets = Secrets::of(backend, row)?;
    let origin = backend.site.origin(&facility.host);
    let mut payload = json!({
        "url": format!("{origin}{MANIFEST}{}", URL_SAFE_NO_PAD.encode(secrets.address)),
        "key": URL_SAFE_NO_PAD.encode(secrets.key),
        "exp": row.ends_s.0,
    });
    if let (Some(members), Some(_)) = (payload.as_object_mut(), &row.passcode_hash) {
        members.insert("flag".to_owned(), json!("P"));
    }
    let href = format!("{origin}{VIEWER}#shlink:/{}", URL_SAFE_NO_PAD.encode(payload.to_string()));
    let (qr_path, qr_size) = factors::qr(&href)?;
    Ok(ShareLink { href, qr_path, qr_size })
}
