//! What patients say of other records of theirs (`Patient.link`): followed when all else is written, so that it does not matter
//! which of the two came first. A link to a record that has not come yet waits for it.

use super::rows::{Body, Link, Other, Row};
use super::store::links as store;
use super::{Problem, Report, Sender};
use crate::charts::{self, Linked};
use crate::{Backend, UseCaseError};
use domain::charts::links::in_circles;
use domain::charts::policy::Doubt;
use domain::ids::{ChartId, FacilityId};
use std::collections::HashSet;

/// A link, and where it was read.
pub struct Said {
    /// The chart of the patient who has it.
    pub from: ChartId,
    pub link: Link,
    /// Where it stands; of one that has waited, where the record stands that it waited for.
    pub file: String,
    pub path: String,
}

impl Said {
    /// The two charts: the one that stays, and the one that it replaces.
    const fn charts(&self, other: ChartId) -> (ChartId, ChartId) {
        if self.link.is_replaced { (other, self.from) } else { (self.from, other) }
    }

    fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem { file: self.file.clone(), path: self.path.clone(), reason: reason.into() }
    }
}

/// Takes the links of a patient whose row is in its place.
pub fn hear(row: &mut Row, said: &mut Vec<Said>) {
    let Body::Chart(chart) = &mut row.body else { return };
    let (from, file, place) = (ChartId(row.id), &row.file, row.place);
    said.extend(std::mem::take(&mut chart.links).into_iter().map(|link| Said {
        from,
        path: place.element(&format!("link[{}]", link.place)),
        file: file.clone(),
        link,
    }));
}

/// Merges what patients say are one person's charts, where nothing speaks against it; notes what was not merged, and why.
/// `address` is the way by which the records came, for the audit log.
///
/// # Errors
/// When the database fails.
pub async fn follow(
    backend: &Backend,
    (facility, address): (FacilityId, &'static str),
    mut said: Vec<Said>,
    report: &mut Report,
) -> Result<(), UseCaseError> {
    if said.is_empty() {
        return Ok(());
    }
    // What has waited and was sent again is followed as it was sent.
    let mut seen = HashSet::new();
    said.retain(|one| seen.insert((one.from, one.link.place)));
    let others = store::find_others(backend.db.reader(), facility, &said).await?;
    let mut found = Vec::new();
    let (mut waiting, mut settled) = (Vec::new(), Vec::new());
    for (one, other) in said.iter().zip(others) {
        let Some(other) = other else {
            let reason = match &one.link.other {
                Other::Names { names, .. } if !names.is_empty() => {
                    waiting.push(one);
                    "leads to no patient who is here yet: looked at again when that patient comes"
                }
                Other::Several => "leads to several patients",
                _ => "leads to no patient",
            };
            report.notes.push(one.problem(reason));
            continue;
        };
        settled.push(one);
        found.push((one, one.charts(other)));
    }
    let circles = in_circles(&found.iter().map(|(_, charts)| *charts).collect());
    let mut doubtful = Vec::new();
    for (one, charts) in found {
        if circles.contains(&charts) {
            report.notes.push(one.problem("leads back to the same patient: not merged"));
        } else if !is_settled(backend, (facility, address), (one, charts), false, report).await? {
            doubtful.push((one, charts));
        }
    }
    // What speaks against one may be another that came after it.
    for one in doubtful {
        is_settled(backend, (facility, address), one, true, report).await?;
    }
    store::keep(backend, facility, &waiting, &settled).await
}

/// Follows one link; says whether nothing is left of it.
async fn is_settled(
    backend: &Backend,
    (facility, address): (FacilityId, &'static str),
    (one, (survivor, merged)): (&Said, (ChartId, ChartId)),
    is_last_word: bool,
    report: &mut Report,
) -> Result<bool, UseCaseError> {
    let said = charts::Said { survivor, merged, address, is_last_word };
    let reason = match charts::link(backend, facility, said).await? {
        Linked::Doubtful(_) => return Ok(false),
        Linked::Merged | Linked::Same => return Ok(true),
        Linked::Gone => "leads to a patient who was left out".to_owned(),
        Linked::Circle => "leads back to the same patient: not merged".to_owned(),
        // A system that may write need not read, by trying, who has an account and who is whose family.
        Linked::Parted | Linked::Declined | Linked::Proposed(_) if address == Sender::SYSTEM => {
            "not merged: a colleague decides".to_owned()
        }
        Linked::Parted => "not merged: a colleague has undone that".to_owned(),
        Linked::Declined => "not merged: a colleague has said that they are two people".to_owned(),
        Linked::Proposed(doubt) => format!("not merged: {}; a colleague decides", words(doubt)),
    };
    report.notes.push(one.problem(reason));
    Ok(true)
}

const fn words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Elsewhere => "one of them was merged into another chart",
        Doubt::OtherBirth => "their dates of birth differ",
        Doubt::Unsure => "they do not agree on name and date of birth",
        Doubt::Opens => "both are open to somebody",
        Doubt::TwoAccounts => "both have an account",
        Doubt::Helper => "the patient of one acts for the patient of the other",
        Doubt::Overlap => "both have time kept at the same hour",
    }
}
