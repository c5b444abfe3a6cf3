//! Everything of a clinic, in the order of ids: for the administrator's export.

use crate::UseCaseError;
use crate::exchange::references::Stored;
use domain::ids::{ChartId, FacilityId};
use entity::{chart, directory, entry};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

/// Charts that show a person now, in the order of their ids, after one.
pub async fn list_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    after: Option<ChartId>,
    limit: u64,
) -> Result<Vec<ChartId>, UseCaseError> {
    let mut select = chart::Entity::find()
        .select_only()
        .column(chart::Column::Id)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::MergedInto.is_null());
    if let Some(after) = after {
        select = select.filter(chart::Column::Id.gt(after));
    }
    Ok(select.order_by_asc(chart::Column::Id).limit(limit).into_tuple().all(db).await?)
}

/// Entries of a type of every record with the lengths of their resources in characters, in the order of their ids, after one.
pub async fn list_all(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (type_name, after): (&str, Option<Uuid>),
    limit: u64,
) -> Result<Vec<(Uuid, usize)>, UseCaseError> {
    use entry::Column;
    let mut select =
        entry::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::Kind.eq(type_name));
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(Uuid, i64)> = select
        .order_by_asc(Column::Id)
        .select_only()
        .column(Column::Id)
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, length)| (id, usize::try_from(length).unwrap_or(usize::MAX))).collect())
}

/// Entries of any record, in the order of their ids.
pub async fn list_all_contents(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<Stored>, UseCaseError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(entry::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// People, places and medicines of a type, in the order of their ids, after one.
pub async fn list_all_lines(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (type_name, after): (&str, Option<Uuid>),
    limit: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    use directory::Column;
    let mut select =
        directory::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::Kind.eq(type_name));
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let rows = select.order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}
