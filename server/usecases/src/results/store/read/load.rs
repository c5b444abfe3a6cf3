//! Results with what they are made of.

use super::PER_STATEMENT;
use crate::UseCaseError;
use crate::import::tidy;
use crate::records::store::unhidden;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::records::view::View;
use domain::results::release::Stage;
use domain::results::value::Measured;
use domain::time::Instant;
use entity::{entry, result, result_member};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;

/// A report or a test as it is stored.
#[derive(Clone)]
pub struct Stored {
    pub id: EntryId,
    pub chart: ChartId,
    /// Whether it is a test, which has a value of its own.
    pub is_test: bool,
    pub title: String,
    pub date: String,
    pub at: Instant,
    pub stage: Stage,
    pub code: String,
    pub recorded_by: Option<String>,
    pub measured: Measured,
    /// Whether its sender keeps it from the patient.
    pub is_kept_back: bool,
    /// How many files belong to it.
    pub files: usize,
    /// Of how many of them the bytes are here.
    pub held_files: usize,
}

/// A result with what it is made of.
pub struct Found {
    pub row: result::Model,
    pub own: Stored,
    pub tests: Vec<Stored>,
    /// How many tests it names that do not belong to it: they have not arrived, or are shown on their own.
    pub missing: usize,
    /// The codes of each test that belongs to it.
    pub codes: Vec<String>,
}

/// These results with what belongs to them, in their order. A test belongs to one report of its own chart; what should never
/// have been recorded is left out, and unless it is asked for, what its sender keeps from the patient.
pub async fn load(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (rows, sees_kept_back): (Vec<result::Model>, bool),
) -> Result<Vec<Found>, UseCaseError> {
    let ids: Vec<EntryId> = rows.iter().map(|row| row.id).collect();
    let mut named: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    let mut governed: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    let mut codes: HashMap<EntryId, Vec<String>> = HashMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let members = result_member::Entity::find()
            .filter(result_member::Column::FacilityId.eq(facility))
            .filter(result_member::Column::ReportId.is_in(part.iter().copied()))
            .order_by_asc(result_member::Column::Position)
            .all(db)
            .await?;
        for row in members {
            named.entry(row.report_id).or_default().push(EntryId(row.member));
        }
        let mut tests: Vec<(EntryId, Option<EntryId>, String)> = result::Entity::find()
            .select_only()
            .columns([result::Column::Id, result::Column::GovernorId, result::Column::Codes])
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::GovernorId.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        // Not by the database: SQLite would go through all results of the clinic, which are in this order already.
        tests.sort_unstable_by_key(|(id, _, _)| *id);
        for (id, governor, of_test) in tests {
            governed.entry(governor.unwrap_or(id)).or_default().push(id);
            codes.entry(governor.unwrap_or(id)).or_default().push(of_test);
        }
    }
    let all = ids.iter().copied().chain(governed.values().flatten().copied()).collect();
    let stored = list_stored(db, facility, (all, sees_kept_back)).await?;
    let mut found = Vec::new();
    for row in rows {
        let Some(own) = stored.get(&row.id).cloned() else { continue };
        let order = named.remove(&row.id).unwrap_or_default();
        let mut tests = governed.remove(&row.id).unwrap_or_default();
        let missing = order.iter().filter(|id| !tests.contains(id)).count();
        tests.sort_by_key(|id| order.iter().position(|named| named == id).unwrap_or(usize::MAX));
        let tests = tests.iter().filter_map(|id| stored.get(id));
        let tests = tests.filter(|test| test.chart == own.chart && test.is_test).cloned().collect();
        let codes = codes.remove(&row.id).unwrap_or_default();
        found.push(Found { row, own, tests, missing, codes });
    }
    Ok(found)
}

/// The resources of reports and tests of a chart by their ids, as they came.
pub async fn list_contents(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (chart, sees_kept_back): (ChartId, bool),
    ids: &[EntryId],
) -> Result<Vec<(EntryId, String)>, UseCaseError> {
    let mut found = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<(EntryId, ChartId, String)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::ChartId, entry::Column::Content])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .filter(unhidden(sees_kept_back))
            .into_tuple()
            .all(db)
            .await?;
        let own = rows.into_iter().filter(|(_, of, _)| *of == chart);
        found.extend(own.map(|(id, _, content)| (id, content)));
    }
    Ok(found)
}

/// Reports and tests by their ids.
pub(super) async fn list_stored(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (ids, sees_kept_back): (Vec<EntryId>, bool),
) -> Result<HashMap<EntryId, Stored>, UseCaseError> {
    type Row = (EntryId, ChartId, String, String, String, String, Instant, bool);
    let mut found = HashMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let codes: Vec<(EntryId, String)> = result::Entity::find()
            .select_only()
            .columns([result::Column::Id, result::Column::Code])
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let codes: HashMap<EntryId, String> = codes.into_iter().collect();
        let rows: Vec<Row> = entry::Entity::find()
            .select_only()
            .columns([
                entry::Column::Id,
                entry::Column::ChartId,
                entry::Column::Kind,
                entry::Column::Status,
                entry::Column::Title,
                entry::Column::View,
                entry::Column::ClinicalS,
                entry::Column::IsKeptBack,
            ])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .filter(unhidden(sees_kept_back))
            .into_tuple()
            .all(db)
            .await?;
        for (id, chart, kind, status, title, view, at, is_kept_back) in rows {
            let view: View = serde_json::from_str(&view)?;
            let stored = Stored {
                id,
                chart,
                is_test: kind == "Observation",
                title,
                date: view.date,
                at,
                stage: Stage::of_status(&status),
                code: codes.get(&id).cloned().unwrap_or_default(),
                recorded_by: view.recorded_by,
                measured: view.measured.map(tidy).unwrap_or_default(),
                is_kept_back,
                files: view.files.len(),
                held_files: view.files.iter().filter(|file| file.is_held).count(),
            };
            found.insert(id, stored);
        }
    }
    Ok(found)
}
