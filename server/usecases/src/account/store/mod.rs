//! Queries about accounts, sessions and grants.

mod accounts;
mod attempts;
mod grants;
mod sessions;

pub use accounts::{
    find_credentials, find_display_name, find_enabled, find_language, find_password, has_role,
    holds_password, insert_account, is_enabled, list_administrators, list_roles, lock_account, replace_roles,
    update_language, update_password, upsert_account, use_grace,
};
pub use attempts::{
    Forgotten, Reserved, clear_attempts, delete_old_attempts, refund_attempt, reserve_attempt, wait_turn,
    waits,
};
pub use grants::{GivenGrant, list_chart_names, list_grants, upsert_grant};
pub use sessions::{
    NewSessionRow, delete_pending, delete_pending_of, delete_session, delete_sessions_of,
    delete_stale_sessions, find_pending, find_session, insert_pending, insert_session, list_sessions,
    renew_session, touch_session, update_session_chart,
};
