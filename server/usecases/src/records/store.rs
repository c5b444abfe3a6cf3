//! Queries about entries of charts.

use crate::UseCaseError;
use domain::ids::FacilityId;
use domain::policy::ChartPermit;
use domain::records::contract::{RecordEntry, Section, SectionPage};
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
        let view: View = serde_json::from_str(&row.view)?;
        let line = RecordEntry {
            id: row.id.to_string(),
            title: row.title,
            status: row.status,
            date: view.date,
            details: view.details,
            recorded_by: view.recorded_by,
            code: view.code,
        };
        if is_current { page.current.push(line) } else { page.past.push(line) }
    }
    Ok(page)
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
