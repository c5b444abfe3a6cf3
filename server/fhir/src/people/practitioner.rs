//! Clinicians, and what they do where.

use serde::{Deserialize, Serialize};

use crate::Resource;
use crate::element::{
    Code, Fields, Identifier, Name, Reference, Telecom, best_text, boolean, code, identifier, name,
    reference, sorted_names, telecom,
};
use crate::error::Invalid;

/// A clinician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// Names, the main one first.
    pub names: Vec<Name>,
    /// Degrees and licences, in words.
    pub qualifications: Vec<String>,
    /// Ways to reach them.
    pub telecoms: Vec<Telecom>,
    /// The record is in use.
    pub is_active: Option<bool>,
}

impl Practitioner {
    /// Reads a Practitioner.
    ///
    /// # Errors
    /// When an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        Ok(Self {
            identifiers: fields.list("identifier", identifier)?,
            names: sorted_names(fields.list("name", name)?),
            qualifications: best_text(
                fields.list("qualification", |json| Fields::of(json)?.required("code", code))?,
            ),
            telecoms: fields.list("telecom", telecom)?.into_iter().flatten().collect(),
            is_active: fields.optional("active", boolean)?,
        })
    }

    /// The name to show, with titles.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        self.names.first().and_then(Name::titled)
    }
}

/// What a clinician does in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PractitionerRole {
    /// The clinician.
    pub practitioner: Option<Reference>,
    /// The organization.
    pub organization: Option<Reference>,
    /// The places.
    pub locations: Vec<Reference>,
    /// The tasks.
    pub roles: Vec<Code>,
    /// The specialties.
    pub specialties: Vec<Code>,
    /// The record is in use.
    pub is_active: Option<bool>,
}

impl PractitionerRole {
    /// Reads a PractitionerRole.
    ///
    /// # Errors
    /// When an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        Ok(Self {
            practitioner: fields.optional("practitioner", reference)?,
            organization: fields.optional("organization", reference)?,
            locations: fields.list("location", reference)?,
            roles: fields.list("code", code)?,
            specialties: fields.list("specialty", code)?,
            is_active: fields.optional("active", boolean)?,
        })
    }
}
