//! Finding patients to invite: only what tells one from another, and that somebody looked is noted.

use super::enter::today;
use super::outdated::contact_of;
use super::staff::{permit, reach};
use super::store::{self, ChartHead};
use crate::facility::Facility;
use crate::patients::{Wanted, search_charts};
use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::contact::masked;
use domain::ids::ChartId;
use domain::invitations::staff::{FindPatientsRequest, MOST_FOUND, PatientLine, PatientsFound};
use domain::invitations::{Facts, left_out};
use domain::registration::birth_date;
use jiff::civil::Date;
use std::collections::HashSet;

/// Patients by name, date of birth, or record number.
///
/// # Errors
/// The policy's.
pub async fn find_patients(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: FindPatientsRequest,
) -> Result<PatientsFound, UseCaseError> {
    permit(backend, actor, "invitations.find_patients").await?;
    let now = backend.clock.now();
    let Some(wanted) = Wanted::of_fields(&request.name, &request.born) else {
        return Ok(PatientsFound { patients: Vec::new(), has_more: false });
    };
    let db = backend.db.reader();
    let rows = search_charts(db, facility.id, &wanted, MOST_FOUND + 1).await?;
    let mut heads: Vec<ChartHead> = rows.into_iter().map(store::head_of).collect();
    let has_more = heads.len() as u64 > MOST_FOUND;
    heads.truncate(usize::try_from(MOST_FOUND).unwrap_or(usize::MAX));
    let event = audit::Event::of(actor, now, "invitations.find_patients", &heads.len().to_string());
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    let ids: Vec<ChartId> = heads.iter().map(|head| head.id).collect();
    let known = Known {
        own: store::has_own_grant(db, facility.id, &ids, now).await?,
        invited: store::has_live_invitation(db, facility.id, now).await?,
        today: today(facility, now),
        of_age_years: facility.security.hand_over_age,
    };
    let patients = heads.into_iter().map(|head| line(backend, facility, head, &known)).collect();
    Ok(PatientsFound { patients, has_more })
}

/// What is known of many charts at once.
pub struct Known {
    /// Those that somebody reads as their own.
    pub own: HashSet<ChartId>,
    /// Those with an invitation that holds.
    pub invited: HashSet<ChartId>,
    /// The clinic's day.
    pub today: Date,
    /// From which age people have an account of their own, in years.
    pub of_age_years: u16,
}

impl Known {
    /// What decides about one of them.
    pub fn facts(&self, head: &ChartHead, is_reachable: bool) -> Facts {
        Facts {
            is_deceased: head.is_deceased,
            has_account: self.own.contains(&head.id),
            is_opted_out: head.is_opted_out,
            is_inactive: head.is_inactive,
            birth_date: head.birth_date.as_deref().and_then(|date| birth_date::read(date, self.today)),
            has_invitation: self.invited.contains(&head.id),
            is_reachable,
            of_age_years: self.of_age_years,
        }
    }
}

fn line(backend: &Backend, facility: &Facility, head: ChartHead, known: &Known) -> PatientLine {
    let channel = reach(backend, facility, &head).map(|(kind, _)| kind);
    let to = channel.and_then(|kind| Some(masked(kind, &contact_of(&head, kind, &facility.zone)?)));
    let left_out = left_out(&known.facts(&head, channel.is_some()), known.today);
    PatientLine {
        chart: head.id,
        name: head.name,
        born: head.birth_date.unwrap_or_default(),
        number: head.number.unwrap_or_default(),
        channel,
        to: to.unwrap_or_default(),
        left_out,
    }
}
