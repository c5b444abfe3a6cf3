//! Birth dates: strictly read, and compared with the mistakes in mind that people make on forms.

use jiff::civil::Date;

/// The oldest a living person may be, in years.
const OLDEST_YEARS: i16 = 125;

/// How two birth dates agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateLikeness {
    /// They have nothing to do with each other.
    Different,
    /// One digit differs, or two neighbours are exchanged.
    Typo,
    /// Day and month stand in each other's place.
    Swapped,
    /// The same day.
    Same,
}

/// A birth date as `YYYY-MM-DD`, not in the future and not of somebody older than anybody.
#[must_use]
pub fn read(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    let shape = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let date: Date = (shape && text.len() == 10).then(|| text.parse().ok()).flatten()?;
    (date <= today && date.year() >= today.year().saturating_sub(OLDEST_YEARS)).then_some(date)
}

/// A date of three fields as [`read`] takes it; people write `3` for March and leave spaces.
#[must_use]
pub fn joined(year: &str, month: &str, day: &str) -> String {
    format!("{:0>4}-{:0>2}-{:0>2}", year.trim(), month.trim(), day.trim())
}

/// How the date somebody gives agrees with the chart's.
#[must_use]
pub fn compare(given: Date, chart: Date) -> DateLikeness {
    if given == chart {
        return DateLikeness::Same;
    }
    if given.year() == chart.year() && given.month() == chart.day() && given.day() == chart.month() {
        return DateLikeness::Swapped;
    }
    if is_typo(&digits(given), &digits(chart)) { DateLikeness::Typo } else { DateLikeness::Different }
}

/// Every date that [`compare`] would not call different from the one that was given: charts born on another cannot be meant.
#[must_use]
pub fn alike(given: Date) -> Vec<Date> {
    let own = digits(given);
    let mut found = vec![given];
    let mut add = |written: &[u8]| {
        let [year, month, day] = [written.get(..4), written.get(4..6), written.get(6..)];
        let number = |part: Option<&[u8]>| -> Option<i16> { std::str::from_utf8(part?).ok()?.parse().ok() };
        let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else { return };
        let date = i8::try_from(month).ok().zip(i8::try_from(day).ok());
        if let Some(date) = date.and_then(|(month, day)| Date::new(year, month, day).ok())
            && !found.contains(&date)
        {
            found.push(date);
        }
    };
    let [year, month, day] = [own.get(..4), own.get(4..6), own.get(6..)].map(Option::unwrap_or_default);
    add(&[year, day, month].concat());
    for at in 0..own.len() {
        for digit in b'0'..=b'9' {
            let mut other = own.clone();
            if let Some(place) = other.get_mut(at) {
                *place = digit;
            }
            add(&other);
        }
        let mut other = own.clone();
        if at + 1 < other.len() {
            other.swap(at, at + 1);
            add(&other);
        }
    }
    found
}

fn digits(date: Date) -> Vec<u8> {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()).into_bytes()
}

/// One digit off, or two neighbours exchanged.
fn is_typo(a: &[u8], b: &[u8]) -> bool {
    let off: Vec<usize> =
        a.iter().zip(b).enumerate().filter(|(_, (x, y))| x != y).map(|(at, _)| at).collect();
    match off.as_slice() {
        [_] => true,
        [first, second] => {
            *second == first + 1 && a.get(*first) == b.get(*second) && a.get(*second) == b.get(*first)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn three_fields_make_a_date() {
        assert_eq!(joined(" 1980", "3", "7 "), "1980-03-07");
        for (year, month, day) in [("", "", ""), ("80", "3", "7"), ("1980", "13", "1"), ("1980", "x", "1")] {
            assert_eq!(read(&joined(year, month, day), date(2026, 11, 25)), None, "{year} {month} {day}");
        }
    }

    #[test]
    fn only_a_whole_iso_date_of_a_living_person_is_read() {
        let today = date(2026, 11, 25);
        for (text, expected) in [
            ("1984-02-29", Some(date(1984, 2, 29))),
            (" 2026-11-25 ", Some(today)),
            ("1901-01-01", Some(date(1901, 1, 1))),
            ("1900-12-31", None),
            ("2026-11-26", None),
            ("1985-02-29", None),
            ("84-02-29", None),
            ("1984-2-29", None),
            ("29/02/1984", None),
            ("1984-02-29T00:00", None),
            ("+1984-02-2", None),
            ("", None),
        ] {
            assert_eq!(read(text, today), expected, "{text:?}");
        }
    }

    #[test]
    fn every_date_that_may_be_meant_is_found_and_no_other() {
        for given in [date(1984, 3, 12), date(2000, 1, 1), date(1999, 12, 31), date(2024, 2, 29)] {
            let found = alike(given);
            assert!(found.len() < 90, "{}", found.len());
            let mut day = date(1900, 1, 1);
            while day < date(2100, 1, 1) {
                let is_alike = compare(given, day) != DateLikeness::Different;
                assert_eq!(found.contains(&day), is_alike, "{given} {day}");
                day = day.tomorrow().expect("a day");
            }
        }
    }

    #[test]
    fn mistakes_of_forms_are_told_from_other_days() {
        let chart = date(1984, 3, 12);
        for (given, expected) in [
            (date(1984, 3, 12), DateLikeness::Same),
            (date(1984, 12, 3), DateLikeness::Swapped),
            (date(1984, 3, 21), DateLikeness::Typo),
            (date(1948, 3, 12), DateLikeness::Typo),
            (date(1984, 8, 12), DateLikeness::Typo),
            (date(1983, 3, 12), DateLikeness::Typo),
            (date(1983, 3, 13), DateLikeness::Different),
            (date(1985, 12, 3), DateLikeness::Different),
            (date(2001, 7, 30), DateLikeness::Different),
        ] {
            assert_eq!(compare(given, chart), expected, "{given}");
        }
    }
}
