//! What a reader may see of a chart: the one rule.

use crate::import::{NOTES, OBSERVED};
use crate::records::Reader;
use crate::{UseCaseError, results};
use domain::ids::{EntryId, FacilityId};
use domain::time::Instant;
use entity::{entry, result};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QuerySelect as _, Select,
};

/// What a reader may see of a chart. Results have a door of their own: whatever is one, or belongs to one, is not here.
pub(super) fn visible(facility: FacilityId, reader: Reader) -> Select<entry::Entity> {
    of_chart(facility, reader).filter(no_result(facility))
}

/// What is no result and belongs to none. Reports and observations are named by what they are: what came before there were
/// results, and has not come again, has no row that tells.
fn no_result(facility: FacilityId) -> Condition {
    use entry::Column;
    let is_result = Query::select()
        .expr(Expr::val(1))
        .from(result::Entity)
        .and_where(Expr::col((result::Entity, result::Column::FacilityId)).eq(facility))
        .and_where(Expr::col((result::Entity, result::Column::Id)).equals((entry::Entity, Column::Id)))
        .to_owned();
    let is_note = Column::Kind.eq("DiagnosticReport").and(Column::Category.is_in(NOTES));
    let is_observed = Column::Kind.eq("Observation").and(Column::Category.is_in(OBSERVED));
    Condition::any()
        .add(Column::Kind.is_not_in(["Observation", "DiagnosticReport"]))
        .add(Condition::all().add(is_note.or(is_observed)).add(Expr::exists(is_result).not()))
}

/// What is not hidden; for a reader who sees it, also what nothing but its sender's label hides.
pub fn unhidden(sees_kept_back: bool) -> Condition {
    let shown = Condition::any().add(entry::Column::IsHidden.eq(false));
    if sees_kept_back { shown.add(entry::Column::IsKeptBack.eq(true)) } else { shown }
}

/// Entries of the reader's chart that are not hidden, results among them.
pub(super) fn of_chart(facility: FacilityId, reader: Reader) -> Select<entry::Entity> {
    let select = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(reader.chart))
        .filter(unhidden(reader.sees_kept_back));
    if reader.is_own { select } else { select.filter(entry::Column::IsRestricted.eq(false)) }
}

/// Everything that a reader may see; released results for whoever may read results.
pub fn given(
    facility: FacilityId,
    reader: Reader,
    results: Option<&results::Reader>,
    without: &[&'static str],
) -> Select<entry::Entity> {
    let mut shown = Condition::any().add(no_result(facility));
    if let Some(results) = results {
        shown = shown.add(results::is_shown(facility, results));
    }
    of_chart(facility, reader).filter(shown).filter(entry::Column::Kind.is_not_in(without.iter().copied()))
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
