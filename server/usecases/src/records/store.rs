//! Queries about entries of charts.

use super::export::NAMED;
use super::{Days, Reader};
use crate::import::{NOTES, VITAL_SIGNS};
use crate::{UseCaseError, results};
use domain::ids::{EntryId, FacilityId};
use domain::records::contract::{LatestEntry, PER_PAGE, RecordEntry, Section, SectionPage};
use domain::records::period;
use domain::records::view::{State, View};
use domain::results::value::Measured;
use domain::time::Instant;
use entity::{chart, directory, entry, resource_alias, result};
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Values per statement.
const PER_STATEMENT: usize = 500;
/// How far a clock can be from UTC (FHIR R4 2.24.0.1), in seconds.
const FARTHEST_ZONE_S: i64 = 14 * 3_600;
/// What an export asks for next.
pub struct Wanted<'a> {
    /// Who reads results, if they may.
    pub results: Option<&'a results::Reader>,
    /// Types of resource that are left out.
    pub without: &'a [&'static str],
    /// The last entry that was given: type, clinical date, id.
    pub after: Option<(String, Instant, EntryId)>,
}

/// Where an entry stands in the order of the export, and how long its resource is, in characters.
pub struct Place {
    pub kind: String,
    pub at: Instant,
    pub id: EntryId,
    pub length: usize,
}

/// A place in a list: the clinical date and the id of the last entry before it.
pub type Spot = (Instant, EntryId);

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
async fn listed(
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

/// Most entries shown of a section whose past is told apart.
const MOST: u64 = 1_000;
/// Categories of observations that are no results of a laboratory or of imaging: FHIR's and US Core's.
const OBSERVED: [&str; 12] = [
    "vital-signs",
    "vital-sign",
    "social-history",
    "survey",
    "exam",
    "therapy",
    "activity",
    "sdoh",
    "functional-status",
    "disability-status",
    "cognitive-status",
    "care-experience-preference",
];

/// Most entries shown of one visit.
const MOST_OF_VISIT: u64 = 300;

/// What a reader may see of a chart. Results have a door of their own: whatever is one, or belongs to one, is not here.
fn visible(facility: FacilityId, reader: Reader) -> Select<entry::Entity> {
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
fn of_chart(facility: FacilityId, reader: Reader) -> Select<entry::Entity> {
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

/// The same in the order of its index, after a place in it.
pub async fn list_to_export(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    wanted: Wanted<'_>,
    limit: u64,
) -> Result<Vec<Place>, UseCaseError> {
    use entry::Column;
    let Wanted { results, without, after } = wanted;
    let mut select = given(facility, reader, results, without);
    if let Some((kind, at, id)) = after {
        // As one comparison, which the index answers from its place on.
        let own =
            [Column::Kind, Column::ClinicalS, Column::Id].map(|column| Expr::col((entry::Entity, column)));
        let place = [Expr::value(kind), Expr::value(at), Expr::value(id)];
        select = select.filter(Expr::tuple(own).gt(Expr::tuple(place)));
    }
    let ordered = select.order_by_asc(Column::Kind).order_by_asc(Column::ClinicalS).order_by_asc(Column::Id);
    let length = Expr::expr(Func::char_length(Expr::col((entry::Entity, Column::Content))));
    let rows: Vec<(String, Instant, EntryId, i64)> = ordered
        .select_only()
        .columns([Column::Kind, Column::ClinicalS, Column::Id])
        .expr_as(length.cast_as("BIGINT"), "length")
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let place = |(kind, at, id, length): (String, Instant, EntryId, i64)| Place {
        kind,
        at,
        id,
        length: usize::try_from(length).unwrap_or(usize::MAX),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// Resources of the reader's chart with their addresses, in the order of their ids in the list.
pub async fn list_contents(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    ids: &[EntryId],
) -> Result<Vec<(EntryId, String, Option<String>)>, UseCaseError> {
    use entry::Column;
    let mut rows: Vec<(EntryId, String, Option<String>)> = of_chart(facility, reader)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([Column::Id, Column::Content, Column::FullUrl])
        .into_tuple()
        .all(db)
        .await?;
    rows.sort_by_key(|(id, ..)| ids.iter().position(|known| known == id));
    Ok(rows)
}

/// The head of the reader's chart.
pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
) -> Result<Option<chart::Model>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, reader.chart)).one(db).await?)
}

/// People, places and medicines by the names under which they are referred to: id, resource, address.
pub async fn list_named(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    names: &BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String, Option<String>)>, UseCaseError> {
    let mut ids: BTreeSet<Uuid> = BTreeSet::new();
    let names: Vec<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_vec()).collect();
    for part in names.chunks(PER_STATEMENT) {
        let found: Vec<Uuid> = resource_alias::Entity::find()
            .select_only()
            .column(resource_alias::Column::TargetId)
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.is_in(NAMED))
            .filter(resource_alias::Column::Alias.is_in(part.iter().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        ids.extend(found);
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut rows = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let found: Vec<(Uuid, String, Option<String>)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::Content, directory::Column::FullUrl])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        rows.extend(found);
    }
    Ok(rows)
}

/// What belongs to a section.
fn of_section(section: Section) -> Condition {
    let kinds = entry::Column::Kind.is_in(kinds(section).iter().copied());
    match section {
        Section::Documents => Condition::any()
            .add(kinds)
            .add(entry::Column::Kind.eq("DiagnosticReport").and(entry::Column::Category.is_in(NOTES))),
        _ => Condition::all().add(kinds),
    }
}

/// What is asked of a section.
pub struct Part<'a> {
    pub section: Section,
    /// Where the earlier page ended.
    pub after: Option<Spot>,
    /// Only what still holds, or only what is over.
    pub state: Option<State>,
    /// From which day to which, by the dates that are shown.
    pub days: Days<'a>,
}

/// How many entries of a section are restricted or kept back.
pub async fn count_restricted(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    section: Section,
) -> Result<u64, UseCaseError> {
    let restricted = entry::Column::IsRestricted.eq(true).or(entry::Column::IsKeptBack.eq(true));
    Ok(visible(facility, reader).filter(of_section(section)).filter(restricted).count(db).await?)
}

/// Where entries can be whose dates, as they are shown, are within days. A day begins and ends by whatever clock its sender has; of
/// some dates only the year or the month is known, which stand at its first day. What has no date is within no bounds.
fn around(days: Days<'_>) -> Condition {
    use entry::Column;
    let begin = |day: &str| period::days(day, "").0;
    let mut all = Condition::all();
    if let Some(from) = days.from {
        let mut any = Condition::any();
        if let Some(begins) = begin(from) {
            any = any.add(Column::ClinicalS.gte(begins.plus_seconds(-FARTHEST_ZONE_S)));
        }
        let vague = [
            from.get(..7).map(|month| format!("{month}-01")),
            from.get(..4).map(|year| format!("{year}-01-01")),
        ];
        for begins in vague.into_iter().flatten().filter_map(|day| begin(&day)) {
            any = any.add(Column::ClinicalS.eq(begins));
        }
        all = all.add(any);
    }
    if let Some(ends) = days.to.and_then(|to| period::days("", to).1) {
        all = all.add(Column::ClinicalS.lt(ends.plus_seconds(FARTHEST_ZONE_S)));
        // It stands before all others.
        all = all.add(Column::ClinicalS.gt(Instant(i64::MIN)));
    }
    all
}

/// Newest first, after a place.
fn place_in(select: Select<entry::Entity>, after: Option<Spot>) -> Select<entry::Entity> {
    use entry::Column;
    let select = match after {
        Some((at, id)) => {
            select.filter(Column::ClinicalS.lte(at)).filter(Column::ClinicalS.lt(at).or(Column::Id.lt(id)))
        }
        None => select,
    };
    select.order_by_desc(Column::ClinicalS).order_by_desc(Column::Id)
}

/// A section: whole where its past is told apart, else a page after a place in it.
pub async fn list_section(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    wanted: &Part<'_>,
) -> Result<SectionPage, UseCaseError> {
    let Part { section, after, state, days } = *wanted;
    let select = visible(facility, reader).filter(of_section(section)).filter(around(days));
    let most = if section.has_past() { MOST } else { PER_PAGE + 1 };
    let mut after = after.filter(|_| !section.has_past());
    let mut rows = Vec::new();
    loop {
        let some = listed(db, place_in(select.clone(), after).limit(most)).await?;
        let is_last = (some.len() as u64) < most;
        after = some.last().map(|row| (row.at, row.id));
        for row in some {
            if days.are_open() || days.hold(&serde_json::from_str::<View>(&row.view)?.date) {
                rows.push(row);
            }
        }
        if is_last || rows.len() as u64 >= most {
            break;
        }
    }
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let has_more = !section.has_past() && rows.len() as u64 > PER_PAGE;
    if has_more {
        rows.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    }
    let next = rows.last().filter(|_| has_more).map(|row| format!("{}.{}", row.at.0, row.id));
    let mut page = SectionPage { current: Vec::new(), past: Vec::new(), next };
    for row in rows {
        let is_current = is_current(section, &row.status);
        let is_wanted = state.is_none_or(|state| (state == State::Current) == is_current);
        if section.has_past() && !is_wanted {
            continue;
        }
        let line = read(row)?;
        if is_current { page.current.push(line) } else { page.past.push(line) }
    }
    Ok(page)
}

/// A page of several sections together, newest first, after a place in it; with `words`, of those whose name holds them.
pub async fn list_of_sections(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    (sections, words, after): (&[Section], &str, Option<Spot>),
    limit: u64,
) -> Result<Vec<Listed>, UseCaseError> {
    let wanted = sections.iter().fold(Condition::any(), |all, section| all.add(of_section(*section)));
    let mut select = visible(facility, reader).filter(wanted);
    if !words.is_empty() {
        select = select.filter(results::title_holds(words));
    }
    listed(db, place_in(select, after).limit(limit)).await
}

/// The newest lines of the sections that every record has; what has no date is none of them.
pub async fn list_latest(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    most: u64,
) -> Result<Vec<LatestEntry>, UseCaseError> {
    const SHOWN: [Section; 4] =
        [Section::Diagnoses, Section::Medications, Section::Allergies, Section::Vaccinations];
    let select = visible(facility, reader)
        .filter(entry::Column::Kind.is_in(SHOWN.into_iter().flat_map(kinds).copied()))
        .filter(entry::Column::ClinicalS.gt(Instant(0)))
        .order_by_desc(entry::Column::ClinicalS)
        .order_by_desc(entry::Column::Id)
        .limit(most);
    let rows = listed(db, select).await?;
    rows.into_iter().filter_map(|row| Some((section_of(&row.kind)?, row))).map(told).collect()
}

fn told((section, row): (Section, Listed)) -> Result<LatestEntry, UseCaseError> {
    Ok(LatestEntry { section, entry: read(row)? })
}

/// An entry that a reader may see.
pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    id: EntryId,
) -> Result<Option<entry::Model>, UseCaseError> {
    Ok(visible(facility, reader).filter(entry::Column::Id.eq(id)).one(db).await?)
}

/// The visit of an id, as its line.
pub async fn find_visit(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    visit: Uuid,
) -> Result<Option<RecordEntry>, UseCaseError> {
    let select = visible(facility, reader)
        .filter(entry::Column::Id.eq(visit))
        .filter(entry::Column::Kind.eq("Encounter"));
    listed(db, select).await?.pop().map(read).transpose()
}

/// What belongs to a visit: entries in the order of the menu, and what was measured with its name and whether it is kept back.
pub async fn list_of_visit(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    visit: EntryId,
) -> Result<(Vec<LatestEntry>, Vec<(String, Measured, bool)>), UseCaseError> {
    use entry::Column;
    let select = visible(facility, reader)
        .filter(Column::Visit.eq(visit.0))
        .order_by_asc(Column::ClinicalS)
        .order_by_asc(Column::Id)
        .limit(MOST_OF_VISIT);
    let rows = listed(db, select).await?;
    let (mut entries, mut measured) = (Vec::new(), Vec::new());
    for row in rows {
        if is_vital_sign(&row) {
            let view: View = serde_json::from_str(&row.view)?;
            measured.push((row.title, view.measured.unwrap_or_default(), row.is_kept_back));
        } else if let Some(section) = section_of(&row.kind) {
            entries.push(told((section, row))?);
        }
    }
    entries.sort_by_key(|entry| Section::ALL.iter().position(|section| *section == entry.section));
    Ok((entries, measured))
}

pub fn is_vital_sign(row: &Listed) -> bool {
    row.kind == "Observation"
        && row.category.as_deref().is_some_and(|category| VITAL_SIGNS.contains(&category))
}

/// The same for a list.
pub async fn find_listed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    id: EntryId,
) -> Result<Option<Listed>, UseCaseError> {
    Ok(listed(db, visible(facility, reader).filter(entry::Column::Id.eq(id))).await?.pop())
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

/// The types of resource of a section.
const fn kinds(section: Section) -> &'static [&'static str] {
    match section {
        Section::Diagnoses => &["Condition"],
        Section::Medications => &["MedicationRequest", "MedicationStatement"],
        Section::Allergies => &["AllergyIntolerance"],
        Section::Vaccinations => &["Immunization"],
        Section::Visits => &["Encounter"],
        Section::Procedures => &["Procedure"],
        Section::Documents => &["DocumentReference"],
        Section::Plans => &["CarePlan", "Goal"],
    }
}

/// The section of a type of resource. A report that is no result is a note.
pub fn section_of(kind: &str) -> Option<Section> {
    if kind == "DiagnosticReport" {
        return Some(Section::Documents);
    }
    Section::ALL.into_iter().find(|section| kinds(*section).contains(&kind))
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

/// By which FHIR statuses an entry still holds.
enum Holds {
    /// By all but these.
    But(&'static [&'static str]),
    /// By these.
    Only(&'static [&'static str]),
}

const fn holds(section: Section) -> Holds {
    match section {
        Section::Diagnoses | Section::Allergies => Holds::But(&["inactive", "resolved", "remission"]),
        Section::Medications => Holds::Only(&["active", "on-hold", "draft", "intended", "unknown"]),
        Section::Plans => Holds::But(&["revoked", "completed", "cancelled", "rejected"]),
        Section::Vaccinations | Section::Visits | Section::Procedures | Section::Documents => Holds::But(&[]),
    }
}

/// Whether a FHIR status means that the entry still holds.
pub fn is_current(section: Section, status: &str) -> bool {
    match holds(section) {
        Holds::But(over) => !over.contains(&status),
        Holds::Only(current) => current.contains(&status),
    }
}

/// That an entry of a section still holds, or that it does not any more.
pub fn holding(section: Section, is_current: bool) -> Condition {
    let (listed, holds_if_listed) = match holds(section) {
        Holds::But(over) => (over, false),
        Holds::Only(current) => (current, true),
    };
    let listed = entry::Column::Status.is_in(listed.iter().copied());
    let all = Condition::all().add(listed);
    if is_current == holds_if_listed { all } else { all.not() }
}
