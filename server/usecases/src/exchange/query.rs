//! What a search asks for (FHIR R4 3.1.1): a few parameters of all types, as SMART apps use them.

use crate::records::store::Spot;
use domain::ids::EntryId;
use domain::time::{DAY, Instant};
use fhir::{ClinicalDate, Precision};
use uuid::Uuid;

/// Resources of a page, where nothing else is asked.
const COUNT: u64 = 50;
/// Most resources of a page.
const MOST: u64 = 200;
/// Most values of one parameter.
const MOST_VALUES: usize = 50;

/// Most stretches of time that a question names of each kind: each is a condition of the statement.
const MOST_STRETCHES: usize = 4;

/// A stretch of time in Unix seconds: from the first on, before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// From.
    pub from: Option<i64>,
    /// Before.
    pub to: Option<i64>,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// `_id`
    pub ids: Option<Vec<Uuid>>,
    /// `patient`, `subject`: whose; ids or `Patient/id`.
    pub patients: Option<Vec<String>>,
    /// `code`, without its system.
    pub codes: Option<Vec<String>>,
    /// `category`, without its system.
    pub categories: Option<Vec<String>>,
    /// `status`, `clinical-status`.
    pub statuses: Option<Vec<String>>,
    /// `date` and its kin.
    pub dates: Vec<Stretch>,
    /// `_lastUpdated`
    pub updated: Vec<Stretch>,
    /// `_count`
    pub count: u64,
    /// `_summary=count`
    pub is_count: bool,
    /// Where the page begins.
    pub after: Option<Spot>,
    /// Parameters that were understood, for the `self` link.
    pub understood: Vec<(String, String)>,
    /// Names of those that were not.
    pub ignored: Vec<String>,
}

impl Query {
    /// Reads parameters.
    ///
    /// # Errors
    /// The parameter that cannot be read, and what it has to be.
    pub fn parse(parameters: &[(String, String)]) -> Result<Self, (String, &'static str)> {
        let mut query = Self { count: COUNT, ..Self::default() };
        for (name, value) in parameters {
            let wrong = |what: &'static str| (name.clone(), what);
            match name.as_str() {
                "_id" => {
                    // An id that was never given out finds nothing.
                    let ids = values(value).map(|id| id.parse().unwrap_or_default());
                    query.ids = Some(ids.collect());
                }
                "patient" | "subject" => {
                    query.patients = Some(values(value).map(ToOwned::to_owned).collect());
                }
                "code" => query.codes = Some(codes(value)),
                "category" => query.categories = Some(codes(value)),
                "status" | "clinical-status" => query.statuses = Some(codes(value)),
                "date" | "onset-date" | "authoredon" | "period" | "recorded-date" => {
                    query.dates.push(stretch(value).ok_or_else(|| wrong(DATE))?);
                    if query.dates.len() > MOST_STRETCHES {
                        return Err(wrong(OFTEN));
                    }
                }
                "_lastUpdated" => {
                    query.updated.push(stretch(value).ok_or_else(|| wrong(DATE))?);
                    if query.updated.len() > MOST_STRETCHES {
                        return Err(wrong(OFTEN));
                    }
                }
                "_count" => {
                    let count: u64 = value.parse().map_err(|_| wrong("must be a number"))?;
                    query.count = count.min(MOST);
                    query.is_count |= count == 0;
                }
                "_summary" if value == "count" => query.is_count = true,
                "_after" => query.after = Some(spot(value).ok_or_else(|| wrong("must be that of a link"))?),
                _ => {
                    if name != "_format" {
                        query.ignored.push(name.clone());
                    }
                    continue;
                }
            }
            if name != "_after" {
                query.understood.push((name.clone(), value.clone()));
            }
        }
        Ok(query)
    }
}

/// What [`MOST_STRETCHES`] is about.
const OFTEN: &str = "may be given four times at most, dates of every name together";
const DATE: &str = "must be a date such as 2026-03, ge2026-03-01 or lt2026-03-01T08:00:00Z";

/// The values of a parameter, any of which will do.
fn values(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|value| !value.is_empty()).take(MOST_VALUES)
}

/// Codes, whatever system stands before them.
fn codes(text: &str) -> Vec<String> {
    values(text).map(|value| value.rsplit('|').next().unwrap_or_default().to_owned()).collect()
}

/// The place that a link to the next page names.
fn spot(text: &str) -> Option<Spot> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), EntryId(id.parse().ok()?)))
}

/// A date with its prefix, as the stretch that it means.
fn stretch(text: &str) -> Option<Stretch> {
    let (prefix, date) = match text.get(..2) {
        Some(prefix) if prefix.bytes().all(|byte| byte.is_ascii_lowercase()) => (prefix, text.get(2..)?),
        _ => ("eq", text),
    };
    let date = ClinicalDate::parse(date).ok()?;
    let (from, to) = (date.seconds, end_of(&date)?);
    Some(match prefix {
        "eq" => Stretch { from: Some(from), to: Some(to) },
        "ge" => Stretch { from: Some(from), to: None },
        "gt" | "sa" => Stretch { from: Some(to), to: None },
        "le" => Stretch { from: None, to: Some(to) },
        "lt" | "eb" => Stretch { from: None, to: Some(from) },
        _ => return None,
    })
}

/// The first second after a year, month, day or second.
fn end_of(date: &ClinicalDate) -> Option<i64> {
    let next = match date.precision {
        Precision::Instant => return date.seconds.checked_add(1),
        Precision::Day => return date.seconds.checked_add(DAY),
        Precision::Month => {
            let (year, month) = date.text.split_once('-')?;
            let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
            if month == 12 {
                format!("{:04}-01", year.checked_add(1)?)
            } else {
                format!("{year:04}-{:02}", month + 1)
            }
        }
        Precision::Year => format!("{:04}", date.text.parse::<u32>().ok()?.checked_add(1)?),
    };
    ClinicalDate::parse(&next).ok().map(|next| next.seconds)
}
