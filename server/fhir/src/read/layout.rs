//! How a file is laid out, what it holds in numbers, and where in it a resource stands.

use std::collections::BTreeMap;
use std::fmt;

use crate::TypeName;
use crate::error::{Invalid, Refused, join};

/// What stands around the resources of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A Bundle.
    Bundle(BundleType),
    /// One resource and nothing else.
    Single,
    /// NDJSON: a resource on each line.
    Lines,
}

/// The types of Bundle that are a delivery of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleType {
    /// All or nothing, for a server; here each entry is taken for itself.
    Transaction,
    /// One by one.
    Batch,
    /// A heap of resources.
    Collection,
    /// A clinical document with its Composition first.
    Document,
    /// The answer of a server to a search.
    SearchSet,
}

impl BundleType {
    /// The type with this code, if the portal accepts it.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Some(match code {
            "transaction" => Self::Transaction,
            "batch" => Self::Batch,
            "collection" => Self::Collection,
            "document" => Self::Document,
            "searchset" => Self::SearchSet,
            _ => return None,
        })
    }
}

/// What a file holds, counted before anything is taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How the file is laid out.
    pub layout: Layout,
    /// Entries of the Bundle, lines with a resource, or 1.
    pub entries: u64,
    /// How many resources of each type there are, by `resourceType` as written.
    pub types: BTreeMap<String, u64>,
    /// Bytes in the file, without a byte order mark.
    pub bytes: u64,
}

/// Where in a file a resource stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The entry of a Bundle with this index, from 0.
    Entry(usize),
    /// The whole file; the type where it is known.
    Whole(Option<TypeName>),
    /// The line of an NDJSON file, from 1.
    Line(u64),
}

impl Place {
    /// The problem of a resource standing here, with its path in the file.
    #[must_use]
    pub fn refuse(&self, invalid: &Invalid) -> Refused {
        Refused { path: self.element(&invalid.path), reason: invalid.reason.clone() }
    }

    /// The path in the file of a member of the request about the resource standing here (`url`).
    #[must_use]
    pub fn request(&self, member: &str) -> String {
        match self {
            Self::Entry(index) => format!("Bundle.entry[{index}].request.{member}"),
            _ => format!("request.{member}"),
        }
    }

    /// The path in the file of an element of the resource standing here (`subject`).
    #[must_use]
    pub fn element(&self, path: &str) -> String {
        match self {
            Self::Line(_) if !path.is_empty() => format!("{self}: {path}"),
            _ => join(&self.to_string(), path),
        }
    }
}

/// `Bundle.entry[3].resource`, `Patient` or `line 17`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(index) => write!(f, "Bundle.entry[{index}].resource"),
            Self::Whole(Some(type_name)) => write!(f, "{type_name}"),
            Self::Whole(None) => f.write_str("Resource"),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_file() {
        let invalid = Invalid::at("subject", "is required");
        let patient = TypeName::find("Patient");
        let cases = [
            (Place::Entry(3), "Bundle.entry[3].resource.subject"),
            (Place::Whole(patient), "Patient.subject"),
            (Place::Whole(None), "Resource.subject"),
            (Place::Line(17), "line 17: subject"),
        ];
        for (place, path) in cases {
            assert_eq!(place.refuse(&invalid).path, path);
        }
        assert_eq!(Place::Line(17).element(""), "line 17");
    }
}
