//! What can be wrong: with a whole file, with one resource, and how a refused resource is reported.
//!
//! No message repeats what stands in a record beyond codes and type names, so that messages can be logged.

use std::fmt;

/// A file that can't be read at all; nothing of it may be taken.
#[derive(Debug, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct FileError {
    /// Line where reading stopped, from 1.
    pub line: u64,
    /// Column where reading stopped, from 1, in bytes.
    pub column: u64,
    /// What was wrong there.
    pub problem: Problem,
}

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The disk or the network gave up.
    #[error("the file could not be read: {0}")]
    Io(#[from] std::io::Error),
    /// There is nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Some bytes are not UTF-8 text.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// The JSON is not well formed.
    #[error("broken JSON: {0}")]
    Syntax(&'static str),
    /// The file ends where more must follow.
    #[error("the file ends too early")]
    Truncated,
    /// Objects and arrays lie too deep in each other.
    #[error("nested deeper than {0} levels")]
    TooDeep(usize),
    /// Well-formed JSON, but not a FHIR Bundle, resource or list of resources.
    #[error("not FHIR: {0}")]
    NotFhir(&'static str),
    /// A Bundle of a type that is not a delivery of records.
    #[error(
        "a Bundle of type {0} is not accepted; transaction, batch, collection, document and searchset are"
    )]
    BundleType(String),
}

/// What is wrong in a resource, and where: `path` is relative to the resource (`status`, `name[0].use`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Invalid {
    /// Path of the element inside the resource; empty when the resource as a whole is meant.
    pub path: String,
    /// What is wrong with it, for the person who sent the file.
    pub reason: String,
}

impl Invalid {
    /// Something wrong with the element itself; callers add the path on the way up.
    pub(crate) fn here(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    /// Something wrong with the named element.
    pub(crate) fn at(name: &str, reason: impl Into<String>) -> Self {
        Self { path: name.to_owned(), reason: reason.into() }
    }

    /// The same problem seen from the parent, where the element is called `name`.
    #[must_use]
    pub(crate) fn within(mut self, name: &str) -> Self {
        self.path = join(name, &self.path);
        self
    }

    /// The same problem seen from the parent, where the element is item `index` of the list `name`.
    #[must_use]
    pub(crate) fn within_item(self, name: &str, index: usize) -> Self {
        let step = format!("{name}[{index}]");
        self.within(&step)
    }
}

/// A resource or entry that is left out, with its full path in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Refused {
    /// Path in the file: `Bundle.entry[3].resource.subject`, `Patient.birthDate`, `line 17: subject`.
    pub path: String,
    /// Why it is left out.
    pub reason: String,
}

/// `parent` and `child` as one path; a child that is empty or begins with an index needs no dot.
pub(crate) fn join(parent: &str, child: &str) -> String {
    if child.is_empty() {
        parent.to_owned()
    } else if parent.is_empty() || child.starts_with('[') {
        format!("{parent}{child}")
    } else {
        format!("{parent}.{child}")
    }
}

/// A code as it may be repeated in a message: short, and on one line.
pub(crate) struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars().filter(|letter| !letter.is_control());
        for letter in letters.by_ref().take(40) {
            write!(f, "{letter}")?;
        }
        if letters.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_grow_from_the_inside_out() {
        let invalid = Invalid::at("system", "is required").within_item("coding", 2).within("code");
        assert_eq!(invalid.to_string(), "code.coding[2].system: is required");
        assert_eq!(Invalid::here("must be an object").within("subject").path, "subject");
    }

    #[test]
    fn a_long_code_is_cut_and_kept_on_one_line() {
        assert_eq!(Shown("act\nive").to_string(), "active");
        assert_eq!(Shown(&"x".repeat(50)).to_string(), format!("{}…", "x".repeat(40)));
    }
}
