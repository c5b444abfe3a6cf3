//! What people type into the calendar's forms: numbers, times and days, and what is answered when they cannot be used.

use super::Problem;
use super::clock::{at_minute, clock, day};
use super::export;
use crate::error::FieldError;

/// Longest key that is made of a name, in characters; what follows tells equal ones apart.
const KEY_CHARS: usize = 40;
/// The word of the command line for everybody: no provider's key.
const ANYBODY: &str = "any";

/// What the form is answered: each field once for each reason, though several rows came of it.
pub fn field_errors(problems: &[Problem]) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = Vec::new();
    for error in problems.iter().map(field_error) {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    errors
}

/// The form's field and text for a problem of the row that it sent.
#[must_use]
pub fn field_error(problem: &Problem) -> FieldError {
    // `visit_types` of `weekly[0].visit_types[3]`.
    let path = problem
        .path
        .strip_suffix(']')
        .and_then(|path| path.rsplit_once('['))
        .map_or(problem.path.as_str(), |(list, _)| list);
    let field = path.rsplit_once('.').map_or(path, |(_, field)| field);
    let is_exception = problem.path.starts_with("exceptions");
    let field = match (is_exception, field, problem.code) {
        (true, _, "order") => "to_time",
        (true, "from", _) => "from_time",
        (true, "to", _) => "to_time",
        (false, "from", "order") => "to",
        (false, "valid_from", "never_valid") => "valid_to",
        (_, field, _) => field,
    };
    FieldError::new(field, &format!("calendar.{}", problem.code))
}

/// A whole number that is not negative.
pub fn number(field: &str, text: &str, wrong: &mut Vec<FieldError>) -> Option<u32> {
    let number = text.trim().parse().ok();
    if number.is_none() {
        wrong.push(FieldError::new(field, "calendar.number"));
    }
    number
}

/// Midnight as the end of a day: fields for times know no `24:00`.
pub fn end_of_day(text: &str) -> &str {
    if text == "00:00" { "24:00" } else { text }
}

/// A local date and time as the calendar file writes it; names the fields that cannot be used.
pub fn local(date: &str, time: &str, fields: [&str; 2], wrong: &mut Vec<FieldError>) -> Option<String> {
    let (date, minute) = (day(date.trim()), clock(time));
    for (field, is_right, message) in
        [(fields[0], date.is_some(), "calendar.date"), (fields[1], minute.is_some(), "calendar.time")]
    {
        if !is_right {
            wrong.push(FieldError::new(field, message));
        }
    }
    at_minute(date?, minute?).map(export::local)
}

/// A key made of a name: lower case, hyphens, and a number where another row has it.
pub fn new_key(name: &str, fallback: &str, used: &[&str]) -> String {
    let mut key = String::new();
    for letter in name.chars().flat_map(char::to_lowercase).map(plain) {
        if letter.is_alphanumeric() {
            key.push(letter);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    let key: String = key.chars().take(KEY_CHARS).collect();
    let key = match key.trim_matches('-') {
        "" => fallback,
        key => key,
    };
    let is_free = |key: &str| key != ANYBODY && !used.contains(&key);
    if is_free(key) {
        return key.to_owned();
    }
    let numbered = (2..).map(|number| format!("{key}-{number}")).find(|key| is_free(key));
    numbered.unwrap_or_default()
}

/// The letter without its accent, for the languages of Western Europe.
const fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}
