//! Lists of results, single ones, and what of them is new.

use super::visible::released;
use crate::UseCaseError;
use crate::records::Days;
use crate::records::store::around;
use crate::results::Reader;
use crate::results::list::NEWS_S;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::time::Instant;
use entity::{result, result_event};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

/// A page of them, newest first, after a place in the list, of those that can be within days.
pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    (days, after): (Days<'_>, Option<(Instant, EntryId)>),
    limit: u64,
) -> Result<Vec<result::Model>, UseCaseError> {
    use result::Column;
    let mut select = released(facility, reader);
    if !days.are_open() {
        select = select.filter(around(days, Column::ClinicalS));
    }
    if let Some((at, id)) = after {
        let later = Column::ClinicalS.lt(at).or(Column::Id.lt(id));
        select = select.filter(Column::ClinicalS.lte(at)).filter(later);
    }
    Ok(select.order_by_desc(Column::ClinicalS).order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// How many there are.
pub async fn count(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
) -> Result<u64, UseCaseError> {
    Ok(released(facility, reader).count(db).await?)
}

/// How many are new to the reader: released after a moment, opened by nobody yet where the patient reads, and no history
/// that was shown as it came.
pub async fn count_new(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    after: Option<Instant>,
) -> Result<u64, UseCaseError> {
    use result::Column;
    let old = Column::ClinicalS
        .gt(Instant(i64::MIN))
        .and(Expr::col(Column::ClinicalS).lt(Expr::col(Column::ArrivedS).sub(NEWS_S)))
        .and(Expr::col(Column::ReleasedS).eq(Expr::col(Column::ArrivedS)));
    let mut select = released(facility, reader).filter(old.not());
    if let Some(after) = after {
        select = select.filter(Column::ReleasedS.gt(after));
    }
    if reader.is_own {
        select = select.filter(Column::SeenS.is_null());
    }
    Ok(select.count(db).await?)
}

/// One of them.
pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    id: EntryId,
) -> Result<Option<result::Model>, UseCaseError> {
    Ok(released(facility, reader).filter(result::Column::Id.eq(id)).one(db).await?)
}

/// Those of some ids that are among them.
pub async fn list_found(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    ids: &[EntryId],
) -> Result<Vec<EntryId>, UseCaseError> {
    let some = released(facility, reader).filter(result::Column::Id.is_in(ids.iter().copied()));
    Ok(some.select_only().column(result::Column::Id).into_tuple().all(db).await?)
}

/// Whether there is one that nobody has opened yet.
pub async fn has_unseen(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
) -> Result<bool, UseCaseError> {
    let row = released(facility, reader).filter(result::Column::SeenS.is_null()).one(db).await?;
    Ok(row.is_some())
}

/// Notes that somebody has opened one.
pub async fn update_seen(
    db: &impl ConnectionTrait,
    row: &result::Model,
    now: Instant,
) -> Result<(), UseCaseError> {
    result::Entity::update_many()
        .col_expr(result::Column::SeenS, Expr::value(now))
        .filter(result::Column::FacilityId.eq(row.facility_id))
        .filter(result::Column::Id.eq(row.id))
        .filter(result::Column::SeenS.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Whether something of a chart that could be seen was taken back or held again.
pub async fn has_withdrawn_since(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let of_chart = Query::select()
        .column(result::Column::Id)
        .from(result::Entity)
        .and_where(Expr::col(result::Column::FacilityId).eq(facility))
        .and_where(Expr::col(result::Column::ChartId).eq(chart))
        .to_owned();
    let row = result_event::Entity::find()
        .filter(result_event::Column::FacilityId.eq(facility))
        .filter(result_event::Column::AtS.gte(since))
        .filter(result_event::Column::What.is_in(["taken_back", "held_again"]))
        .filter(result_event::Column::ResultId.in_subquery(of_chart))
        .one(db)
        .await?;
    Ok(row.is_some())
}
