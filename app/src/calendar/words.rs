//! How rows of the calendar read: weekdays, spans of time, names behind keys.

use crate::texts::{t, tf, tn};
use domain::booking::{PatientsRule, VisitMode};
use domain::calendar::contract::{CalendarPage, ExceptionLine, HoursLine, VisitTypeLine};
use domain::civil::{LocalMinute, date_from_days, days_from_date};
use i18n::{Key, k};

const WEEKDAYS: [Key; 7] =
    [k::DATE_DAY_1, k::DATE_DAY_2, k::DATE_DAY_3, k::DATE_DAY_4, k::DATE_DAY_5, k::DATE_DAY_6, k::DATE_DAY_7];

/// The name of a day of the week, 0 for Monday, as it stands alone.
pub fn weekday(day: u8) -> String {
    capital(WEEKDAYS.get(usize::from(day)).map_or("", |key| t(*key)))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn local(text: &str) -> Option<LocalMinute> {
    let text = if text.len() == 10 { format!("{text}T00:00") } else { text.to_owned() };
    LocalMinute::try_from(format!("{text}:00+00:00")).ok()
}

/// “14 March 2027”; what cannot be read stays as it is.
pub fn date(text: &str) -> String {
    local(text).map_or_else(|| text.to_owned(), |at| i18n::numeric_date(&t, at))
}

/// “9:00”, without a leading zero.
fn clock(text: &str) -> &str {
    text.strip_prefix('0').filter(|rest| rest.contains(':')).unwrap_or(text)
}

/// “9:00–12:30”.
pub fn times(from: &str, to: &str) -> String {
    format!("{}–{}", clock(from), clock(to))
}

/// “Monday 9:00–12:30”.
pub fn window(row: &HoursLine) -> String {
    format!("{} {}", weekday(row.weekday), times(&row.from, &row.to))
}

/// When weekly hours hold.
pub fn validity(row: &HoursLine) -> String {
    match (row.valid_from.as_deref().map(date), row.valid_to.as_deref().map(date)) {
        (None, None) => t(k::CALENDAR_VALID_ALWAYS).to_owned(),
        (Some(from), None) => tf(k::CALENDAR_VALID_FROM_DAY, &[("from", &from)]),
        (None, Some(to)) => tf(k::CALENDAR_VALID_TO_DAY, &[("to", &to)]),
        (Some(from), Some(to)) => tf(k::CALENDAR_VALID_BETWEEN, &[("from", &from), ("to", &to)]),
    }
}

/// A span as a form shows it: first day and time, last day and time. Midnight at the end belongs to the day before, and
/// whole days have no times.
pub fn span_parts(from: &str, to: &str) -> [String; 4] {
    let part = |text: &str, range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    let (from_day, from_time) = (part(from, 0..10), part(from, 11..16));
    let (mut to_day, mut to_time) = (part(to, 0..10), part(to, 11..16));
    if to_time == "00:00"
        && let Some(at) = local(to)
    {
        let (year, month, day) = date_from_days(days_from_date(at.year, at.month, at.day) - 1);
        to_day = LocalMinute { year, month, day, ..at }.date();
        to_time = String::new();
    }
    let is_whole = from_time == "00:00" && to_time.is_empty();
    let from_time = if is_whole { String::new() } else { from_time };
    [from_day, from_time, to_day, to_time]
}

/// “25 December 2026”, “1 March 2027, 10:00–12:00”, “1 March 2027 – 5 March 2027”.
pub fn span(row: &ExceptionLine) -> String {
    let [from_day, from_time, to_day, to_time] = span_parts(&row.from, &row.to);
    let is_whole = from_time.is_empty() && to_time.is_empty();
    let to_time = if to_time.is_empty() { "24:00" } else { &to_time };
    match (from_day == to_day, is_whole) {
        (true, true) => date(&from_day),
        (true, false) => format!("{}, {}", date(&from_day), times(&from_time, to_time)),
        (false, true) => format!("{} – {}", date(&from_day), date(&to_day)),
        (false, false) => {
            format!("{}, {} – {}, {}", date(&from_day), clock(&from_time), date(&to_day), clock(to_time))
        }
    }
}

/// Names of visit types, or that all are meant.
pub fn visit_types(page: &CalendarPage, keys: Option<&[String]>) -> String {
    let Some(keys) = keys else { return t(k::CALENDAR_ALL_VISIT_TYPES).to_owned() };
    let name = |key: &String| page.visit_types.iter().find(|row| row.key == *key).map(|row| row.name.clone());
    keys.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

/// The name of a place, or that it is everywhere.
pub fn place(page: &CalendarPage, key: Option<&str>) -> String {
    let Some(key) = key else { return t(k::CALENDAR_EVERYWHERE).to_owned() };
    page.locations.iter().find(|row| row.key == key).map_or_else(|| key.to_owned(), |row| row.name.clone())
}

/// The name of a provider, or that everybody is meant.
pub fn provider(page: &CalendarPage, key: Option<&str>) -> String {
    let Some(key) = key else { return t(k::CALENDAR_EVERYBODY).to_owned() };
    page.providers.iter().find(|row| row.key == key).map_or_else(|| key.to_owned(), |row| row.name.clone())
}

/// How patient and provider meet.
pub const fn mode(mode: VisitMode) -> Key {
    match mode {
        VisitMode::InPerson => k::CALENDAR_MODE_IN_PERSON,
        VisitMode::Video => k::CALENDAR_MODE_VIDEO,
        VisitMode::Phone => k::CALENDAR_MODE_PHONE,
    }
}

/// Who may book.
pub const fn patients(rule: PatientsRule) -> Key {
    match rule {
        PatientsRule::Any => k::CALENDAR_PATIENTS_ANY,
        PatientsRule::New => k::CALENDAR_PATIENTS_NEW,
        PatientsRule::Established => k::CALENDAR_PATIENTS_ESTABLISHED,
    }
}

/// A length of time, or that there is none.
pub fn duration(minutes: u32) -> String {
    match minutes {
        0 => t(k::CALENDAR_NONE).to_owned(),
        // Whole days from two on.
        days if days >= 2_880 && days.is_multiple_of(1_440) => {
            tn(k::CALENDAR_HORIZON_VALUE, usize::try_from(days / 1_440).unwrap_or_default())
        }
        minutes => i18n::duration(minutes),
    }
}

/// What is kept free around a visit.
pub fn buffers(row: &VisitTypeLine) -> String {
    let (before, after) = (i18n::duration(row.buffer_before), i18n::duration(row.buffer_after));
    match (row.buffer_before, row.buffer_after) {
        (0, 0) => t(k::CALENDAR_NONE).to_owned(),
        (_, 0) => tf(k::CALENDAR_BUFFER_BEFORE_VALUE, &[("time", &before)]),
        (0, _) => tf(k::CALENDAR_BUFFER_AFTER_VALUE, &[("time", &after)]),
        _ => tf(k::CALENDAR_BUFFERS_VALUE, &[("before", &before), ("after", &after)]),
    }
}
