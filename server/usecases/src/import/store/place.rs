//! Where the rows of a batch belong, and which of them are left out because their patient is.

use super::join;
use crate::UseCaseError;
use crate::charts::remember_arrivals;
use crate::db::Tx;
use crate::import::plan::Person;
use crate::import::rows::{Body, ChartRow, Row, Subject};
use crate::import::{Problem, Report};
use domain::ids::{ChartId, FacilityId};
use entity::chart;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The patients that a batch brings or speaks of, in its order.
pub fn patients_of<'a>(rows: &[Row], people: &'a HashMap<Uuid, Person>) -> Vec<(Uuid, &'a Person)> {
    let mut seen = HashSet::new();
    let ids = rows.iter().filter_map(|row| match &row.body {
        Body::Chart(_) => Some(row.id),
        Body::Entry(entry) => match entry.subject {
            Subject::Chart(chart) => Some(chart),
            Subject::Aliases(_) => None,
        },
        Body::Directory { .. } => None,
    });
    ids.filter(|id| seen.insert(*id)).filter_map(|id| Some((id, people.get(&id)?))).collect()
}

/// A patient with the number of a chart that was added by hand and another date of birth is not taken for the same, and
/// neither is what belongs to it.
pub fn leave_out_contradictions(rows: &mut Vec<Row>, joined: &join::Joined, report: &mut Report) {
    rows.retain(|row| {
        let (path, reason) = match &row.body {
            Body::Chart(_) if joined.contradicting.contains(&row.id) => (
                row.place.element("birthDate"),
                "is another one than that of the chart with this record number, which was added by hand",
            ),
            Body::Entry(entry) => match entry.subject {
                Subject::Chart(chart) if joined.contradicting.contains(&chart) => {
                    (row.place.element(entry.subject_path), "leads to a patient that was left out")
                }
                _ => return true,
            },
            _ => return true,
        };
        report.errors.push(Problem { file: row.file.clone(), path, reason: reason.to_owned() });
        false
    });
}

/// Puts each row where it belongs: heads to the chart they were joined to, entries to the chart that stayed.
pub async fn place(
    tx: &Tx,
    facility: FacilityId,
    rows: &mut [Row],
    (joined, by_alias): (&join::Joined, &HashMap<Uuid, Uuid>),
) -> Result<(), UseCaseError> {
    let of = |id: &Uuid| joined.heads.get(id).copied().unwrap_or(*id);
    let mut spoken_of = HashSet::new();
    for row in rows.iter_mut() {
        match &mut row.body {
            Body::Chart(_) => row.id = of(&row.id),
            Body::Entry(entry) => {
                let chart = match &entry.subject {
                    Subject::Chart(chart) => Some(of(chart)),
                    Subject::Aliases(names) => names.iter().find_map(|name| by_alias.get(name)).copied(),
                };
                if let Some(chart) = chart {
                    spoken_of.insert(chart);
                    entry.subject = Subject::Chart(chart);
                }
            }
            Body::Directory { .. } => {}
        }
    }
    // Nobody merges one of them meanwhile.
    join::lock_charts(tx, facility, &spoken_of).await?;
    let stayed = join::survivors(tx, facility, spoken_of).await?;
    let mut arrivals = Vec::new();
    let ids: Vec<Uuid> = joined.heads.values().copied().collect();
    let typed = join::find_typed(tx, facility, &ids).await?;
    for row in rows {
        match &mut row.body {
            Body::Chart(head) => {
                if let Some(known) = typed.get(&row.id) {
                    head.keep_typed(known);
                }
            }
            Body::Entry(entry) => {
                if let Subject::Chart(chart) = &mut entry.subject
                    && let Some(next) = stayed.get(chart)
                {
                    arrivals.push((row.id, ChartId(*chart)));
                    *chart = *next;
                }
            }
            Body::Directory { .. } => {}
        }
    }
    remember_arrivals(tx, facility, &arrivals).await
}

impl ChartRow {
    /// Where the file is silent, what was typed by hand stays.
    fn keep_typed(&mut self, known: &chart::Model) {
        let keep = |field: &mut Option<String>, known: &Option<String>| {
            if field.is_none() {
                field.clone_from(known);
            }
        };
        keep(&mut self.mrn, &known.mrn);
        keep(&mut self.birth_date, &known.birth_date);
        keep(&mut self.gender, &known.gender);
        keep(&mut self.language, &known.language);
        keep(&mut self.phone, &known.phone);
        keep(&mut self.email, &known.email);
    }
}
