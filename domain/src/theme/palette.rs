//! Every colour a screen may use, with the one list of their CSS variables.

use super::color::Color;

/// Declares [`Palette`] and, from the same list, the names of its CSS variables.
macro_rules! palette {
    ($($(#[$doc:meta])* $field:ident: $name:literal,)+) => {
        /// The derived colours of one theme in one mode.
        ///
        /// Promises, for any tokens: each of the [`texts`](Palette::texts) has at least 4.5:1 on each of the
        /// [`backdrops`](Palette::backdrops), each of the [`marks`](Palette::marks) at least 3:1; each `on_`
        /// colour has at least 4.5:1 on its ground, also under the pointer and pressed; steps 700 to 950 of a
        /// scale have at least 4.5:1 on steps 50 and 100.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Palette {
            $($(#[$doc])* pub $field: Color,)+
        }

        /// Names of the CSS variables of a palette, in the order of [`Palette::colors`].
        pub const COLOR_VARIABLES: &[&str] = &[$(concat!("--c-", $name),)+];

        impl Palette {
            /// Each colour with the name of its CSS variable.
            pub fn colors(&self) -> impl Iterator<Item = (&'static str, Color)> {
                COLOR_VARIABLES.iter().copied().zip([$(self.$field,)+])
            }
        }
    };
}

palette! {
    /// Behind everything.
    page: "page",
    /// Cards and form fields, on the page.
    card: "card",
    /// What floats: menus, dialogs, sheets.
    raised: "raised",
    /// Wells and table heads, deeper than the page.
    sunken: "sunken",

    /// Headings and values.
    strong: "strong",
    /// Running text.
    normal: "normal",
    /// Help, captions, placeholders.
    muted: "muted",
    /// Links: the primary colour, darkened or lightened where it is too faint to read.
    link: "link",
    /// Links under the pointer.
    link_hover: "link-hover",

    /// Lines that only divide.
    hairline: "hairline",
    /// Borders that show where a control is.
    control: "control",
    /// The ring around what has the keyboard.
    focus: "focus",

    /// The primary action: as chosen, in dark mode lifted to 3:1 on the surfaces if it is darker.
    primary: "primary",
    /// The primary action under the pointer.
    primary_hover: "primary-hover",
    /// The primary action while pressed.
    primary_active: "primary-active",
    /// Text on the primary action.
    on_primary: "on-primary",
    /// What is selected: rows, chips, days.
    primary_soft: "primary-soft",

    /// The accent: as chosen, in dark mode lifted like the primary colour.
    secondary: "secondary",
    /// The accent under the pointer.
    secondary_hover: "secondary-hover",
    /// The accent while pressed.
    secondary_active: "secondary-active",
    /// Text on the accent.
    on_secondary: "on-secondary",
    /// A backdrop in the accent's hue.
    secondary_soft: "secondary-soft",
    /// Text in the accent's hue.
    secondary_text: "secondary-text",

    /// Solid mark of success.
    success: "success",
    /// Text on the solid mark of success.
    on_success: "on-success",
    /// Backdrop of success.
    success_soft: "success-soft",
    /// Text and icons of success.
    success_text: "success-text",

    /// Solid mark of a warning.
    warning: "warning",
    /// Text on the solid mark of a warning.
    on_warning: "on-warning",
    /// Backdrop of a warning.
    warning_soft: "warning-soft",
    /// Text and icons of a warning.
    warning_text: "warning-text",

    /// Solid mark of danger.
    danger: "danger",
    /// Text on the solid mark of danger.
    on_danger: "on-danger",
    /// Backdrop of danger.
    danger_soft: "danger-soft",
    /// Text and icons of danger.
    danger_text: "danger-text",

    /// Solid mark of information.
    information: "information",
    /// Text on the solid mark of information.
    on_information: "on-information",
    /// Backdrop of information.
    information_soft: "information-soft",
    /// Text and icons of information.
    information_text: "information-text",

    /// Primary scale: 50 is always the step nearest to the page, 950 the farthest, in light and dark.
    primary_50: "primary-50",
    /// Primary scale.
    primary_100: "primary-100",
    /// Primary scale.
    primary_200: "primary-200",
    /// Primary scale.
    primary_300: "primary-300",
    /// Primary scale.
    primary_400: "primary-400",
    /// Primary scale.
    primary_500: "primary-500",
    /// Primary scale.
    primary_600: "primary-600",
    /// Primary scale.
    primary_700: "primary-700",
    /// Primary scale.
    primary_800: "primary-800",
    /// Primary scale.
    primary_900: "primary-900",
    /// Primary scale.
    primary_950: "primary-950",

    /// Neutral scale, tinted towards the primary colour: 50 is nearest to the page, 950 the farthest.
    neutral_50: "neutral-50",
    /// Neutral scale.
    neutral_100: "neutral-100",
    /// Neutral scale.
    neutral_200: "neutral-200",
    /// Neutral scale.
    neutral_300: "neutral-300",
    /// Neutral scale.
    neutral_400: "neutral-400",
    /// Neutral scale.
    neutral_500: "neutral-500",
    /// Neutral scale.
    neutral_600: "neutral-600",
    /// Neutral scale.
    neutral_700: "neutral-700",
    /// Neutral scale.
    neutral_800: "neutral-800",
    /// Neutral scale.
    neutral_900: "neutral-900",
    /// Neutral scale.
    neutral_950: "neutral-950",
}

impl Palette {
    /// What text may stand on: surfaces and soft colours.
    #[must_use]
    pub fn backdrops(&self) -> [(&'static str, Color); 10] {
        [
            ("page", self.page),
            ("card", self.card),
            ("raised", self.raised),
            ("sunken", self.sunken),
            ("primary-soft", self.primary_soft),
            ("secondary-soft", self.secondary_soft),
            ("success-soft", self.success_soft),
            ("warning-soft", self.warning_soft),
            ("danger-soft", self.danger_soft),
            ("information-soft", self.information_soft),
        ]
    }

    /// The colours of text, each readable on every backdrop.
    #[must_use]
    pub fn texts(&self) -> [(&'static str, Color); 10] {
        [
            ("strong", self.strong),
            ("normal", self.normal),
            ("muted", self.muted),
            ("link", self.link),
            ("link-hover", self.link_hover),
            ("secondary-text", self.secondary_text),
            ("success-text", self.success_text),
            ("warning-text", self.warning_text),
            ("danger-text", self.danger_text),
            ("information-text", self.information_text),
        ]
    }

    /// The `on_` colours, each with the grounds it is readable on.
    #[must_use]
    pub fn labels(&self) -> [(&'static str, Color, Color); 10] {
        [
            ("on-primary", self.on_primary, self.primary),
            ("on-primary", self.on_primary, self.primary_hover),
            ("on-primary", self.on_primary, self.primary_active),
            ("on-secondary", self.on_secondary, self.secondary),
            ("on-secondary", self.on_secondary, self.secondary_hover),
            ("on-secondary", self.on_secondary, self.secondary_active),
            ("on-success", self.on_success, self.success),
            ("on-warning", self.on_warning, self.warning),
            ("on-danger", self.on_danger, self.danger),
            ("on-information", self.on_information, self.information),
        ]
    }

    /// Marks that are seen rather than read, each at least 3:1 on every backdrop.
    #[must_use]
    pub fn marks(&self) -> [(&'static str, Color); 6] {
        [
            ("control", self.control),
            ("focus", self.focus),
            ("success", self.success),
            ("warning", self.warning),
            ("danger", self.danger),
            ("information", self.information),
        ]
    }
}
