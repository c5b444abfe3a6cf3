//! The rules of a visit type: its lengths, how far ahead it can be booked, by whom and how often.

use super::units::{Interval, units_in};
use super::{BookingRefusal, PatientsRule, VisitMode};
use crate::ids::VisitTypeId;
use crate::time::{Instant, QUANTUM};

/// Minutes of a day of 24 hours: the longest visit, buffer and grid.
pub const DAY_MINUTES: u32 = 1440;

/// What is booked, as far as booking has to know.
///
/// `minutes`, both buffers and the grid are elapsed minutes, multiples of five, at most [`DAY_MINUTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitTypeRules {
    /// Which visit type.
    pub id: VisitTypeId,
    /// Length of the visit.
    pub minutes: u32,
    /// Minutes that the provider keeps free before the visit.
    pub buffer_before: u32,
    /// Minutes that the provider keeps free after the visit.
    pub buffer_after: u32,
    /// Elapsed minutes that must lie between booking and start; exactly so many are enough.
    pub min_notice_minutes: u32,
    /// Local days ahead that can be booked; the last one is today + `horizon_days`.
    pub horizon_days: u32,
    /// Step from one start to the next; nothing: the length of the visit.
    pub grid_minutes: Option<u32>,
    /// How patient and provider meet.
    pub mode: VisitMode,
    /// Elapsed minutes before the start until which a patient may cancel or move; nothing: as the facility says.
    pub cancel_notice_minutes: Option<u32>,
    /// How many appointments of this type a patient may have ahead; nothing: any number.
    pub max_upcoming_per_patient: Option<u32>,
    /// Which patients may book it.
    pub patients: PatientsRule,
}

/// Why the numbers of a visit type cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitTypeProblem {
    /// The number is not a multiple of five.
    #[error("{field} must be a multiple of 5 minutes")]
    NotAMultipleOfFive {
        /// The field's name, as in the calendar file.
        field: &'static str,
    },
    /// The number is zero where some length is needed, or longer than a day.
    #[error("{field} must be at most {DAY_MINUTES} minutes, and a length more than 0")]
    OutOfRange {
        /// The field's name, as in the calendar file.
        field: &'static str,
    },
}

/// Checks the lengths of a visit type, as the calendar file and the settings page must. A visit type that does not
/// pass offers no slots.
///
/// # Errors
/// [`VisitTypeProblem`], for the first field that is wrong.
pub fn check_visit_type(rules: &VisitTypeRules) -> Result<(), VisitTypeProblem> {
    let lengths = [
        ("minutes", rules.minutes, 1),
        ("buffer_before", rules.buffer_before, 0),
        ("buffer_after", rules.buffer_after, 0),
        ("grid_minutes", grid_minutes(rules), 1),
    ];
    for (field, minutes, least) in lengths {
        if !minutes.is_multiple_of(5) {
            return Err(VisitTypeProblem::NotAMultipleOfFive { field });
        }
        if !(least..=DAY_MINUTES).contains(&minutes) {
            return Err(VisitTypeProblem::OutOfRange { field });
        }
    }
    Ok(())
}

impl PatientsRule {
    /// Whether a patient whom the clinic has seen before, or has not, may book.
    #[must_use]
    pub const fn admits(self, is_established: bool) -> bool {
        match self {
            Self::Any => true,
            Self::New => !is_established,
            Self::Established => is_established,
        }
    }
}

/// Whether this patient may book the visit type once more.
///
/// `is_established`: the clinic has seen the patient before. `upcoming`: the patient's appointments of this type that
/// are booked and still ahead, without the one that is being moved.
///
/// # Errors
/// [`BookingRefusal::NotForThisPatient`], [`BookingRefusal::LimitReached`].
pub fn check_patient(
    rules: &VisitTypeRules,
    is_established: bool,
    upcoming: u32,
) -> Result<(), BookingRefusal> {
    if !rules.patients.admits(is_established) {
        return Err(BookingRefusal::NotForThisPatient);
    }
    match rules.max_upcoming_per_patient {
        Some(max) if upcoming >= max => Err(BookingRefusal::LimitReached { max }),
        _ => Ok(()),
    }
}

/// The visit itself: what it takes of the patient's and the room's time.
#[must_use]
pub const fn visit_interval(rules: &VisitTypeRules, start: Instant) -> Interval {
    Interval { from: start, to: start.plus_minutes(rules.minutes as i64) }
}

/// The visit with its buffers: what it takes of the provider's time.
#[must_use]
pub const fn provider_interval(rules: &VisitTypeRules, start: Instant) -> Interval {
    let visit = visit_interval(rules, start);
    Interval {
        from: visit.from.plus_minutes(-(rules.buffer_before as i64)),
        to: visit.to.plus_minutes(rules.buffer_after as i64),
    }
}

/// The lengths of a visit type in units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    pub visit: i64,
    pub before: i64,
    pub after: i64,
    pub grid: i64,
}

/// The lengths in units, if they pass [`check_visit_type`].
pub(super) fn lengths(rules: &VisitTypeRules) -> Option<Lengths> {
    check_visit_type(rules).ok().map(|()| Lengths {
        visit: units_in(rules.minutes),
        before: units_in(rules.buffer_before),
        after: units_in(rules.buffer_after),
        grid: units_in(grid_minutes(rules)),
    })
}

fn grid_minutes(rules: &VisitTypeRules) -> u32 {
    rules.grid_minutes.unwrap_or(rules.minutes)
}

const _: () = assert!(QUANTUM == 300, "lengths are checked to be multiples of five minutes");

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: VisitTypeRules = VisitTypeRules {
        id: VisitTypeId(uuid::Uuid::nil()),
        minutes: 30,
        buffer_before: 5,
        buffer_after: 10,
        min_notice_minutes: 120,
        horizon_days: 60,
        grid_minutes: None,
        mode: VisitMode::InPerson,
        cancel_notice_minutes: None,
        max_upcoming_per_patient: Some(2),
        patients: PatientsRule::Any,
    };

    #[test]
    fn lengths_must_be_multiples_of_five_within_a_day() {
        let field = |rules: VisitTypeRules| check_visit_type(&rules).map_err(|problem| problem.to_string());
        assert_eq!(field(RULES), Ok(()));
        assert!(field(VisitTypeRules { minutes: 32, ..RULES }).unwrap_err().starts_with("minutes "));
        assert!(field(VisitTypeRules { minutes: 0, ..RULES }).unwrap_err().starts_with("minutes "));
        assert!(
            field(VisitTypeRules { buffer_after: 1445, ..RULES }).unwrap_err().starts_with("buffer_after ")
        );
        assert!(
            field(VisitTypeRules { grid_minutes: Some(0), ..RULES })
                .unwrap_err()
                .starts_with("grid_minutes ")
        );
    }

    #[test]
    fn buffers_belong_to_the_providers_time_only() {
        let start = Instant(36_000);
        assert_eq!(visit_interval(&RULES, start), Interval { from: start, to: Instant(37_800) });
        assert_eq!(provider_interval(&RULES, start), Interval { from: Instant(35_700), to: Instant(38_400) });
    }

    #[test]
    fn a_patient_with_as_many_upcoming_appointments_as_allowed_gets_no_more() {
        assert_eq!(check_patient(&RULES, true, 1), Ok(()));
        assert_eq!(check_patient(&RULES, true, 2), Err(BookingRefusal::LimitReached { max: 2 }));
        let unlimited = VisitTypeRules { max_upcoming_per_patient: None, ..RULES };
        assert_eq!(check_patient(&unlimited, true, 9), Ok(()));
    }

    #[test]
    fn new_and_established_patients_are_told_apart() {
        let new_only = VisitTypeRules { patients: PatientsRule::New, ..RULES };
        let established_only = VisitTypeRules { patients: PatientsRule::Established, ..RULES };
        assert_eq!(check_patient(&new_only, true, 0), Err(BookingRefusal::NotForThisPatient));
        assert_eq!(check_patient(&new_only, false, 0), Ok(()));
        assert_eq!(check_patient(&established_only, false, 0), Err(BookingRefusal::NotForThisPatient));
        assert_eq!(check_patient(&established_only, true, 0), Ok(()));
    }
}
