//! What the editor computes: what has changed, what a slider stands on, which pairs are hard to read. Pure.

use domain::theme::{Color, ColorToken, Oklch, PairReport, ThemeTokens};
use i18n::{Key, k};

/// A part of the theme that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The logo for light grounds.
    LogoLight,
    /// The logo for dark grounds.
    LogoDark,
    /// What the logo says.
    LogoAlt,
    /// One of the three colours.
    Color(ColorToken),
    /// The typeface.
    Font,
    /// The corners.
    Radius,
}

/// The name of a colour.
pub const fn color_name(token: ColorToken) -> Key {
    match token {
        ColorToken::Primary => k::THEME_PRIMARY,
        ColorToken::Secondary => k::THEME_SECONDARY,
        ColorToken::Background => k::THEME_BACKGROUND,
    }
}

/// The colour of a token.
pub const fn color_of(tokens: &ThemeTokens, token: ColorToken) -> Color {
    match token {
        ColorToken::Primary => tokens.primary,
        ColorToken::Secondary => tokens.secondary,
        ColorToken::Background => tokens.background,
    }
}

/// Sets the colour of a token.
pub fn set_color(tokens: &mut ThemeTokens, token: ColorToken, color: Color) {
    match token {
        ColorToken::Primary => tokens.primary = color,
        ColorToken::Secondary => tokens.secondary = color,
        ColorToken::Background => tokens.background = color,
    }
}

impl Part {
    /// The name of the part.
    pub const fn name(self) -> Key {
        match self {
            Self::LogoLight => k::THEME_LOGO_LIGHT,
            Self::LogoDark => k::THEME_LOGO_DARK,
            Self::LogoAlt => k::THEME_LOGO_ALT,
            Self::Color(token) => color_name(token),
            Self::Font => k::THEME_FONT,
            Self::Radius => k::THEME_CORNERS,
        }
    }

    /// Its value in words; nothing where there is none, or where it is a picture.
    pub fn value(self, tokens: &ThemeTokens) -> Option<String> {
        match self {
            Self::LogoLight | Self::LogoDark => None,
            Self::LogoAlt => Some(tokens.logo_alt.clone()).filter(|alt| !alt.is_empty()),
            Self::Color(token) => Some(color_of(tokens, token).to_string()),
            Self::Font => Some(tokens.font.name().to_owned()),
            Self::Radius => Some(format!("{} px", tokens.radius)),
        }
    }
}

/// What differs between two themes, in the order of the controls.
pub fn changes(before: &ThemeTokens, after: &ThemeTokens) -> Vec<Part> {
    let colors = [ColorToken::Primary, ColorToken::Secondary, ColorToken::Background];
    let mut parts = Vec::new();
    let mut note = |is_changed: bool, part: Part| {
        if is_changed {
            parts.push(part);
        }
    };
    note(before.logo_light != after.logo_light, Part::LogoLight);
    note(before.logo_dark != after.logo_dark, Part::LogoDark);
    note(before.logo_alt != after.logo_alt, Part::LogoAlt);
    for token in colors {
        note(color_of(before, token) != color_of(after, token), Part::Color(token));
    }
    note(before.font != after.font, Part::Font);
    note(before.radius != after.radius, Part::Radius);
    parts
}

/// How many pairs are hard to read.
pub fn failing(report: &[PairReport]) -> usize {
    report.iter().filter(|row| !row.passes).count()
}

/// What a slider moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From black to white.
    Lightness,
    /// From grey to as strong as a screen can.
    Chroma,
    /// Around the wheel.
    Hue,
}

/// Strongest chroma a slider offers; sRGB ends at about 0.32.
const MAX_CHROMA: f64 = 0.32;

impl Axis {
    /// All three, in their order.
    pub const ALL: [Self; 3] = [Self::Lightness, Self::Chroma, Self::Hue];

    /// Its name.
    pub const fn name(self) -> Key {
        match self {
            Self::Lightness => k::THEME_LIGHTNESS,
            Self::Chroma => k::THEME_CHROMA,
            Self::Hue => k::THEME_HUE,
        }
    }

    /// The end of its scale; all begin at 0.
    pub const fn max(self) -> u16 {
        match self {
            Self::Lightness | Self::Chroma => 100,
            Self::Hue => 360,
        }
    }

    /// Where a colour stands on its scale.
    pub fn position(self, at: Oklch) -> f64 {
        match self {
            Self::Lightness => at.lightness * 100.0,
            Self::Chroma => at.chroma / MAX_CHROMA * 100.0,
            Self::Hue => at.hue,
        }
    }

    /// The colour moved to a position of this scale.
    pub fn moved(self, at: Oklch, position: f64) -> Oklch {
        match self {
            Self::Lightness => Oklch { lightness: position / 100.0, ..at },
            Self::Chroma => Oklch { chroma: position / 100.0 * MAX_CHROMA, ..at },
            Self::Hue => Oklch { hue: position, ..at },
        }
    }

    /// Its number with its unit.
    pub fn words(self, at: Oklch) -> String {
        let number = self.position(at).round();
        match self {
            Self::Lightness | Self::Chroma => format!("{number} %"),
            Self::Hue => format!("{number}°"),
        }
    }

    /// The colours along its scale, as a CSS image.
    pub fn track(self, at: Oklch) -> String {
        // On the way around the wheel a grey would stay grey: the track shows where a colour would be.
        let at = match self {
            Self::Hue => Oklch { chroma: at.chroma.max(0.1), lightness: at.lightness.clamp(0.4, 0.8), ..at },
            Self::Lightness | Self::Chroma => at,
        };
        let stops = (0..=12_u16).map(|step| {
            let position = f64::from(self.max()) * f64::from(step) / 12.0;
            Color::from_oklch(self.moved(at, position)).to_string()
        });
        format!("linear-gradient(to right,{})", stops.collect::<Vec<_>>().join(","))
    }
}
