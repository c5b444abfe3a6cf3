//! The records of all patients, type by type, each resource on a line of its own (FHIR Bulk Data Access, NDJSON): everything that
//! came in and is kept, with ids and references of this portal.

use super::references::{self, Stored};
use super::store;
use crate::db::Connection;
use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::connections::{NAMED, readable_types};
use domain::ids::{ChartId, FacilityId};
use domain::time::Instant;
use std::collections::HashSet;
use uuid::Uuid;

/// Resources whose places are read at once.
const AT_ONCE: u64 = 200;
/// Characters of resources that are read at once.
const MOST_AT_ONCE: usize = 1_000_000;

/// All records on their way out.
#[derive(Debug)]
pub struct ClinicRecords {
    backend: Backend,
    facility: FacilityId,
}

/// What patients' logs call it that their records were taken along.
pub(super) const MAKE: &str = "exports.make";

/// The way of all records to `actor`, who was let in before: every patient's log tells of it before anything is read.
pub(crate) struct Notes<'a> {
    backend: &'a Backend,
    actor: &'a Actor,
    subject: &'a str,
    /// Whose logs tell of it already: an earlier worker was lost.
    told: HashSet<ChartId>,
    after: Option<ChartId>,
}

impl<'a> Notes<'a> {
    /// Begins to note an export that was asked for at a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn begin(
        backend: &'a Backend,
        actor: &'a Actor,
        (subject, asked): (&'a str, Instant),
    ) -> Result<Self, UseCaseError> {
        let told =
            audit::list_charts_noted(backend.db.reader(), actor.facility, (MAKE, subject), asked).await?;
        Ok(Self { backend, actor, subject, told: told.into_iter().collect(), after: None })
    }

    /// Notes it for some patients more; says whether there are any left.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn some_more(&mut self) -> Result<bool, UseCaseError> {
        let (backend, facility) = (self.backend, self.actor.facility);
        let charts = store::list_charts(backend.db.reader(), facility, self.after, AT_ONCE).await?;
        let Some(last) = charts.last() else { return Ok(false) };
        self.after = Some(*last);
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        for chart in charts.into_iter().filter(|chart| !self.told.contains(chart)) {
            let event = audit::Event::of(self.actor, now, MAKE, self.subject);
            audit::record(&tx, &backend.keys, &audit::Event { chart: Some(chart), ..event }).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

impl ClinicRecords {
    /// The records of a clinic, once all patients' logs tell of it.
    pub(crate) fn of(backend: &Backend, facility: FacilityId) -> Self {
        Self { backend: backend.clone(), facility }
    }

    /// The types of resource that there may be.
    #[must_use]
    pub fn types() -> Vec<&'static str> {
        readable_types()
    }

    /// The next lines of a type after a resource, and the last resource of them; nothing after the last one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        &self,
        type_name: &str,
        after: Option<Uuid>,
    ) -> Result<Option<(String, Uuid)>, UseCaseError> {
        let stored = self.stored(type_name, after).await?;
        let Some(last) = stored.last().map(|stored| stored.id) else { return Ok(None) };
        Ok(Some((self.written(self.backend.db.reader(), stored).await?, last)))
    }

    /// The next resources of a type after one, in the order of their ids; none after the last one.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn stored(
        &self,
        type_name: &str,
        after: Option<Uuid>,
    ) -> Result<Vec<Stored>, UseCaseError> {
        let db = self.backend.db.reader();
        if type_name == "Patient" {
            return self.patients(db, after).await;
        }
        if NAMED.contains(&type_name) {
            return store::list_all_lines(db, self.facility, (type_name, after), AT_ONCE).await;
        }
        let found = store::list_all(db, self.facility, (type_name, after), AT_ONCE).await?;
        let mut length = 0_usize;
        // A long one goes alone.
        let some = found.iter().take_while(|(_, own)| {
            let is_first = length == 0;
            length = length.saturating_add((*own).max(1));
            is_first || length <= MOST_AT_ONCE
        });
        let ids: Vec<Uuid> = some.map(|(id, _)| *id).collect();
        store::list_all_contents(db, self.facility, &ids).await
    }

    async fn patients(&self, db: &impl Connection, after: Option<Uuid>) -> Result<Vec<Stored>, UseCaseError> {
        let charts = store::list_charts(db, self.facility, after.map(ChartId), AT_ONCE).await?;
        let found = store::list_chart_rows(db, self.facility, &charts).await?;
        Ok(found.into_iter().map(Stored::from).collect())
    }

    async fn written(&self, db: &impl Connection, stored: Vec<Stored>) -> Result<String, UseCaseError> {
        let (parsed, rows) = references::parsed(stored);
        let targets = references::resolve_all(db, self.facility, &parsed).await?;
        let mut lines = String::new();
        for ((resource, _), row) in parsed.iter().zip(&rows) {
            lines.push_str(&targets.rewrite(resource, row).to_string());
            lines.push('\n');
        }
        Ok(lines)
    }
}
