//! Dates, times and lengths as each language writes them, from local civil values (never from a zone).

use crate::{Key, Lang, fill, k, text};
use domain::civil::LocalMinute;

const MONTHS: [Key; 12] = [
    k::DATE_MONTH_1,
    k::DATE_MONTH_2,
    k::DATE_MONTH_3,
    k::DATE_MONTH_4,
    k::DATE_MONTH_5,
    k::DATE_MONTH_6,
    k::DATE_MONTH_7,
    k::DATE_MONTH_8,
    k::DATE_MONTH_9,
    k::DATE_MONTH_10,
    k::DATE_MONTH_11,
    k::DATE_MONTH_12,
];

const MONTHS_SHORT: [Key; 12] = [
    k::DATE_MONTH_SHORT_1,
    k::DATE_MONTH_SHORT_2,
    k::DATE_MONTH_SHORT_3,
    k::DATE_MONTH_SHORT_4,
    k::DATE_MONTH_SHORT_5,
    k::DATE_MONTH_SHORT_6,
    k::DATE_MONTH_SHORT_7,
    k::DATE_MONTH_SHORT_8,
    k::DATE_MONTH_SHORT_9,
    k::DATE_MONTH_SHORT_10,
    k::DATE_MONTH_SHORT_11,
    k::DATE_MONTH_SHORT_12,
];

const WEEKDAYS: [Key; 7] =
    [k::DATE_DAY_1, k::DATE_DAY_2, k::DATE_DAY_3, k::DATE_DAY_4, k::DATE_DAY_5, k::DATE_DAY_6, k::DATE_DAY_7];

const WEEKDAYS_SHORT: [Key; 7] = [
    k::DATE_DAY_SHORT_1,
    k::DATE_DAY_SHORT_2,
    k::DATE_DAY_SHORT_3,
    k::DATE_DAY_SHORT_4,
    k::DATE_DAY_SHORT_5,
    k::DATE_DAY_SHORT_6,
    k::DATE_DAY_SHORT_7,
];

/// How a language's table is read: the server has all of them, the browser only its own.
pub type Lookup<'a> = &'a dyn Fn(Key) -> &'static str;

fn name(lookup: Lookup<'_>, keys: &[Key], index: u8) -> &'static str {
    keys.get(usize::from(index)).map_or("", |key| lookup(*key))
}

fn date(lookup: Lookup<'_>, pattern: Key, weekdays: &[Key], at: LocalMinute) -> String {
    fill(
        lookup(pattern),
        &[
            ("weekday", name(lookup, weekdays, at.weekday())),
            ("day", &at.day.to_string()),
            ("month", name(lookup, &MONTHS, at.month.wrapping_sub(1))),
            ("year", &at.year.to_string()),
        ],
    )
}

/// “Tuesday 14 March 2027”.
#[must_use]
pub fn date_long(lookup: Lookup<'_>, at: LocalMinute) -> String {
    date(lookup, k::DATE_LONG, &WEEKDAYS, at)
}

/// “Tue 14 March”.
#[must_use]
pub fn date_short(lookup: Lookup<'_>, at: LocalMinute) -> String {
    date(lookup, k::DATE_SHORT, &WEEKDAYS_SHORT, at)
}

/// “14 March 2027”, for dates of the record.
#[must_use]
pub fn numeric_date(lookup: Lookup<'_>, at: LocalMinute) -> String {
    date(lookup, k::DATE_PLAIN, &WEEKDAYS, at)
}

/// The names of the months, January first.
#[must_use]
pub fn months(lang: Lang) -> [&'static str; 12] {
    MONTHS.map(|key| text(lang, key))
}

/// “March 2027”.
#[must_use]
pub fn month_year(lookup: Lookup<'_>, at: LocalMinute) -> String {
    date(lookup, k::DATE_MONTH_YEAR, &WEEKDAYS, at)
}

/// “Tue”.
#[must_use]
pub fn weekday_short(lookup: Lookup<'_>, at: LocalMinute) -> &'static str {
    name(lookup, &WEEKDAYS_SHORT, at.weekday())
}

/// “Sept”.
#[must_use]
pub fn month_short(lookup: Lookup<'_>, at: LocalMinute) -> &'static str {
    name(lookup, &MONTHS_SHORT, at.month.wrapping_sub(1))
}

/// “9:00” or “14:30”, as the clinic's language writes it.
#[must_use]
pub fn time(at: LocalMinute) -> String {
    format!("{}:{:02}", at.hour, at.minute)
}

/// “9:00–9:30”.
#[must_use]
pub fn time_range(from: LocalMinute, to: LocalMinute) -> String {
    format!("{}–{}", time(from), time(to))
}

/// “30 min”, “1 h”, “1 h 30 min”.
#[must_use]
pub fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// The lookup of one language on the server.
pub fn lookup(lang: Lang) -> impl Fn(Key) -> &'static str {
    move |key| text(lang, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: LocalMinute =
        LocalMinute { year: 2027, month: 3, day: 14, hour: 9, minute: 5, offset_minutes: 0 };

    #[test]
    fn a_date_reads_as_each_language_writes_it() {
        assert_eq!(date_long(&lookup(Lang::En), AT), "Sunday 14 March 2027");
        assert_eq!(date_short(&lookup(Lang::En), AT), "Sun 14 March");
        assert_eq!(date_long(&lookup(Lang::Es), AT), "domingo 14 de marzo de 2027");
        assert_eq!(numeric_date(&lookup(Lang::Es), AT), "14 de marzo de 2027");
        assert_eq!(time(AT), "9:05");
        assert_eq!(duration(90), "1 h 30 min");
    }
}
