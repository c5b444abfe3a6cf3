//! What a reader may see of a chart: the one rule.

use crate::import::{NOTES, OBSERVED};
use crate::records::Reader;
use crate::{UseCaseError, facility, results};
use domain::ids::{EntryId, FacilityId};
use domain::records::view::CODE_SIGN;
use domain::time::Instant;
use entity::entry;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QuerySelect as _, Select,
};

/// What a reader may see of a chart. Results have a door of their own: whatever is one, or belongs to one, is not here.
pub(super) async fn visible(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
) -> Result<Select<entry::Entity>, UseCaseError> {
    Ok(of_chart(db, facility, reader).await?.filter(no_result(facility)))
}

/// What is no result and belongs to none. Reports and observations are named by what they are: what came before there were
/// results, and has not come again, has no row that tells.
fn no_result(facility: FacilityId) -> Condition {
    use entry::Column;
    let is_note = Column::Kind.eq("DiagnosticReport").and(Column::Category.is_in(NOTES));
    let is_observed = Column::Kind.eq("Observation").and(Column::Category.is_in(OBSERVED));
    Condition::any()
        .add(Column::Kind.is_not_in(["Observation", "DiagnosticReport"]))
        .add(Condition::all().add(is_note.or(is_observed)).add(results::is_any(facility).not()))
}

/// What is not hidden; for a reader who sees it, also what nothing but its sender's label hides.
pub fn unhidden(sees_kept_back: bool) -> Condition {
    let shown = Condition::any().add(entry::Column::IsHidden.eq(false));
    if sees_kept_back { shown.add(entry::Column::IsKeptBack.eq(true)) } else { shown }
}

/// Codes of what only the patients themselves see, as the clinic has decided by now.
pub async fn sensitive_codes(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<String>, UseCaseError> {
    let settings = facility::find_in(db, facility).await?.results;
    Ok(settings.sensitive_codes().into_iter().map(ToOwned::to_owned).collect())
}

/// That an entry, or a part of it, has one of these codes.
pub fn has_code(codes: &[String]) -> Condition {
    /// SQLite goes no deeper than a thousand terms in a row.
    const IN_A_ROW: usize = 30;
    let code = || Expr::col((entry::Entity, entry::Column::Code));
    let main = code().is_not_null().and(code().is_in(codes.iter().map(String::as_str)));
    let mut any = Condition::any().add(main);
    for part in codes.chunks(IN_A_ROW) {
        let mut some = Condition::any();
        for code in part {
            let written = serde_json::Value::String(format!("{CODE_SIGN}{code}")).to_string();
            some = some.add(Expr::col((entry::Entity, entry::Column::View)).like(results::pattern(&written)));
        }
        any = any.add(some);
    }
    any
}

/// Entries of the reader's chart that are not hidden, results among them. What is for the patient alone, by its sender's label or
/// because the clinic calls one of its codes sensitive, is there for the patient.
pub(super) async fn of_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
) -> Result<Select<entry::Entity>, UseCaseError> {
    let select = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(reader.chart))
        .filter(unhidden(reader.sees_kept_back));
    if reader.is_own {
        return Ok(select);
    }
    let codes = sensitive_codes(db, facility).await?;
    Ok(select.filter(entry::Column::IsRestricted.eq(false)).filter(has_code(&codes).not()))
}

/// Everything that a reader may see; released results for whoever may read results.
pub async fn given(
    db: &impl ConnectionTrait,
    (facility, reader): (FacilityId, Reader),
    results: Option<&results::Reader>,
    without: &[&'static str],
) -> Result<Select<entry::Entity>, UseCaseError> {
    let mut shown = Condition::any().add(no_result(facility));
    if let Some(results) = results {
        shown = shown.add(results::is_shown(facility, results));
    }
    let select = of_chart(db, facility, reader).await?.filter(shown);
    Ok(select.filter(entry::Column::Kind.is_not_in(without.iter().copied())))
}

/// Whether an entry of the reader's chart became one that is not for this reader.
pub async fn has_hidden_since(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    since: Instant,
) -> Result<bool, UseCaseError> {
    use entry::Column;
    let hidden = Condition::any().add(Column::IsHidden.eq(true));
    let hidden = if reader.is_own { hidden } else { hidden.add(Column::IsRestricted.eq(true)) };
    let id: Option<EntryId> = entry::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::ChartId.eq(reader.chart))
        .filter(Column::UpdatedS.gte(since))
        .filter(hidden)
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.is_some())
}
