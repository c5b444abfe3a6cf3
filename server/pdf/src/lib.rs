//! Letters and documents as tagged PDF files (PDF/UA-1): plain data in, one layout, a file out. No disk, no network, no clock.

mod compose;
mod document;
mod draw;
mod faces;
mod flow;
mod lines;
mod marks;
mod sheets;
mod table;
mod words;

pub use document::{Block, Document, Level, Table};

use std::fmt;

/// What a letter says. Every text is shown as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its language, a BCP 47 tag.
    pub lang: String,
    /// What it is printed on.
    pub paper: Paper,
    /// Who writes.
    pub clinic: String,
    /// Of the clinic's mark: red, green, blue.
    pub color: [u8; 3],
    /// The clinic's logo; without one its name stands there.
    pub logo: Option<Picture>,
    /// To whom.
    pub name: String,
    /// One line; the file's title too.
    pub title: String,
    /// What to do. Lines of one that all begin with their number are steps.
    pub paragraphs: Vec<String>,
    /// A link for cameras.
    pub square: Square,
    /// What the code is.
    pub code_label: String,
    /// The code.
    pub code: String,
    /// What stands below.
    pub after: Vec<String>,
    /// How to reach the clinic: what it is, and where.
    pub contacts: Vec<(String, String)>,
    /// `Page {page} of {pages}`, for a letter of several.
    pub page_of: String,
}

/// What a file is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    UsLetter,
}

/// A PNG or JPEG file.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it says, for those who do not see it.
    pub alt: String,
}

/// A QR code.
#[derive(Clone, PartialEq, Eq)]
pub struct Square {
    /// Its dark bars, one module high: `M{x} {y}h{width}v1h-{width}z` each.
    pub path: String,
    /// Modules of its side, with the light ground around.
    pub size: usize,
    /// What it is, for those who do not see it.
    pub alt: String,
}

/// Why there is no file. It never tells what it would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A font of ours cannot be read.
    Font,
    /// The logo is neither PNG nor JPEG.
    Logo,
    /// The path of the QR code is none.
    Square,
    /// It would not be an accessible file: the first rule that it breaks.
    Rule(&'static str),
    /// It could not be written.
    File,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Font => "a font cannot be read",
            Self::Logo => "the logo is no picture",
            Self::Square => "the QR code is no path",
            Self::Rule(rule) => return write!(f, "the file would not be accessible: {rule}"),
            Self::File => "the file cannot be written",
        })
    }
}

impl std::error::Error for Error {}

/// The letter as a PDF file; the same letter gives the same bytes. It computes for some milliseconds.
///
/// # Errors
/// [`Error`].
pub fn letter(letter: &Letter) -> Result<Vec<u8>, Error> {
    let faces = faces::faces()?;
    let legible = words::legible_letter(letter, |character| faces.has(character));
    let about = draw::About {
        lang: &legible.lang,
        title: &legible.title,
        author: &legible.clinic,
        logo: legible.logo.as_ref(),
    };
    draw::file(&compose::letter(faces, &legible)?, &about)
}

/// The document as a PDF file; the same document gives the same bytes. Time and memory grow with its length.
///
/// # Errors
/// [`Error`].
pub fn document(document: &Document) -> Result<Vec<u8>, Error> {
    let faces = faces::faces()?;
    let legible = words::legible_document(document, |character| faces.has(character));
    if legible.title.trim().is_empty() {
        return Err(Error::Rule("no title"));
    }
    let about = draw::About {
        lang: &legible.lang,
        title: &legible.title,
        author: &legible.clinic,
        logo: legible.logo.as_ref(),
    };
    draw::file(&flow::document(faces, &legible)?, &about)
}
