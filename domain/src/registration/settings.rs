//! What a clinic decides about people who register by themselves: whether they may, what they have to say, what follows.

use super::tier::RegistrationPolicy;
use crate::account::contract::Freshness;
use serde::{Deserialize, Serialize};

/// Fewest and most days until decided requests are deleted.
pub const KEPT_DAYS: (u16, u16) = (1, 365);
/// Fewest and most requests a day.
pub const PER_DAY: (u32, u32) = (1, 10_000);
/// Details about the person themselves of which two are needed to tell anybody from others.
const TELLING: [Detail; 3] = [Detail::Name, Detail::BirthDate, Detail::NationalId];

words! {
    /// What an applicant says.
    Detail {
        /// The full name.
        Name = "name",
        /// The date of birth.
        BirthDate = "birth_date",
        /// A national identity number, with its country.
        NationalId = "national_id",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
    }
}

/// The decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistrationSettings {
    /// Whether people may register by themselves.
    pub is_on: bool,
    /// What they have to say; an e-mail address or a telephone number is needed in any case.
    pub required: Vec<Detail>,
    /// What follows from how sure it is.
    pub policy: RegistrationPolicy,
    /// Days until decided requests are deleted.
    pub kept_days: u16,
    /// Requests within a day.
    pub most_per_day: u32,
}

impl Default for RegistrationSettings {
    fn default() -> Self {
        Self {
            is_on: false,
            required: vec![Detail::Name, Detail::BirthDate],
            policy: RegistrationPolicy { is_automatic: false, queues_partial: true, queues_none: false },
            kept_days: 30,
            most_per_day: 200,
        }
    }
}

impl RegistrationSettings {
    /// Whether an applicant has to say it.
    #[must_use]
    pub fn requires(&self, detail: Detail) -> bool {
        self.required.contains(&detail)
    }
}

/// Asks for a change, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRegistrationRequest {
    /// What it is based on.
    pub version: String,
    /// Whether people may register by themselves.
    #[serde(default)]
    pub is_on: bool,
    /// What they have to say.
    #[serde(default)]
    pub required: Vec<Detail>,
    /// Whether sure cases are approved without a person.
    #[serde(default)]
    pub is_automatic: bool,
    /// Whether unsure ones wait for a person.
    #[serde(default)]
    pub queues_partial: bool,
    /// Whether those whom no chart resembles wait for a person.
    #[serde(default)]
    pub queues_none: bool,
    /// Days until decided requests are deleted.
    #[serde(default)]
    pub kept_days: String,
    /// Requests within a day.
    #[serde(default)]
    pub most_per_day: String,
}

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationPage {
    /// What holds now.
    pub settings: RegistrationSettings,
    /// Names what was read; a change says what it is based on.
    pub version: String,
    /// Whether a code can be sent by any channel.
    pub can_send: bool,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// The settings were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRegistration {
    /// Names what holds now.
    pub version: String,
}

/// The settings that were typed.
///
/// # Errors
/// Every field that cannot be, with the reason.
pub fn read(
    request: &SaveRegistrationRequest,
) -> Result<RegistrationSettings, Vec<(&'static str, &'static str)>> {
    let mut problems = Vec::new();
    // In their own order and each once, whatever was sent.
    let required: Vec<Detail> =
        Detail::ALL.iter().copied().filter(|detail| request.required.contains(detail)).collect();
    if TELLING.iter().filter(|detail| required.contains(detail)).count() < 2 {
        problems.push(("required", "registration_too_little"));
    }
    let kept_days = request.kept_days.trim().parse().unwrap_or(0);
    if !(KEPT_DAYS.0..=KEPT_DAYS.1).contains(&kept_days) {
        problems.push(("kept_days", "registration_kept_days"));
    }
    let most_per_day = request.most_per_day.trim().parse().unwrap_or(0);
    if !(PER_DAY.0..=PER_DAY.1).contains(&most_per_day) {
        problems.push(("most_per_day", "registration_per_day"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let policy = RegistrationPolicy {
        is_automatic: request.is_automatic,
        queues_partial: request.queues_partial,
        queues_none: request.queues_none,
    };
    Ok(RegistrationSettings { is_on: request.is_on, required, policy, kept_days, most_per_day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(required: &[Detail], kept_days: &str, most_per_day: &str) -> SaveRegistrationRequest {
        SaveRegistrationRequest {
            version: String::new(),
            is_on: true,
            required: required.to_vec(),
            is_automatic: true,
            queues_partial: false,
            queues_none: true,
            kept_days: kept_days.to_owned(),
            most_per_day: most_per_day.to_owned(),
        }
    }

    #[test]
    fn it_is_off_until_it_is_switched_on() {
        let settings = RegistrationSettings::default();
        assert!(!settings.is_on && !settings.policy.is_automatic);
        let old: RegistrationSettings =
            serde_json::from_str("{\"is_on\":true}").expect("what is missing is as it was");
        assert_eq!(old, RegistrationSettings { is_on: true, ..settings });
    }

    #[test]
    fn what_cannot_be_is_named() {
        let read_back =
            read(&typed(&[Detail::Phone, Detail::NationalId, Detail::Name], " 30 ", "50")).expect("settings");
        assert_eq!(read_back.required, [Detail::Name, Detail::NationalId, Detail::Phone]);
        assert!(read_back.requires(Detail::Phone) && !read_back.requires(Detail::Email));
        let fields: Vec<_> = read(&typed(&[Detail::Name, Detail::Email], "0", "x"))
            .expect_err("problems")
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["required", "kept_days", "most_per_day"]);
    }
}
