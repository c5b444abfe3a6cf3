//! A person's own usual range of a test, made from earlier values: where this person's values mostly lie, whatever is usual for others.
//!
//! The middle is the median, and the ends lie as far from it as 95 of 100 values of a bell curve do, the spread being estimated by
//! the median absolute deviation: a single strange value moves neither much. Source: P. J. Rousseeuw and C. Croux, "Alternatives to
//! the Median Absolute Deviation", J. Am. Stat. Assoc. 88 (1993), for the factor 1.4826; A. Coşkun et al., "Personalized Reference
//! Intervals in Laboratory Medicine", Clin. Chem. 67 (2021), for ranges around a person's own set point from a few earlier values.

use super::change::{decimals, shown};
use super::range::Range;
use super::value::Value;
use crate::time::DAY;
use serde::{Deserialize, Serialize};

/// Fewest earlier values.
const FEWEST: usize = 5;
/// Shortest time between the first and the last of them, in seconds: values of one illness are nobody's usual ones.
const SHORTEST_S: i64 = 90 * DAY;
/// What the median absolute deviation is multiplied by to estimate a standard deviation.
const CONSISTENT: f64 = 1.4826;
/// Standard deviations between the middle and either end.
const WIDE: f64 = 1.96;
/// What a computer's arithmetic may add or take away, in units of the last digit.
const NOTHING: f64 = 1e-6;
/// Numbers from here on are no laboratory's.
const TOO_LARGE: f64 = 1e12;

words! {
    /// Where a value lies to a person's own range.
    Side {
        /// Under its lower end.
        Below = "below",
        /// In it.
        Within = "within",
        /// Over its upper end.
        Above = "above",
    }
}

/// A person's own usual range, in the unit of the value that is compared with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRange {
    /// Both ends, as exactly as the values were measured.
    pub range: Range,
    /// From how many earlier values it is made.
    pub count: usize,
    /// Where the value lies to it.
    pub side: Side,
}

/// The own range that `earlier` values, each with its time in Unix seconds, give for judging `now`, which is none of them. Nothing for
/// fewer than five dated values or for less than 90 days; nor where one of them, or the value itself, is no plain number (`<0.5`,
/// `Positive`) or has another unit; nor where all of them are equal, which is no range.
#[must_use]
pub fn own_range(now: &Value, earlier: &[(i64, &Value)]) -> Option<OwnRange> {
    let dated = || earlier.iter().filter(|(at, _)| *at > i64::MIN);
    let (_, amount) = plain(now)?;
    if dated().any(|(_, value)| value.unit != now.unit) {
        return None;
    }
    let numbers: Vec<(&str, f64)> = dated().map(|(_, value)| plain(value)).collect::<Option<_>>()?;
    let times = dated().map(|(at, _)| *at);
    let time_s = times.clone().max()?.saturating_sub(times.min()?);
    if numbers.len() < FEWEST || time_s < SHORTEST_S {
        return None;
    }
    let exact = numbers.iter().map(|(text, _)| decimals(text)).max()?;
    let mut amounts: Vec<f64> = numbers.iter().map(|(_, amount)| *amount).collect();
    let middle = median(&mut amounts)?;
    let (least, most) = (*amounts.first()?, *amounts.last()?);
    let mut away: Vec<f64> = amounts.iter().map(|amount| (amount - middle).abs()).collect();
    let reach = WIDE * CONSISTENT * median(&mut away)?;
    let (low, high) = if reach > 0.0 { (middle - reach, middle + reach) } else { (least, most) };
    // What was never below zero cannot be: most of what is measured is an amount.
    let low = if least < 0.0 { low } else { low.max(0.0) };
    let (low, high) = outwards((low, high), exact)?;
    let ends = (low.parse::<f64>().ok()?, high.parse::<f64>().ok()?);
    if low == high {
        return None;
    }
    let side = match amount {
        less if less < ends.0 => Side::Below,
        more if more > ends.1 => Side::Above,
        _ => Side::Within,
    };
    let range = Range { low: Some(low), high: Some(high), is_usual: true, ..Range::default() };
    Some(OwnRange { range, count: numbers.len(), side })
}

/// The number as it is shown, if the value is exactly one that can be reckoned with.
fn plain(value: &Value) -> Option<(&str, f64)> {
    shown(value).filter(|(_, amount)| amount.abs() < TOO_LARGE)
}

/// The middle one; of an even number, what lies between the middle two. Sorts them.
fn median(amounts: &mut [f64]) -> Option<f64> {
    amounts.sort_by(f64::total_cmp);
    let half = amounts.len() / 2;
    let upper = *amounts.get(half)?;
    if amounts.len() % 2 == 1 {
        Some(upper)
    } else {
        Some(f64::midpoint(*amounts.get(half.checked_sub(1)?)?, upper))
    }
}

/// Both ends with so many digits after the point, away from the middle: what lies within stays within.
fn outwards((low, high): (f64, f64), exact: usize) -> Option<(String, String)> {
    let scale = 10_f64.powi(i32::try_from(exact).ok()?);
    // Adding nothing makes zero of what is printed as “-0”.
    let low = (low * scale + NOTHING).floor() / scale + 0.0;
    let high = (high * scale - NOTHING).ceil() / scale + 0.0;
    Some((format!("{low:.exact$}"), format!("{high:.exact$}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Value {
        let number = text.parse::<f64>().is_ok().then(|| text.to_owned());
        Value { number, text: Some(text.to_owned()), unit: Some("mmol/L".to_owned()), ..Value::default() }
    }

    /// The range that earlier values, the newest first and 30 days apart, give for a value: its ends, from how many, and where it lies.
    fn found(now: &str, earlier: &[&str]) -> Option<(String, String, usize, Side)> {
        let values: Vec<Value> = earlier.iter().map(|text| value(text)).collect();
        let times = (1..).map(|place: i64| -place * 30 * DAY);
        let earlier: Vec<(i64, &Value)> = times.zip(&values).collect();
        let own = own_range(&value(now), &earlier)?;
        Some((own.range.low?, own.range.high?, own.count, own.side))
    }

    fn some(low: &str, high: &str, count: usize, side: Side) -> Option<(String, String, usize, Side)> {
        Some((low.to_owned(), high.to_owned(), count, side))
    }

    #[test]
    fn the_middle_is_the_median_and_one_strange_value_moves_little() {
        let five = ["4.4", "4.6", "4.5", "4.8", "4.7"];
        // The median is 4.6 and the deviations' 0.1: 4.6 ± 0.291, outwards.
        assert_eq!(found("4.5", &five), some("4.3", "4.9", 5, Side::Within));
        assert_eq!(found("4.2", &five), some("4.3", "4.9", 5, Side::Below));
        assert_eq!(found("5", &five), some("4.3", "4.9", 5, Side::Above));
        assert_eq!(found("4.9", &five), some("4.3", "4.9", 5, Side::Within), "the ends are in it");
        let strange = ["4.4", "4.6", "4.5", "9.8", "4.7"];
        assert_eq!(found("4.5", &strange), some("4.3", "4.9", 5, Side::Within));
    }

    #[test]
    fn where_most_values_are_equal_the_ends_are_the_least_and_the_most() {
        assert_eq!(found("98", &["98", "98", "97", "98", "99"]), some("97", "99", 5, Side::Within));
        assert_eq!(found("98", &["98", "98", "98", "98", "98"]), None, "a point is no range");
    }

    #[test]
    fn what_was_never_below_zero_stays_above_it() {
        assert_eq!(found("2", &["0", "1", "4", "9", "2"]), some("0", "8", 5, Side::Within));
        assert_eq!(
            found("0.0", &["-0.2", "0.1", "0.2", "-0.1", "0.0"]),
            some("-0.3", "0.3", 5, Side::Within)
        );
    }

    #[test]
    fn too_few_values_or_too_short_a_time_make_none() {
        assert_eq!(found("4.5", &["4.4", "4.6", "4.5", "4.8"]), None);
        let values: Vec<Value> = ["4.4", "4.6", "4.5", "4.8", "4.7"].map(value).into();
        let within = |days: i64| {
            let times = (0..).map(|place: i64| place * days * DAY / 4);
            let earlier: Vec<(i64, &Value)> = times.zip(&values).collect();
            own_range(&value("4.5"), &earlier).is_some()
        };
        assert!(!within(89));
        assert!(within(90));
        // What has no date was at no time.
        let mut earlier: Vec<(i64, &Value)> = (0..).map(|place: i64| place * 90 * DAY).zip(&values).collect();
        earlier[0].0 = i64::MIN;
        assert_eq!(own_range(&value("4.5"), &earlier), None);
    }

    #[test]
    fn what_is_no_plain_number_or_has_another_unit_makes_none() {
        let five = ["4.4", "4.6", "4.5", "4.8", "4.7"];
        assert_eq!(found("< 4.5", &five), None);
        assert_eq!(found("Positive", &five), None);
        assert_eq!(found("4.5", &["4.4", "4.6", "< 4.5", "4.8", "4.7", "4.5"]), None);
        let values: Vec<Value> = five.map(value).into();
        let mut other = value("4.5");
        other.unit = Some("mg/dL".to_owned());
        let mut earlier: Vec<(i64, &Value)> = (0..).map(|place: i64| place * 30 * DAY).zip(&values).collect();
        assert!(own_range(&value("4.5"), &earlier).is_some());
        assert_eq!(own_range(&other, &earlier), None);
        earlier.push((0, &other));
        assert_eq!(own_range(&value("4.5"), &earlier), None);
    }

    fn tenths() -> impl Strategy<Value = Vec<i32>> {
        proptest::collection::vec(0..2_000_i32, 5..24)
    }

    fn texts(tenths: &[i32]) -> Vec<String> {
        tenths.iter().map(|tenth| format!("{}.{}", tenth / 10, tenth % 10)).collect()
    }

    fn of(now: &str, tenths: &[i32]) -> Option<(String, String, usize, Side)> {
        let texts = texts(tenths);
        found(now, &texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn their_order_does_not_matter_and_the_middle_lies_within(mut all in tenths()) {
            let forth = of("1.0", &all);
            all.reverse();
            prop_assert_eq!(&of("1.0", &all), &forth);
            all.sort_unstable();
            let middle = texts(&all)[all.len() / 2].clone();
            if let Some((low, high, count, side)) = of(&middle, &all) {
                prop_assert_eq!(count, all.len());
                prop_assert_eq!(side, Side::Within);
                prop_assert!(low.parse::<f64>().unwrap() < high.parse::<f64>().unwrap());
                prop_assert!(!low.starts_with('-'), "{}", low);
            } else {
                prop_assert!(all.first() == all.last(), "only equal values make none");
            }
        }

        #[test]
        fn at_least_half_of_the_values_lie_within(all in tenths()) {
            if let Some((low, high, ..)) = of("1.0", &all) {
                let (low, high) = (low.parse::<f64>().unwrap(), high.parse::<f64>().unwrap());
                let within = texts(&all).iter().filter(|text| (low..=high).contains(&text.parse::<f64>().unwrap())).count();
                prop_assert!(2 * within >= all.len(), "{} of {}", within, all.len());
            }
        }

        #[test]
        fn nothing_that_is_sent_breaks_it(now in "\\PC{0,12}", all in proptest::collection::vec(("\\PC{0,8}", any::<i64>()), 0..9)) {
            let values: Vec<(i64, Value)> = all.iter().map(|(text, at)| (*at, value(text))).collect();
            let earlier: Vec<(i64, &Value)> = values.iter().map(|(at, value)| (*at, value)).collect();
            let _ = own_range(&value(&now), &earlier);
        }
    }
}
