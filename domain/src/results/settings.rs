//! What a clinic decides about results: classes of tests with a rule each, what holds for all others, and sentences that
//! clinicians add often.

use super::release::Rule;
use crate::time::{DAY, Instant};
use serde::{Deserialize, Serialize};

/// Most classes.
pub const MOST_CLASSES: usize = 50;
/// Most codes of a class.
pub const MOST_CODES: usize = 200;
/// Most hours that something is held back: 90 days.
pub const MOST_HOURS: u16 = 2_160;
/// Most days after which something is history: ten years.
pub const MOST_DAYS: u16 = 3_650;
/// Most sentences.
pub const MOST_SENTENCES: usize = 30;
/// Longest name, sentence, or reason, in characters.
pub const LONGEST: (usize, usize, usize) = (80, 500, 200);

words! {
    /// The kinds of rule, as chosen in a form.
    RuleKind {
        /// As soon as it is verified.
        AtOnce = "at_once",
        /// After some hours.
        After = "after",
        /// By a clinician, at the latest after some hours.
        ByHand = "by_hand",
        /// By a clinician only, however long it takes.
        ByHandOnly = "by_hand_only",
        /// Not through the portal.
        Never = "never",
    }
}

impl RuleKind {
    /// The kind of a rule.
    #[must_use]
    pub const fn of(rule: Rule) -> Self {
        match rule {
            Rule::AtOnce => Self::AtOnce,
            Rule::After { .. } => Self::After,
            Rule::ByHand { deadline_hours: Some(_) } => Self::ByHand,
            Rule::ByHand { deadline_hours: None } => Self::ByHandOnly,
            Rule::Never => Self::Never,
        }
    }

    /// Whether it goes by hours.
    #[must_use]
    pub const fn has_hours(self) -> bool {
        matches!(self, Self::After | Self::ByHand)
    }

    /// The rule of this kind, with hours as typed.
    pub(super) fn rule(self, hours: &str) -> Option<Rule> {
        let hours = || hours.trim().parse().ok().filter(|hours| (1..=MOST_HOURS).contains(hours));
        Some(match self {
            Self::AtOnce => Rule::AtOnce,
            Self::After => Rule::After { hours: hours()? },
            Self::ByHand => Rule::ByHand { deadline_hours: Some(hours()?) },
            Self::ByHandOnly => Rule::ByHand { deadline_hours: None },
            Self::Never => Rule::Never,
        })
    }
}

impl Rule {
    /// Its hours, if it goes by hours.
    #[must_use]
    pub const fn hours(self) -> Option<u16> {
        match self {
            Self::After { hours } | Self::ByHand { deadline_hours: Some(hours) } => Some(hours),
            _ => None,
        }
    }
}

/// Tests that are treated alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestClass {
    /// Its id, for results to name it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Codes of its tests: LOINC, or the laboratory's own.
    pub codes: Vec<String>,
    /// When they are released.
    pub rule: Rule,
    /// Whether only the patients themselves see them, never whoever acts for them.
    pub is_sensitive: bool,
    /// Why, for colleagues.
    pub reason: String,
}

/// The decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReleaseSettings {
    /// The classes.
    pub classes: Vec<TestClass>,
    /// What holds for laboratory tests of no class.
    pub laboratory: Rule,
    /// What holds for imaging and other reports of no class.
    pub other: Rule,
    /// What is older than so many days when it arrives is history, which is shown at once; nothing means that there is none.
    pub history_days: Option<u16>,
    /// Sentences that clinicians add often.
    pub sentences: Vec<String>,
}

impl Default for ReleaseSettings {
    fn default() -> Self {
        Self {
            classes: Vec::new(),
            laboratory: Rule::ByHand { deadline_hours: Some(72) },
            other: Rule::ByHand { deadline_hours: Some(72) },
            history_days: None,
            sentences: Vec::new(),
        }
    }
}

/// Stands among the codes of a test whose sender marked it as for the patient alone; no code looks like it.
pub const RESTRICTED: &str = "!restricted";
/// Stands among the codes of a test whose sender marked it as not for the patient without the clinician.
pub const NOT_FOR_THE_PATIENT: &str = "!not-for-the-patient";

/// Stands before the codes of each part of a test, behind the test's own.
pub const PART: &str = "!part";

/// What holds for one result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classed {
    /// The class, if it is of one.
    pub class: Option<String>,
    /// When it is released.
    pub rule: Rule,
    /// Whether only the patients themselves see it.
    pub is_sensitive: bool,
}

impl ReleaseSettings {
    /// What holds for a result with its own codes and those of each of its tests, apart by spaces. The strictest rule holds;
    /// tests of no class count with what holds for all others, unless the result's own codes have a class. One sensitive
    /// test makes the whole sensitive. Parts of a test count as tests of a report do. What the sender has marked holds whatever the
    /// class says.
    #[must_use]
    pub fn classify(&self, own: &str, tests: &[&str], is_laboratory: bool) -> Classed {
        let fallback = if is_laboratory { self.laboratory } else { self.other };
        let (own_alone, _) = apart(own);
        let is_covered = !self.met(own_alone).is_empty();
        let mut all = self.met_in_parts(own, is_covered);
        for test in tests {
            let met = self.met_in_parts(test, is_covered);
            if met.is_empty() && !is_covered {
                all.push(None);
            }
            all.extend(met);
        }
        let rule_of = |class: &Option<&TestClass>| class.map_or(fallback, |class| class.rule);
        let strictest = all.iter().max_by_key(|class| rule_of(class).strictness());
        let is_marked =
            |mark: &str| [own].iter().chain(tests).any(|codes| codes.split(' ').any(|code| code == mark));
        let rule =
            if is_marked(NOT_FOR_THE_PATIENT) { Rule::Never } else { strictest.map_or(fallback, rule_of) };
        Classed {
            class: strictest.and_then(|class| class.map(|class| class.id.clone())),
            rule,
            is_sensitive: is_marked(RESTRICTED) || all.iter().flatten().any(|class| class.is_sensitive),
        }
    }

    /// The classes of a test and of its parts; nothing stands for a part of no class, unless the test or its report has one.
    fn met_in_parts(&self, codes: &str, is_covered: bool) -> Vec<Option<&TestClass>> {
        let (own, parts) = apart(codes);
        let mut all: Vec<Option<&TestClass>> = self.met(own).into_iter().map(Some).collect();
        let is_covered = is_covered || !all.is_empty();
        for part in parts {
            let met = self.met(part);
            if met.is_empty() && !is_covered {
                all.push(None);
            }
            all.extend(met.into_iter().map(Some));
        }
        all
    }

    /// The classes that codes, apart by spaces, belong to.
    fn met(&self, codes: &str) -> Vec<&TestClass> {
        let has =
            |class: &&TestClass| codes.split(' ').any(|code| class.codes.iter().any(|known| known == code));
        self.classes.iter().filter(has).collect()
    }

    /// Codes of tests that only the patients themselves see, and the mark of those whose sender says so.
    #[must_use]
    pub fn sensitive_codes(&self) -> Vec<&str> {
        let sensitive = self.classes.iter().filter(|class| class.is_sensitive);
        let codes = sensitive.flat_map(|class| &class.codes).map(String::as_str);
        codes.chain([RESTRICTED]).collect()
    }

    /// When a result that arrives now is released. History is shown at once, except what is sensitive or never shown.
    #[must_use]
    pub fn rule_at(&self, classed: &Classed, clinical: Instant, now: Instant) -> Rule {
        let is_history = self.history_days.is_some_and(|days| {
            clinical.0 > i64::MIN && now.seconds_since(clinical) >= i64::from(days) * DAY
        });
        if is_history && !classed.is_sensitive && classed.rule != Rule::Never {
            Rule::AtOnce
        } else {
            classed.rule
        }
    }

    /// The class of an id.
    #[must_use]
    pub fn class(&self, id: &str) -> Option<&TestClass> {
        self.classes.iter().find(|class| class.id == id)
    }
}

/// The codes of a test, and those of each of its parts.
fn apart(codes: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut groups = codes.split(PART);
    (groups.next().unwrap_or_default(), groups)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn class(id: &str, codes: &[&str], rule: Rule, is_sensitive: bool) -> TestClass {
        TestClass {
            id: id.to_owned(),
            name: id.to_owned(),
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            rule,
            is_sensitive,
            reason: String::new(),
        }
    }

    pub fn settings() -> ReleaseSettings {
        ReleaseSettings {
            classes: vec![
                class("blood", &["58410-2", "718-7"], Rule::AtOnce, false),
                class("hiv", &["56888-1"], Rule::ByHand { deadline_hours: None }, true),
                class("genes", &["81247-9"], Rule::Never, false),
            ],
            ..ReleaseSettings::default()
        }
    }

    #[test]
    fn the_strictest_class_holds_and_one_sensitive_member_makes_all_sensitive() {
        let settings = settings();
        let of = |codes: &[&str]| {
            let (own, tests) = codes.split_first().unwrap_or((&"", &[]));
            let classed = settings.classify(own, tests, true);
            (classed.class.unwrap_or_default(), RuleKind::of(classed.rule), classed.is_sensitive)
        };
        assert_eq!(of(&["718-7"]), ("blood".to_owned(), RuleKind::AtOnce, false));
        assert_eq!(of(&["718-7", "56888-1"]), ("hiv".to_owned(), RuleKind::ByHandOnly, true));
        assert_eq!(of(&["", "56888-1", "81247-9", "718-7"]), ("genes".to_owned(), RuleKind::Never, true));
        assert_eq!(of(&["local 56888-1"]), ("hiv".to_owned(), RuleKind::ByHandOnly, true));
        assert_eq!(of(&["1234-5"]), (String::new(), RuleKind::ByHand, false));
        assert_eq!(of(&[]), (String::new(), RuleKind::ByHand, false));
        assert_eq!(settings.sensitive_codes(), ["56888-1", RESTRICTED]);
    }

    #[test]
    fn tests_of_no_class_count_unless_the_report_has_one() {
        let settings = settings();
        let of = |own: &str, tests: &[&str]| RuleKind::of(settings.classify(own, tests, true).rule);
        assert_eq!(
            of("58410-2", &["1234-5", "718-7"]),
            RuleKind::AtOnce,
            "a panel with a class covers its tests"
        );
        assert_eq!(of("x", &["718-7", "718-7"]), RuleKind::AtOnce, "every test has a class");
        assert_eq!(of("x", &["718-7", "1234-5"]), RuleKind::ByHand, "one has none");
        let never = ReleaseSettings { laboratory: Rule::Never, ..settings.clone() };
        assert_eq!(never.classify("x", &["718-7", "1234-5"], true).rule, Rule::Never);
        assert_eq!(never.classify("718-7", &[], true).rule, Rule::AtOnce);
    }

    #[test]
    fn parts_of_a_test_count_as_tests_of_a_report_do() {
        let settings = settings();
        let of = |own: &str, tests: &[&str]| {
            let classed = settings.classify(own, tests, true);
            (RuleKind::of(classed.rule), classed.is_sensitive)
        };
        assert_eq!(of("x !part y !part local 56888-1", &[]), (RuleKind::ByHandOnly, true));
        assert_eq!(of("x", &["y !part 56888-1", "718-7"]), (RuleKind::ByHandOnly, true));
        assert_eq!(of("718-7 !part 81247-9", &[]), (RuleKind::Never, false), "a class covers what has none");
        assert_eq!(of("x !part 718-7", &[]), (RuleKind::AtOnce, false), "every part has a class");
        assert_eq!(of("x !part x !part 718-7", &[]), (RuleKind::ByHand, false), "one has none");
        assert_eq!(of("718-7 !part y", &[]), (RuleKind::AtOnce, false));
        assert_eq!(of("58410-2", &["x !part y"]), (RuleKind::AtOnce, false));
        assert_eq!(
            of("!part 56888-1 !restricted", &[]),
            (RuleKind::ByHandOnly, true),
            "it has no code itself"
        );
    }

    #[test]
    fn reports_of_no_class_follow_their_kind() {
        let settings = ReleaseSettings { other: Rule::After { hours: 48 }, ..settings() };
        assert_eq!(settings.classify("x", &[], false).rule, Rule::After { hours: 48 });
        assert_eq!(settings.classify("x", &[], true).rule, Rule::ByHand { deadline_hours: Some(72) });
    }

    #[test]
    fn what_the_sender_marked_holds_whatever_the_class_says() {
        let settings = ReleaseSettings {
            classes: vec![class("blood", &["718-7"], Rule::AtOnce, false)],
            ..ReleaseSettings::default()
        };
        let marked = |codes: &str| settings.classify("24323-8", &[codes], true);
        assert!(!marked("718-7").is_sensitive);
        assert!(marked("718-7 !restricted").is_sensitive);
        assert_eq!(marked("718-7 !restricted").rule, Rule::AtOnce, "that of its class");
        assert_eq!(marked("718-7 !not-for-the-patient").rule, Rule::Never);
        assert_eq!(settings.classify("718-7 !not-for-the-patient", &[], true).rule, Rule::Never);
    }

    #[test]
    fn history_is_shown_at_once_except_what_is_sensitive_or_never_shown() {
        let settings = ReleaseSettings { history_days: Some(365), ..settings() };
        let now = Instant(2_000 * DAY);
        let rule_of = |code: &str, days: i64| {
            let classed = settings.classify(code, &[], true);
            settings.rule_at(&classed, now.plus_seconds(-days * DAY), now)
        };
        assert_eq!(rule_of("x", 365), Rule::AtOnce);
        assert_eq!(rule_of("x", 364), Rule::ByHand { deadline_hours: Some(72) });
        assert_eq!(rule_of("56888-1", 1_000), Rule::ByHand { deadline_hours: None });
        assert_eq!(rule_of("81247-9", 1_000), Rule::Never);
        let undated = settings.classify("x", &[], true);
        assert_eq!(settings.rule_at(&undated, Instant(i64::MIN), now), undated.rule);
        let never = ReleaseSettings { history_days: None, ..settings.clone() };
        assert_eq!(never.rule_at(&undated, Instant(0), now), undated.rule);
    }

    #[test]
    fn what_an_older_version_stored_is_read() {
        let read: ReleaseSettings = serde_json::from_str("{}").expect("settings");
        assert_eq!(read, ReleaseSettings::default());
    }
}
