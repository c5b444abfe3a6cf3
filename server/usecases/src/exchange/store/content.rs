//! Resources and titles by their ids.

use super::{PER_STATEMENT, of};
use crate::exchange::View;
use crate::exchange::references::Stored;
use crate::{UseCaseError, results};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::time::Instant;
use entity::{chart, directory, entry};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Resources that the reader may see, in the order of their ids in the list.
pub async fn list_contents(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[EntryId],
) -> Result<Vec<Stored>, UseCaseError> {
    use entry::Column;
    let rows: Vec<(EntryId, String, Option<String>, Instant)> = of(db, view)
        .await?
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Content, Column::FullUrl, Column::UpdatedS])
        .into_tuple()
        .all(db)
        .await?;
    let released = results::list_released(db, view.facility, ids).await?;
    let mut stored: Vec<Stored> = rows
        .into_iter()
        .map(|(id, content, full_url, at)| {
            let seen = released.get(&id).map_or(at, |released| std::cmp::max(at, *released));
            Stored { id: id.0, content, full_url, updated: seen.0 }
        })
        .collect();
    stored.sort_by_key(|row| ids.iter().position(|id| id.0 == row.id));
    Ok(stored)
}

/// Names and clinical dates as the pages show them, in the order of their ids in the list.
pub async fn list_titles(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[EntryId],
) -> Result<Vec<(String, String)>, UseCaseError> {
    use entry::Column;
    let rows: Vec<(EntryId, String, String)> = of(db, view)
        .await?
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Title, Column::View])
        .into_tuple()
        .all(db)
        .await?;
    let mut titles = Vec::with_capacity(rows.len());
    for (id, title, view) in rows {
        let view: domain::records::view::View = serde_json::from_str(&view)?;
        titles.push((id, title, view.date));
    }
    titles.sort_by_key(|(id, ..)| ids.iter().position(|known| known == id));
    Ok(titles.into_iter().map(|(_, title, date)| (title, date)).collect())
}

/// An entry of any record of the facility: for systems, which handed them in.
pub async fn find_entry(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: Uuid,
) -> Result<Option<entry::Model>, UseCaseError> {
    Ok(entry::Entity::find_by_id((facility, EntryId(id))).one(db).await?)
}

/// The head of a chart.
pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: Uuid,
) -> Result<Option<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, ChartId(id))).one(db).await?)
}

/// Charts by their ids, in the order of these.
pub async fn list_chart_rows(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<Vec<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(chart::Column::Id)
        .all(db)
        .await?)
}

/// People, places and medicines by their ids.
pub async fn list_lines(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<(String, Stored)>, UseCaseError> {
    let mut lines = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows = directory::Entity::find()
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        lines.extend(rows.into_iter().map(|row| (row.kind.clone(), Stored::from(row))));
    }
    Ok(lines)
}
