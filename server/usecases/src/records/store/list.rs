//! Lists of entries, and single ones, as their reader may see them.

use super::row::{Listed, is_vital_sign, listed, read};
use super::section::{is_current, kinds, of_section, section_of};
use super::visible::{has_code, of_chart, sensitive_codes, visible};
use crate::records::{Days, Reader};
use crate::{UseCaseError, results};
use domain::ids::{EntryId, FacilityId};
use domain::records::contract::{LatestEntry, PER_PAGE, RecordEntry, Section, SectionPage};
use domain::records::period;
use domain::records::view::{State, View};
use domain::results::value::Measured;
use domain::time::Instant;
use entity::entry;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, ExprTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

/// How far a clock can be from UTC (FHIR R4 2.24.0.1), in seconds.
const FARTHEST_ZONE_S: i64 = 14 * 3_600;

/// Most entries shown of a section whose past is told apart.
const MOST: u64 = 1_000;

/// Most entries shown of one visit.
const MOST_OF_VISIT: u64 = 300;

/// A place in a list: the clinical date and the id of the last entry before it.
pub type Spot = (Instant, EntryId);

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

/// How many entries of a section are restricted, sensitive or kept back.
pub async fn count_restricted(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    section: Section,
) -> Result<u64, UseCaseError> {
    let restricted = has_code(&sensitive_codes(db, facility).await?)
        .add(entry::Column::IsRestricted.eq(true))
        .add(entry::Column::IsKeptBack.eq(true));
    let all = visible(db, facility, reader).await?.filter(of_section(section));
    Ok(all.filter(restricted).count(db).await?)
}

/// Where something can be whose date, as it is shown, is within days. A day begins and ends by whatever clock its sender has; of
/// some dates only the year or the month is known, which stand at its first day. What has no date is within no bounds.
pub fn around(days: Days<'_>, at: impl ColumnTrait) -> Condition {
    let begin = |day: &str| period::days(day, "").0;
    let mut all = Condition::all();
    if let Some(from) = days.from {
        let mut any = Condition::any();
        if let Some(begins) = begin(from) {
            any = any.add(at.gte(begins.plus_seconds(-FARTHEST_ZONE_S)));
        }
        let vague = [
            from.get(..7).map(|month| format!("{month}-01")),
            from.get(..4).map(|year| format!("{year}-01-01")),
        ];
        for begins in vague.into_iter().flatten().filter_map(|day| begin(&day)) {
            any = any.add(at.eq(begins));
        }
        all = all.add(any);
    }
    if let Some(ends) = days.to.and_then(|to| period::days("", to).1) {
        all = all.add(at.lt(ends.plus_seconds(FARTHEST_ZONE_S)));
        // It stands before all others.
        all = all.add(at.gt(Instant(i64::MIN)));
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
    let select = visible(db, facility, reader)
        .await?
        .filter(of_section(section))
        .filter(around(days, entry::Column::ClinicalS));
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

/// A page of several sections together, newest first, after a place in it, of what can be within days.
pub async fn list_of_sections(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    (sections, days, after): (&[Section], Days<'_>, Option<Spot>),
    limit: u64,
) -> Result<Vec<Listed>, UseCaseError> {
    let wanted = sections.iter().fold(Condition::any(), |all, section| all.add(of_section(*section)));
    let select = visible(db, facility, reader).await?.filter(wanted);
    let select = select.filter(around(days, entry::Column::ClinicalS));
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
    let select = visible(db, facility, reader)
        .await?
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
    Ok(visible(db, facility, reader).await?.filter(entry::Column::Id.eq(id)).one(db).await?)
}

/// The report or the test of a result that a reader may see.
pub async fn find_result(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    results: &results::Reader,
    id: EntryId,
) -> Result<Option<entry::Model>, UseCaseError> {
    let shown = of_chart(db, facility, results.of_entries()).await?;
    let shown = shown.filter(results::is_shown(facility, results));
    Ok(shown.filter(entry::Column::Id.eq(id)).one(db).await?)
}

/// The visit of an id, as its line.
pub async fn find_visit(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    visit: Uuid,
) -> Result<Option<RecordEntry>, UseCaseError> {
    let select = visible(db, facility, reader)
        .await?
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
    let select = visible(db, facility, reader)
        .await?
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

/// An entry that a reader may see, as a list needs it.
pub async fn find_listed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    id: EntryId,
) -> Result<Option<Listed>, UseCaseError> {
    Ok(list_listed(db, facility, reader, &[id]).await?.pop())
}

/// Those of some entries that a reader may see.
pub async fn list_listed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    reader: Reader,
    ids: &[EntryId],
) -> Result<Vec<Listed>, UseCaseError> {
    let some = entry::Column::Id.is_in(ids.iter().copied());
    listed(db, visible(db, facility, reader).await?.filter(some)).await
}
