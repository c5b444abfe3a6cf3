//! What is printed has in common: the clinic's mark, and the paper of its country.

use domain::theme::ThemeTokens;
use pdf::{Paper, Picture};
use usecases::facility::Facility;
use usecases::{Backend, UseCaseError, phone, theme};

/// Countries whose printers hold letter paper (ISO 3166-1 alpha-2), of those that are known by their zones.
const WITH_LETTER_PAPER: [&str; 4] = ["CL", "CO", "MX", "US"];

/// The clinic's mark.
pub struct Mark {
    /// Its colour: red, green, blue.
    pub color: [u8; 3],
    /// Its logo, if it has one.
    pub logo: Option<Picture>,
}

/// The mark of the published theme.
///
/// # Errors
/// When the database fails.
pub async fn mark(backend: &Backend, facility: &Facility) -> Result<Mark, UseCaseError> {
    mark_of(backend, facility, theme::published(backend, facility).await?).await
}

/// The mark of a theme.
///
/// # Errors
/// When the database fails.
pub async fn mark_of(
    backend: &Backend,
    facility: &Facility,
    brand: ThemeTokens,
) -> Result<Mark, UseCaseError> {
    let logo = match &brand.logo_light {
        Some(name) => Some(theme::read_asset(backend, facility.id, name).await?.1),
        None => None,
    };
    let logo = logo.map(|bytes| Picture { bytes, alt: brand.logo_alt });
    Ok(Mark { color: [brand.primary.red, brand.primary.green, brand.primary.blue], logo })
}

/// The paper of the clinic's printers.
#[must_use]
pub fn paper(facility: &Facility) -> Paper {
    let country = phone::country_code(&facility.zone);
    let has_letter_paper = country.is_some_and(|country| WITH_LETTER_PAPER.contains(&country.as_str()));
    if has_letter_paper { Paper::UsLetter } else { Paper::A4 }
}
