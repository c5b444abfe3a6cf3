//! Holds: how long a chosen time is kept for a patient, and how many at once.

use super::BookingRefusal;
use crate::ids::{ChartId, ClaimId};
use crate::time::Instant;

/// How long a hold lasts, and by how much it can be extended, in seconds.
pub const HOLD_SECONDS: i64 = 300;
/// How many holds a chart may have at once, over all sessions.
pub const HOLDS_PER_CHART: u32 = 2;

/// A hold, as its claim stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The claim that keeps the time.
    pub claim: ClaimId,
    /// For whom.
    pub chart: ChartId,
    /// Whether the asking session took it.
    pub is_own_session: bool,
    /// When it ends.
    pub expires: Instant,
    /// Whether it was extended before.
    pub is_extended: bool,
}

/// A hold that may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHold {
    /// When it ends.
    pub expires: Instant,
    /// Claims to delete in the same transaction: a session keeps one time only, its last.
    pub releases: Vec<ClaimId>,
}

/// What confirming a hold has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmBy {
    /// Turn the hold's claim into the appointment's.
    Hold,
    /// Claim the time anew; it may have gone to someone else.
    FreshClaim,
}

/// Whether a hold that ends at `expires` has ended: at that very second it has.
#[must_use]
pub fn is_expired(expires: Instant, now: Instant) -> bool {
    now >= expires
}

/// Whether the session may hold another time for `chart`. `existing`: the holds of the session and of the chart,
/// expired or not.
///
/// # Errors
/// [`BookingRefusal::TooManyHolds`] if other sessions keep as many times for the chart as are allowed.
pub fn take_hold(existing: &[Hold], chart: ChartId, now: Instant) -> Result<NewHold, BookingRefusal> {
    let kept_elsewhere = existing
        .iter()
        .filter(|hold| hold.chart == chart && !hold.is_own_session && !is_expired(hold.expires, now))
        .count();
    if kept_elsewhere >= HOLDS_PER_CHART as usize {
        return Err(BookingRefusal::TooManyHolds { max: HOLDS_PER_CHART });
    }
    let releases = existing.iter().filter(|hold| hold.is_own_session).map(|hold| hold.claim).collect();
    Ok(NewHold { expires: now.plus_seconds(HOLD_SECONDS), releases })
}

/// The new end of a hold that its holder wants to keep longer: [`HOLD_SECONDS`] from `now`, once.
///
/// # Errors
/// [`BookingRefusal::HoldExpired`], [`BookingRefusal::HoldAlreadyExtended`].
pub fn extend_hold(hold: &Hold, now: Instant) -> Result<Instant, BookingRefusal> {
    if is_expired(hold.expires, now) {
        return Err(BookingRefusal::HoldExpired);
    }
    if hold.is_extended {
        return Err(BookingRefusal::HoldAlreadyExtended);
    }
    Ok(now.plus_seconds(HOLD_SECONDS))
}

/// What confirming has to do with a hold that ends at `expires`. The start itself is checked again either way: a hold
/// taken in time does not extend the minimum notice.
#[must_use]
pub fn confirm_by(expires: Instant, now: Instant) -> ConfirmBy {
    if is_expired(expires, now) { ConfirmBy::FreshClaim } else { ConfirmBy::Hold }
}

/// Why the booking failed, if claiming the time met another claim: for one whose hold had ended, that it had; for
/// others, that the time is taken.
#[must_use]
pub fn refusal_when_taken(own_hold_expired: bool) -> BookingRefusal {
    if own_hold_expired { BookingRefusal::HoldExpired } else { BookingRefusal::SlotTaken }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Instant = Instant(1_800_000_000);

    fn hold(claim: u128, chart: u128, is_own_session: bool, seconds_left: i64) -> Hold {
        Hold {
            claim: ClaimId(Uuid::from_u128(claim)),
            chart: ChartId(Uuid::from_u128(chart)),
            is_own_session,
            expires: NOW.plus_seconds(seconds_left),
            is_extended: false,
        }
    }

    fn take(existing: &[Hold]) -> Result<NewHold, BookingRefusal> {
        take_hold(existing, ChartId(Uuid::from_u128(7)), NOW)
    }

    /// BOOKING case 26; instants are whole seconds, so 299.999 s after T is 299 s after it.
    #[test]
    fn a_hold_is_good_for_three_hundred_seconds_and_not_for_the_next() {
        let expires = take(&[]).unwrap().expires;
        assert_eq!(confirm_by(expires, NOW.plus_seconds(299)), ConfirmBy::Hold);
        assert_eq!(confirm_by(expires, NOW.plus_seconds(300)), ConfirmBy::FreshClaim);
        assert_eq!(
            refusal_when_taken(is_expired(expires, NOW.plus_seconds(300))),
            BookingRefusal::HoldExpired
        );
        assert_eq!(refusal_when_taken(is_expired(expires, NOW.plus_seconds(299))), BookingRefusal::SlotTaken);
    }

    #[test]
    fn a_session_that_chooses_another_time_gives_up_the_first() {
        let mine = hold(1, 7, true, 100);
        assert_eq!(take(&[mine]).unwrap().releases, vec![mine.claim]);
        let mine_for_my_child = hold(2, 8, true, 100);
        assert_eq!(take(&[mine_for_my_child]).unwrap().releases, vec![mine_for_my_child.claim]);
    }

    #[test]
    fn a_third_hold_of_one_chart_is_refused() {
        let (one, two) = (hold(1, 7, false, 100), hold(2, 7, false, 100));
        assert_eq!(take(&[one, two]), Err(BookingRefusal::TooManyHolds { max: 2 }));
        assert!(take(&[one, hold(3, 7, true, 100)]).is_ok(), "the session's own hold is replaced");
        assert!(take(&[one, hold(4, 7, false, 0)]).is_ok(), "an expired hold does not count");
        assert!(take(&[one, hold(5, 8, false, 100)]).is_ok(), "another chart's hold does not count");
    }

    #[test]
    fn a_hold_is_extended_once_and_only_while_it_lasts() {
        let fresh = hold(1, 7, true, 60);
        assert_eq!(extend_hold(&fresh, NOW), Ok(NOW.plus_seconds(300)));
        let extended = Hold { is_extended: true, ..fresh };
        assert_eq!(extend_hold(&extended, NOW), Err(BookingRefusal::HoldAlreadyExtended));
        assert_eq!(extend_hold(&hold(1, 7, true, 0), NOW), Err(BookingRefusal::HoldExpired));
    }
}
