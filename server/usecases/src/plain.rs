//! Texts that people type, made fit for every database and screen.

/// The text without control characters other than line breaks, trimmed, and no longer than `most` characters.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let kept: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
    kept.trim().chars().take(most).collect()
}

/// A name or another text of one line: every run of spaces and line breaks is one space.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let seen: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}
