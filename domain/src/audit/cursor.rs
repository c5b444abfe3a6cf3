//! A place in the log, from which an earlier page goes on.

use crate::ids::AuditId;
use crate::time::Instant;

/// The last event that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When it happened.
    pub at: Instant,
    /// Which of that second's.
    pub id: AuditId,
}

impl Cursor {
    /// As it stands in an address.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}.{}", self.at.0, self.id)
    }

    /// What an address says, if it is one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { at: Instant(at.parse().ok()?), id: id.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_and_nonsense_is_none() {
        let cursor = Cursor { at: Instant(1_803_902_400), id: AuditId(uuid::Uuid::from_u128(7)) };
        assert_eq!(Cursor::read(&cursor.written()), Some(cursor));
        for bad in ["", "12", "12.", ".x", "1e3.00000000-0000-0000-0000-000000000007", "12.7"] {
            assert_eq!(Cursor::read(bad), None, "{bad}");
        }
    }
}
