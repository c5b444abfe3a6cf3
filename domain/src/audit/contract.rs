//! What crosses the wire about the access log.

use super::alert::{AlertKind, WatchRules};
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{AccountId, AlertId, AuditId, ChartId};
use serde::{Deserialize, Serialize};

/// Which events, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRequest {
    /// Of this person only.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// On this record only.
    #[serde(default)]
    pub chart: Option<ChartId>,
    /// Only this action: `records.read`.
    #[serde(default)]
    pub action: Option<String>,
    /// Only what was refused or failed.
    #[serde(default)]
    pub is_refused: bool,
    /// From this day of the clinic on: `2027-03-14`.
    #[serde(default)]
    pub from: Option<String>,
    /// Up to this day, included.
    #[serde(default)]
    pub to: Option<String>,
    /// Events before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// Somebody of whom the log speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAccount {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
}

/// A record of which the log speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedChart {
    /// The chart.
    pub id: ChartId,
    /// The patient's name.
    pub name: String,
}

/// One event, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its id.
    pub id: AuditId,
    /// When, on the clinic's clock.
    pub local: LocalMinute,
    /// Seconds of the minute.
    pub second: u8,
    /// Who, if somebody was signed in.
    pub who: Option<NamedAccount>,
    /// Whether it was done on the command line.
    pub is_operator: bool,
    /// On whose record.
    pub chart: Option<NamedChart>,
    /// Whether who did it acts, or has acted, for the patient of that record.
    #[serde(default)]
    pub acts_for: bool,
    /// What was done, in words.
    pub what: String,
    /// The same as its code.
    pub action: String,
    /// Why it was refused or failed, in words; nothing if it was done.
    pub refused: Option<String>,
    /// What it concerned: a word, an id.
    pub subject: String,
    /// Address of the request.
    pub address: String,
    /// Short name of the session.
    pub session: String,
}

/// An action that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionChoice {
    /// Its code.
    pub name: String,
    /// In words.
    pub label: String,
}

/// A page of the log, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The events.
    pub lines: Vec<AuditLine>,
    /// Where the earlier ones begin, if there are any.
    pub older: Option<String>,
    /// Every action.
    pub actions: Vec<ActionChoice>,
    /// Whose events are shown, if of one person only.
    pub account: Option<NamedAccount>,
    /// Of which record, if of one only.
    pub chart: Option<NamedChart>,
    /// Today, on the clinic's clock.
    pub today: String,
    /// The clinic's zone.
    pub zone: String,
}

/// Looks for people and records by name.
#[derive(Clone, Serialize, Deserialize)]
pub struct FindPeopleRequest {
    /// Part of a name, or a name to sign in with.
    pub name: String,
}

impl std::fmt::Debug for FindPeopleRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FindPeopleRequest")
    }
}

/// Who and what has such a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPeople {
    /// Accounts.
    pub accounts: Vec<NamedAccount>,
    /// Records.
    pub charts: Vec<NamedChart>,
    /// Whether there are more than these.
    pub has_more: bool,
}

/// Something found in the log that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertLine {
    /// Its id.
    pub id: AlertId,
    /// What.
    pub kind: AlertKind,
    /// Who did it.
    pub who: NamedAccount,
    /// On whose record, if it was one.
    pub chart: Option<NamedChart>,
    /// When it began, on the clinic's clock.
    pub from: LocalMinute,
    /// When it ended, as far as it was seen.
    pub to: LocalMinute,
    /// How often, or how many records.
    pub count: u32,
    /// What a colleague wrote who broke the glass.
    pub reason: Option<String>,
    /// Who has looked at it, if somebody has.
    pub looked: Option<Looked>,
}

/// Somebody has looked at an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Who.
    pub by: String,
    /// When, on the clinic's clock.
    pub local: LocalMinute,
    /// What they noted.
    pub note: String,
}

/// The alerts: those nobody has looked at first, then the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertsPage {
    /// The alerts.
    pub alerts: Vec<AlertLine>,
}

/// Longest note of an alert, in characters.
pub const NOTE_CHARS: usize = 500;

/// Notes that somebody has looked at an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAtAlertRequest {
    /// Which.
    pub alert: AlertId,
    /// What they found.
    #[serde(default)]
    pub note: String,
}

/// The rules for alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesPage {
    /// What holds now.
    pub rules: WatchRules,
    /// Names what was read; a change says what it is based on.
    pub version: String,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// Asks for a change of the rules, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRulesRequest {
    /// What it is based on.
    pub version: String,
    /// Which kinds are looked for.
    #[serde(default)]
    pub kinds: Vec<AlertKind>,
    /// So many records …
    pub mass_charts: String,
    /// … in so many minutes.
    pub mass_minutes: String,
    /// When the night begins: `22:00`.
    pub night_from: String,
    /// When it ends.
    pub night_to: String,
}

/// The rules were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRules {
    /// Names what holds now.
    pub version: String,
}

impl SaveRulesRequest {
    /// The rules that were typed.
    ///
    /// # Errors
    /// Every field that cannot be, in the order of the page.
    pub fn rules(&self) -> Result<WatchRules, Vec<(&'static str, &'static str)>> {
        let mut problems = Vec::new();
        let mut number = |field, text: &str| {
            text.trim().parse::<u16>().unwrap_or_else(|_| {
                problems.push((field, "security_number"));
                1
            })
        };
        let mass_charts = number("mass_charts", &self.mass_charts);
        let mass_minutes = number("mass_minutes", &self.mass_minutes);
        let mut minute = |field, text: &str| {
            minute_of_day(text).unwrap_or_else(|| {
                problems.push((field, "calendar.time"));
                0
            })
        };
        let night_from = minute("night_from", &self.night_from);
        let night_to = minute("night_to", &self.night_to);
        let kinds = AlertKind::OF_RULES.into_iter().filter(|kind| self.kinds.contains(kind)).collect();
        let rules = WatchRules { kinds, mass_charts, mass_minutes, night_from, night_to };
        let unread: Vec<&str> = problems.iter().map(|(field, _)| *field).collect();
        problems.extend(rules.problems().into_iter().filter(|(field, _)| !unread.contains(field)));
        if problems.is_empty() { Ok(rules) } else { Err(problems) }
    }
}

/// Minutes of the day of a time such as `22:00`.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_rules_are_read_or_named_field_by_field() {
        let typed = |charts: &str, from: &str, to: &str| SaveRulesRequest {
            version: String::new(),
            kinds: vec![AlertKind::Night, AlertKind::MassRead, AlertKind::Night],
            mass_charts: charts.to_owned(),
            mass_minutes: "10".to_owned(),
            night_from: from.to_owned(),
            night_to: to.to_owned(),
        };
        let rules = typed("20", "22:00", "06:30").rules().expect("rules");
        assert_eq!((rules.night_from, rules.night_to), (1_320, 390));
        assert_eq!(rules.kinds, [AlertKind::MassRead, AlertKind::Night]);
        let fields = |request: SaveRulesRequest| -> Vec<&str> {
            request.rules().expect_err("problems").into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(fields(typed("many", "24:00", "6")), ["mass_charts", "night_from", "night_to"]);
        assert_eq!(fields(typed("1", "22:00", "22:00")), ["mass_charts", "night_to"]);
    }
}
