//! What in the log somebody should look at: found by rules from events, without IO.

use crate::ids::{AccountId, ChartId};
use crate::time::{Instant, MINUTE};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest and most records that count as many.
pub const MASS_CHARTS: (u16, u16) = (2, 500);
/// Shortest and longest time in which they were opened, in minutes.
pub const MASS_MINUTES: (u16, u16) = (1, 120);
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// One colleague opened many records in a short time.
    MassRead,
    /// A colleague opened the record of somebody with the same surname.
    SameSurname,
    /// A colleague read at night.
    Night,
    /// A colleague signed in from a device that was never used before.
    NewDevice,
    /// A colleague broke the glass. No rule finds it, and none leaves it out: it is told as it happens.
    BreakGlass,
    /// An administrator asked for the records of all patients. Told as it happens, too.
    Export,
}

impl AlertKind {
    /// Each of them.
    pub const ALL: [Self; 6] =
        [Self::MassRead, Self::SameSurname, Self::Night, Self::NewDevice, Self::BreakGlass, Self::Export];
    /// Those that rules find, and a clinic can do without.
    pub const OF_RULES: [Self; 4] = [Self::MassRead, Self::SameSurname, Self::Night, Self::NewDevice];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MassRead => "mass_read",
            Self::SameSurname => "same_surname",
            Self::Night => "night",
            Self::NewDevice => "new_device",
            Self::BreakGlass => "break_glass",
            Self::Export => "export",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a clinic wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRules {
    /// Which kinds are looked for.
    pub kinds: Vec<AlertKind>,
    /// So many records …
    pub mass_charts: u16,
    /// … in so many minutes.
    pub mass_minutes: u16,
    /// When the night begins, in minutes of the clinic's day.
    pub night_from: u16,
    /// When it ends.
    pub night_to: u16,
}

impl Default for WatchRules {
    /// All of it; twenty records in ten minutes; from ten in the evening to six in the morning.
    fn default() -> Self {
        Self {
            kinds: AlertKind::OF_RULES.to_vec(),
            mass_charts: 20,
            mass_minutes: 10,
            night_from: 22 * 60,
            night_to: 6 * 60,
        }
    }
}

impl WatchRules {
    /// What of it cannot be: the field, and the name of the reason.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, &'static str)> {
        let within = |value: u16, (least, most): (u16, u16)| (least..=most).contains(&value);
        let mut found = Vec::new();
        if !within(self.mass_charts, MASS_CHARTS) {
            found.push(("mass_charts", "audit_mass_charts"));
        }
        if !within(self.mass_minutes, MASS_MINUTES) {
            found.push(("mass_minutes", "audit_mass_minutes"));
        }
        if self.night_from >= DAY_MINUTES {
            found.push(("night_from", "calendar.time"));
        }
        if self.night_to >= DAY_MINUTES {
            found.push(("night_to", "calendar.time"));
        } else if self.night_from == self.night_to {
            found.push(("night_to", "audit_night_empty"));
        }
        found
    }

    /// Whether a minute of the day is at night.
    #[must_use]
    pub const fn is_night(&self, minute: u16) -> bool {
        if self.night_from < self.night_to {
            self.night_from <= minute && minute < self.night_to
        } else {
            self.night_from <= minute || minute < self.night_to
        }
    }
}

/// What a colleague did, as far as the rules look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// The day on the clinic's calendar, in days since 1970.
    pub day: i64,
    /// The minute of that day.
    pub minute: u16,
    /// What.
    pub what: What,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Opened a record that the colleague has no grant for.
    Chart {
        /// Whose.
        chart: ChartId,
        /// Whether the patient has the reader's surname.
        is_same_surname: bool,
    },
    /// Looked at a list with several patients.
    List,
    /// Signed in from a device that the account had never used, not for the first time.
    NewDevice,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub kind: AlertKind,
    /// Who did it.
    pub account: AccountId,
    /// On whose record, if it was one.
    pub chart: Option<ChartId>,
    /// When it began.
    pub from: Instant,
    /// When it ended, as far as it was seen.
    pub to: Instant,
    /// How often, or how many records.
    pub count: u32,
    /// The same thing is found once: by this.
    pub key: String,
}

/// What the rules find, in the order of time. `seen` is in that order too.
#[must_use]
pub fn find(rules: &WatchRules, seen: &[Seen]) -> Vec<Found> {
    let mut found: BTreeMap<(AlertKind, String), Found> = BTreeMap::new();
    let mut recent: BTreeMap<AccountId, Vec<(Instant, ChartId)>> = BTreeMap::new();
    for event in seen {
        let Seen { account, at, day, minute, what } = *event;
        if let What::Chart { chart, is_same_surname } = what {
            if is_same_surname {
                note(
                    &mut found,
                    AlertKind::SameSurname,
                    event,
                    Some(chart),
                    format!("{account}:{chart}:{day}"),
                    1,
                );
            }
            let opened = recent.entry(account).or_default();
            opened.push((at, chart));
            opened.retain(|(before, _)| at.seconds_since(*before) < i64::from(rules.mass_minutes) * MINUTE);
            let charts: BTreeSet<ChartId> = opened.iter().map(|(_, chart)| *chart).collect();
            if charts.len() >= usize::from(rules.mass_charts) {
                let from = opened.first().map_or(at, |(at, _)| *at);
                let count = u32::try_from(charts.len()).unwrap_or(u32::MAX);
                let mass = note(&mut found, AlertKind::MassRead, event, None, format!("{account}:{day}"), 0);
                mass.from = mass.from.min(from);
                mass.count = mass.count.max(count);
            }
        }
        if matches!(what, What::NewDevice) {
            note(&mut found, AlertKind::NewDevice, event, None, format!("{account}:{}", at.0), 1);
        } else if rules.is_night(minute) {
            // The small hours belong to the night that began the day before.
            let night =
                if minute < rules.night_to && rules.night_to <= rules.night_from { day - 1 } else { day };
            note(&mut found, AlertKind::Night, event, None, format!("{account}:{night}"), 1);
        }
    }
    let mut found: Vec<Found> =
        found.into_values().filter(|found| rules.kinds.contains(&found.kind)).collect();
    found.sort_by(|a, b| (a.from, &a.key).cmp(&(b.from, &b.key)));
    found
}

/// Notes one more time of the same thing.
fn note<'a>(
    found: &'a mut BTreeMap<(AlertKind, String), Found>,
    kind: AlertKind,
    event: &Seen,
    chart: Option<ChartId>,
    key: String,
    times: u32,
) -> &'a mut Found {
    let name = format!("{}:{key}", kind.name());
    let entry = found.entry((kind, key)).or_insert_with(|| Found {
        kind,
        account: event.account,
        chart,
        from: event.at,
        to: event.at,
        count: 0,
        key: name,
    });
    entry.to = event.at;
    entry.count = entry.count.saturating_add(times);
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ANA: AccountId = AccountId(Uuid::from_u128(1));
    const BEA: AccountId = AccountId(Uuid::from_u128(2));
    /// Ten in the morning of a day.
    const MORNING: u16 = 600;

    fn chart(number: u128) -> ChartId {
        ChartId(Uuid::from_u128(0xC000 + number))
    }

    fn seen(account: AccountId, second: i64, minute: u16, what: What) -> Seen {
        Seen { account, at: Instant(second), day: 100, minute, what }
    }

    fn opened(account: AccountId, second: i64, number: u128) -> Seen {
        seen(account, second, MORNING, What::Chart { chart: chart(number), is_same_surname: false })
    }

    fn rules(mass_charts: u16, mass_minutes: u16) -> WatchRules {
        WatchRules { mass_charts, mass_minutes, ..WatchRules::default() }
    }

    fn kinds(found: &[Found]) -> Vec<(AlertKind, u32)> {
        found.iter().map(|found| (found.kind, found.count)).collect()
    }

    #[test]
    fn many_records_in_a_short_time_are_one_alert_a_day() {
        let at = |seconds: &[i64]| -> Vec<Seen> {
            (1..).zip(seconds).map(|(number, second)| opened(ANA, *second, number)).collect()
        };
        for (seconds, expected) in [
            // Two of three.
            (&[0, 60][..], None),
            // Three, the first just within ten minutes, and just not.
            (&[0, 60, 599], Some((0, 3))),
            (&[0, 60, 600], None),
            // More of it is the same alert.
            (&[0, 60, 120, 180, 5_000, 5_001, 5_002], Some((0, 4))),
        ] {
            let found = find(&rules(3, 10), &at(seconds));
            let mass = found.iter().find(|found| found.kind == AlertKind::MassRead);
            assert_eq!(mass.map(|mass| (mass.from.0, mass.count)), expected, "{seconds:?}");
            assert_eq!(found.len(), usize::from(expected.is_some()));
        }
        // The same record again and again is one record; two people are two.
        let again: Vec<Seen> = (0..9).map(|second| opened(ANA, second, 1)).collect();
        assert_eq!(find(&rules(3, 10), &again), []);
        let two: Vec<Seen> =
            [(ANA, 1), (BEA, 2), (ANA, 3), (BEA, 4)].map(|(who, number)| opened(who, 0, number)).to_vec();
        assert_eq!(find(&rules(3, 10), &two), []);
    }

    #[test]
    fn the_same_surname_is_one_alert_for_each_record_and_day() {
        let own = |second, day| Seen {
            day,
            ..seen(ANA, second, MORNING, What::Chart { chart: chart(1), is_same_surname: true })
        };
        let found = find(&WatchRules::default(), &[own(0, 100), own(50, 100), own(90_000, 101)]);
        assert_eq!(kinds(&found), [(AlertKind::SameSurname, 2), (AlertKind::SameSurname, 1)]);
        assert_eq!((found[0].chart, found[0].to), (Some(chart(1)), Instant(50)));
        assert_ne!(found[0].key, found[1].key);
    }

    #[test]
    fn a_night_lasts_over_midnight_and_is_one() {
        let default = WatchRules::default();
        for (minute, is_night) in
            [(0, true), (359, true), (360, false), (1_319, false), (1_320, true), (1_439, true)]
        {
            assert_eq!(default.is_night(minute), is_night, "{minute}");
        }
        let early = WatchRules { night_from: 60, night_to: 300, ..WatchRules::default() };
        assert!(early.is_night(60) && !early.is_night(300) && !early.is_night(0));
        let at = |day, minute| Seen {
            day,
            ..seen(ANA, day * 86_400 + i64::from(minute) * 60, minute, What::List)
        };
        let found = find(&default, &[at(100, 1_400), at(101, 100), at(101, 1_400)]);
        assert_eq!(kinds(&found), [(AlertKind::Night, 2), (AlertKind::Night, 1)]);
        assert_eq!(kinds(&find(&early, &[at(100, 100), at(101, 100)])).len(), 2);
    }

    #[test]
    fn each_new_device_is_an_alert_and_what_is_switched_off_is_none() {
        let events = [
            seen(ANA, 10, MORNING, What::NewDevice),
            seen(ANA, 20, 10, What::NewDevice),
            seen(BEA, 30, 10, What::List),
        ];
        let found = find(&WatchRules::default(), &events);
        assert_eq!(
            kinds(&found),
            [(AlertKind::NewDevice, 1), (AlertKind::NewDevice, 1), (AlertKind::Night, 1)]
        );
        let off = WatchRules { kinds: vec![AlertKind::MassRead], ..WatchRules::default() };
        assert_eq!(find(&off, &events), []);
    }

    #[test]
    fn rules_that_cannot_be_are_named() {
        assert_eq!(WatchRules::default().problems(), []);
        let wrong =
            WatchRules { mass_charts: 1, mass_minutes: 0, night_from: 1_440, night_to: 2_000, kinds: vec![] };
        let fields: Vec<_> = wrong.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["mass_charts", "mass_minutes", "night_from", "night_to"]);
        let empty = WatchRules { night_to: 22 * 60, ..WatchRules::default() };
        assert_eq!(empty.problems(), [("night_to", "audit_night_empty")]);
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::parse(kind.name()), Some(kind));
        }
    }
}
