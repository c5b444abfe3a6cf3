//! What is planned and aimed at: CarePlan and Goal.

use serde::{Deserialize, Serialize};

use super::entry::telling;
use super::{Details, Entry, Kind, Role};
use crate::date::{ClinicalDate, date, date_time, period};
use crate::element::{Code, Fields, Parsed, code, one_of, words};
use crate::error::Invalid;
use crate::json::Json;

const STATUSES: &[&str] =
    &["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"];
const INTENTS: &[&str] = &["proposal", "plan", "order", "option"];
const GOAL_STATUSES: &[&str] = &[
    "proposed",
    "planned",
    "accepted",
    "active",
    "on-hold",
    "completed",
    "cancelled",
    "entered-in-error",
    "rejected",
];

/// What only plans have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarePlanDetails {
    /// What it is about, in words.
    pub description: Option<String>,
    /// What is to be done.
    pub activities: Vec<Code>,
}

/// What only goals have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalDetails {
    /// How near it is.
    pub achievement: Option<Code>,
    /// By when it is to be reached.
    pub due: Option<ClinicalDate>,
}

pub(super) fn read_plan(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    fields.required("intent", one_of(INTENTS))?;
    let categories = fields.list("category", code)?;
    let period = fields.optional("period", period)?.unwrap_or_default();
    let created = fields.optional("created", date_time)?;
    let details = CarePlanDetails {
        description: fields.optional("description", words)?.flatten(),
        activities: fields.list("activity", activity)?.into_iter().flatten().collect(),
    };
    let title = Code::words(fields.optional("title", words)?.flatten());
    // A category that is a code without words is a sorting, not a name.
    let named = |code: &&Code| code.text.is_some() && code.text != code.code;
    let what = [title]
        .iter()
        .chain(&categories)
        .find(named)
        .cloned()
        .or_else(|| Some(Code::words(details.description.clone())).filter(|code| code.text.is_some()))
        .or_else(|| categories.iter().find(|code| code.text.is_some()).cloned())
        .ok_or_else(|| Invalid::at("title", "is missing, and no category or description says what it is"))?;

    let mut entry = Entry::new(fields, Kind::CarePlan, Details::CarePlan(details))?;
    (entry.date, entry.end, entry.recorded) = (period.start.or_else(|| created.clone()), period.end, created);
    entry.set_status(Some(status));
    entry.categories = categories;
    entry.code = what;
    entry.add_person(fields, "author", Role::Author)?;
    Ok(entry)
}

/// What an activity is; nothing where it stands in a resource of its own.
fn activity(json: &Json) -> Parsed<Option<Code>> {
    let fields = Fields::of(json)?;
    let Some(detail) = fields.get("detail") else { return Ok(None) };
    let within = |invalid: Invalid| invalid.within("detail");
    let fields = Fields::of(detail).map_err(within)?;
    let described = fields.optional("description", words).map_err(within)?.flatten();
    let named = fields.optional("code", code).map_err(within)?.filter(|code| code.text.is_some());
    // Words tell more than a code that came without any.
    Ok(match (named, described) {
        (Some(named), described) if described.is_none() || !named.is_bare() => Some(named),
        (_, described) => described.map(|words| Code::words(Some(words))),
    })
}

pub(super) fn read_goal(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("lifecycleStatus", one_of(GOAL_STATUSES))?;
    let what = telling("description", fields.required("description", code)?)?;
    let due = fields.list("target", |json| Fields::of(json)?.optional("dueDate", date))?;
    let details = GoalDetails {
        achievement: fields.optional("achievementStatus", code)?,
        due: due.into_iter().flatten().next(),
    };
    let started = fields.optional("startDate", date)?;

    let mut entry = Entry::new(fields, Kind::Goal, Details::Goal(details))?;
    entry.date = started.or(fields.optional("statusDate", date)?);
    entry.set_status(Some(status));
    entry.categories = fields.list("category", code)?;
    entry.code = what;
    entry.add_person(fields, "expressedBy", Role::Author)?;
    Ok(entry)
}
