//! What was measured before, and what was said before it was corrected.

use super::PER_STATEMENT;
use super::load::{Stored, list_stored};
use super::visible::visible_at;
use crate::UseCaseError;
use crate::import::tidy;
use crate::results::Reader;
use domain::ids::{EntryId, FacilityId};
use domain::results::value::Measured;
use domain::time::Instant;
use entity::{result, result_event};
use sea_orm::sea_query::{Alias, Asterisk, Expr, Func, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most earlier values that are looked through for one test: more than are shown, as some are in other units.
const MOST_EARLIER_ROWS: u64 = 48;

/// Tests whose earlier values are looked for by one statement: SQLite takes 500 parts of a union.
const CODES_AT_ONCE: usize = 200;

/// Earlier values of tests that the reader may see, by their code, each with the result it is of, newest first.
pub async fn list_earlier(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    codes: &BTreeSet<&str>,
    before: Instant,
) -> Result<HashMap<String, Vec<(EntryId, Stored)>>, UseCaseError> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    // As many of each test, however often the others were made.
    let codes: Vec<&str> = codes.iter().copied().collect();
    // What is sensitive is left out afterwards, among the few that were found.
    let open = Reader { without: Vec::new(), ..reader.clone() };
    let mut rows: Vec<(EntryId, Option<EntryId>)> = Vec::new();
    for part in codes.chunks(CODES_AT_ONCE) {
        let mut all: Option<SelectStatement> = None;
        for (place, code) in part.iter().enumerate() {
            let some = Query::select()
                .expr(Expr::col(Asterisk))
                .from_subquery(earlier_of(facility, &open, code, before), Alias::new(format!("of_{place}")))
                .to_owned();
            all = Some(match all {
                Some(mut all) => all.union(UnionType::All, some).to_owned(),
                None => some,
            });
        }
        let Some(all) = all else { continue };
        for row in db.query_all(&all).await? {
            rows.push((row.try_get("", "id")?, row.try_get("", "governor_id")?));
        }
    }
    let roots: BTreeSet<EntryId> = rows.iter().map(|(id, governor)| governor.unwrap_or(*id)).collect();
    let hidden = list_sensitive(db, facility, roots.into_iter().collect(), &reader.without).await?;
    rows.retain(|(id, governor)| !hidden.contains(&governor.unwrap_or(*id)));
    let stored = list_stored(db, facility, (rows.iter().map(|(id, _)| *id).collect(), false)).await?;
    let mut found: HashMap<String, Vec<(EntryId, Stored)>> = HashMap::new();
    for (id, governor) in rows {
        if let Some(test) = stored.get(&id).filter(|test| test.chart == reader.chart) {
            found.entry(test.code.clone()).or_default().push((governor.unwrap_or(id), test.clone()));
        }
    }
    Ok(found)
}

/// Which of these results the patient does not see.
pub async fn list_unreleased(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    results: BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let mut found = BTreeSet::new();
    let results: Vec<EntryId> = results.into_iter().collect();
    for part in results.chunks(PER_STATEMENT) {
        let rows: Vec<EntryId> = result::Entity::find()
            .select_only()
            .column(result::Column::Id)
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part.iter().copied()))
            .filter(result::Column::State.ne("released"))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Which of these results hold a test with one of these codes.
async fn list_sensitive(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    roots: Vec<EntryId>,
    without: &[String],
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let mut hidden = BTreeSet::new();
    if without.is_empty() {
        return Ok(hidden);
    }
    let without: BTreeSet<&str> = without.iter().map(String::as_str).collect();
    for part in roots.chunks(PER_STATEMENT) {
        let belongs = result::Column::Id
            .is_in(part.iter().copied())
            .or(result::Column::GovernorId.is_in(part.iter().copied()));
        let rows: Vec<(EntryId, Option<EntryId>, String)> = result::Entity::find()
            .select_only()
            .columns([result::Column::Id, result::Column::GovernorId, result::Column::Codes])
            .filter(result::Column::FacilityId.eq(facility))
            .filter(belongs)
            .into_tuple()
            .all(db)
            .await?;
        let sensitive =
            rows.into_iter().filter(|(_, _, codes)| codes.split(' ').any(|code| without.contains(code)));
        hidden.extend(sensitive.map(|(id, governor, _)| governor.unwrap_or(id)));
    }
    Ok(hidden)
}

/// The newest earlier values of one test that the reader may see, by themselves or in the report they belong to.
fn earlier_of(facility: FacilityId, reader: &Reader, code: &str, before: Instant) -> SelectStatement {
    use result::Column;
    let own = |column: Column| Expr::col((result::Entity, column));
    let root = |column: Column| Expr::col((Alias::new("root"), column));
    let shown = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, Alias::new("root"))
        .cond_where(visible_at("root", facility, reader))
        .and_where(root(Column::Id).eq(Func::coalesce([own(Column::GovernorId), own(Column::Id)])))
        .to_owned();
    Query::select()
        .columns([Column::Id, Column::GovernorId, Column::ClinicalS])
        .from(result::Entity)
        .and_where(own(Column::FacilityId).eq(facility))
        .and_where(own(Column::ChartId).eq(reader.chart))
        .and_where(own(Column::Code).eq(code))
        .and_where(own(Column::ClinicalS).lt(before))
        .and_where(own(Column::Stage).ne("cancelled"))
        .and_where(Expr::exists(shown))
        .order_by(Column::ClinicalS, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .limit(MOST_EARLIER_ROWS)
        .to_owned()
}

/// What could be seen of these before they were corrected, newest first. What was said of another patient is not there.
pub async fn list_replaced(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[EntryId],
) -> Result<BTreeMap<EntryId, Vec<(Instant, Measured)>>, UseCaseError> {
    let mut found: BTreeMap<EntryId, Vec<(Instant, Measured)>> = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows = result_event::Entity::find()
            .filter(result_event::Column::FacilityId.eq(facility))
            .filter(result_event::Column::ResultId.is_in(part.iter().copied()))
            .filter(result_event::Column::What.is_in(["corrected", "moved"]))
            .order_by_asc(result_event::Column::AtS)
            .all(db)
            .await?;
        for row in rows {
            let known = found.entry(row.result_id).or_default();
            match row.before.filter(|_| row.what == "corrected") {
                Some(before) => known.insert(0, (row.at_s, tidy(serde_json::from_str(&before)?))),
                None => known.retain(|(at, _)| *at > row.at_s),
            }
        }
    }
    Ok(found)
}
