//! Codes and the words for them: Coding and CodeableConcept.

use serde::{Deserialize, Serialize};

use super::{Fields, Parsed, boolean, not_one_of, text, token, words};
use crate::error::Invalid;
use crate::json::Json;

/// One code of one code system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// The code system, as a URI.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The system's words for the code.
    pub display: Option<String>,
    /// A person chose this coding.
    pub is_chosen: bool,
}

/// A concept with the best of its codes and the best of its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Plain words where there are any: the text, else the words of a coding; the bare code only as a last resort. What is nothing
    /// but one of the codes is no words.
    pub text: Option<String>,
    /// The code system of `code`.
    pub system: Option<String>,
    /// The code that stands for the concept: the one a person chose, else the first.
    pub code: Option<String>,
    /// The system's words for `code`.
    pub display: Option<String>,
    /// All codes, for looking up explanations in whichever system is known.
    pub codings: Vec<Coding>,
}

impl Code {
    /// The code in this system, if the concept has one.
    #[must_use]
    pub fn in_system(&self, system: &str) -> Option<&str> {
        let coding = self.codings.iter().find(|coding| coding.system.as_deref() == Some(system));
        coding.and_then(|coding| coding.code.as_deref())
    }

    /// Whether it has a code and no words for it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.text.as_deref().is_some_and(|text| is_one_of(text, self.code.as_deref(), &self.codings))
    }

    fn new(text: Option<String>, codings: Vec<Coding>) -> Self {
        let chosen = codings.iter().find(|coding| coding.is_chosen && coding.code.is_some());
        let main = chosen.or_else(|| codings.iter().find(|coding| coding.code.is_some())).cloned();
        let main = main.unwrap_or_default();
        let displays = codings.iter().filter_map(|coding| coding.display.clone());
        let mut given = text.into_iter().chain(main.display.clone()).chain(displays);
        let words = given
            .find(|words| !is_one_of(words, main.code.as_deref(), &codings))
            .or_else(|| main.code.clone());
        Self { text: words, system: main.system, code: main.code, display: main.display, codings }
    }

    /// A concept made of words alone.
    pub(crate) fn words(text: Option<String>) -> Self {
        Self::new(text, Vec::new())
    }
}

/// Whether a text is one of a concept's codes. Some senders have codes that are words (`Potassium`): beside another code, those are
/// words.
fn is_one_of(text: &str, main: Option<&str>, codings: &[Coding]) -> bool {
    let is_word = text.chars().any(char::is_lowercase) && !text.chars().any(|sign| sign.is_ascii_digit());
    main == Some(text) || (!is_word && codings.iter().any(|coding| coding.code.as_deref() == Some(text)))
}

impl From<Coding> for Code {
    fn from(coding: Coding) -> Self {
        Self::new(None, vec![coding])
    }
}

/// A Coding.
pub(crate) fn coding(json: &Json) -> Parsed<Coding> {
    let fields = Fields::of(json)?;
    Ok(Coding {
        system: fields.optional("system", text)?,
        code: fields.optional("code", token)?,
        display: fields.optional("display", words)?.flatten(),
        is_chosen: fields.optional("userSelected", boolean)?.unwrap_or(false),
    })
}

/// A CodeableConcept.
pub(crate) fn code(json: &Json) -> Parsed<Code> {
    let fields = Fields::of(json)?;
    Ok(Code::new(fields.optional("text", words)?.flatten(), fields.list("coding", coding)?))
}

/// The best words of each concept of a list.
pub(crate) fn best_text(codes: Vec<Code>) -> Vec<String> {
    codes.into_iter().filter_map(|code| code.text).collect()
}

/// A CodeableConcept whose code must be one of a fixed list of one system.
pub(crate) fn bound_concept<'c>(
    system: &'c str,
    codes: &'c [&'c str],
) -> impl Fn(&Json) -> Parsed<String> + 'c {
    move |json| {
        let concept = code(json)?;
        // Some senders leave the system out, where only one can be meant.
        let fitting =
            concept.codings.iter().filter(|coding| coding.system.as_deref().is_none_or(|own| own == system));
        let given = fitting.filter_map(|coding| coding.code.as_deref());
        match given.clone().find(|code| codes.contains(code)) {
            Some(code) => Ok(code.to_owned()),
            None => Err(match given.clone().next() {
                Some(other) => not_one_of(other, codes),
                None => Invalid::here(format!("has no code of {system}")),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str) -> Code {
        code(&text.parse().unwrap()).unwrap()
    }

    #[test]
    fn words_win_over_codes() {
        let cases = [
            (r#"{"text":"Asthma","coding":[{"code":"1","display":"Asthma (disorder)"}]}"#, "Asthma"),
            (r#"{"text":"  ","coding":[{"code":"1","display":"Asthma (disorder)"}]}"#, "Asthma (disorder)"),
            (r#"{"coding":[{"code":"J45"},{"code":"1","display":"Asthma"}]}"#, "Asthma"),
            (
                r#"{"coding":[{"code":"1","display":"One"},{"code":"2","display":"Two","userSelected":true}]}"#,
                "Two",
            ),
            (r#"{"coding":[{"system":"s","code":"J45"}]}"#, "J45"),
            (r#"{"text":"J45","coding":[{"code":"J45","display":"Asthma"}]}"#, "Asthma"),
            (
                r#"{"text":"E11.9","coding":[{"code":"44054006","userSelected":true},{"code":"E11.9","display":"Diabetes"}]}"#,
                "Diabetes",
            ),
            (r#"{"coding":[{"code":"E11.9"},{"code":"DM2","display":"DM2"}]}"#, "E11.9"),
            (r#"{"text":"Potassium","coding":[{"code":"2823-3"},{"code":"Potassium"}]}"#, "Potassium"),
        ];
        for (text, words) in cases {
            assert_eq!(best(text).text.as_deref(), Some(words), "{text}");
        }
        assert_eq!(best("{}").text, None);
    }

    #[test]
    fn a_code_is_bare_where_nobody_gave_it_words() {
        for (text, is_bare) in [
            (r#"{"text":"Left arm","coding":[{"code":"368208006"}]}"#, false),
            (r#"{"coding":[{"code":"1","display":"One"}]}"#, false),
            (r#"{"coding":[{"code":"J45"},{"code":"1","display":"Asthma"}]}"#, false),
            (r#"{"coding":[{"system":"urn:own","code":"7"}]}"#, true),
            (r#"{"text":"7","coding":[{"code":"7"}]}"#, true),
            (r#"{"coding":[{"code":"7","display":"7"}]}"#, true),
            (r#"{"coding":[{"code":"E11.9"},{"code":"DM2","display":"DM2"}]}"#, true),
            (r#"{"text":"E11.9","coding":[{"code":"44054006","userSelected":true},{"code":"E11.9"}]}"#, true),
            (r#"{"text":"Potassium","coding":[{"code":"2823-3"},{"code":"Potassium"}]}"#, false),
            (r#"{"text":"7"}"#, false),
            ("{}", false),
        ] {
            assert_eq!(best(text).is_bare(), is_bare, "{text}");
        }
    }

    #[test]
    fn the_code_stays_beside_the_words_of_another_coding() {
        let code = best(
            r#"{"coding":[{"system":"icd","code":"J45"},{"system":"sct","code":"1","display":"Asthma"}]}"#,
        );
        assert_eq!((code.code.as_deref(), code.display.as_deref()), (Some("J45"), None));
        assert_eq!(code.in_system("sct"), Some("1"));
    }

    #[test]
    fn a_bound_concept_needs_a_code_of_its_own_system() {
        let read = bound_concept("sys", &["active", "resolved"]);
        let case = |text: &str| read(&text.parse().unwrap()).map_err(|invalid| invalid.to_string());
        assert_eq!(
            case(r#"{"coding":[{"system":"x","code":"55"},{"system":"sys","code":"active"}]}"#).unwrap(),
            "active"
        );
        assert_eq!(case(r#"{"coding":[{"code":"resolved"}]}"#).unwrap(), "resolved");
        let wrong = case(r#"{"coding":[{"system":"sys","code":"gone"}]}"#).unwrap_err();
        assert_eq!(wrong, ": gone is not one of active, resolved");
        assert_eq!(case(r#"{"text":"active"}"#).unwrap_err(), ": has no code of sys");
        assert_eq!(case(r#""active""#).unwrap_err(), ": must be an object");
    }
}
