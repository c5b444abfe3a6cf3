//! Invitations: a link or a short code, good with a date of birth, that leads to an account (PRODUCT P4).

pub mod contract;
pub mod settings;
pub mod staff;

use jiff::civil::Date;

/// Wrong tries before an invitation is locked.
pub const TRIES: i32 = 5;
/// Seconds before an invitation may be sent again.
pub const COOL_DOWN_S: i64 = 600;
/// How long an activation may take once link or code and date of birth were right, in seconds.
pub const ACTIVATION_S: i64 = 3_600;
/// Letters of an access code.
pub const CODE_LETTERS: usize = 10;
/// Crockford's Base32: no I, L, O, U, which are misread or misheard.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

words! {
    /// What is offered.
    Kind {
        /// One's own chart.
        Patient = "patient",
        /// Acting for somebody else.
        Proxy = "proxy",
        /// Working at the clinic.
        Colleague = "colleague",
    }
}

words! {
    /// What became of an invitation.
    State {
        /// It waits to be sent, or to be handed over.
        Queued = "queued",
        /// It went out.
        Sent = "sent",
        /// It arrived.
        Delivered = "delivered",
        /// It could not be delivered; link and code hold all the same.
        Bounced = "bounced",
        /// Somebody has begun with it.
        Opened = "opened",
        /// There is an account, or one has taken it.
        Activated = "activated",
        /// Too late.
        Expired = "expired",
        /// Taken back.
        Revoked = "revoked",
    }
}

impl State {
    /// Whether it can still lead to an account, if its time has not passed.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Activated | Self::Expired | Self::Revoked)
    }
}

words! {
    /// Why a patient is not invited.
    LeftOut {
        /// Died.
        Deceased = "deceased",
        /// Has an account already.
        AlreadyActive = "already_active",
        /// The record was closed by the system that sends it.
        Inactive = "inactive",
        /// Does not want the portal.
        OptedOut = "opted_out",
        /// The date of birth is not known to the day.
        NoBirthDate = "no_birth_date",
        /// Not of age.
        Minor = "minor",
        /// Has an invitation that still holds.
        AlreadyInvited = "already_invited",
        /// Neither e-mail address nor telephone that can be reached.
        NoContact = "no_contact",
    }
}

/// What decides whether a patient can be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Died.
    pub is_deceased: bool,
    /// Somebody reads the chart as their own.
    pub has_account: bool,
    /// The record was closed by the system that sends it.
    pub is_inactive: bool,
    /// Does not want the portal.
    pub is_opted_out: bool,
    /// Born on, if that is known.
    pub birth_date: Option<Date>,
    /// Has an invitation that still holds.
    pub has_invitation: bool,
    /// Can be reached, or gets it by hand.
    pub is_reachable: bool,
    /// From which age people have an account of their own here, in years.
    pub of_age_years: u16,
}

/// Why a patient is left out, if so: the first reason in the order in which it matters.
#[must_use]
pub fn left_out(facts: &Facts, today: Date) -> Option<LeftOut> {
    let Facts {
        is_deceased,
        has_account,
        is_inactive,
        is_opted_out,
        birth_date,
        has_invitation,
        is_reachable,
        ..
    } = *facts;
    match birth_date {
        _ if is_deceased => Some(LeftOut::Deceased),
        _ if has_account => Some(LeftOut::AlreadyActive),
        _ if is_inactive => Some(LeftOut::Inactive),
        _ if is_opted_out => Some(LeftOut::OptedOut),
        None => Some(LeftOut::NoBirthDate),
        Some(born) if !is_of_age(born, today, facts.of_age_years) => Some(LeftOut::Minor),
        _ if has_invitation => Some(LeftOut::AlreadyInvited),
        _ if !is_reachable => Some(LeftOut::NoContact),
        _ => None,
    }
}

/// Whether somebody has completed so many years.
#[must_use]
pub fn is_of_age(born: Date, today: Date, years: u16) -> bool {
    i32::from(age(born, today)) >= i32::from(years)
}

/// Completed years of life.
#[must_use]
pub fn age(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

/// An access code of random bytes.
#[must_use]
pub fn code_of(bytes: &[u8; 32]) -> String {
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter));
    bytes.iter().take(CODE_LETTERS).map(letter).collect()
}

/// A code as people read it: in two groups.
#[must_use]
pub fn written(code: &str) -> String {
    let (first, second) = code.split_at_checked(CODE_LETTERS / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// The code that somebody typed, if it can be one: small letters, groups, and look-alikes are how people copy.
#[must_use]
pub fn typed(text: &str) -> Option<String> {
    let mut code = String::new();
    for sign in text.chars() {
        let letter = match sign.to_ascii_uppercase() {
            ' ' | '-' | '\u{2013}' | '\u{a0}' => continue,
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let is_letter = u8::try_from(letter).is_ok_and(|byte| LETTERS.contains(&byte));
        if !is_letter || code.len() == CODE_LETTERS {
            return None;
        }
        code.push(letter);
    }
    (code.len() == CODE_LETTERS).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2027, 3, 1);
    const FINE: Facts = Facts {
        is_deceased: false,
        has_account: false,
        is_inactive: false,
        is_opted_out: false,
        birth_date: Some(date(1980, 1, 1)),
        has_invitation: false,
        is_reachable: true,
        of_age_years: 18,
    };

    #[test]
    fn whoever_is_left_out_is_told_the_weightiest_reason() {
        for (expected, facts) in [
            (None, FINE),
            (Some(LeftOut::Deceased), Facts { is_deceased: true, has_account: true, ..FINE }),
            (Some(LeftOut::AlreadyActive), Facts { has_account: true, is_reachable: false, ..FINE }),
            (Some(LeftOut::AlreadyActive), Facts { has_account: true, is_inactive: true, ..FINE }),
            (Some(LeftOut::Inactive), Facts { is_inactive: true, is_opted_out: true, ..FINE }),
            (Some(LeftOut::OptedOut), Facts { is_opted_out: true, birth_date: None, ..FINE }),
            (Some(LeftOut::NoBirthDate), Facts { birth_date: None, is_reachable: false, ..FINE }),
            (Some(LeftOut::Minor), Facts { birth_date: Some(date(2009, 3, 2)), ..FINE }),
            (None, Facts { birth_date: Some(date(2009, 3, 1)), ..FINE }),
            (None, Facts { birth_date: Some(date(2011, 3, 1)), of_age_years: 16, ..FINE }),
            (Some(LeftOut::Minor), Facts { birth_date: Some(date(2009, 3, 1)), of_age_years: 19, ..FINE }),
            (Some(LeftOut::AlreadyInvited), Facts { has_invitation: true, is_reachable: false, ..FINE }),
            (Some(LeftOut::NoContact), Facts { is_reachable: false, ..FINE }),
        ] {
            assert_eq!(left_out(&facts, TODAY), expected, "{facts:?}");
        }
    }

    #[test]
    fn years_are_completed_on_the_birthday() {
        assert_eq!(age(date(2009, 3, 1), TODAY), 18);
        assert_eq!(age(date(2009, 3, 2), TODAY), 17);
        assert_eq!(age(date(2008, 2, 29), date(2026, 2, 28)), 17);
        assert_eq!(age(date(2008, 2, 29), date(2026, 3, 1)), 18);
    }

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        let code = code_of(&[
            255, 0, 1, 10, 31, 18, 17, 20, 26, 9, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
            7, 7,
        ]);
        assert_eq!(code, "Z01AZJHMT9");
        assert_eq!(written(&code), "Z01AZ-JHMT9");
        for text in ["Z01AZ-JHMT9", " z01az jhmt9 ", "zoiazjhmt9", "ZOLAZ\u{2013}JHMT9"] {
            assert_eq!(typed(text).as_deref(), Some(code.as_str()), "{text}");
        }
        for text in ["", "Z01AZ-JHMT", "Z01AZ-JHMT99", "Z01AZ-JHMU9", "Z01AZ/JHMT9", "Ｚ01AZJHMT9"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(*state));
        }
        for reason in LeftOut::ALL {
            assert_eq!(LeftOut::parse(reason.name()), Some(*reason));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(*kind));
        }
        assert_eq!(State::ALL.iter().filter(|state| state.is_live()).count(), 5);
    }
}
