//! Queries of what a patient may see of results, and of what they are made of.

use crate::UseCaseError;
use crate::records::store::unhidden;
use crate::results::Reader;
use crate::results::list::NEWS_S;
use domain::ids::{AccountId, ChartId, EntryId, FacilityId};
use domain::records::view::View;
use domain::results::release::Stage;
use domain::results::value::Measured;
use domain::time::Instant;
use entity::{account, chart, entry, result, result_event, result_member};
use sea_orm::sea_query::{
    Alias, Asterisk, BinOper, Expr, Func, LikeExpr, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Values per statement.
const PER_STATEMENT: usize = 500;
/// Most earlier values that are looked through for one test: more than are shown, as some are in other units.
const MOST_EARLIER_ROWS: u64 = 48;
/// Tests whose earlier values are looked for by one statement: SQLite takes 500 parts of a union.
const CODES_AT_ONCE: usize = 200;

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

/// Who a chart is about, as far as ranges and lists need it.
#[derive(Clone, Default)]
pub struct Person {
    pub name: String,
    pub born: Option<String>,
    pub gender: Option<String>,
    pub number: Option<String>,
}

/// The results that a reader may see: the only way to them for every door of the patient. What is held, blocked or taken back
/// is not there, and what is sensitive is there for the patient alone. The clinic's doors show what is held too.
pub fn released(facility: FacilityId, reader: &Reader) -> Select<result::Entity> {
    result::Entity::find().filter(visible(facility, reader))
}

/// What makes a result visible.
fn visible(facility: FacilityId, reader: &Reader) -> Condition {
    visible_at("result", facility, reader)
}

/// The same where the table has another name.
fn visible_at(table: &'static str, facility: FacilityId, reader: &Reader) -> Condition {
    let own = |column: result::Column| Expr::col((Alias::new(table), column));
    let condition = Condition::all()
        .add(own(result::Column::FacilityId).eq(facility))
        .add(own(result::Column::ChartId).eq(reader.chart))
        .add(own(result::Column::GovernorId).is_null());
    let condition =
        if reader.is_clinics { condition } else { condition.add(own(result::Column::State).eq("released")) };
    if reader.without.is_empty() {
        return condition;
    }
    let part = Alias::new("part");
    let column = |column: result::Column| Expr::col((part.clone(), column));
    let mut has_one = Condition::any();
    for code in &reader.without {
        let padded = Expr::val(" ").binary(BinOper::Custom("||"), column(result::Column::Codes));
        let padded = padded.binary(BinOper::Custom("||"), Expr::val(" "));
        has_one = has_one.add(padded.like(pattern(&format!(" {code} "))));
    }
    let sensitive = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, part.clone())
        .cond_where(column(result::Column::FacilityId).eq(facility))
        .cond_where(
            Condition::any()
                .add(column(result::Column::Id).equals((Alias::new(table), result::Column::Id)))
                .add(column(result::Column::GovernorId).eq(own(result::Column::Id))),
        )
        .cond_where(has_one)
        .to_owned();
    condition.add(Expr::exists(sensitive).not())
}

/// That an entry is a result that a reader may see, or a test that belongs to one. Asked of each entry by its id, so that a page
/// costs the same however many there are.
pub fn is_shown(facility: FacilityId, reader: &Reader) -> Condition {
    let entry = || Expr::col((entry::Entity, entry::Column::Id));
    let shown = |id: Expr| {
        Query::select()
            .expr(Expr::val(1))
            .from(result::Entity)
            .cond_where(visible(facility, reader))
            .and_where(Expr::col((result::Entity, result::Column::Id)).eq(id))
            .to_owned()
    };
    let parts = Alias::new("member");
    let column = |column: result::Column| Expr::col((parts.clone(), column));
    let of_shown = Query::select()
        .expr(Expr::val(1))
        .from_as(result::Entity, parts.clone())
        .cond_where(column(result::Column::FacilityId).eq(facility))
        .cond_where(column(result::Column::Id).eq(entry()))
        .cond_where(column(result::Column::ChartId).eq(reader.chart))
        .cond_where(Expr::exists(shown(column(result::Column::GovernorId))))
        .to_owned();
    Condition::any().add(Expr::exists(shown(entry()))).add(Expr::exists(of_shown))
}

/// Whatever holds a text, as it stands.
fn pattern(text: &str) -> LikeExpr {
    let signs = text.chars().flat_map(|sign| {
        let escape = "%_\\".contains(sign).then_some('\\');
        escape.into_iter().chain([sign])
    });
    LikeExpr::new(format!("%{}%", signs.collect::<String>())).escape('\\')
}

/// A page of them, newest first, after a place in the list; with `words`, those whose name or one of whose tests holds them.
pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    (words, after): (&str, Option<(Instant, EntryId)>),
    limit: u64,
) -> Result<Vec<result::Model>, UseCaseError> {
    use result::Column;
    let mut select = released(facility, reader);
    if !words.is_empty() {
        let chart = reader.chart;
        let named = named(facility, chart, words);
        let of_tests = Query::select()
            .column(Column::GovernorId)
            .from(result::Entity)
            .and_where(Column::FacilityId.eq(facility))
            .and_where(Column::ChartId.eq(chart))
            .and_where(Column::GovernorId.is_not_null())
            .and_where(Column::Id.in_subquery(named.clone()))
            .to_owned();
        select = select.filter(
            Condition::any().add(Column::Id.in_subquery(named)).add(Column::Id.in_subquery(of_tests)),
        );
    }
    if let Some((at, id)) = after {
        let later = Column::ClinicalS.lt(at).or(Column::Id.lt(id));
        select = select.filter(Column::ClinicalS.lte(at)).filter(later);
    }
    Ok(select.order_by_desc(Column::ClinicalS).order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// That the name of an entry holds these words. SQLite knows the case of Latin letters without accents only: the words are looked
/// for as they were typed too.
pub fn title_holds(words: &str) -> Expr {
    let title = || Expr::col((entry::Entity, entry::Column::Title));
    let folded = Expr::expr(Func::lower(title())).like(pattern(&words.to_lowercase()));
    folded.or(title().like(pattern(words)))
}

/// Entries of a chart whose name holds these words.
fn named(facility: FacilityId, chart: ChartId, words: &str) -> SelectStatement {
    Query::select()
        .column(entry::Column::Id)
        .from(entry::Entity)
        .and_where(entry::Column::FacilityId.eq(facility))
        .and_where(entry::Column::ChartId.eq(chart))
        .and_where(entry::Column::Kind.is_in(["DiagnosticReport", "Observation"]))
        .and_where(title_holds(words))
        .to_owned()
}

/// How many there are.
pub async fn count(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
) -> Result<u64, UseCaseError> {
    Ok(released(facility, reader).count(db).await?)
}

/// How many are new to the reader: released after a moment, opened by nobody yet where the patient reads, and no history
/// that was shown as it came.
pub async fn count_new(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    after: Option<Instant>,
) -> Result<u64, UseCaseError> {
    use result::Column;
    let old = Column::ClinicalS
        .gt(Instant(i64::MIN))
        .and(Expr::col(Column::ClinicalS).lt(Expr::col(Column::ArrivedS).sub(NEWS_S)))
        .and(Expr::col(Column::ReleasedS).eq(Expr::col(Column::ArrivedS)));
    let mut select = released(facility, reader).filter(old.not());
    if let Some(after) = after {
        select = select.filter(Column::ReleasedS.gt(after));
    }
    if reader.is_own {
        select = select.filter(Column::SeenS.is_null());
    }
    Ok(select.count(db).await?)
}

/// One of them.
pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
    id: EntryId,
) -> Result<Option<result::Model>, UseCaseError> {
    Ok(released(facility, reader).filter(result::Column::Id.eq(id)).one(db).await?)
}

/// Whether there is one that nobody has opened yet.
pub async fn has_unseen(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: &Reader,
) -> Result<bool, UseCaseError> {
    let row = released(facility, reader).filter(result::Column::SeenS.is_null()).one(db).await?;
    Ok(row.is_some())
}

/// Notes that somebody has opened one.
pub async fn update_seen(
    db: &impl ConnectionTrait,
    row: &result::Model,
    now: Instant,
) -> Result<(), UseCaseError> {
    result::Entity::update_many()
        .col_expr(result::Column::SeenS, Expr::value(now))
        .filter(result::Column::FacilityId.eq(row.facility_id))
        .filter(result::Column::Id.eq(row.id))
        .filter(result::Column::SeenS.is_null())
        .exec(db)
        .await?;
    Ok(())
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

/// Reports and tests by their ids.
async fn list_stored(
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
                measured: view.measured.unwrap_or_default(),
                is_kept_back,
            };
            found.insert(id, stored);
        }
    }
    Ok(found)
}

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
                Some(before) => known.insert(0, (row.at_s, serde_json::from_str(&before)?)),
                None => known.retain(|(at, _)| *at > row.at_s),
            }
        }
    }
    Ok(found)
}

/// Whether something of a chart that could be seen was taken back or held again.
pub async fn has_withdrawn_since(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    chart: ChartId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let of_chart = Query::select()
        .column(result::Column::Id)
        .from(result::Entity)
        .and_where(Expr::col(result::Column::FacilityId).eq(facility))
        .and_where(Expr::col(result::Column::ChartId).eq(chart))
        .to_owned();
    let row = result_event::Entity::find()
        .filter(result_event::Column::FacilityId.eq(facility))
        .filter(result_event::Column::AtS.gte(since))
        .filter(result_event::Column::What.is_in(["taken_back", "held_again"]))
        .filter(result_event::Column::ResultId.in_subquery(of_chart))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Whom charts are about.
pub async fn list_people(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<HashMap<ChartId, Person>, UseCaseError> {
    let mut found = HashMap::new();
    for part in charts.chunks(PER_STATEMENT) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| {
            let name = format!("{} {}", row.given, row.family).trim().to_owned();
            (row.id, Person { name, born: row.birth_date, gender: row.gender, number: row.mrn })
        }));
    }
    Ok(found)
}

/// Names of colleagues.
pub async fn list_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, String>, UseCaseError> {
    let mut found = HashMap::new();
    for part in accounts.chunks(PER_STATEMENT) {
        let rows: Vec<(AccountId, String)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::DisplayName])
            .filter(account::Column::FacilityId.eq(facility))
            .filter(account::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
