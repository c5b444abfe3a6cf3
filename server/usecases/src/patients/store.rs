//! The query that finds patients.

use super::wanted::{Born, Wanted};
use crate::UseCaseError;
use domain::ids::FacilityId;
use entity::chart;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

/// Charts of a facility by name; none that was merged into another.
pub async fn search_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<chart::Model>, UseCaseError> {
    use chart::Column;
    let mut who = Condition::any();
    if !wanted.words.is_empty() {
        who = who.add(
            wanted
                .words
                .iter()
                .fold(Condition::all(), |all, word| all.add(Column::NameWords.contains(format!(" {word}")))),
        );
    }
    if !wanted.number.is_empty() {
        who = who.add(Column::Mrn.eq(wanted.number.clone()));
    }
    let mut query =
        chart::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::MergedInto.is_null());
    match &wanted.born {
        Born::Any => {}
        Born::On(date) => query = query.filter(Column::BirthDate.eq(date.clone())),
        Born::Or(dates) => who = who.add(Column::BirthDate.is_in(dates.iter().cloned())),
    }
    if !who.is_empty() {
        query = query.filter(who);
    }
    Ok(query
        .order_by_asc(Column::Family)
        .order_by_asc(Column::Given)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}
