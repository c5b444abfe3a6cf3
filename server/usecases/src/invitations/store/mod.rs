//! Queries about invitations, activations, and the accounts they lead to.

mod activations;
mod batches;
mod charts;
mod choosing;
mod invitations;
mod lists;

pub use activations::{
    Activation, delete_activation, find_activation, insert_activation, insert_contact, insert_grant,
    update_activation,
};
pub use batches::{
    BatchRow, change_batch, count_invited_since, end_batches, finish_row, insert_batch, leave_row_out,
    list_batches, list_results, list_waiting, lock_pace, take_row,
};
pub use charts::{
    ChartHead, find_chart, has_grant, has_own_grant, has_self, is_open, list_charts, lock_chart,
    read as head_of,
};
pub use choosing::{Meant, last_visits, list_all_charts, list_choices, list_own_grants};
pub use invitations::{
    Row, change_state, count_live, count_try, find, find_by_code, find_settings, find_zone, forget_tries,
    insert, list_live, list_live_of, list_overdue, note, redeem, renew,
};
pub use lists::{
    count_by_state, has_live_invitation, list_events, list_page, update_opt_out, update_settings,
};
