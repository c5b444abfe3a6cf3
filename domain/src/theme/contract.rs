//! What crosses the wire about themes.

use super::tokens::{ThemeError, ThemeField, ThemeProblem, ThemeTokens};
use crate::civil::LocalMinute;
use serde::{Deserialize, Serialize};

/// Longest reason for publishing pairs that are hard to read, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// What the editor begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeEditor {
    /// The theme being edited: the draft, or the published one where there is no draft.
    pub tokens: ThemeTokens,
    /// Who left the draft, if there is one.
    pub draft: Option<DraftInfo>,
    /// What the pages wear.
    pub published: ThemeTokens,
    /// Its version; 0 is the product's own theme.
    pub version: i32,
    /// What was read; a save names it, so that nobody writes over what somebody else has saved since.
    pub base: String,
    /// Published themes, newest first.
    pub history: Vec<ThemeVersion>,
}

/// Who saved the draft, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInfo {
    /// The colleague's name, if it is still known.
    pub author: Option<String>,
    /// When, on the clinic's clocks.
    pub saved: LocalMinute,
}

/// A published theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeVersion {
    /// Its number.
    pub version: i32,
    /// The theme.
    pub tokens: ThemeTokens,
    /// Who published it; nothing: the operator.
    pub author: Option<String>,
    /// When, on the clinic's clocks.
    pub published: LocalMinute,
    /// Why pairs that are hard to read were published all the same.
    pub override_reason: Option<String>,
}

/// Asks to keep the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveDraftRequest {
    /// The theme.
    pub tokens: ThemeTokens,
    /// What the editor has read.
    pub base: String,
}

/// The draft is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// What the next save or publication names.
    pub base: String,
    /// When, on the clinic's clocks.
    pub saved: LocalMinute,
}

/// Asks to publish the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishThemeRequest {
    /// The draft that was seen.
    pub base: String,
    /// Why pairs that are hard to read are published all the same; needed when there are any.
    #[serde(default)]
    pub override_reason: String,
}

/// Asks to publish an earlier theme again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollBackThemeRequest {
    /// The earlier theme.
    pub version: i32,
    /// The published version that was seen.
    pub current: i32,
}

/// Asks to throw the draft away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardDraftRequest {
    /// The draft that was seen.
    pub base: String,
}

/// A logo that is stored, but not yet part of any theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredLogo {
    /// Its name, for [`ThemeTokens::logo_light`] and [`ThemeTokens::logo_dark`].
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl ThemeField {
    /// The field's name on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Radius => "radius",
            Self::LogoLight => "logo_light",
            Self::LogoDark => "logo_dark",
            Self::LogoAlt => "logo_alt",
        }
    }
}

impl ThemeError {
    /// The reason's name on the wire: text `field.<message>`.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self.problem {
            ThemeProblem::RadiusTooLarge => "radius_too_large",
            ThemeProblem::LogoNameInvalid => "logo_unknown",
            ThemeProblem::LogoAltMissing => "logo_alt_missing",
            ThemeProblem::LogoAltTooLong => "logo_alt_too_long",
            ThemeProblem::LogoAltControl => "logo_alt_control",
        }
    }
}
