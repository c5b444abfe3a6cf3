//! A file as a table: commas, semicolons or tabs, with or without a byte order mark, and never more than is allowed.

use csv::{ReaderBuilder, Terminator};
use domain::charts::file::{FileProblem, MOST_BYTES, MOST_COLUMNS, MOST_ROWS};

/// Signs that separate cells.
const DELIMITERS: [u8; 3] = *b",;\t";
/// Bytes by which the separating sign is chosen.
const LOOKED_AT: usize = 64 * 1024;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// The first row.
    pub headings: Vec<String>,
    /// The rows below it that are not empty, with their places in the file.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Reads a table.
///
/// # Errors
/// Why it cannot be one.
pub fn read(bytes: &[u8]) -> Result<Table, FileProblem> {
    if bytes.len() > MOST_BYTES {
        return Err(FileProblem::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileProblem::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What a browser puts where it could not read a file as UTF-8; and what no text holds.
    if text.contains(['\u{fffd}', '\0']) {
        return Err(FileProblem::Encoding);
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .terminator(Terminator::CRLF)
        .from_reader(text.as_bytes());
    let mut headings = None;
    let mut rows = Vec::new();
    for (place, record) in (1..).zip(reader.records()) {
        let record = record.map_err(|_| FileProblem::Encoding)?;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.len() > MOST_COLUMNS {
            return Err(FileProblem::TooManyColumns);
        }
        if headings.is_none() {
            headings = Some(cells);
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((place, cells));
        }
        if rows.len() > MOST_ROWS {
            return Err(FileProblem::TooManyRows);
        }
    }
    match headings {
        Some(headings) if !rows.is_empty() => Ok(Table { headings, rows }),
        _ => Err(FileProblem::Empty),
    }
}

/// The sign that the first row, outside quotes, holds most often.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.bytes().take(LOOKED_AT) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                for (count, sign) in counts.iter_mut().zip(DELIMITERS) {
                    *count += usize::from(byte == sign);
                }
            }
        }
    }
    let best = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    best.map_or(b',', |(_, sign)| sign)
}
