//! Which charts' entries become sensitive by what came.

use crate::UseCaseError;
use crate::db::Tx;
use crate::records::store::{has_code, sensitive_codes};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::records::view::CODE_SIGN;
use entity::entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

/// Charts whose entries whoever acts for the patient could see until now, and cannot by these rows: they have a code that the clinic
/// calls sensitive. Asked before the rows are written.
pub(super) async fn still_open(
    tx: &Tx,
    facility: FacilityId,
    entries: &[entry::ActiveModel],
) -> Result<Vec<ChartId>, UseCaseError> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let codes = sensitive_codes(tx, facility).await?;
    let is_sensitive = |row: &&entry::ActiveModel| {
        let code = row.code.try_as_ref().and_then(Option::as_deref);
        has_one(&codes, code, row.view.try_as_ref().map(String::as_str).unwrap_or_default())
    };
    let ids: Vec<EntryId> =
        entries.iter().filter(is_sensitive).filter_map(|row| row.id.try_as_ref().copied()).collect();
    list_open(tx, facility, &codes, &ids).await
}

/// The same of an entry whose words are derived anew.
pub(super) async fn still_open_one(
    tx: &Tx,
    facility: FacilityId,
    row: &entry::Model,
    view: &str,
) -> Result<Vec<ChartId>, UseCaseError> {
    let codes = sensitive_codes(tx, facility).await?;
    if has_one(&codes, row.code.as_deref(), view) {
        list_open(tx, facility, &codes, &[row.id]).await
    } else {
        Ok(Vec::new())
    }
}

/// The charts of those that whoever acts for the patient can see.
async fn list_open(
    tx: &Tx,
    facility: FacilityId,
    codes: &[String],
    ids: &[EntryId],
) -> Result<Vec<ChartId>, UseCaseError> {
    let mut charts = Vec::new();
    for part in ids.chunks(super::PER_STATEMENT) {
        let open: Vec<ChartId> = entry::Entity::find()
            .select_only()
            .column(entry::Column::ChartId)
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .filter(entry::Column::IsHidden.eq(false))
            .filter(entry::Column::IsRestricted.eq(false))
            .filter(has_code(codes).not())
            .into_tuple()
            .all(tx)
            .await?;
        charts.extend(open);
    }
    charts.sort_unstable();
    charts.dedup();
    Ok(charts)
}

/// Whether an entry has one of these codes: the same as [`has_code`] says of what is stored.
fn has_one(codes: &[String], code: Option<&str>, view: &str) -> bool {
    codes.iter().any(|wanted| {
        let written = serde_json::Value::String(format!("{CODE_SIGN}{wanted}")).to_string();
        code == Some(wanted.as_str()) || view.contains(&written)
    })
}
