//! The record as a document: whom it is about, then its parts in their order.

use super::{entries, values};
use crate::printed::{self, Mark};
use app::dates::day;
use app::downloads::words::part as name_of;
use app::texts::{t, tf};
use domain::civil::LocalMinute;
use domain::downloads::Part;
use domain::ids::EntryId;
use domain::records::contract::Section;
use i18n::{Lang, k};
use pdf::{Block, Document, Level, Table};
use std::collections::BTreeMap;
use usecases::downloads::{Chapter, Patient};
use usecases::facility::Facility;
use usecases::records::WholeEntry;
use usecases::results::{WholeMeasurement, WholeResult};

/// What was read, and what is said beside it.
pub struct Record {
    /// The reader's language.
    pub lang: Lang,
    /// The clinic.
    pub facility: Facility,
    /// Its mark.
    pub(crate) mark: Mark,
    /// Whom it is about.
    pub patient: Patient,
    /// When it was asked for, on the clinic's clock.
    pub asked: LocalMinute,
    /// By whom, where that is not the patient.
    pub asked_by: Option<String>,
    /// Not before, and not after.
    pub days: (Option<String>, Option<String>),
    /// The parts.
    pub chapters: Vec<(Part, Chapter)>,
    /// Texts of documents and of results.
    pub texts: BTreeMap<EntryId, Vec<String>>,
}

/// The document, in the language that texts are asked for in.
#[must_use]
pub fn document(record: &Record) -> Document {
    let name = &record.patient.name;
    let born = record.patient.born.as_deref().and_then(day);
    let about = match &born {
        Some(born) => tf(k::DOWNLOADS_ABOUT, &[("name", name), ("born", born)]),
        None => name.clone(),
    };
    let mut blocks = head(record, born);
    for (part, chapter) in &record.chapters {
        blocks.push(Block::Heading(Level::Chapter, t(name_of(*part)).to_owned()));
        let before = blocks.len();
        match (chapter, part.section()) {
            (Chapter::Entries(entries), Some(Section::Documents)) => papers(record, entries, &mut blocks),
            (Chapter::Entries(entries), Some(section)) => listed(section, entries, &mut blocks),
            (Chapter::Results(results), _) => {
                results.iter().for_each(|result| one(record, result, &mut blocks))
            }
            (Chapter::Measurements(found), _) => blocks.extend(measured(found)),
            (Chapter::Entries(_), None) => {}
        }
        if blocks.len() == before {
            blocks.push(Block::Paragraph(t(k::DOWNLOADS_NOTHING).to_owned()));
        }
    }
    Document {
        lang: record.lang.code().to_owned(),
        paper: printed::paper(&record.facility),
        clinic: record.facility.name.clone(),
        color: record.mark.color,
        logo: record.mark.logo.clone(),
        title: tf(k::DOWNLOADS_RECORD_OF, &[("name", name)]),
        about,
        blocks,
        page_of: t(k::DOWNLOADS_PAGE_OF).to_owned(),
        made: format!("{}: {}", t(k::DOWNLOADS_MADE), i18n::numeric_date(&t, record.asked)),
    }
}

/// Whom it is about, what it is of, and who made it.
fn head(record: &Record, born: Option<String>) -> Vec<Block> {
    let day_of = |day_of: &Option<String>| day_of.as_deref().and_then(day);
    let days = match (day_of(&record.days.0), day_of(&record.days.1)) {
        (Some(from), Some(to)) => tf(k::ENTRY_FROM_TO, &[("from", &from), ("to", &to)]),
        (Some(from), None) => tf(k::DOWNLOADS_SINCE, &[("from", &from)]),
        (None, Some(to)) => tf(k::DOWNLOADS_UP_TO, &[("to", &to)]),
        (None, None) => t(k::DOWNLOADS_ALL_DAYS).to_owned(),
    };
    let parts: Vec<&str> = record.chapters.iter().map(|(part, _)| t(name_of(*part))).collect();
    let made = format!("{} {}", i18n::numeric_date(&t, record.asked), i18n::time(record.asked));
    let ways = &record.facility.contacts;
    let facts = [
        (k::DOWNLOADS_PATIENT, Some(record.patient.name.clone())),
        (k::DOWNLOADS_BORN, born),
        (k::DOWNLOADS_NUMBER, record.patient.number.clone()),
        (k::DOWNLOADS_PARTS, Some(parts.join(", "))),
        (k::DOWNLOADS_DAYS, Some(days)),
        (k::DOWNLOADS_MADE, Some(made)),
        (k::DOWNLOADS_ASKED_BY, record.asked_by.clone()),
        (k::UI_PHONE, ways.phone.clone()),
        (k::UI_EMAIL, ways.email.clone()),
        (k::UI_ADDRESS, ways.address.clone()),
    ];
    let facts = facts.into_iter().filter_map(|(name, words)| Some((t(name).to_owned(), words?)));
    let mut note = tf(k::DOWNLOADS_NOTE, &[("clinic", &record.facility.name)]);
    if record.days.0.is_some() || record.days.1.is_some() {
        note = format!("{note} {}", t(k::DOWNLOADS_NOTE_DAYS));
    }
    vec![Block::Facts(facts.collect()), Block::Note(note)]
}

/// Entries in tables; what still holds apart from what is over, where that is told apart.
fn listed(section: Section, all: &[WholeEntry], blocks: &mut Vec<Block>) {
    let row = |entry: &WholeEntry| {
        vec![
            entry.title.clone(),
            entries::told(section, entry),
            entries::dates(entry),
            entries::standing(section, entry),
        ]
    };
    let table = |rows: Vec<Vec<String>>| {
        let head = [k::DOWNLOADS_NAME, k::ENTRY_DETAILS, k::ENTRY_DATE, k::ENTRY_STATUS];
        let head = head.map(|key| t(key).to_owned()).to_vec();
        Block::Table(Table { head, rows, is_row_named: true })
    };
    let of = |is_current: bool| -> Vec<Vec<String>> {
        all.iter().filter(|entry| entry.is_current == is_current).map(row).collect()
    };
    if !section.has_past() {
        if !all.is_empty() {
            blocks.push(table(all.iter().map(row).collect()));
        }
        return;
    }
    for (title, rows) in [(k::RECORDS_CURRENT, of(true)), (k::RECORDS_PAST, of(false))] {
        if !rows.is_empty() {
            blocks.push(Block::Heading(Level::Section, t(title).to_owned()));
            blocks.push(table(rows));
        }
    }
}

/// Documents, each with its text where it is one.
fn papers(record: &Record, all: &[WholeEntry], blocks: &mut Vec<Block>) {
    for entry in all {
        blocks.push(Block::Heading(Level::Section, entry.title.clone()));
        let mut facts = vec![
            (t(k::ENTRY_DATE).to_owned(), entries::dates(entry)),
            (t(k::ENTRY_STATUS).to_owned(), entries::standing(Section::Documents, entry)),
        ];
        facts.extend(entries::facts(Section::Documents, entry));
        blocks.push(Block::Facts(facts));
        let texts = record.texts.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
        blocks.extend(texts.iter().map(|text| Block::Paragraph(text.clone())));
        let held = entry.view.files.iter().filter(|file| file.is_held).count();
        if held > texts.len() {
            blocks.push(Block::Note(t(k::DOWNLOADS_FILES_ELSEWHERE).to_owned()));
        }
    }
}

/// A result with its tests, and the texts among its files.
fn one(record: &Record, result: &WholeResult, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(Level::Section, result.title.clone()));
    blocks.push(Block::Facts(values::about(result)));
    let head = [k::RESULTS_TEST, k::RESULTS_VALUE, k::RESULTS_USUAL, k::RESULTS_JUDGED, k::ENTRY_NOTES];
    let rows = result.tests.iter().map(|test| {
        let [value, usual, judged] = values::cells(test);
        vec![test.title.clone(), value, usual, judged, values::remarks(test)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        let head = head.map(|key| t(key).to_owned()).to_vec();
        blocks.push(Block::Table(Table { head, rows, is_row_named: true }));
    }
    let texts = record.texts.get(&result.id).map(Vec::as_slice).unwrap_or_default();
    blocks.extend(texts.iter().map(|text| Block::Paragraph(text.clone())));
    if result.held_files > texts.len() {
        blocks.push(Block::Note(t(k::DOWNLOADS_FILES_ELSEWHERE).to_owned()));
    }
}

fn measured(found: &[WholeMeasurement]) -> Option<Block> {
    let head = [k::DOWNLOADS_NAME, k::ENTRY_DATE, k::RESULTS_VALUE, k::RESULTS_JUDGED, k::ENTRY_NOTES];
    let rows = found.iter().map(|one| {
        let [title, value, judged, remarks] = values::measured(one);
        vec![title, values::date(&one.date), value, judged, remarks]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = head.map(|key| t(key).to_owned()).to_vec();
    (!rows.is_empty()).then_some(Block::Table(Table { head, rows, is_row_named: true }))
}
