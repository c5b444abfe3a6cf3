//! Values, judgements and dates in the reader's words, as the pages say them.

use super::result_words;
use app::dates::day;
use app::texts::{t, tf};
use i18n::k;
use usecases::results::{WholeMeasurement, WholeResult, WholeTest};

/// A value, what is usual, how it was judged.
pub fn cells(test: &WholeTest) -> [String; 3] {
    let usual = test.range.as_ref().and_then(|range| result_words::usual(range, test.value.unit.as_deref()));
    let judged = test.flag.map(|flag| result_words::flag(flag).0.to_owned());
    [result_words::value(&test.value), usual.unwrap_or_default(), judged.unwrap_or_default()]
}

/// What else is known of a test: how far it is, where not complete, and remarks.
pub fn remarks(test: &WholeTest) -> String {
    let stage = result_words::stage(test.stage).map(|(words, _)| words.to_owned());
    stage.into_iter().chain(test.notes.iter().cloned()).collect::<Vec<_>>().join("\n")
}

/// A date as far as it is known.
pub fn date(recorded: &str) -> String {
    day(recorded).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned())
}

/// What is known of a result beside its tests: a name and words for each.
pub fn about(result: &WholeResult) -> Vec<(String, String)> {
    let mut facts = vec![(t(k::RESULTS_DATE).to_owned(), date(&result.date))];
    if let Some((words, _)) = result_words::stage(result.stage) {
        facts.push((t(k::ENTRY_STATUS).to_owned(), words.to_owned()));
    }
    if let Some(by) = &result.recorded_by {
        facts.push((t(k::ENTRY_PART_PERFORMER).to_owned(), by.clone()));
    }
    for words in &result.conclusions {
        facts.push((t(k::RESULTS_CONCLUSION).to_owned(), words.clone()));
    }
    if let Some(comment) = &result.comment {
        let name = match &result.clinician {
            Some(name) => tf(k::RESULTS_COMMENT_BY, &[("name", name)]),
            None => t(k::RESULTS_COMMENT).to_owned(),
        };
        facts.push((name, comment.clone()));
    }
    facts
}

/// A row of a table of results: the result's date and name, the test and what is known of it, then what is known of the result.
pub fn result_row(result: &WholeResult, test: Option<&WholeTest>) -> [String; 9] {
    let nothing = || [String::new(), String::new(), String::new()];
    let [value, usual, judged] = test.map_or_else(nothing, cells);
    let comment = match (&result.comment, &result.clinician) {
        (Some(comment), Some(name)) => format!("{comment}\n{name}"),
        (comment, _) => comment.clone().unwrap_or_default(),
    };
    [
        result.date.clone(),
        result.title.clone(),
        test.map(|test| test.title.clone()).unwrap_or_default(),
        value,
        usual,
        judged,
        test.map(remarks).unwrap_or_default(),
        result.conclusions.join("\n"),
        comment,
    ]
}

/// A measurement: what, value, judgement, remarks.
pub fn measured(found: &WholeMeasurement) -> [String; 4] {
    let [value, _, judged] = cells(&found.test);
    [found.test.title.clone(), value, judged, remarks(&found.test)]
}
