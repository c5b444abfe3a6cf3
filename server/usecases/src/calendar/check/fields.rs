//! What a single field of a calendar file may hold.

use super::super::clock::{at_minute, clock, day};
use super::Check;
use crate::zones;
use domain::booking::hours::VisitTypes;
use domain::ids::{LocationId, ProviderId};
use jiff::civil::{Date, DateTime};
use std::collections::BTreeSet;

/// Longest key, in characters.
const KEY_CHARS: usize = 64;
/// Longest name, address or note, in characters.
const TEXT_CHARS: usize = 200;

impl Check {
    pub(super) fn key(&mut self, at: &str, key: &str, seen: &mut BTreeSet<String>) {
        let path = format!("{at}.key");
        let has_odd = key.chars().any(|letter| letter.is_control() || letter.is_whitespace());
        if key.is_empty() || has_odd || key.chars().count() > KEY_CHARS {
            self.complain(path, "key", format!("a key has 1 to {KEY_CHARS} characters and no spaces"));
        } else if !seen.insert(key.to_owned()) {
            self.complain(path, "duplicate", format!("{key:?} is there twice"));
        }
    }

    pub(super) fn text(&mut self, path: String, text: &str, is_needed: bool) {
        if is_needed && text.trim().is_empty() {
            self.complain(path, "needed", "must not be empty");
        } else if text.chars().count() > TEXT_CHARS || text.chars().any(char::is_control) {
            self.complain(path, "one_line", format!("must be one line of at most {TEXT_CHARS} characters"));
        }
    }

    pub(super) fn zone(&mut self, path: String, name: &str) -> String {
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

    pub(super) fn provider(&mut self, path: String, key: &str) -> Option<ProviderId> {
        let found = self.providers.get(key).copied();
        if found.is_none() {
            self.complain(path, "choose", unknown("provider", key));
        }
        found
    }

    pub(super) fn location(&mut self, path: String, key: &str) -> Option<LocationId> {
        let found = self.locations.get(key).copied();
        if found.is_none() {
            self.complain(path, "choose", unknown("location", key));
        }
        found
    }

    pub(super) fn chosen(&mut self, at: &str, keys: Option<&[String]>) -> Option<VisitTypes> {
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

    pub(super) fn minute(&mut self, path: String, text: &str) -> Option<u16> {
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

    pub(super) fn date(&mut self, path: String, text: Option<&str>) -> Option<Option<Date>> {
        let Some(text) = text else { return Some(None) };
        let date = day(text);
        if date.is_none() {
            self.complain(path, "date", format!("{text:?} is not a date; write it as in 2027-03-14"));
        }
        date.map(Some)
    }

    pub(super) fn local(&mut self, path: String, text: &str) -> Option<DateTime> {
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
}

fn unknown(what: &str, key: &str) -> String {
    format!("there is no {what} {key:?} in the file or the facility")
}
