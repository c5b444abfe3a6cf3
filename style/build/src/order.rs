//! Puts rules with variants in an order that works.
//!
//! encre-css leaves rules with variants in reverse alphabetical order: `sm:` beats `xl:` on wide screens, `max-lg:`
//! beats `max-md:` on narrow ones, `md:p-2` beats `md:px-4`. Here: utilities without variants first, then states, then
//! breakpoints from narrow to wide, dark, print; and within the same variants the order the utilities have without any.

use std::collections::HashMap;

use encre_css::Config;
use encre_css::config::{BUILTIN_SCREENS, BUILTIN_VARIANTS};

use super::encre::{Rule, Utilities, utilities};
use super::vocabulary::{DARK_SELECTOR, beside};

/// Splits `md:hover:p-4` into its variants and `p-4`; brackets may hold colons.
#[must_use]
pub fn variants(class: &str) -> (Vec<&str>, &str) {
    let mut depth = 0_u32;
    let mut variants = Vec::new();
    let mut start = 0;
    for (at, character) in class.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                variants.push(class.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    (variants, class.get(start..).unwrap_or_default())
}

/// The rules of classes in the order they must be written, with hover only where there is a pointer that hovers, and
/// dark mode by choice and by the system's preference.
#[must_use]
pub fn ordered(classes: &[&str], config: &Config) -> Utilities {
    let found = utilities(classes.iter().copied(), config);
    let plain = utilities(classes.iter().map(|class| beside(variants(class).1)), config);
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, rule) in plain.rules.into_iter().enumerate() {
        places.entry(rule.class).or_insert(place);
    }
    let mut rules: Vec<Rule> = found.rules.into_iter().flat_map(adapted).collect();
    // Stable, so that several rules of one class stay as they came.
    rules.sort_by_cached_key(|rule| {
        let (names, base) = variants(&rule.class);
        let mut ranks: Vec<u32> = names.into_iter().map(rank).collect();
        ranks.sort_unstable_by(|one, other| other.cmp(one));
        (ranks, places.get(beside(base)).copied(), rule.class.clone())
    });
    Utilities { rules, keyframes: found.keyframes }
}

/// A rule as it must be written; two where it depends on dark mode.
fn adapted(mut rule: Rule) -> Vec<Rule> {
    let (names, _) = variants(&rule.class);
    let is_hover =
        names.iter().any(|name| name.trim_start_matches("group-").trim_start_matches("peer-") == "hover");
    let is_dark = names.contains(&"dark");
    if is_hover {
        // A tap would leave the hover tone behind.
        rule.conditions.insert(0, "@media (hover: hover)".to_owned());
    }
    if !is_dark {
        return vec![rule];
    }
    let mut by_system = rule.clone();
    by_system.selector = rule.selector.replace(DARK_SELECTOR, ":root:not([data-mode=light])");
    by_system.conditions.insert(0, "@media (prefers-color-scheme: dark)".to_owned());
    vec![by_system, rule]
}

/// Where a variant stands: later beats earlier.
fn rank(variant: &str) -> u32 {
    let screen =
        |name: &str| BUILTIN_SCREENS.iter().find(|(screen, _)| *screen == name).map(|(_, width)| *width);
    let pixels = |width: &str| {
        let number = width.trim_end_matches(|character: char| character.is_alphabetic());
        let unit = if width.ends_with("px") { 1.0 } else { 16.0 };
        number.parse::<f64>().map_or(0, |number| (number * unit) as u32)
    };
    let bracketed = |prefix: &str| variant.strip_prefix(prefix)?.strip_prefix("-[")?.strip_suffix(']');
    if let Some(width) = screen(variant).or_else(|| bracketed("min")) {
        return 20_000 + pixels(width);
    }
    if let Some(width) = variant.strip_prefix("max-").and_then(screen).or_else(|| bracketed("max")) {
        return 20_000_u32.saturating_sub(pixels(width));
    }
    if variant.starts_with('@') {
        return 30_000;
    }
    match variant {
        "motion-safe" | "motion-reduce" | "contrast-more" | "contrast-less" => 40_000,
        "dark" => 41_000,
        "print" => 42_000,
        "forced-colors" => 43_000,
        _ => {
            let name =
                variant.trim_start_matches("group-").trim_start_matches("peer-").trim_start_matches("not-");
            let name = name.split_once("-[").map_or(name, |(name, _)| name);
            BUILTIN_VARIANTS.get_index(name).and_then(|index| u32::try_from(index).ok()).unwrap_or(1_000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::config;
    use super::*;

    fn order(classes: &[&str]) -> Vec<String> {
        ordered(classes, &config()).rules.into_iter().map(|rule| rule.class).collect()
    }

    #[test]
    fn wide_beats_narrow_and_print_beats_all() {
        let classes = [
            "print:p-0",
            "lg:p-4",
            "md:p-2",
            "2xl:p-6",
            "sm:p-1",
            "max-md:p-3",
            "max-lg:p-8",
            "xl:p-5",
            "p-0",
            "dark:p-1",
        ];
        let mut expected =
            vec!["p-0", "max-lg:p-8", "max-md:p-3", "sm:p-1", "md:p-2", "lg:p-4", "xl:p-5", "2xl:p-6"];
        expected.extend(["dark:p-1", "dark:p-1", "print:p-0"]);
        assert_eq!(order(&classes), expected);
    }

    #[test]
    fn a_side_beats_all_sides_within_the_same_variant_too() {
        assert_eq!(order(&["md:px-4", "md:p-2", "md:pt-1"]), ["md:p-2", "md:px-4", "md:pt-1"]);
        assert_eq!(order(&["pb-safe", "p-4"]), ["p-4", "pb-safe"]);
        assert_eq!(order(&["rounded-t-none", "rounded-theme"]), ["rounded-theme", "rounded-t-none"]);
        assert_eq!(order(&["duration-fast", "transition-colors"]), ["transition-colors", "duration-fast"]);
        assert_eq!(order(&["hover:border-t-0", "hover:border"]), ["hover:border", "hover:border-t-0"]);
    }

    #[test]
    fn pressed_beats_hovered_and_disabled_beats_both() {
        let classes =
            ["disabled:bg-sunken", "active:bg-primary-active", "hover:bg-primary-hover", "md:hover:bg-card"];
        let expected =
            ["hover:bg-primary-hover", "active:bg-primary-active", "disabled:bg-sunken", "md:hover:bg-card"];
        assert_eq!(order(&classes), expected);
    }

    #[test]
    fn hover_needs_a_pointer_and_dark_follows_choice_and_system() {
        let rules = ordered(&["group-hover:underline", "dark:hidden"], &config()).rules;
        assert_eq!(rules[0].conditions, ["@media (hover: hover)"]);
        assert_eq!(rules[1].selector, ":root:not([data-mode=light]) .dark\\:hidden");
        assert_eq!(rules[1].conditions, ["@media (prefers-color-scheme: dark)"]);
        assert_eq!(
            (rules[2].selector.as_str(), rules[2].conditions.len()),
            (":root[data-mode=dark] .dark\\:hidden", 0)
        );
    }

    #[test]
    fn colons_in_brackets_part_nothing() {
        assert_eq!(variants("md:[&>a]:hover:p-4"), (vec!["md", "[&>a]", "hover"], "p-4"));
        assert_eq!(variants("bg-[url(a:b)]"), (vec![], "bg-[url(a:b)]"));
    }
}
