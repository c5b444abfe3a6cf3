//! People by their ids, for whatever names them: accounts, patients, and the charts that are one patient's.

mod store;

pub(crate) use store::{find_living, list_with_merged, name_accounts, name_charts};
