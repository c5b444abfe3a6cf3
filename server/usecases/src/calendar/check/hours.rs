//! The weekly hours and exceptions of a calendar file.

use super::super::file::{ExceptionEntry, KindWord, WeeklyEntry};
use super::Check;
use domain::booking::hours::{
    ExceptionKind, HoursException, HoursProblem, WeeklyHours, check_exception, check_weekly,
};

impl Check {
    pub(super) fn weekly(&mut self, index: usize, entry: &WeeklyEntry) -> Option<WeeklyHours> {
        let at = format!("weekly[{index}]");
        let provider = self.provider(format!("{at}.provider"), &entry.provider);
        let location = self.location(format!("{at}.location"), &entry.location);
        let visit_types = self.chosen(&at, entry.visit_types.as_deref());
        let from_min = self.minute(format!("{at}.from"), &entry.from);
        let to_min = self.minute(format!("{at}.to"), &entry.to);
        let valid_from = self.date(format!("{at}.valid_from"), entry.valid_from.as_deref());
        let valid_to = self.date(format!("{at}.valid_to"), entry.valid_to.as_deref());
        let hours = WeeklyHours {
            provider: provider?,
            location: location?,
            visit_types: visit_types?,
            weekday: entry.weekday.into(),
            from_min: from_min?,
            to_min: to_min?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        };
        match check_weekly(&hours) {
            Ok(()) => Some(hours),
            Err(problem) => {
                let (field, code) = field_of(problem);
                self.complain(format!("{at}.{field}"), code, problem);
                None
            }
        }
    }

    pub(super) fn exception(&mut self, index: usize, entry: &ExceptionEntry) -> Option<HoursException> {
        let at = format!("exceptions[{index}]");
        let provider = match &entry.provider {
            Some(key) => self.provider(format!("{at}.provider"), key).map(Some),
            None => Some(None),
        };
        let location = match &entry.location {
            Some(key) => self.location(format!("{at}.location"), key).map(Some),
            None => Some(None),
        };
        let kind = match entry.kind {
            KindWord::Open => self
                .chosen(&at, entry.visit_types.as_deref())
                .map(|visit_types| ExceptionKind::Open { visit_types }),
            KindWord::Closed if entry.visit_types.is_some() => {
                self.complain(
                    format!("{at}.visit_types"),
                    "closed_for_all",
                    "a closed exception closes for every visit type",
                );
                None
            }
            KindWord::Closed => Some(ExceptionKind::Closed),
        };
        let from = self.local(format!("{at}.from"), &entry.from);
        let to = self.local(format!("{at}.to"), &entry.to);
        if let Some(note) = &entry.note {
            self.text(format!("{at}.note"), note, false);
        }
        let exception = HoursException {
            provider: provider?,
            location: location?,
            kind: kind?,
            local_from: from?,
            local_to: to?,
            note: entry.note.clone(),
        };
        match check_exception(&exception) {
            Ok(()) => Some(exception),
            Err(problem) => {
                let (field, code) = field_of(problem);
                self.complain(format!("{at}.{field}"), code, problem);
                None
            }
        }
    }
}

/// The field that is wrong, and why in a word.
const fn field_of(problem: HoursProblem) -> (&'static str, &'static str) {
    match problem {
        HoursProblem::NotAMultipleOfFive { field } => (field, "multiple_of_five"),
        HoursProblem::FromNotBeforeTo => ("from", "order"),
        HoursProblem::PastMidnight => ("to", "time"),
        HoursProblem::NeverValid => ("valid_from", "never_valid"),
    }
}
