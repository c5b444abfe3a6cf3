//! Words for relationships, for what somebody may, and for why it ended.

use crate::texts::{t, tf};
use domain::civil::LocalMinute;
use domain::family::{EndReason, Relationship};
use domain::permission::Scope;
use i18n::{Key, k};

/// What somebody is to the patient.
pub const fn relationship(word: Relationship) -> Key {
    match word {
        Relationship::Parent => k::FAMILY_PARENT,
        Relationship::Guardian => k::FAMILY_GUARDIAN,
        Relationship::Partner => k::FAMILY_PARTNER,
        Relationship::Child => k::FAMILY_CHILD,
        Relationship::Relative => k::FAMILY_RELATIVE,
        Relationship::Caregiver => k::FAMILY_CAREGIVER,
        Relationship::Other => k::FAMILY_OTHER,
    }
}

/// A part of a chart, and what can be done with it.
pub const fn scope(scope: Scope) -> (Key, Key) {
    match scope {
        Scope::Records => (k::FAMILY_SCOPE_RECORDS, k::FAMILY_SCOPE_RECORDS_ABOUT),
        Scope::Results => (k::FAMILY_SCOPE_RESULTS, k::FAMILY_SCOPE_RESULTS_ABOUT),
        Scope::Appointments => (k::FAMILY_SCOPE_APPOINTMENTS, k::FAMILY_SCOPE_APPOINTMENTS_ABOUT),
    }
}

/// Why access ended.
pub const fn ended(reason: EndReason) -> Key {
    match reason {
        EndReason::Patient => k::FAMILY_ENDED_PATIENT,
        EndReason::GivenUp => k::FAMILY_ENDED_GIVEN_UP,
        EndReason::Date => k::FAMILY_ENDED_DATE,
        EndReason::HandOver => k::FAMILY_ENDED_HAND_OVER,
        EndReason::Asked => k::FAMILY_ENDED_ASKED,
        EndReason::Responsibility => k::FAMILY_ENDED_RESPONSIBILITY,
        EndReason::Safety => k::FAMILY_ENDED_SAFETY,
        EndReason::Mistake => k::FAMILY_ENDED_MISTAKE,
        EndReason::Clinic => k::FAMILY_ENDED_CLINIC,
    }
}

/// Why the clinic ends access, as a choice.
pub const fn reason(reason: EndReason) -> Key {
    match reason {
        EndReason::Responsibility => k::FAMILY_REASON_RESPONSIBILITY,
        EndReason::Safety => k::FAMILY_REASON_SAFETY,
        EndReason::Mistake => k::FAMILY_REASON_MISTAKE,
        _ => k::FAMILY_REASON_ASKED,
    }
}

/// A day.
pub fn day(at: LocalMinute) -> String {
    i18n::numeric_date(&t, at)
}

/// Parts of a chart, one after the other.
pub fn scopes(list: &[Scope]) -> String {
    list.iter().map(|part| t(scope(*part).0)).collect::<Vec<_>>().join(", ")
}

/// Since when and until when.
pub fn period(since: LocalMinute, until: Option<LocalMinute>, is_for_minor: bool) -> String {
    let since = tf(k::FAMILY_SINCE, &[("date", &day(since))]);
    let until = match until {
        None => t(k::FAMILY_NO_END).to_owned(),
        Some(last) => {
            let words = if is_for_minor { k::FAMILY_UNTIL_OF_AGE } else { k::FAMILY_UNTIL_DAY };
            tf(words, &[("date", &day(last))])
        }
    };
    format!("{since}, {until}")
}
