//! Texts that people type, made fit for every database and screen.

/// The text without control characters other than line breaks, trimmed, and no longer than `most` characters.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let kept: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
    kept.trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_no_database_takes_is_left_out() {
        assert_eq!(plain(" a\0b\r\nc\u{85} ", 10), "ab\nc");
        assert_eq!(plain("ñañaña", 4), "ñaña");
    }
}
