//! Names of people.

use serde::{Deserialize, Serialize};

use super::{Fields, Parsed, one_of, words};
use crate::json::Json;

const USES: &[&str] = &["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"];

/// A name of a person.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Given names, in order; the first is the first name.
    pub given: Vec<String>,
    /// Family name, with all its parts.
    pub family: Option<String>,
    /// Titles (`Dr.`, `Mrs.`).
    pub prefixes: Vec<String>,
    /// What stands behind (`Jr.`, `MD`).
    pub suffixes: Vec<String>,
    /// The whole name as one text, if the sender gave it.
    pub text: Option<String>,
    /// `usual`, `official`, `temp`, `nickname`, `anonymous`, `old` or `maiden`.
    pub use_code: Option<String>,
    /// The name has an end: it was used until then.
    pub is_ended: bool,
}

impl Name {
    /// Given and family names without titles; the sender's text when there are no parts.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        let parts = self.given.iter().chain(&self.family);
        joined(parts).or_else(|| self.text.clone())
    }

    /// The name with titles and all, as clinicians are shown; the sender's own text is preferred.
    #[must_use]
    pub fn titled(&self) -> Option<String> {
        let parts = self.prefixes.iter().chain(&self.given).chain(&self.family).chain(&self.suffixes);
        self.text.clone().or_else(|| joined(parts))
    }

    /// Whether the person no longer goes by it.
    #[must_use]
    pub fn is_former(&self) -> bool {
        self.is_ended || matches!(self.use_code.as_deref(), Some("old" | "maiden"))
    }

    /// How well the name fits as the main one; less is better.
    const fn rank(&self) -> u8 {
        match self.use_code {
            _ if self.is_ended => 9,
            None => 2,
            Some(ref code) => match code.as_bytes() {
                b"official" => 0,
                b"usual" => 1,
                b"nickname" => 4,
                b"temp" => 5,
                b"anonymous" => 6,
                _ => 8,
            },
        }
    }
}

/// The main name first, the others in their order.
pub(crate) fn sorted_names(mut names: Vec<Name>) -> Vec<Name> {
    names.retain(|name| name.plain().is_some());
    names.sort_by_key(Name::rank);
    names
}

fn joined<'a>(parts: impl Iterator<Item = &'a String>) -> Option<String> {
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    Some(parts.join(" ")).filter(|name| !name.is_empty())
}

/// Nothing: a name is not for logs.
impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Name(…)")
    }
}

/// A HumanName.
pub(crate) fn name(json: &Json) -> Parsed<Name> {
    let fields = Fields::of(json)?;
    let parts =
        |name: &str| Ok::<_, crate::Invalid>(fields.list(name, words)?.into_iter().flatten().collect());
    Ok(Name {
        given: parts("given")?,
        family: fields.optional("family", words)?.flatten(),
        prefixes: parts("prefix")?,
        suffixes: parts("suffix")?,
        text: fields.optional("text", words)?.flatten(),
        use_code: fields.optional("use", one_of(USES))?,
        is_ended: has_end(&fields)?,
    })
}

/// Whether the element's `period` has an end.
pub(crate) fn has_end(fields: &Fields<'_>) -> Parsed<bool> {
    Ok(fields.optional("period", crate::date::period)?.is_some_and(|period| period.end.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Name {
        name(&text.parse().unwrap()).unwrap()
    }

    #[test]
    fn titles_are_left_out_of_plain_names() {
        let name = read(
            r#"{"prefix":["Dr."],"given":["Iñaki"],"family":"Etxeberria Agirre-Goikoetxea","suffix":["MD"]}"#,
        );
        assert_eq!(name.plain().unwrap(), "Iñaki Etxeberria Agirre-Goikoetxea");
        assert_eq!(name.titled().unwrap(), "Dr. Iñaki Etxeberria Agirre-Goikoetxea MD");
    }

    #[test]
    fn a_name_of_one_text_is_used_as_it_stands() {
        assert_eq!(read(r#"{"text":"Roel"}"#).plain().unwrap(), "Roel");
        assert_eq!(read(r#"{"text":" ","given":[" "]}"#).plain(), None);
    }

    #[test]
    fn the_official_name_comes_first_and_ended_ones_last() {
        let names = [
            r#"{"use":"maiden","text":"maiden"}"#,
            r#"{"use":"official","text":"ended","period":{"end":"2002"}}"#,
            r#"{"text":"unsaid"}"#,
            r#"{"use":"usual","text":"usual"}"#,
            r#"{"use":"official","text":"official"}"#,
            r#"{"use":"nickname","text":"nickname"}"#,
        ];
        let sorted = sorted_names(names.iter().map(|text| read(text)).collect());
        let texts: Vec<_> = sorted.iter().map(|name| name.text.as_deref().unwrap()).collect();
        assert_eq!(texts, ["official", "usual", "unsaid", "nickname", "maiden", "ended"]);
        assert!(sorted.iter().rev().take(2).all(Name::is_former));
    }
}
