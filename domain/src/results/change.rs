//! What has changed since the last value of the same test.

use super::value::Value;
use serde::{Deserialize, Serialize};

words! {
    /// Which way it went.
    Direction {
        /// It is more.
        Up = "up",
        /// It is less.
        Down = "down",
        /// It is the same.
        Same = "same",
    }
}

/// A change between two values of one test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which way.
    pub direction: Direction,
    /// By how much, without a sign, as exactly as the less exact of the two was measured.
    pub by: String,
}

pub(super) fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, digits)| digits.len().min(9))
}

/// The number as it is shown, if the value is exactly one.
pub(super) fn shown(value: &Value) -> Option<(&str, f64)> {
    value.amount()?;
    let text = value.text.as_deref().or(value.number.as_deref())?;
    Some((text, text.parse().ok()?))
}

/// The change from `before` to `now`, as they are shown; nothing where one of them is no plain number or the units differ.
#[must_use]
pub fn change(before: &Value, now: &Value) -> Option<Change> {
    if before.unit != now.unit {
        return None;
    }
    let ((before, was), (now, is)) = (shown(before)?, shown(now)?);
    let difference = is - was;
    let exact = decimals(before).min(decimals(now));
    let by = format!("{:.exact$}", difference.abs());
    let is_same = by.bytes().all(|byte| byte == b'0' || byte == b'.');
    let direction = match difference {
        _ if is_same => Direction::Same,
        more if more > 0.0 => Direction::Up,
        _ => Direction::Down,
    };
    Some(Change { direction, by })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(number: &str, unit: &str) -> Value {
        Value { number: Some(number.to_owned()), unit: Some(unit.to_owned()), ..Value::default() }
    }

    #[test]
    fn a_change_is_as_exact_as_the_less_exact_value() {
        for (before, now, direction, by) in [
            ("5.1", "5.4", Direction::Up, "0.3"),
            ("5.40", "5.1", Direction::Down, "0.3"),
            ("5.40", "5.42", Direction::Up, "0.02"),
            ("5", "5.4", Direction::Same, "0"),
            ("140", "120", Direction::Down, "20"),
            ("-1.5", "1.5", Direction::Up, "3.0"),
            ("0.1", "0.3", Direction::Up, "0.2"),
        ] {
            let expected = Some(Change { direction, by: by.to_owned() });
            assert_eq!(change(&value(before, "g"), &value(now, "g")), expected, "{before} {now}");
        }
    }

    #[test]
    fn what_cannot_be_compared_has_not_changed() {
        assert_eq!(change(&value("5", "g"), &value("6", "mg")), None);
        assert_eq!(change(&value("5", "g"), &Value { number: None, ..value("", "g") }), None);
        assert_eq!(change(&value("much", "g"), &value("6", "g")), None);
    }

    #[test]
    fn what_is_shown_is_compared_and_not_what_a_computer_added() {
        let shown = |text: &str, number: &str| Value { text: Some(text.to_owned()), ..value(number, "mg") };
        let found = change(&shown("63.64", "63.6412907"), &shown("64.12", "64.1241938"));
        assert_eq!(found, Some(Change { direction: Direction::Up, by: "0.48".to_owned() }));
    }
}
