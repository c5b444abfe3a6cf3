//! Words for states, reasons and ways.

use crate::error::AppError;
use crate::texts::t;
use crate::ui::Tone;
use domain::contact::ContactKind;
use domain::invitations::{LeftOut, State};
use i18n::{Key, k};

/// A state and how good it is.
pub const fn state(state: State) -> (Key, Tone) {
    match state {
        State::Queued => (k::INVITATIONS_STATE_QUEUED, Tone::Neutral),
        State::Sent => (k::INVITATIONS_STATE_SENT, Tone::Information),
        State::Delivered => (k::INVITATIONS_STATE_DELIVERED, Tone::Information),
        State::Bounced => (k::INVITATIONS_STATE_BOUNCED, Tone::Warning),
        State::Opened => (k::INVITATIONS_STATE_OPENED, Tone::Information),
        State::Activated => (k::INVITATIONS_STATE_ACTIVATED, Tone::Success),
        State::Expired => (k::INVITATIONS_STATE_EXPIRED, Tone::Neutral),
        State::Revoked => (k::INVITATIONS_STATE_REVOKED, Tone::Neutral),
    }
}

/// Why somebody is not invited, in a word or two.
pub const fn reason(reason: LeftOut) -> Key {
    match reason {
        LeftOut::Deceased => k::INVITATIONS_REASON_DECEASED,
        LeftOut::AlreadyActive => k::INVITATIONS_REASON_ALREADY_ACTIVE,
        LeftOut::Inactive => k::INVITATIONS_REASON_INACTIVE,
        LeftOut::OptedOut => k::INVITATIONS_REASON_OPTED_OUT,
        LeftOut::NoBirthDate => k::INVITATIONS_REASON_NO_BIRTH_DATE,
        LeftOut::Minor => k::INVITATIONS_REASON_MINOR,
        LeftOut::AlreadyInvited => k::INVITATIONS_REASON_ALREADY_INVITED,
        LeftOut::NoContact => k::INVITATIONS_REASON_NO_CONTACT,
    }
}

/// By which way.
pub const fn way(channel: Option<ContactKind>) -> Key {
    match channel {
        Some(ContactKind::Email) => k::INVITATIONS_WAY_EMAIL,
        Some(ContactKind::Phone) => k::INVITATIONS_WAY_PHONE,
        None => k::INVITATIONS_WAY_HAND,
    }
}

/// Why something became of an invitation; nothing for an unknown word.
pub fn detail(word: &str) -> &'static str {
    let key = match word {
        "again" => k::INVITATIONS_DETAIL_AGAIN,
        "locked" => k::INVITATIONS_DETAIL_LOCKED,
        "by_hand" => k::INVITATIONS_DETAIL_BY_HAND,
        "deceased" => k::INVITATIONS_REASON_DECEASED,
        "contact_changed" => k::INVITATIONS_DETAIL_CONTACT_CHANGED,
        "of_age" => k::INVITATIONS_DETAIL_OF_AGE,
        "opted_out" => k::INVITATIONS_REASON_OPTED_OUT,
        "merged" => k::INVITATIONS_DETAIL_MERGED,
        "portal_off" => k::INVITATIONS_DETAIL_PORTAL_OFF,
        _ => return "",
    };
    t(key)
}

/// Why nothing was done: what is wrong with each field, or what the refusal says.
pub fn refusal_words(error: &AppError) -> String {
    match error {
        AppError::Invalid { fields } if !fields.is_empty() => {
            let words: Vec<_> = fields.iter().filter_map(|field| error.field(&field.field)).collect();
            words.join(" ")
        }
        other => other.message().to_owned(),
    }
}
