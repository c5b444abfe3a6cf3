//! The contrast of what an administrator chose, and the nearest colour that would do.

use super::Mode;
use super::color::Color;
use super::derive::{MARK_RATIO, TEXT_RATIO, derive};
use super::reach::nearest;
use super::tokens::ThemeTokens;

/// A pair of colours that depends on a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pair {
    /// Running text on the background.
    TextOnPage,
    /// Help and captions on the background.
    MutedOnPage,
    /// The primary colour as the text of links on the background.
    LinkOnPage,
    /// The primary action as a shape on the background.
    PrimaryOnPage,
    /// The label of the primary action.
    LabelOnPrimary,
    /// The accent as a shape on the background.
    SecondaryOnPage,
    /// The label of the accent.
    LabelOnSecondary,
    /// The border of form fields on the background.
    ControlOnPage,
    /// The ring of the keyboard's focus on the background.
    FocusOnPage,
}

impl Pair {
    /// The key its text is translated by, and by which an override of a failing pair is recorded.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TextOnPage => "text_on_page",
            Self::MutedOnPage => "muted_on_page",
            Self::LinkOnPage => "link_on_page",
            Self::PrimaryOnPage => "primary_on_page",
            Self::LabelOnPrimary => "label_on_primary",
            Self::SecondaryOnPage => "secondary_on_page",
            Self::LabelOnSecondary => "label_on_secondary",
            Self::ControlOnPage => "control_on_page",
            Self::FocusOnPage => "focus_on_page",
        }
    }
}

/// A colour token of [`ThemeTokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorToken {
    /// `primary`
    Primary,
    /// `secondary`
    Secondary,
    /// `background`
    Background,
}

/// What would make a failing pair pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The token to change.
    pub token: ColorToken,
    /// The nearest colour that passes: same hue, lightness moved no further than needed.
    pub suggested: Color,
}

/// The contrast of one pair in one mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairReport {
    /// Light or dark.
    pub mode: Mode,
    /// Which pair.
    pub pair: Pair,
    /// Text, border or shape.
    pub foreground: Color,
    /// What it stands on.
    pub background: Color,
    /// Contrast ratio, 1 to 21.
    pub ratio: f64,
    /// Ratio that the pair needs: 4.5 for text, 3 for shapes and boundaries.
    pub required: f64,
    /// Whether the ratio is at least the required one.
    pub passes: bool,
    /// How to make it pass; always given when it does not.
    pub fix: Option<Fix>,
}

/// The pairs that depend on the chosen colours, light mode first.
///
/// In light mode the background, the primary colour and the accent are drawn as chosen, so these pairs can fail;
/// in dark mode all are derived and pass. Taking the fixes one after the other always ends with a report that passes.
#[must_use]
pub fn contrast_report(tokens: &ThemeTokens) -> Vec<PairReport> {
    [Mode::Light, Mode::Dark].into_iter().flat_map(|mode| report(tokens, mode)).collect()
}

impl ThemeTokens {
    /// These tokens with the suggestion of a fix taken.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        match fix.token {
            ColorToken::Primary => self.primary = fix.suggested,
            ColorToken::Secondary => self.secondary = fix.suggested,
            ColorToken::Background => self.background = fix.suggested,
        }
        self
    }
}

fn report(tokens: &ThemeTokens, mode: Mode) -> [PairReport; 9] {
    let palette = derive(tokens, mode);
    // Links as chosen: what is drawn is darkened or lightened until it is readable, but the choice is what fails.
    let link = match mode {
        Mode::Light => tokens.primary,
        Mode::Dark => palette.link,
    };
    let row = |pair, foreground: Color, background: Color, required, token| {
        let ratio = foreground.contrast(background);
        let passes = ratio >= required;
        let fix = if passes {
            None
        } else {
            nearest(foreground, background, required).map(|suggested| Fix { token, suggested })
        };
        PairReport { mode, pair, foreground, background, ratio, required, passes, fix }
    };
    let page = palette.page;
    [
        row(Pair::TextOnPage, palette.normal, page, TEXT_RATIO, ColorToken::Background),
        row(Pair::MutedOnPage, palette.muted, page, TEXT_RATIO, ColorToken::Background),
        row(Pair::LinkOnPage, link, page, TEXT_RATIO, ColorToken::Primary),
        row(Pair::PrimaryOnPage, palette.primary, page, MARK_RATIO, ColorToken::Primary),
        row(Pair::LabelOnPrimary, palette.on_primary, palette.primary, TEXT_RATIO, ColorToken::Primary),
        row(Pair::SecondaryOnPage, palette.secondary, page, MARK_RATIO, ColorToken::Secondary),
        row(
            Pair::LabelOnSecondary,
            palette.on_secondary,
            palette.secondary,
            TEXT_RATIO,
            ColorToken::Secondary,
        ),
        row(Pair::ControlOnPage, palette.control, page, MARK_RATIO, ColorToken::Background),
        row(Pair::FocusOnPage, palette.focus, page, MARK_RATIO, ColorToken::Primary),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::any_tokens;
    use super::*;

    #[test]
    fn both_built_in_themes_pass_every_pair() {
        for tokens in [ThemeTokens::default(), ThemeTokens::norte()] {
            for row in contrast_report(&tokens) {
                assert!(row.passes && row.fix.is_none(), "{row:?}");
            }
        }
    }

    #[test]
    fn a_pale_primary_fails_as_link_and_shape_and_is_offered_a_darker_one() {
        let tokens = ThemeTokens {
            primary: Color::hex(0xF2_C9_4C),
            background: Color::WHITE,
            ..ThemeTokens::default()
        };
        let report = contrast_report(&tokens);
        let failing: Vec<_> = report.iter().filter(|row| !row.passes).collect();
        assert_eq!(
            failing.iter().map(|row| (row.mode, row.pair)).collect::<Vec<_>>(),
            [(Mode::Light, Pair::LinkOnPage), (Mode::Light, Pair::PrimaryOnPage),]
        );
        for row in failing {
            let fix = row.fix.unwrap();
            assert_eq!((fix.token, row.foreground), (ColorToken::Primary, tokens.primary));
            let (before, after) = (tokens.primary.to_oklch(), fix.suggested.to_oklch());
            assert!((before.hue - after.hue).abs() < 2.0 && after.lightness < before.lightness, "{fix:?}");
            let ratio = fix.suggested.contrast(row.background);
            assert!((row.required..row.required + 0.15).contains(&ratio), "{ratio}");
        }
    }

    proptest! {
        #[test]
        fn whatever_fails_has_a_fix_that_passes_and_taking_them_ends(tokens in any_tokens()) {
            let mut tokens = tokens;
            for _ in 0..3 {
                let failing = contrast_report(&tokens).into_iter().find(|row| !row.passes);
                let Some(row) = failing else { return Ok(()) };
                prop_assert_eq!(row.mode, Mode::Light, "dark mode is derived: {:?}", row);
                let fix = row.fix.expect("a failing pair has a fix");
                prop_assert!(fix.suggested.contrast(row.background) >= row.required);
                tokens = tokens.with_fix(fix);
            }
            prop_assert!(contrast_report(&tokens).iter().all(|row| row.passes), "{tokens:?}");
        }
    }
}
