//! Exchanges the values of encre-css's fixed scales for our tokens, so that `text-lg` is the product's large text.

/// Declarations that encre-css writes together, and what we write instead.
const GROUPS: &[(&[&str], &[&str])] = &[
    (
        &["font-size: 0.75rem;", "line-height: 1rem;"],
        &["font-size: var(--text-xs);", "line-height: var(--leading-xs);"],
    ),
    (
        &["font-size: 0.875rem;", "line-height: 1.25rem;"],
        &["font-size: var(--text-sm);", "line-height: var(--leading-sm);"],
    ),
    (
        &["font-size: 1rem;", "line-height: 1.5rem;"],
        &["font-size: var(--text-base);", "line-height: var(--leading-base);"],
    ),
    (
        &["font-size: 1.125rem;", "line-height: 1.75rem;"],
        &["font-size: var(--text-lg);", "line-height: var(--leading-lg);"],
    ),
    (
        &["font-size: 1.25rem;", "line-height: 1.75rem;"],
        &["font-size: var(--text-xl);", "line-height: var(--leading-xl);"],
    ),
    (
        &["font-size: 1.5rem;", "line-height: 2rem;"],
        &["font-size: var(--text-2xl);", "line-height: var(--leading-2xl);"],
    ),
    (
        &["font-size: 1.875rem;", "line-height: 2.25rem;"],
        &["font-size: var(--text-3xl);", "line-height: var(--leading-3xl);"],
    ),
    (
        &["font-size: 2.25rem;", "line-height: 2.5rem;"],
        &["font-size: var(--text-4xl);", "line-height: var(--leading-4xl);"],
    ),
    // Between rows, not below them: encre-css has the two sides the wrong way round.
    (
        &[
            "border-block-start-width: calc(1px * var(--en-divide-y-reverse));",
            "border-block-end-width: calc(1px * calc(1 - var(--en-divide-y-reverse)));",
        ],
        &["border-block-start-width: 1px;"],
    ),
    (
        &["transition-timing-function: cubic-bezier(0.4, 0, 0.2, 1);"],
        &["transition-timing-function: var(--ease-out);"],
    ),
    (&["transition-duration: 150ms;"], &["transition-duration: var(--motion-base);"]),
];

/// Radii by encre-css's value.
const RADII: [(&str, &str); 4] = [
    ("0.25rem", "var(--radius-sm)"),
    ("0.375rem", "var(--radius-md)"),
    ("0.5rem", "var(--radius-lg)"),
    ("0.75rem", "var(--radius-xl)"),
];

/// The declarations of a rule with our values.
#[must_use]
pub fn exchanged(mut declarations: Vec<String>) -> Vec<String> {
    for (theirs, ours) in GROUPS {
        if let Some(at) = declarations.windows(theirs.len()).position(|window| window == *theirs) {
            declarations.splice(at..at + theirs.len(), ours.iter().map(ToString::to_string));
        }
    }
    for declaration in &mut declarations {
        let Some((property, value)) = declaration.trim_end_matches(';').split_once(": ") else { continue };
        let ours = match property {
            "font-family" if value.starts_with("ui-sans-serif") => Some("var(--font-sans)"),
            "font-family" if value.starts_with("Menlo") => Some("var(--font-mono)"),
            _ if property.ends_with("radius") => {
                RADII.iter().find(|(theirs, _)| *theirs == value).map(|(_, ours)| *ours)
            }
            _ => None,
        };
        if let Some(ours) = ours {
            *declaration = format!("{property}: {ours};");
        }
    }
    declarations
}

#[cfg(test)]
mod tests {
    use super::super::encre::utilities;
    use super::super::vocabulary::config;
    use super::*;

    fn declared(class: &str) -> String {
        let rules = utilities([class], &config()).rules;
        rules.into_iter().flat_map(|rule| exchanged(rule.declarations)).collect()
    }

    #[test]
    fn the_type_scale_is_ours() {
        for size in ["xs", "sm", "base", "lg", "xl", "2xl", "3xl", "4xl"] {
            let expected = format!("font-size: var(--text-{size});line-height: var(--leading-{size});");
            assert_eq!(declared(&format!("text-{size}")), expected);
        }
    }

    #[test]
    fn radii_families_and_motion_are_ours() {
        assert_eq!(declared("rounded-sm"), "border-radius: var(--radius-sm);");
        assert_eq!(declared("rounded-xl"), "border-radius: var(--radius-xl);");
        let top = "border-top-left-radius: var(--radius-lg);border-top-right-radius: var(--radius-lg);";
        assert_eq!(declared("rounded-t-lg"), top);
        assert_eq!(declared("rounded-full"), "border-radius: 9999px;");
        assert_eq!(declared("font-sans"), "font-family: var(--font-sans);");
        assert_eq!(declared("font-mono"), "font-family: var(--font-mono);");
        let motion = declared("transition-colors");
        assert!(
            motion.ends_with(
                "transition-timing-function: var(--ease-out);transition-duration: var(--motion-base);"
            ),
            "{motion}"
        );
    }
}
