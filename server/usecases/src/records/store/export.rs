//! The whole record, in the order of its index.

use super::visible::{given, of_chart};
use crate::records::Reader;
use crate::records::export::NAMED;
use crate::{UseCaseError, results};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::time::Instant;
use entity::{chart, directory, entry, resource_alias};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// What an export asks for next.
pub struct Wanted<'a> {
    /// Who reads results, if they may.
    pub results: Option<&'a results::Reader>,
    /// Types of resource that are left out.
    pub without: &'a [&'static str],
    /// The last entry that was given: type, clinical date, id.
    pub after: Option<(String, Instant, EntryId)>,
}

/// Where an entry stands in the order of the export, and how long its resource is, in characters.
pub struct Place {
    pub kind: String,
    pub at: Instant,
    pub id: EntryId,
    pub length: usize,
}

/// Everything that a reader may see, in the order of its index, after a place in it.
pub async fn list_to_export(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    wanted: Wanted<'_>,
    limit: u64,
) -> Result<Vec<Place>, UseCaseError> {
    let Wanted { results, without, after } = wanted;
    let select = given(db, (facility, reader), results, without).await?;
    list_places(db, select, after, limit).await
}

/// Everything that is kept of a chart, whoever may see it, in the same order.
pub async fn list_of_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (chart, after): (ChartId, Option<(String, Instant, EntryId)>),
    limit: u64,
) -> Result<Vec<Place>, UseCaseError> {
    let select = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(chart));
    list_places(db, select, after, limit).await
}

async fn list_places(
    db: &impl ConnectionTrait,
    mut select: Select<entry::Entity>,
    after: Option<(String, Instant, EntryId)>,
    limit: u64,
) -> Result<Vec<Place>, UseCaseError> {
    use entry::Column;
    if let Some((kind, at, id)) = after {
        // As one comparison, which the index answers from its place on.
        let own =
            [Column::Kind, Column::ClinicalS, Column::Id].map(|column| Expr::col((entry::Entity, column)));
        let place = [Expr::value(kind), Expr::value(at), Expr::value(id)];
        select = select.filter(Expr::tuple(own).gt(Expr::tuple(place)));
    }
    let ordered = select.order_by_asc(Column::Kind).order_by_asc(Column::ClinicalS).order_by_asc(Column::Id);
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(String, Instant, EntryId, i64)> = ordered
        .select_only()
        .columns([Column::Kind, Column::ClinicalS, Column::Id])
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let place = |(kind, at, id, length): (String, Instant, EntryId, i64)| Place {
        kind,
        at,
        id,
        length: usize::try_from(length).unwrap_or(usize::MAX),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// Resources of the reader's chart with their addresses, in the order of their ids in the list.
pub async fn list_contents(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    ids: &[EntryId],
) -> Result<Vec<(EntryId, String, Option<String>)>, UseCaseError> {
    use entry::Column;
    let mut rows: Vec<(EntryId, String, Option<String>)> = of_chart(db, facility, reader)
        .await?
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Content, Column::FullUrl])
        .into_tuple()
        .all(db)
        .await?;
    rows.sort_by_key(|(id, ..)| ids.iter().position(|known| known == id));
    Ok(rows)
}

/// The head of the reader's chart.
pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
) -> Result<Option<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, reader.chart)).one(db).await?)
}

/// People, places and medicines by the names under which they are referred to: id, resource, address.
pub async fn list_named(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    names: &BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String, Option<String>)>, UseCaseError> {
    let mut ids: BTreeSet<Uuid> = BTreeSet::new();
    let names: Vec<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_vec()).collect();
    for part in names.chunks(PER_STATEMENT) {
        let found: Vec<Uuid> = resource_alias::Entity::find()
            .select_only()
            .column(resource_alias::Column::TargetId)
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.is_in(NAMED))
            .filter(resource_alias::Column::Alias.is_in(part.iter().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        ids.extend(found);
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut rows = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let found: Vec<(Uuid, String, Option<String>)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Content, directory::Column::FullUrl])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        rows.extend(found);
    }
    Ok(rows)
}
