//! What tests look at, in plain words: read from the resources of the values that are shown.

use super::shown::Shown;
use super::store::read::{Stored, list_contents};
use crate::UseCaseError;
use crate::db::Connection;
use crate::explain::Explained;
use domain::ids::{ChartId, EntryId, FacilityId};
use i18n::Lang;
use std::collections::HashMap;

/// Resources as far as they can be explained.
pub struct Explanations {
    found: HashMap<EntryId, Explained>,
}

/// Reads what explains these reports and tests of a chart.
pub async fn explanations(
    db: &impl Connection,
    (facility, lang): (FacilityId, Lang),
    (chart, sees_kept_back): (ChartId, bool),
    ids: &[EntryId],
) -> Result<Explanations, UseCaseError> {
    let contents = list_contents(db, facility, (chart, sees_kept_back), ids).await?;
    let read = |(id, content): (EntryId, String)| (id, Explained::read(&content, lang));
    Ok(Explanations { found: contents.into_iter().map(read).collect() })
}

impl Explanations {
    /// What a value is of.
    pub fn of_value(&self, value: &Shown) -> Option<String> {
        let known = self.found.get(&value.entry)?;
        match value.part {
            Some(place) => known.part(place, &value.title),
            None => known.own(&value.title),
        }
    }

    /// What a report is about; nothing where that is said of a value of its own.
    pub fn of_report(&self, report: &Stored, shown: &[Shown]) -> Option<String> {
        let is_told = shown.iter().any(|value| value.entry == report.id && value.part.is_none());
        self.found.get(&report.id).filter(|_| !is_told)?.own(&report.title)
    }
}
