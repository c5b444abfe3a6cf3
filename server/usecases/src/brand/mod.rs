//! What a document and the installed application show of a clinic: its stylesheet, font, colours and icon.

mod store;

use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, theme};
use domain::theme::{Color, Mode, Palette, derive};

/// Longest name under an icon, in characters; systems cut longer ones. Source: web app manifest, `short_name`.
const SHORT_NAME_CHARS: usize = 12;

/// The brand of a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Name of the theme's stylesheet.
    pub stylesheet: String,
    /// Path of the published font's file for Latin script.
    pub font: &'static str,
    /// The colours in light mode, which icons and letters are drawn in.
    pub light: Palette,
    /// The bar at the top, in dark mode.
    pub card_dark: Color,
    /// Name of the stored logo.
    pub logo: Option<String>,
    /// Names what the icon is drawn from: other colours or another logo, another tag.
    pub icon_tag: String,
}

/// The published brand.
///
/// # Errors
/// When the database fails.
pub async fn published(backend: &Backend, facility: &Facility) -> Result<Brand, UseCaseError> {
    let tokens = theme::published(backend, facility).await?;
    let light = derive(&tokens, Mode::Light);
    let Palette { primary, on_primary, card, .. } = light;
    let (stylesheet, _) = theme::stylesheet(backend, facility).await?;
    let logo = tokens.logo_light.clone();
    let drawn_from = format!("{primary} {on_primary} {card} {}", logo.as_deref().unwrap_or_default());
    Ok(Brand {
        stylesheet,
        font: tokens.font.path(),
        light,
        card_dark: derive(&tokens, Mode::Dark).card,
        logo,
        icon_tag: sha256(drawn_from.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// The bytes of the published logo.
///
/// # Errors
/// When the database fails.
pub async fn logo(
    backend: &Backend,
    facility: &Facility,
    name: &str,
) -> Result<Option<Vec<u8>>, UseCaseError> {
    store::find_asset(backend.db.reader(), facility.id, name).await
}

/// A name that fits under an icon: as many whole words as have room, else what fits of the first.
#[must_use]
pub fn short_name(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_whitespace() {
        let space = usize::from(!short.is_empty());
        if short.chars().count() + space + word.chars().count() > SHORT_NAME_CHARS {
            break;
        }
        if space == 1 {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() { name.trim().chars().take(SHORT_NAME_CHARS).collect() } else { short }
}
