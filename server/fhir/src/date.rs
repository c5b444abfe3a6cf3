//! Dates as FHIR writes them: a year, a month, a day, or an instant with its offset.

use std::cmp::Ordering;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::element::{Fields, Parsed};
use crate::error::Invalid;
use crate::json::Json;

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// `2013`
    Year,
    /// `2013-04`
    Month,
    /// `2013-04-02`
    Day,
    /// `2013-04-02T10:30:00+01:00`
    Instant,
}

/// A date of a record: the text for showing it, a number for sorting by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicalDate {
    /// As it stands in the record. A year, month or day belongs to no time zone and is shown as it is.
    pub text: String,
    /// How exactly it is known.
    pub precision: Precision,
    /// Unix seconds: of the instant, or of the first moment of the year, month or day in UTC.
    pub seconds: i64,
}

impl ClinicalDate {
    /// Reads `date`, `dateTime` or `instant`.
    ///
    /// # Errors
    /// When the text breaks FHIR's rules, or there is no such day.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        read(text).ok_or_else(|| {
            Invalid::here("must be a date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with an offset")
        })
    }

    /// The day it stands for in its own text, where one is known: `2013-04-02`.
    #[must_use]
    pub fn day(&self) -> Option<&str> {
        (self.precision >= Precision::Day).then(|| self.text.get(..10)).flatten()
    }
}

/// By time; of two dates that begin together, the vaguer first.
impl Ord for ClinicalDate {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |date: &Self| (date.seconds, date.precision);
        key(self).cmp(&key(other)).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for ClinicalDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A stretch of time; either end may be open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// When it began.
    pub start: Option<ClinicalDate>,
    /// When it ended.
    pub end: Option<ClinicalDate>,
}

/// A `date`: no time of day.
pub(crate) fn date(json: &Json) -> Parsed<ClinicalDate> {
    let date = date_time(json)?;
    if date.precision == Precision::Instant {
        return Err(Invalid::here("must be a date without a time of day"));
    }
    Ok(date)
}

/// A `dateTime`: as exact as is known.
pub(crate) fn date_time(json: &Json) -> Parsed<ClinicalDate> {
    ClinicalDate::parse(json.as_text().ok_or_else(|| Invalid::here("must be a string"))?)
}

/// An `instant`: exact to the second.
pub(crate) fn instant(json: &Json) -> Parsed<ClinicalDate> {
    let date = date_time(json)?;
    if date.precision < Precision::Instant {
        return Err(Invalid::here("must be an instant: YYYY-MM-DDThh:mm:ss with an offset"));
    }
    Ok(date)
}

/// A Period.
pub(crate) fn period(json: &Json) -> Parsed<Period> {
    let fields = Fields::of(json)?;
    Ok(Period { start: fields.optional("start", date_time)?, end: fields.optional("end", date_time)? })
}

fn read(text: &str) -> Option<ClinicalDate> {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let mut parts = day.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = optional_digits(parts.next())?;
    let date = optional_digits(parts.next())?;
    if year == 0 || parts.next().is_some() {
        return None;
    }
    let (precision, seconds_of_day, offset) = match (month, date, time) {
        (_, Some(_), Some(time)) => {
            let (seconds, offset) = time_of_day(time)?;
            (Precision::Instant, seconds, offset)
        }
        (_, _, Some(_)) => return None,
        (_, Some(_), None) => (Precision::Day, 0, 0),
        (Some(_), ..) => (Precision::Month, 0, 0),
        _ => (Precision::Year, 0, 0),
    };
    let first = civil::Date::new(year, small(month.unwrap_or(1))?, small(date.unwrap_or(1))?).ok()?;
    let midnight = first.duration_since(civil::date(1970, 1, 1)).as_secs();
    Some(ClinicalDate { text: text.to_owned(), precision, seconds: midnight + seconds_of_day - offset })
}

/// `10:30:00.123+01:00` as seconds since midnight and seconds of offset. A leap second counts as the one before.
fn time_of_day(text: &str) -> Option<(i64, i64)> {
    let (clock, offset) = match text.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            let (sign, zone) = (zone.get(..1)?, zone.get(1..)?);
            let (hours, minutes) = zone.split_once(':')?;
            let (hours, minutes) = (below(hours, 15)?, below(minutes, 60)?);
            let seconds = hours * 3_600 + minutes * 60;
            match sign {
                _ if seconds > 14 * 3_600 => return None,
                "+" => (clock, seconds),
                "-" => (clock, -seconds),
                _ => return None,
            }
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut parts = clock.split(':');
    let hours = below(parts.next()?, 24)?;
    let minutes = below(parts.next()?, 60)?;
    let seconds = below(parts.next()?, 61)?.min(59);
    parts.next().is_none().then_some((hours * 3_600 + minutes * 60 + seconds, offset))
}

fn digits(text: &str, count: usize) -> Option<i16> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn optional_digits(text: Option<&str>) -> Option<Option<i16>> {
    text.map_or(Some(None), |text| digits(text, 2).map(Some))
}

fn below(text: &str, limit: i64) -> Option<i64> {
    digits(text, 2).map(i64::from).filter(|number| *number < limit)
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::Precision::{Day, Instant, Month, Year};
    use super::*;

    #[test]
    fn dates_of_every_precision_are_read() {
        let cases = [
            ("1970", Year, 0),
            ("1969-12", Month, -2_678_400),
            ("2000-02-29", Day, 951_782_400),
            ("2013-04-02T10:30:00+01:00", Instant, 1_364_895_000),
            ("2013-04-02T09:30:00Z", Instant, 1_364_895_000),
            ("2013-04-01T23:30:00.987-10:00", Instant, 1_364_895_000),
            ("2016-12-31T23:59:60Z", Instant, 1_483_228_799),
            ("0001-01-01", Day, -62_135_596_800),
            ("9999-12-31T23:59:59-14:00", Instant, 253_402_351_199),
            ("9999-12-31", Day, 253_402_214_400),
        ];
        for (text, precision, seconds) in cases {
            let date = ClinicalDate::parse(text).unwrap();
            assert_eq!((date.text.as_str(), date.precision, date.seconds), (text, precision, seconds));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let cases = [
            "",
            "today",
            "13",
            "20130",
            "2013-4-2",
            "2013-13",
            "2013-00",
            "2013-02-29",
            "2013-04-31",
            "0000",
            "2013-04-02-01",
            "-2013",
            "+2013",
            "2013-",
            "2013-04-02T",
            "2013-04-02T10:30",
            "2013-04-02T10:30Z",
            "2013-04-02T10:30:00",
            "2013-04-02T24:00:00Z",
            "2013-04-02T10:60:00Z",
            "2013-04-02T10:30:61Z",
            "2013-04-02T10:30:00.Z",
            "2013-04-02T10:30:00.1x+01:00",
            "2013-04-02T10:30:00+14:01",
            "2013-04-02T10:30:00+1:00",
            "2013-04-02T10:30:00*01:00",
            "2013-04T10:30:00Z",
            "2013T10:30:00Z",
            "2013-04-02 10:30:00Z",
            " 2013",
            "2013-04-02T10:30:00é1:00",
            "2013-04-02T10:30:00:00Z",
            "٢٠١٣",
        ];
        for text in cases {
            assert!(ClinicalDate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn newer_dates_sort_after_older_ones_and_vague_before_exact() {
        let mut dates: Vec<_> = ["2014-01-01T00:00:00Z", "2014", "2013-12-31", "2014-01-01", "2014-01"]
            .map(|text| ClinicalDate::parse(text).unwrap())
            .into();
        dates.sort();
        let texts: Vec<_> = dates.iter().map(|date| date.text.as_str()).collect();
        assert_eq!(texts, ["2013-12-31", "2014", "2014-01", "2014-01-01", "2014-01-01T00:00:00Z"]);
    }

    #[test]
    fn the_day_is_the_one_written_whatever_the_offset() {
        assert_eq!(ClinicalDate::parse("2013-04-02T23:30:00-10:00").unwrap().day(), Some("2013-04-02"));
        assert_eq!(ClinicalDate::parse("2013-04").unwrap().day(), None);
    }

    #[test]
    fn kinds_of_date_are_told_apart() {
        let json = |text: &str| Json::Text(text.to_owned());
        assert!(date(&json("1974-12-25")).is_ok() && date(&json("1974-12-25T14:35:45-05:00")).is_err());
        assert!(instant(&json("1974-12-25T14:35:45-05:00")).is_ok() && instant(&json("1974-12-25")).is_err());
    }
}
