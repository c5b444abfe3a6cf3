//! Booking: its words, and the reasons why a booking, a hold or a change is refused.
//!
//! The rules below this module take facts and `now`, and answer; nothing here reads a clock, a database or a tz
//! database. Time is counted in [units] of five minutes, the same that guard against double booking.

use serde::{Deserialize, Serialize};

use crate::refusal::{NextStep, Refusal, RefusalKind};
use crate::time::Instant;

pub mod bitmap;
pub mod cancel;
pub mod contract;
pub mod coverage;
mod grid;
pub mod holds;
pub mod hours;
mod local;
mod open;
pub mod slots;
pub mod units;
pub mod visit_type;

/// Declares an enum of plain words: JSON, columns and the command line all use the same text.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(
                $(#[$word_doc])*
                #[serde(rename = $text)]
                $word,
            )+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$word,)+];

            /// The stable text that is stored and exchanged.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                }
            }

            /// The value that `text` names, if any.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    )+};
}

words! {
    /// How patient and provider meet.
    VisitMode {
        /// At the location.
        InPerson = "in_person",
        /// By video.
        Video = "video",
        /// By telephone.
        Phone = "phone",
    }

    /// Which patients may book a visit type.
    PatientsRule {
        /// Everybody.
        Any = "any",
        /// Only those the clinic has not seen yet.
        New = "new",
        /// Only those the clinic has seen before.
        Established = "established",
    }

    /// Where an appointment stands. Rows are never deleted.
    AppointmentStatus {
        /// Agreed, and still to come.
        Booked = "booked",
        /// Called off by patient or clinic; its time is free again.
        Cancelled = "cancelled",
        /// The patient is at the clinic.
        Arrived = "arrived",
        /// The patient did not come.
        NoShow = "no_show",
        /// The visit took place.
        Fulfilled = "fulfilled",
    }
}

/// Why a booking, a hold or a change of an appointment is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum BookingRefusal {
    /// Someone else has the time.
    #[error("this time has just been taken")]
    SlotTaken,
    /// The provider's hours or the visit type changed since the time was shown.
    #[error("this time is no longer offered")]
    NoLongerOffered,
    /// Less than the visit type's minimum notice is left.
    #[error("this time is too soon to book online")]
    TooLate,
    /// The day lies after the last one that can be booked.
    #[error("this day is too far ahead to book")]
    BeyondHorizon,
    /// The patient has another appointment or hold at this time.
    #[error("the patient has another appointment at this time")]
    PatientBusy,
    /// The patient has as many upcoming appointments of this visit type as are allowed.
    #[error("the patient already has {max} upcoming appointments of this kind")]
    LimitReached {
        /// How many are allowed.
        max: u32,
    },
    /// The visit type is for new or for established patients only.
    #[error("this visit type is not for this patient")]
    NotForThisPatient,
    /// The visit type was offered once, and is no longer.
    #[error("this visit type is no longer offered")]
    KindNotOffered,
    /// The notice period has begun: only the clinic can change the appointment.
    #[error("the appointment could be changed online until {} s", until.0)]
    CallUs {
        /// Length of the notice period in minutes.
        notice_minutes: u32,
        /// The last instant at which the patient could have changed it.
        until: Instant,
    },
    /// The hold ran out before it was confirmed or extended.
    #[error("the time was kept for a few minutes, which have passed")]
    HoldExpired,
    /// The hold was extended before.
    #[error("the time can be kept longer only once")]
    HoldAlreadyExtended,
    /// The chart has as many times on hold as are allowed.
    #[error("{max} times are already on hold for this patient")]
    TooManyHolds {
        /// How many are allowed.
        max: u32,
    },
    /// The appointment was cancelled before.
    #[error("the appointment is already cancelled")]
    AlreadyCancelled,
    /// The patient has arrived, did not come, or the visit is over.
    #[error("the appointment can no longer be changed")]
    VisitClosed,
}

impl BookingRefusal {
    /// The rule's stable name, as in logs and answers.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        Refusal::from(*self).rule
    }
}

impl From<BookingRefusal> for Refusal {
    fn from(refusal: BookingRefusal) -> Self {
        use BookingRefusal as Why;
        use NextStep::{CallUs, ChooseAnotherTime, Reload};
        use RefusalKind::{Conflict, Gone, Rule};

        let (rule, kind, next) = match refusal {
            Why::SlotTaken => ("booking.slot_taken", Conflict, ChooseAnotherTime),
            Why::NoLongerOffered => ("booking.no_longer_offered", Conflict, ChooseAnotherTime),
            Why::TooLate => ("booking.too_late", Conflict, ChooseAnotherTime),
            Why::BeyondHorizon => ("booking.beyond_horizon", Rule, ChooseAnotherTime),
            Why::PatientBusy => ("booking.patient_busy", Conflict, ChooseAnotherTime),
            Why::LimitReached { .. } => ("booking.limit_reached", Rule, CallUs),
            Why::NotForThisPatient => ("booking.not_for_this_patient", Rule, CallUs),
            Why::KindNotOffered => ("booking.kind_not_offered", Rule, CallUs),
            Why::CallUs { .. } => ("booking.call_us", Rule, CallUs),
            Why::HoldExpired => ("booking.hold_expired", Gone, ChooseAnotherTime),
            Why::HoldAlreadyExtended => ("booking.hold_already_extended", Rule, ChooseAnotherTime),
            Why::TooManyHolds { .. } => ("booking.too_many_holds", Rule, Reload),
            Why::AlreadyCancelled => ("booking.already_cancelled", Conflict, Reload),
            Why::VisitClosed => ("booking.visit_closed", Conflict, Reload),
        };
        Self { rule, kind, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_same_text_in_json_and_in_columns() {
        for mode in VisitMode::ALL {
            assert_eq!(serde_json::to_string(mode).unwrap(), format!("\"{}\"", mode.as_str()));
        }
        for status in AppointmentStatus::ALL {
            assert_eq!(AppointmentStatus::from_text(status.as_str()), Some(*status));
        }
        assert_eq!(PatientsRule::from_text("everyone"), None);
    }

    #[test]
    fn a_refusal_is_named_after_its_rule_in_json_too() {
        let refusal = BookingRefusal::CallUs { notice_minutes: 1440, until: Instant(60) };
        let json = serde_json::to_value(refusal).unwrap();
        assert_eq!(json["refusal"], "call_us");
        assert_eq!(refusal.rule(), "booking.call_us");
        assert_eq!(Refusal::from(refusal).next, NextStep::CallUs);
        assert_eq!(serde_json::from_value::<BookingRefusal>(json).unwrap(), refusal);
    }
}
