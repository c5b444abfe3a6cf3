//! What an administrator chooses: three colours, a font, a radius and logos. Everything else is derived.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::color::Color;
use super::font::Font;

/// Largest corner radius, in pixels.
pub const MAX_RADIUS_PX: u8 = 20;
/// Longest alternative text of a logo, in characters.
pub const MAX_LOGO_ALT_CHARS: usize = 120;
/// Longest name of a stored logo, in bytes.
const MAX_LOGO_NAME_BYTES: usize = 120;

/// The theme of a facility, as stored, drafted and published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeTokens {
    /// Colour of the primary action, links and selection.
    pub primary: Color,
    /// Accent for what is neither primary nor a warning.
    pub secondary: Color,
    /// The page behind everything, in light mode; dark mode keeps a hint of its hue.
    pub background: Color,
    /// Typeface of all text.
    pub font: Font,
    /// Corner radius of cards in pixels, 0 to 20; what lies inside a card has smaller ones.
    pub radius: u8,
    /// Name of the stored logo for light backgrounds.
    #[serde(default)]
    pub logo_light: Option<String>,
    /// Name of the stored logo for dark backgrounds; without one, the light logo is used.
    #[serde(default)]
    pub logo_dark: Option<String>,
    /// What the logo says, for those who do not see it. Needed as soon as there is a logo.
    #[serde(default)]
    pub logo_alt: String,
}

/// A field of [`ThemeTokens`] that can be wrong although its type is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThemeField {
    /// `radius`
    Radius,
    /// `logo_light`
    LogoLight,
    /// `logo_dark`
    LogoDark,
    /// `logo_alt`
    LogoAlt,
}

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum ThemeProblem {
    /// The radius exceeds [`MAX_RADIUS_PX`].
    #[error("the radius is at most {MAX_RADIUS_PX} pixels")]
    RadiusTooLarge,
    /// The name is not one that the store of assets gives.
    #[error("the logo has no valid asset name")]
    LogoNameInvalid,
    /// There is a logo, but no words for those who do not see it.
    #[error("a logo needs an alternative text")]
    LogoAltMissing,
    /// The alternative text exceeds [`MAX_LOGO_ALT_CHARS`].
    #[error("the alternative text has at most {MAX_LOGO_ALT_CHARS} characters")]
    LogoAltTooLong,
    /// The alternative text contains line breaks or other control characters.
    #[error("the alternative text is one line of plain text")]
    LogoAltControl,
}

/// One field that is refused, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{field:?}: {problem}")]
pub struct ThemeError {
    /// The field.
    pub field: ThemeField,
    /// What is wrong with it.
    pub problem: ThemeProblem,
}

impl ThemeTokens {
    /// A second theme, unlike the default in every token: the Spanish demo facility `norte` wears it.
    #[must_use]
    pub fn norte() -> Self {
        Self {
            primary: Color::hex(0x2A_6B_3F),
            secondary: Color::hex(0x2B_5C_9E),
            background: Color::hex(0xF6_F8_F2),
            font: Font::Figtree,
            radius: 18,
            logo_light: None,
            logo_dark: None,
            logo_alt: String::new(),
        }
    }

    /// Checks what the types leave open. Contrast is not checked here but in [`super::contrast_report`]:
    /// a failing pair may be published with a recorded override, a refused field never.
    ///
    /// # Errors
    /// Every refused field with its reason, at most one reason per field.
    pub fn validate(&self) -> Result<(), Vec<ThemeError>> {
        let mut errors = Vec::new();
        let mut refuse = |field, problem| errors.push(ThemeError { field, problem });
        if self.radius > MAX_RADIUS_PX {
            refuse(ThemeField::Radius, ThemeProblem::RadiusTooLarge);
        }
        for (field, logo) in
            [(ThemeField::LogoLight, &self.logo_light), (ThemeField::LogoDark, &self.logo_dark)]
        {
            if logo.as_deref().is_some_and(|name| !is_asset_name(name)) {
                refuse(field, ThemeProblem::LogoNameInvalid);
            }
        }
        let has_logo = self.logo_light.is_some() || self.logo_dark.is_some();
        if has_logo && self.logo_alt.trim().is_empty() {
            refuse(ThemeField::LogoAlt, ThemeProblem::LogoAltMissing);
        } else if self.logo_alt.chars().any(char::is_control) {
            refuse(ThemeField::LogoAlt, ThemeProblem::LogoAltControl);
        } else if self.logo_alt.chars().count() > MAX_LOGO_ALT_CHARS {
            refuse(ThemeField::LogoAlt, ThemeProblem::LogoAltTooLong);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl Default for ThemeTokens {
    /// Deep teal, plum and warm paper: calm, far from the colours that mean danger or warning.
    fn default() -> Self {
        Self {
            primary: Color::hex(0x0B_5C_73),
            secondary: Color::hex(0x6B_4E_8F),
            background: Color::hex(0xFA_F8_F5),
            font: Font::default(),
            radius: 12,
            logo_light: None,
            logo_dark: None,
            logo_alt: String::new(),
        }
    }
}

/// Lower-case letters, digits, dots, hyphens and underscores, starting with a letter or digit, no `..`:
/// nothing that leads out of a folder or an attribute.
fn is_asset_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= MAX_LOGO_NAME_BYTES
        && name.bytes().next().is_some_and(plain)
        && name.bytes().all(|byte| plain(byte) || b".-_".contains(&byte))
        && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(change: impl FnOnce(&mut ThemeTokens)) -> Vec<(ThemeField, ThemeProblem)> {
        let mut tokens = ThemeTokens::default();
        change(&mut tokens);
        let errors = tokens.validate().err().unwrap_or_default();
        errors.into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn both_built_in_themes_are_valid_and_survive_json() {
        for tokens in [ThemeTokens::default(), ThemeTokens::norte()] {
            assert_eq!(tokens.validate(), Ok(()));
            let json = serde_json::to_string(&tokens).unwrap();
            assert_eq!(serde_json::from_str::<ThemeTokens>(&json).unwrap(), tokens);
        }
    }

    #[test]
    fn unknown_fields_and_wrong_values_are_refused_by_the_type() {
        let good =
            r##""primary":"#0b5c73","secondary":"#6b4e8f","background":"#faf8f5","font":"inter","radius":8"##;
        assert!(serde_json::from_str::<ThemeTokens>(&format!("{{{good}}}")).is_ok());
        for bad in [
            format!(r#"{{{good},"css":"body{{}}"}}"#),
            format!("{{{}}}", good.replace("inter", "papyrus")),
            format!("{{{}}}", good.replace("#0b5c73", "teal")),
            format!("{{{}}}", good.replace(":8", ":-1")),
            format!("{{{}}}", good.replace(":8", ":300")),
        ] {
            assert!(serde_json::from_str::<ThemeTokens>(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_radius_ends_at_twenty() {
        assert!(refusals(|tokens| tokens.radius = 20).is_empty());
        assert_eq!(
            refusals(|tokens| tokens.radius = 21),
            [(ThemeField::Radius, ThemeProblem::RadiusTooLarge)]
        );
    }

    #[test]
    fn a_logo_needs_a_plain_name_and_words() {
        let named = |name: &str| {
            refusals(|tokens| {
                tokens.logo_dark = Some(name.to_owned());
                tokens.logo_alt = "Clinic".to_owned();
            })
        };
        assert!(named("3f9a-logo.v2.webp").is_empty());
        for name in ["", "../x", "a..b", "a/b", "A.png", "-a", "a b", "a\"b", &"a".repeat(121)] {
            assert_eq!(named(name), [(ThemeField::LogoDark, ThemeProblem::LogoNameInvalid)], "{name}");
        }
        let alt = |text: &str| {
            refusals(|tokens| {
                tokens.logo_light = Some("logo.webp".to_owned());
                tokens.logo_alt = text.to_owned();
            })
        };
        assert_eq!(alt(" "), [(ThemeField::LogoAlt, ThemeProblem::LogoAltMissing)]);
        assert_eq!(alt("a\nb"), [(ThemeField::LogoAlt, ThemeProblem::LogoAltControl)]);
        assert_eq!(alt(&"ñ".repeat(121)), [(ThemeField::LogoAlt, ThemeProblem::LogoAltTooLong)]);
        assert!(alt(&"ñ".repeat(120)).is_empty());
    }
}
