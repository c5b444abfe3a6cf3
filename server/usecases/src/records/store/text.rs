//! The text of files that are read on a page.

use super::visible::{of_chart, visible};
use crate::records::Reader;
use crate::{UseCaseError, results};
use domain::ids::{EntryId, FacilityId};
use entity::entry;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QuerySelect as _, Select};
use std::collections::HashMap;

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// Of entries that a reader may see, the text of their files.
pub async fn list_file_texts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, String>, UseCaseError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = visible(db, facility, reader).await?;
    texts(db, &select, ids).await
}

/// Of results, by the rule by which their files are opened.
pub async fn list_result_texts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &results::Reader,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, String>, UseCaseError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = of_chart(db, facility, reader.of_entries()).await?;
    let select = select.filter(results::is_shown(facility, reader));
    texts(db, &select, ids).await
}

async fn texts(
    db: &impl ConnectionTrait,
    select: &Select<entry::Entity>,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, String>, UseCaseError> {
    use entry::Column;
    let mut found = HashMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<(EntryId, Option<String>)> = select
            .clone()
            .filter(Column::Id.is_in(part.iter().copied()))
            .select_only()
            .columns([Column::Id, Column::FileText])
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows.into_iter().filter_map(|(id, text)| Some((id, text?))));
    }
    Ok(found)
}
