//! How much of a file the reader is willing to hold at once.

/// Bytes read from a file at a time.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;
/// The longest member name, `fullUrl` or request method the reader looks at; longer ones are passed over.
pub(crate) const NAME_BYTES: usize = 4 * 1024;
/// The most values (objects, arrays, strings, numbers) one resource may be made of: a tree of them costs memory.
pub(crate) const RESOURCE_VALUES: usize = 500_000;

/// The most business identifiers of one resource that are looked at.
pub(crate) const RESOURCE_IDENTIFIERS: usize = 50;

/// Bounds on what one file can make the reader hold. [`Limits::default`] is meant for everything but tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest single resource, in bytes of its JSON. A larger one is refused, the rest of the file is read.
    pub resource_bytes: usize,
    /// How deep objects and arrays may lie in each other, counted from the start of the file.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { resource_bytes: 16 * 1024 * 1024, depth: 100 }
    }
}
