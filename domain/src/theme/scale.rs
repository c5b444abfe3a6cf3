//! Scales of eleven steps, 50 to 950, counted from the page: 50 lies next to it, 950 is farthest from it.

use super::color::Color;
use super::oklch::Tone;

/// Lightness of the steps on a light page.
const ON_LIGHT: [f64; 11] = [0.975, 0.945, 0.89, 0.815, 0.72, 0.62, 0.53, 0.455, 0.385, 0.32, 0.24];
/// Lightness of the steps on a dark page.
const ON_DARK: [f64; 11] = [0.215, 0.25, 0.31, 0.385, 0.465, 0.555, 0.645, 0.735, 0.81, 0.875, 0.945];
/// Share of the tone's chroma in each step: pale near the page, full in the middle.
const CHROMA: [f64; 11] = [0.12, 0.25, 0.45, 0.7, 0.9, 1.0, 1.0, 0.95, 0.85, 0.7, 0.5];

/// The steps of `tone`, for a light or a dark page.
pub(super) fn scale(tone: Tone, is_light: bool) -> [Color; 11] {
    let lightness = if is_light { ON_LIGHT } else { ON_DARK };
    let mut steps = lightness.into_iter().zip(CHROMA);
    // `from_fn` calls exactly eleven times, once for each step.
    std::array::from_fn(|_| {
        let (lightness, share) = steps.next().unwrap_or_default();
        tone.with_chroma(tone.chroma * share).at(lightness)
    })
}

/// The steps of a neutral, whose chroma is the same throughout.
pub(super) fn neutral_scale(tone: Tone, is_light: bool) -> [Color; 11] {
    (if is_light { ON_LIGHT } else { ON_DARK }).map(|lightness| tone.at(lightness))
}
