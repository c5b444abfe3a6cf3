//! Finding the nearest lightness at which a tone contrasts enough.

use super::color::{Color, contrast};
use super::oklch::Tone;

/// The first colour of `tone`, with its lightness, that passes when going from lightness `from` towards `end`
/// (0 or 1). Colours are judged by their luminance as rounded to 8 bits. None if even the end does not pass.
///
/// `passes` may change only once on the way.
pub(super) fn reach(tone: Tone, from: f64, end: f64, passes: impl Fn(f64) -> bool) -> Option<(f64, Color)> {
    let passes = |color: Color| passes(color.luminance());
    let start = tone.at(from);
    if passes(start) {
        return Some((from, start));
    }
    let mut found = (end, tone.at(end));
    if !passes(found.1) {
        return None;
    }
    let mut failing = from;
    for _ in 0..14 {
        let middle = f64::midpoint(failing, found.0);
        let color = tone.at(middle);
        if passes(color) { found = (middle, color) } else { failing = middle }
    }
    Some(found)
}

/// The colour nearest to `color` in lightness, of the same hue, whose contrast with `against` is at least
/// `required`; `color` itself if it passes. Any ratio up to 4.5 can be reached against every colour.
pub(super) fn nearest(color: Color, against: Color, required: f64) -> Option<Color> {
    let (lightness, tone) = Tone::of(color);
    let luminance = against.luminance();
    let passes = |own: f64| contrast(own, luminance) >= required;
    if passes(color.luminance()) {
        return Some(color);
    }
    let darker = reach(tone, lightness, 0.0, passes);
    let lighter = reach(tone, lightness, 1.0, passes);
    [darker, lighter]
        .into_iter()
        .flatten()
        .min_by(|one, other| (one.0 - lightness).abs().total_cmp(&(other.0 - lightness).abs()))
        .map(|(_, color)| color)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_nearest_colour_passes_keeps_its_hue_and_moves_no_further_than_it_must(
            color in 0..0x0100_0000_u32, against in 0..0x0100_0000_u32, strict in any::<bool>()
        ) {
            let (color, against) = (Color::hex(color), Color::hex(against));
            let required = if strict { 4.5 } else { 3.0 };
            let fixed = nearest(color, against, required).expect("black or white always passes");
            prop_assert!(fixed.contrast(against) >= required);

            let (before, tone) = Tone::of(color);
            let (after, fixed_tone) = Tone::of(fixed);
            prop_assert!(fixed_tone.chroma <= tone.chroma + 0.01);
            // The next colour back towards the original fails, so nothing nearer would have done.
            let moved = after - before;
            if moved.abs() > 0.02 {
                // Close to black many lightnesses are one colour.
                let back = |steps: i32| tone.at(after - 0.012 * f64::from(steps) * moved.signum());
                let nearer = (1..9).map(back).find(|nearer| *nearer != fixed).unwrap_or(color);
                prop_assert!(nearer.contrast(against) < required, "{color} {against} {fixed} {nearer}");
            }
        }
    }

    #[test]
    fn a_colour_that_passes_is_left_alone() {
        let teal = Color::hex(0x0B_5D_74);
        assert_eq!(nearest(teal, Color::WHITE, 4.5), Some(teal));
    }

    #[test]
    fn what_cannot_be_reached_is_none() {
        assert_eq!(nearest(Color::hex(0x33_66_99), Color::hex(0x77_77_77), 7.0), None);
    }
}
