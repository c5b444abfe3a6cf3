//! What charts are found by where only sameness counts: national IDs, e-mail addresses and telephone numbers, as keyed hashes.
//! The database alone tells none of them.

use super::store;
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::{Backend, UseCaseError, phone};
use domain::contact::{ContactKind, address_key, email};
use domain::ids::FacilityId;
use domain::registration::national_id::{Country, countries, normalise};

/// Charts whose keys are written at a time.
const CHUNK: u64 = 500;

/// A kind of key with its hash.
pub(crate) type ChartKey = (String, Vec<u8>);

/// The key of a national ID as [`normalise`] gives it.
pub(crate) fn national_id_key(
    backend: &Backend,
    facility: FacilityId,
    country: Country,
    number: &str,
) -> ChartKey {
    let parts: [&[u8]; 3] = [facility.0.as_bytes(), country.code().as_bytes(), number.as_bytes()];
    (national_id_kind(country), backend.keys.mac(Purpose::NationalId, &parts).to_vec())
}

/// The kind of keys of one country's national IDs.
pub(crate) fn national_id_kind(country: Country) -> String {
    format!("id_{}", country.code())
}

/// The key of an address.
pub(crate) fn contact_key(
    backend: &Backend,
    facility: FacilityId,
    kind: ContactKind,
    address: &str,
) -> ChartKey {
    let key = address_key(kind, address);
    let parts: [&[u8]; 2] = [facility.0.as_bytes(), key.as_bytes()];
    (kind.name().to_owned(), backend.keys.mac(Purpose::Address, &parts).to_vec())
}

/// Writes the keys of charts that are new or were imported again.
///
/// # Errors
/// When the database fails.
pub async fn key_unkeyed(backend: &Backend, facility: &Facility) -> Result<(), UseCaseError> {
    loop {
        let unkeyed = store::list_unkeyed(backend.db.reader(), facility.id, CHUNK).await?;
        if unkeyed.is_empty() {
            return Ok(());
        }
        let tx = backend.db.begin().await?;
        for chart in unkeyed {
            let keys = keys_of(backend, facility, &chart);
            store::replace_keys(&tx, facility.id, &chart, keys).await?;
        }
        tx.commit().await?;
    }
}

fn keys_of(backend: &Backend, facility: &Facility, chart: &store::Unkeyed) -> Vec<ChartKey> {
    let id = facility.id;
    let mut keys = Vec::new();
    let mail = chart.email.as_deref().and_then(email);
    keys.extend(mail.map(|address| contact_key(backend, id, ContactKind::Email, &address)));
    let number = chart.phone.as_deref().and_then(|text| phone::normalise(text, &facility.zone));
    keys.extend(number.map(|number| contact_key(backend, id, ContactKind::Phone, &number)));
    let resource = fhir::Resource::parse(chart.content.clone());
    for identifier in resource.map(|resource| resource.identifiers()).unwrap_or_default() {
        let types: Vec<&str> = identifier.types.iter().filter_map(|coding| coding.code.as_deref()).collect();
        let Some(value) = identifier.value.as_deref() else { continue };
        if identifier.use_code.as_deref() == Some("old") {
            continue;
        }
        for country in countries(identifier.system.as_deref(), &types) {
            if let Some(number) = normalise(country, value) {
                keys.push(national_id_key(backend, id, country, &number));
            }
        }
    }
    keys.sort();
    keys.dedup();
    keys
}
