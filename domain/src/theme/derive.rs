//! From three chosen colours to all the colours of a screen.

use super::Mode;
use super::color::Color;
use super::ground::Ground;
use super::oklch::Tone;
use super::palette::Palette;
use super::scale::{neutral_scale, scale};
use super::tokens::ThemeTokens;

/// Contrast that text needs. Source: WCAG 2.2, success criterion 1.4.3.
pub const TEXT_RATIO: f64 = 4.5;
/// Contrast that large text and boundaries of controls need. Source: WCAG 2.2, 1.4.3 and 1.4.11.
pub const MARK_RATIO: f64 = 3.0;

// Fixed hues, as cosine and sine of their angle, with the chroma of their solid colour.
const SUCCESS: Tone = Tone::new((-0.882_948, 0.469_472), 0.13); // 152°
const WARNING: Tone = Tone::new((0.342_020, 0.939_693), 0.13); // 70°
const DANGER: Tone = Tone::new((0.898_794, 0.438_371), 0.18); // 26°
const INFORMATION: Tone = Tone::new((-0.258_819, -0.965_926), 0.13); // 255°

/// The colours that fill a control: the ground, its tones under the pointer and pressed, and text on it.
struct Fill {
    ground: Color,
    hover: Color,
    active: Color,
    on: Color,
}

/// The solid, label and text colours of a fixed hue.
struct Status {
    solid: Color,
    on: Color,
    text: Color,
}

/// Derives every colour of a theme in one mode. Any tokens will do; see [`Palette`] for what is promised.
#[must_use]
pub fn derive(tokens: &ThemeTokens, mode: Mode) -> Palette {
    let ground = Ground::of(tokens, mode);
    let (primary_lightness, brand) = Tone::of(tokens.primary);
    let (secondary_lightness, accent) = Tone::of(tokens.secondary);
    let surfaces = [ground.page, ground.card, ground.raised, ground.sunken];
    let softs = [brand, accent, SUCCESS, WARNING, DANGER, INFORMATION].map(|tone| ground.soft(tone));
    let [primary_soft, secondary_soft, success_soft, warning_soft, danger_soft, information_soft] = softs;
    let worst_surface = ground.worst(surfaces);
    let worst = ground.worst(surfaces.into_iter().chain(softs));

    // Lightness of the colours: on a light page, and on a dark one.
    let at = |on_light: f64, on_dark: f64| if ground.is_light { on_light } else { on_dark };
    let text = |tone: Tone, lightness: f64| ground.mark(tone, lightness, worst, TEXT_RATIO);
    let mark = |tone: Tone, lightness: f64| ground.mark(tone, lightness, worst, MARK_RATIO);
    // On a dark page the brand's colours start no darker than this, to be friendly rather than barely legal.
    let lifted = |lightness: f64, least: f64| at(lightness, lightness.max(least));

    let fill = |chosen: Color, lightness: f64, tone: Tone| match mode {
        Mode::Light => filled(&ground, chosen),
        Mode::Dark => filled(&ground, ground.mark(tone, lightness, worst_surface, MARK_RATIO)),
    };
    let primary = fill(tokens.primary, primary_lightness, brand);
    let secondary = fill(tokens.secondary, secondary_lightness, accent);

    let link = text(brand, lifted(primary_lightness, 0.76));
    let link_lightness = Tone::of(link).0;
    let status = |tone: Tone| {
        let solid = mark(tone, at(0.52, 0.70));
        Status { solid, on: label_on(solid, ground.neutral), text: text(tone, at(0.45, 0.80)) }
    };
    let (success, warning) = (status(SUCCESS), status(WARNING));
    let (danger, information) = (status(DANGER), status(INFORMATION));

    let [p50, p100, p200, p300, p400, p500, p600, p700, p800, p900, p950] = scale(brand, ground.is_light);
    let [n50, n100, n200, n300, n400, n500, n600, n700, n800, n900, n950] =
        neutral_scale(ground.neutral, ground.is_light);

    Palette {
        page: ground.page,
        card: ground.card,
        raised: ground.raised,
        sunken: ground.sunken,
        strong: text(ground.neutral, at(0.22, 0.97)),
        normal: text(ground.neutral, at(0.32, 0.90)),
        muted: text(ground.neutral, at(0.50, 0.75)),
        link,
        link_hover: text(brand, link_lightness + at(-0.08, 0.08)),
        hairline: ground.neutral.at(ground.lightness + at(-0.10, 0.13)),
        control: mark(ground.neutral, at(0.60, 0.60)),
        focus: mark(brand, lifted(primary_lightness, 0.70)),
        primary: primary.ground,
        primary_hover: primary.hover,
        primary_active: primary.active,
        on_primary: primary.on,
        primary_soft,
        secondary: secondary.ground,
        secondary_hover: secondary.hover,
        secondary_active: secondary.active,
        on_secondary: secondary.on,
        secondary_soft,
        secondary_text: text(accent, lifted(secondary_lightness, 0.76)),
        success: success.solid,
        on_success: success.on,
        success_soft,
        success_text: success.text,
        warning: warning.solid,
        on_warning: warning.on,
        warning_soft,
        warning_text: warning.text,
        danger: danger.solid,
        on_danger: danger.on,
        danger_soft,
        danger_text: danger.text,
        information: information.solid,
        on_information: information.on,
        information_soft,
        information_text: information.text,
        primary_50: p50,
        primary_100: p100,
        primary_200: p200,
        primary_300: p300,
        primary_400: p400,
        primary_500: p500,
        primary_600: p600,
        primary_700: p700,
        primary_800: p800,
        primary_900: p900,
        primary_950: p950,
        neutral_50: n50,
        neutral_100: n100,
        neutral_200: n200,
        neutral_300: n300,
        neutral_400: n400,
        neutral_500: n500,
        neutral_600: n600,
        neutral_700: n700,
        neutral_800: n800,
        neutral_900: n900,
        neutral_950: n950,
    }
}

/// A ground with its label, and the tones it takes under the pointer and pressed.
fn filled(around: &Ground, ground: Color) -> Fill {
    let on = label_on(ground, around.neutral);
    let (lightness, tone) = Tone::of(ground);
    let shifted = |step: f64| tone.at(lightness + step);
    // Away from the page if the label stays readable, else the other way, where it gets more readable still.
    let usable = |step: f64| {
        let color = shifted(step);
        color != ground && on.contrast(color) >= TEXT_RATIO
    };
    let away = if around.is_light { -1.0 } else { 1.0 };
    let direction = if usable(0.05 * away) && usable(0.10 * away) { away } else { -away };
    let readable = |step: f64| if usable(step) { shifted(step) } else { ground };
    Fill { ground, hover: readable(0.05 * direction), active: readable(0.10 * direction), on }
}

/// White where it is readable, else a tinted near-black, else black; one of them always is.
fn label_on(ground: Color, neutral: Tone) -> Color {
    [Color::WHITE, neutral.at(0.2)]
        .into_iter()
        .find(|label| label.contrast(ground) >= TEXT_RATIO)
        .unwrap_or(Color::BLACK)
}
