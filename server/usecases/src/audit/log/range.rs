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
