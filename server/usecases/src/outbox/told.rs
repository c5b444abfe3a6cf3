//! What the other side tells later of a message it took: that it arrived, or why it did not.

use super::store::{self, DeliveryState};
use crate::delivery::Told;
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::{Backend, UseCaseError, contacts, invitations, uninterrupted};
use domain::contact::{ContactKind, address_key};
use domain::ids::{FacilityId, OutboxId};

/// The path at which the gateway tells of one text message.
pub fn status_path(id: OutboxId, part: i16) -> String {
    format!("/hooks/sms/{id}/{part}")
}

/// Takes what the gateway for text messages tells at `url`. Repeating it changes nothing.
///
/// # Errors
/// `NotFound` without a gateway, and where it was not the gateway that signed it.
pub async fn take_status(
    backend: &Backend,
    facility: &Facility,
    of: (OutboxId, i16),
    (url, fields, signature): (&str, Vec<(String, String)>, &str),
) -> Result<(), UseCaseError> {
    let gateway = backend.channels.sms.as_ref().ok_or(UseCaseError::NotFound)?;
    let told = gateway.told(url, &fields, signature).ok_or(UseCaseError::NotFound)?;
    let number = fields.into_iter().find(|(name, _)| name == "To").map(|(_, number)| number);
    let (backend, facility) = (backend.clone(), facility.id);
    uninterrupted(async move { note(&backend, facility, of, told, number.as_deref()).await }).await
}

async fn note(
    backend: &Backend,
    facility: FacilityId,
    of: (OutboxId, i16),
    told: Told,
    number: Option<&str>,
) -> Result<(), UseCaseError> {
    let (state, error) = match &told {
        Told::Underway => return Ok(()),
        Told::Arrived => (DeliveryState::Arrived, None),
        Told::Lost(error) | Told::NoAddress(error) => (DeliveryState::Refused, Some(error.as_str())),
    };
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    let Some(row) = store::note_told(&tx, facility, of, (state, error), now).await? else {
        tx.rollback().await?;
        return Ok(());
    };
    if row.event == invitations::EVENT {
        let subject = (row.subject, row.version);
        invitations::told(&tx, facility, subject, told == Told::Arrived, now).await?;
    }
    if let (Told::NoAddress(_), Some(number)) = (&told, number) {
        let key = address_key(ContactKind::Phone, number);
        let mac = backend.keys.mac(Purpose::Address, &[facility.0.as_bytes(), key.as_bytes()]);
        if mac.as_slice() == row.address_mac {
            contacts::mark_bounced(&tx, facility, ContactKind::Phone, &key).await?;
        }
    }
    Ok(tx.commit().await?)
}
