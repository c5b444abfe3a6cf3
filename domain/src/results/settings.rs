//! What a clinic decides about results: classes of tests with a rule each, what holds for all others, and sentences that
//! clinicians add often.

use super::release::Rule;
use crate::account::contract::Freshness;
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
    fn rule(self, hours: &str) -> Option<Rule> {
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
    /// test makes the whole sensitive.
    #[must_use]
    pub fn classify(&self, own: &str, tests: &[&str], is_laboratory: bool) -> Classed {
        let of_own = self.met(own);
        let fallback = if is_laboratory { self.laboratory } else { self.other };
        let mut all: Vec<Option<&TestClass>> = of_own.iter().copied().map(Some).collect();
        for test in tests {
            let met = self.met(test);
            if met.is_empty() && of_own.is_empty() {
                all.push(None);
            }
            all.extend(met.into_iter().map(Some));
        }
        let rule_of = |class: &Option<&TestClass>| class.map_or(fallback, |class| class.rule);
        let strictest = all.iter().max_by_key(|class| rule_of(class).strictness());
        Classed {
            class: strictest.and_then(|class| class.map(|class| class.id.clone())),
            rule: strictest.map_or(fallback, rule_of),
            is_sensitive: all.iter().flatten().any(|class| class.is_sensitive),
        }
    }

    /// The classes that codes, apart by spaces, belong to.
    fn met(&self, codes: &str) -> Vec<&TestClass> {
        let has =
            |class: &&TestClass| codes.split(' ').any(|code| class.codes.iter().any(|known| known == code));
        self.classes.iter().filter(has).collect()
    }

    /// Codes of tests that only the patients themselves see.
    #[must_use]
    pub fn sensitive_codes(&self) -> Vec<&str> {
        let sensitive = self.classes.iter().filter(|class| class.is_sensitive);
        sensitive.flat_map(|class| &class.codes).map(String::as_str).collect()
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

/// Asks for a change of what holds for all tests, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRulesRequest {
    /// What it is based on.
    pub version: String,
    /// The rule for laboratory tests.
    pub laboratory: RuleKind,
    /// Its hours.
    #[serde(default)]
    pub laboratory_hours: String,
    /// The rule for other reports.
    pub other: RuleKind,
    /// Its hours.
    #[serde(default)]
    pub other_hours: String,
    /// Days from which on something is history; empty for never.
    #[serde(default)]
    pub history_days: String,
    /// Sentences, one per line.
    #[serde(default)]
    pub sentences: String,
}

/// Asks for a class to be added or changed, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveClassRequest {
    /// What it is based on.
    pub version: String,
    /// The class; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its codes, apart by spaces, commas, or lines.
    #[serde(default)]
    pub codes: String,
    /// Its rule.
    pub rule: RuleKind,
    /// The rule's hours.
    #[serde(default)]
    pub hours: String,
    /// Whether only the patients themselves see them.
    #[serde(default)]
    pub is_sensitive: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Asks for a class to be taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveClassRequest {
    /// What it is based on.
    pub version: String,
    /// The class.
    pub id: String,
}

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasePage {
    /// What holds now.
    pub settings: ReleaseSettings,
    /// Names what was read; a change says what it is based on.
    pub version: String,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// The settings were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRelease {
    /// Names what holds now.
    pub version: String,
}

/// Problems of a form: fields and why.
type Problems = Vec<(&'static str, &'static str)>;

/// The settings with what was typed for all tests.
///
/// # Errors
/// Every field that cannot be, with the reason.
pub fn read_rules(before: &ReleaseSettings, request: &SaveRulesRequest) -> Result<ReleaseSettings, Problems> {
    let mut problems = Vec::new();
    let laboratory = request.laboratory.rule(&request.laboratory_hours);
    let other = request.other.rule(&request.other_hours);
    if laboratory.is_none() {
        problems.push(("laboratory_hours", "release_hours"));
    }
    if other.is_none() {
        problems.push(("other_hours", "release_hours"));
    }
    let sentences: Vec<String> = request
        .sentences
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if sentences.len() > MOST_SENTENCES || sentences.iter().any(|line| line.chars().count() > LONGEST.1) {
        problems.push(("sentences", "release_sentences"));
    }
    let days = request.history_days.trim();
    let history_days = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if history_days.is_none() && !days.is_empty() {
        problems.push(("history_days", "release_days"));
    }
    match (laboratory, other) {
        (Some(laboratory), Some(other)) if problems.is_empty() => {
            Ok(ReleaseSettings { laboratory, other, history_days, sentences, ..before.clone() })
        }
        _ => Err(problems),
    }
}

/// The settings with a class as typed; `new_id` names a new one.
///
/// # Errors
/// Every field that cannot be, with the reason.
pub fn read_class(
    before: &ReleaseSettings,
    request: &SaveClassRequest,
    new_id: String,
) -> Result<ReleaseSettings, Problems> {
    let mut problems = Vec::new();
    let name = request.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_taken = before.classes.iter().any(|class| class.id != request.id && class.name == name);
    if name.is_empty() {
        problems.push(("name", "fill_in"));
    } else if name.chars().count() > LONGEST.0 {
        problems.push(("name", "release_name_long"));
    } else if is_taken {
        problems.push(("name", "release_name_taken"));
    }
    let mut codes: Vec<String> = Vec::new();
    for code in request.codes.split(|sign: char| sign.is_whitespace() || ",;".contains(sign)) {
        if !code.is_empty() && !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    let is_code = |code: &String| code.len() <= 40 && code.chars().all(|sign| sign.is_ascii_graphic());
    if codes.is_empty() {
        problems.push(("codes", "release_codes_none"));
    } else if codes.len() > MOST_CODES || !codes.iter().all(is_code) {
        problems.push(("codes", "release_codes"));
    }
    let rule = request.rule.rule(&request.hours);
    if rule.is_none() {
        problems.push(("hours", "release_hours"));
    }
    let reason = request.reason.trim().to_owned();
    if reason.chars().count() > LONGEST.2 {
        problems.push(("reason", "release_reason_long"));
    } else if request.rule == RuleKind::Never && reason.is_empty() {
        problems.push(("reason", "release_reason"));
    }
    let mut next = before.clone();
    let known = next.classes.iter().position(|class| class.id == request.id);
    if known.is_none() && !request.id.is_empty() {
        problems.push(("name", "release_class_gone"));
    } else if known.is_none() && next.classes.len() >= MOST_CLASSES {
        problems.push(("name", "release_classes_many"));
    }
    let Some(rule) = rule.filter(|_| problems.is_empty()) else { return Err(problems) };
    let id = if request.id.is_empty() { new_id } else { request.id.clone() };
    let class = TestClass { id, name, codes, rule, is_sensitive: request.is_sensitive, reason };
    match known.and_then(|index| next.classes.get_mut(index)) {
        Some(place) => *place = class,
        None => next.classes.push(class),
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
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

    fn settings() -> ReleaseSettings {
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
        assert_eq!(settings.sensitive_codes(), ["56888-1"]);
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
    fn reports_of_no_class_follow_their_kind() {
        let settings = ReleaseSettings { other: Rule::After { hours: 48 }, ..settings() };
        assert_eq!(settings.classify("x", &[], false).rule, Rule::After { hours: 48 });
        assert_eq!(settings.classify("x", &[], true).rule, Rule::ByHand { deadline_hours: Some(72) });
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

    fn typed(rule: RuleKind, hours: &str, codes: &str) -> SaveClassRequest {
        SaveClassRequest {
            version: String::new(),
            id: String::new(),
            name: " Blood   count ".to_owned(),
            codes: codes.to_owned(),
            rule,
            hours: hours.to_owned(),
            is_sensitive: false,
            reason: String::new(),
        }
    }

    #[test]
    fn a_class_is_read_as_it_was_typed() {
        let before = settings();
        let next =
            read_class(&before, &typed(RuleKind::After, " 24 ", "58410-2, 718-7\n718-7;x"), "n".to_owned());
        let added = next.expect("settings").classes.pop().expect("a class");
        assert_eq!((added.id.as_str(), added.name.as_str()), ("n", "Blood count"));
        assert_eq!(added.codes, ["58410-2", "718-7", "x"]);
        assert_eq!(added.rule, Rule::After { hours: 24 });
        let changed = SaveClassRequest { id: "hiv".to_owned(), ..typed(RuleKind::AtOnce, "", "1") };
        let next = read_class(&before, &changed, "n".to_owned()).expect("settings");
        assert_eq!(next.classes.len(), 3);
        assert_eq!(next.class("hiv").map(|class| class.rule), Some(Rule::AtOnce));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let before = settings();
        let fields = |request: &SaveClassRequest| -> Vec<&str> {
            let problems = read_class(&before, request, "n".to_owned()).expect_err("problems");
            problems.into_iter().map(|(field, _)| field).collect()
        };
        for hours in ["", "0", "-1", "2161", "x", "1.5"] {
            assert_eq!(fields(&typed(RuleKind::After, hours, "1")), ["hours"], "{hours}");
        }
        assert_eq!(fields(&typed(RuleKind::AtOnce, "", " ,; ")), ["codes"]);
        assert_eq!(fields(&typed(RuleKind::Never, "", "1")), ["reason"]);
        assert_eq!(
            fields(&SaveClassRequest { name: " ".to_owned(), ..typed(RuleKind::AtOnce, "", "1") }),
            ["name"]
        );
        assert_eq!(
            fields(&SaveClassRequest { name: "hiv".to_owned(), ..typed(RuleKind::AtOnce, "", "1") }),
            ["name"]
        );
        assert_eq!(
            fields(&SaveClassRequest { id: "gone".to_owned(), ..typed(RuleKind::AtOnce, "", "1") }),
            ["name"]
        );
    }

    #[test]
    fn rules_for_all_keep_the_classes() {
        let request = SaveRulesRequest {
            version: String::new(),
            laboratory: RuleKind::After,
            laboratory_hours: "12".to_owned(),
            other: RuleKind::ByHandOnly,
            other_hours: "nonsense".to_owned(),
            history_days: " 365 ".to_owned(),
            sentences: "All is well.\n\n  Please call us. ".to_owned(),
        };
        let next = read_rules(&settings(), &request).expect("settings");
        assert_eq!(next.classes, settings().classes);
        assert_eq!(next.laboratory, Rule::After { hours: 12 });
        assert_eq!(next.other, Rule::ByHand { deadline_hours: None });
        assert_eq!(next.history_days, Some(365));
        assert_eq!(next.sentences, ["All is well.", "Please call us."]);
        let never = SaveRulesRequest { history_days: String::new(), ..request.clone() };
        assert_eq!(read_rules(&settings(), &never).map(|next| next.history_days), Ok(None));
        for days in ["0", "-3", "3651", "x"] {
            let wrong = SaveRulesRequest { history_days: days.to_owned(), ..request.clone() };
            assert_eq!(
                read_rules(&settings(), &wrong).expect_err("problems"),
                [("history_days", "release_days")]
            );
        }
        let wrong = SaveRulesRequest { laboratory_hours: String::new(), ..request };
        assert_eq!(
            read_rules(&settings(), &wrong).expect_err("problems"),
            [("laboratory_hours", "release_hours")]
        );
    }

    #[test]
    fn what_an_older_version_stored_is_read() {
        let read: ReleaseSettings = serde_json::from_str("{}").expect("settings");
        assert_eq!(read, ReleaseSettings::default());
    }
}
