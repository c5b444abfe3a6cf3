//! Checks a calendar file against itself and the facility, and turns it into rows; every problem is named by its path.

use super::Problem;
use super::clock::{at_minute, clock, day};
use super::file::{CalendarFile, ExceptionEntry, KindWord, VisitTypeEntry, WeeklyEntry};
use super::store::{Existing, LocationRow, ProviderRow, VisitTypeRow};
use crate::zones;
use domain::booking::hours::{
    ExceptionKind, HoursException, HoursProblem, VisitTypes, WeeklyHours, check_exception, check_weekly,
};
use domain::booking::visit_type::{VisitTypeProblem, VisitTypeRules, check_visit_type};
use domain::ids::{FacilityId, LocationId, ProviderId, VisitTypeId};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The provider of the command line that stands for everybody.
const ANYBODY: &str = "any";
/// Longest key, in characters.
const KEY_CHARS: usize = 64;
/// Longest name, address or note, in characters.
const TEXT_CHARS: usize = 200;
/// Longest notice, in minutes: a year.
const NOTICE_MINUTES: u32 = 366 * 1_440;
/// Farthest horizon, in days: ten years.
const HORIZON_DAYS: u32 = 3_660;
/// Most appointments ahead that a rule can name.
const MOST_UPCOMING: u32 = 10_000;

/// The rows of a file without any problem.
#[derive(Debug)]
pub struct Plan {
    pub locations: Vec<LocationRow>,
    pub providers: Vec<ProviderRow>,
    pub visit_types: Vec<VisitTypeRow>,
    pub weekly: Vec<WeeklyHours>,
    pub exceptions: Vec<HoursException>,
    /// Providers the file names anywhere: their hours are replaced.
    pub named: BTreeSet<ProviderId>,
    /// Places whose exceptions for everybody the file names; nothing stands for everywhere.
    pub closed_for_all: BTreeSet<Option<LocationId>>,
}

/// Turns the file into rows.
///
/// # Errors
/// Every problem found.
pub fn plan(facility: FacilityId, existing: &Existing, file: &CalendarFile) -> Result<Plan, Vec<Problem>> {
    let mut check = Check {
        facility,
        problems: Vec::new(),
        locations: existing.locations.iter().map(|row| (row.key.clone(), row.id)).collect(),
        providers: existing.providers.iter().map(|row| (row.key.clone(), row.id)).collect(),
        visit_types: existing.visit_types.iter().map(|row| (row.key.clone(), row.rules.id)).collect(),
    };
    let locations = check.locations(existing, file);
    let providers = check.providers(existing, file);
    let visit_types = check.visit_types(existing, file);
    let weekly: Vec<_> =
        file.weekly.iter().enumerate().filter_map(|(index, entry)| check.weekly(index, entry)).collect();
    let exceptions: Vec<_> = file
        .exceptions
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| check.exception(index, entry))
        .collect();
    if !check.problems.is_empty() {
        return Err(check.problems);
    }
    let mut named: BTreeSet<ProviderId> = providers.iter().map(|row| row.id).collect();
    named.extend(weekly.iter().map(|row| row.provider));
    named.extend(exceptions.iter().filter_map(|row| row.provider));
    let for_all = exceptions.iter().filter(|row| row.provider.is_none());
    let closed_for_all = for_all.map(|row| row.location).collect();
    Ok(Plan { locations, providers, visit_types, weekly, exceptions, named, closed_for_all })
}

/// Keys that can be referred to, and what was found wrong so far.
struct Check {
    facility: FacilityId,
    problems: Vec<Problem>,
    locations: BTreeMap<String, LocationId>,
    providers: BTreeMap<String, ProviderId>,
    visit_types: BTreeMap<String, VisitTypeId>,
}

impl Check {
    fn complain(&mut self, path: String, code: &'static str, reason: impl ToString) {
        self.problems.push(Problem::new(path, code, reason.to_string()));
    }

    fn locations(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<LocationRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.locations.iter().enumerate() {
            let at = format!("locations[{index}]");
            self.key(&at, &entry.key, &mut seen);
            self.text(format!("{at}.name"), &entry.name, true);
            let zone = self.zone(format!("{at}.zone"), &entry.zone);
            if let Some(address) = &entry.address {
                self.text(format!("{at}.address"), address, false);
            }
            let known = existing.locations.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.locations.iter().any(|row| row.id.0 == id);
            let id = known.map_or_else(|| LocationId(self.id("location", &entry.key, is_used)), |row| row.id);
            self.locations.insert(entry.key.clone(), id);
            rows.push(LocationRow {
                id,
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                zone,
                address: match &entry.address {
                    Some(address) => Some(address.trim().to_owned()).filter(|address| !address.is_empty()),
                    None => known.and_then(|row| row.address.clone()),
                },
            });
        }
        rows
    }

    fn providers(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<ProviderRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.providers.iter().enumerate() {
            let at = format!("providers[{index}]");
            self.key(&at, &entry.key, &mut seen);
            if entry.key == ANYBODY {
                self.complain(format!("{at}.key"), "key", "\"any\" stands for any provider; use another key");
            }
            self.text(format!("{at}.name"), &entry.name, true);
            self.text(format!("{at}.specialty"), &entry.specialty, false);
            let known = existing.providers.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.resources.iter().any(|resource| resource.0 == id);
            let id = known.map_or_else(|| ProviderId(self.id("provider", &entry.key, is_used)), |row| row.id);
            self.providers.insert(entry.key.clone(), id);
            rows.push(ProviderRow {
                id,
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                specialty: entry.specialty.trim().to_owned(),
                is_active: entry.active.or_else(|| known.map(|row| row.is_active)).unwrap_or(true),
            });
        }
        rows
    }

    fn visit_types(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<VisitTypeRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.visit_types.iter().enumerate() {
            let at = format!("visit_types[{index}]");
            self.key(&at, &entry.key, &mut seen);
            self.text(format!("{at}.name"), &entry.name, true);
            let known = existing.visit_types.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.visit_types.iter().any(|row| row.rules.id.0 == id);
            let id = known
                .map_or_else(|| VisitTypeId(self.id("visit_type", &entry.key, is_used)), |row| row.rules.id);
            self.visit_types.insert(entry.key.clone(), id);
            let rules = rules(id, entry);
            self.rules(&at, &rules);
            rows.push(VisitTypeRow {
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                rules,
                is_active: entry.active.or_else(|| known.map(|row| row.is_active)).unwrap_or(true),
            });
        }
        rows
    }

    fn rules(&mut self, at: &str, rules: &VisitTypeRules) {
        if let Err(problem) = check_visit_type(rules) {
            let (field, code) = match problem {
                VisitTypeProblem::NotAMultipleOfFive { field } => (field, "multiple_of_five"),
                VisitTypeProblem::OutOfRange { field } => (field, "length"),
            };
            self.complain(format!("{at}.{field}"), code, problem);
        }
        let most = [
            ("min_notice_minutes", Some(rules.min_notice_minutes), NOTICE_MINUTES),
            ("cancel_notice_minutes", rules.cancel_notice_minutes, NOTICE_MINUTES),
            ("horizon_days", Some(rules.horizon_days), HORIZON_DAYS),
            ("max_upcoming_per_patient", rules.max_upcoming_per_patient, MOST_UPCOMING),
        ];
        for (field, value, most) in most {
            if value.is_some_and(|value| value > most) {
                self.complain(
                    format!("{at}.{field}"),
                    "too_large",
                    format!("{field} must be at most {most}"),
                );
            }
        }
    }

    fn weekly(&mut self, index: usize, entry: &WeeklyEntry) -> Option<WeeklyHours> {
        let at = format!("weekly[{index}]");
        let provider = self.provider(format!("{at}.provider"), &entry.provider);
        let location = self.location(format!("{at}.location"), &entry.location);
        let visit_types = self.chosen(&at, entry.visit_types.as_deref());
        let from_min = self.minute(format!("{at}.from"), &entry.from);
        let to_min = self.minute(format!("{at}.to"), &entry.to);
        let valid_from = self.date(format!("{at}.valid_from"), entry.valid_from.as_deref());
        let valid_to = self.date(format!("{at}.valid_to"), entry.valid_to.as_deref());
        let hours = WeeklyHours {
            provider: provider?,
            location: location?,
            visit_types: visit_types?,
            weekday: entry.weekday.into(),
            from_min: from_min?,
            to_min: to_min?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        };
        match check_weekly(&hours) {
            Ok(()) => Some(hours),
            Err(problem) => {
                let (field, code) = field_of(problem);
                self.complain(format!("{at}.{field}"), code, problem);
                None
            }
        }
    }

    fn exception(&mut self, index: usize, entry: &ExceptionEntry) -> Option<HoursException> {
        let at = format!("exceptions[{index}]");
        let provider = match &entry.provider {
            Some(key) => self.provider(format!("{at}.provider"), key).map(Some),
            None => Some(None),
        };
        let location = match &entry.location {
            Some(key) => self.location(format!("{at}.location"), key).map(Some),
            None => Some(None),
        };
        let kind = match entry.kind {
            KindWord::Open => self
                .chosen(&at, entry.visit_types.as_deref())
                .map(|visit_types| ExceptionKind::Open { visit_types }),
            KindWord::Closed if entry.visit_types.is_some() => {
                self.complain(
                    format!("{at}.visit_types"),
                    "closed_for_all",
                    "a closed exception closes for every visit type",
                );
                None
            }
            KindWord::Closed => Some(ExceptionKind::Closed),
        };
        let from = self.local(format!("{at}.from"), &entry.from);
        let to = self.local(format!("{at}.to"), &entry.to);
        if let Some(note) = &entry.note {
            self.text(format!("{at}.note"), note, false);
        }
        let exception = HoursException {
            provider: provider?,
            location: location?,
            kind: kind?,
            local_from: from?,
            local_to: to?,
            note: entry.note.clone(),
        };
        match check_exception(&exception) {
            Ok(()) => Some(exception),
            Err(problem) => {
                let (field, code) = field_of(problem);
                self.complain(format!("{at}.{field}"), code, problem);
                None
            }
        }
    }

    fn key(&mut self, at: &str, key: &str, seen: &mut BTreeSet<String>) {
        let path = format!("{at}.key");
        let has_odd = key.chars().any(|letter| letter.is_control() || letter.is_whitespace());
        if key.is_empty() || has_odd || key.chars().count() > KEY_CHARS {
            self.complain(path, "key", format!("a key has 1 to {KEY_CHARS} characters and no spaces"));
        } else if !seen.insert(key.to_owned()) {
            self.complain(path, "duplicate", format!("{key:?} is there twice"));
        }
    }

    fn text(&mut self, path: String, text: &str, is_needed: bool) {
        if is_needed && text.trim().is_empty() {
            self.complain(path, "needed", "must not be empty");
        } else if text.chars().count() > TEXT_CHARS || text.chars().any(char::is_control) {
            self.complain(path, "one_line", format!("must be one line of at most {TEXT_CHARS} characters"));
        }
    }

    fn zone(&mut self, path: String, name: &str) -> String {
        match zones::find_zone(name) {
            Ok(zone) if !zone.is_unknown() => zone.iana_name().unwrap_or(name).to_owned(),
            Ok(_) => {
                self.complain(path, "zone", format!("unknown time zone {name:?}"));
                String::new()
            }
            Err(reason) => {
                self.complain(path, "zone", reason);
                String::new()
            }
        }
    }

    fn provider(&mut self, path: String, key: &str) -> Option<ProviderId> {
        let found = self.providers.get(key).copied();
        if found.is_none() {
            self.complain(path, "choose", unknown("provider", key));
        }
        found
    }

    fn location(&mut self, path: String, key: &str) -> Option<LocationId> {
        let found = self.locations.get(key).copied();
        if found.is_none() {
            self.complain(path, "choose", unknown("location", key));
        }
        found
    }

    fn chosen(&mut self, at: &str, keys: Option<&[String]>) -> Option<VisitTypes> {
        let Some(keys) = keys else { return Some(VisitTypes::All) };
        if keys.is_empty() {
            self.complain(
                format!("{at}.visit_types"),
                "choose",
                "name at least one, or leave it out for all of them",
            );
            return None;
        }
        let mut ids = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            match self.visit_types.get(key).copied() {
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => {
                    self.complain(format!("{at}.visit_types[{index}]"), "choose", unknown("visit type", key));
                }
            }
        }
        (!ids.is_empty()).then_some(VisitTypes::Only(ids))
    }

    fn minute(&mut self, path: String, text: &str) -> Option<u16> {
        let minute = clock(text);
        if minute.is_none() {
            self.complain(
                path,
                "time",
                format!("{text:?} is not a time; write hours and minutes, as in 09:00"),
            );
        }
        minute
    }

    fn date(&mut self, path: String, text: Option<&str>) -> Option<Option<Date>> {
        let Some(text) = text else { return Some(None) };
        let date = day(text);
        if date.is_none() {
            self.complain(path, "date", format!("{text:?} is not a date; write it as in 2027-03-14"));
        }
        date.map(Some)
    }

    fn local(&mut self, path: String, text: &str) -> Option<DateTime> {
        let local = text.split_once('T').and_then(|(date, time)| at_minute(day(date)?, clock(time)?));
        if local.is_none() {
            self.complain(
                path,
                "date_and_time",
                format!("{text:?} is not a local date and time; write it as in 2027-03-01T10:00"),
            );
        }
        local
    }

    /// A stable id of a key; another one if a row that was renamed since still has it.
    fn id(&self, kind: &str, key: &str, is_used: impl Fn(Uuid) -> bool) -> Uuid {
        let id = Uuid::new_v5(&self.facility.0, format!("{kind}:{key}").as_bytes());
        if is_used(id) { Uuid::new_v4() } else { id }
    }
}

fn rules(id: VisitTypeId, entry: &VisitTypeEntry) -> VisitTypeRules {
    VisitTypeRules {
        id,
        minutes: entry.minutes,
        buffer_before: entry.buffer_before,
        buffer_after: entry.buffer_after,
        min_notice_minutes: entry.min_notice_minutes,
        horizon_days: entry.horizon_days,
        grid_minutes: entry.grid_minutes,
        mode: entry.mode,
        cancel_notice_minutes: entry.cancel_notice_minutes,
        max_upcoming_per_patient: entry.max_upcoming_per_patient,
        patients: entry.patients,
    }
}

fn unknown(what: &str, key: &str) -> String {
    format!("there is no {what} {key:?} in the file or the facility")
}

/// The field that is wrong, and why in a word.
const fn field_of(problem: HoursProblem) -> (&'static str, &'static str) {
    match problem {
        HoursProblem::NotAMultipleOfFive { field } => (field, "multiple_of_five"),
        HoursProblem::FromNotBeforeTo => ("from", "order"),
        HoursProblem::PastMidnight => ("to", "time"),
        HoursProblem::NeverValid => ("valid_from", "never_valid"),
    }
}
