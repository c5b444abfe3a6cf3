//! Family access: who may see and do what for somebody else, since when, until when, and why it ended (PRODUCT P17).

pub mod contract;
mod typed;

pub use typed::{Offer, read_offer};

use jiff::civil::{Date, date};

/// From which age patients decide themselves, unless the clinic has said otherwise, in years.
pub const HAND_OVER_AGE: u16 = 18;
/// Lowest and highest age that a clinic can choose, in years.
pub const HAND_OVER_AGES: (u16, u16) = (12, 21);
/// How long before the hand-over everybody concerned is told, in days.
pub const WARNED_DAYS: i64 = 30;
/// Most people who may act for one chart, and are invited to, at a time.
pub const MOST_PEOPLE: usize = 12;
/// Longest name of a person, in characters.
pub const NAME_CHARS: usize = 120;

words! {
    /// What somebody is to the patient.
    Relationship {
        /// Mother or father.
        Parent = "parent",
        /// Appointed by a court, or a foster carer.
        Guardian = "guardian",
        /// Husband, wife, partner.
        Partner = "partner",
        /// Son or daughter.
        Child = "child",
        /// Another relative.
        Relative = "relative",
        /// Cares for the patient, paid or not.
        Caregiver = "caregiver",
        /// A friend, a neighbour, somebody else.
        Other = "other",
    }
}

words! {
    /// Why a grant ended.
    EndReason {
        /// The patient took it back.
        Patient = "patient",
        /// The person gave it up.
        GivenUp = "given_up",
        /// Its day had come.
        Date = "date",
        /// The patient came of age.
        HandOver = "hand_over",
        /// The clinic: the patient asked for it.
        Asked = "asked",
        /// The clinic: somebody else is responsible now.
        Responsibility = "responsibility",
        /// The clinic: to protect the patient.
        Safety = "safety",
        /// The clinic: it was given by mistake.
        Mistake = "mistake",
        /// The clinic; which of its reasons it had is for its own page.
        Clinic = "clinic",
    }
}

impl EndReason {
    /// Those that a colleague chooses from.
    pub const OF_THE_CLINIC: [Self; 4] = [Self::Asked, Self::Responsibility, Self::Safety, Self::Mistake];

    /// The reason as patients read it: whoever looks over their shoulder learns nothing that the clinic noted to protect them.
    #[must_use]
    pub fn told(self) -> Self {
        if Self::OF_THE_CLINIC.contains(&self) { Self::Clinic } else { self }
    }
}

/// The day from which somebody decides themselves. Who was born on 29 February has the birthday on 1 March where a year
/// has no such day, as [`crate::invitations::age`] counts.
#[must_use]
pub fn hand_over_day(born: Date, age_years: u16) -> Option<Date> {
    let year = i16::try_from(age_years).ok().and_then(|age| born.year().checked_add(age))?;
    let is_leap_day = (born.month(), born.day()) == (2, 29);
    match Date::new(year, born.month(), born.day()) {
        Ok(day) => Some(day),
        Err(_) if is_leap_day => Some(date(year, 3, 1)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invitations::age;

    #[test]
    fn the_hand_over_is_the_birthday_as_ages_are_counted() {
        for (born, years, day) in [
            (date(2009, 3, 1), 18, date(2027, 3, 1)),
            (date(2008, 2, 29), 18, date(2026, 3, 1)),
            (date(2008, 2, 29), 16, date(2024, 2, 29)),
            (date(2012, 12, 31), 12, date(2024, 12, 31)),
        ] {
            assert_eq!(hand_over_day(born, years), Some(day), "{born} {years}");
            let before = day.yesterday().expect("a day");
            assert_eq!(age(born, day), i16::try_from(years).expect("small"));
            assert_eq!(age(born, before), i16::try_from(years).expect("small") - 1);
        }
    }

    #[test]
    fn names_are_read_back() {
        for word in Relationship::ALL {
            assert_eq!(Relationship::parse(word.name()), Some(*word));
        }
        for word in EndReason::ALL {
            assert_eq!(EndReason::parse(word.name()), Some(*word));
        }
        assert_eq!(EndReason::parse("because"), None);
        assert_eq!(EndReason::Safety.told(), EndReason::Clinic);
        assert_eq!(EndReason::Patient.told(), EndReason::Patient);
    }
}
