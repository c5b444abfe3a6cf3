//! What kinds, parts and states are called.

use crate::texts::tf;
use crate::ui::Tone;
use domain::downloads::{Kind, Part, Problem, State};
use i18n::{Key, k};

/// The part's name, as its page has it.
#[must_use]
pub const fn part(part: Part) -> Key {
    match part {
        Part::Diagnoses => k::RECORDS_DIAGNOSES,
        Part::Allergies => k::RECORDS_ALLERGIES,
        Part::Medications => k::RECORDS_MEDICATIONS,
        Part::Results => k::RESULTS_TITLE,
        Part::Measurements => k::ENTRY_MEASUREMENTS,
        Part::Visits => k::RECORDS_VISITS,
        Part::Procedures => k::RECORDS_PROCEDURES,
        Part::Vaccinations => k::RECORDS_VACCINATIONS,
        Part::Documents => k::RECORDS_DOCUMENTS,
        Part::Plans => k::RECORDS_PLANS,
    }
}

/// The kind as it is chosen, and what it is for.
#[must_use]
pub const fn choice(kind: Kind) -> (Key, Key) {
    match kind {
        Kind::Pdf => (k::DOWNLOADS_KIND_PDF, k::DOWNLOADS_KIND_PDF_ABOUT),
        Kind::Archive => (k::DOWNLOADS_KIND_ARCHIVE, k::DOWNLOADS_KIND_ARCHIVE_ABOUT),
        Kind::Clinic => (k::DOWNLOADS_NAME_CLINIC, k::DOWNLOADS_CLINIC_ABOUT),
    }
}

/// The kind in a list.
#[must_use]
pub const fn kind(kind: Kind) -> Key {
    match kind {
        Kind::Pdf => k::DOWNLOADS_NAME_PDF,
        Kind::Archive => k::DOWNLOADS_NAME_ARCHIVE,
        Kind::Clinic => k::DOWNLOADS_NAME_CLINIC,
    }
}

/// How far a file is, and what kind of news that is.
#[must_use]
pub const fn state(state: State) -> (Key, Tone) {
    match state {
        State::Waiting => (k::DOWNLOADS_STATE_WAITING, Tone::Neutral),
        State::Working => (k::DOWNLOADS_STATE_WORKING, Tone::Information),
        State::Ready => (k::DOWNLOADS_STATE_READY, Tone::Success),
        State::Failed => (k::DOWNLOADS_STATE_FAILED, Tone::Danger),
    }
}

/// Why there is no file, and what to do.
#[must_use]
pub const fn problem(problem: Problem) -> Key {
    match problem {
        Problem::Failed => k::DOWNLOADS_PROBLEM_FAILED,
        Problem::AccessEnded => k::DOWNLOADS_PROBLEM_ACCESS_ENDED,
    }
}

/// A size as people read it.
#[must_use]
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1_024;
    let (key, count) = if bytes < 1_000 * KB {
        (k::DOWNLOADS_KB, bytes.div_ceil(KB).max(1))
    } else {
        (k::DOWNLOADS_MB, bytes.div_ceil(KB * KB))
    };
    tf(key, &[("size", &count.to_string())])
}
