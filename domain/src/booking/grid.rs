//! The grid: where, in a stretch of open time, visits may start.
//!
//! Starts step in elapsed minutes from the beginning of their stretch, however long ago that is, up to
//! [`LOOKBACK_DAYS`] before the start's own local day. Open time unbroken for longer, as of a service that never
//! closes, has no beginning that anyone remembers: there the grid begins anew at each local midnight. So whether a start is
//! on the grid depends on the start alone, never on the range that was asked for.

use std::ops::Range;

use super::bitmap::Bitmap;
use super::local::{each_run, hull_of_days, wall_days};
use super::open::{Windows, open_time};
use crate::time::{DAY, QUANTUM, ZoneSpans};

/// How far back, in days of 24 hours, the beginning of a stretch of open time counts.
pub const LOOKBACK_DAYS: i64 = 400;

const DAY_UNITS: i64 = DAY / QUANTUM;
const LOOKBACK_UNITS: i64 = LOOKBACK_DAYS * DAY_UNITS;

/// Part of a stretch of open time, with the unit from which its grid steps.
pub(super) struct Piece {
    pub anchor: i64,
    pub units: Range<i64>,
}

/// Where the stretch began to which the open unit `unit` belongs, if within [`LOOKBACK_DAYS`] of `open`'s range.
/// `open` is the open time around `unit`.
pub(super) fn stretch_start(windows: &Windows, zone: &ZoneSpans, open: &Bitmap, unit: i64) -> Option<i64> {
    let known = open.range().start;
    open.run_start(unit).or_else(|| start_before(windows, zone, known))
}

/// Looks for the last gap before `known`, in ever longer ranges: most stretches began the same or the previous day.
fn start_before(windows: &Windows, zone: &ZoneSpans, known: i64) -> Option<i64> {
    let mut later = known;
    let mut length = 2 * DAY_UNITS;
    while later > known - LOOKBACK_UNITS {
        let earlier = later - length;
        if let Some(start) = open_time(windows, zone, &(earlier..later)).run_start(later) {
            return Some(start);
        }
        (later, length) = (earlier, length * 2);
    }
    None
}

/// The unit from which the grid steps on a local day that begins with unit `day_start`, in a stretch that began at
/// `stretch_start`.
pub(super) fn anchor_on(stretch_start: Option<i64>, day_start: i64) -> i64 {
    match stretch_start {
        Some(start) if day_start - start <= LOOKBACK_UNITS => start,
        _ => day_start,
    }
}

/// Cuts the open `run` of a stretch into pieces with one anchor each: a single piece, unless the stretch is so old
/// that its grid begins anew every one of `days`.
pub(super) fn pieces(
    zone: &ZoneSpans,
    start: Option<i64>,
    run: &Range<i64>,
    days: &Range<i64>,
) -> Vec<Piece> {
    if let Some(anchor) = start.filter(|start| run.end - start <= LOOKBACK_UNITS) {
        return vec![Piece { anchor, units: run.clone() }];
    }
    let mut pieces = Vec::new();
    for day in days.clone() {
        let Some(hull) = hull_of_days(zone, &(day..day + 1)) else { continue };
        let anchor = anchor_on(start, hull.start);
        each_run(zone, &wall_days(&(day..day + 1)), |units| {
            let units = units.start.max(run.start)..units.end.min(run.end);
            pieces.push(Piece { anchor, units });
        });
    }
    pieces
}

/// The units of `piece` at `earliest` or later that are a whole number of `grid` steps from its anchor.
pub(super) fn grid_starts(piece: &Piece, grid: i64, earliest: i64) -> impl Iterator<Item = i64> + use<> {
    let from = piece.units.start.max(earliest);
    let first = from + (piece.anchor - from).rem_euclid(grid);
    let (end, mut next) = (piece.units.end, first);
    std::iter::from_fn(move || {
        let start = next;
        next += grid;
        (start < end).then_some(start)
    })
}
