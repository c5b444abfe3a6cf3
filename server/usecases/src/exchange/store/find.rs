//! Entries of the record that is read, found by what was asked.

use super::of;
use crate::exchange::View;
use crate::exchange::query::Query;
use crate::records::store::{Spot, has_code, holding, section_of};
use crate::{UseCaseError, results};
use domain::ids::EntryId;
use domain::records::contract::Section;
use domain::time::Instant;
use entity::entry;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, ExprTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

/// A place of an entry that was found, and how long its resource is, in characters.
pub struct Found {
    pub id: EntryId,
    pub at: Instant,
    pub length: usize,
}

async fn of_type(
    db: &impl ConnectionTrait,
    view: &View,
    type_name: &str,
) -> Result<Select<entry::Entity>, UseCaseError> {
    Ok(of(db, view).await?.filter(entry::Column::Kind.eq(type_name)))
}

async fn asked(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, query): (&str, &Query),
) -> Result<Select<entry::Entity>, UseCaseError> {
    use entry::Column;
    let mut select = of_type(db, view, type_name).await?;
    if let Some(ids) = &query.ids {
        select = select.filter(Column::Id.is_in(ids.iter().copied()));
    }
    if let Some(codes) = &query.codes {
        // Each by all of its codes; those of results are kept in two ways.
        let is_result = ["Observation", "DiagnosticReport"].contains(&type_name);
        let any = if is_result { results::has_code(view.facility, codes) } else { None };
        select = select.filter(has_code(codes).add_option(any));
    }
    for (column, values) in [(Column::Category, &query.categories), (Column::Status, &query.statuses)] {
        if let Some(values) = values {
            select = select.filter(column.is_in(values.iter().map(String::as_str)));
        }
    }
    for range in &query.dates {
        if let Some(from) = range.from {
            select = select.filter(Column::ClinicalS.gte(Instant(from)));
        }
        if let Some(to) = range.to {
            select = select.filter(Column::ClinicalS.lt(Instant(to)));
        }
    }
    for range in &query.updated {
        if let Some(from) = range.from {
            select = select.filter(changed_since(view, Instant(from)));
        }
        if let Some(to) = range.to {
            select = select.filter(changed_since(view, Instant(to)).not());
        }
    }
    Ok(select)
}

/// That an entry came, or was released, at a moment or after it: whoever reads it sees it anew since.
fn changed_since(view: &View, from: Instant) -> Condition {
    Condition::any().add(entry::Column::UpdatedS.gte(from)).add(results::released_since(view.facility, from))
}

/// Entries of a type that a question means, newest first, after a place.
pub async fn find(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, query): (&str, &Query),
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    newest(db, asked(db, view, (type_name, query)).await?, (after, limit)).await
}

/// Entries of a type that still hold, or that do not any more, newest first, after a place.
pub async fn find_holding(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, is_current): (&str, bool),
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    // What belongs to no section, such as a test, holds.
    let section = section_of(type_name).unwrap_or(Section::Documents);
    let select = of_type(db, view, type_name).await?.filter(holding(section, is_current));
    newest(db, select, (after, limit)).await
}

async fn newest(
    db: &impl ConnectionTrait,
    mut select: Select<entry::Entity>,
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    use entry::Column;
    if let Some((at, id)) = after {
        let later = Column::ClinicalS.lt(at).or(Column::Id.lt(id));
        select = select.filter(Column::ClinicalS.lte(at)).filter(later);
    }
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(EntryId, Instant, i64)> = select
        .order_by_desc(Column::ClinicalS)
        .order_by_desc(Column::Id)
        .select_only()
        .columns([Column::Id, Column::ClinicalS])
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let found = |(id, at, length)| Found { id, at, length: usize::try_from(length).unwrap_or(usize::MAX) };
    Ok(rows.into_iter().map(found).collect())
}

/// How many there are.
pub async fn count(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, query): (&str, &Query),
) -> Result<u64, UseCaseError> {
    Ok(asked(db, view, (type_name, query)).await?.count(db).await?)
}
