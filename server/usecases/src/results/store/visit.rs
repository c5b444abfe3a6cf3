//! Queries by visit, and about what is measured at visits.

use super::read::{Stored, is_any, released};
use crate::UseCaseError;
use crate::import::{VITAL_SIGNS, tidy};
use crate::records::store::{has_code, sensitive_codes, unhidden};
use crate::results::Reader;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::records::contract::ResultLink;
use domain::records::view::View;
use domain::results::release::Stage;
use domain::time::Instant;
use entity::{entry, result};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

/// Most results of a visit that are named.
const MOST_OF_VISIT: u64 = 100;

/// Released results of a visit with their names.
pub async fn list_of_visit(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    visit: EntryId,
) -> Result<Vec<ResultLink>, UseCaseError> {
    let of_visit = Query::select()
        .column(entry::Column::Id)
        .from(entry::Entity)
        .and_where(Expr::col(entry::Column::FacilityId).eq(facility))
        .and_where(Expr::col(entry::Column::ChartId).eq(reader.chart))
        .and_where(Expr::col(entry::Column::Visit).eq(visit.0))
        .to_owned();
    let ids: Vec<EntryId> = released(facility, reader)
        .select_only()
        .column(result::Column::Id)
        .filter(result::Column::Id.in_subquery(of_visit))
        .order_by_asc(result::Column::ClinicalS)
        .order_by_asc(result::Column::Id)
        .limit(MOST_OF_VISIT)
        .into_tuple()
        .all(db)
        .await?;
    let named = list_titles(db, facility, &ids).await?;
    Ok(named.into_iter().map(|(id, title, view)| ResultLink { id, title, date: view.date }).collect())
}

/// Names and what is known of entries by their ids, in their order.
async fn list_titles(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[EntryId],
) -> Result<Vec<(EntryId, String, View)>, UseCaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(EntryId, String, String)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Id, entry::Column::Title, entry::Column::View])
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::Id.is_in(ids.iter().copied()))
        .filter(entry::Column::IsHidden.eq(false))
        .into_tuple()
        .all(db)
        .await?;
    let mut found = Vec::new();
    for id in ids {
        let Some((_, title, view)) = rows.iter().find(|(known, ..)| known == id) else { continue };
        found.push((*id, title.clone(), serde_json::from_str(view)?));
    }
    Ok(found)
}

/// The name of a result, and what a list shows beside it.
pub struct Named {
    pub at: Instant,
    pub id: EntryId,
    pub title: String,
    pub date: String,
    pub recorded_by: Option<String>,
    /// FHIR's word for how far it is, as the portal keeps it.
    pub status: String,
}

/// The names of results.
pub async fn list_named(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    rows: &[result::Model],
) -> Result<Vec<Named>, UseCaseError> {
    let ids: Vec<EntryId> = rows.iter().map(|row| row.id).collect();
    let titles = list_titles(db, facility, &ids).await?;
    let named = titles.into_iter().filter_map(|(id, title, view)| {
        let row = rows.iter().find(|row| row.id == id)?;
        let (at, status) = (row.clinical_s, row.stage.clone());
        Some(Named { at, id, title, date: view.date, recorded_by: view.recorded_by, status })
    });
    Ok(named.collect())
}

/// What is measured of a chart. What a report names is a result, and not here.
fn measured_of(facility: FacilityId, chart: ChartId, sees_kept_back: bool) -> Select<entry::Entity> {
    use entry::Column;
    entry::Entity::find()
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::ChartId.eq(chart))
        .filter(Column::Kind.eq("Observation"))
        .filter(Column::Category.is_in(VITAL_SIGNS))
        .filter(unhidden(sees_kept_back))
        .filter(is_any(facility).not())
}

/// How many measurements are restricted, sensitive or kept back.
pub async fn count_restricted(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
) -> Result<u64, UseCaseError> {
    let restricted = has_code(&sensitive_codes(db, facility).await?)
        .add(entry::Column::IsRestricted.eq(true))
        .add(entry::Column::IsKeptBack.eq(true));
    Ok(measured_of(facility, chart, true).filter(restricted).count(db).await?)
}

/// Weight, blood pressure and the like of a chart, the latest first.
pub async fn list_measured(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (chart, is_own, sees_kept_back): (ChartId, bool, bool),
    most: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    use entry::Column;
    let mut select = measured_of(facility, chart, sees_kept_back);
    if !is_own {
        let codes = sensitive_codes(db, facility).await?;
        select = select.filter(Column::IsRestricted.eq(false)).filter(has_code(&codes).not());
    }
    type Row = (EntryId, String, String, Option<String>, String, Instant, bool);
    let rows: Vec<Row> = select
        .select_only()
        .columns([
            Column::Id,
            Column::Title,
            Column::Status,
            Column::Code,
            Column::View,
            Column::ClinicalS,
            Column::IsKeptBack,
        ])
        .order_by_desc(Column::ClinicalS)
        .order_by_desc(Column::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    let mut found = Vec::new();
    for (id, title, status, code, view, at, is_kept_back) in rows {
        let view: View = serde_json::from_str(&view)?;
        found.push(Stored {
            files: 0,
            held_files: 0,
            id,
            chart,
            is_test: true,
            code: code.unwrap_or_else(|| title.clone()),
            title,
            date: view.date,
            at,
            stage: Stage::of_status(&status),
            recorded_by: view.recorded_by,
            measured: view.measured.map(tidy).unwrap_or_default(),
            is_kept_back,
        });
    }
    Ok(found)
}
