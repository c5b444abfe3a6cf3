//! When something that could not be delivered is tried again (BOOKING.md 4.2).

/// Tries before it is given up.
pub const MOST_ATTEMPTS: i32 = 10;
/// The first wait, in seconds.
const FIRST_S: i64 = 30;
/// The longest wait, in seconds.
const LONGEST_S: i64 = 6 * 3_600;

/// Seconds to wait after the `attempts`-th failed try: doubled each time, and moved by up to a fifth either way as
/// `random` says (0 to 999), so that what failed together is not tried together.
#[must_use]
pub fn backoff_s(attempts: i32, random: u16) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    let wait = (FIRST_S << doublings).min(LONGEST_S);
    let jitter = i64::from(random.min(999)) - 500;
    wait + wait * jitter / 2_500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_six_hours_and_spread() {
        let middle = |attempts| backoff_s(attempts, 500);
        assert_eq!([1, 2, 3, 4].map(middle), [30, 60, 120, 240]);
        assert_eq!(middle(11), LONGEST_S);
        assert_eq!(middle(i32::MAX), LONGEST_S);
        assert_eq!((backoff_s(1, 0), backoff_s(1, 999)), (24, 35));
        for attempts in -1..20 {
            for random in [0, 250, 999, u16::MAX] {
                assert!(backoff_s(attempts, random) >= FIRST_S * 4 / 5);
            }
        }
    }
}
