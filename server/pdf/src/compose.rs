//! The letter: who writes, to whom, what to do, the way in, and how to reach the clinic at the foot of the last sheet.

use crate::faces::Faces;
use crate::lines::Style;
use crate::marks::{EDGE, MM, PLAIN, SOFT, area, heading, mark, paragraph};
use crate::sheets::{Margins, Part, Piece, Sheets};
use crate::{Error, Letter, Square, words};
use krilla::geom::Rect;

const MARGINS: Margins = Margins { side: 25.0 * MM, top: 20.0 * MM, bottom: 20.0 * MM };

const TEXT: Style = Style { size: 11.5, height: 17.0, ..PLAIN };
const TITLE: Style = Style { size: 21.0, height: 26.0, is_bold: true, ..TEXT };
const LABEL: Style = Style { size: 10.5, height: 15.0, color: SOFT, ..TEXT };
const CODE: Style = Style { size: 26.0, height: 33.0, is_bold: true, tracking: 0.03, ..TEXT };
const SMALL: Style = Style { size: 10.0, height: 14.0, ..TEXT };
const SMALL_BOLD: Style = Style { is_bold: true, ..SMALL };
const SMALL_SOFT: Style = Style { color: SOFT, ..SMALL };
const NUMBER: Style = Style { size: 9.0, height: 12.0, color: SOFT, ..TEXT };

/// Side of the QR code, with the light ground around.
const SIDE: f32 = 46.0 * MM;
/// Between the frame and what is in it.
const INSET: f32 = 4.0 * MM;

/// The letter on its sheets.
pub fn letter<'a>(faces: &'a Faces, letter: &Letter) -> Result<Sheets<'a>, Error> {
    let mut sheets = Sheets::new(faces, letter.paper.size(), MARGINS);
    mark(&mut sheets, (&letter.clinic, letter.color), letter.logo.as_ref())?;
    sheets.space(10.0 * MM);
    paragraph(&mut sheets, &letter.name, TEXT);
    sheets.space(9.0 * MM);
    let column = (sheets.left(), balanced(&sheets, &letter.title, TITLE));
    heading(&mut sheets, (1, &letter.title), TITLE, column);
    sheets.space(2.0 * MM);
    paragraphs(&mut sheets, &letter.paragraphs);
    sheets.space(8.0 * MM);
    way_in(&mut sheets, letter)?;
    sheets.space(3.0 * MM);
    paragraphs(&mut sheets, &letter.after);
    contacts(&mut sheets, letter);
    sheets.number(&letter.page_of, NUMBER, 10.0 * MM);
    Ok(sheets)
}

/// The narrowest column in which a text has no more lines than in the sheet's: its lines are about as long as each other.
fn balanced(sheets: &Sheets, text: &str, style: Style) -> f32 {
    let (width, high) = (sheets.width(), sheets.height(text, style, sheets.width()));
    let narrower = (1..20_u8).map(|step| width * (1.0 - f32::from(step) / 40.0));
    narrower.take_while(|limit| sheets.height(text, style, *limit) <= high).last().unwrap_or(width)
}

fn paragraphs(sheets: &mut Sheets, texts: &[String]) {
    for text in texts {
        sheets.space(4.0 * MM);
        match words::steps(text) {
            Some(steps) if !steps.is_empty() => {
                let numbers = (1..).map(|number| format!("{number}."));
                let items: Vec<(String, &str)> = numbers.zip(steps).collect();
                sheets.list(&items, (TEXT, TEXT), (7.0 * MM, 2.0 * MM), true);
            }
            _ => paragraph(sheets, text, TEXT),
        }
    }
}

/// The QR code and the code, in a frame that is on one sheet.
fn way_in(sheets: &mut Sheets, letter: &Letter) -> Result<(), Error> {
    let high = SIDE + 2.0 * INSET;
    sheets.need(high);
    let (left, top) = (sheets.left(), sheets.y);
    let frame = area(left, top, sheets.width(), high)?;
    sheets.put(Piece::Frame { area: frame, radius: 3.0 * MM, color: EDGE }, None);

    let square = area(left + INSET, top + INSET, SIDE, SIDE)?;
    let slot = sheets.slot();
    sheets.put(Piece::Modules(modules(&letter.square, square)?), Some(slot));
    let (alt, sheet) = (letter.square.alt.clone(), sheets.last());
    sheets.parts.push(Part::Picture { slot, alt, sheet, area: square });

    let x = square.right() + 6.0 * MM;
    let column = (x, frame.right() - INSET - x);
    let texts = [(&letter.code_label, LABEL), (&letter.code, CODE)];
    let text_height: f32 = texts.iter().map(|(text, style)| sheets.height(text, *style, column.1)).sum();
    sheets.y = top + ((high - text_height) / 2.0).max(INSET);
    for (text, style) in texts {
        let slot = sheets.write(text, style, column);
        sheets.parts.push(Part::Paragraph(slot));
    }
    sheets.y = sheets.y.max(frame.bottom());
    Ok(())
}

fn contacts(sheets: &mut Sheets, letter: &Letter) {
    let label = 34.0 * MM;
    let items: Vec<(String, &str)> =
        letter.contacts.iter().map(|(what, value)| (what.clone(), value.as_str())).collect();
    let heights = items.iter().map(|(what, value)| {
        let value = sheets.height(value, SMALL, sheets.width() - label);
        sheets.height(what, SMALL_SOFT, label).max(value)
    });
    let high = heights.sum::<f32>() + sheets.height(&letter.clinic, SMALL_BOLD, sheets.width()) + MM;
    sheets.space(8.0 * MM);
    sheets.need(high);
    sheets.y = sheets.y.max(sheets.bottom() - high);
    paragraph(sheets, &letter.clinic, SMALL_BOLD);
    sheets.space(MM);
    if !items.is_empty() {
        sheets.list(&items, (SMALL_SOFT, SMALL), (label, 0.0), false);
    }
}

/// The dark bars of a QR code, a little larger than they are, so that no light lines come between them.
fn modules(square: &Square, place: Rect) -> Result<Vec<Rect>, Error> {
    if square.size == 0 {
        return Err(Error::Square);
    }
    let unit = place.width() / square.size as f32;
    let bar = |text: &str| -> Option<Rect> {
        let (at, rest) = text.split_once('h')?;
        let (x, y) = at.split_once(' ')?;
        let wide = rest.split_once('v')?.0;
        let number = |text: &str| text.parse::<u16>().ok().map(f32::from);
        let (x, y, wide) = (number(x)?, number(y)?, number(wide)?);
        let (left, top) = (place.left() + x * unit, place.top() + y * unit);
        Rect::from_xywh(left, top, (wide + 0.02) * unit, 1.02 * unit)
    };
    square.path.split('M').skip(1).map(|text| bar(text).ok_or(Error::Square)).collect()
}

#[cfg(test)]
mod tests {
    use super::modules;
    use crate::Square;
    use krilla::geom::Rect;

    #[test]
    fn bars_are_read_from_their_path_and_nothing_else_is() {
        let place = Rect::from_xywh(0.0, 0.0, 10.0, 10.0).expect("a place");
        let square = |path: &str| Square { path: path.to_owned(), size: 10, alt: String::new() };
        let bars = modules(&square("M4 4h2v1h-2zM4 5h1v1h-1z"), place).expect("bars");
        assert_eq!(bars.len(), 2);
        assert!((bars[0].left() - 4.0).abs() < 0.001 && (bars[0].width() - 2.02).abs() < 0.001);
        for path in ["Mx", "M4 4", "M4 4h2", "M-1 4h2v1z"] {
            assert!(modules(&square(path), place).is_err(), "{path}");
        }
    }
}
