//! A colour as themes store, compare and write it: sRGB with 8 bits per channel.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::srgb;

/// An opaque sRGB colour. Written and serialised as `#rrggbb`; `#rgb` is read too.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// A text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a colour is written #rgb or #rrggbb")]
pub struct ColorError;

impl Color {
    /// Pure black.
    pub const BLACK: Self = Self::hex(0x00_00_00);
    /// Pure white.
    pub const WHITE: Self = Self::hex(0xFF_FF_FF);

    /// The colour whose `#rrggbb` is this number; bits above 24 are ignored.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self { red, green, blue }
    }

    /// Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, definition of relative luminance.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio with another colour, 1 to 21. Source: WCAG 2.2, definition of contrast ratio.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        contrast(self.luminance(), other.luminance())
    }

    /// Linear light of the three channels.
    pub(super) fn linear(self) -> [f64; 3] {
        [srgb::linear(self.red), srgb::linear(self.green), srgb::linear(self.blue)]
    }
}

/// Contrast ratio of two relative luminances.
pub(super) fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').ok_or(ColorError)?;
        // `from_str_radix` would also take a sign.
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ColorError);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| ColorError)?;
        match digits.len() {
            6 => Ok(Self::hex(number)),
            3 => {
                let [red, green, blue] = [number >> 8 & 0xF, number >> 4 & 0xF, number & 0xF];
                Ok(Self::hex((red << 16 | green << 8 | blue) * 0x11))
            }
            _ => Err(ColorError),
        }
    }
}

impl TryFrom<String> for Color {
    type Error = ColorError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_notation_are_read_and_the_long_one_written() {
        assert_eq!("#0af".parse::<Color>().unwrap().to_string(), "#00aaff");
        assert_eq!("#0A5C8A".parse::<Color>().unwrap(), Color::hex(0x0A_5C_8A));
        assert_eq!(serde_json::to_string(&Color::hex(0x0A_5C_8A)).unwrap(), "\"#0a5c8a\"");
        assert_eq!(serde_json::from_str::<Color>("\"#fff\"").unwrap(), Color::WHITE);
    }

    #[test]
    fn anything_else_is_no_colour() {
        for text in
            ["", "#", "fff", "#ff", "#ffff", "#fffff", "#fffffff", "#ggg", "#+ff", "#ff ff0", "red", "#é1"]
        {
            assert_eq!(text.parse::<Color>(), Err(ColorError), "{text}");
        }
        assert!(serde_json::from_str::<Color>("\"red;}body{}\"").is_err());
    }

    #[test]
    fn contrast_agrees_with_known_ratios() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::hex(0x76_76_76).contrast(Color::WHITE) - 4.54).abs() < 0.005);
        assert!((Color::hex(0x00_00_FF).contrast(Color::WHITE) - 8.59).abs() < 0.005);
    }
}
