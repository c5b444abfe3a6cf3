//! Links and access codes: computed from the invitation's id with the installation's key, so that the database alone tells
//! neither, and each time it is sent anew they are others.

use crate::Backend;
use crate::keys::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::contact::ContactKind;
use domain::ids::{FacilityId, InvitationId};
use domain::invitations::code_of;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// Bytes of a link's proof: 128 bits.
const PROOF: usize = 16;

/// How a link reached its reader: what arrived at an address proves that address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To an e-mail address or a telephone.
    Sent(ContactKind),
    /// On paper.
    Letter,
}

impl Way {
    const ALL: [Self; 3] = [Self::Sent(ContactKind::Email), Self::Sent(ContactKind::Phone), Self::Letter];

    const fn letter(self) -> char {
        match self {
            Self::Sent(ContactKind::Email) => 'e',
            Self::Sent(ContactKind::Phone) => 't',
            Self::Letter => 'p',
        }
    }
}

/// A link's token, taken apart; whether it is right shows only beside its invitation.
pub struct Claimed {
    /// The invitation it names.
    pub id: InvitationId,
    /// How it went out.
    pub way: Way,
    proof: Vec<u8>,
}

impl Claimed {
    /// Takes a token apart.
    pub fn read(token: &str) -> Option<Self> {
        let (letter, rest) = token.split_at_checked(1)?;
        let way = Way::ALL.into_iter().find(|way| letter.starts_with(way.letter()))?;
        let bytes = URL_SAFE_NO_PAD.decode(rest).ok()?;
        let (id, proof) = bytes.split_at_checked(16)?;
        let id = InvitationId(Uuid::from_slice(id).ok()?);
        (proof.len() == PROOF).then(|| Self { id, way, proof: proof.to_vec() })
    }

    /// Whether it is the token of this generation.
    pub fn is_right(&self, backend: &Backend, facility: FacilityId, generation: i32) -> bool {
        let expected = proof(backend, facility, (self.id, generation), self.way);
        expected.as_slice().ct_eq(&self.proof).into()
    }
}

/// The token of a link.
pub fn link_token(
    backend: &Backend,
    facility: FacilityId,
    (id, generation): (InvitationId, i32),
    way: Way,
) -> String {
    let bytes = [id.0.as_bytes().as_slice(), &proof(backend, facility, (id, generation), way)].concat();
    format!("{}{}", way.letter(), URL_SAFE_NO_PAD.encode(bytes))
}

/// The access code.
pub fn code(backend: &Backend, facility: FacilityId, (id, generation): (InvitationId, i32)) -> String {
    let generation = generation.to_be_bytes();
    let parts: [&[u8]; 4] = [b"code", facility.0.as_bytes(), id.0.as_bytes(), &generation];
    code_of(&backend.keys.mac(Purpose::Invitation, &parts))
}

/// What is stored of an access code.
pub fn code_mac(backend: &Backend, facility: FacilityId, code: &str) -> Vec<u8> {
    backend.keys.mac(Purpose::Invitation, &[b"typed", facility.0.as_bytes(), code.as_bytes()]).to_vec()
}

fn proof(
    backend: &Backend,
    facility: FacilityId,
    (id, generation): (InvitationId, i32),
    way: Way,
) -> Vec<u8> {
    let (generation, letter) = (generation.to_be_bytes(), [u8::try_from(way.letter()).unwrap_or_default()]);
    let parts: [&[u8]; 5] = [b"link", facility.0.as_bytes(), id.0.as_bytes(), &generation, &letter];
    backend.keys.mac(Purpose::Invitation, &parts).into_iter().take(PROOF).collect()
}
