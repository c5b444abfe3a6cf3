//! The enabled languages, and how one is chosen.

use crate::Plural;
use serde::{Deserialize, Serialize};

/// A language the product is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// Every enabled language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The BCP 47 tag, for `lang=` and for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a BCP 47 tag such as `es-MX`, if it is enabled.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The best enabled language of an `Accept-Language` header (RFC 9110, 12.5.4), if any is acceptable.
    #[must_use]
    pub fn negotiate(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Self::parse) else { continue };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=").map(|q| q.parse::<f32>().unwrap_or(0.0)))
                .unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(_, found)| weight > found) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The text for a count (CLDR plural rules for whole numbers).
    #[must_use]
    pub const fn plural(self, plural: Plural, count: u64) -> crate::Key {
        match self {
            Self::En | Self::Es if count == 1 => plural.one,
            Self::En | Self::Es => plural.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_enabled_language_wins() {
        assert_eq!(Lang::negotiate("de, es-MX;q=0.8, en;q=0.7"), Some(Lang::Es));
        assert_eq!(Lang::negotiate("en;q=0, es;q=0.1"), Some(Lang::Es));
        assert_eq!(Lang::negotiate("de"), None);
        assert_eq!(Lang::negotiate(""), None);
    }
}
