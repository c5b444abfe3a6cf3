//! The theme engine: an administrator chooses three colours, a font, a radius and logos; every colour of every
//! screen, light and dark, follows from them, readable by construction.
//!
//! Pure and quick (well under a millisecond), so that the server, the live editor, e-mail and PDF agree.
//!
//! - [`ThemeTokens`] is what is chosen, stored, drafted and published; [`ThemeTokens::validate`] checks it.
//! - [`derive()`] gives the [`Palette`] of a mode, [`css()`] the stylesheet, [`variables`] the same for the live editor.
//! - [`contrast_report`] measures the pairs that a choice can spoil, with the nearest colour that passes.

mod color;
pub mod contract;
mod css;
mod derive;
mod font;
mod ground;
mod oklch;
mod palette;
mod reach;
mod report;
mod scale;
mod srgb;
#[cfg(test)]
mod tests;
mod tokens;

pub use color::{Color, ColorError};
pub use css::{css, variable_names, variables};
pub use derive::{MARK_RATIO, TEXT_RATIO, derive};
pub use font::Font;
pub use oklch::Oklch;
pub use palette::{COLOR_VARIABLES, Palette};
pub use report::{ColorToken, Fix, Pair, PairReport, contrast_report};
pub use tokens::{MAX_LOGO_ALT_CHARS, MAX_RADIUS_PX, ThemeError, ThemeField, ThemeProblem, ThemeTokens};

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Dark ink on a light page, unless the chosen background is dark.
    Light,
    /// Light ink on a dark page.
    Dark,
}
