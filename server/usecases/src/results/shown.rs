//! A result's tests as they are shown, with the range that is meant for the patient.

use super::store::read::{Found, Person, Stored};
use domain::civil::days_from_date;
use domain::ids::EntryId;
use domain::results::release::Stage;
use domain::results::value::{Flag, Value};
use domain::results::{Range, choose};
use domain::time::{DAY, Instant};

/// One value of a result.
pub struct Shown {
    /// The test's id, or of a part of it its id with a number.
    pub id: String,
    /// The test.
    pub entry: EntryId,
    /// Which part of it, if it has several.
    pub part: Option<usize>,
    pub title: String,
    pub date: String,
    pub at: Instant,
    pub stage: Stage,
    pub code: String,
    pub value: Value,
    pub flag: Option<Flag>,
    pub range: Option<Range>,
    pub notes: Vec<String>,
    pub is_kept_back: bool,
}

/// The values of a result: its tests', and its own where it is a test itself or holds tests.
pub fn values(found: &Found, person: &Person) -> Vec<Shown> {
    let own = std::iter::once(&found.own).filter(|own| own.is_test || !own.measured.parts.is_empty());
    own.chain(&found.tests).flat_map(|test| split(test, person)).collect()
}

/// A test's value, and those of its parts.
pub fn split(test: &Stored, person: &Person) -> Vec<Shown> {
    let shown = |part: Option<usize>, title: &str, value: &Value| {
        let range = choose(&value.ranges, person.gender.as_deref(), person.age(test.at)).cloned();
        Shown {
            id: part.map_or_else(|| test.id.to_string(), |part| format!("{}-{part}", test.id)),
            entry: test.id,
            part,
            title: title.to_owned(),
            date: test.date.clone(),
            at: test.at,
            stage: test.stage,
            code: test.code.clone(),
            flag: value.flag(range.as_ref()),
            range,
            value: value.clone(),
            notes: notes(test, part),
            is_kept_back: test.is_kept_back,
        }
    };
    let parts = &test.measured.parts;
    let whole = &test.measured.value;
    let has_whole = parts.is_empty() || !whole.is_empty();
    let own = has_whole.then(|| shown(None, &test.title, whole));
    let parts = parts.iter().enumerate().map(|(part, found)| shown(Some(part), &found.title, &found.value));
    own.into_iter().chain(parts).collect()
}

/// Remarks on a value: those on the whole test stand with the first.
fn notes(test: &Stored, part: Option<usize>) -> Vec<String> {
    let of_test = test.measured.notes.iter().filter(|_| part.unwrap_or_default() == 0);
    let of_part = part.and_then(|part| test.measured.parts.get(part)).map(|part| &part.notes);
    of_test.chain(of_part.into_iter().flatten()).cloned().collect()
}

impl Person {
    /// The age in years on a day, where the date of birth is known to the day.
    pub fn age(&self, at: Instant) -> Option<f64> {
        let mut parts = self.born.as_deref()?.split('-');
        let (year, month, day) =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let days = at.0.div_euclid(DAY) - days_from_date(year, month, day);
        #[expect(clippy::cast_precision_loss, reason = "days of a life are few")]
        let years = days as f64 / 365.25;
        (days >= 0).then_some(years)
    }
}

/// How many of these values are not as usual.
pub fn unusual(values: &[Shown]) -> usize {
    values.iter().filter(|value| value.flag.is_some_and(Flag::is_unusual)).count()
}
