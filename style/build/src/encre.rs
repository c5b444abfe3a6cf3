//! Runs encre-css and reads its answer as rules.

use std::collections::HashSet;

use encre_css::utils::check_selectors;
use encre_css::{Config, Preflight};

/// One CSS rule: what it is nested in, its selector and declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The class it belongs to, as written in the markup.
    pub class: String,
    /// Conditions around it, outermost first: `@media …`.
    pub conditions: Vec<String>,
    /// Its selector.
    pub selector: String,
    /// Its declarations, each ending with a semicolon.
    pub declarations: Vec<String>,
}

/// Rules, and the animations they use.
#[derive(Clone, Debug, Default)]
pub struct Utilities {
    /// The rules, in encre-css's order.
    pub rules: Vec<Rule>,
    /// Each `@keyframes` block.
    pub keyframes: Vec<String>,
}

/// Whether encre-css has a rule for a class.
#[must_use]
pub fn is_known(class: &str, config: &Config) -> bool {
    // encre-css also takes groups, `hover:(p-4,m-2)`, which nobody wants to meet in markup.
    let is_group = class.contains('(') && !class.contains('[');
    !is_group && check_selectors(class, config).is_empty() && !utilities([class], config).rules.is_empty()
}

/// encre-css's reset, without what our rules do not use.
#[must_use]
pub fn preflight(config: &Config, used_in: &str) -> String {
    let text = encre_css::generate([], config);
    text.lines()
        .filter(|line| match line.trim().strip_prefix("--en-").and_then(|rest| rest.split_once(':')) {
            Some((name, _)) => used_in.contains(&format!("--en-{name}")),
            None => true,
        })
        .map(|line| line.replace("--en-ring-offset-color: #fff;", "--en-ring-offset-color: var(--c-page);"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rules of classes.
#[must_use]
pub fn utilities<'a>(classes: impl IntoIterator<Item = &'a str>, config: &Config) -> Utilities {
    let mut config = config.clone();
    config.preflight = Preflight::new_none();
    let classes: HashSet<&str> = classes.into_iter().collect();
    let mut sorted: Vec<&str> = classes.iter().copied().collect();
    sorted.sort_unstable();
    // One source for all, so that each class is answered once.
    let text = encre_css::generate([sorted.join("\n").as_str()], &config);
    read(&text, &classes)
}

/// Reads encre-css's text, which has one selector, declaration or brace per line.
fn read(text: &str, classes: &HashSet<&str>) -> Utilities {
    let mut found = Utilities::default();
    let mut open: Vec<String> = Vec::new();
    let mut declarations: Vec<String> = Vec::new();
    let mut keyframes: Option<(usize, String)> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((depth, block)) = &mut keyframes {
            block.push_str(line);
            *depth = *depth + usize::from(line.ends_with('{')) - usize::from(line == "}");
            if *depth == 0
                && let Some((_, block)) = keyframes.take()
                && block.starts_with("@keyframes")
                && !found.keyframes.contains(&block)
            {
                found.keyframes.push(block);
            }
        } else if line.starts_with("@keyframes") || line.starts_with("@-webkit-keyframes") {
            keyframes = Some((1, line.to_owned()));
        } else if let Some(header) = line.strip_suffix('{') {
            open.push(header.trim().to_owned());
        } else if line == "}" {
            if !declarations.is_empty() {
                found.rules.extend(rule(&open, std::mem::take(&mut declarations), classes));
            }
            open.pop();
        } else {
            declarations.push(line.to_owned());
        }
    }
    found
}

fn rule(open: &[String], declarations: Vec<String>, classes: &HashSet<&str>) -> Option<Rule> {
    let (selector, conditions) = open.split_last()?;
    let class = class_of(selector, classes)?;
    Some(Rule { class, conditions: conditions.to_vec(), selector: selector.clone(), declarations })
}

/// The class among `classes` that a selector is for: `.group:hover .group-hover\:p-4` is for `group-hover:p-4`.
fn class_of(selector: &str, classes: &HashSet<&str>) -> Option<String> {
    selector
        .match_indices('.')
        .filter_map(|(at, _)| selector.get(at + 1..))
        .map(unescaped)
        .filter(|name| classes.contains(name.as_str()))
        .max_by_key(String::len)
}

/// The class name at the start of a selector's text, without its escapes.
fn unescaped(text: &str) -> String {
    let mut name = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // A leading digit is escaped by its code: `\32` is 2.
            '\\' if name.is_empty() && characters.next_if_eq(&'3').is_some() => {}
            '\\' => name.extend(characters.next()),
            other if other.is_alphanumeric() || other == '-' || other == '_' => name.push(other),
            _ => break,
        }
    }
    name
}

/// A class name as a selector writes it, just as encre-css escapes it.
#[must_use]
pub fn escaped(class: &str) -> String {
    let mut selector = String::from(".");
    for (at, character) in class.chars().enumerate() {
        if at == 0 && character.is_numeric() {
            selector.push_str("\\3");
        } else if !character.is_alphanumeric() && character != '-' && character != '_' {
            selector.push('\\');
        }
        selector.push(character);
    }
    selector
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::config;
    use super::*;

    #[test]
    fn rules_know_their_class_whatever_stands_around_it() {
        let classes = [
            "p-4",
            "md:hover:p-4",
            "group-hover:text-muted",
            "divide-y",
            "2xl:w-1/2",
            "p-[3.5px]",
            "animate-pulse",
        ];
        let found = utilities(classes, &config());
        let mut named: Vec<_> = found.rules.iter().map(|rule| rule.class.as_str()).collect();
        named.sort_unstable();
        named.dedup();
        let mut expected = classes;
        expected.sort_unstable();
        assert_eq!(named, expected);
        assert_eq!(found.keyframes.len(), 1);
        for rule in &found.rules {
            assert!(rule.selector.contains(&escaped(&rule.class)), "{rule:?}");
        }
    }

    #[test]
    fn the_reset_keeps_only_the_defaults_that_are_used() {
        let text = preflight(&config(), "width:calc(2px + var(--en-ring-offset-width))");
        assert!(text.contains("--en-ring-offset-width: 0px;") && !text.contains("--en-blur"));
        assert!(text.contains("box-sizing: border-box;") && text.contains("var(--font-mono)"));
    }
}
