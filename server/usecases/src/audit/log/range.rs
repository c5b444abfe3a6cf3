//! The days of a request as instants, on the clinic's clock.

use crate::error::FieldError;
use crate::{UseCaseError, zones};
use domain::audit::Cursor;
use domain::audit::contract::AuditRequest;
use domain::time::Instant;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// From when to when, and before which event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub until: Option<Instant>,
    /// Before this event.
    pub before: Option<Cursor>,
}

impl Range {
    /// Reads the request's days.
    ///
    /// # Errors
    /// The fields `from` and `to`.
    pub fn read(request: &AuditRequest, zone: &str) -> Result<Self, UseCaseError> {
        let mut problems = Vec::new();
        let mut day = |field: &str, text: &Option<String>| -> Option<Date> {
            let text = text.as_deref().filter(|text| !text.is_empty())?;
            let day = parse(text);
            if day.is_none() {
                problems.push(FieldError::new(field, "calendar.date"));
            }
            day
        };
        let (from, to) = (day("from", &request.from), day("to", &request.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            problems.push(FieldError::new("to", "calendar.order"));
        }
        if !problems.is_empty() {
            return Err(UseCaseError::Invalid(problems));
        }
        let start = |day: Date| start_of(zone, day);
        Ok(Self {
            from: from.map(start).transpose()?,
            until: to.map(|to| start(to.saturating_add(1.day()))).transpose()?,
            before: request.before.as_deref().and_then(Cursor::read),
        })
    }
}

fn parse(text: &str) -> Option<Date> {
    if text.len() == 10 { text.parse().ok() } else { None }
}

/// Whether a text is a day.
pub fn is_day(text: &str) -> bool {
    parse(text).is_some()
}

/// When a day begins: not always at midnight, where clocks change then.
fn start_of(zone: &str, day: Date) -> Result<Instant, UseCaseError> {
    let tz = zones::find_zone(zone).map_err(UseCaseError::internal)?;
    let start =
        tz.to_zoned(day.to_datetime(jiff::civil::Time::midnight())).map_err(UseCaseError::internal)?;
    Ok(Instant(start.timestamp().as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(from: &str, to: &str) -> AuditRequest {
        AuditRequest { from: Some(from.to_owned()), to: Some(to.to_owned()), ..AuditRequest::default() }
    }

    #[test]
    fn a_day_has_the_hours_of_its_zone() {
        for (day, hours) in [("2027-03-13", 24), ("2027-03-14", 23), ("2027-11-07", 25)] {
            let range = Range::read(&request(day, day), "America/New_York").expect("a day");
            let (from, until) = (range.from.expect("a start"), range.until.expect("an end"));
            assert_eq!(until.seconds_since(from), hours * 3_600, "{day}");
        }
    }

    #[test]
    fn days_that_are_none_or_the_wrong_way_round_are_named() {
        for (from, to, field) in
            [("14/03/2027", "", "from"), ("2027-02-30", "", "from"), ("2027-03-14", "2027-03-13", "to")]
        {
            let Err(UseCaseError::Invalid(problems)) = Range::read(&request(from, to), "UTC") else {
                panic!("{from} {to} was taken");
            };
            assert_eq!(problems.first().map(|problem| problem.field.as_str()), Some(field));
        }
        assert_eq!(Range::read(&request("", ""), "UTC").expect("no days"), Range::default());
    }
}
