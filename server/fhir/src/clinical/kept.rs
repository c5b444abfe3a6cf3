//! What is kept for other parts of the portal and for giving the record away whole: Coverage, ExplanationOfBenefit, Invoice,
//! Communication, Appointment.

use super::{Details, Entry, Kind};
use crate::date::{date_time, instant, period};
use crate::element::{Code, Fields, Parsed, Reference, Target, code, reference, token, words};
use crate::error::Invalid;

/// Each of them has a status of its own list; only one made in error means something here.
pub(super) fn read(fields: &Fields<'_>, kind: Kind) -> Parsed<Entry> {
    let status = fields.required("status", token)?;
    let mut entry = match kind {
        Kind::Appointment => Entry::about(fields, kind, Details::Kept, attending(fields)?)?,
        _ => Entry::new(fields, kind, Details::Kept)?,
    };
    entry.set_status(Some(status));
    match kind {
        Kind::Coverage => {
            let period = fields.optional("period", period)?.unwrap_or_default();
            (entry.date, entry.end) = (period.start, period.end);
            entry.code = fields.optional("type", code)?.unwrap_or_default();
        }
        Kind::Benefit => {
            entry.date = fields.optional("created", date_time)?;
            entry.code = fields.optional("type", code)?.unwrap_or_default();
        }
        Kind::Invoice => {
            entry.date = fields.optional("date", date_time)?;
            entry.code = fields.optional("type", code)?.unwrap_or_default();
        }
        Kind::Communication => {
            entry.date = fields.optional("sent", date_time)?.or(fields.optional("received", date_time)?);
            entry.categories = fields.list("category", code)?;
            entry.code = fields.optional("topic", code)?.unwrap_or_default();
        }
        _ => {
            entry.date = fields.optional("start", instant)?;
            entry.end = fields.optional("end", instant)?;
            let described = Code::words(fields.optional("description", words)?.flatten());
            let kinds = fields.list("serviceType", code)?;
            let what = kinds.into_iter().chain([described]).find(|code| code.text.is_some());
            entry.code = what.unwrap_or_default();
        }
    }
    Ok(entry)
}

/// The patient among those who attend. Of several, none is whose appointment it is.
fn attending(fields: &Fields<'_>) -> Parsed<Reference> {
    let actors = fields.list("participant", |json| Fields::of(json)?.optional("actor", reference))?;
    let is_patient = |actor: &Reference| match actor.target() {
        Target::Id { type_name, .. } => type_name == "Patient",
        Target::Identifier { type_name, .. } => type_name.as_deref() == Some("Patient"),
        Target::Url(url) => actor.type_name.as_deref() == Some("Patient") || url.contains("/Patient/"),
        Target::Contained(_) | Target::Unusable => false,
    };
    let mut patients = actors.into_iter().flatten().filter(is_patient);
    match (patients.next(), patients.next()) {
        (Some(patient), None) => Ok(patient),
        (None, _) => Err(Invalid::at("participant", "names no patient")),
        (Some(_), Some(_)) => Err(Invalid::at("participant", "names several patients")),
    }
}
