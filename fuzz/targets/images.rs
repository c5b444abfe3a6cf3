//! A logo that an administrator hands in: drawn anew or refused.

use adapters::images::LogoReader;
use std::sync::LazyLock;
use usecases::theme::Images as _;

static READER: LazyLock<LogoReader> = LazyLock::new(LogoReader::default);

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    READER.read_logo(bytes).is_ok()
}
