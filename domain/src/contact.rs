//! Ways to reach a person: e-mail addresses and telephone numbers, as they are compared, and as screens may show them.

use serde::{Deserialize, Serialize};

/// Longest e-mail address, in bytes (RFC 5321).
const EMAIL_BYTES: usize = 254;
/// Longest part before the at sign, in bytes (RFC 5321).
const LOCAL_BYTES: usize = 64;

/// What kind of way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// An e-mail address.
    Email,
    /// A telephone that takes text messages, in E.164.
    Phone,
}

impl ContactKind {
    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Email, Self::Phone].into_iter().find(|kind| kind.name() == name)
    }
}

/// An e-mail address without spaces around it, if it can be one. Quoted local parts are not taken.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, host) = text.rsplit_once('@')?;
    // Small letters first: what is looked at is what is kept, and some small letters are two signs.
    let host = host.to_lowercase();
    let is_local = !local.is_empty()
        && local.len() <= LOCAL_BYTES
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|sign| sign.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(sign));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    let is_host = host.contains('.') && host.split('.').all(is_label);
    (local.len() + 1 + host.len() <= EMAIL_BYTES && is_local && is_host).then(|| format!("{local}@{host}"))
}

/// What two spellings of one address have in common.
#[must_use]
pub fn address_key(kind: ContactKind, address: &str) -> String {
    match kind {
        ContactKind::Email => address.trim().to_lowercase(),
        ContactKind::Phone => address.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect(),
    }
}

/// Enough of an address for its owner to recognise it.
#[must_use]
pub fn masked(kind: ContactKind, address: &str) -> String {
    match kind {
        ContactKind::Email => {
            let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
            let first: String = local.chars().take(1).collect();
            format!("{first}•••@{host}")
        }
        ContactKind::Phone => {
            let digits: Vec<char> = address.chars().filter(char::is_ascii_digit).collect();
            let end: String = digits.iter().skip(digits.len().saturating_sub(2)).collect();
            format!("••• {end}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_can_be_ones() {
        for (text, expected) in [
            (" Ana.Ruiz+portal@Example.ORG ", Some("Ana.Ruiz+portal@example.org")),
            ("josé@correo.example", Some("josé@correo.example")),
            ("a@b.co", Some("a@b.co")),
            ("a@b", None),
            ("@b.co", None),
            ("a b@c.de", None),
            ("a..b@c.de", None),
            (".a@c.de", None),
            ("a@-c.de", None),
            ("a@c..de", None),
            ("a@c.de\r\nBcc: x@y.zz", None),
            ("\"a b\"@c.de", None),
            ("<a@c.de>", None),
            ("a@\u{130}.de", None),
            ("", None),
        ] {
            assert_eq!(email(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(email(&format!("{}@c.de", "a".repeat(65))), None);
        assert_eq!(email(&format!("a@{}.de", "c".repeat(64))), None);
    }

    #[test]
    fn an_owner_recognises_the_address_and_nobody_else_learns_it() {
        assert_eq!(masked(ContactKind::Email, "ana.ruiz@example.org"), "a•••@example.org");
        assert_eq!(masked(ContactKind::Phone, "+34600123456"), "••• 56");
        assert_eq!(masked(ContactKind::Email, ""), "•••@");
        assert_eq!(masked(ContactKind::Phone, ""), "••• ");
    }

    #[test]
    fn spellings_of_one_address_compare_equal() {
        assert_eq!(address_key(ContactKind::Email, "Ana@Example.org"), "ana@example.org");
        assert_eq!(address_key(ContactKind::Phone, "+1 (555) 010-0199"), "+15550100199");
    }
}
