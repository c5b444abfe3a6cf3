//! Rows of a table as CSV (RFC 4180) that no spreadsheet takes for formulas.

/// One row, with its line end.
#[must_use]
pub fn row(cells: &[&str]) -> String {
    let mut line = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// A cell in quotes. What a spreadsheet would compute begins with an apostrophe, which makes it text.
fn quoted(cell: &str) -> String {
    let is_formula =
        cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    let text = cell.replace('"', "\"\"");
    if is_formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_computed() {
        assert_eq!(row(&["a", "b \"c\", d", ""]), "\"a\",\"b \"\"c\"\", d\",\"\"\r\n");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1"] {
            assert!(row(&[formula]).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(row(&["2027-03-14 9:00"]), "\"2027-03-14 9:00\"\r\n");
    }
}
