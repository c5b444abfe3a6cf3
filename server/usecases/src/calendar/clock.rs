//! Times and days as the calendar's file and its forms write them.

use domain::booking::hours::END_OF_DAY;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

/// Minutes since midnight of `09:00`; `24:00` is the end of the day.
pub fn clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes = two_digits(hours)? * 60 + two_digits(minutes).filter(|minutes| *minutes < 60)?;
    (minutes <= END_OF_DAY).then_some(minutes)
}

fn two_digits(text: &str) -> Option<u16> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// The date of `2027-03-14`, in that shape only.
pub fn day(text: &str) -> Option<Date> {
    let is_shaped = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_shaped { text.parse().ok() } else { None }
}

/// A minute of a local day; its last is the next day's midnight.
pub fn at_minute(date: Date, minute: u16) -> Option<DateTime> {
    if minute == END_OF_DAY {
        return date.checked_add(1.day()).ok().map(|next| next.to_datetime(Time::midnight()));
    }
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    Some(date.to_datetime(Time::new(hour, minute, 0, 0).ok()?))
}
