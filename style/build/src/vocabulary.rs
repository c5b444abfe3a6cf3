//! The names that may be written in a class: encre-css's utilities, the theme's colours, and a few of our own.

use std::collections::HashMap;

use domain::theme::COLOR_VARIABLES;
use encre_css::config::DarkMode;
use encre_css::plugins::{DynamicPlugin, ListProperties, Plugin, PropertyName, Spacing};
use encre_css::{Config, Preflight};

/// The selector of dark mode by choice; [`super::order`] adds the one by the system's preference.
pub const DARK_SELECTOR: &str = ":root[data-mode=dark]";

/// Utilities that encre-css lacks or that stand for a token of ours: name, the utility of encre-css beside which it
/// stands in the stylesheet, and declarations.
const OWN: &[(&str, &str, &[&str])] = &[
    ("rounded-theme", "rounded-lg", &["border-radius: var(--radius-lg);"]),
    ("rounded-control", "rounded-lg", &["border-radius: var(--radius-md);"]),
    ("rounded-inner", "rounded-lg", &["border-radius: var(--radius-sm);"]),
    ("shadow-float", "shadow-lg", &["box-shadow: var(--shadow-float);"]),
    ("z-sticky", "z-10", &["z-index: var(--z-sticky);"]),
    ("z-bar", "z-10", &["z-index: var(--z-bar);"]),
    ("z-overlay", "z-10", &["z-index: var(--z-overlay);"]),
    ("z-toast", "z-10", &["z-index: var(--z-toast);"]),
    ("min-h-target", "min-h-11", &["min-height: var(--target);"]),
    ("min-w-target", "min-w-11", &["min-width: var(--target);"]),
    ("size-target", "h-11", &["width: var(--target);", "height: var(--target);"]),
    ("max-w-measure", "max-w-11", &["max-width: var(--measure);"]),
    ("max-w-page", "max-w-11", &["max-width: var(--page-width);"]),
    ("w-rail", "w-11", &["width: var(--rail-width);"]),
    ("h-bar", "h-11", &["height: var(--bar-height);"]),
    ("min-h-bar", "min-h-11", &["min-height: var(--bar-height);"]),
    ("h-tabs", "h-11", &["height: var(--tabs-height);"]),
    ("min-h-tabs", "min-h-11", &["min-height: var(--tabs-height);"]),
    ("pb-tabs", "pb-4", &["padding-bottom: calc(var(--tabs-height) + env(safe-area-inset-bottom));"]),
    ("pt-safe", "pt-4", &["padding-top: env(safe-area-inset-top);"]),
    ("pb-safe", "pb-4", &["padding-bottom: env(safe-area-inset-bottom);"]),
    ("pl-safe", "pl-4", &["padding-left: env(safe-area-inset-left);"]),
    ("pr-safe", "pr-4", &["padding-right: env(safe-area-inset-right);"]),
    ("bg-scrim", "bg-current", &["background-color: var(--scrim);"]),
    ("outline-focus", "outline-2", &["outline: var(--focus-ring);", "outline-offset: 2px;"]),
    ("outline-focus-inset", "outline-2", &["outline: var(--focus-ring);", "outline-offset: -2px;"]),
    ("duration-fast", "duration-150", &["transition-duration: var(--motion-fast);"]),
    ("duration-base", "duration-150", &["transition-duration: var(--motion-base);"]),
    ("duration-slow", "duration-150", &["transition-duration: var(--motion-slow);"]),
    ("animate-fade", "animate-none", &["animation: fade var(--motion-base) var(--ease-out) both;"]),
    ("animate-rise", "animate-none", &["animation: rise var(--motion-slow) var(--ease-out) both;"]),
    ("field-sizing-content", "appearance-none", &["field-sizing: content;"]),
    ("grid-cols-subgrid", "grid-cols-1", &["grid-template-columns: subgrid;"]),
    ("grid-rows-subgrid", "grid-rows-1", &["grid-template-rows: subgrid;"]),
    ("scheme-light", "appearance-none", &["color-scheme: light;"]),
    ("scheme-dark", "appearance-none", &["color-scheme: dark;"]),
    ("scrollbar-none", "overflow-auto", &["scrollbar-width: none;"]),
    ("overflow-clip", "overflow-auto", &["overflow: clip;"]),
    ("wrap-anywhere", "break-words", &["overflow-wrap: anywhere;"]),
    ("hyphens-auto", "break-words", &["hyphens: auto;"]),
    ("fill-none", "fill-current", &["fill: none;"]),
    ("stroke-round", "stroke-2", &["stroke-linecap: round;", "stroke-linejoin: round;"]),
];

/// encre-css, told our names.
#[must_use]
pub fn config() -> Config {
    let mut config = Config::default();
    config.theme.dark_mode = DarkMode::new_class(DARK_SELECTOR);
    for variable in COLOR_VARIABLES {
        let name = variable.trim_start_matches("--c-");
        config.theme.colors.add(name, format!("var({variable})"));
    }
    config.preflight =
        Preflight::new_full().font_family_sans("var(--font-sans)").font_family_mono("var(--font-mono)");

    let props = OWN
        .iter()
        .map(|(name, _, lines)| ((*name).to_owned(), lines.iter().map(ToString::to_string).collect()));
    let own: DynamicPlugin = Plugin::ListProperties(ListProperties {
        props: props.collect::<HashMap<_, _>>(),
        ..ListProperties::default_dynamic()
    });
    let size: DynamicPlugin = Plugin::Spacing(Spacing {
        namespace: "size".to_owned(),
        prop: PropertyName::MultipleProps(vec!["width".to_owned(), "height".to_owned()]),
        has_auto: Some(true),
        has_full: Some(true),
        ..Spacing::default_dynamic()
    });
    config.register_dynamic_plugin(own);
    config.register_dynamic_plugin(size);
    config
}

/// Our own utilities, for the list in `style/README.md`.
pub fn own_utilities() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|(name, ..)| *name)
}

/// The utility of encre-css that takes the same place in the stylesheet: `pb-safe` must beat `p-4` as `pb-4` does.
#[must_use]
pub fn beside(class: &str) -> &str {
    OWN.iter().find(|(name, ..)| *name == class).map_or(class, |(_, beside, _)| *beside)
}
