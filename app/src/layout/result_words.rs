//! What results say in the reader's words: values, judgements, ranges, changes.

use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::Tone;
use domain::results::contract::Test;
use domain::results::release::Stage;
use domain::results::value::{Flag, Value};
use domain::results::{Change, Direction, OwnRange, Range, Side};
use i18n::{Key, k};

/// A value with its unit; why there is none, where there is none.
#[must_use]
pub fn value(value: &Value) -> String {
    match (value.is_so, &value.text) {
        (Some(true), _) => t(k::RESULTS_YES).to_owned(),
        (Some(false), _) => t(k::RESULTS_NO).to_owned(),
        (None, Some(text)) => with_unit(text, value.unit.as_deref()),
        (None, None) => match &value.absent {
            Some(reason) => tf(k::RESULTS_NO_VALUE_BECAUSE, &[("reason", reason)]),
            None => t(k::RESULTS_NO_VALUE).to_owned(),
        },
    }
}

fn with_unit(text: &str, unit: Option<&str>) -> String {
    match unit {
        Some("%") => format!("{text}%"),
        // Some write “1” for what has no unit.
        None | Some("1" | "{score}") => text.to_owned(),
        Some(unit) => format!("{text} {unit}"),
    }
}

/// How a value was judged, and what kind of news that is.
#[must_use]
pub fn flag(flag: Flag) -> (&'static str, Tone) {
    let (key, tone) = match flag {
        Flag::Normal => (k::RESULTS_FLAG_NORMAL, Tone::Success),
        Flag::Low => (k::RESULTS_FLAG_LOW, Tone::Warning),
        Flag::High => (k::RESULTS_FLAG_HIGH, Tone::Warning),
        Flag::CriticalLow => (k::RESULTS_FLAG_CRITICAL_LOW, Tone::Danger),
        Flag::CriticalHigh => (k::RESULTS_FLAG_CRITICAL_HIGH, Tone::Danger),
        Flag::Abnormal => (k::RESULTS_FLAG_ABNORMAL, Tone::Warning),
    };
    (t(key), tone)
}

/// How far a result is; nothing for what is complete.
#[must_use]
pub fn stage(stage: Stage) -> Option<(&'static str, Tone)> {
    let (key, tone) = match stage {
        Stage::Final => return None,
        Stage::Preliminary => (k::RESULTS_STAGE_PRELIMINARY, Tone::Information),
        Stage::Corrected => (k::RESULTS_STAGE_CORRECTED, Tone::Information),
        Stage::Cancelled => (k::RESULTS_STAGE_CANCELLED, Tone::Neutral),
    };
    Some((t(key), tone))
}

/// What is usual, in numbers where there are any.
#[must_use]
pub fn range(range: &Range, unit: Option<&str>) -> Option<String> {
    Some(tf(k::RESULTS_RANGE, &[("range", &usual(range, unit)?)]))
}

/// The same without saying that it is what is usual.
#[must_use]
pub fn usual(range: &Range, unit: Option<&str>) -> Option<String> {
    Some(match (&range.low, &range.high) {
        (Some(low), Some(high)) => with_unit(&format!("{low}–{high}"), unit),
        (Some(low), None) => tf(k::RESULTS_RANGE_FROM, &[("low", &with_unit(low, unit))]),
        (None, Some(high)) => tf(k::RESULTS_RANGE_TO, &[("high", &with_unit(high, unit))]),
        (None, None) => range.text.clone()?,
    })
}

/// A person's own range, from how many values it is, and how the value lies to it.
#[must_use]
pub fn own(own: &OwnRange, unit: Option<&str>, whose: Whose) -> String {
    let name = match whose {
        Whose::Own => k::RESULTS_OWN,
        Whose::Patients(_) => k::RESULTS_OWN_PATIENTS,
    };
    let side = match own.side {
        Side::Below => k::RESULTS_OWN_BELOW,
        Side::Within => k::RESULTS_OWN_WITHIN,
        Side::Above => k::RESULTS_OWN_ABOVE,
    };
    let range = usual(&own.range, unit).unwrap_or_default();
    format!("{} {}", tf(name, &[("range", &range), ("count", &own.count.to_string())]), t(side))
}

/// What has changed since the last value.
#[must_use]
pub fn change(change: &Change, test: &Test) -> String {
    let by = with_unit(&change.by, test.value.unit.as_deref());
    let key: Key = match change.direction {
        Direction::Up => k::RESULTS_CHANGE_UP,
        Direction::Down => k::RESULTS_CHANGE_DOWN,
        Direction::Same => k::RESULTS_CHANGE_SAME,
    };
    tf(key, &[("by", &by)])
}
