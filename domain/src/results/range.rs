//! What is usual: choosing the range that is meant for the patient, judging a number by it, and placing both on a line.

use super::value::Flag;
use serde::{Deserialize, Serialize};

/// A range of reference. Numbers keep the digits they were written with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Range {
    /// The lowest usual number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// The highest usual number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// The range in the laboratory's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The administrative gender (FHIR) it is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// Others that it is meant for, in words; whether the patient is one of them is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The lowest age it is meant for, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_age: Option<String>,
    /// The age from which on it is not meant any more, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_age: Option<String>,
    /// It says what is usual; other ranges say what a treatment aims at, or what is critical.
    pub is_usual: bool,
}

fn number(text: Option<&String>) -> Option<f64> {
    text?.parse().ok().filter(|number: &f64| number.is_finite())
}

impl Range {
    /// The lowest usual number.
    #[must_use]
    pub fn lowest(&self) -> Option<f64> {
        number(self.low.as_ref())
    }

    /// The highest usual number.
    #[must_use]
    pub fn highest(&self) -> Option<f64> {
        number(self.high.as_ref())
    }

    /// How a number lies to it; a range without numbers judges nothing.
    #[must_use]
    pub fn judge(&self, amount: f64) -> Option<Flag> {
        match (self.lowest(), self.highest()) {
            (None, None) => None,
            (Some(low), _) if amount < low => Some(Flag::Low),
            (_, Some(high)) if amount > high => Some(Flag::High),
            _ => Some(Flag::Normal),
        }
    }

    /// How well it fits a person: nothing if it is for others, else how many of its conditions are met.
    fn fits(&self, gender: Option<&str>, age: Option<f64>) -> Option<u8> {
        let mut met = 0;
        if let Some(wanted) = &self.gender {
            if Some(wanted.as_str()) != gender {
                return None;
            }
            met += 2;
        }
        let (from, to) = (number(self.from_age.as_ref()), number(self.to_age.as_ref()));
        if from.is_some() || to.is_some() {
            let age = age?;
            if from.is_some_and(|from| age < from) || to.is_some_and(|to| age >= to) {
                return None;
            }
            met += 1;
        }
        Some(met)
    }
}

/// The range of `ranges` that is meant for a person of this gender and age in years. Where several fit, the one with the
/// most conditions; where two say different things and nothing tells which is meant, none.
#[must_use]
pub fn choose<'r>(ranges: &'r [Range], gender: Option<&str>, age: Option<f64>) -> Option<&'r Range> {
    let mut fitting: Vec<(u8, &Range)> = ranges
        .iter()
        .filter(|range| range.is_usual && range.others.is_empty())
        .filter_map(|range| Some((range.fits(gender, age)?, range)))
        .collect();
    fitting.sort_by_key(|(met, _)| std::cmp::Reverse(*met));
    match fitting.as_slice() {
        [(first, range), (second, other), ..] if first == second && range != other => None,
        [(_, range), ..] => Some(range),
        [] => None,
    }
}

/// A value and its range on a line from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where the usual begins; 0 where it has no lower end.
    pub from: f64,
    /// Where it ends; 1 where it has no upper end.
    pub to: f64,
    /// Where the value stands.
    pub at: f64,
}

/// Places a value: what is usual takes the middle half of the line, and a value far outside stands at its end. Nothing
/// where there is no range in numbers, or where it is upside down.
#[must_use]
pub fn line(amount: f64, range: &Range) -> Option<Line> {
    let spread = |from: f64, to: f64| Line { from, to, at: 0.0 };
    let (line, zero, one) = match (range.lowest(), range.highest()) {
        (Some(low), Some(high)) if high > low => {
            let span = high - low;
            (spread(0.25, 0.75), low - span / 2.0, high + span / 2.0)
        }
        (None, Some(high)) if high > 0.0 => (spread(0.0, 0.6), 0.0, high / 0.6),
        (Some(low), None) if low > 0.0 => (spread(0.4, 1.0), 0.0, low / 0.4),
        _ => return None,
    };
    let at = ((amount - zero) / (one - zero)).clamp(0.0, 1.0);
    Some(Line { at, ..line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: &str, high: &str) -> Range {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Range { low: some(low), high: some(high), is_usual: true, ..Range::default() }
    }

    fn gendered(gender: &str, low: &str, high: &str) -> Range {
        Range { gender: Some(gender.to_owned()), ..range(low, high) }
    }

    fn aged(from: &str, to: &str, low: &str, high: &str) -> Range {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Range { from_age: some(from), to_age: some(to), ..range(low, high) }
    }

    #[test]
    fn the_range_is_the_persons() {
        let both = [gendered("female", "12", "16"), gendered("male", "14", "18")];
        let low =
            |ranges: &[Range], gender, age| choose(ranges, gender, age).and_then(|range| range.low.clone());
        assert_eq!(low(&both, Some("female"), None).as_deref(), Some("12"));
        assert_eq!(low(&both, Some("male"), Some(40.0)).as_deref(), Some("14"));
        assert_eq!(low(&both, Some("other"), None), None);
        assert_eq!(low(&both, None, None), None);
        let by_age = [aged("", "6", "1", "2"), aged("6", "", "3", "4")];
        assert_eq!(low(&by_age, None, Some(5.9)).as_deref(), Some("1"));
        assert_eq!(low(&by_age, None, Some(6.0)).as_deref(), Some("3"));
        assert_eq!(low(&by_age, None, None), None);
        let general = [range("10", "20"), gendered("female", "12", "16")];
        assert_eq!(low(&general, Some("female"), None).as_deref(), Some("12"));
        assert_eq!(low(&general, Some("male"), None).as_deref(), Some("10"));
    }

    #[test]
    fn where_nothing_tells_which_is_meant_there_is_none() {
        assert_eq!(choose(&[range("1", "2"), range("3", "4")], None, None), None);
        assert!(choose(&[range("1", "2"), range("1", "2")], None, None).is_some());
        let pregnant = Range { others: vec!["pregnant".to_owned()], ..range("1", "2") };
        assert_eq!(choose(std::slice::from_ref(&pregnant), None, None), None);
        assert_eq!(
            choose(&[pregnant, range("3", "4")], None, None).and_then(|range| range.low.as_deref()),
            Some("3")
        );
        assert_eq!(choose(&[Range { is_usual: false, ..range("1", "2") }], None, None), None);
    }

    #[test]
    fn a_value_stands_on_its_line() {
        let line_of =
            |amount, low, high| line(amount, &range(low, high)).map(|line| (line.from, line.at, line.to));
        assert_eq!(line_of(10.0, "10", "20"), Some((0.25, 0.25, 0.75)));
        assert_eq!(line_of(15.0, "10", "20"), Some((0.25, 0.5, 0.75)));
        assert_eq!(line_of(500.0, "10", "20"), Some((0.25, 1.0, 0.75)));
        assert_eq!(line_of(-500.0, "10", "20"), Some((0.25, 0.0, 0.75)));
        assert_eq!(line_of(3.0, "", "5"), Some((0.0, 0.36, 0.6)));
        assert_eq!(line_of(60.0, "60", ""), Some((0.4, 0.4, 1.0)));
        for (low, high) in [("", ""), ("20", "10"), ("10", "10"), ("", "0"), ("0", ""), ("x", "y")] {
            assert_eq!(line_of(15.0, low, high), None, "{low} {high}");
        }
    }
}
