//! What names and ids lead to: in the record that is read, and in any.

use super::{PER_STATEMENT, of};
use crate::exchange::View;
use crate::{UseCaseError, import};
use domain::ids::{EntryId, FacilityId};
use entity::{chart, directory, entry};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Those of these ids that the reader may see, with their types.
pub async fn list_shown(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, UseCaseError> {
    let mut shown = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let entries: Vec<(EntryId, String)> = of(db, view)
            .await?
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .select_only()
            .columns([entry::Column::Id, entry::Column::Kind])
            .into_tuple()
            .all(db)
            .await?;
        let lines: Vec<(Uuid, String)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Kind])
            .filter(directory::Column::FacilityId.eq(view.facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        shown.extend(entries.into_iter().map(|(id, kind)| (id.0, kind)).chain(lines));
    }
    Ok(shown)
}

/// What entries that the reader may see are called.
pub async fn list_names(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, UseCaseError> {
    let mut names = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<(EntryId, String)> = of(db, view)
            .await?
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .select_only()
            .columns([entry::Column::Id, entry::Column::Title])
            .into_tuple()
            .all(db)
            .await?;
        names.extend(rows.into_iter().map(|(id, title)| (id.0, title)));
    }
    Ok(names)
}

/// What these ids are here, of whichever record, with the ids under which it is shown: a merged chart is the one it was merged into.
pub async fn list_known(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, (String, Uuid)>, UseCaseError> {
    let known = import::list_known(db, facility, ids).await?;
    let mut known: BTreeMap<Uuid, (String, Uuid)> =
        known.into_iter().map(|(kind, id)| (id, (kind, id))).collect();
    let charts: Vec<Uuid> = known.values().filter(|(kind, _)| kind == "Patient").map(|(_, id)| *id).collect();
    let mut leads: BTreeMap<Uuid, Option<Uuid>> = BTreeMap::new();
    let mut asked = charts.clone();
    while !asked.is_empty() {
        let mut found: Vec<(Uuid, Option<Uuid>)> = Vec::new();
        for part in asked.chunks(PER_STATEMENT) {
            let rows: Vec<(Uuid, Option<Uuid>)> = chart::Entity::find()
                .select_only()
                .columns([chart::Column::Id, chart::Column::MergedInto])
                .filter(chart::Column::FacilityId.eq(facility))
                .filter(chart::Column::Id.is_in(part.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            found.extend(rows);
        }
        asked = found.iter().filter_map(|(_, into)| *into).filter(|into| !leads.contains_key(into)).collect();
        leads.extend(found);
    }
    for id in charts {
        let mut shown = id;
        while let Some(Some(into)) = leads.get(&shown) {
            shown = *into;
        }
        known.insert(id, ("Patient".to_owned(), shown));
    }
    Ok(known)
}
