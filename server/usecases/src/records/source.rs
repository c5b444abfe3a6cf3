//! Where an entry comes from, in a sentence for whoever reads it, and from which list its code is.

use super::store::{self, Source};
use crate::db::Connection;
use crate::facility::Facility;
use crate::import::Sender;
use crate::{UseCaseError, connections, zones};
use domain::ids::EntryId;
use domain::time::Instant;
use fhir::{Resource, View};
use i18n::{Key, Lang, fill, k, numeric_date, text};

/// Code systems that have a name (HL7's list of external code systems), by address and by OID.
const LISTS: [(&str, &str); 18] = [
    ("http://loinc.org", "LOINC"),
    ("urn:oid:2.16.840.1.113883.6.1", "LOINC"),
    ("http://snomed.info/sct", "SNOMED CT"),
    ("urn:oid:2.16.840.1.113883.6.96", "SNOMED CT"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("urn:oid:2.16.840.1.113883.6.88", "RxNorm"),
    ("http://hl7.org/fhir/sid/cvx", "CVX"),
    ("urn:oid:2.16.840.1.113883.12.292", "CVX"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM"),
    ("urn:oid:2.16.840.1.113883.6.90", "ICD-10-CM"),
    ("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "ICD-9-CM"),
    ("http://www.cms.gov/Medicare/Coding/ICD10", "ICD-10-PCS"),
    ("http://www.ama-assn.org/go/cpt", "CPT"),
    ("http://www.ada.org/cdt", "CDT"),
    ("http://hl7.org/fhir/sid/ndc", "NDC"),
    ("http://www.whocc.no/atc", "ATC"),
    ("http://unitsofmeasure.org", "UCUM"),
];
/// Longest last part of an address that is shown as the name of a list, in characters.
const LONGEST_NAME: usize = 30;

/// Who sent an entry, and when: whoever sent what it is now, the day on which it first came, and that of the last change.
///
/// # Errors
/// `NotFound`; when the database fails.
pub(crate) async fn source_of(
    db: &impl Connection,
    (facility, lang): (&Facility, Lang),
    id: EntryId,
) -> Result<String, UseCaseError> {
    let found = store::find_source(db, facility.id, id).await?.ok_or(UseCaseError::NotFound)?;
    let name = match found.sender {
        Some(Sender::System(client)) => {
            let name = connections::name_client(db, facility.id, client).await?;
            name.unwrap_or_else(|| text(lang, k::SOURCE_SOME_SYSTEM).to_owned())
        }
        Some(Sender::File | Sender::Demo) | None => String::new(),
    };
    Ok(sentence(&found, &name, &facility.zone, lang))
}

fn sentence(found: &Source, name: &str, zone: &str, lang: Lang) -> String {
    let day = |at: Instant| numeric_date(&|key: Key| text(lang, key), zones::local(zone, at));
    let (came, changed) = (found.came.map(day), day(found.changed));
    let is_other = came.as_ref().is_some_and(|came| *came != changed);
    // First, changed since, and where nobody knows when it first came.
    let [first, since, last] = match found.sender {
        Some(Sender::System(_)) => [k::SOURCE_SYSTEM, k::SOURCE_SYSTEM_CHANGED, k::SOURCE_SYSTEM_LAST],
        Some(Sender::File) => [k::SOURCE_FILE, k::SOURCE_FILE_CHANGED, k::SOURCE_FILE_LAST],
        // The examples change with the portal.
        Some(Sender::Demo) => [k::SOURCE_DEMO, k::SOURCE_DEMO, k::SOURCE_DEMO_LAST],
        None => [k::SOURCE_UNKNOWN; 3],
    };
    let key = match (&came, is_other) {
        (None, _) => last,
        (Some(_), true) => since,
        (Some(_), false) => first,
    };
    let came = came.unwrap_or_default();
    fill(text(lang, key), &[("name", name), ("came", &came), ("changed", &changed)])
}

/// A code with the list that it is from, as far as its resource says.
pub(super) fn with_list(code: &str, content: &str, lang: Lang) -> String {
    match system_of(code, content).as_deref().and_then(list) {
        Some(list) => format!("{list} {code}"),
        None => fill(text(lang, k::SOURCE_OWN_LIST), &[("code", code)]),
    }
}

fn system_of(code: &str, content: &str) -> Option<String> {
    let resource = Resource::parse(content.to_owned()).ok()?;
    let View::Entry(entry) = fhir::view(&resource).ok()? else { return None };
    entry.code.system.filter(|_| entry.code.code.as_deref() == Some(code))
}

/// What a code system is called: its name, else the last part of its address.
fn list(system: &str) -> Option<&str> {
    let system = system.trim_end_matches('/');
    let is_it = |known: &str| {
        // SNOMED's editions stand behind its address.
        system.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '|']))
    };
    if let Some((_, name)) = LISTS.iter().find(|(known, _)| is_it(known)) {
        return Some(*name);
    }
    let is_number = system.starts_with("urn:oid:") || system.starts_with("urn:uuid:");
    let last = system.rsplit(['/', ':', '#']).next().filter(|_| !is_number && system.contains([':', '/']))?;
    let is_name = last.chars().count() <= LONGEST_NAME && last.contains(char::is_alphabetic);
    // What stands alone behind the scheme is a host.
    let is_host = system.split_once("://").is_some_and(|(_, rest)| rest == last);
    (is_name && !is_host).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::ClientId;
    use uuid::Uuid;

    #[test]
    fn a_code_says_from_which_list_it_is() {
        for (system, name) in [
            ("http://loinc.org", Some("LOINC")),
            ("http://snomed.info/sct", Some("SNOMED CT")),
            ("http://snomed.info/sct/731000124108", Some("SNOMED CT")),
            ("http://hl7.org/fhir/sid/icd-10-cm", Some("ICD-10-CM")),
            ("http://hl7.org/fhir/sid/icd-10", Some("ICD-10")),
            ("urn:oid:2.16.840.1.113883.6.88", Some("RxNorm")),
            ("https://clinic.example/codes/visit-kinds/", Some("visit-kinds")),
            ("urn:clinic:visits", Some("visits")),
            ("urn:oid:1.2.3", None),
            ("https://clinic.example", None),
            ("local", None),
            ("", None),
        ] {
            assert_eq!(list(system), name, "{system}");
        }
        let content = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},
            "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}}"#;
        assert_eq!(with_list("I10", content, Lang::En), "ICD-10-CM I10");
        assert_eq!(with_list("9", content, Lang::En), "9 (the clinic's own list)");
    }

    #[test]
    fn a_source_says_who_sent_it_and_when_it_came_and_changed() {
        let (first, later) = (Instant(1_772_500_000), Instant(1_772_700_000));
        let system = Some(Sender::System(ClientId(Uuid::nil())));
        let said = |came, changed, sender, lang| {
            sentence(&Source { came, changed, sender }, "Harbor EHR", "UTC", lang)
        };
        let english = |came, changed, sender| said(came, changed, sender, Lang::En);
        assert_eq!(english(Some(first), first, system), "Sent by Harbor EHR on 3 March 2026.");
        assert_eq!(
            english(Some(first), later, system),
            "Here since 3 March 2026, last changed by Harbor EHR on 5 March 2026."
        );
        assert_eq!(english(None, later, system), "Last sent by Harbor EHR on 5 March 2026.");
        assert_eq!(
            english(Some(first), first, Some(Sender::File)),
            "From a file that the clinic brought in on 3 March 2026."
        );
        assert!(english(None, later, None).contains("not yet noted"));
        assert_eq!(
            said(Some(first), first, system, Lang::Es),
            "Enviado por Harbor EHR el 3 de marzo de 2026."
        );
    }
}
