//! Known devices: a signed name that a browser keeps after signing in, so that strangers' failures do not keep it out.

use crate::keys::{Keys, Purpose, random};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::FacilityId;
use subtle::ConstantTimeEq as _;

/// Random bytes of a device's name.
const NONCE: usize = 16;

/// A new name for a browser that has signed in with `username`.
pub fn name(keys: &Keys, facility: FacilityId, username: &str) -> String {
    let nonce: [u8; NONCE] = random();
    let mac = sign(keys, facility, username, &nonce);
    URL_SAFE_NO_PAD.encode([nonce.as_slice(), &mac].concat())
}

/// Whether `device` was given to a browser that had signed in with `username` here.
pub fn is_known(keys: &Keys, facility: FacilityId, username: &str, device: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(device) else { return false };
    let Some((nonce, mac)) = bytes.split_at_checked(NONCE) else { return false };
    sign(keys, facility, username, nonce).as_slice().ct_eq(mac).into()
}

fn sign(keys: &Keys, facility: FacilityId, username: &str, nonce: &[u8]) -> [u8; 32] {
    keys.mac(Purpose::Device, &[facility.0.as_bytes(), username.as_bytes(), nonce])
}
