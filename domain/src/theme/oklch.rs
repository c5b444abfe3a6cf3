//! OKLCH: lightness, chroma and hue as people see them, and the way back into sRGB.
//!
//! Source: Björn Ottosson, "A perceptual color space for image processing" (2020).

use super::color::Color;
use super::srgb;

/// A colour by lightness 0–1, chroma 0–0.4 or so, and hue in degrees 0–360; what the theme editor's sliders move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 (black) to 1 (white).
    pub lightness: f64,
    /// Distance from grey; sRGB reaches up to about 0.32.
    pub chroma: f64,
    /// Angle of the hue in degrees; meaningless when the chroma is 0.
    pub hue: f64,
}

/// A family of colours that differ in lightness only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    /// Unit vector of the hue in the a–b plane.
    hue: (f64, f64),
    /// Chroma wished for; less where sRGB has less.
    pub(super) chroma: f64,
}

impl Color {
    /// This colour in OKLCH.
    #[must_use]
    pub fn to_oklch(self) -> Oklch {
        let (lightness, a, b) = to_oklab(self);
        let hue = b.atan2(a).to_degrees();
        Oklch { lightness, chroma: (a * a + b * b).sqrt(), hue: if hue < 0.0 { hue + 360.0 } else { hue } }
    }

    /// The nearest sRGB colour of the same lightness and hue: chroma is reduced until it fits.
    #[must_use]
    pub fn from_oklch(oklch: Oklch) -> Self {
        let (sin, cos) = oklch.hue.to_radians().sin_cos();
        Tone { hue: (cos, sin), chroma: oklch.chroma.max(0.0) }.at(oklch.lightness)
    }
}

impl Tone {
    /// A tone by unit vector of its hue (cosine and sine of the angle) and chroma.
    pub(super) const fn new(hue: (f64, f64), chroma: f64) -> Self {
        Self { hue, chroma }
    }

    /// A colour's lightness and the tone it belongs to.
    pub(super) fn of(color: Color) -> (f64, Self) {
        let (lightness, a, b) = to_oklab(color);
        let chroma = (a * a + b * b).sqrt();
        // Greys have no hue; what is left of a and b is rounding.
        let hue = if chroma < 1e-4 { (1.0, 0.0) } else { (a / chroma, b / chroma) };
        (lightness, Self { hue, chroma: if chroma < 1e-4 { 0.0 } else { chroma } })
    }

    /// The same hue with another chroma.
    pub(super) const fn with_chroma(self, chroma: f64) -> Self {
        Self { chroma, ..self }
    }

    /// This tone with `share` of another one added to it.
    pub(super) fn plus(self, other: Self, share: f64) -> Self {
        let a = self.hue.0 * self.chroma + other.hue.0 * other.chroma * share;
        let b = self.hue.1 * self.chroma + other.hue.1 * other.chroma * share;
        let chroma = (a * a + b * b).sqrt();
        if chroma < 1e-6 { self.with_chroma(0.0) } else { Self { hue: (a / chroma, b / chroma), chroma } }
    }

    /// The colour of this tone at a lightness, with as much of its chroma as sRGB holds there.
    pub(super) fn at(self, lightness: f64) -> Color {
        if lightness <= 0.0 {
            return Color::BLACK;
        }
        if lightness >= 1.0 {
            return Color::WHITE;
        }
        let light = |chroma: f64| to_linear(lightness, self.hue.0 * chroma, self.hue.1 * chroma);
        let mut best = light(self.chroma);
        if !fits(best) {
            let (mut inside, mut outside) = (0.0, self.chroma);
            for _ in 0..14 {
                let middle = (inside + outside) / 2.0;
                if fits(light(middle)) { inside = middle } else { outside = middle }
            }
            best = light(inside);
        }
        let [red, green, blue] = best.map(srgb::channel);
        Color { red, green, blue }
    }
}

/// Whether linear light lies in sRGB, give or take less than an 8-bit step.
fn fits(light: [f64; 3]) -> bool {
    light.iter().all(|channel| (-1e-4..=1.0001).contains(channel))
}

/// Lightness, a and b of a colour.
fn to_oklab(color: Color) -> (f64, f64, f64) {
    let [r, g, b] = color.linear();
    let l = cube_root(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = cube_root(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = cube_root(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    (
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    )
}

/// Linear light of the three channels; may lie outside 0 to 1.
fn to_linear(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let cube = |root: f64| root * root * root;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

/// Cube root of 0 to 1 by Newton's method: the same bits on every platform, which `f64::cbrt` does not promise.
fn cube_root(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let mut root = 1.0;
    for _ in 0..28 {
        root -= (root - value / (root * root)) / 3.0;
    }
    root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_colours_have_their_published_oklch() {
        let red = Color::hex(0xFF_00_00).to_oklch();
        assert!((red.lightness - 0.62796).abs() < 1e-4 && (red.chroma - 0.25768).abs() < 1e-4, "{red:?}");
        assert!((red.hue - 29.234).abs() < 0.01, "{red:?}");
        let grey = Color::hex(0x80_80_80).to_oklch();
        assert!((grey.lightness - 0.5999).abs() < 1e-3 && grey.chroma < 1e-4, "{grey:?}");
    }

    #[test]
    fn a_chroma_beyond_srgb_is_reduced_and_keeps_hue_and_lightness() {
        let wanted = Oklch { lightness: 0.6, chroma: 0.4, hue: 200.0 };
        let got = Color::from_oklch(wanted).to_oklch();
        assert!(
            got.chroma < 0.15 && (got.hue - 200.0).abs() < 1.5 && (got.lightness - 0.6).abs() < 0.005,
            "{got:?}"
        );
    }

    proptest! {
        #[test]
        fn every_colour_survives_the_way_there_and_back(rgb in 0..0x0100_0000_u32) {
            let color = Color::hex(rgb);
            prop_assert_eq!(Color::from_oklch(color.to_oklch()), color);
            let (lightness, tone) = Tone::of(color);
            prop_assert_eq!(tone.at(lightness), color);
        }

        #[test]
        fn any_lightness_chroma_and_hue_give_a_colour(
            lightness in -1.0..2.0_f64, chroma in -1.0..2.0_f64, hue in -720.0..720.0_f64
        ) {
            let color = Color::from_oklch(Oklch { lightness, chroma, hue });
            // Near black, one 8-bit step is a large step of lightness.
            let step = if lightness < 0.1 { 0.08 } else { 0.02 };
            prop_assert!((color.to_oklch().lightness - lightness.clamp(0.0, 1.0)).abs() < step);
        }
    }
}
