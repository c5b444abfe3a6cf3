//! Parts: names for groups of utilities that recur, such as `button-primary`, written in `style/parts.txt`.

use std::collections::BTreeMap;

use encre_css::Config;

use super::StyleError;
use super::encre::{Rule, Utilities, escaped};
use super::order::ordered;

/// A name for a group of utilities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The class name.
    pub name: String,
    /// Line where it is defined.
    pub line: usize,
    /// Its utilities; the parts it names are already replaced by theirs. None for a mere hook.
    pub classes: Vec<String>,
}

/// Reads `name = utilities and parts defined above`; indented lines continue, `#` starts a comment.
///
/// # Errors
/// A line without a name, a name twice, or a name that is a utility's variant.
pub fn parts(text: &str) -> Result<Vec<Part>, StyleError> {
    let mut parts: Vec<Part> = Vec::new();
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
        let wrong = |problem: &str| StyleError::Part { line: number, problem: problem.to_owned() };
        let content = line.split('#').next().unwrap_or_default();
        if content.trim().is_empty() {
            continue;
        }
        let words = if content.starts_with(char::is_whitespace) {
            content
        } else {
            let (name, words) =
                content.split_once('=').ok_or_else(|| wrong("a part is written name = utilities"))?;
            let name = name.trim().to_owned();
            if name.is_empty() || name.contains([' ', ':']) || known.contains_key(&name) {
                return Err(wrong("a part needs a name of its own, without spaces and colons"));
            }
            known.insert(name.clone(), Vec::new());
            parts.push(Part { name, line: number, classes: Vec::new() });
            words
        };
        let part = parts.last_mut().ok_or_else(|| wrong("the first line is indented"))?;
        for word in words.split_whitespace() {
            let group = known.get(word).filter(|_| word != part.name).cloned();
            part.classes.extend(group.unwrap_or_else(|| vec![word.to_owned()]));
        }
        known.insert(part.name.clone(), part.classes.clone());
    }
    Ok(parts)
}

/// The rules of the parts whose names are in `used`, each with its own name as selector.
#[must_use]
pub fn part_rules(parts: &[Part], used: impl Fn(&str) -> bool, config: &Config) -> Utilities {
    let mut all = Utilities::default();
    for part in parts.iter().filter(|part| used(&part.name)) {
        let classes: Vec<&str> = part.classes.iter().map(String::as_str).collect();
        let found = ordered(&classes, config);
        all.rules.extend(found.rules.into_iter().map(|rule| Rule {
            selector: rule.selector.replace(&escaped(&rule.class), &escaped(&part.name)),
            class: part.name.clone(),
            ..rule
        }));
        for block in found.keyframes {
            if !all.keyframes.contains(&block) {
                all.keyframes.push(block);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::config;
    use super::super::write::written;
    use super::*;

    #[test]
    fn a_part_has_the_rules_of_its_utilities_under_its_own_name() {
        let text = "# Buttons\nbutton = p-4   # roomy\n  md:p-6\nbutton-primary = button hover:underline dark:p-2\nhook =\n";
        let parts = parts(text).unwrap();
        assert_eq!(
            parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(),
            ["button", "button-primary", "hook"]
        );
        let css = written(&part_rules(&parts, |name| name == "button-primary", &config()).rules);
        let expected = concat!(
            ".button-primary{padding:1rem}",
            "@media (hover:hover){.button-primary:hover{-webkit-text-decoration-line:underline;text-decoration-line:underline}}",
            "@media (width >= 48rem){.button-primary{padding:1.5rem}}",
            "@media (prefers-color-scheme:dark){:root:not([data-mode=light]) .button-primary{padding:.5rem}}",
            ":root[data-mode=dark] .button-primary{padding:.5rem}",
        );
        assert_eq!(css.replace("0.5rem", ".5rem"), expected);
    }

    #[test]
    fn what_is_written_wrongly_is_named_with_its_line() {
        for (text, line) in
            [("  p-4", 1), ("a = p-4\nb p-4", 2), ("a = p-4\na = p-2", 2), ("md:a = p-4", 1), ("= p-4", 1)]
        {
            assert!(matches!(parts(text), Err(StyleError::Part { line: at, .. }) if at == line), "{text}");
        }
    }
}
