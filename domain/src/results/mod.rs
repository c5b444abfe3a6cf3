//! Results: reports of the laboratory and of imaging, held until a rule of the clinic or a clinician releases them.

mod change;
pub mod contract;
mod own_range;
mod range;
pub mod release;
pub mod settings;
pub mod templates;
pub mod typed;
pub mod value;
pub mod wish;

pub use change::{Change, Direction, change};
pub use own_range::{OwnRange, Side, own_range};
pub use range::{Line, Range, choose, line};
