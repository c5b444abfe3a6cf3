//! What the theme editor computes.

use app::examined::{Axis, Part, changes};
use domain::theme::{Color, ColorToken, Oklch, ThemeTokens};

#[test]
fn changes_are_listed_in_the_order_of_the_controls() {
    let before = ThemeTokens::default();
    assert_eq!(changes(&before, &before), []);
    let after =
        ThemeTokens { radius: 4, secondary: Color::BLACK, logo_alt: "Clinic".to_owned(), ..before.clone() };
    let found = changes(&before, &after);
    assert_eq!(found, [Part::LogoAlt, Part::Color(ColorToken::Secondary), Part::Radius]);
    assert_eq!(found.last().and_then(|part| part.value(&after)).as_deref(), Some("4 px"));
}

#[test]
fn a_slider_leads_where_it_says_and_back() {
    let start = ThemeTokens::default().primary.to_oklch();
    for axis in Axis::ALL {
        let there = axis.moved(start, 40.0);
        assert!((axis.position(there) - 40.0).abs() < 1e-9, "{axis:?}");
        let back = axis.moved(there, axis.position(start));
        assert_eq!(Color::from_oklch(back), ThemeTokens::default().primary, "{axis:?}");
    }
    assert_eq!(Axis::Hue.words(Oklch { lightness: 0.5, chroma: 0.16, hue: 219.6 }), "220°");
    assert_eq!(Axis::Lightness.track(start).matches('#').count(), 13);
}
