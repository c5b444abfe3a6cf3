//! What a message, a badge or a toast says about its matter; colour repeats it, words carry it.

use super::Icon;

/// The kind of news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// What matters now.
    Primary,
    /// A hint.
    Information,
    /// It worked, it is well.
    Success,
    /// Needs care.
    Warning,
    /// It failed, it is dangerous.
    Danger,
}

impl Tone {
    /// The icon that goes with it.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Primary | Self::Information => Icon::Information,
            Self::Success => Icon::Success,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::Problem,
        }
    }
}
