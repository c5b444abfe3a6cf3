//! Themes: the clinic's brand for every page. Editing, publishing and rolling back.

mod edit;
mod logos;
mod publish;
mod refusals;
mod store;

pub use edit::{discard_draft, read_draft, read_editor, save_draft};
pub use logos::{Images, Picture, add_logo, read_asset};
pub use publish::{publish_as_operator, publish_draft, roll_back};
pub use refusals::{CHANGED, NOTHING_TO_PUBLISH};

use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, audit};
use domain::account::contract::Clinic;
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::theme::ThemeTokens;

/// The published theme of a facility; the product's own until one is published.
///
/// # Errors
/// When the database fails.
pub async fn published(backend: &Backend, facility: &Facility) -> Result<ThemeTokens, UseCaseError> {
    find_published(backend.db.reader(), facility.id, facility.theme_version).await
}

async fn find_published(
    db: &impl crate::db::Connection,
    facility: domain::ids::FacilityId,
    version: i32,
) -> Result<ThemeTokens, UseCaseError> {
    if version == 0 {
        return Ok(ThemeTokens::default());
    }
    let row = store::find_version(db, facility, version).await?;
    row.map(|row| row.tokens)
        .ok_or_else(|| UseCaseError::internal(format!("theme version {version} is missing")))
}

/// The stylesheet of the published theme, and the name it can be kept under for ever.
///
/// # Errors
/// When the database fails.
pub async fn stylesheet(backend: &Backend, facility: &Facility) -> Result<(String, String), UseCaseError> {
    let css = domain::theme::css(&published(backend, facility).await?);
    Ok((file_name(&css), css))
}

fn file_name(css: &str) -> String {
    format!("{}.css", short_hash(css.as_bytes()))
}

fn short_hash(bytes: &[u8]) -> String {
    sha256(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The clinic as the frame of every page shows it.
///
/// # Errors
/// When the database fails.
pub async fn clinic(backend: &Backend, facility: &Facility) -> Result<Clinic, UseCaseError> {
    let theme = published(backend, facility).await?;
    let css = domain::theme::css(&theme);
    let asset = |name: &String| format!("/assets/{name}");
    let (light, dark) = (theme.logo_light.as_ref(), theme.logo_dark.as_ref());
    Ok(Clinic {
        name: facility.name.clone(),
        phone: facility.contacts.phone.clone(),
        email: facility.contacts.email.clone(),
        address: facility.contacts.address.clone(),
        opening_hours: facility.contacts.opening_hours.clone(),
        zone: facility.zone.clone(),
        theme_href: format!("/theme/{}", file_name(&css)),
        logo_light: light.or(dark).map(asset),
        logo_dark: dark.or(light).map(asset),
        logo_alt: theme.logo_alt,
        is_closed: !facility.is_enabled,
    })
}

/// Proof that the actor may edit this facility's theme; a refusal is logged.
async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditTheme) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}
