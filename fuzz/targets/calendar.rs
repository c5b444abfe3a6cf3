//! A calendar file that an operator imports.

use usecases::calendar::CalendarFile;

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    CalendarFile::parse(text).is_ok()
}
