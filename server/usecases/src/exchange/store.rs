//! Queries of the FHIR interface. What a record shows comes from [`records::store::given`](crate::records), the one rule.

use super::View;
use super::query::Query;
use super::references::Stored;
use crate::db::Tx;
use crate::records::store::{Spot, given, holding, section_of};
use crate::{UseCaseError, results};
use domain::ids::{ChartId, ClientId, EntryId, FacilityId, IntakeId};
use domain::records::contract::Section;
use domain::time::Instant;
use entity::{chart, directory, entry, facility, intake, resource_alias};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// Where names lead: name, target.
pub async fn list_targets(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    names: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, UseCaseError> {
    let mut targets = Vec::new();
    for part in names.chunks(PER_STATEMENT) {
        let rows: Vec<(Vec<u8>, Uuid)> = resource_alias::Entity::find()
            .select_only()
            .columns([resource_alias::Column::Alias, resource_alias::Column::TargetId])
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Alias.is_in(part.iter().map(|name| name.as_bytes().to_vec())))
            .into_tuple()
            .all(db)
            .await?;
        targets.extend(
            rows.into_iter().filter_map(|(name, target)| Some((Uuid::from_slice(&name).ok()?, target))),
        );
    }
    Ok(targets)
}

/// Those of these ids that the reader may see, with their types.
pub async fn list_shown(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, UseCaseError> {
    let mut shown = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let entries: Vec<(EntryId, String)> = of(view)
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .select_only()
            .columns([entry::Column::Id, entry::Column::Kind])
            .into_tuple()
            .all(db)
            .await?;
        let lines: Vec<(Uuid, String)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Kind])
            .filter(directory::Column::FacilityId.eq(view.facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        shown.extend(entries.into_iter().map(|(id, kind)| (id.0, kind)).chain(lines));
    }
    Ok(shown)
}

/// Those of these ids that patients and entries of any record have.
pub async fn list_existing(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<BTreeSet<Uuid>, UseCaseError> {
    let mut existing = BTreeSet::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<Uuid> = entry::Entity::find()
            .select_only()
            .column(entry::Column::Id)
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let charts: Vec<Uuid> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        existing.extend(rows.into_iter().chain(charts));
    }
    Ok(existing)
}

/// What entries that the reader may see are called.
pub async fn list_names(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, UseCaseError> {
    let mut names = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows: Vec<(EntryId, String)> = of(view)
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .select_only()
            .columns([entry::Column::Id, entry::Column::Title])
            .into_tuple()
            .all(db)
            .await?;
        names.extend(rows.into_iter().map(|(id, title)| (id.0, title)));
    }
    Ok(names)
}

fn of(view: &View) -> Select<entry::Entity> {
    given(view.facility, view.reader, view.results.as_ref(), &view.without)
}

/// A place of an entry that was found, and how long its resource is, in characters.
pub struct Found {
    pub id: EntryId,
    pub at: Instant,
    pub length: usize,
}

fn of_type(view: &View, type_name: &str) -> Select<entry::Entity> {
    of(view).filter(entry::Column::Kind.eq(type_name))
}

fn asked(view: &View, type_name: &str, query: &Query) -> Select<entry::Entity> {
    use entry::Column;
    let mut select = of_type(view, type_name);
    if let Some(ids) = &query.ids {
        select = select.filter(Column::Id.is_in(ids.iter().copied()));
    }
    for (column, values) in [
        (Column::Code, &query.codes),
        (Column::Category, &query.categories),
        (Column::Status, &query.statuses),
    ] {
        if let Some(values) = values {
            select = select.filter(column.is_in(values.iter().map(String::as_str)));
        }
    }
    for range in &query.dates {
        if let Some(from) = range.from {
            select = select.filter(Column::ClinicalS.gte(Instant(from)));
        }
        if let Some(to) = range.to {
            select = select.filter(Column::ClinicalS.lt(Instant(to)));
        }
    }
    for range in &query.updated {
        if let Some(from) = range.from {
            select = select.filter(changed_since(view, Instant(from)));
        }
        if let Some(to) = range.to {
            select = select.filter(changed_since(view, Instant(to)).not());
        }
    }
    select
}

/// That an entry came, or was released, at a moment or after it: whoever reads it sees it anew since.
fn changed_since(view: &View, from: Instant) -> Condition {
    Condition::any().add(entry::Column::UpdatedS.gte(from)).add(results::released_since(view.facility, from))
}

/// Entries of a type that a question means, newest first, after a place.
pub async fn find(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, query): (&str, &Query),
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    newest(db, asked(view, type_name, query), (after, limit)).await
}

/// Entries of a type that still hold, or that do not any more, newest first, after a place.
pub async fn find_holding(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, is_current): (&str, bool),
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    // What belongs to no section, such as a test, holds.
    let section = section_of(type_name).unwrap_or(Section::Documents);
    newest(db, of_type(view, type_name).filter(holding(section, is_current)), (after, limit)).await
}

async fn newest(
    db: &impl ConnectionTrait,
    mut select: Select<entry::Entity>,
    (after, limit): (Option<Spot>, u64),
) -> Result<Vec<Found>, UseCaseError> {
    use entry::Column;
    if let Some((at, id)) = after {
        let later = Column::ClinicalS.lt(at).or(Column::Id.lt(id));
        select = select.filter(Column::ClinicalS.lte(at)).filter(later);
    }
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(EntryId, Instant, i64)> = select
        .order_by_desc(Column::ClinicalS)
        .order_by_desc(Column::Id)
        .select_only()
        .columns([Column::Id, Column::ClinicalS])
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let found = |(id, at, length)| Found { id, at, length: usize::try_from(length).unwrap_or(usize::MAX) };
    Ok(rows.into_iter().map(found).collect())
}

/// How many there are.
pub async fn count(
    db: &impl ConnectionTrait,
    view: &View,
    (type_name, query): (&str, &Query),
) -> Result<u64, UseCaseError> {
    Ok(asked(view, type_name, query).count(db).await?)
}

/// Resources that the reader may see, in the order of their ids in the list.
pub async fn list_contents(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[EntryId],
) -> Result<Vec<Stored>, UseCaseError> {
    use entry::Column;
    let rows: Vec<(EntryId, String, Option<String>, Instant)> = of(view)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Content, Column::FullUrl, Column::UpdatedS])
        .into_tuple()
        .all(db)
        .await?;
    let released = results::list_released(db, view.facility, ids).await?;
    let mut stored: Vec<Stored> = rows
        .into_iter()
        .map(|(id, content, full_url, at)| {
            let seen = released.get(&id).map_or(at, |released| std::cmp::max(at, *released));
            Stored { id: id.0, content, full_url, updated: seen.0 }
        })
        .collect();
    stored.sort_by_key(|row| ids.iter().position(|id| id.0 == row.id));
    Ok(stored)
}

/// Names and clinical dates as the pages show them, in the order of their ids in the list.
pub async fn list_titles(
    db: &impl ConnectionTrait,
    view: &View,
    ids: &[EntryId],
) -> Result<Vec<(String, String)>, UseCaseError> {
    use entry::Column;
    let rows: Vec<(EntryId, String, String)> = of(view)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Title, Column::View])
        .into_tuple()
        .all(db)
        .await?;
    let mut titles = Vec::with_capacity(rows.len());
    for (id, title, view) in rows {
        let view: domain::records::view::View = serde_json::from_str(&view)?;
        titles.push((id, title, view.date));
    }
    titles.sort_by_key(|(id, ..)| ids.iter().position(|known| known == id));
    Ok(titles.into_iter().map(|(_, title, date)| (title, date)).collect())
}

/// An entry of any record of the facility: for systems, which handed them in.
pub async fn find_entry(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: Uuid,
) -> Result<Option<entry::Model>, UseCaseError> {
    Ok(entry::Entity::find_by_id((facility, EntryId(id))).one(db).await?)
}

/// The head of a chart.
pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: Uuid,
) -> Result<Option<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, ChartId(id))).one(db).await?)
}

/// Charts by their ids, in the order of these.
pub async fn list_chart_rows(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<Vec<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(chart::Column::Id)
        .all(db)
        .await?)
}

/// People, places and medicines by their ids.
pub async fn list_lines(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<(String, Stored)>, UseCaseError> {
    let mut lines = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows = directory::Entity::find()
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .all(db)
            .await?;
        lines.extend(rows.into_iter().map(|row| (row.kind.clone(), Stored::from(row))));
    }
    Ok(lines)
}

/// Charts that show a person now, in the order of their ids, after one.
pub async fn list_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    after: Option<ChartId>,
    limit: u64,
) -> Result<Vec<ChartId>, UseCaseError> {
    let mut select = chart::Entity::find()
        .select_only()
        .column(chart::Column::Id)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::MergedInto.is_null());
    if let Some(after) = after {
        select = select.filter(chart::Column::Id.gt(after));
    }
    Ok(select.order_by_asc(chart::Column::Id).limit(limit).into_tuple().all(db).await?)
}

/// Entries of a type of every record with the lengths of their resources in characters, in the order of their ids, after one.
pub async fn list_all(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (type_name, after): (&str, Option<Uuid>),
    limit: u64,
) -> Result<Vec<(Uuid, usize)>, UseCaseError> {
    use entry::Column;
    let mut select =
        entry::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::Kind.eq(type_name));
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(Uuid, i64)> = select
        .order_by_asc(Column::Id)
        .select_only()
        .column(Column::Id)
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, length)| (id, usize::try_from(length).unwrap_or(usize::MAX))).collect())
}

/// Entries of any record, in the order of their ids.
pub async fn list_all_contents(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<Stored>, UseCaseError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(entry::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// People, places and medicines of a type, in the order of their ids, after one.
pub async fn list_all_lines(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (type_name, after): (&str, Option<Uuid>),
    limit: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    use directory::Column;
    let mut select =
        directory::Entity::find().filter(Column::FacilityId.eq(facility)).filter(Column::Kind.eq(type_name));
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let rows = select.order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// What these ids are here, of whichever record, with the ids under which it is shown: a merged chart is the one it was merged into.
pub async fn list_known(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, (String, Uuid)>, UseCaseError> {
    let mut known = BTreeMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let entries: Vec<(Uuid, String)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::Kind])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let lines: Vec<(Uuid, String)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Kind])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(entries.into_iter().chain(lines).map(|(id, kind)| (id, (kind, id))));
        let mut asked = part.to_vec();
        let mut leads: BTreeMap<Uuid, Option<Uuid>> = BTreeMap::new();
        while !asked.is_empty() {
            let charts: Vec<(Uuid, Option<Uuid>)> = chart::Entity::find()
                .select_only()
                .columns([chart::Column::Id, chart::Column::MergedInto])
                .filter(chart::Column::FacilityId.eq(facility))
                .filter(chart::Column::Id.is_in(asked))
                .into_tuple()
                .all(db)
                .await?;
            asked = charts
                .iter()
                .filter_map(|(_, into)| *into)
                .filter(|into| !leads.contains_key(into))
                .collect();
            leads.extend(charts);
        }
        for id in part.iter().filter(|id| leads.contains_key(id)) {
            let mut shown = *id;
            while let Some(Some(into)) = leads.get(&shown) {
                shown = *into;
            }
            known.insert(*id, ("Patient".to_owned(), shown));
        }
    }
    Ok(known)
}

/// How far a file has come.
pub struct Step<'a> {
    pub state: &'static str,
    pub done: u64,
    pub total: u64,
    pub report: Option<&'a str>,
}

/// The facility, for which nobody else begins with a file before this transaction ends.
pub async fn lock_turns(tx: &Tx, id: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
}

pub async fn insert_intake(
    tx: &Tx,
    facility: FacilityId,
    (id, client): (IntakeId, ClientId),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = intake::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        client_id: Set(client),
        state: Set("running".to_owned()),
        done: Set(0),
        total: Set(0),
        report: Set(None),
        begun_s: Set(now),
        beat_s: Set(now),
    };
    intake::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Says that a file goes on, unless it has ended meanwhile.
pub async fn beat(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: IntakeId,
    (done, total): (u64, u64),
    now: Instant,
) -> Result<(), UseCaseError> {
    intake::Entity::update_many()
        .col_expr(intake::Column::Done, Expr::value(number(done)))
        .col_expr(intake::Column::Total, Expr::value(number(total)))
        .col_expr(intake::Column::BeatS, Expr::value(now))
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::Id.eq(id))
        .filter(intake::Column::State.eq("running"))
        .exec(db)
        .await?;
    Ok(())
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Ends a file.
pub async fn end_intake(
    tx: &Tx,
    facility: FacilityId,
    id: IntakeId,
    step: Step<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let mut update = intake::Entity::update_many()
        .col_expr(intake::Column::State, Expr::value(step.state))
        .col_expr(intake::Column::Done, Expr::value(number(step.done)))
        .col_expr(intake::Column::Total, Expr::value(number(step.total)))
        .col_expr(intake::Column::BeatS, Expr::value(now));
    if let Some(report) = step.report {
        update = update.col_expr(intake::Column::Report, Expr::value(report));
    }
    update.filter(intake::Column::FacilityId.eq(facility)).filter(intake::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

pub async fn find_intake(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (id, client): (IntakeId, ClientId),
) -> Result<Option<intake::Model>, UseCaseError> {
    let row = intake::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.client_id == client))
}

/// Ends a file of which nothing was heard since an instant; says whether it was under way.
pub async fn fail_silent(
    tx: &Tx,
    facility: FacilityId,
    id: IntakeId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let changed = intake::Entity::update_many()
        .col_expr(intake::Column::State, Expr::value("failed"))
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::Id.eq(id))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.lte(since))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Files that are said to be under way, of which nothing was heard since an instant.
pub async fn list_silent(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    since: Instant,
) -> Result<Vec<intake::Model>, UseCaseError> {
    Ok(intake::Entity::find()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.lte(since))
        .all(db)
        .await?)
}

/// Whether a file is under way, and something was heard of it since an instant.
pub async fn is_running(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: IntakeId,
    since: Instant,
) -> Result<bool, UseCaseError> {
    let row = intake::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.is_some_and(|row| row.state == "running" && row.beat_s > since))
}

/// How many files are under way.
pub async fn count_running(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    since: Instant,
) -> Result<u64, UseCaseError> {
    Ok(intake::Entity::find()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::State.eq("running"))
        .filter(intake::Column::BeatS.gt(since))
        .count(db)
        .await?)
}

pub async fn delete_intakes(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    intake::Entity::delete_many()
        .filter(intake::Column::FacilityId.eq(facility))
        .filter(intake::Column::BegunS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}
