//! A part of the record as a table for spreadsheets.

use super::{entries, values};
use app::texts::t;
use domain::csv::row;
use domain::downloads::Part;
use domain::records::contract::Section;
use i18n::{Key, k};
use usecases::downloads::Chapter;
use usecases::records::WholeEntry;

/// The table, with a row for its head; dates as they were recorded, so that they can be sorted.
pub fn table(part: Part, chapter: &Chapter) -> String {
    match (chapter, part.section()) {
        (Chapter::Entries(entries), section) => {
            let section = section.unwrap_or(Section::Documents);
            let head = [
                k::ENTRY_DATE,
                k::DOWNLOADS_END,
                k::DOWNLOADS_NAME,
                k::ENTRY_CODE,
                k::ENTRY_STATUS,
                k::ENTRY_DETAILS,
                k::ENTRY_PEOPLE,
                k::ENTRY_NOTES,
            ];
            let rows = entries.iter().map(|entry| entry_row(section, entry));
            written(&head, rows)
        }
        (Chapter::Results(results), _) => {
            let head = [
                k::RESULTS_DATE,
                k::DOWNLOADS_NAME,
                k::RESULTS_TEST,
                k::RESULTS_VALUE,
                k::RESULTS_USUAL,
                k::RESULTS_JUDGED,
                k::ENTRY_NOTES,
                k::RESULTS_CONCLUSION,
                k::RESULTS_COMMENT,
            ];
            let rows = results.iter().flat_map(|result| {
                let alone = result.tests.is_empty().then(|| values::result_row(result, None));
                let tests = result.tests.iter().map(|test| values::result_row(result, Some(test)));
                alone.into_iter().chain(tests)
            });
            written(&head, rows)
        }
        (Chapter::Measurements(found), _) => {
            let head =
                [k::ENTRY_DATE, k::DOWNLOADS_NAME, k::RESULTS_VALUE, k::RESULTS_JUDGED, k::ENTRY_NOTES];
            let rows = found.iter().map(|one| {
                let [title, value, judged, remarks] = values::measured(one);
                [one.date.clone(), title, value, judged, remarks]
            });
            written(&head, rows)
        }
    }
}

fn entry_row(section: Section, entry: &WholeEntry) -> [String; 8] {
    let view = &entry.view;
    let facts = view.facts.iter().map(|fact| {
        let name = t(app::layout::record::words::fact(fact.kind));
        format!("{name}: {}", app::layout::record::words::fact_words(fact))
    });
    let details: Vec<String> = entries::details(section, entry).chain(facts).collect();
    let people = view.people.iter().map(|person| {
        let part = t(app::layout::record::words::part(person.role));
        format!("{part}: {}", person.name)
    });
    [
        view.date.clone(),
        view.end.clone().unwrap_or_default(),
        entry.title.clone(),
        view.code.clone().unwrap_or_default(),
        entries::standing(section, entry),
        details.join("\n"),
        people.collect::<Vec<_>>().join("\n"),
        view.notes.join("\n"),
    ]
}

fn written<const N: usize>(head: &[Key; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut table = row(&head.map(t));
    for cells in rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        table.push_str(&row(&cells));
    }
    table
}
