//! Queries of what a patient may see of results, and of what they are made of.

mod earlier;
mod load;
mod page;
mod people;
mod visible;

pub use earlier::{list_earlier, list_replaced, list_unreleased};
pub use load::{Found, Stored, list_contents, load};
pub use page::{count, count_new, find, has_unseen, has_withdrawn_since, list_found, list_page, update_seen};
pub use people::{Person, list_names, list_people};
pub use visible::{has_code, is_any, is_shown, pattern, released};

/// Values per statement.
const PER_STATEMENT: usize = 500;
