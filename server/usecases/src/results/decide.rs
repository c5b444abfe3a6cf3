//! What becomes of a report or a lone test of which something has arrived.

use super::family::Family;
use super::store::arrive::Event;
use super::{parts, tell, whole};
use domain::ids::{ChartId, EntryId};
use domain::results::release::{self, Rule, Stage, State};
use domain::results::settings::{NOT_FOR_THE_PATIENT, ReleaseSettings};
use domain::results::value::Measured;
use domain::time::{DAY, Instant};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is older than this when it arrives is history: nobody is told of it, in seconds.
const NEWS_S: i64 = 30 * DAY;

/// What has arrived.
#[derive(Default)]
pub struct Arrived {
    pub ids: BTreeSet<EntryId>,
    /// What of it says something else now, and what it said.
    pub corrected: BTreeMap<EntryId, Measured>,
    /// What of it should never have been recorded.
    pub errors: HashSet<EntryId>,
    pub events: Vec<Event>,
}

/// What is to be told of a result.
pub struct Told {
    pub id: EntryId,
    pub chart: ChartId,
    pub is_sensitive: bool,
    pub was_sensitive: bool,
    pub what: tell::What,
}

/// Decides; says what is to be told.
pub fn decide(
    family: &mut Family,
    settings: &ReleaseSettings,
    root: EntryId,
    arrived: &mut Arrived,
    now: Instant,
) -> Option<Told> {
    let row = family.rows.get(&root)?.clone();
    let before = family.before.get(&root).filter(|row| row.governor_id.is_none());
    let was = before.map(|row| whole(&row.state, row.due_s, row.released_s));
    let members: Vec<EntryId> = family.members(root).iter().map(|row| row.id).collect();
    let codes: Vec<&str> = family.members(root).iter().map(|row| row.codes.as_str()).collect();
    let classed = settings.classify(&row.codes, &codes, row.is_laboratory);
    let was_sensitive = family
        .codes_before(root)
        .is_some_and(|(own, tests)| settings.classify(own, &tests, row.is_laboratory).is_sensitive);
    let stage = Stage::parse(&row.stage).unwrap_or(Stage::Preliminary);
    let rule = settings.rule_at(&classed, row.clinical_s, now);
    let has_joined =
        members.iter().any(|id| family.before.get(id).is_none_or(|before| before.governor_id != Some(root)));
    let is_visible = matches!(was, Some(State::Released { .. }));
    let had_mark = family.codes_before(root).is_some_and(|(own, tests)| is_kept_from_patients(own, &tests));
    let is_marked_anew = is_kept_from_patients(&row.codes, &codes) && !had_mark;
    let state = match was {
        _ if arrived.errors.contains(&root) => State::Blocked,
        None => release::arrive(rule, stage, now),
        // What comes anew to a report that is shown, and is not shown by itself, hides the report again; what is held waits
        // for it as if all had come now.
        Some(State::Released { .. }) if has_joined && rule > Rule::AtOnce => {
            release::arrive(rule, stage, now)
        }
        // Its sender says by now that it is not for the patient without the clinician.
        Some(State::Released { .. }) if is_marked_anew => release::arrive(rule, stage, now),
        Some(State::Held { .. }) if has_joined => release::arrive(rule, stage, now),
        Some(state) => release::update(state, rule, stage, now),
    };
    let is_released = matches!(state, State::Released { .. });
    let mut note = |id: EntryId, what: &'static str, before: Option<String>, reason: Option<String>| {
        arrived.events.push(Event { id, what, before, reason });
    };
    if before.is_none() {
        note(root, "arrived", None, None);
    }
    if is_released && !is_visible {
        note(root, "released", None, None);
    } else if is_visible && !is_released {
        note(root, "held_again", None, None);
    }
    let parts_of: Vec<EntryId> = std::iter::once(root).chain(members).collect();
    for id in parts_of.iter().filter(|id| !is_released && family.was_shown_elsewhere(**id)) {
        note(*id, "held_again", None, None);
    }
    let mut is_other = has_joined && before.is_some();
    for id in parts_of.iter().filter(|id| arrived.ids.contains(*id)) {
        let old = arrived.corrected.get(id);
        if let Some(old) = old.filter(|_| is_visible) {
            // What was seen stays to be seen.
            note(*id, "corrected", serde_json::to_string(old).ok(), None);
        }
        let stage_of = |row: Option<&entity::result::Model>| row.map(|row| row.stage.clone());
        let has_moved = stage_of(family.before.get(id)) != stage_of(family.rows.get(id));
        is_other |=
            old.is_some() || arrived.errors.contains(id) || (has_moved && *id == root && before.is_some());
    }
    // What a clinician wrote was about what it said then.
    let outdated = row.comment.clone().filter(|_| is_other);
    if outdated.is_some() {
        note(root, "comment_set_aside", None, outdated.clone());
    }
    let (word, due, released) = parts(state);
    let row = family.rows.get_mut(&root)?;
    word.clone_into(&mut row.state);
    row.due_s = due;
    row.released_s = released;
    row.class = classed.class;
    row.version += 1;
    if outdated.is_some() {
        row.comment = None;
        row.commented_by = None;
    }
    if !is_visible || !is_released || is_other {
        row.seen_s = None;
    }
    if Some(state) != was {
        row.decided_by = None;
    }
    // Without a date nobody can say that it is old.
    let is_news = row.clinical_s.0 == i64::MIN || row.clinical_s >= now.plus_seconds(-NEWS_S);
    let what = match (is_released, is_visible) {
        (true, false) => tell::What::Released { is_quiet: !is_news },
        (true, true) if is_other => tell::What::Corrected,
        (false, true) => tell::What::Gone,
        _ => return None,
    };
    Some(Told { id: root, chart: row.chart_id, is_sensitive: classed.is_sensitive, was_sensitive, what })
}

/// Whether one of these codes, apart by spaces, is its sender's mark for what is not for the patient.
fn is_kept_from_patients(own: &str, tests: &[&str]) -> bool {
    let has = |codes: &str| codes.split(' ').any(|code| code == NOT_FOR_THE_PATIENT);
    has(own) || tests.iter().any(|codes| has(codes))
}
