//! Queries about people who register by themselves.

mod candidates;
mod drafts;
mod requests;

pub use candidates::{Likely, find_chart, find_own_ids, list_keyed, list_likely, list_reviewers};
pub use drafts::{Draft, delete_draft, delete_drafts_before, find_draft, insert_draft, update_draft};
pub use requests::{
    Decision, NewRequest, Row, count_by_state, count_failed, count_since, decide, delete_decided_before,
    find, insert_request, list_events, list_page, list_received, note, place,
};
pub use settings::{lock_settings, update_settings};

mod settings;
