//! A theme as CSS variables: a stylesheet for pages, name and value pairs for the live editor.

use std::fmt::Write as _;

use super::Mode;
use super::derive::derive;
use super::palette::COLOR_VARIABLES;
use super::tokens::{MAX_RADIUS_PX, ThemeTokens};

/// What a theme sets besides colours.
const RADIUS: &str = "--radius";
const FONT: &str = "--font-sans";
const COLOR_SCHEME: &str = "color-scheme";

/// The names that [`variables`] sets, for whoever wants to unset them again.
pub fn variable_names() -> impl Iterator<Item = &'static str> {
    COLOR_VARIABLES.iter().copied().chain([RADIUS, FONT, COLOR_SCHEME])
}

/// Every CSS property a theme sets on the root element, with its value.
///
/// For the live editor, which hands each to `style.setProperty` of the framed document's root element.
#[must_use]
pub fn variables(tokens: &ThemeTokens, mode: Mode) -> Vec<(&'static str, String)> {
    let mut list = Vec::with_capacity(COLOR_VARIABLES.len() + 3);
    list.extend(derive(tokens, mode).colors().map(|(name, color)| (name, color.to_string())));
    list.push((RADIUS, radius(tokens)));
    list.push((FONT, tokens.font.stack().to_owned()));
    list.push((COLOR_SCHEME, scheme(mode).to_owned()));
    list
}

/// The stylesheet of a theme: light by default, dark where the system or `data-mode` on the root element says so.
///
/// Dark rules hold on screens only, so that paper stays light. No text of a user gets in: colours are numbers,
/// the font is one of a list, the radius is clamped; logos and their texts are not part of the stylesheet.
#[must_use]
pub fn css(tokens: &ThemeTokens) -> String {
    let light = block(tokens, Mode::Light);
    let dark = block(tokens, Mode::Dark);
    let font = tokens.font.stack();
    let radius = radius(tokens);
    format!(
        ":root{{{light}{RADIUS}:{radius};{FONT}:{font}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-mode=light]){{{dark}}}}}\n\
         @media screen{{:root[data-mode=dark]{{{dark}}}}}\n"
    )
}

/// The declarations of one mode, each ending with a semicolon.
fn block(tokens: &ThemeTokens, mode: Mode) -> String {
    let mut text = format!("{COLOR_SCHEME}:{};", scheme(mode));
    for (name, color) in derive(tokens, mode).colors() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name}:{color};");
    }
    text
}

fn radius(tokens: &ThemeTokens) -> String {
    format!("{}px", tokens.radius.min(MAX_RADIUS_PX))
}

const fn scheme(mode: Mode) -> &'static str {
    match mode {
        Mode::Light => "light",
        Mode::Dark => "dark",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_one_list_without_repetition() {
        for mode in [Mode::Light, Mode::Dark] {
            let list = variables(&ThemeTokens::default(), mode);
            assert!(list.iter().map(|(name, _)| *name).eq(variable_names()));
        }
        let names: Vec<_> = variable_names().collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    }

    #[test]
    fn the_stylesheet_says_in_each_mode_what_the_editor_sets() {
        let tokens = ThemeTokens::norte();
        let sheet = css(&tokens);
        let blocks: Vec<&str> = sheet.lines().collect();
        assert_eq!(blocks.len(), 3);
        assert!(blocks[0].starts_with(":root{"));
        assert!(
            blocks[1]
                .starts_with("@media screen and (prefers-color-scheme:dark){:root:not([data-mode=light]){")
        );
        assert!(blocks[2].starts_with("@media screen{:root[data-mode=dark]{"));
        for (name, value) in variables(&tokens, Mode::Light) {
            let declared = format!("{name}:{value}");
            assert!(
                blocks[0].contains(&format!("{declared};")) || blocks[0].contains(&format!("{declared}}}")),
                "{name}"
            );
        }
        for (name, value) in variables(&tokens, Mode::Dark) {
            let once = name == RADIUS || name == FONT;
            assert!(
                once || blocks[1..].iter().all(|block| block.contains(&format!("{name}:{value};"))),
                "{name}"
            );
        }
    }

    #[test]
    fn nothing_a_user_writes_reaches_the_stylesheet() {
        let mut tokens = ThemeTokens::default();
        let clean = css(&tokens);
        tokens.logo_light = Some("x;}body{display:none".to_owned());
        tokens.logo_alt = "</style><script>alert(1)</script>".to_owned();
        assert_eq!(css(&tokens), clean);
        tokens.radius = 255;
        assert!(css(&tokens).contains("--radius:20px"));
    }
}
