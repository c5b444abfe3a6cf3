//! Every text the product shows, in each enabled language, behind typed keys.
//!
//! Texts live in `locales/<language>/<feature>.json`; the build makes [`k`] from them and fails when a
//! language lacks one. Placeholders are written `{name}`; a pair `x.one`, `x.other` becomes a [`Plural`].

mod format;
mod lang;

pub use format::{
    Lookup, date_long, date_short, duration, lookup, month_short, month_year, months, numeric_date, time,
    time_range, weekday_short,
};
pub use lang::Lang;

/// The index of a text in every language's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub u16);

/// Two texts of which the number decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    /// For one (in French and Portuguese also for none).
    pub one: Key,
    /// For every other number.
    pub other: Key,
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// Every text of one language, indexed by [`Key`].
#[must_use]
pub fn table(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => &TABLE_EN,
        Lang::Es => &TABLE_ES,
    }
}

/// Every text of one language, but empty where `is_needed` says no to its feature: `calendar`, `theme`.
#[must_use]
pub fn table_of(lang: Lang, is_needed: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let texts = table(lang).iter().zip(FEATURES);
    texts.map(|(text, feature)| if is_needed(feature) { *text } else { "" }).collect()
}

/// The text of `key`; empty if the key is none of this build's.
#[must_use]
pub fn text(lang: Lang, key: Key) -> &'static str {
    table(lang).get(usize::from(key.0)).copied().unwrap_or("")
}

/// The key of a text whose name is only known at run time: a refusal's or a field error's.
#[must_use]
pub fn key_by_name(name: &str) -> Option<Key> {
    find(name)
}

/// Puts values into the placeholders of `text`.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                match values.iter().find(|(candidate, _)| *candidate == name) {
                    Some((_, value)) => out.push_str(value),
                    None => {
                        out.push('{');
                        out.push_str(name);
                        out.push('}');
                    }
                }
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_with_a_value_is_filled_and_others_stay() {
        assert_eq!(fill("{a} of {b}, {c}", &[("a", "1"), ("b", "{c}")]), "1 of {c}, {c}");
        assert_eq!(fill("open { end", &[]), "open { end");
    }

    #[test]
    fn each_language_has_every_text() {
        for lang in Lang::ALL {
            assert_eq!(table(lang).len(), COUNT);
        }
    }
}
