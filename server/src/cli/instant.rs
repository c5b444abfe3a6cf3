//! Instants on the command line: RFC 3339 in and out.

use domain::civil::LocalMinute;
use domain::time::Instant;
use jiff::Timestamp;

/// Reads `--now`: parts of a second are left out.
///
/// # Errors
/// What to write instead.
pub fn parse(text: &str) -> Result<Instant, String> {
    timestamp(text).map(|at| Instant(at.as_second()))
}

/// Reads `--start`: visits begin at whole seconds.
///
/// # Errors
/// What to write instead.
pub fn parse_whole(text: &str) -> Result<Instant, String> {
    let at = timestamp(text)?;
    if at.subsec_nanosecond() == 0 {
        Ok(Instant(at.as_second()))
    } else {
        Err("leave out parts of a second".to_owned())
    }
}

fn timestamp(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        "write an instant with its offset, as in 2027-03-14T13:00:00Z or 2027-03-14T09:00:00-04:00".to_owned()
    })
}

/// The instant in UTC, as in `2027-03-14T13:00:00Z`.
#[must_use]
pub fn utc(at: Instant) -> String {
    let second = at.0.rem_euclid(60);
    let minute = LocalMinute::at_offset(at.0, 0);
    format!("{}T{:02}:{:02}:{second:02}Z", minute.date(), minute.hour, minute.minute)
}
