//! Changes of what a clinic decides about results, as typed, and how they are read.

use super::settings::{
    LONGEST, MOST_CLASSES, MOST_CODES, MOST_DAYS, MOST_SENTENCES, ReleaseSettings, RuleKind, TestClass,
};
use crate::account::contract::Freshness;
use serde::{Deserialize, Serialize};

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
    use super::super::release::Rule;
    use super::super::settings::tests::settings;
    use super::*;

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
}
