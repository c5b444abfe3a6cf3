//! What this crate's unit tests look at: they link the library as it ships instead of building it a second time.

pub use crate::account::device::{is_known, name};
pub use crate::account::guessable::is_guessable;
pub use crate::account::leaked::FILTER;
pub use crate::account::password::check;
pub use crate::audit::log::range::Range;
pub use crate::audit::log::words::OUTCOMES;
pub use crate::calendar::clock::{at_minute, clock, day};
pub use crate::calendar::typed::{field_error, local, new_key};
pub use crate::chart_view::head::age_on;
pub use crate::charts::file::table::read as read_table;
pub use crate::explain::{Explained, Table as ExplainedTable, rows as explained_rows};
pub use crate::factors::passkey::relying_party::of as relying_party;
pub use crate::factors::recovery::{GROUP, LENGTH, letters, read as read_recovery_code, written};
pub use crate::factors::reset::read as read_told_code;
pub use crate::factors::totp::{QUIET, drawn, totp};
pub use crate::import::code_words::{find as find_words, rows as word_rows};
pub use crate::live::hub::SEATS;
pub use crate::live::relay::Told;
pub use crate::patients::dates::read as read_birth_dates;
pub use crate::records::files::{file_name, sniff, text_of};
pub use crate::search::{Hit, Words};
