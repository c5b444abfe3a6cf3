//! Telephone numbers and addresses on the net.

use serde::{Deserialize, Serialize};

use super::name::has_end;
use super::{Fields, Parsed, integer, one_of, words};
use crate::json::Json;

const SYSTEMS: &[&str] = &["phone", "fax", "email", "pager", "url", "sms", "other"];
const USES: &[&str] = &["home", "work", "temp", "old", "mobile"];

/// A way to reach a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telecom {
    /// `phone`, `fax`, `email`, `pager`, `url`, `sms` or `other`.
    pub system: Option<String>,
    /// The number or address.
    pub value: String,
    /// `home`, `work`, `temp`, `old` or `mobile`.
    pub use_code: Option<String>,
    /// The order in which to try, from 1.
    pub rank: Option<i64>,
    /// It no longer reaches the person.
    pub is_former: bool,
}

/// Nothing: how to reach a person is not for logs.
impl std::fmt::Debug for Telecom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Telecom(…)")
    }
}

/// A ContactPoint; nothing when it has no value.
pub(crate) fn telecom(json: &Json) -> Parsed<Option<Telecom>> {
    let fields = Fields::of(json)?;
    let system = fields.optional("system", one_of(SYSTEMS))?;
    let use_code = fields.optional("use", one_of(USES))?;
    let rank = fields.optional("rank", integer)?;
    let is_former = has_end(&fields)? || use_code.as_deref() == Some("old");
    let value = fields.optional("value", words)?.flatten();
    Ok(value.map(|value| Telecom { system, value, use_code, rank, is_former }))
}

/// The best way of this kind first; former ones are left out. Ranked ones come before others, mobile telephones
/// before those at home and at work.
pub(crate) fn reachable(telecoms: &[Telecom], system: &str) -> Vec<Telecom> {
    let of_kind = |telecom: &&Telecom| !telecom.is_former && telecom.system.as_deref() == Some(system);
    let mut found: Vec<Telecom> = telecoms.iter().filter(of_kind).cloned().collect();
    found.sort_by_key(|telecom| {
        let place = match telecom.use_code.as_deref() {
            Some("mobile") => 0,
            Some("home") => 1,
            None => 2,
            Some("work") => 3,
            Some(_) => 4,
        };
        (telecom.rank.unwrap_or(i64::MAX), place)
    });
    found
}
