//! Notices about an account: whoever changes how one gets in, its owner hears of it, at every contact that was theirs.

mod store;

use crate::db::Tx;
use crate::delivery::{Letter, Link};
use crate::facility::Facility;
use crate::outbox::{self, Composed, Message};
use crate::{Backend, UseCaseError, account, contacts};
use domain::actor::Actor;
use domain::ids::{AccountId, ContactId, FacilityId};
use domain::time::{DAY, Instant};
use i18n::{Key, Lang, fill, k, text};
use uuid::Uuid;

/// How long a notice is worth telling.
const HOLDS_S: i64 = 3 * DAY;
/// What the outbox's events begin with.
pub(crate) const PREFIX: &str = "notice_";

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The password.
    PasswordChanged,
    /// A second factor was set up.
    FactorAdded,
    /// A second factor was taken away.
    FactorRemoved,
    /// There are new recovery codes.
    RecoveryCodesRenewed,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// The clinic allowed one sign-in without the second factors.
    ResetAllowed,
    /// The clinic has seen who the account belongs to: wrong tries of before no longer count.
    TriesForgiven,
    /// The second factors were taken away with a code told in person.
    FactorsReset,
    /// There is something to look at in the access log: told to administrators.
    AccessAlert,
    /// A passkey was used whose counter ran backwards: there may be a copy. It is blocked.
    PasskeyBlocked,
    /// An address was added.
    ContactAdded,
    /// An address was taken away.
    ContactRemoved,
    /// People register with one national ID again and again: told to those who decide about requests.
    RegistrationAlert,
    /// The clinic has answered a question about who opened the record.
    LookAnswered,
    /// The clinic has answered a request for a correction.
    CorrectionAnswered,
    /// Somebody has opened a share link.
    ShareOpened,
}

impl Notice {
    const ALL: [Self; 16] = [
        Self::PasswordChanged,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::RecoveryCodesRenewed,
        Self::RecoveryCodeUsed,
        Self::ResetAllowed,
        Self::TriesForgiven,
        Self::FactorsReset,
        Self::AccessAlert,
        Self::PasskeyBlocked,
        Self::ContactAdded,
        Self::ContactRemoved,
        Self::RegistrationAlert,
        Self::LookAnswered,
        Self::CorrectionAnswered,
        Self::ShareOpened,
    ];

    const fn event(self) -> &'static str {
        match self {
            Self::PasswordChanged => "notice_password_changed",
            Self::FactorAdded => "notice_factor_added",
            Self::FactorRemoved => "notice_factor_removed",
            Self::RecoveryCodesRenewed => "notice_recovery_codes_renewed",
            Self::RecoveryCodeUsed => "notice_recovery_code_used",
            Self::ResetAllowed => "notice_reset_allowed",
            Self::TriesForgiven => "notice_tries_forgiven",
            Self::FactorsReset => "notice_factors_reset",
            Self::AccessAlert => "notice_access_alert",
            Self::PasskeyBlocked => "notice_passkey_blocked",
            Self::ContactAdded => "notice_contact_added",
            Self::ContactRemoved => "notice_contact_removed",
            Self::RegistrationAlert => "notice_registration_alert",
            Self::LookAnswered => "notice_look_answered",
            Self::CorrectionAnswered => "notice_correction_answered",
            Self::ShareOpened => "notice_share_opened",
        }
    }

    const fn words(self) -> Key {
        match self {
            Self::PasswordChanged => k::MAIL_NOTICE_PASSWORD_CHANGED,
            Self::FactorAdded => k::MAIL_NOTICE_FACTOR_ADDED,
            Self::FactorRemoved => k::MAIL_NOTICE_FACTOR_REMOVED,
            Self::RecoveryCodesRenewed => k::MAIL_NOTICE_RECOVERY_RENEWED,
            Self::RecoveryCodeUsed => k::MAIL_NOTICE_RECOVERY_USED,
            Self::ResetAllowed => k::MAIL_NOTICE_RESET_ALLOWED,
            Self::TriesForgiven => k::MAIL_NOTICE_TRIES_FORGIVEN,
            Self::FactorsReset => k::MAIL_NOTICE_FACTORS_RESET,
            Self::AccessAlert => k::MAIL_NOTICE_ACCESS_ALERT,
            Self::PasskeyBlocked => k::MAIL_NOTICE_PASSKEY_BLOCKED,
            Self::ContactAdded => k::MAIL_NOTICE_CONTACT_ADDED,
            Self::ContactRemoved => k::MAIL_NOTICE_CONTACT_REMOVED,
            Self::RegistrationAlert => k::MAIL_NOTICE_REGISTRATION_ALERT,
            // The words say nothing of what it was about.
            Self::LookAnswered | Self::CorrectionAnswered => k::MAIL_NOTICE_LOOK_ANSWERED,
            Self::ShareOpened => k::MAIL_NOTICE_SHARE_OPENED,
        }
    }
}

/// Tells the account's owner, in the transaction of the change.
///
/// # Errors
/// When it cannot be written; then the change must fail too.
pub async fn tell(tx: &Tx, actor: &Actor, notice: Notice, now: Instant) -> Result<(), UseCaseError> {
    tell_account(tx, (actor.facility, actor.account), notice, now).await
}

/// The same where nobody is signed in yet.
///
/// # Errors
/// When it cannot be written; then the change must fail too.
pub async fn tell_account(
    tx: &Tx,
    (facility, account): (FacilityId, AccountId),
    notice: Notice,
    now: Instant,
) -> Result<(), UseCaseError> {
    write(tx, (facility, account), notice, ("account", account.0), now).await
}

/// Tells of an address that was taken away; there too.
///
/// # Errors
/// When it cannot be written; then the change must fail too.
pub(crate) async fn tell_of_removed(
    tx: &Tx,
    actor: &Actor,
    contact: ContactId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let who = (actor.facility, actor.account);
    write(tx, who, Notice::ContactRemoved, ("contact", contact.0), now).await
}

async fn write(
    tx: &Tx,
    (facility, account): (FacilityId, AccountId),
    notice: Notice,
    subject: (&'static str, Uuid),
    now: Instant,
) -> Result<(), UseCaseError> {
    let message = Message {
        facility,
        event: notice.event(),
        dedupe_key: format!("{}:{}", notice.event(), Uuid::new_v4()),
        chart: None,
        account: Some(account),
        subject,
        version: 0,
        due: now,
        expires: Some(now.plus_seconds(HOLDS_S)),
    };
    outbox::record(tx, &message, now).await
}

/// What is sent, to every proven address of the account: whoever has added one of their own does not keep the owner from
/// hearing of it at the others.
pub(crate) async fn compose(
    backend: &Backend,
    facility: &Facility,
    event: &str,
    subject: Uuid,
) -> Result<Composed, UseCaseError> {
    let Some(notice) = Notice::ALL.into_iter().find(|notice| notice.event() == event) else {
        return Ok(Composed::Nothing("unknown_notice"));
    };
    let db = backend.db.reader();
    let (account, removed) = if notice == Notice::ContactRemoved {
        match contacts::find_removed(db, facility.id, ContactId(subject)).await? {
            Some((account, address)) => (account, Some(address)),
            // It is the account's again.
            None => return Ok(Composed::Nothing("not_removed")),
        }
    } else {
        (AccountId(subject), None)
    };
    let mut to = store::list_proven(db, facility.id, account).await?;
    to.extend(removed);
    if to.is_empty() {
        return Ok(Composed::Nothing("no_contact"));
    }
    let chosen = account::find_language(backend, facility.id, account).await?;
    let lang = chosen.unwrap_or(facility.language);
    Ok(Composed::Letter { to, letter: letter(backend, facility, lang, notice) })
}

fn letter(backend: &Backend, facility: &Facility, lang: Lang, notice: Notice) -> Letter {
    let t = |key| text(lang, key);
    let name = ("clinic", facility.name.as_str());
    let what = fill(t(notice.words()), &[name]);
    let origin = backend.site.origin(&facility.host);
    let look = match notice {
        Notice::AccessAlert => Some((k::MAIL_NOTICE_ACCESS_SUBJECT, "/settings/access-log/alerts")),
        Notice::RegistrationAlert => Some((k::MAIL_NOTICE_REGISTRATION_SUBJECT, "/patients/requests")),
        Notice::LookAnswered => Some((k::MAIL_NOTICE_LOOK_SUBJECT, "/records/access")),
        Notice::CorrectionAnswered => Some((k::MAIL_NOTICE_LOOK_SUBJECT, "/records/corrections")),
        Notice::ShareOpened => Some((k::MAIL_NOTICE_SHARE_SUBJECT, "/records/share")),
        _ => None,
    };
    if let Some((subject, path)) = look {
        return Letter {
            lang,
            subject: fill(t(subject), &[name]),
            sms: what.clone(),
            paragraphs: vec![what, t(k::MAIL_NOTICE_ACCESS_ABOUT).to_owned()],
            code: None,
            link: Some(Link { label: t(k::MAIL_NOTICE_OPEN).to_owned(), href: format!("{origin}{path}") }),
            after: Vec::new(),
        };
    }
    Letter {
        lang,
        subject: fill(t(k::MAIL_NOTICE_SUBJECT), &[name]),
        sms: format!("{what} {}", t(k::MAIL_NOTICE_NOT_YOU)),
        paragraphs: vec![what, t(k::MAIL_NOTICE_WAS_YOU).to_owned()],
        code: None,
        link: Some(Link { label: t(k::MAIL_NOTICE_OPEN).to_owned(), href: format!("{origin}/sign-in") }),
        after: vec![t(k::MAIL_NOTICE_NOT_YOU).to_owned()],
    }
}
