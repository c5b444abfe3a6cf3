//! How long to wait after failed tries: the delay grows, and nobody is locked out for good.

/// Failures without any delay.
const FREE_FAILURES: i32 = 4;
/// The longest delay, in seconds.
const LONGEST_S: i64 = 15 * 60;

/// Seconds to wait after the `failures`-th failure in a row; the last failure counts.
#[must_use]
pub const fn delay_s(failures: i32) -> i64 {
    let over = failures - FREE_FAILURES;
    if over <= 0 {
        return 0;
    }
    let exponent = if over > 10 { 10 } else { over };
    let delay = 1_i64 << exponent;
    if delay > LONGEST_S { LONGEST_S } else { delay }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_stays_bounded() {
        assert_eq!(delay_s(0), 0);
        assert_eq!(delay_s(4), 0);
        assert_eq!(delay_s(5), 2);
        assert_eq!(delay_s(8), 16);
        assert_eq!(delay_s(1_000_000), LONGEST_S);
    }
}
