//! Where everything stands on the sheets, in points from the upper left corner.

use crate::faces::Faces;
use crate::lines::{Style, broken, width};
use krilla::geom::Rect;

/// Something on a sheet.
pub enum Piece {
    /// A line of text from its left end, on its base line. Its glyphs are chosen when it is drawn: they take far more room.
    Text { x: f32, y: f32, text: String, style: Style },
    /// A coloured bar.
    Bar { area: Rect, color: [u8; 3] },
    /// A frame with round corners.
    Frame { area: Rect, radius: f32, color: [u8; 3] },
    /// Black squares and bars.
    Modules(Vec<Rect>),
    /// The logo.
    Logo { area: Rect },
}

/// What a part is, for those who have it read to them, in the order of reading.
pub enum Part {
    /// A heading of a level, from 1, and where it stands.
    Heading { slot: usize, level: u16, text: String, sheet: usize, y: f32 },
    /// A paragraph.
    Paragraph(usize),
    /// A picture: the words for it, and where it is.
    Picture { slot: usize, alt: String, sheet: usize, area: Rect },
    /// A list: labels and what they stand for, and whether they are numbers.
    List { items: Vec<(usize, usize)>, is_numbered: bool },
    /// A table: its head, and rows of cells, of which the first may name its row.
    Table { head: Vec<usize>, rows: Vec<Vec<usize>>, is_row_named: bool },
}

/// The sheets.
pub struct Sheets<'a> {
    /// The typefaces.
    pub faces: &'a Faces,
    /// Width and height of each.
    pub size: (f32, f32),
    margins: Margins,
    /// What is on each, and to which slot of which part it belongs; to none if it only adorns.
    pub sheets: Vec<Vec<(Piece, Option<usize>)>>,
    /// The parts, which name slots.
    pub parts: Vec<Part>,
    /// How many slots there are.
    pub slots: usize,
    /// Where it goes on.
    pub y: f32,
}

/// What stays empty.
#[derive(Clone, Copy)]
pub struct Margins {
    /// Left and right.
    pub side: f32,
    /// Above.
    pub top: f32,
    /// Below.
    pub bottom: f32,
}

impl<'a> Sheets<'a> {
    /// One empty sheet.
    pub fn new(faces: &'a Faces, size: (f32, f32), margins: Margins) -> Self {
        Self { faces, size, margins, sheets: vec![Vec::new()], parts: Vec::new(), slots: 0, y: margins.top }
    }

    /// The left end of the column.
    pub fn left(&self) -> f32 {
        self.margins.side
    }

    /// The width of the column.
    pub fn width(&self) -> f32 {
        self.size.0 - 2.0 * self.margins.side
    }

    /// Where the column ends.
    pub fn bottom(&self) -> f32 {
        self.size.1 - self.margins.bottom
    }

    /// The number of the last sheet, from 0.
    pub fn last(&self) -> usize {
        self.sheets.len().saturating_sub(1)
    }

    /// A place for what is read in one go.
    pub fn slot(&mut self) -> usize {
        self.slots += 1;
        self.slots - 1
    }

    /// Leaves room, though none at the top of a sheet.
    pub fn space(&mut self, height: f32) {
        if self.y > self.margins.top {
            self.y += height;
        }
    }

    /// Goes on with a new sheet unless so much room is left.
    pub fn need(&mut self, height: f32) {
        if self.y > self.margins.top && self.y + height > self.bottom() {
            self.turn();
        }
    }

    /// How high a sheet's column is.
    pub fn room(&self) -> f32 {
        self.bottom() - self.margins.top
    }

    /// Goes on with a new sheet.
    pub fn turn(&mut self) {
        self.sheets.push(Vec::new());
        self.y = self.margins.top;
    }

    /// Puts something on the last sheet.
    pub fn put(&mut self, piece: Piece, slot: Option<usize>) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push((piece, slot));
        }
    }

    /// Adorns a sheet.
    pub fn put_on(&mut self, sheet: usize, piece: Piece) {
        if let Some(sheet) = self.sheets.get_mut(sheet) {
            sheet.push((piece, None));
        }
    }

    /// A line of text that adorns a sheet, from its upper left corner.
    pub fn line_on(&mut self, sheet: usize, (x, top): (f32, f32), text: String, style: Style) {
        self.put_on(sheet, Piece::Text { x, y: top + base(style), text, style });
    }

    /// How high a text is in a column.
    pub fn height(&self, text: &str, style: Style, limit: f32) -> f32 {
        let count = text.lines().map(|text| broken(self.faces, text, style, limit).len()).sum::<usize>();
        count.max(1) as f32 * style.height
    }

    /// Writes a text into a column, over as many sheets as it takes, and says which slot it has.
    pub fn write(&mut self, text: &str, style: Style, (x, limit): (f32, f32)) -> usize {
        let slot = self.slot();
        for text in text.lines() {
            for text in broken(self.faces, text, style, limit) {
                self.need(style.height);
                self.line((x, self.y), text, style, Some(slot));
                self.y += style.height;
            }
        }
        slot
    }

    /// Puts a line on the last sheet, from its upper left corner.
    pub fn line(&mut self, (x, top): (f32, f32), text: String, style: Style, slot: Option<usize>) {
        self.put(Piece::Text { x, y: top + base(style), text, style }, slot);
    }

    /// A list of labels in a column of their own and what they stand for.
    pub fn list(
        &mut self,
        items: &[(String, &str)],
        styles: (Style, Style),
        (label, gap): (f32, f32),
        is_numbered: bool,
    ) {
        let mut slots = Vec::new();
        for (index, (what, text)) in items.iter().enumerate() {
            if index > 0 {
                self.space(gap);
            }
            let (left, width) = (self.left(), self.width());
            // Some of the label's column stays empty.
            let inner = label * 0.94;
            self.need(self.height(what, styles.0, inner).min(self.room()));
            let (sheet, y) = (self.last(), self.y);
            let first = self.write(what, styles.0, (left, inner));
            let below = self.y;
            // A label is as good as never longer than what it stands for; both begin on one line.
            if sheet == self.last() {
                self.y = y;
            }
            slots.push((first, self.write(text, styles.1, (left + label, width - label))));
            if sheet == self.last() {
                self.y = self.y.max(below);
            }
        }
        self.parts.push(Part::List { items: slots, is_numbered });
    }

    /// Numbers the sheets of a letter that has several, with `{page}` and `{pages}` in the words.
    pub fn number(&mut self, words: &str, style: Style, below: f32) {
        let count = self.sheets.len();
        let (right, y) = (self.size.0 - self.margins.side, self.bottom() + below);
        if count < 2 {
            return;
        }
        for (sheet, number) in self.sheets.iter_mut().zip(1..) {
            let words = words.replace("{pages}", &count.to_string()).replace("{page}", &format!("{number}"));
            let x = right - width(self.faces, &words, style);
            sheet.push((Piece::Text { x, y, text: words, style }, None));
        }
    }
}

/// From the top of a line to its base line: capital letters stand in its middle.
fn base(style: Style) -> f32 {
    style.height / 2.0 + style.size * 0.335
}
