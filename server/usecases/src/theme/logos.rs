//! Logos: what an administrator hands in is read as a picture, drawn anew, and kept under a name made from its bytes.

use super::{may_edit, short_hash, store};
use crate::{Backend, UseCaseError, audit, error::FieldError, uninterrupted};
use domain::actor::Actor;
use domain::ids::FacilityId;
use domain::theme::contract::StoredLogo;
use std::sync::Arc;

/// A picture drawn anew: nothing is left of the file it came from but what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// How its name ends.
    pub extension: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Reads pictures; the adapters know how.
pub trait Images: Send + Sync {
    /// The picture in `file`, drawn anew, small enough for a logo. Takes its time.
    ///
    /// # Errors
    /// The name of the reason: text `field.<reason>`.
    fn read_logo(&self, file: &[u8]) -> Result<Picture, &'static str>;
}

/// Keeps a logo for the facility; no theme uses it yet.
///
/// # Errors
/// The policy's refusal; `Invalid` with `logo` and the reason why the file is no picture of ours.
pub async fn add_logo(
    backend: &Backend,
    images: Arc<dyn Images>,
    actor: &Actor,
    file: Vec<u8>,
) -> Result<StoredLogo, UseCaseError> {
    let now = backend.clock.now();
    let permit = may_edit(backend, actor, "theme.add_logo").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let read = tokio::task::spawn_blocking(move || images.read_logo(&file)).await;
        let picture = read
            .map_err(UseCaseError::internal)?
            .map_err(|reason| UseCaseError::Invalid(vec![FieldError::new("logo", reason)]))?;
        let name = format!("logo-{}.{}", short_hash(&picture.bytes), picture.extension);
        let tx = backend.db.begin().await?;
        store::insert_asset(&tx, &permit, actor.facility, (&name, &picture), now).await?;
        audit::record(&tx, &backend.keys, &audit::Event::of(&actor, now, "theme.add_logo", &name)).await?;
        tx.commit().await?;
        Ok(StoredLogo { name, width: picture.width, height: picture.height })
    })
    .await
}

/// Media type and bytes of a picture; public, as a clinic's logo is.
///
/// # Errors
/// `NotFound`.
pub async fn read_asset(
    backend: &Backend,
    facility: FacilityId,
    name: &str,
) -> Result<(String, Vec<u8>), UseCaseError> {
    store::find_asset(backend.db.reader(), facility, name).await?.ok_or(UseCaseError::NotFound)
}
