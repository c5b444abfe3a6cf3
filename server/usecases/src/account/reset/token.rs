//! The token of a link: computed from its id with the installation's key, so that the database alone does not tell it.

use crate::Backend;
use crate::keys::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{FacilityId, ResetId};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// Bytes of a link's proof: 128 bits.
const PROOF: usize = 16;

/// A token, taken apart.
pub struct Claimed {
    /// The link it names.
    pub id: ResetId,
    proof: Vec<u8>,
}

impl Claimed {
    /// Takes a token apart.
    pub fn read(token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, proof) = bytes.split_at_checked(16)?;
        let id = ResetId(Uuid::from_slice(id).ok()?);
        (proof.len() == PROOF).then(|| Self { id, proof: proof.to_vec() })
    }

    /// Whether the installation made it for this facility.
    pub fn is_right(&self, backend: &Backend, facility: FacilityId) -> bool {
        proof(backend, facility, self.id).ct_eq(&self.proof).into()
    }
}

/// The token of a link.
pub fn token(backend: &Backend, facility: FacilityId, id: ResetId) -> String {
    URL_SAFE_NO_PAD.encode([id.0.as_bytes().as_slice(), &proof(backend, facility, id)].concat())
}

fn proof(backend: &Backend, facility: FacilityId, id: ResetId) -> Vec<u8> {
    let mac = backend.keys.mac(Purpose::Reset, &[facility.0.as_bytes(), id.0.as_bytes()]);
    mac.into_iter().take(PROOF).collect()
}
