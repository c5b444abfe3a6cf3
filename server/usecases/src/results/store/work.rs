//! Queries of the worklist.

use crate::UseCaseError;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::results::contract::Shelf;
use domain::time::Instant;
use entity::result;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

/// What belongs to a part of the worklist.
pub fn shelf_of(facility: FacilityId, shelf: Shelf) -> Select<result::Entity> {
    use result::Column;
    let all =
        result::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::GovernorId.is_null());
    match shelf {
        Shelf::Waiting => {
            all.filter(Column::State.eq("held")).filter(Column::Stage.is_in(["final", "corrected"]))
        }
        Shelf::Unfinished => all.filter(Column::State.eq("held")).filter(Column::Stage.eq("preliminary")),
        Shelf::Blocked => all.filter(Column::State.eq("blocked")).filter(Column::Stage.ne("cancelled")),
        Shelf::Released => all.filter(Column::State.eq("released")),
    }
}

/// What belongs to none of these charts.
fn not_of(charts: &[ChartId]) -> Condition {
    let none = Condition::all();
    if charts.is_empty() {
        return none;
    }
    none.add(result::Column::ChartId.is_not_in(charts.iter().copied()))
}

/// A page of a part of the worklist without what is of some charts, after a place in it: what waits oldest first, what was released newest first.
pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (shelf, without): (Shelf, &[ChartId]),
    (after, limit): (Option<(Instant, EntryId)>, u64),
) -> Result<Vec<result::Model>, UseCaseError> {
    use result::Column;
    let mut select = shelf_of(facility, shelf).filter(not_of(without));
    let is_newest_first = shelf == Shelf::Released;
    let column = if is_newest_first { Column::ReleasedS } else { Column::ArrivedS };
    if let Some((at, id)) = after {
        let same = column.eq(at);
        select = select.filter(if is_newest_first {
            column.lt(at).or(same.and(Column::Id.lt(id)))
        } else {
            column.gt(at).or(same.and(Column::Id.gt(id)))
        });
    }
    let select = if is_newest_first {
        select.order_by_desc(column).order_by_desc(Column::Id)
    } else {
        select.order_by_asc(column).order_by_asc(Column::Id)
    };
    Ok(select.limit(limit).all(db).await?)
}

/// How many of these charts wait.
pub async fn count_own(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<u64, UseCaseError> {
    if charts.is_empty() {
        return Ok(0);
    }
    let of_charts = result::Column::ChartId.is_in(charts.iter().copied());
    Ok(shelf_of(facility, Shelf::Waiting).filter(of_charts).count(db).await?)
}

/// How many wait, are not verified yet, are blocked; without what is of some charts.
pub async fn count(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    without: &[ChartId],
) -> Result<[u64; 3], UseCaseError> {
    let mut counts = [0; 3];
    for (count, shelf) in counts.iter_mut().zip([Shelf::Waiting, Shelf::Unfinished, Shelf::Blocked]) {
        *count = shelf_of(facility, shelf).filter(not_of(without)).count(db).await?;
    }
    Ok(counts)
}
