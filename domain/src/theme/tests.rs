//! What a palette promises, tried with thousands of themes nobody would choose.

use proptest::prelude::*;

use super::*;

/// Tokens with any three colours; corners and primaries come up more often than by chance.
pub(super) fn any_tokens() -> impl Strategy<Value = ThemeTokens> {
    (any_color(), any_color(), any_color()).prop_map(|(primary, secondary, background)| ThemeTokens {
        primary,
        secondary,
        background,
        ..ThemeTokens::default()
    })
}

fn any_color() -> impl Strategy<Value = Color> {
    let corner = prop_oneof![Just(0_u8), Just(255), Just(1), Just(254), Just(118), Just(119)];
    let corners = [corner.clone(), corner.clone(), corner];
    prop_oneof![
        4 => (0..0x0100_0000_u32).prop_map(Color::hex),
        1 => corners.prop_map(|[red, green, blue]| Color { red, green, blue }),
        // Greys around the luminance where black and white ink are equally hard to read.
        1 => (100..140_u8).prop_map(|grey| Color { red: grey, green: grey, blue: grey }),
    ]
}

fn check(tokens: &ThemeTokens, mode: Mode) -> Result<(), TestCaseError> {
    let palette = derive(tokens, mode);
    let at_least = |required: f64, name: &str, color: Color, ground_name: &str, ground: Color| {
        let ratio = color.contrast(ground);
        prop_assert!(
            ratio >= required,
            "{mode:?} {name} {color} on {ground_name} {ground}: {ratio:.3} < {required}\n{tokens:?}"
        );
        Ok(())
    };
    for (ground_name, ground) in palette.backdrops() {
        for (name, color) in palette.texts() {
            at_least(TEXT_RATIO, name, color, ground_name, ground)?;
        }
        for (name, color) in palette.marks() {
            at_least(MARK_RATIO, name, color, ground_name, ground)?;
        }
    }
    for (name, color, ground) in palette.labels() {
        at_least(TEXT_RATIO, name, color, "its ground", ground)?;
    }
    for far in [palette.primary_700, palette.primary_950, palette.neutral_700, palette.neutral_950] {
        for near in [palette.primary_50, palette.primary_100, palette.neutral_50, palette.neutral_100] {
            at_least(TEXT_RATIO, "far step", far, "near step", near)?;
        }
    }
    match mode {
        Mode::Light => {
            prop_assert_eq!(palette.primary, tokens.primary);
            prop_assert_eq!(palette.secondary, tokens.secondary);
            prop_assert_eq!(palette.page, tokens.background);
        }
        Mode::Dark => {
            prop_assert!(palette.page.luminance() < 0.02);
            for surface in [palette.page, palette.card, palette.raised, palette.sunken] {
                at_least(MARK_RATIO, "primary", palette.primary, "surface", surface)?;
                at_least(MARK_RATIO, "secondary", palette.secondary, "surface", surface)?;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn every_pair_is_readable_whatever_is_chosen(tokens in any_tokens()) {
        check(&tokens, Mode::Light)?;
        check(&tokens, Mode::Dark)?;
    }
}

#[test]
fn every_corner_of_the_colour_cube_is_readable_with_every_other() {
    let corners: Vec<Color> =
        [0x00_00_00, 0xFF_00_00, 0x00_FF_00, 0x00_00_FF, 0xFF_FF_00, 0xFF_00_FF, 0x00_FF_FF]
            .into_iter()
            .chain([0xFF_FF_FF, 0x77_77_77, 0x75_75_75, 0x80_80_80])
            .map(Color::hex)
            .collect();
    for &primary in &corners {
        for &secondary in &corners {
            for &background in &corners {
                let tokens = ThemeTokens { primary, secondary, background, ..ThemeTokens::default() };
                check(&tokens, Mode::Light).unwrap();
                check(&tokens, Mode::Dark).unwrap();
            }
        }
    }
}

#[test]
fn surfaces_rise_from_sunken_to_raised() {
    for tokens in [ThemeTokens::default(), ThemeTokens::norte()] {
        for mode in [Mode::Light, Mode::Dark] {
            let palette = derive(&tokens, mode);
            let rising = [palette.sunken, palette.page, palette.card, palette.raised].map(Color::luminance);
            assert!(rising.is_sorted(), "{mode:?} {rising:?}");
        }
    }
}

#[test]
fn neutrals_lean_towards_the_primary_colour_but_a_grey_primary_leaves_them_grey() {
    let lean = derive(&ThemeTokens::default(), Mode::Light).neutral_500.to_oklch();
    assert!((0.004..0.012).contains(&lean.chroma), "{lean:?}");
    let grey = ThemeTokens { primary: Color::hex(0x55_55_55), ..ThemeTokens::default() };
    assert!(derive(&grey, Mode::Light).neutral_500.to_oklch().chroma < 1e-4);
}

#[test]
fn the_default_theme_looks_as_designed() {
    let shown = |mode| {
        let palette = derive(&ThemeTokens::default(), mode);
        [
            palette.page,
            palette.card,
            palette.normal,
            palette.muted,
            palette.link,
            palette.primary,
            palette.danger,
        ]
        .map(|color| color.to_string())
    };
    // Arithmetic only, no platform's own functions: a browser computes the same to the last bit.
    assert_eq!(
        shown(Mode::Light),
        ["#faf8f5", "#ffffff", "#2f3436", "#5f6467", "#0b5c73", "#0b5c73", "#ba2b2b"]
    );
    assert_eq!(
        shown(Mode::Dark),
        ["#101516", "#181d1e", "#d9dfe2", "#a9afb2", "#77bcd6", "#2f778e", "#fa6961"]
    );
}
