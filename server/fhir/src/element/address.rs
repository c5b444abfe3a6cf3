//! Postal addresses.

use serde::{Deserialize, Serialize};

use super::name::has_end;
use super::{Fields, Parsed, one_of, words};
use crate::json::Json;

const USES: &[&str] = &["home", "work", "temp", "old", "billing"];

/// A postal address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, house, door.
    pub lines: Vec<String>,
    /// Town.
    pub city: Option<String>,
    /// State, province or region.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// The whole address as one text, if the sender gave it.
    pub text: Option<String>,
    /// `home`, `work`, `temp`, `old` or `billing`.
    pub use_code: Option<String>,
    /// The person no longer lives there.
    pub is_former: bool,
}

/// Nothing: where a person lives is not for logs.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// An Address.
pub(crate) fn address(json: &Json) -> Parsed<Address> {
    let fields = Fields::of(json)?;
    let part = |name: &str| Ok::<_, crate::Invalid>(fields.optional(name, words)?.flatten());
    let use_code = fields.optional("use", one_of(USES))?;
    Ok(Address {
        lines: fields.list("line", words)?.into_iter().flatten().collect(),
        city: part("city")?,
        state: part("state")?,
        postal_code: part("postalCode")?,
        country: part("country")?,
        text: part("text")?,
        is_former: has_end(&fields)? || use_code.as_deref() == Some("old"),
        use_code,
    })
}

/// Where the person lives first, former addresses last.
pub(crate) fn sorted_addresses(mut addresses: Vec<Address>) -> Vec<Address> {
    addresses.sort_by_key(|address| {
        let place = match address.use_code.as_deref() {
            Some("home") => 0,
            None => 1,
            Some("temp") => 2,
            Some(_) => 3,
        };
        (address.is_former, place)
    });
    addresses
}
