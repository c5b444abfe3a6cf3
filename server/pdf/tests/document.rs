//! Documents as files: structure, order, sheets, and that it can be read to somebody.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod reader;

use pdf::{Block, Document, Level, Paper, Picture, Table, document};
use reader::File;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn table(rows: usize) -> Block {
    let row = |number: usize| texts(&[&format!("Test {number}"), "5.10 mmol/L", "3.9–5.5", ""]);
    Block::Table(Table {
        head: texts(&["Test", "Value", "Usual", "Judged"]),
        rows: (1..=rows).map(row).collect(),
        is_row_named: true,
    })
}

fn sample() -> Document {
    Document {
        lang: "en".to_owned(),
        paper: Paper::A4,
        clinic: "Clínica Ñandú".to_owned(),
        color: [0x1f, 0x5f, 0x8b],
        logo: None,
        title: "Record of Ana Hughes".to_owned(),
        about: "Ana Hughes, born 1 May 1980".to_owned(),
        blocks: vec![
            Block::Facts(vec![
                ("Born".to_owned(), "1 May 1980".to_owned()),
                ("Number".to_owned(), String::new()),
            ]),
            Block::Note("Made on 30 November 2026.".to_owned()),
            Block::Heading(Level::Chapter, "Medications".to_owned()),
            Block::List(texts(&["Metformin 500 mg", "Ramipril 5 mg"])),
            Block::Heading(Level::Chapter, "Visits".to_owned()),
            Block::Paragraph("Nothing is here.\nNot yet.".to_owned()),
            Block::Heading(Level::Chapter, "Results".to_owned()),
            Block::Heading(Level::Section, "Lipids".to_owned()),
            table(2),
        ],
        page_of: "Page {page} of {pages}".to_owned(),
        made: "Made: 30 November 2026".to_owned(),
    }
}

fn file(of: &Document) -> File {
    File::read(document(of).expect("a file"))
}

const FOOT: &str = "Ana Hughes, born 1 May 1980Page 1 of 1Clínica ÑandúMade: 30 November 2026";

#[test]
fn it_says_everything_in_its_order_and_a_foot_on_each_sheet() {
    let body = "Clínica ÑandúRecord of Ana HughesBorn1 May 1980Number–Made on 30 November 2026.Medications•Metformin 500 mg\
        •Ramipril 5 mgVisitsNothing is here.Not yet.ResultsLipidsTestValueUsualJudgedTest 15.10 mmol/L3.9–5.5–Test 2\
        5.10 mmol/L3.9–5.5–";
    assert_eq!(file(&sample()).text(), format!("{body}{FOOT}"));
}

#[test]
fn every_part_says_what_it_is() {
    let mut said = sample();
    said.logo = Some(Picture { bytes: LOGO.to_vec(), alt: "A blue bird".to_owned() });
    let file = file(&said);
    for (part, count) in [
        ("/S/H1", 1),
        ("/S/H2", 3),
        ("/S/H3", 1),
        ("/S/L/", 2),
        ("/S/LI/", 4),
        ("/S/Table", 1),
        ("/S/THead", 1),
        ("/S/TBody", 1),
        ("/S/TR", 3),
        ("/S/TH/", 6),
        ("/S/TD/", 6),
        ("/Scope/Column", 4),
        ("/Scope/Row", 2),
        ("/S/Figure", 1),
        ("/Lang(en)", 2),
        ("/Marked true", 1),
        ("/DisplayDocTitle true", 1),
    ] {
        assert_eq!(file.count(part), count, "{part}");
    }
    assert_eq!(file.alternatives(), ["A blue bird"]);
    assert!(file.metadata().contains("<pdfuaid:part>1</pdfuaid:part>"), "{}", file.metadata());
    assert!(file.metadata().contains(&said.title), "{}", file.metadata());
    assert_eq!(file.bookmarks(), ["Record of Ana Hughes", "Medications", "Visits", "Results", "Lipids"]);
    assert!(file.every_font_is_embedded());
}

#[test]
fn a_long_table_has_its_head_on_every_sheet_and_says_it_once() {
    let mut said = sample();
    said.blocks = vec![Block::Heading(Level::Chapter, "Results".to_owned()), table(200)];
    let file = file(&said);
    let pages = file.page_texts();
    assert!(pages.len() > 4, "{}", pages.len());
    for (page, text) in (1..).zip(&pages) {
        assert!(text.contains("TestValueUsualJudged"), "sheet {page}: {text}");
        assert!(text.contains(&format!("Page {page} of {}", pages.len())), "{text}");
        assert!(text.contains("Ana Hughes, born 1 May 1980"), "{text}");
        assert!(text.contains("Made: 30 November 2026"), "{text}");
    }
    assert_eq!((file.count("/S/THead"), file.count("/S/TR")), (1, 201));
    assert_eq!(file.count("/Scope/Column"), 4, "the head is said once");
    // No row begins on one sheet and ends on the next.
    for number in 1..=200 {
        let row = format!("Test {number}5.10 mmol/L3.9–5.5–");
        assert_eq!(pages.iter().filter(|page| page.contains(&row)).count(), 1, "{row}");
    }
}

#[test]
fn a_row_that_no_sheet_holds_goes_on_and_a_long_word_is_broken() {
    let mut said = sample();
    let (tall, long) = ("word ".repeat(2_200), "W".repeat(400));
    let rows = vec![vec!["one".to_owned(), tall.clone()], vec![long.clone(), "two".to_owned()], vec![]];
    said.blocks =
        vec![table(30), Block::Table(Table { head: texts(&["A", "B"]), rows, is_row_named: false })];
    let file = file(&said);
    assert!(file.pages() > 3, "{}", file.pages());
    let pages = file.page_texts();
    let found: usize = pages.iter().map(|text| text.matches("word").count()).sum();
    assert_eq!(found, 2_200);
    assert!(pages.concat().contains(&long), "no sign is lost");
}

#[test]
fn a_heading_is_never_alone_at_the_foot_of_a_sheet() {
    for lines in 20..70 {
        let mut said = sample();
        said.blocks = vec![
            Block::Paragraph("A line.\n".repeat(lines)),
            Block::Heading(Level::Chapter, "Chapter here".to_owned()),
            Block::Heading(Level::Section, "Section here".to_owned()),
            table(3),
        ];
        for text in file(&said).page_texts() {
            let has = |words: &str| text.contains(words);
            assert_eq!(has("Chapter here"), has("Test 1"), "{lines}: {text}");
            assert_eq!(has("Section here"), has("Test 1"), "{lines}: {text}");
        }
    }
}

#[test]
fn every_writing_and_nothing_at_all_makes_a_file() {
    let mut said = sample();
    said.about = "Wolfeschlegelsteinhausenbergerdorff ".repeat(8);
    said.clinic = "Centro ".repeat(60);
    said.blocks = vec![
        Block::Heading(Level::Section, "No chapter before".to_owned()),
        Block::Heading(Level::Chapter, "  ".to_owned()),
        Block::Facts(vec![]),
        Block::List(vec![]),
        Block::Table(Table { head: texts(&["A"]), rows: vec![], is_row_named: true }),
        Block::Paragraph(String::new()),
        Block::Paragraph("Ελένη Антон Nguyễn دود דוד 陈丽 \u{202e}\u{0} ] endobj ) Tj".to_owned()),
    ];
    let of_all = file(&said);
    assert_eq!(of_all.count("/S/H2"), 1, "no level is left out");
    assert_eq!(of_all.count("/S/H3"), 0);
    let text = of_all.text();
    for part in [
        "Ελένη",
        "Антон",
        "Nguyễn",
        "دود".chars().rev().collect::<String>().as_str(),
        "ChenLi",
        "] endobj ) Tj",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.contains('…'), "what is too long for the foot ends in dots");
    said.blocks.clear();
    assert_eq!(file(&said).pages(), 1);
}

#[test]
fn the_same_document_is_the_same_file_on_the_paper_of_the_country() {
    let mut said = sample();
    let first = document(&said).expect("a file");
    assert_eq!(first, document(&said).expect("a file"));
    assert!(File::read(first).has("/MediaBox[0 0 595.27"), "A4");
    said.paper = Paper::UsLetter;
    assert!(file(&said).has("/MediaBox[0 0 612 792]"), "letter");
    said.title = " ".to_owned();
    assert!(document(&said).is_err(), "no title");
}

/// A small picture with a clear ground.
const LOGO: &[u8] = include_bytes!("logo.png");
