//! Whose names entries have taken: written with them, and looked through where such a name comes later or is another one by now.

use super::PER_STATEMENT;
use super::names::find_names;
use super::sensitive::still_open_one;
use crate::db::Tx;
use crate::import::naming::{Called, Unnamed};
use crate::import::rows::{Body, Row, hash_of};
use crate::{UseCaseError, downloads};
use domain::ids::{EntryId, FacilityId};
use domain::time::Instant;
use entity::{entry, entry_name, resource_alias};
use i18n::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The same as the index says it: SQLite takes a partial index only for the words of its condition.
const IS_DUE: &str = "is_due";

/// What rows call others, and by which names others may call them.
pub struct Names {
    entries: Vec<EntryId>,
    called: Vec<(EntryId, bool, Uuid, Option<String>)>,
    /// Of what others are called by.
    arrived: Vec<Uuid>,
}

/// What these rows bring of that.
pub fn names_of(rows: &[Row]) -> Names {
    let mut names = Names { entries: Vec::new(), called: Vec::new(), arrived: Vec::new() };
    for row in rows {
        let is_role = match &row.body {
            Body::Chart(_) => continue,
            Body::Entry(_) => false,
            Body::Directory { .. } => {
                names.arrived.extend(row.aliases.iter().copied());
                true
            }
        };
        if !is_role || row.type_name == "PractitionerRole" {
            let id = EntryId(row.id);
            names.entries.push(id);
            names.called.extend(row.called.iter().map(|(name, called)| (id, is_role, *name, called.clone())));
        }
    }
    names
}

/// Writes what entries call others, and notes which entries are to be named anew by what has arrived. Their words follow later, a few
/// at a time.
pub async fn write(tx: &Tx, facility: FacilityId, names: Names) -> Result<(), UseCaseError> {
    for part in names.entries.chunks(PER_STATEMENT) {
        entry_name::Entity::delete_many()
            .filter(entry_name::Column::FacilityId.eq(facility))
            .filter(entry_name::Column::EntryId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    let row = |(id, is_role, name, called): (EntryId, bool, Uuid, Option<String>)| entry_name::ActiveModel {
        facility_id: Set(facility),
        name: Set(name),
        entry_id: Set(id),
        called: Set(called),
        is_role: Set(is_role),
        is_due: Set(false),
    };
    let rows: Vec<entry_name::ActiveModel> = names.called.into_iter().map(row).collect();
    for part in rows.chunks(PER_STATEMENT) {
        entry_name::Entity::insert_many(part.to_vec()).exec_without_returning(tx).await?;
    }
    note_due(tx, facility, names.arrived).await
}

/// Notes what is called otherwise by now, of what refers to one of these names.
async fn note_due(tx: &Tx, facility: FacilityId, arrived: Vec<Uuid>) -> Result<(), UseCaseError> {
    use entry_name::Column;
    let roles = list_roles(tx, facility, &arrived).await?;
    let names: BTreeSet<Uuid> = arrived.into_iter().chain(roles).collect();
    let names: Vec<Uuid> = names.into_iter().collect();
    let mut used: Vec<(Uuid, Option<String>)> = Vec::new();
    for part in names.chunks(PER_STATEMENT) {
        let some: Vec<(Uuid, Option<String>)> = entry_name::Entity::find()
            .select_only()
            .columns([Column::Name, Column::Called])
            .distinct()
            .filter(Column::FacilityId.eq(facility))
            .filter(Column::Name.is_in(part.iter().copied()))
            .filter(Column::IsRole.eq(false))
            .into_tuple()
            .all(tx)
            .await?;
        used.extend(some);
    }
    if used.is_empty() {
        return Ok(());
    }
    let wanted: HashSet<Uuid> = used.iter().map(|(name, _)| *name).collect();
    let found = find_names(tx, facility, wanted).await?;
    for (name, called) in used {
        let Some(now) = found.get(&name).and_then(Called::written) else { continue };
        if called.as_ref() == Some(&now) {
            continue;
        }
        let was = match called {
            Some(called) => Column::Called.eq(called),
            None => Column::Called.is_null(),
        };
        entry_name::Entity::update_many()
            .col_expr(Column::IsDue, Expr::value(true))
            .filter(Column::FacilityId.eq(facility))
            .filter(Column::Name.eq(name))
            .filter(Column::IsRole.eq(false))
            .filter(was)
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Names of the roles of these people, who are called as whoever has them.
async fn list_roles(tx: &Tx, facility: FacilityId, people: &[Uuid]) -> Result<Vec<Uuid>, UseCaseError> {
    let mut names = Vec::new();
    for part in people.chunks(PER_STATEMENT) {
        let roles: Vec<Uuid> = entry_name::Entity::find()
            .select_only()
            .column(entry_name::Column::EntryId)
            .filter(entry_name::Column::FacilityId.eq(facility))
            .filter(entry_name::Column::Name.is_in(part.iter().copied()))
            .filter(entry_name::Column::IsRole.eq(true))
            .into_tuple()
            .all(tx)
            .await?;
        if roles.is_empty() {
            continue;
        }
        for some in roles.chunks(PER_STATEMENT) {
            let found: Vec<Vec<u8>> = resource_alias::Entity::find()
                .select_only()
                .column(resource_alias::Column::Alias)
                .filter(resource_alias::Column::FacilityId.eq(facility))
                .filter(resource_alias::Column::TargetId.is_in(some.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?;
            names.extend(found.into_iter().filter_map(|name| Uuid::from_slice(&name).ok()));
        }
    }
    Ok(names)
}

/// Entries that are to be named anew.
pub async fn list_due(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    most: u64,
) -> Result<Vec<EntryId>, UseCaseError> {
    let ids: Vec<EntryId> = entry_name::Entity::find()
        .select_only()
        .column(entry_name::Column::EntryId)
        .filter(entry_name::Column::FacilityId.eq(facility))
        .filter(Expr::cust(IS_DUE))
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    let ids: BTreeSet<EntryId> = ids.into_iter().collect();
    Ok(ids.into_iter().collect())
}

/// Names an entry anew. Its sender has changed nothing: it stays as old as it is.
pub async fn rename(
    tx: &Tx,
    (facility, lang): (FacilityId, Lang),
    id: EntryId,
    now: Instant,
) -> Result<(), UseCaseError> {
    use entry_name::Column;
    // Nobody sends it meanwhile.
    let row = entry::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?;
    let known: Vec<entry_name::Model> = entry_name::Entity::find()
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::EntryId.eq(id))
        .all(tx)
        .await?;
    if let Some(row) = row
        && let Some(unnamed) = Unnamed::of_stored(facility, &row.content, row.full_url.as_deref(), lang)
    {
        let before: HashMap<Uuid, Called> = known
            .iter()
            .filter_map(|known| Some((known.name, Called::read(known.called.as_ref()?))))
            .collect();
        let mut found = before.clone();
        found.extend(find_names(tx, facility, unnamed.stored().collect()).await?);
        let words = unnamed.words(&found);
        // What was derived by an earlier version of the portal is renewed as a whole when it comes again.
        let is_of_now = hash_of(&row.content, &unnamed.words(&before).used) == row.content_hash;
        let hash = if is_of_now { hash_of(&row.content, &words.used) } else { row.content_hash.clone() };
        let open = still_open_one(tx, facility, &row, &words.view).await?;
        entry::Entity::update_many()
            .col_expr(entry::Column::Title, Expr::value(words.title))
            .col_expr(entry::Column::View, Expr::value(words.view))
            .col_expr(entry::Column::ContentHash, Expr::value(hash))
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.eq(id))
            .exec(tx)
            .await?;
        downloads::withdraw_from_others(tx, facility, &open, now).await?;
        let called: HashMap<Uuid, Option<String>> = unnamed.called(&found).into_iter().collect();
        for known in &known {
            let Some(now) = called.get(&known.name).filter(|now| **now != known.called) else { continue };
            entry_name::Entity::update_many()
                .col_expr(Column::Called, Expr::value(now.clone()))
                .filter(Column::FacilityId.eq(facility))
                .filter(Column::Name.eq(known.name))
                .filter(Column::EntryId.eq(id))
                .exec(tx)
                .await?;
        }
    }
    entry_name::Entity::update_many()
        .col_expr(Column::IsDue, Expr::value(false))
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::EntryId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
