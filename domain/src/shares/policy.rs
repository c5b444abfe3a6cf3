//! Whether a share link can be opened.

use super::{MOST_WRONG, State};
use crate::time::Instant;

/// What is known of a link.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// From when it can no longer be opened.
    pub ends: Instant,
    /// Whether whoever made it has ended it.
    pub is_ended: bool,
    /// How often it was opened.
    pub opened: i32,
    /// How often it can be.
    pub most: i32,
    /// How many wrong passcodes were tried.
    pub wrong: i32,
}

/// Proof that a link may be opened; only [`may_open`] and [`may_fetch`] make one.
#[derive(Debug)]
pub struct MayOpen(());

/// Whether the link can be opened now, or why it cannot: what its maker decided comes first.
#[must_use]
pub const fn state(link: &Facts, now: Instant) -> State {
    if link.is_ended {
        State::Ended
    } else if link.wrong >= MOST_WRONG {
        State::Locked
    } else if link.opened >= link.most {
        State::UsedUp
    } else if link.ends.0 <= now.0 {
        State::Expired
    } else {
        State::Open
    }
}

/// May a stranger open it? Why not is nobody's business.
#[must_use]
pub fn may_open(link: &Facts, now: Instant) -> Option<MayOpen> {
    (state(link, now) == State::Open).then_some(MayOpen(()))
}

/// May whoever has opened it fetch its file? It counted when it was opened.
#[must_use]
pub fn may_fetch(link: &Facts, now: Instant) -> Option<MayOpen> {
    may_open(&Facts { opened: 0, ..*link }, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: Facts = Facts { ends: Instant(100), is_ended: false, opened: 0, most: 1, wrong: 0 };

    #[test]
    fn a_link_is_open_until_its_second() {
        assert!(may_open(&LINK, Instant(99)).is_some());
        assert!(may_open(&LINK, Instant(100)).is_none());
        assert_eq!(state(&LINK, Instant(100)), State::Expired);
    }

    #[test]
    fn what_ends_a_link_is_told_to_whoever_made_it() {
        let now = Instant(0);
        for (link, expected) in [
            (Facts { opened: 1, ..LINK }, State::UsedUp),
            (Facts { wrong: MOST_WRONG, ..LINK }, State::Locked),
            (Facts { wrong: MOST_WRONG - 1, ..LINK }, State::Open),
            (Facts { is_ended: true, wrong: MOST_WRONG, ..LINK }, State::Ended),
        ] {
            assert_eq!(state(&link, now), expected);
            assert_eq!(may_open(&link, now).is_some(), expected == State::Open);
        }
    }

    #[test]
    fn a_file_is_fetched_after_the_last_opening_and_not_after_the_end() {
        let used = Facts { opened: 1, ..LINK };
        assert!(may_open(&used, Instant(99)).is_none());
        assert!(may_fetch(&used, Instant(99)).is_some());
        assert!(may_fetch(&used, Instant(100)).is_none());
        assert!(may_fetch(&Facts { is_ended: true, ..used }, Instant(0)).is_none());
        assert!(may_fetch(&Facts { wrong: MOST_WRONG, ..used }, Instant(0)).is_none());
    }
}
