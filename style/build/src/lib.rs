//! Makes `style/patient.css` and `style/clinic.css`, one for each program of the browser: utilities for the classes that
//! `app/src` uses, parts, and the hand-written layers.
//!
//! The utilities are those of encre-css, a Tailwind written in Rust. Three things it leaves to us: unknown classes
//! (it drops them in silence; [`check()`] names them), the order of rules with variants ([`order`]), and the values of
//! its fixed scales ([`exchange`]). `style/README.md` has the vocabulary.

pub mod check;
pub mod encre;
pub mod exchange;
pub mod minify;
pub mod order;
pub mod parts;
pub mod refuse;
pub mod scan;
pub mod sheet;
pub mod sources;
mod token;
pub mod vocabulary;
pub mod write;

pub use check::{Finding, check};
pub use sheet::build;
pub use sources::Project;

use std::path::PathBuf;

/// Why no stylesheet could be made.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A source is no Rust.
    #[error("{path}:{line}: not Rust: {error}")]
    NotRust {
        /// The file.
        path: PathBuf,
        /// Where reading stopped.
        line: usize,
        /// What the reader says.
        error: String,
    },
    /// A part is written wrongly.
    #[error("style/parts.txt:{line}: {problem}")]
    Part {
        /// Line of the problem.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}
