//! A document: the clinic's mark and the title, then block after block over as many sheets as it takes.

use crate::document::{Block, Document, Level};
use crate::faces::Faces;
use crate::lines::{Style, fitting, width};
use crate::marks::{EDGE, INK, MM, PLAIN, SOFT, area, heading, mark, paragraph};
use crate::sheets::{Margins, Piece, Sheets};
use crate::{Error, table};

const MARGINS: Margins = Margins { side: 20.0 * MM, top: 18.0 * MM, bottom: 26.0 * MM };

const TITLE: Style = Style { size: 20.0, height: 25.0, is_bold: true, ..PLAIN };
const CHAPTER: Style = Style { size: 14.5, height: 19.0, is_bold: true, ..PLAIN };
const SECTION: Style = Style { size: 11.5, height: 16.0, is_bold: true, ..PLAIN };
const NOTE: Style = Style { size: 9.5, height: 13.5, color: SOFT, ..PLAIN };
const LABEL: Style = Style { color: SOFT, ..PLAIN };
const FOOT: Style = Style { size: 8.5, height: 11.5, color: SOFT, ..PLAIN };
const FOOT_NAME: Style = Style { is_bold: true, color: INK, ..FOOT };

/// The largest part of the column that names of facts take.
const LABELS: f32 = 0.34;
/// What has to have room below a heading, in lines, so that it does not stand alone at the foot of a sheet.
const LINES_BELOW: f32 = 2.0;

/// The document on its sheets.
pub fn document<'a>(faces: &'a Faces, document: &Document) -> Result<Sheets<'a>, Error> {
    let mut sheets = Sheets::new(faces, document.paper.size(), MARGINS);
    mark(&mut sheets, (&document.clinic, document.color), document.logo.as_ref())?;
    sheets.space(9.0 * MM);
    let column = (sheets.left(), sheets.width());
    heading(&mut sheets, (1, &document.title), TITLE, column);
    let mut has_chapter = false;
    for (index, block) in document.blocks.iter().enumerate() {
        if let Block::Heading(level, text) = block {
            // No level is left out.
            let level = if has_chapter { *level } else { Level::Chapter };
            has_chapter = true;
            let below = document.blocks.get(index + 1..).unwrap_or_default();
            begin(&mut sheets, (level, text), below, document.color)?;
        } else {
            put(&mut sheets, block)?;
        }
    }
    foot(&mut sheets, document)?;
    Ok(sheets)
}

/// A heading, where what follows it has room too.
fn begin(
    sheets: &mut Sheets,
    (level, text): (Level, &str),
    below: &[Block],
    color: [u8; 3],
) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let (depth, style, above) = match level {
        Level::Chapter => (2, CHAPTER, 8.0 * MM),
        Level::Section => (3, SECTION, 5.0 * MM),
    };
    let column = (sheets.left(), sheets.width());
    let own = sheets.height(text, style, column.1);
    sheets.space(above);
    sheets.need((own + needed(sheets, below)).min(sheets.room()));
    heading(sheets, (depth, text), style, column);
    if level == Level::Chapter {
        sheets.y += 1.5;
        let line = area(column.0, sheets.y, column.1, 0.75)?;
        sheets.put(Piece::Bar { area: line, color }, None);
        sheets.y += line.height();
    }
    Ok(())
}

/// How much room the beginning of what follows a heading takes.
fn needed(sheets: &Sheets, below: &[Block]) -> f32 {
    match below {
        [Block::Heading(_, text), rest @ ..] => {
            let own = sheets.height(text, SECTION, sheets.width()) + 5.0 * MM;
            own + if let [Block::Heading(..), ..] = rest { 0.0 } else { needed(sheets, rest) }
        }
        [Block::Table(found), ..] => {
            let (head, first) = table::beginning(sheets, found);
            3.0 * MM + head + first.min(sheets.room() / 2.0)
        }
        [_, ..] => 3.0 * MM + LINES_BELOW * PLAIN.height,
        [] => 0.0,
    }
}

fn put(sheets: &mut Sheets, block: &Block) -> Result<(), Error> {
    match block {
        Block::Heading(..) => {}
        Block::Paragraph(text) => {
            sheets.space(2.5 * MM);
            paragraph(sheets, text, PLAIN);
        }
        Block::Note(text) => {
            sheets.space(2.5 * MM);
            paragraph(sheets, text, NOTE);
        }
        Block::Facts(facts) => {
            sheets.space(2.5 * MM);
            let (faces, most) = (sheets.faces, sheets.width() * LABELS);
            let wide = facts.iter().map(|(name, _)| width(faces, name, LABEL) + 4.0 * MM);
            let label = wide.fold(0.0, f32::max).min(most);
            let items: Vec<(String, &str)> =
                facts.iter().map(|(name, text)| (name.clone(), shown(text))).collect();
            list(sheets, &items, (LABEL, PLAIN), label);
        }
        Block::List(points) => {
            sheets.space(2.5 * MM);
            let items: Vec<(String, &str)> =
                points.iter().map(|text| ("•".to_owned(), shown(text))).collect();
            list(sheets, &items, (PLAIN, PLAIN), 5.0 * MM);
        }
        Block::Table(found) => {
            sheets.space(3.0 * MM);
            table::put(sheets, found)?;
        }
    }
    Ok(())
}

fn list(sheets: &mut Sheets, items: &[(String, &str)], styles: (Style, Style), label: f32) {
    if !items.is_empty() {
        sheets.list(items, styles, (label, 1.0 * MM), false);
    }
}

/// A text, or a dash where there is none: what is named has something that it stands for.
pub fn shown(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}

/// What stands at the foot of every sheet: whom it is about, whose it is, its number, and when it was made.
fn foot(sheets: &mut Sheets, document: &Document) -> Result<(), Error> {
    let count = sheets.sheets.len();
    let (left, wide, faces) = (sheets.left(), sheets.width(), sheets.faces);
    let top = sheets.bottom() + 7.0 * MM;
    let right = left + wide;
    let made_wide = width(faces, &document.made, FOOT);
    let clinic = fitting(faces, &document.clinic, FOOT, wide - made_wide - 6.0 * MM);
    for index in 0..count {
        let page = document.page_of.replace("{pages}", &count.to_string());
        let page = page.replace("{page}", &(index + 1).to_string());
        let page_wide = width(faces, &page, FOOT);
        let about = fitting(faces, &document.about, FOOT_NAME, wide - page_wide - 6.0 * MM);
        let line = area(left, top, wide, 0.5)?;
        sheets.put_on(index, Piece::Bar { area: line, color: EDGE });
        for (x, text, style, row) in [
            (left, about, FOOT_NAME, 0.0),
            (right - page_wide, page, FOOT, 0.0),
            (left, clinic.clone(), FOOT, FOOT.height),
            (right - made_wide, document.made.clone(), FOOT, FOOT.height),
        ] {
            sheets.line_on(index, (x, top + 4.0 + row), text, style);
        }
    }
    Ok(())
}
