//! What a clinic decides about signing in: how long sessions last, which second factors there are and who needs one.

use super::session::Limits;
use crate::family::{HAND_OVER_AGE, HAND_OVER_AGES};
use crate::time::MINUTE;
use serde::{Deserialize, Serialize};

/// Shortest and longest idle time, in minutes.
pub const IDLE_MINUTES: (u16, u16) = (5, 60);
/// Shortest and longest life of a session, in hours.
pub const ABSOLUTE_HOURS: (u16, u16) = (1, 24);
/// Fewest and most codes by text message within a day.
pub const TEXTS_PER_DAY: (u32, u32) = (1, 100_000);
/// Most sign-ins without the second factor that is required.
pub const MOST_GRACE: u8 = 10;

/// A kind of second factor, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// A passkey or security key (WebAuthn).
    Passkey,
    /// An authenticator app (RFC 6238).
    Totp,
    /// A code by text message.
    Sms,
    /// A code by e-mail.
    Email,
}

impl FactorKind {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Passkey, Self::Totp, Self::Sms, Self::Email];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The kind of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it can be taken over together with a mailbox or a telephone number (NIST SP 800-63B-4 does not count e-mail
    /// as a factor at all, and restricts text messages).
    #[must_use]
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::Sms | Self::Email)
    }
}

/// Whether a second factor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorPolicy {
    /// Never.
    Off,
    /// From those who have set one up.
    Optional,
    /// From everybody.
    Required,
}

impl FactorPolicy {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Optional, Self::Required];

    /// As it is stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }

    /// The policy of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

/// The decisions for patients and proxies, or for colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Longest pause between two requests, in minutes.
    pub idle_minutes: u16,
    /// Longest life of a session, in hours.
    pub absolute_hours: u16,
    /// Whether a second factor is asked for.
    pub policy: FactorPolicy,
    /// Which kinds are accepted.
    pub factors: Vec<FactorKind>,
    /// Sign-ins without the factor that is required, before it has to be set up.
    pub grace: u8,
}

impl Audience {
    /// The limits of a session.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            idle_s: i64::from(self.idle_minutes) * MINUTE,
            absolute_s: i64::from(self.absolute_hours) * 60 * MINUTE,
        }
    }

    /// Whether a kind is asked for at all.
    #[must_use]
    pub fn accepts(&self, kind: FactorKind) -> bool {
        self.policy != FactorPolicy::Off && self.factors.contains(&kind)
    }
}

/// Where codes go by text message, and how many: each costs money, and strangers may ask for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessages {
    /// Countries of the numbers (ISO 3166-1 alpha-2); none means the clinic's own, by its zone.
    pub countries: Vec<String>,
    /// Most codes by text message of the whole clinic within a day.
    pub most_per_day: u32,
}

impl Default for TextMessages {
    fn default() -> Self {
        Self { countries: Vec::new(), most_per_day: 500 }
    }
}

/// Everything a clinic decides about signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecuritySettings {
    /// For patients and proxies.
    pub patients: Audience,
    /// For colleagues.
    pub staff: Audience,
    /// Whether passwords need letters of both cases, a digit and another sign.
    pub is_complex: bool,
    /// Codes by text message.
    #[serde(default)]
    pub text_messages: TextMessages,
    /// From which age patients decide themselves: their parents' access ends, and they can have an account. In years.
    #[serde(default = "hand_over_age")]
    pub hand_over_age: u16,
}

/// What holds where nothing was decided.
const fn hand_over_age() -> u16 {
    HAND_OVER_AGE
}

impl Default for SecuritySettings {
    /// SECURITY.md 2.3 and 6: patients 30 minutes and 12 hours, colleagues 15 minutes and 10 hours and never e-mail alone.
    fn default() -> Self {
        Self {
            patients: Audience {
                idle_minutes: 30,
                absolute_hours: 12,
                policy: FactorPolicy::Required,
                factors: FactorKind::ALL.to_vec(),
                grace: 3,
            },
            staff: Audience {
                idle_minutes: 15,
                absolute_hours: 10,
                policy: FactorPolicy::Required,
                factors: vec![FactorKind::Passkey, FactorKind::Totp, FactorKind::Sms],
                grace: 3,
            },
            is_complex: false,
            text_messages: TextMessages::default(),
            hand_over_age: HAND_OVER_AGE,
        }
    }
}

impl SecuritySettings {
    /// The same with a second factor for those who want one: demos, where everybody signs in as everybody.
    #[must_use]
    pub fn relaxed() -> Self {
        let mut settings = Self::default();
        (settings.patients.policy, settings.staff.policy) = (FactorPolicy::Optional, FactorPolicy::Optional);
        settings
    }
}

/// A decision that cannot be taken, as the field and the name of the reason (`field.<message>`).
pub type SettingProblem = (&'static str, &'static str);

impl SecuritySettings {
    /// The decisions for an account with or without staff roles.
    #[must_use]
    pub const fn of(&self, is_staff: bool) -> &Audience {
        if is_staff { &self.staff } else { &self.patients }
    }

    /// What of it cannot be.
    #[must_use]
    pub fn problems(&self) -> Vec<SettingProblem> {
        let mut found = Vec::new();
        let within = |value: u16, (least, most): (u16, u16)| (least..=most).contains(&value);
        for (audience, [idle, absolute, factors, grace]) in [
            (
                &self.patients,
                ["patients.idle_minutes", "patients.absolute_hours", "patients.factors", "patients.grace"],
            ),
            (&self.staff, ["staff.idle_minutes", "staff.absolute_hours", "staff.factors", "staff.grace"]),
        ] {
            if !within(audience.idle_minutes, IDLE_MINUTES) {
                found.push((idle, "security_idle_range"));
            }
            if !within(audience.absolute_hours, ABSOLUTE_HOURS) {
                found.push((absolute, "security_absolute_range"));
            }
            if audience.policy != FactorPolicy::Off && audience.factors.is_empty() {
                found.push((factors, "security_no_factor"));
            }
            if audience.grace > MOST_GRACE {
                found.push((grace, "security_grace_range"));
            }
        }
        let texts = &self.text_messages;
        if !(TEXTS_PER_DAY.0..=TEXTS_PER_DAY.1).contains(&texts.most_per_day) {
            found.push(("text_messages.most_per_day", "security_texts_range"));
        }
        let is_country =
            |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !texts.countries.iter().all(is_country) {
            found.push(("text_messages.countries", "security_texts_country"));
        }
        if !within(self.hand_over_age, HAND_OVER_AGES) {
            found.push(("hand_over_age", "security_hand_over"));
        }
        let is_mail_alone =
            self.staff.policy != FactorPolicy::Off && self.staff.factors == [FactorKind::Email];
        if is_mail_alone {
            found.push(("staff.factors", "security_mail_alone"));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_security_plan_and_can_be() {
        let settings = SecuritySettings::default();
        assert_eq!(settings.problems(), []);
        assert_eq!(settings.of(false).limits(), Limits::PATIENT);
        assert_eq!(settings.of(true).limits(), Limits::STAFF);
        assert!(!settings.staff.accepts(FactorKind::Email));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let mut settings = SecuritySettings::default();
        settings.patients.idle_minutes = 4;
        settings.patients.factors.clear();
        settings.staff.absolute_hours = 25;
        settings.staff.factors = vec![FactorKind::Email];
        settings.staff.grace = 11;
        settings.text_messages = TextMessages { countries: vec!["es".to_owned()], most_per_day: 0 };
        settings.hand_over_age = 11;
        let names: Vec<_> = settings.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            names,
            [
                "patients.idle_minutes",
                "patients.factors",
                "staff.absolute_hours",
                "staff.grace",
                "text_messages.most_per_day",
                "text_messages.countries",
                "hand_over_age",
                "staff.factors"
            ]
        );
        settings.patients.policy = FactorPolicy::Off;
        assert!(settings.problems().iter().all(|(field, _)| *field != "patients.factors"));
    }

    #[test]
    fn stored_settings_are_read_back() {
        let settings = SecuritySettings::default();
        let text = serde_json::to_string(&settings).expect("written");
        assert_eq!(serde_json::from_str::<SecuritySettings>(&text).expect("read"), settings);
        let (head, _) = text.split_once(",\"text_messages\"").expect("the newest fields are the last");
        // Facilities decided before there were these fields.
        assert_eq!(serde_json::from_str::<SecuritySettings>(&format!("{head}}}")).expect("read"), settings);
        for kind in FactorKind::ALL {
            assert_eq!(FactorKind::parse(kind.name()), Some(kind));
        }
    }
}
