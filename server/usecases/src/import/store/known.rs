//! What is there already of what came.

use super::PER_STATEMENT;
use crate::UseCaseError;
use crate::db::Tx;
use crate::import::rows::{Body, Row, Subject};
use domain::ids::{ChartId, EntryId, FacilityId};
use entity::{chart, directory, entry, resource_alias};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::HashMap;
use uuid::Uuid;

/// Those of these ids that rows of a facility have, with the types of their resources.
pub async fn list_known(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<(String, Uuid)>, UseCaseError> {
    let mut known: Vec<(String, Uuid)> = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let charts: Vec<Uuid> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let entries: Vec<(String, Uuid)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Kind, entry::Column::Id])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let lines: Vec<(String, Uuid)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Kind, directory::Column::Id])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let charts = charts.into_iter().map(|id| ("Patient".to_owned(), id));
        known.extend(charts.chain(entries).chain(lines));
    }
    Ok(known)
}

/// Hashes of the rows that are there already.
pub(super) async fn find_hashes(
    tx: &Tx,
    facility: FacilityId,
    rows: &[Row],
) -> Result<HashMap<Uuid, Vec<u8>>, UseCaseError> {
    let ids = |is_wanted: fn(&Body) -> bool| -> Vec<Uuid> {
        rows.iter().filter(|row| is_wanted(&row.body)).map(|row| row.id).collect()
    };
    let mut found = HashMap::new();
    let wanted = ids(|body| matches!(body, Body::Chart(_)));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = chart::Entity::find()
            .select_only()
            .columns([chart::Column::Id, chart::Column::ContentHash])
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    let wanted = ids(|body| matches!(body, Body::Entry(_)));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::ContentHash])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    let wanted = ids(|body| matches!(body, Body::Directory { .. }));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::ContentHash])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    Ok(found)
}

/// Charts by the names under which entries of this batch look for them.
pub(super) async fn find_charts(
    tx: &Tx,
    facility: FacilityId,
    rows: &[Row],
) -> Result<HashMap<Uuid, Uuid>, UseCaseError> {
    let wanted: Vec<Vec<u8>> = rows
        .iter()
        .filter_map(|row| match &row.body {
            Body::Entry(entry) => match &entry.subject {
                Subject::Aliases(aliases) => Some(aliases),
                Subject::Chart(_) => None,
            },
            _ => None,
        })
        .flatten()
        .map(|alias| alias.as_bytes().to_vec())
        .collect();
    let mut charts = HashMap::new();
    for part in wanted.chunks(500) {
        let found = resource_alias::Entity::find()
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.eq("Patient"))
            .filter(resource_alias::Column::Alias.is_in(part.iter().cloned()))
            .all(tx)
            .await?;
        charts.extend(
            found.into_iter().filter_map(|row| Some((Uuid::from_slice(&row.alias).ok()?, row.target_id))),
        );
    }
    Ok(charts)
}

/// Charts whose entries become another's by these rows.
pub(super) async fn list_left(
    tx: &Tx,
    facility: FacilityId,
    entries: &[entry::ActiveModel],
) -> Result<Vec<ChartId>, UseCaseError> {
    let after: HashMap<EntryId, ChartId> =
        entries.iter().filter_map(|row| Some((*row.id.try_as_ref()?, *row.chart_id.try_as_ref()?))).collect();
    let ids: Vec<EntryId> = after.keys().copied().collect();
    let mut left = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let before: Vec<(EntryId, ChartId)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::ChartId])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        left.extend(
            before.into_iter().filter(|(id, chart)| after.get(id) != Some(chart)).map(|(_, chart)| chart),
        );
    }
    left.sort_unstable();
    left.dedup();
    Ok(left)
}
