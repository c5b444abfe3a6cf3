//! Queries about entries of charts.

use crate::UseCaseError;
use domain::ids::FacilityId;
use domain::policy::ChartPermit;
use domain::records::contract::{LatestEntry, RecordEntry, Section, SectionPage};
use domain::time::Instant;
use entity::entry;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Deserialize;

/// Most entries shown of one section.
const MOST: u64 = 1_000;

/// What the importer keeps beside a resource for its line on a page.
#[derive(Debug, Deserialize)]
struct View {
    date: String,
    details: Vec<String>,
    recorded_by: Option<String>,
    code: Option<String>,
}

pub async fn list_section(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    section: Section,
) -> Result<SectionPage, UseCaseError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(permit.chart()))
        .filter(entry::Column::Kind.eq(kind(section)))
        .filter(entry::Column::IsHidden.eq(false))
        .order_by_desc(entry::Column::ClinicalS)
        .order_by_desc(entry::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let mut page = SectionPage { current: Vec::new(), past: Vec::new() };
    for row in rows {
        let is_current = is_current(section, &row.status);
        let line = line(row)?;
        if is_current { page.current.push(line) } else { page.past.push(line) }
    }
    Ok(page)
}

/// The newest lines of every section; what has no date is none of them.
pub async fn list_latest(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    permit: &ChartPermit,
    most: u64,
) -> Result<Vec<LatestEntry>, UseCaseError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(permit.chart()))
        .filter(entry::Column::Kind.is_in(Section::ALL.map(kind)))
        .filter(entry::Column::IsHidden.eq(false))
        .filter(entry::Column::ClinicalS.gt(Instant(0)))
        .order_by_desc(entry::Column::ClinicalS)
        .order_by_desc(entry::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let mut latest = Vec::new();
    for row in rows {
        if let Some(section) = Section::ALL.into_iter().find(|section| kind(*section) == row.kind) {
            latest.push(LatestEntry { section, entry: line(row)? });
        }
    }
    Ok(latest)
}

fn line(row: entry::Model) -> Result<RecordEntry, UseCaseError> {
    let view: View = serde_json::from_str(&row.view)?;
    Ok(RecordEntry {
        id: row.id.to_string(),
        title: row.title,
        status: row.status,
        date: view.date,
        details: view.details,
        recorded_by: view.recorded_by,
        code: view.code,
    })
}

const fn kind(section: Section) -> &'static str {
    match section {
        Section::Diagnoses => "Condition",
        Section::Medications => "MedicationRequest",
        Section::Allergies => "AllergyIntolerance",
        Section::Vaccinations => "Immunization",
    }
}

/// Whether a FHIR status means that the entry still holds.
fn is_current(section: Section, status: &str) -> bool {
    match section {
        Section::Diagnoses | Section::Allergies => !matches!(status, "inactive" | "resolved" | "remission"),
        Section::Medications => matches!(status, "active" | "on-hold" | "draft" | "unknown"),
        Section::Vaccinations => true,
    }
}
