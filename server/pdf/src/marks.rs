//! What letters and documents have in common: the clinic's mark, headings, paragraphs.

use crate::lines::Style;
use crate::sheets::{Part, Piece, Sheets};
use crate::{Error, Paper, Picture, draw};
use krilla::geom::Rect;

/// Points of a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// The colour of what is read.
pub const INK: [u8; 3] = [0x1b, 0x1f, 0x24];
/// Of what is read seldom.
pub const SOFT: [u8; 3] = [0x4d, 0x55, 0x60];
/// Of lines.
pub const EDGE: [u8; 3] = [0xb9, 0xc0, 0xca];

/// What other styles begin with.
pub const PLAIN: Style = Style { size: 10.5, height: 15.0, is_bold: false, color: INK, tracking: 0.0 };
const MARK: Style = Style { size: 15.0, height: 19.0, is_bold: true, ..PLAIN };

/// Largest width and height of a logo.
const LOGO: (f32, f32) = (70.0 * MM, 14.0 * MM);

impl Paper {
    /// Width and height, in points.
    pub(crate) const fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (210.0 * MM, 297.0 * MM),
            Self::UsLetter => (8.5 * 72.0, 11.0 * 72.0),
        }
    }
}

/// The clinic's mark and a line in its colour.
pub fn mark(
    sheets: &mut Sheets,
    (clinic, color): (&str, [u8; 3]),
    logo: Option<&Picture>,
) -> Result<(), Error> {
    let (left, width, top) = (sheets.left(), sheets.width(), sheets.y);
    match logo {
        Some(logo) => {
            let (wide, high) = draw::logo(&logo.bytes)?.size();
            let scale = (LOGO.0 / wide as f32).min(LOGO.1 / high as f32);
            let area = area(left, top, wide as f32 * scale, high as f32 * scale)?;
            let slot = sheets.slot();
            sheets.put(Piece::Logo { area }, Some(slot));
            let alt = if logo.alt.trim().is_empty() { clinic } else { &logo.alt };
            let (alt, sheet) = (alt.to_owned(), sheets.last());
            sheets.parts.push(Part::Picture { slot, alt, sheet, area });
            sheets.y += area.height();
        }
        None => paragraph(sheets, clinic, MARK),
    }
    sheets.space(4.0 * MM);
    let bar = area(left, sheets.y, width, 2.0)?;
    sheets.put(Piece::Bar { area: bar, color }, None);
    sheets.y += bar.height();
    Ok(())
}

/// A paragraph over the whole column; nothing where it is empty.
pub fn paragraph(sheets: &mut Sheets, text: &str, style: Style) {
    if !text.trim().is_empty() {
        let column = (sheets.left(), sheets.width());
        let slot = sheets.write(text, style, column);
        sheets.parts.push(Part::Paragraph(slot));
    }
}

/// A heading in a column.
pub fn heading(sheets: &mut Sheets, (level, text): (u16, &str), style: Style, column: (f32, f32)) {
    sheets.need(sheets.height(text, style, column.1).min(sheets.room()));
    let (sheet, y) = (sheets.last(), sheets.y);
    let slot = sheets.write(text, style, column);
    sheets.parts.push(Part::Heading { slot, level, text: text.to_owned(), sheet, y });
}

/// A rectangle.
pub fn area(x: f32, y: f32, width: f32, height: f32) -> Result<Rect, Error> {
    Rect::from_xywh(x, y, width, height).ok_or(Error::File)
}
