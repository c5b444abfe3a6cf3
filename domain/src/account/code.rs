//! One-time codes: how long they hold, how often they may be tried and sent (SECURITY.md 2.4).

/// Digits of a code.
pub const DIGITS: usize = 6;
/// How long a code holds, in seconds.
pub const HOLDS_S: i64 = 600;
/// Tries before a code is dead.
pub const TRIES: i32 = 5;
/// Seconds before another one may be asked for.
pub const RESEND_S: i64 = 30;
/// Codes to one address within [`SHORT_S`].
pub const MOST_SHORT: usize = 3;
/// A short while, in seconds.
pub const SHORT_S: i64 = 900;
/// Codes to one address within a day.
pub const MOST_DAY: usize = 10;
/// Codes to one account, whatever the address, within [`SHORT_S`].
pub const MOST_SHORT_OF_ACCOUNT: usize = 6;
/// Codes to one account, whatever the address, within a day.
pub const MOST_DAY_OF_ACCOUNT: usize = 20;
/// A day, in seconds.
pub const DAY_S: i64 = 86_400;

/// What a code proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The second factor of a sign-in.
    SignIn,
    /// That a contact is the account's.
    ProveContact,
    /// That a contact is the applicant's.
    Register,
    /// Who is asking, anew.
    StepUp,
}

impl Purpose {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::ProveContact, Self::Register, Self::StepUp];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::ProveContact => "prove_contact",
            Self::Register => "register",
            Self::StepUp => "step_up",
        }
    }

    /// The purpose of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// Purposes whose codes to an address are counted together. Codes for an account's own factor are counted apart from
    /// those that anybody can have sent to an address: nobody uses up another's sign-in.
    #[must_use]
    pub const fn counted_together(self) -> [Self; 2] {
        match self {
            Self::SignIn | Self::StepUp => [Self::SignIn, Self::StepUp],
            Self::ProveContact | Self::Register => [Self::ProveContact, Self::Register],
        }
    }

    /// Whether the address is a factor of the account already.
    #[must_use]
    pub const fn is_of_a_factor(self) -> bool {
        matches!(self, Self::SignIn | Self::StepUp)
    }
}

/// Whether another code may be sent to an address, by the ages in seconds of those sent before; if not, after how many
/// seconds.
///
/// # Errors
/// The seconds to wait.
pub fn may_send(ages_s: &[i64]) -> Result<(), i64> {
    wait(ages_s, &[(RESEND_S, 1), (SHORT_S, MOST_SHORT), (DAY_S, MOST_DAY)])
}

/// Whether another code may be sent for an account, by the ages in seconds of all codes that were sent for it.
///
/// # Errors
/// The seconds to wait.
pub fn may_send_to_account(ages_s: &[i64]) -> Result<(), i64> {
    wait(ages_s, &[(SHORT_S, MOST_SHORT_OF_ACCOUNT), (DAY_S, MOST_DAY_OF_ACCOUNT)])
}

/// How long until there are fewer than so many within each of these spans.
fn wait(ages_s: &[i64], limits: &[(i64, usize)]) -> Result<(), i64> {
    let within = |span: i64| ages_s.iter().filter(move |age| **age < span);
    let wait_until = |span: i64, most: usize| {
        let mut young: Vec<i64> = within(span).copied().collect();
        young.sort_unstable();
        // The oldest of the last `most` has to be older than the span.
        young.get(most.saturating_sub(1)).map(|age| span - age)
    };
    limits.iter().filter_map(|(span, most)| wait_until(*span, *most)).max().map_or(Ok(()), Err)
}

/// The digits of what somebody typed, if they can be a code: spaces and hyphens are how people copy.
#[must_use]
pub fn typed(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|sign| !matches!(sign, ' ' | '-' | '\u{a0}')).collect();
    (digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_not_too_often() {
        assert_eq!(may_send(&[]), Ok(()));
        assert_eq!(may_send(&[29]), Err(1));
        assert_eq!(may_send(&[30]), Ok(()));
        assert_eq!(may_send(&[100, 200]), Ok(()));
        assert_eq!(may_send(&[100, 200, 300]), Err(600));
        assert_eq!(may_send(&[100, 200, 900]), Ok(()));
        let day: Vec<i64> = (1..=10).map(|hour| hour * 3_600).collect();
        assert_eq!(may_send(&day), Err(DAY_S - 36_000));
        assert_eq!(may_send(&day[..9]), Ok(()));
    }

    #[test]
    fn an_account_has_a_budget_whatever_the_addresses() {
        assert_eq!(may_send_to_account(&[1, 2, 3, 4, 5]), Ok(()));
        assert_eq!(may_send_to_account(&[1, 2, 3, 4, 5, 6]), Err(SHORT_S - 6));
        let day: Vec<i64> = (1..=20).map(|hour| hour * 3_600).collect();
        assert_eq!(may_send_to_account(&day), Err(DAY_S - 72_000));
        assert_eq!(may_send_to_account(&day[..19]), Ok(()));
    }

    #[test]
    fn every_purpose_is_counted_with_itself() {
        for purpose in Purpose::ALL {
            assert!(purpose.counted_together().contains(&purpose));
            let of_a_factor = purpose.counted_together().map(Purpose::is_of_a_factor);
            assert_eq!(of_a_factor, [purpose.is_of_a_factor(); 2]);
        }
    }

    #[test]
    fn what_is_copied_from_a_message_is_read() {
        for (text, expected) in [
            ("123456", Some("123456")),
            (" 123 456 ", Some("123456")),
            ("123-456", Some("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("１２３４５６", None),
        ] {
            assert_eq!(typed(text).as_deref(), expected, "{text}");
        }
    }
}
