//! When providers work: weekly hours, and the exceptions to them, as the clinic writes them on its own clock.

use jiff::civil::{Date, DateTime, Weekday};

use crate::ids::{LocationId, ProviderId, VisitTypeId};

/// Minutes from local midnight to the end of the day, "24:00".
pub const END_OF_DAY: u16 = 1440;

/// Which visit types a window is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitTypes {
    /// All of them.
    All,
    /// These only.
    Only(Vec<VisitTypeId>),
}

impl VisitTypes {
    /// Whether the window is for `visit_type`.
    #[must_use]
    pub fn has(&self, visit_type: VisitTypeId) -> bool {
        match self {
            Self::All => true,
            Self::Only(list) => list.contains(&visit_type),
        }
    }
}

/// A window of every week: the instants whose local date and time lie in it. On a night when clocks go forward, the
/// minutes that are skipped do not exist; when they go back, both copies count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    /// Who works.
    pub provider: ProviderId,
    /// Where, and on whose clock.
    pub location: LocationId,
    /// For which visits.
    pub visit_types: VisitTypes,
    /// On which local day.
    pub weekday: Weekday,
    /// Local minutes since midnight, a multiple of five.
    pub from_min: u16,
    /// Local minutes since midnight, a multiple of five, after `from_min` and at most [`END_OF_DAY`]; not included.
    pub to_min: u16,
    /// First local day, included; nothing: since ever.
    pub valid_from: Option<Date>,
    /// Last local day, included; nothing: until further notice.
    pub valid_to: Option<Date>,
}

/// What an exception does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExceptionKind {
    /// Adds open time for these visits.
    Open {
        /// For which visits.
        visit_types: VisitTypes,
    },
    /// Takes open time away, whatever adds it and whenever it was written down.
    Closed,
}

/// A span of local time that differs from the weekly hours: the instants whose local date and time lie in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursException {
    /// Whose time; nothing: every provider's at the location, as on a holiday.
    pub provider: Option<ProviderId>,
    /// Where, and on whose clock; nothing: at every location, on each one's own clock.
    pub location: Option<LocationId>,
    /// Open or closed.
    pub kind: ExceptionKind,
    /// First local date and time, a multiple of five minutes.
    pub local_from: DateTime,
    /// Local date and time at which it is over, a multiple of five minutes; not included.
    pub local_to: DateTime,
    /// Why, for the clinic's eyes.
    pub note: Option<String>,
}

/// Why hours cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursProblem {
    /// The time is not on a five-minute boundary.
    #[error("{field} must be a multiple of 5 minutes")]
    NotAMultipleOfFive {
        /// The field's name, as in the calendar file.
        field: &'static str,
    },
    /// Nothing lies between the two.
    #[error("from must be before to")]
    FromNotBeforeTo,
    /// The day has no more than 24 hours on its clock.
    #[error("to must be at most 24:00")]
    PastMidnight,
    /// The rule would never be valid.
    #[error("valid_from must not be after valid_to")]
    NeverValid,
}

/// Checks one row of weekly hours, as the calendar file and the settings page must.
///
/// # Errors
/// [`HoursProblem`], the first that applies.
pub fn check_weekly(hours: &WeeklyHours) -> Result<(), HoursProblem> {
    check_five("from", hours.from_min.is_multiple_of(5))?;
    check_five("to", hours.to_min.is_multiple_of(5))?;
    if hours.from_min >= hours.to_min {
        return Err(HoursProblem::FromNotBeforeTo);
    }
    if hours.to_min > END_OF_DAY {
        return Err(HoursProblem::PastMidnight);
    }
    match (hours.valid_from, hours.valid_to) {
        (Some(from), Some(to)) if from > to => Err(HoursProblem::NeverValid),
        _ => Ok(()),
    }
}

/// Checks one exception, as the calendar file and the settings page must.
///
/// # Errors
/// [`HoursProblem`], the first that applies.
pub fn check_exception(exception: &HoursException) -> Result<(), HoursProblem> {
    check_five("from", is_on_five_minutes(exception.local_from))?;
    check_five("to", is_on_five_minutes(exception.local_to))?;
    if exception.local_from >= exception.local_to {
        return Err(HoursProblem::FromNotBeforeTo);
    }
    Ok(())
}

fn check_five(field: &'static str, is_multiple: bool) -> Result<(), HoursProblem> {
    if is_multiple { Ok(()) } else { Err(HoursProblem::NotAMultipleOfFive { field }) }
}

fn is_on_five_minutes(local: DateTime) -> bool {
    local.minute() % 5 == 0 && local.second() == 0 && local.subsec_nanosecond() == 0
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn weekly(from_min: u16, to_min: u16) -> WeeklyHours {
        WeeklyHours {
            provider: ProviderId(uuid::Uuid::nil()),
            location: LocationId(uuid::Uuid::nil()),
            visit_types: VisitTypes::All,
            weekday: Weekday::Monday,
            from_min,
            to_min,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn a_window_may_end_at_midnight_but_not_after_it() {
        assert_eq!(check_weekly(&weekly(0, END_OF_DAY)), Ok(()));
        assert_eq!(check_weekly(&weekly(0, 1445)), Err(HoursProblem::PastMidnight));
        assert_eq!(check_weekly(&weekly(600, 600)), Err(HoursProblem::FromNotBeforeTo));
        assert_eq!(check_weekly(&weekly(602, 660)), Err(HoursProblem::NotAMultipleOfFive { field: "from" }));
    }

    #[test]
    fn hours_valid_on_one_day_only_are_fine_but_never_valid_ones_are_not() {
        let day = date(2027, 3, 1);
        let valid = |from, to| WeeklyHours { valid_from: Some(from), valid_to: Some(to), ..weekly(0, 60) };
        assert_eq!(check_weekly(&valid(day, day)), Ok(()));
        assert_eq!(check_weekly(&valid(day, date(2027, 2, 28))), Err(HoursProblem::NeverValid));
    }

    #[test]
    fn an_exception_is_checked_to_the_second() {
        let exception = |from, to| HoursException {
            provider: None,
            location: None,
            kind: ExceptionKind::Closed,
            local_from: from,
            local_to: to,
            note: None,
        };
        let ten = date(2027, 3, 1).at(10, 0, 0, 0);
        assert_eq!(check_exception(&exception(ten, date(2027, 3, 2).at(0, 0, 0, 0))), Ok(()));
        assert_eq!(check_exception(&exception(ten, ten)), Err(HoursProblem::FromNotBeforeTo));
        let odd = date(2027, 3, 1).at(11, 0, 1, 0);
        assert_eq!(
            check_exception(&exception(ten, odd)),
            Err(HoursProblem::NotAMultipleOfFive { field: "to" })
        );
    }
}
