//! How long to wait after failed tries, and when no more are looked at: the delay grows, and fifty wrong secrets in a row are the
//! last (NIST SP 800-63B 3.2.2 asks for fewer than a hundred).

/// Failures without any delay.
const FREE_FAILURES: i32 = 4;
/// The longest delay, in seconds.
const LONGEST_S: i64 = 15 * 60;
/// Wrong secrets in a row of which none is looked at any more.
pub const MOST_FAILURES: i32 = 50;
/// Failures in a row that are slips of the hand: they are forgotten sooner than more of them.
pub const SLIPS: i32 = FREE_FAILURES;

/// How tries of one kind are bounded.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Seconds to wait after so many failures in a row.
    pub delay_s: fn(i32) -> i64,
    /// After so many no more are looked at, until the secret is another or the clinic helps.
    pub most: Option<i32>,
}

impl Bounds {
    /// A password, or a second factor: what can be guessed.
    pub const SECRET: Self = Self { delay_s, most: Some(MOST_FAILURES) };
    /// What many people share, such as a network: slowed down, never stopped.
    pub const SHARED: Self = Self::paced(delay_s);

    /// Slowed down, never stopped.
    #[must_use]
    pub const fn paced(delay_s: fn(i32) -> i64) -> Self {
        Self { delay_s, most: None }
    }
}

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
