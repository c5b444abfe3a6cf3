//! How to take a medicine: the prescriber's own words, or else what is certain of the parts, in a sentence.

use super::{code_words, facts};
use fhir::{Dosage, Quantity, Range};
use i18n::{Key, Lang, fill, k, text};

/// What a unit of a period is called: of one, and of several.
const UNITS: [(&str, Key, Key); 7] = [
    ("s", k::DOSAGE_PER_S, k::DOSAGE_UNIT_S),
    ("min", k::DOSAGE_PER_MIN, k::DOSAGE_UNIT_MIN),
    ("h", k::DOSAGE_PER_H, k::DOSAGE_UNIT_H),
    ("d", k::DOSAGE_PER_D, k::DOSAGE_UNIT_D),
    ("wk", k::DOSAGE_PER_WK, k::DOSAGE_UNIT_WK),
    ("mo", k::DOSAGE_PER_MO, k::DOSAGE_UNIT_MO),
    ("a", k::DOSAGE_PER_A, k::DOSAGE_UNIT_A),
];
/// Events of the day (HL7's EventTiming and TimingEvent) that people have words for.
const EVENTS: [(&str, Key); 19] = [
    ("HS", k::DOSAGE_WHEN_HS),
    ("WAKE", k::DOSAGE_WHEN_WAKE),
    ("C", k::DOSAGE_WHEN_C),
    ("CM", k::DOSAGE_WHEN_CM),
    ("CD", k::DOSAGE_WHEN_CD),
    ("CV", k::DOSAGE_WHEN_CV),
    ("AC", k::DOSAGE_WHEN_AC),
    ("ACM", k::DOSAGE_WHEN_ACM),
    ("ACD", k::DOSAGE_WHEN_ACD),
    ("ACV", k::DOSAGE_WHEN_ACV),
    ("PC", k::DOSAGE_WHEN_PC),
    ("PCM", k::DOSAGE_WHEN_PCM),
    ("PCD", k::DOSAGE_WHEN_PCD),
    ("PCV", k::DOSAGE_WHEN_PCV),
    ("MORN", k::DOSAGE_WHEN_MORN),
    ("NOON", k::DOSAGE_WHEN_NOON),
    ("AFT", k::DOSAGE_WHEN_AFT),
    ("EVE", k::DOSAGE_WHEN_EVE),
    ("NIGHT", k::DOSAGE_WHEN_NIGHT),
];
const DAYS: [(&str, Key); 7] = [
    ("mon", k::DATE_DAY_1),
    ("tue", k::DATE_DAY_2),
    ("wed", k::DATE_DAY_3),
    ("thu", k::DATE_DAY_4),
    ("fri", k::DATE_DAY_5),
    ("sat", k::DATE_DAY_6),
    ("sun", k::DATE_DAY_7),
];
const UCUM: &str = "http://unitsofmeasure.org";

/// Each instruction, and after it what else is to be heeded.
pub fn lines(dosages: &[Dosage], lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for dosage in dosages {
        let told = dosage.patient_text.clone().or_else(|| dosage.text.clone());
        let told = told.or_else(|| sentence(dosage, lang));
        let known = told.as_deref().unwrap_or_default().to_lowercase();
        lines.extend(told);
        lines.extend(facts::words(&dosage.additions).filter(|words| !known.contains(&words.to_lowercase())));
    }
    lines
}

/// What is certain of an instruction without words; what is not known is left out.
fn sentence(dosage: &Dosage, lang: Lang) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(dose(dosage, lang));
    parts.extend(frequency(dosage, lang));
    let days: Vec<&str> = dosage.days.iter().filter_map(|day| word(&DAYS, day, lang)).collect();
    if !days.is_empty() {
        parts.push(fill(text(lang, k::DOSAGE_DAYS), &[("days", &days.join(", "))]));
    }
    let times: Vec<&str> = dosage.times.iter().map(|time| time.get(..5).unwrap_or(time)).collect();
    if !times.is_empty() {
        parts.push(fill(text(lang, k::DOSAGE_AT), &[("times", &times.join(", "))]));
    }
    parts.extend(dosage.when.iter().filter_map(|event| word(&EVENTS, event, lang)).map(ToOwned::to_owned));
    if dosage.is_as_needed {
        let reason = dosage.as_needed_for.as_ref().filter(|reason| code_words::has_words(reason, lang));
        parts.push(match reason.and_then(|reason| reason.text.as_deref()) {
            Some(reason) => fill(text(lang, k::DOSAGE_AS_NEEDED_FOR), &[("reason", reason)]),
            None => text(lang, k::DOSAGE_AS_NEEDED).to_owned(),
        });
    }
    let sentence = parts.join(", ");
    let mut signs = sentence.chars();
    let first = signs.next()?;
    Some(first.to_uppercase().chain(signs).collect())
}

fn word(words: &[(&str, Key)], code: &str, lang: Lang) -> Option<&'static str> {
    words.iter().find(|(known, _)| *known == code).map(|(_, key)| text(lang, *key))
}

/// How much at a time.
fn dose(dosage: &Dosage, lang: Lang) -> Option<String> {
    let (amount, unit) = match (&dosage.dose, &dosage.dose_range) {
        (Some(dose), _) => (amount(dose)?, unit(dose)?),
        (None, Some(Range { low: Some(low), high: Some(high) })) if unit(low) == unit(high) => {
            (between(&amount(low)?, Some(&amount(high)?), lang), unit(low)?)
        }
        _ => return None,
    };
    Some(if unit.is_empty() {
        fill(text(lang, k::DOSAGE_AMOUNT), &[("amount", &amount)])
    } else {
        format!("{amount} {unit}")
    })
}

fn amount(dose: &Quantity) -> Option<String> {
    dose.value.as_deref().filter(|_| dose.comparator.is_none()).map(|number| plain(number).to_owned())
}

/// The unit in words, empty where something is counted; nothing where it is a code that says nothing to people.
fn unit(dose: &Quantity) -> Option<&str> {
    match (dose.unit.as_deref(), dose.code.as_deref()) {
        (Some(unit), _) => Some(unit),
        (None, None) => Some(""),
        (None, Some(code)) => {
            let is_plain = code.chars().all(|sign| sign.is_ascii_alphabetic());
            (dose.system.as_deref() == Some(UCUM) && is_plain).then_some(code)
        }
    }
}

/// A number without zeros that only a computer writes.
fn plain(number: &str) -> &str {
    let is_plain = number.contains('.') && !number.contains(['e', 'E']);
    if is_plain { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn between(low: &str, high: Option<&str>, lang: Lang) -> String {
    match high.filter(|high| *high != low) {
        Some(high) => fill(text(lang, k::DOSAGE_RANGE), &[("low", low), ("high", high)]),
        None => low.to_owned(),
    }
}

/// How often.
fn frequency(dosage: &Dosage, lang: Lang) -> Option<String> {
    let least = dosage.frequency.filter(|times| *times > 0)?.to_string();
    let period = plain(dosage.period.as_deref()?);
    let unit = dosage.period_unit.as_deref()?;
    let (_, per, units) = UNITS.iter().find(|(known, ..)| *known == unit)?;
    let most = dosage.frequency_max.map(|most| most.to_string());
    let times = between(&least, most.as_deref(), lang);
    let count = between(period, dosage.period_max.as_deref().map(plain), lang);
    let (per, units) = (text(lang, *per), text(lang, *units));
    let parts = [("times", times.as_str()), ("count", count.as_str()), ("per", per), ("units", units)];
    let key = match (times.as_str(), count.as_str()) {
        ("1", "1") => k::DOSAGE_ONCE,
        (_, "1") => k::DOSAGE_TIMES,
        ("1", _) => k::DOSAGE_EVERY,
        _ => k::DOSAGE_TIMES_EVERY,
    };
    Some(fill(text(lang, key), &parts))
}
