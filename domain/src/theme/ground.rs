//! What text stands on: the surfaces and soft colours of a theme, and which way ink must go to be seen on them.

use super::Mode;
use super::color::{Color, contrast};
use super::oklch::Tone;
use super::reach::reach;
use super::tokens::ThemeTokens;

/// Luminance at which black and white contrast equally well (4.58:1) with a page.
const MIDDLE_LUMINANCE: f64 = 0.179_1;
/// Every backdrop leaves this much contrast to black (or white) ink; just above the 4.5 that text needs.
const ROOM_FOR_INK: f64 = 4.52;
/// Chroma of neutrals: 2 % in CSS's `oklch()`, where 100 % is 0.4.
const NEUTRAL_CHROMA: f64 = 0.008;

/// The surfaces, and what every other colour is derived from.
pub(super) struct Ground {
    pub(super) page: Color,
    pub(super) card: Color,
    pub(super) raised: Color,
    pub(super) sunken: Color,
    /// Whether the page is light, so that ink is dark. A facility may choose a dark background for light mode.
    pub(super) is_light: bool,
    /// Lightness of the page.
    pub(super) lightness: f64,
    /// Grey with a breath of the primary colour.
    pub(super) neutral: Tone,
}

impl Ground {
    /// The surfaces of a theme in a mode.
    pub(super) fn of(tokens: &ThemeTokens, mode: Mode) -> Self {
        let (_, brand) = Tone::of(tokens.primary);
        let neutral = brand.with_chroma(NEUTRAL_CHROMA.min(brand.chroma / 10.0));
        let (own_lightness, own_tone) = Tone::of(tokens.background);
        let (page, lightness, tone) = match mode {
            Mode::Light => (tokens.background, own_lightness, own_tone),
            Mode::Dark => {
                let mixed = neutral.plus(own_tone, 0.25);
                let tone = mixed.with_chroma(mixed.chroma.min(0.02));
                (tone.at(0.19), 0.19, tone)
            }
        };
        let is_light = page.luminance() >= MIDDLE_LUMINANCE;
        let mut ground = Self { page, card: page, raised: page, sunken: page, is_light, lightness, neutral };
        let paper = 1.0 - lightness;
        let (card, raised, share) = if is_light {
            (lightness + f64::max(0.02, paper * 0.6), lightness + f64::max(0.03, paper * 0.75), 0.6)
        } else {
            (lightness + 0.035, lightness + 0.075, 1.0)
        };
        ground.card = ground.backdrop(tone.with_chroma(tone.chroma * share), card);
        ground.raised = ground.backdrop(tone.with_chroma(tone.chroma * share), raised);
        ground.sunken = ground.backdrop(tone, lightness - 0.03);
        ground
    }

    /// The lightness ink goes towards: 0 on a light page, 1 on a dark one.
    pub(super) const fn ink(&self) -> f64 {
        if self.is_light { 0.0 } else { 1.0 }
    }

    /// A colour of `tone` that text may stand on: at `lightness`, or as near to it as leaves ink enough contrast.
    pub(super) fn backdrop(&self, tone: Tone, lightness: f64) -> Color {
        let lightness = lightness.clamp(0.0, 1.0);
        reach(tone, lightness, 1.0 - self.ink(), |own| contrast(own, self.ink()) >= ROOM_FOR_INK)
            .map_or(self.page, |(_, color)| color)
    }

    /// A backdrop in the hue of `tone`, a shade off the page.
    pub(super) fn soft(&self, tone: Tone) -> Color {
        if self.is_light {
            self.backdrop(tone.with_chroma(tone.chroma.min(0.028)), self.lightness - 0.035)
        } else {
            self.backdrop(tone.with_chroma(tone.chroma.min(0.042)), self.lightness + 0.09)
        }
    }

    /// The luminance among `backdrops` that is hardest for ink to be seen on.
    pub(super) fn worst(&self, backdrops: impl IntoIterator<Item = Color>) -> f64 {
        let luminances = backdrops.into_iter().map(Color::luminance);
        if self.is_light { luminances.fold(1.0, f64::min) } else { luminances.fold(0.0, f64::max) }
    }

    /// A colour of `tone` with at least `required`:1 against luminance `worst`: at `lightness`, or as near to it
    /// towards black (or white) as passes.
    pub(super) fn mark(&self, tone: Tone, lightness: f64, worst: f64, required: f64) -> Color {
        let end = if self.is_light { Color::BLACK } else { Color::WHITE };
        // On the ink's side of the backdrops: a colour that contrasts with the worst one by being paler than the page
        // would not contrast with the others.
        let passes = |own: f64| (own < worst) == self.is_light && contrast(own, worst) >= required;
        reach(tone, lightness, self.ink(), passes).map_or(end, |(_, color)| color)
    }
}
