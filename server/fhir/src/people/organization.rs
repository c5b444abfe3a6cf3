//! Organizations and places.

use serde::{Deserialize, Serialize};

use crate::Resource;
use crate::element::{
    Address, Identifier, Reference, Telecom, address, best_text, boolean, code, identifier, one_of,
    reference, telecom, words,
};
use crate::error::Invalid;

const STATUSES: &[&str] = &["active", "suspended", "inactive"];

/// A hospital, practice, laboratory or insurer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// The name.
    pub name: Option<String>,
    /// What kind it is, in words.
    pub types: Vec<String>,
    /// Ways to reach it.
    pub telecoms: Vec<Telecom>,
    /// Where it is.
    pub addresses: Vec<Address>,
    /// The record is in use.
    pub is_active: Option<bool>,
}

impl Organization {
    /// Reads an Organization.
    ///
    /// # Errors
    /// When an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        Ok(Self {
            identifiers: fields.list("identifier", identifier)?,
            name: fields.optional("name", words)?.flatten(),
            types: best_text(fields.list("type", code)?),
            telecoms: fields.list("telecom", telecom)?.into_iter().flatten().collect(),
            addresses: fields.list("address", address)?,
            is_active: fields.optional("active", boolean)?,
        })
    }
}

/// A building, ward or room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// The name.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<Address>,
    /// Ways to reach it.
    pub telecoms: Vec<Telecom>,
    /// `active`, `suspended` or `inactive`.
    pub status: Option<String>,
    /// Whose it is.
    pub organization: Option<Reference>,
}

impl Location {
    /// Reads a Location.
    ///
    /// # Errors
    /// When an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        Ok(Self {
            identifiers: fields.list("identifier", identifier)?,
            name: fields.optional("name", words)?.flatten(),
            address: fields.optional("address", address)?,
            telecoms: fields.list("telecom", telecom)?.into_iter().flatten().collect(),
            status: fields.optional("status", one_of(STATUSES))?,
            organization: fields.optional("managingOrganization", reference)?,
        })
    }
}
