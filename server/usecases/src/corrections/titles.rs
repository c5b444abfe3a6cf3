//! Which requests name their entry to a colleague: those about what the colleague may see of the record, and no other.

use super::store;
use crate::{Backend, UseCaseError, chart_view, people, records, results};
use domain::actor::Actor;
use domain::ids::{ChartId, CorrectionId, EntryId};
use entity::correction;
use std::collections::{BTreeMap, BTreeSet};

/// Those of some requests whose entry is named. What is restricted, sensitive or kept from the patient is for those who treat the
/// patient and for emergencies, here as in the record.
pub async fn list_named(
    backend: &Backend,
    actor: &Actor,
    rows: &[correction::Model],
) -> Result<BTreeSet<CorrectionId>, UseCaseError> {
    let db = backend.db.reader();
    let mut of_charts: BTreeMap<ChartId, Vec<&correction::Model>> = BTreeMap::new();
    for row in rows {
        of_charts.entry(row.chart_id).or_default().push(row);
    }
    let mut named = BTreeSet::new();
    for (asked_at, rows) in of_charts {
        let chart = people::find_living(db, actor.facility, asked_at).await?;
        let entries: Vec<EntryId> = rows.iter().map(|row| row.entry_id).collect();
        let reader = results::Reader::of_clinic(backend, (actor.facility, chart), false).await?;
        let readers = (records::Reader::of_clinic(chart, false), &reader);
        let open = store::list_shown(db, actor.facility, readers, &entries).await?;
        let are_open = rows.iter().all(|row| open.contains(&row.entry_id));
        let sees_all = !are_open && chart_view::sees_everything(backend, actor, chart).await?;
        let shown = rows.iter().filter(|row| sees_all || open.contains(&row.entry_id));
        named.extend(shown.map(|row| row.id));
    }
    Ok(named)
}
