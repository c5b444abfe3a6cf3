//! The words for what the log holds as codes.

use i18n::{Key, Lang, k, text};

/// Every action with its words, by its code. A rule of the house keeps this complete (`tidy/tests/audit_words.rs`).
pub const ACTIONS: &[(&str, Key)] = &[
    ("account.add_contact", k::AUDIT_DID_ACCOUNT_ADD_CONTACT),
    ("account.add_factor", k::AUDIT_DID_ACCOUNT_ADD_FACTOR),
    ("account.block_passkey", k::AUDIT_DID_ACCOUNT_BLOCK_PASSKEY),
    ("account.change_password", k::AUDIT_DID_ACCOUNT_CHANGE_PASSWORD),
    ("account.create", k::AUDIT_DID_ACCOUNT_CREATE),
    ("account.end_other_sessions", k::AUDIT_DID_ACCOUNT_END_OTHER_SESSIONS),
    ("account.end_session", k::AUDIT_DID_ACCOUNT_END_SESSION),
    ("account.new_device", k::AUDIT_DID_ACCOUNT_NEW_DEVICE),
    ("account.prove_password", k::AUDIT_DID_ACCOUNT_PROVE_PASSWORD),
    ("account.remove_contact", k::AUDIT_DID_ACCOUNT_REMOVE_CONTACT),
    ("account.remove_factor", k::AUDIT_DID_ACCOUNT_REMOVE_FACTOR),
    ("account.rename_factor", k::AUDIT_DID_ACCOUNT_RENAME_FACTOR),
    ("account.renew_recovery_codes", k::AUDIT_DID_ACCOUNT_RENEW_RECOVERY_CODES),
    ("account.request_reset", k::AUDIT_DID_ACCOUNT_REQUEST_RESET),
    ("account.reset_password", k::AUDIT_DID_ACCOUNT_RESET_PASSWORD),
    ("account.set_language", k::AUDIT_DID_ACCOUNT_SET_LANGUAGE),
    ("account.sign_in", k::AUDIT_DID_ACCOUNT_SIGN_IN),
    ("account.sign_out", k::AUDIT_DID_ACCOUNT_SIGN_OUT),
    ("account.step_up", k::AUDIT_DID_ACCOUNT_STEP_UP),
    ("account.switch_chart", k::AUDIT_DID_ACCOUNT_SWITCH_CHART),
    ("account.use_reset", k::AUDIT_DID_ACCOUNT_USE_RESET),
    ("appointments.read", k::AUDIT_DID_APPOINTMENTS_READ),
    ("audit.alerts", k::AUDIT_DID_AUDIT_ALERTS),
    ("audit.change_rules", k::AUDIT_DID_AUDIT_CHANGE_RULES),
    ("audit.export", k::AUDIT_DID_AUDIT_EXPORT),
    ("audit.find_people", k::AUDIT_DID_AUDIT_FIND_PEOPLE),
    ("audit.look_at", k::AUDIT_DID_AUDIT_LOOK_AT),
    ("audit.read", k::AUDIT_DID_AUDIT_READ),
    ("booking.book", k::AUDIT_DID_BOOKING_BOOK),
    ("booking.cancel", k::AUDIT_DID_BOOKING_CANCEL),
    ("booking.hold", k::AUDIT_DID_BOOKING_HOLD),
    ("booking.move", k::AUDIT_DID_BOOKING_MOVE),
    ("booking.search", k::AUDIT_DID_BOOKING_SEARCH),
    ("calendar.change", k::AUDIT_DID_CALENDAR_CHANGE),
    ("calendar.import", k::AUDIT_DID_CALENDAR_IMPORT),
    ("calendar.read", k::AUDIT_DID_CALENDAR_READ),
    ("charts.add", k::AUDIT_DID_CHARTS_ADD),
    ("charts.check_file", k::AUDIT_DID_CHARTS_CHECK_FILE),
    ("charts.compare", k::AUDIT_DID_CHARTS_COMPARE),
    ("charts.import_file", k::AUDIT_DID_CHARTS_IMPORT_FILE),
    ("charts.list_merges", k::AUDIT_DID_CHARTS_LIST_MERGES),
    ("charts.merge", k::AUDIT_DID_CHARTS_MERGE),
    ("charts.read_file", k::AUDIT_DID_CHARTS_READ_FILE),
    ("charts.undo_merge", k::AUDIT_DID_CHARTS_UNDO_MERGE),
    ("corrections.answer", k::AUDIT_DID_CORRECTIONS_ANSWER),
    ("corrections.ask", k::AUDIT_DID_CORRECTIONS_ASK),
    ("corrections.list", k::AUDIT_DID_CORRECTIONS_LIST),
    ("corrections.list_requests", k::AUDIT_DID_CORRECTIONS_LIST_REQUESTS),
    ("corrections.read", k::AUDIT_DID_CORRECTIONS_READ),
    ("corrections.subject", k::AUDIT_DID_CORRECTIONS_SUBJECT),
    ("corrections.write", k::AUDIT_DID_CORRECTIONS_WRITE),
    ("day.read", k::AUDIT_DID_DAY_READ),
    ("family.change", k::AUDIT_DID_FAMILY_CHANGE),
    ("family.end", k::AUDIT_DID_FAMILY_END),
    ("family.invite", k::AUDIT_DID_FAMILY_INVITE),
    ("family.let_in", k::AUDIT_DID_FAMILY_LET_IN),
    ("family.read", k::AUDIT_DID_FAMILY_READ),
    ("family.resend", k::AUDIT_DID_FAMILY_RESEND),
    ("family.take_back", k::AUDIT_DID_FAMILY_TAKE_BACK),
    ("invitations.accept", k::AUDIT_DID_INVITATIONS_ACCEPT),
    ("invitations.activate", k::AUDIT_DID_INVITATIONS_ACTIVATE),
    ("invitations.check", k::AUDIT_DID_INVITATIONS_CHECK),
    ("invitations.decide", k::AUDIT_DID_INVITATIONS_DECIDE),
    ("invitations.export_batch", k::AUDIT_DID_INVITATIONS_EXPORT_BATCH),
    ("invitations.find_patients", k::AUDIT_DID_INVITATIONS_FIND_PATIENTS),
    ("invitations.invite", k::AUDIT_DID_INVITATIONS_INVITE),
    ("invitations.list", k::AUDIT_DID_INVITATIONS_LIST),
    ("invitations.pause_batch", k::AUDIT_DID_INVITATIONS_PAUSE_BATCH),
    ("invitations.preview_batch", k::AUDIT_DID_INVITATIONS_PREVIEW_BATCH),
    ("invitations.read", k::AUDIT_DID_INVITATIONS_READ),
    ("invitations.read_batches", k::AUDIT_DID_INVITATIONS_READ_BATCHES),
    ("invitations.read_paper", k::AUDIT_DID_INVITATIONS_READ_PAPER),
    ("invitations.resend", k::AUDIT_DID_INVITATIONS_RESEND),
    ("invitations.revoke", k::AUDIT_DID_INVITATIONS_REVOKE),
    ("invitations.set_opt_out", k::AUDIT_DID_INVITATIONS_SET_OPT_OUT),
    ("invitations.start_batch", k::AUDIT_DID_INVITATIONS_START_BATCH),
    ("looks.answer", k::AUDIT_DID_LOOKS_ANSWER),
    ("looks.ask", k::AUDIT_DID_LOOKS_ASK),
    ("looks.list", k::AUDIT_DID_LOOKS_LIST),
    ("looks.list_questions", k::AUDIT_DID_LOOKS_LIST_QUESTIONS),
    ("portal.read", k::AUDIT_DID_PORTAL_READ),
    ("portal.switch", k::AUDIT_DID_PORTAL_SWITCH),
    ("records.download", k::AUDIT_DID_RECORDS_DOWNLOAD),
    ("records.entry", k::AUDIT_DID_RECORDS_ENTRY),
    ("records.export", k::AUDIT_DID_RECORDS_EXPORT),
    ("records.import", k::AUDIT_DID_RECORDS_IMPORT),
    ("records.measurements", k::AUDIT_DID_RECORDS_MEASUREMENTS),
    ("records.read", k::AUDIT_DID_RECORDS_READ),
    ("registration.apply", k::AUDIT_DID_REGISTRATION_APPLY),
    ("registration.approve", k::AUDIT_DID_REGISTRATION_APPROVE),
    ("registration.ask", k::AUDIT_DID_REGISTRATION_ASK),
    ("registration.change_settings", k::AUDIT_DID_REGISTRATION_CHANGE_SETTINGS),
    ("registration.link", k::AUDIT_DID_REGISTRATION_LINK),
    ("registration.list", k::AUDIT_DID_REGISTRATION_LIST),
    ("registration.read", k::AUDIT_DID_REGISTRATION_READ),
    ("registration.read_settings", k::AUDIT_DID_REGISTRATION_READ_SETTINGS),
    ("registration.reject", k::AUDIT_DID_REGISTRATION_REJECT),
    ("results.block", k::AUDIT_DID_RESULTS_BLOCK),
    ("results.change_rules", k::AUDIT_DID_RESULTS_CHANGE_RULES),
    ("results.comment", k::AUDIT_DID_RESULTS_COMMENT),
    ("results.list", k::AUDIT_DID_RESULTS_LIST),
    ("results.read", k::AUDIT_DID_RESULTS_READ),
    ("results.read_rules", k::AUDIT_DID_RESULTS_READ_RULES),
    ("results.release", k::AUDIT_DID_RESULTS_RELEASE),
    ("results.release_due", k::AUDIT_DID_RESULTS_RELEASE_DUE),
    ("results.work", k::AUDIT_DID_RESULTS_WORK),
    ("security.change", k::AUDIT_DID_SECURITY_CHANGE),
    ("security.read", k::AUDIT_DID_SECURITY_READ),
    ("staff.change_roles", k::AUDIT_DID_STAFF_CHANGE_ROLES),
    ("staff.disable", k::AUDIT_DID_STAFF_DISABLE),
    ("staff.enable", k::AUDIT_DID_STAFF_ENABLE),
    ("staff.invite", k::AUDIT_DID_STAFF_INVITE),
    ("staff.read", k::AUDIT_DID_STAFF_READ),
    ("staff.reset_factors", k::AUDIT_DID_STAFF_RESET_FACTORS),
    ("theme.add_logo", k::AUDIT_DID_THEME_ADD_LOGO),
    ("theme.discard_draft", k::AUDIT_DID_THEME_DISCARD_DRAFT),
    ("theme.publish", k::AUDIT_DID_THEME_PUBLISH),
    ("theme.read", k::AUDIT_DID_THEME_READ),
    ("theme.roll_back", k::AUDIT_DID_THEME_ROLL_BACK),
    ("theme.save_draft", k::AUDIT_DID_THEME_SAVE_DRAFT),
];

/// Why something was not done.
pub const OUTCOMES: &[(&str, Key)] = &[
    ("access.ended", k::AUDIT_NOT_ACCESS_ENDED),
    ("access.not_permitted", k::AUDIT_NOT_ACCESS_NOT_PERMITTED),
    ("account.enrol_first", k::AUDIT_NOT_ACCOUNT_ENROL_FIRST),
    ("account.factors_stopped", k::AUDIT_NOT_ACCOUNT_FACTORS_STOPPED),
    ("account.step_up", k::AUDIT_NOT_ACCOUNT_STEP_UP),
    ("account.stopped", k::AUDIT_NOT_ACCOUNT_STOPPED),
    ("account.too_many_attempts", k::AUDIT_NOT_ACCOUNT_TOO_MANY_ATTEMPTS),
    ("account.wrong_credentials", k::AUDIT_NOT_ACCOUNT_WRONG_CREDENTIALS),
    ("code.wrong", k::AUDIT_NOT_CODE_WRONG),
    ("failed", k::AUDIT_NOT_FAILED),
    ("invalid", k::AUDIT_NOT_INVALID),
    ("invitation.wrong", k::AUDIT_NOT_INVITATION_WRONG),
    ("not_found", k::AUDIT_NOT_NOT_FOUND),
    ("passkey.refused", k::AUDIT_NOT_PASSKEY_REFUSED),
    ("portal.closed", k::AUDIT_NOT_PORTAL_CLOSED),
    ("signed_out", k::AUDIT_NOT_SIGNED_OUT),
];

fn find(list: &[(&str, Key)], code: &str) -> Option<Key> {
    list.iter().find(|(name, _)| *name == code).map(|(_, key)| *key)
}

/// Whether a code is one of the product's own.
pub fn is_known(action: &str) -> bool {
    find(ACTIONS, action).is_some()
}

/// What was done, in words; a code without words stands for itself.
#[must_use]
pub fn what(lang: Lang, action: &str) -> String {
    find(ACTIONS, action).map_or_else(|| action.to_owned(), |key| text(lang, key).to_owned())
}

/// Why it was not done, in words; nothing if it was.
#[must_use]
pub fn outcome_words(lang: Lang, outcome: &str) -> Option<String> {
    (outcome != "done")
        .then(|| find(OUTCOMES, outcome).map_or_else(|| outcome.to_owned(), |key| text(lang, key).to_owned()))
}
