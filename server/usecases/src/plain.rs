//! Texts that people type, made fit for every database and screen.

/// The text without control characters other than line breaks, trimmed, and no longer than `most` characters.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let kept: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
    kept.trim().chars().take(most).collect()
}

/// A cell of a table for spreadsheets. What begins like a formula is kept from being one (CWE-1236).
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    let needs_quotes = text.contains([',', ';', '"', '\'', '\n', '\r']);
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::{csv_cell, plain};

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_row() {
        assert_eq!(csv_cell("Ana Ruiz"), "Ana Ruiz");
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_cell("@SUM(A1)"), "\"'@SUM(A1)\"");
        assert_eq!(csv_cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }

    #[test]
    fn what_no_database_takes_is_left_out() {
        assert_eq!(plain(" a\0b\r\nc\u{85} ", 10), "ab\nc");
        assert_eq!(plain("ñañaña", 4), "ñaña");
    }
}
