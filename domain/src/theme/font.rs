//! The typefaces a facility may choose from; all are bundled, none is fetched from elsewhere.

use serde::{Deserialize, Serialize};

/// A bundled typeface. Files and metric-matched fallbacks are declared in `style/tokens.css`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Font {
    /// Made by the Braille Institute for low vision; the default.
    #[default]
    #[serde(rename = "atkinson-hyperlegible-next")]
    AtkinsonHyperlegibleNext,
    /// Neutral, made for screens.
    #[serde(rename = "inter")]
    Inter,
    /// Friendly and geometric.
    #[serde(rename = "figtree")]
    Figtree,
    /// Calm and narrow: much text on little space.
    #[serde(rename = "source-sans-3")]
    SourceSans3,
    /// With serifs, for a traditional house.
    #[serde(rename = "source-serif-4")]
    SourceSerif4,
}

impl Font {
    /// Every typeface, in the order the theme editor shows them.
    pub const ALL: [Self; 5] =
        [Self::AtkinsonHyperlegibleNext, Self::Inter, Self::Figtree, Self::SourceSans3, Self::SourceSerif4];

    /// The key it is stored under, which is also the value of form fields.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtkinsonHyperlegibleNext => "atkinson-hyperlegible-next",
            Self::Inter => "inter",
            Self::Figtree => "figtree",
            Self::SourceSans3 => "source-sans-3",
            Self::SourceSerif4 => "source-serif-4",
        }
    }

    /// The typeface stored under a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|font| font.key() == key)
    }

    /// Its name, for people and for `font-family`; a proper name, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtkinsonHyperlegibleNext => "Atkinson Hyperlegible Next",
            Self::Inter => "Inter",
            Self::Figtree => "Figtree",
            Self::SourceSans3 => "Source Sans 3",
            Self::SourceSerif4 => "Source Serif 4",
        }
    }

    /// The value of `font-family`: the face, its metric-matched fallback, then what the system has.
    #[must_use]
    pub const fn stack(self) -> &'static str {
        match self {
            Self::AtkinsonHyperlegibleNext => {
                r#""Atkinson Hyperlegible Next","Atkinson Hyperlegible Next Fallback",system-ui,sans-serif"#
            }
            Self::Inter => r#""Inter","Inter Fallback",system-ui,sans-serif"#,
            Self::Figtree => r#""Figtree","Figtree Fallback",system-ui,sans-serif"#,
            Self::SourceSans3 => r#""Source Sans 3","Source Sans 3 Fallback",system-ui,sans-serif"#,
            Self::SourceSerif4 => r#""Source Serif 4","Source Serif 4 Fallback",ui-serif,serif"#,
        }
    }

    /// Path of the file to preload. The version is part of the name: font files are served as immutable.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::AtkinsonHyperlegibleNext => "/fonts/atkinson-hyperlegible-next-5.3.0-400-700-latin.woff2",
            Self::Inter => "/fonts/inter-5.3.0-400-700-latin.woff2",
            Self::Figtree => "/fonts/figtree-5.3.0-400-700-latin.woff2",
            Self::SourceSans3 => "/fonts/source-sans-3-5.3.0-latin.woff2",
            Self::SourceSerif4 => "/fonts/source-serif-4-5.3.1-latin.woff2",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_serialised_name_and_stack_agree() {
        for font in Font::ALL {
            assert_eq!(serde_json::to_string(&font).unwrap(), format!("\"{}\"", font.key()));
            assert_eq!(Font::from_key(font.key()), Some(font));
            assert!(font.stack().starts_with(&format!("\"{0}\",\"{0} Fallback\",", font.name())));
            assert!(font.path().starts_with(&format!("/fonts/{}-", font.key())));
        }
        assert_eq!(Font::from_key("comic-sans"), None);
    }
}
