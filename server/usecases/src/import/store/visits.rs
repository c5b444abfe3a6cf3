//! Which visit an entry belongs to, whichever of the two comes first.

use super::PER_STATEMENT;
use crate::UseCaseError;
use crate::db::Tx;
use crate::import::rows::{Body, Row};
use domain::ids::FacilityId;
use entity::{entry, resource_alias};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Puts the ids of visits that are stored in the place of their names.
pub async fn find(tx: &Tx, facility: FacilityId, rows: &mut [Row]) -> Result<(), UseCaseError> {
    let names: HashSet<Uuid> = entries(rows).flat_map(|entry| entry.visits.iter().copied()).collect();
    let names: Vec<Vec<u8>> = names.into_iter().map(|name| name.as_bytes().to_vec()).collect();
    let mut known: HashMap<Uuid, Uuid> = HashMap::new();
    for part in names.chunks(PER_STATEMENT) {
        let found = resource_alias::Entity::find()
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.eq("Encounter"))
            .filter(resource_alias::Column::Alias.is_in(part.iter().cloned()))
            .all(tx)
            .await?;
        known.extend(
            found.into_iter().filter_map(|row| Some((Uuid::from_slice(&row.alias).ok()?, row.target_id))),
        );
    }
    for row in rows {
        if let Body::Entry(entry) = &mut row.body {
            // What has not come yet is waited for by its id, under which every visit can be found.
            let found = entry.visits.iter().find_map(|visit| known.get(visit)).or(entry.visits.last());
            entry.visits = found.copied().into_iter().collect();
        }
    }
    Ok(())
}

fn entries(rows: &[Row]) -> impl Iterator<Item = &crate::import::rows::EntryRow> {
    rows.iter().filter_map(|row| match &row.body {
        Body::Entry(entry) => Some(entry.as_ref()),
        _ => None,
    })
}

/// The names of the visits of these rows, each with its id.
pub fn names_of(rows: &[Row]) -> HashMap<Uuid, Uuid> {
    let visits = rows.iter().filter(|row| row.type_name == "Encounter");
    visits.flat_map(|row| row.aliases.iter().map(|alias| (*alias, row.id))).collect()
}

/// Gives entries that came before their visit its id.
pub async fn attach(tx: &Tx, facility: FacilityId, names: HashMap<Uuid, Uuid>) -> Result<(), UseCaseError> {
    let all: Vec<Uuid> = names.keys().copied().collect();
    for part in all.chunks(PER_STATEMENT) {
        let waiting: Vec<Option<Uuid>> = entry::Entity::find()
            .select_only()
            .column(entry::Column::Visit)
            .distinct()
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Visit.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        for name in waiting.into_iter().flatten() {
            let Some(visit) = names.get(&name) else { continue };
            entry::Entity::update_many()
                .col_expr(entry::Column::Visit, Expr::value(*visit))
                .filter(entry::Column::FacilityId.eq(facility))
                .filter(entry::Column::Visit.eq(name))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}
