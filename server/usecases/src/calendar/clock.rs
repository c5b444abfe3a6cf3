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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_digits_each_and_end_at_twenty_four() {
        assert_eq!(clock("00:00"), Some(0));
        assert_eq!(clock("24:00"), Some(1_440));
        for wrong in ["", "9:00", "09:60", "24:05", "25:00", "09:00:00", "+9:00", "09-00", "0９:00"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_that_ends_at_twenty_four_ends_with_the_next_ones_midnight() {
        let end = at_minute(day("2027-02-28").expect("a date"), END_OF_DAY);
        assert_eq!(end.map(|end| end.to_string()).as_deref(), Some("2027-03-01T00:00:00"));
        for wrong in ["2027-2-28", "2027-02-29", "20270228", "2027-02-28Z"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
