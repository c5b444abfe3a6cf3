//! How a value went over time, drawn; the table beside it says the same.

use super::bar::bar;
use crate::dates::day;
use crate::layout::result_words as words;
use crate::routes::Whose;
use crate::texts::tf;
use domain::results::Range;
use domain::results::contract::Test;
use i18n::k;
use leptos::prelude::*;

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (320.0, 140.0);
/// Room around the points.
const MARGIN: f64 = 12.0;

/// Points in the drawing, from the oldest to the newest, and where what is usual begins and ends, for all and for this person.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Places from left and from above.
    pub points: Vec<(f64, f64)>,
    /// From above to below, if there is a range.
    pub band: Option<(f64, f64)>,
    /// The same of the person's own range.
    pub own: Option<(f64, f64)>,
}

/// Places values over time: the first at the left, the last at the right, with as much room as they and the ranges need.
/// Nothing where there are fewer than two.
#[must_use]
pub fn place(values: &[(i64, f64)], range: Option<&Range>, own: Option<&Range>) -> Option<Drawing> {
    if values.len() < 2 {
        return None;
    }
    let times = values.iter().map(|(at, _)| *at);
    let (first, last) = (times.clone().min()?, times.max()?);
    let ends =
        [range, own].map(|range| range.map(|range| (range.lowest(), range.highest())).unwrap_or_default());
    let far = || ends.iter().flat_map(|(low, high)| low.iter().chain(high).copied());
    let all = || values.iter().map(|(_, value)| *value).chain(far());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { 1.0 };
    let (width, height) = (SIZE.0 - 2.0 * MARGIN, SIZE.1 - 2.0 * MARGIN);
    #[expect(clippy::cast_precision_loss, reason = "seconds of a life fit")]
    let across = |at: i64| MARGIN + width * ((at - first) as f64) / ((last - first).max(1) as f64);
    let down = |value: f64| MARGIN + height * (1.0 - (value - low) / span);
    let [band, own] = ends.map(|ends| match ends {
        (None, None) => None,
        (low, high) => Some((high.map_or(0.0, down), low.map_or(SIZE.1, down))),
    });
    Some(Drawing {
        points: values.iter().map(|(at, value)| (across(*at), down(*value))).collect(),
        band,
        own,
    })
}

/// The drawing of a test and its earlier values.
#[component]
pub fn Trend(
    /// The test.
    test: Test,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    drawn(&test, whose)
}

/// A bar across the whole drawing, from above to below.
fn level(class: &'static str, is_own: bool, (from, to): (f64, f64)) -> AnyView {
    let height = format!("{:.1}", (to - from).max(1.0));
    bar(class, is_own, ["0".to_owned(), format!("{from:.1}"), SIZE.0.to_string(), height])
}

fn drawn(test: &Test, whose: Whose) -> Option<AnyView> {
    let mut values: Vec<(i64, f64)> =
        test.earlier.iter().rev().filter_map(|one| Some((one.at, one.value.amount()?))).collect();
    values.extend(test.value.amount().map(|amount| (test.at, amount)));
    let own = test.own.as_ref();
    let drawing = place(&values, test.range.as_ref(), own.map(|own| &own.range))?;
    let path: Vec<String> = drawing.points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let first = test.earlier.last().and_then(|one| day(&one.date)).unwrap_or_default();
    let last = day(&test.date).unwrap_or_default();
    let count = values.len().to_string();
    let name = tf(
        k::RESULTS_TREND_NAME,
        &[("test", &test.title), ("count", &count), ("first", &first), ("last", &last)],
    );
    let name = match own {
        Some(own) => format!("{name} {}", words::own(own, test.value.unit.as_deref(), whose)),
        None => name,
    };
    let marks = drawing
        .points
        .iter()
        .map(|(x, y)| {
            view! { <circle class="fill-link stroke-card stroke-2" cx=format!("{x:.1}") cy=format!("{y:.1}") r="5" /> }
                .into_any()
        })
        .collect_view();
    Some(
        view! {
            <figure class="grid gap-1">
                <svg class="w-full" viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1) role="img" aria-label=name>
                    {drawing.band.map(|ends| level("fill-success/15", false, ends))}
                    {drawing.own.map(|ends| level("fill-none stroke-link", true, ends))}
                    <polyline class="fill-none stroke-link stroke-2" points=path.join(" ") />
                    {marks}
                </svg>
                <figcaption class="flex justify-between text-xs text-muted">
                    <span>{first}</span>
                    <span>{last}</span>
                </figcaption>
            </figure>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: Option<&str>, high: Option<&str>) -> Range {
        Range { low: low.map(ToOwned::to_owned), high: high.map(ToOwned::to_owned), ..Range::default() }
    }

    #[test]
    fn the_first_is_at_the_left_and_the_highest_above() {
        let drawing = place(&[(0, 5.0), (50, 10.0), (100, 5.0)], None, None).expect("a drawing");
        assert_eq!(drawing.points, [(12.0, 128.0), (160.0, 12.0), (308.0, 128.0)]);
        assert_eq!(drawing.band, None);
    }

    #[test]
    fn the_range_has_its_place_and_an_open_end_reaches_the_edge() {
        let drawing =
            place(&[(0, 5.0), (1, 6.0)], Some(&range(Some("4"), Some("8"))), None).expect("a drawing");
        assert_eq!(drawing.band, Some((12.0, 128.0)));
        let open = place(&[(0, 5.0), (1, 6.0)], Some(&range(None, Some("6"))), None).expect("a drawing");
        assert_eq!(open.band, Some((12.0, 140.0)));
    }

    #[test]
    fn the_persons_own_range_has_room_beside_the_other() {
        let own = range(Some("2"), Some("10"));
        let drawing = place(&[(0, 5.0), (1, 6.0)], Some(&range(Some("4"), Some("8"))), Some(&own));
        let drawing = drawing.expect("a drawing");
        assert_eq!((drawing.band, drawing.own), (Some((41.0, 99.0)), Some((12.0, 128.0))));
        let alone = place(&[(0, 5.0), (1, 6.0)], None, Some(&own)).expect("a drawing");
        assert_eq!((alone.band, alone.own), (None, Some((12.0, 128.0))));
    }

    #[test]
    fn one_value_is_no_course_and_equal_ones_lie_level() {
        assert_eq!(place(&[(0, 5.0)], None, None), None);
        assert_eq!(place(&[], None, None), None);
        let level = place(&[(7, 5.0), (7, 5.0)], None, None).expect("a drawing");
        assert!(level.points.iter().all(|(x, y)| x.is_finite() && (*y - 128.0).abs() < 1e-9));
    }
}
