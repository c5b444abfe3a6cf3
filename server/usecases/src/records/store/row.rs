//! Entries as lines of lists.

use crate::UseCaseError;
use crate::import::VITAL_SIGNS;
use domain::ids::EntryId;
use domain::records::contract::RecordEntry;
use domain::records::view::View;
use domain::time::Instant;
use entity::entry;
use sea_orm::{ConnectionTrait, QuerySelect as _, Select};

/// What a list needs of an entry: never its resource, which may hold whole files.
pub struct Listed {
    pub id: EntryId,
    pub kind: String,
    pub status: String,
    pub category: Option<String>,
    pub at: Instant,
    pub title: String,
    pub view: String,
    pub is_kept_back: bool,
}

/// Runs a query for lists.
pub(super) async fn listed(
    db: &impl ConnectionTrait,
    select: Select<entry::Entity>,
) -> Result<Vec<Listed>, UseCaseError> {
    use entry::Column;
    type Row = (EntryId, String, String, Option<String>, Instant, String, String, bool);
    let rows: Vec<Row> = select
        .select_only()
        .columns([
            Column::Id,
            Column::Kind,
            Column::Status,
            Column::Category,
            Column::ClinicalS,
            Column::Title,
            Column::View,
            Column::IsKeptBack,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let read = |(id, kind, status, category, at, title, view, is_kept_back): Row| Listed {
        id,
        kind,
        status,
        category,
        at,
        title,
        view,
        is_kept_back,
    };
    Ok(rows.into_iter().map(read).collect())
}

pub fn is_vital_sign(row: &Listed) -> bool {
    row.kind == "Observation"
        && row.category.as_deref().is_some_and(|category| VITAL_SIGNS.contains(&category))
}

/// A row as a line of a list.
pub fn read(row: Listed) -> Result<RecordEntry, UseCaseError> {
    let view: View = serde_json::from_str(&row.view)?;
    let is_kept_back = row.is_kept_back;
    Ok(RecordEntry { is_kept_back, ..line(row.id, (row.title, row.status), view) })
}

/// An entry's name and status, and what its view adds, as a line.
pub fn line(id: EntryId, (title, status): (String, String), view: View) -> RecordEntry {
    RecordEntry {
        id,
        title,
        status,
        date: view.date,
        details: view.details,
        recorded_by: view.recorded_by,
        code: view.code,
        is_kept_back: false,
    }
}
