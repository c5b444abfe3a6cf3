//! Local date and time as a reader of a place sees it, for the wire: the server resolves zones, the browser only writes.

use serde::{Deserialize, Serialize};

/// A local minute with its offset; on the wire RFC 3339 such as `2027-03-14T09:00:00-04:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LocalMinute {
    /// Year of the Gregorian calendar.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

impl LocalMinute {
    /// The local date, as in `2027-03-14`.
    #[must_use]
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Day of the week, 0 for Monday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        let weekday = (days_from_date(self.year, self.month, self.day) + 3).rem_euclid(7);
        u8::try_from(weekday).unwrap_or(0)
    }

    /// The local minute of a Unix time under an offset in seconds east of UTC.
    #[must_use]
    pub fn at_offset(unix_seconds: i64, offset_seconds: i32) -> Self {
        let local = unix_seconds + i64::from(offset_seconds);
        let days = local.div_euclid(86_400);
        let minutes = local.rem_euclid(86_400) / 60;
        let (year, month, day) = date_from_days(days);
        Self {
            year,
            month,
            day,
            hour: u8::try_from(minutes / 60).unwrap_or(0),
            minute: u8::try_from(minutes % 60).unwrap_or(0),
            offset_minutes: i16::try_from(offset_seconds / 60).unwrap_or(0),
        }
    }
}

/// The number of days from 1970-01-01 to a date (Hinnant's `days_from_civil`).
#[must_use]
pub fn days_from_date(year: i16, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970-01-01 (Hinnant's `civil_from_days`).
#[must_use]
pub fn date_from_days(days: i64) -> (i16, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i16::try_from(year).unwrap_or(0), u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

impl From<LocalMinute> for String {
    fn from(at: LocalMinute) -> Self {
        let sign = if at.offset_minutes < 0 { '-' } else { '+' };
        let offset = at.offset_minutes.unsigned_abs();
        format!("{}T{:02}:{:02}:00{sign}{:02}:{:02}", at.date(), at.hour, at.minute, offset / 60, offset % 60)
    }
}

impl TryFrom<String> for LocalMinute {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        parse(&text).ok_or("expected a local time such as 2027-03-14T09:00:00-04:00")
    }
}

fn parse(text: &str) -> Option<LocalMinute> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let sign = match text.get(19..20)? {
        "-" => -1,
        "+" => 1,
        _ => return None,
    };
    Some(LocalMinute {
        year: number(0..4)?,
        month: u8::try_from(number(5..7)?).ok()?,
        day: u8::try_from(number(8..10)?).ok()?,
        hour: u8::try_from(number(11..13)?).ok()?,
        minute: u8::try_from(number(14..16)?).ok()?,
        offset_minutes: sign * (number(20..22)? * 60 + number(23..25)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_minute_survives_the_wire() {
        for (seconds, offset, text) in [
            (1_805_029_200, -4 * 3_600, "2027-03-14T09:00:00-04:00"),
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (-60, 20_700, "1970-01-01T05:44:00+05:45"),
        ] {
            let at = LocalMinute::at_offset(seconds, offset);
            assert_eq!(String::from(at), text);
            assert_eq!(LocalMinute::try_from(text.to_owned()), Ok(at));
        }
    }

    #[test]
    fn days_and_dates_are_each_others_inverse_and_weekdays_follow_the_calendar() {
        for days in (-200_000..200_000).step_by(13) {
            let (year, month, day) = date_from_days(days);
            assert_eq!(days_from_date(year, month, day), days);
        }
        let weekday = |year, month, day| {
            LocalMinute { year, month, day, hour: 0, minute: 0, offset_minutes: 0 }.weekday()
        };
        assert_eq!(weekday(2026, 11, 22), 6);
        assert_eq!(weekday(2024, 2, 29), 3);
        assert_eq!(weekday(1900, 3, 1), 3);
    }

    #[test]
    fn what_is_no_local_time_is_refused() {
        for text in ["", "2027-03-14", "2027-03-14T09:00:00Z", "2027-é3-14T09:00:00-04:00"] {
            assert!(LocalMinute::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
