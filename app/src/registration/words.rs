//! Words for states, tiers, reasons, and how details agree.

use crate::texts::{t, tn};
use crate::ui::Tone;
use domain::civil::LocalMinute;
use domain::invitations::LeftOut;
use domain::registration::staff::{Match, Reason, State, Wish};
use domain::registration::tier::Tier;
use i18n::{Key, k};

/// A state and how good it is.
pub const fn state(state: State) -> (Key, Tone) {
    match state {
        State::Received => (k::REGISTRATION_STATE_RECEIVED, Tone::Neutral),
        State::Waiting => (k::REGISTRATION_STATE_WAITING, Tone::Warning),
        State::Asked => (k::REGISTRATION_STATE_ASKED, Tone::Information),
        State::Approved => (k::REGISTRATION_STATE_APPROVED, Tone::Success),
        State::Rejected => (k::REGISTRATION_STATE_REJECTED, Tone::Neutral),
    }
}

/// How sure it is.
pub const fn tier(tier: Tier) -> (Key, Tone) {
    match tier {
        Tier::Exact => (k::REGISTRATION_TIER_EXACT, Tone::Success),
        Tier::Strong => (k::REGISTRATION_TIER_STRONG, Tone::Success),
        Tier::Partial => (k::REGISTRATION_TIER_PARTIAL, Tone::Warning),
        Tier::None => (k::REGISTRATION_TIER_NONE, Tone::Neutral),
    }
}

/// How one detail agrees.
pub const fn matched(matched: Match) -> (Key, Tone) {
    match matched {
        Match::Same => (k::REGISTRATION_MATCH_SAME, Tone::Success),
        Match::Close => (k::REGISTRATION_MATCH_CLOSE, Tone::Warning),
        Match::Different => (k::REGISTRATION_MATCH_DIFFERENT, Tone::Danger),
        Match::Unknown => (k::REGISTRATION_MATCH_UNKNOWN, Tone::Neutral),
    }
}

/// Why there is no invitation.
pub const fn reason(reason: Reason) -> Key {
    match reason {
        Reason::NotAPatient => k::REGISTRATION_REASON_NOT_A_PATIENT,
        Reason::NotEnough => k::REGISTRATION_REASON_NOT_ENOUGH,
        Reason::HasAccount => k::REGISTRATION_REASON_HAS_ACCOUNT,
        Reason::Repeated => k::REGISTRATION_REASON_REPEATED,
        Reason::Suspicious => k::REGISTRATION_REASON_SUSPICIOUS,
    }
}

/// What an applicant is asked for.
pub const fn wish(wish: Wish) -> Key {
    match wish {
        Wish::Name => k::REGISTRATION_WISH_NAME,
        Wish::NationalId => k::REGISTRATION_WISH_NATIONAL_ID,
        Wish::Visit => k::REGISTRATION_WISH_VISIT,
    }
}

/// Why a patient cannot be invited.
pub const fn left_out(reason: LeftOut) -> Key {
    match reason {
        LeftOut::Deceased => k::REGISTRATION_LEFT_DECEASED,
        LeftOut::AlreadyActive => k::REGISTRATION_LEFT_ALREADY_ACTIVE,
        LeftOut::Inactive => k::REGISTRATION_LEFT_INACTIVE,
        LeftOut::OptedOut => k::REGISTRATION_LEFT_OPTED_OUT,
        LeftOut::NoBirthDate => k::REGISTRATION_LEFT_NO_BIRTH_DATE,
        LeftOut::Minor => k::REGISTRATION_LEFT_MINOR,
        LeftOut::AlreadyInvited => k::REGISTRATION_LEFT_ALREADY_INVITED,
        LeftOut::NoContact => k::REGISTRATION_LEFT_NO_CONTACT,
    }
}

/// What stands behind a step of the history; nothing for an unknown word.
pub fn detail(word: &str) -> &'static str {
    if let Some(known) = Reason::parse(word) {
        return t(reason(known));
    }
    if let Some(known) = Wish::parse(word) {
        return t(wish(known));
    }
    if let Some(known) = LeftOut::parse(word) {
        return t(left_out(known));
    }
    match word {
        "exact" => t(k::REGISTRATION_TIER_EXACT),
        "strong" => t(k::REGISTRATION_TIER_STRONG),
        "by_itself" => t(k::REGISTRATION_BY_ITSELF),
        "to_applicant" => t(k::REGISTRATION_TO_APPLICANT),
        "to_chart" => t(k::REGISTRATION_TO_CHART),
        _ => "",
    }
}

/// How long ago something came.
pub fn age(hours: u32) -> String {
    let count = |number: u32| usize::try_from(number).unwrap_or_default();
    match hours {
        0 => t(k::REGISTRATION_AGE_NEW).to_owned(),
        1..48 => tn(k::REGISTRATION_AGE_HOURS, count(hours)),
        _ => tn(k::REGISTRATION_AGE_DAYS, count(hours / 24)),
    }
}

/// A day and a time, as the clinic's clocks show them.
pub fn when(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}
