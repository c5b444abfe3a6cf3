//! What a document says, as plain data.

use crate::{Paper, Picture};

/// A document of any length. Every text is shown as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Its language, a BCP 47 tag.
    pub lang: String,
    /// What it is printed on.
    pub paper: Paper,
    /// Whose it is.
    pub clinic: String,
    /// Of the clinic's mark: red, green, blue.
    pub color: [u8; 3],
    /// The clinic's logo; without one its name stands there.
    pub logo: Option<Picture>,
    /// One line; the file's title too.
    pub title: String,
    /// Whom it is about, at the foot of every sheet.
    pub about: String,
    /// What it says, in this order.
    pub blocks: Vec<Block>,
    /// `Page {page} of {pages}`, at the foot of every sheet.
    pub page_of: String,
    /// When it was made, at the foot of every sheet.
    pub made: String,
}

/// A part of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title: of a chapter, or of a section in it.
    Heading(Level, String),
    /// A paragraph; its lines stay apart.
    Paragraph(String),
    /// A paragraph that is read seldom.
    Note(String),
    /// Names and what they stand for.
    Facts(Vec<(String, String)>),
    /// Points.
    List(Vec<String>),
    /// A table.
    Table(Table),
}

/// How far a heading is below the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A chapter.
    Chapter,
    /// A section of a chapter.
    Section,
}

/// Rows of the same columns. A row stands on one sheet, unless none is high enough for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// What the columns are; on each sheet again.
    pub head: Vec<String>,
    /// A text for each column; where there is none, a dash is shown.
    pub rows: Vec<Vec<String>>,
    /// Whether the first cell of a row is the row's name.
    pub is_row_named: bool,
}
