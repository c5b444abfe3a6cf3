//! Where entries come from.

use crate::UseCaseError;
use crate::import::Sender;
use domain::ids::{ClientId, EntryId, FacilityId};
use domain::time::Instant;
use entity::entry;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

/// Where an entry comes from.
pub struct Source {
    /// When it first came, where that was noted.
    pub came: Option<Instant>,
    /// When it became what it is now.
    pub changed: Instant,
    /// Who sent that, where it was noted.
    pub sender: Option<Sender>,
}

/// Where an entry comes from. Whoever asks has found that its reader may see it.
pub async fn find_source(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: EntryId,
) -> Result<Option<Source>, UseCaseError> {
    use entry::Column;
    type Row = (Option<Instant>, Instant, Option<String>, Option<ClientId>);
    let row: Option<Row> = entry::Entity::find()
        .select_only()
        .columns([Column::CameS, Column::UpdatedS, Column::Sender, Column::ClientId])
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::Id.eq(id))
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.map(|(came, changed, sender, client)| Source {
        came,
        changed,
        sender: sender.and_then(|sender| Sender::of_stored(&sender, client)),
    }))
}
