//! Themes: the clinic's brand for every page. Editing, publishing and rolling back.

mod store;

use crate::db::Tx;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, live};
use domain::account::contract::Clinic;
use domain::ids::FacilityId;
use domain::theme::ThemeTokens;
use domain::time::Instant;

/// The published theme of a facility; the product's own until one is published.
///
/// # Errors
/// When the database fails.
pub async fn published(backend: &Backend, facility: &Facility) -> Result<ThemeTokens, UseCaseError> {
    if facility.theme_version == 0 {
        return Ok(ThemeTokens::default());
    }
    let tokens = store::find_version(backend.db.reader(), facility.id, facility.theme_version).await?;
    tokens
        .ok_or_else(|| UseCaseError::internal(format!("theme version {} is missing", facility.theme_version)))
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
    let hash: String = sha256(css.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{hash}.css")
}

/// The clinic as the frame of every page shows it.
///
/// # Errors
/// When the database fails.
pub async fn clinic(backend: &Backend, facility: &Facility) -> Result<Clinic, UseCaseError> {
    let theme = published(backend, facility).await?;
    let css = domain::theme::css(&theme);
    let asset = |name: &String| format!("/assets/{name}");
    Ok(Clinic {
        name: facility.name.clone(),
        phone: facility.contacts.phone.clone(),
        email: facility.contacts.email.clone(),
        address: facility.contacts.address.clone(),
        opening_hours: facility.contacts.opening_hours.clone(),
        zone: facility.zone.clone(),
        theme_href: format!("/theme/{}", file_name(&css)),
        logo_light: theme.logo_light.as_ref().map(asset),
        logo_dark: theme.logo_dark.as_ref().or(theme.logo_light.as_ref()).map(asset),
        logo_alt: theme.logo_alt,
    })
}

/// Publishes a theme as the operator: the demo, and the command line.
///
/// # Errors
/// When the database fails.
pub async fn publish_as_operator(
    backend: &Backend,
    facility: FacilityId,
    tokens: &ThemeTokens,
) -> Result<i32, UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    let version = store::insert_version(&tx, facility, tokens, (None, None), now).await?;
    let event = crate::account::operator_event(facility, now, "theme.publish", &version.to_string());
    crate::audit::record(&tx, &backend.keys, &event).await?;
    announce(&tx, facility, version, now).await?;
    tx.commit().await?;
    backend.live.wake();
    Ok(version)
}

/// Tells open pages that there is a new theme.
async fn announce(tx: &Tx, facility: FacilityId, version: i32, now: Instant) -> Result<(), UseCaseError> {
    let event = live::NewEvent {
        facility,
        topic: live::THEME,
        resource: None,
        version: version.into(),
        kind: "published",
        from: now,
        to: now,
    };
    live::record(tx, &event, now).await
}
