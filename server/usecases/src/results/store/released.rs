//! When what entries say was released: a test with the report it belongs to.

use crate::UseCaseError;
use domain::ids::{EntryId, FacilityId};
use domain::time::Instant;
use entity::{entry, result};
use sea_orm::sea_query::{Alias, Expr, Func, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QuerySelect as _,
};
use std::collections::HashMap;

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// That an entry is a result, or belongs to one, that was released at a moment or after it.
pub fn released_since(facility: FacilityId, from: Instant) -> Expr {
    use result::Column;
    let own = |column: Column| Expr::col((Alias::new("own"), column));
    let root = |column: Column| Expr::col((Alias::new("root"), column));
    let released = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, Alias::new("own"))
        .from_as(result::Entity, Alias::new("root"))
        .and_where(own(Column::FacilityId).eq(facility))
        .and_where(own(Column::Id).equals((entry::Entity, entry::Column::Id)))
        .and_where(root(Column::FacilityId).eq(facility))
        .and_where(root(Column::Id).eq(Func::coalesce([own(Column::GovernorId), own(Column::Id)])))
        .and_where(root(Column::ReleasedS).gte(from))
        .to_owned();
    Expr::exists(released)
}

/// When these were released, of those that are results or belong to one.
pub async fn list_released(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, Instant>, UseCaseError> {
    let rows = list_rows(db, facility, ids).await?;
    let governors: Vec<EntryId> = rows.iter().filter_map(|(_, governor, _)| *governor).collect();
    let of_governors = list_rows(db, facility, &governors).await?;
    let of_governors: HashMap<EntryId, Option<Instant>> =
        of_governors.into_iter().map(|(id, _, released)| (id, released)).collect();
    let released = rows.into_iter().filter_map(|(id, governor, own)| {
        let released = match governor {
            Some(governor) => of_governors.get(&governor).copied().flatten(),
            None => own,
        };
        Some((id, released?))
    });
    Ok(released.collect())
}

async fn list_rows(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[EntryId],
) -> Result<Vec<(EntryId, Option<EntryId>, Option<Instant>)>, UseCaseError> {
    let mut found = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<(EntryId, Option<EntryId>, Option<Instant>)> = result::Entity::find()
            .select_only()
            .columns([result::Column::Id, result::Column::GovernorId, result::Column::ReleasedS])
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
