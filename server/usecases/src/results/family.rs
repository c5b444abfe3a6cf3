//! Reports and the tests that belong to them, as they stand while something arrives.

use domain::ids::{ChartId, EntryId};
use entity::result;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest chain of reports within reports that is followed.
pub const LONGEST_CHAIN: usize = 8;

/// What may be touched.
pub struct Family {
    /// As it will stand.
    pub rows: BTreeMap<EntryId, result::Model>,
    /// As it stood.
    pub before: HashMap<EntryId, result::Model>,
    /// The reports that name each of them.
    pub named_by: HashMap<EntryId, Vec<EntryId>>,
}

/// Whether a result has been decided about by itself: it was shown, or kept from being shown, and stays so whatever report
/// names it afterwards.
fn stands_alone(row: &result::Model) -> bool {
    row.governor_id.is_none() && row.state != "held"
}

impl Family {
    /// Gives each test that a report of the same chart names to the topmost one, and frees those that none names any more.
    pub fn govern(&mut self) {
        let ids: Vec<EntryId> = self.rows.keys().copied().collect();
        let mut roots = Vec::new();
        for id in ids {
            let Some(row) = self.rows.get(&id) else { continue };
            if !stands_alone(row) {
                roots.push((id, self.root_of(id, row.chart_id)));
            }
        }
        for (id, root) in roots {
            let Some(row) = self.rows.get_mut(&id) else { continue };
            if row.governor_id != root {
                row.governor_id = root;
                // What it was under another report does not count any more.
                "held".clone_into(&mut row.state);
                row.due_s = None;
                row.released_s = None;
                row.decided_by = None;
                row.version += 1;
            }
        }
    }

    /// The topmost report of this chart that names a test, by way of others or not. Of those that name each other in a ring, the
    /// first by its id is the report of all the others.
    fn root_of(&self, id: EntryId, chart: ChartId) -> Option<EntryId> {
        let mut passed = vec![id];
        let mut at = id;
        while let Some(above) = self.above(at, chart) {
            if let Some(place) = passed.iter().position(|known| *known == above) {
                at = passed.split_at(place).1.iter().min().copied().unwrap_or(above);
                break;
            }
            at = above;
            passed.push(above);
        }
        (at != id).then_some(at)
    }

    /// The report of this chart that names one; of several, the one it belongs to already.
    fn above(&self, id: EntryId, chart: ChartId) -> Option<EntryId> {
        let row = self.rows.get(&id)?;
        // A report that stands alone belongs to no other, and what it names belongs to it.
        if stands_alone(row) {
            return None;
        }
        let naming = self.named_by.get(&id).into_iter().flatten().copied();
        let naming = naming
            .filter(|report| *report != id && self.rows.get(report).is_some_and(|row| row.chart_id == chart));
        naming.min_by_key(|report| Some(*report) != row.governor_id)
    }

    /// Reports and lone tests that are touched: those of what has arrived, and those to which or from which something went.
    pub fn roots_of(&self, arrived: &BTreeSet<EntryId>) -> BTreeSet<EntryId> {
        let is_touched = |(id, row): &(&EntryId, &result::Model)| {
            arrived.contains(*id)
                || self.before.get(id).is_none_or(|before| before.governor_id != row.governor_id)
        };
        let touched = self.rows.iter().filter(is_touched);
        touched.map(|(id, row)| row.governor_id.unwrap_or(*id)).collect()
    }

    /// What belongs to a report.
    pub fn members(&self, root: EntryId) -> Vec<&result::Model> {
        self.rows.values().filter(|row| row.governor_id == Some(root)).collect()
    }

    /// The codes of what belonged to it, and its own.
    pub fn codes_before(&self, root: EntryId) -> Option<(&str, Vec<&str>)> {
        let own = self.before.get(&root)?;
        let members = self.before.values().filter(|row| row.governor_id == Some(root));
        Some((own.codes.as_str(), members.map(|row| row.codes.as_str()).collect()))
    }

    /// Whether it was shown with a report to which it does not belong any more.
    pub fn was_shown_elsewhere(&self, id: EntryId) -> bool {
        let before = self.before.get(&id).and_then(|row| row.governor_id);
        let after = self.rows.get(&id).and_then(|row| row.governor_id);
        before.is_some()
            && before != after
            && before.and_then(|report| self.before.get(&report)).is_some_and(|row| row.state == "released")
    }

    /// What stands otherwise than before.
    pub fn changed(&self) -> Vec<result::Model> {
        self.rows
            .iter()
            .filter(|(id, row)| self.before.get(id) != Some(row))
            .map(|(_, row)| row.clone())
            .collect()
    }
}
