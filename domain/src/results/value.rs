//! A measured value as the laboratory sent it: words, number and unit, what is usual, and how it was judged.

use super::range::Range;
use serde::{Deserialize, Serialize};

words! {
    /// How a value was judged (HL7 `ObservationInterpretation`), or how it lies to its range.
    Flag {
        /// Within what is usual.
        Normal = "normal",
        /// Below it.
        Low = "low",
        /// Above it.
        High = "high",
        /// Dangerously low.
        CriticalLow = "critical_low",
        /// Dangerously high.
        CriticalHigh = "critical_high",
        /// Not as usual, in no direction.
        Abnormal = "abnormal",
    }
}

impl Flag {
    /// The judgement of a code of `http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation`; codes about other
    /// things than usual or not are none: trends, what was found or not found, what an instrument could not measure.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "N" => Self::Normal,
            "L" => Self::Low,
            "H" => Self::High,
            "LL" => Self::CriticalLow,
            "HH" => Self::CriticalHigh,
            "LU" => Self::Low,
            "HU" => Self::High,
            "A" | "AA" => Self::Abnormal,
            _ => return None,
        })
    }

    /// The gravest of several judgements.
    #[must_use]
    pub fn gravest(flags: impl IntoIterator<Item = Self>) -> Option<Self> {
        flags.into_iter().max_by_key(|flag| match flag {
            Self::Normal => 0,
            Self::Abnormal | Self::Low | Self::High => 1,
            Self::CriticalLow | Self::CriticalHigh => 2,
        })
    }

    /// Whether somebody should look at it.
    #[must_use]
    pub const fn is_unusual(self) -> bool {
        !matches!(self, Self::Normal)
    }
}

/// One value. What the sender left out is missing here too: nothing is called usual that nobody judged and that has no
/// range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Value {
    /// The value as it is read, without its unit: `5.10`, `<0.5`, `Positive`, `1:128`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The value, where it is yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_so: Option<bool>,
    /// The number alone, with the digits it was written with, where the value is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its unit, as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// How the laboratory judged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<Flag>,
    /// What is usual, for whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Range>,
}

/// One of several values of one test, such as systolic and diastolic pressure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What was measured.
    pub title: String,
    /// What was found.
    pub value: Value,
    /// Remarks on it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What a report or a test holds, as it is stored beside its resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// The value.
    pub value: Value,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// How it was measured, what was examined, remarks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What was concluded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<String>,
}

impl Measured {
    /// Whether it says the same as another: neither remarks nor ranges change a value.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let same = |one: &Value, two: &Value| {
            (&one.text, one.is_so, &one.number, &one.unit, &one.absent)
                == (&two.text, two.is_so, &two.number, &two.unit, &two.absent)
        };
        same(&self.value, &other.value)
            && self.conclusions == other.conclusions
            && self.parts.len() == other.parts.len()
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(one, two)| one.title == two.title && same(&one.value, &two.value))
    }
}

impl Value {
    /// Whether nothing was found out, for whatever reason.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_none() && self.is_so.is_none()
    }

    /// The number, if the value is exactly one.
    #[must_use]
    pub fn amount(&self) -> Option<f64> {
        self.number
            .as_deref()
            .and_then(|number| number.parse().ok())
            .filter(|amount: &f64| amount.is_finite())
    }

    /// How it was judged; where the laboratory is silent, how it lies to `range`.
    #[must_use]
    pub fn flag(&self, range: Option<&Range>) -> Option<Flag> {
        self.judged.or_else(|| range?.judge(self.amount()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laboratory_judges_first() {
        let range = Range { low: Some("3.5".to_owned()), high: Some("5.0".to_owned()), ..Range::default() };
        let value =
            |number: &str, judged| Value { number: Some(number.to_owned()), judged, ..Value::default() };
        assert_eq!(value("6.1", None).flag(Some(&range)), Some(Flag::High));
        assert_eq!(value("3.4", None).flag(Some(&range)), Some(Flag::Low));
        assert_eq!(value("3.5", None).flag(Some(&range)), Some(Flag::Normal));
        assert_eq!(value("5.0", None).flag(Some(&range)), Some(Flag::Normal));
        assert_eq!(value("6.1", Some(Flag::Normal)).flag(Some(&range)), Some(Flag::Normal));
        assert_eq!(value("6.1", None).flag(None), None);
        assert_eq!(value("many", None).flag(Some(&range)), None);
        assert_eq!(value("inf", None).flag(Some(&range)), None);
        assert_eq!(Value::default().flag(Some(&range)), None);
    }

    #[test]
    fn codes_of_other_things_judge_nothing() {
        for (code, flag) in [
            ("H", Some(Flag::High)),
            ("HH", Some(Flag::CriticalHigh)),
            ("N", Some(Flag::Normal)),
            ("A", Some(Flag::Abnormal)),
        ] {
            assert_eq!(Flag::of_code(code), flag);
        }
        for code in ["U", "D", "B", "W", "S", "IND", "POS", "NEG", "ND", "<", ">", "HX", "", "h"] {
            assert_eq!(Flag::of_code(code), None, "{code}");
        }
    }

    #[test]
    fn of_several_judgements_the_gravest_counts() {
        assert_eq!(Flag::gravest([Flag::Normal, Flag::CriticalHigh, Flag::Low]), Some(Flag::CriticalHigh));
        assert_eq!(Flag::gravest([Flag::Normal]), Some(Flag::Normal));
        assert_eq!(Flag::gravest([]), None);
    }
}
