//! What parts, states and choices of share links are called.

use crate::texts::{t, tf};
use crate::ui::Tone;
use domain::civil::LocalMinute;
use domain::connections::Part;
use domain::shares::contract::ShareLine;
use domain::shares::{Lasts, PARTS, State, Times};
use i18n::{Key, k};

/// The part's name, as its page has it; nothing for a part that no summary holds.
const fn part(part: Part) -> Option<Key> {
    Some(match part {
        Part::Diagnoses => k::RECORDS_DIAGNOSES,
        Part::Medications => k::RECORDS_MEDICATIONS,
        Part::Allergies => k::RECORDS_ALLERGIES,
        Part::Results => k::RESULTS_TITLE,
        Part::Vaccinations => k::RECORDS_VACCINATIONS,
        Part::Procedures => k::RECORDS_PROCEDURES,
        Part::Plans => k::RECORDS_PLANS,
        Part::Person | Part::Visits | Part::Documents | Part::Money | Part::Letters => return None,
    })
}

/// The same in words.
pub fn part_name(of: Part) -> &'static str {
    part(of).map_or("", t)
}

/// What a link shows.
pub fn parts(line: &ShareLine) -> String {
    if line.parts.len() == PARTS.len() {
        return t(k::SHARES_EVERYTHING).to_owned();
    }
    line.parts.iter().map(|part| part_name(*part)).collect::<Vec<_>>().join(", ")
}

/// Whether it can be opened, and what kind of news that is.
pub const fn state(state: State) -> (Key, Tone) {
    match state {
        State::Open => (k::SHARES_STATE_OPEN, Tone::Success),
        State::Expired => (k::SHARES_STATE_EXPIRED, Tone::Neutral),
        State::UsedUp => (k::SHARES_STATE_USED_UP, Tone::Neutral),
        State::Locked => (k::SHARES_STATE_LOCKED, Tone::Warning),
        State::Ended => (k::SHARES_STATE_ENDED, Tone::Neutral),
    }
}

/// How long, as it is chosen.
pub const fn lasts(lasts: Lasts) -> Key {
    match lasts {
        Lasts::Hour => k::SHARES_LASTS_HOUR,
        Lasts::Day => k::SHARES_LASTS_DAY,
        Lasts::Week => k::SHARES_LASTS_WEEK,
        Lasts::Month => k::SHARES_LASTS_MONTH,
    }
}

/// How often, as it is chosen.
pub const fn times(times: Times) -> Key {
    match times {
        Times::Once => k::SHARES_TIMES_ONCE,
        Times::Five => k::SHARES_TIMES_FIVE,
        Times::Many => k::SHARES_TIMES_MANY,
    }
}

/// A date and a time.
pub fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

/// Until when and how often a link can be opened.
pub fn limits(line: &ShareLine) -> String {
    let (opened, most) = (line.opened.0.to_string(), line.opened.1.to_string());
    let opened = tf(k::SHARES_OPENED, &[("opened", &opened), ("most", &most)]);
    let key = if line.state == State::Open { k::SHARES_UNTIL } else { k::SHARES_WAS_UNTIL };
    let until = tf(key, &[("moment", &moment(line.until))]);
    let passcode = t(if line.has_passcode { k::SHARES_WITH_PASSCODE } else { k::SHARES_WITHOUT_PASSCODE });
    format!("{until} · {opened} · {passcode}")
}

/// What a code beside a line of a summary says, where it changes what the line means; other codes stand for themselves.
pub fn mark(code: &str) -> Option<(String, Tone)> {
    let (key, tone) = match code {
        "active" | "confirmed" | "final" | "low" | "unable-to-assess" | "unknown" => return None,
        "high" => (k::SHARES_MARK_HIGH, Tone::Danger),
        "inactive" => (k::SHARES_MARK_INACTIVE, Tone::Neutral),
        "resolved" => (k::SHARES_MARK_RESOLVED, Tone::Neutral),
        "remission" => (k::SHARES_MARK_REMISSION, Tone::Neutral),
        "recurrence" | "relapse" => (k::SHARES_MARK_RECURRENCE, Tone::Warning),
        "completed" => (k::SHARES_MARK_COMPLETED, Tone::Neutral),
        "stopped" | "not-taken" => (k::SHARES_MARK_STOPPED, Tone::Neutral),
        "on-hold" => (k::SHARES_MARK_ON_HOLD, Tone::Warning),
        "cancelled" | "revoked" => (k::SHARES_MARK_CANCELLED, Tone::Neutral),
        "not-done" => (k::SHARES_MARK_NOT_DONE, Tone::Neutral),
        "refuted" => (k::SHARES_MARK_REFUTED, Tone::Warning),
        "unconfirmed" | "provisional" | "differential" => (k::SHARES_MARK_UNCONFIRMED, Tone::Neutral),
        "preliminary" | "registered" | "partial" => (k::SHARES_MARK_PRELIMINARY, Tone::Warning),
        "amended" | "corrected" | "appended" => (k::SHARES_MARK_CORRECTED, Tone::Information),
        other => return Some((other.to_owned(), Tone::Neutral)),
    };
    Some((t(key).to_owned(), tone))
}
