//! Passwords that have leaked elsewhere and that are long enough for us, as a Bloom filter: none of the list gets
//! through, and of others one in some thousands is refused for nothing (`scripts/leaked.sh` makes it; docs/THIRD_PARTY.md).

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// The filter, bit by bit.
pub static FILTER: &[u8] = include_bytes!("leaked.bin");
/// Bits that are looked at for each password, as in `scripts/leaked.py`.
const PROBES: u64 = 11;

/// Whether a password is on the list of those that have leaked, whatever its capitals.
#[must_use]
pub fn is_leaked(password: &str) -> bool {
    let plain = password.nfkc().collect::<String>().to_lowercase();
    let digest = Sha256::digest(plain.as_bytes());
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let (head, rest) = digest.split_at(8);
    let (first, second) = (number(head), number(rest.split_at(8).0));
    let bits = u64::try_from(FILTER.len()).unwrap_or(0) * 8;
    (0..PROBES).all(|probe| {
        let Some(at) = first.wrapping_add(probe.wrapping_mul(second)).checked_rem(bits) else { return false };
        let byte = usize::try_from(at / 8).ok().and_then(|byte| FILTER.get(byte));
        byte.is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    })
}
