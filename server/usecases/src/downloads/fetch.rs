//! Fetching a file: by whoever asked for it, while they may still see what it holds.

use super::{OF_NO_CHART, basis::basis, clinic, may_read, store, wanted};
use crate::keys::Purpose;
use crate::{Backend, UseCaseError, audit, factors, records, results};
use domain::actor::Actor;
use domain::downloads::policy::{Facts, Fetcher, may_fetch};
use domain::downloads::{Kind, PART_BYTES, State};
use domain::ids::{DownloadId, FacilityId};
use entity::download;

/// A file on its way to whoever asked for it.
#[derive(Debug)]
pub struct Fetch {
    backend: Backend,
    facility: FacilityId,
    id: DownloadId,
    /// The name of the file.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// A name for exactly these bytes.
    pub tag: String,
}

/// The same for a file of the whole clinic, to the administrator who asked for it.
///
/// # Errors
/// As [`fetch`].
pub async fn fetch_export(backend: &Backend, actor: &Actor, id: DownloadId) -> Result<Fetch, UseCaseError> {
    clinic::may_export(backend, actor, "exports.fetch").await?;
    factors::require_fresh(backend, actor).await?;
    let now = backend.clock.now();
    let row = store::find(backend.db.reader(), actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
    if wanted(&row).kind != Kind::Clinic {
        return Err(UseCaseError::NotFound);
    }
    let basis = clinic::basis(backend, actor);
    let who = Fetcher { account: actor.account, chart: OF_NO_CHART, basis: &basis };
    let _permit = may_fetch(&facts(&row, false), &who, now)?.ok_or(UseCaseError::NotFound)?;
    let event = audit::Event::of(actor, now, "exports.fetch", &id.to_string());
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    Ok(Fetch::of(backend, row))
}

/// What the policy asks of a file.
fn facts(row: &download::Model, is_withdrawn: bool) -> Facts<'_> {
    Facts {
        account: row.account_id,
        chart: row.chart_id,
        state: State::parse(&row.state).unwrap_or(State::Failed),
        ends: row.ends_s,
        basis: row.basis.as_deref().unwrap_or_default(),
        is_withdrawn,
    }
}

/// Begins to give a file away; every time leaves an event.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew; `NotFound` for what is not the actor's, is of another chart than
/// the one that is shown, or is not made yet; [`domain::downloads::policy::GONE`] for what is over.
pub async fn fetch(backend: &Backend, actor: &Actor, id: DownloadId) -> Result<Fetch, UseCaseError> {
    let permit = may_read(backend, actor, "downloads.fetch").await?;
    factors::require_fresh(backend, actor).await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let row = store::find(db, actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
    let basis = basis(backend, actor).await?;
    let since = row.made_s.unwrap_or(row.asked_s);
    let is_withdrawn = row.chart_id == permit.chart()
        && (records::has_withdrawn(backend, actor, since).await?
            || results::has_withdrawn(backend, actor, since).await?);
    let who = Fetcher { account: actor.account, chart: permit.chart(), basis: &basis };
    let _permit = may_fetch(&facts(&row, is_withdrawn), &who, now)?.ok_or(UseCaseError::NotFound)?;
    audit::record_alone(backend, &audit::Event::of(actor, now, "downloads.fetch", &id.to_string())).await?;
    Ok(Fetch::of(backend, row))
}

impl Fetch {
    fn of(backend: &Backend, row: download::Model) -> Self {
        let checksum = row.checksum.as_deref().unwrap_or_default();
        Self {
            backend: backend.clone(),
            facility: row.facility_id,
            id: row.id,
            media_type: match wanted(&row).kind {
                Kind::Pdf => "application/pdf",
                Kind::Archive | Kind::Clinic => "application/zip",
            },
            size: u64::try_from(row.size_bytes).unwrap_or_default(),
            tag: checksum.iter().map(|byte| format!("{byte:02x}")).collect(),
            name: row.name.unwrap_or_else(|| "record".to_owned()),
        }
    }

    /// What stands at a position of the file, as far as one row holds it.
    ///
    /// # Errors
    /// When the database fails, the part is gone meanwhile, or it was changed.
    pub async fn read_from(&self, at: u64) -> Result<Vec<u8>, UseCaseError> {
        let number = i32::try_from(at / PART_BYTES).map_err(UseCaseError::internal)?;
        let sealed = store::find_part(self.backend.db.reader(), self.facility, self.id, number).await?;
        let sealed = sealed.ok_or(UseCaseError::NotFound)?;
        let place = store::place(self.facility, self.id, number);
        let place: Vec<&[u8]> = place.iter().map(Vec::as_slice).collect();
        let mut bytes = self.backend.keys.open(Purpose::Download, &place, &sealed)?;
        let skip = usize::try_from(at % PART_BYTES).map_err(UseCaseError::internal)?;
        bytes.drain(..skip.min(bytes.len()));
        Ok(bytes)
    }
}
