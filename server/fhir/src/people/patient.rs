//! The patient, as a chart shows them.

use serde::{Deserialize, Serialize};

use crate::Resource;
use crate::clinical::refuse_modifiers;
use crate::date::{ClinicalDate, date, date_time};
use crate::element::{
    Address, Code, Fields, Identifier, Name, Parsed, Reference, Telecom, address, boolean, code, identifier,
    integer, name, one_of, reachable, reference, sorted_addresses, sorted_names, telecom,
};
use crate::error::Invalid;
use crate::json::Json;
use crate::key::best_identifier;

const GENDERS: &[&str] = &["male", "female", "other", "unknown"];
const LINKS: &[&str] = &["replaced-by", "replaces", "refer", "seealso"];
const LANGUAGES: &str = "urn:ietf:bcp:47";

/// A patient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// The medical record number, if one is marked so.
    pub record_number: Option<Identifier>,
    /// Names, the main one first, former ones last.
    pub names: Vec<Name>,
    /// The date of birth; a year or a month may be all that is known.
    pub birth_date: Option<ClinicalDate>,
    /// `male`, `female`, `other` or `unknown`: what the clinic administers by.
    pub gender: Option<String>,
    /// Whether and when the patient died.
    pub deceased: Option<Deceased>,
    /// Telephone numbers in use, the best first.
    pub phones: Vec<Telecom>,
    /// E-mail addresses in use, the best first.
    pub emails: Vec<Telecom>,
    /// Addresses, the home first, former ones last.
    pub addresses: Vec<Address>,
    /// The language to speak: the preferred one, else the first; a BCP 47 tag in `code` where known.
    pub language: Option<Code>,
    /// Whether the patient is a twin.
    pub multiple_birth: Option<MultipleBirth>,
    /// The record is in use; `false` when the sender has closed it.
    pub is_active: Option<bool>,
    /// The clinicians the patient calls their own.
    pub general_practitioners: Vec<Reference>,
    /// Other records of the same person, or of somebody like them, in the order in which they stand.
    pub links: Vec<PatientLink>,
}

/// What a record says of another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLink {
    /// The other record.
    pub other: Reference,
    /// What the other is to this one.
    pub kind: LinkKind,
}

/// What one record of a patient is to another (FHIR R4, `link-type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The other is to be used in the place of this one.
    ReplacedBy,
    /// This one is to be used in the place of the other.
    Replaces,
    /// The other says more.
    Refer,
    /// The other is of the same person, and both are used.
    SeeAlso,
}

/// Nothing: a patient is not for logs.
impl std::fmt::Debug for Patient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Patient(…)")
    }
}

/// What is known of a death.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deceased {
    /// Known to be alive, or dead without a date.
    Known(bool),
    /// Dead since.
    Since(ClinicalDate),
}

/// What is known of twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultipleBirth {
    /// Born with others, or alone.
    Known(bool),
    /// The place in the order of birth.
    Order(i64),
}

impl Patient {
    /// Reads a Patient.
    ///
    /// # Errors
    /// When it has neither a name nor an identifier, or an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        refuse_modifiers(&fields)?;
        let identifiers = fields.list("identifier", identifier)?;
        let names = sorted_names(fields.list("name", name)?);
        if names.is_empty() && !identifiers.iter().any(|identifier| identifier.value.is_some()) {
            return Err(Invalid::at("name", "is missing, and there is no identifier either"));
        }
        let numbered: Vec<_> = identifiers.iter().filter(|number| number.is_type("MR")).cloned().collect();
        let telecoms: Vec<_> = fields.list("telecom", telecom)?.into_iter().flatten().collect();
        Ok(Self {
            record_number: best_identifier(&numbered, true).cloned(),
            identifiers,
            names,
            birth_date: fields.optional("birthDate", date)?,
            gender: fields.optional("gender", one_of(GENDERS))?,
            deceased: deceased(&fields)?,
            phones: reachable(&telecoms, "phone"),
            emails: reachable(&telecoms, "email"),
            addresses: sorted_addresses(fields.list("address", address)?),
            language: language(&fields)?,
            multiple_birth: multiple_birth(&fields)?,
            is_active: fields.optional("active", boolean)?,
            general_practitioners: fields.list("generalPractitioner", reference)?,
            links: fields.list("link", link)?,
        })
    }

    /// The name to call the patient by in lists.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        self.names.first().and_then(Name::plain)
    }
}

fn link(json: &Json) -> Parsed<PatientLink> {
    let fields = Fields::of(json)?;
    refuse_modifiers(&fields)?;
    let kind = fields.required("type", one_of(LINKS))?;
    Ok(PatientLink {
        other: fields.required("other", reference)?,
        kind: match kind.as_str() {
            "replaced-by" => LinkKind::ReplacedBy,
            "replaces" => LinkKind::Replaces,
            "refer" => LinkKind::Refer,
            _ => LinkKind::SeeAlso,
        },
    })
}

fn deceased(fields: &Fields<'_>) -> Parsed<Option<Deceased>> {
    fields.choice("deceased[x]", &["deceasedBoolean", "deceasedDateTime"])?;
    let known = fields.optional("deceasedBoolean", boolean)?.map(Deceased::Known);
    Ok(known.or(fields.optional("deceasedDateTime", date_time)?.map(Deceased::Since)))
}

fn multiple_birth(fields: &Fields<'_>) -> Parsed<Option<MultipleBirth>> {
    fields.choice("multipleBirth[x]", &["multipleBirthBoolean", "multipleBirthInteger"])?;
    let known = fields.optional("multipleBirthBoolean", boolean)?.map(MultipleBirth::Known);
    Ok(known.or(fields.optional("multipleBirthInteger", integer)?.map(MultipleBirth::Order)))
}

fn language(fields: &Fields<'_>) -> Parsed<Option<Code>> {
    let spoken = fields.list("communication", |json: &Json| {
        let fields = Fields::of(json)?;
        let is_preferred = fields.optional("preferred", boolean)?.unwrap_or(false);
        Ok((!is_preferred, fields.required("language", code)?))
    })?;
    let best = spoken.into_iter().min_by_key(|(is_other, _)| *is_other);
    Ok(best.map(|(_, mut language)| {
        if let Some(tag) = language.in_system(LANGUAGES).map(str::to_owned) {
            (language.system, language.code) = (Some(LANGUAGES.to_owned()), Some(tag));
        }
        language
    }))
}
