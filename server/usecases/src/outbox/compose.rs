//! What a row of the queue says, and to whom: resolved when it is sent, from what is true then.

use super::store::Row;
use super::worker::End;
use crate::db::Tx;
use crate::delivery::{Letter, Look};
use crate::facility::Facility;
use crate::{
    Backend, UseCaseError, account, brand, codes, family, invitations, notices, registration, results,
};
use domain::contact::ContactKind;
use domain::time::Instant;

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// By which channel.
    pub kind: ContactKind,
    /// The address.
    pub address: String,
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Composed {
    /// Nobody is to be told, for this reason.
    Nothing(&'static str),
    /// One letter, to each.
    Letter {
        /// To whom.
        to: Vec<Recipient>,
        /// What.
        letter: Letter,
    },
}

/// What a row says now.
pub async fn compose(backend: &Backend, facility: &Facility, row: &Row) -> Result<Composed, UseCaseError> {
    match row.event.as_str() {
        codes::EVENT => codes::compose(backend, facility, row.subject).await,
        account::RESET_EVENT => account::compose_reset(backend, facility, row.subject).await,
        invitations::TAKEN_EVENT => invitations::compose_taken(backend, facility, row.subject).await,
        invitations::EVENT => invitations::compose(backend, facility, row.subject, row.version).await,
        event @ (registration::REJECTED_EVENT | registration::ASKED_EVENT) => {
            registration::compose(backend, facility, event, (row.subject, row.version)).await
        }
        event if event.starts_with(family::PREFIX) => {
            family::compose(backend, facility, event, row.subject).await
        }
        event if event.starts_with(notices::PREFIX) => {
            notices::compose(backend, facility, event, row.subject).await
        }
        event if event.starts_with(results::PREFIX) => {
            results::compose(backend, facility, event, row.subject).await
        }
        // Nobody has asked to be told of these yet.
        _ => Ok(Composed::Nothing("nobody_asked")),
    }
}

/// What follows for the subject of a row that has ended, in the same transaction.
pub async fn settled(tx: &Tx, row: &Row, end: &End, now: Instant) -> Result<(), UseCaseError> {
    let is_sent = match end {
        End::Sent => true,
        End::Dead(_) => false,
        End::Suppressed(_) | End::Later(_) | End::NoChannel => return Ok(()),
    };
    if row.event == invitations::EVENT {
        invitations::settled(tx, row.facility, (row.subject, row.version), is_sent, now).await?;
    }
    Ok(())
}

/// How the clinic's letters look now.
pub async fn look_of(backend: &Backend, facility: &Facility) -> Result<Look, UseCaseError> {
    let brand = brand::published(backend, facility).await?;
    Ok(Look {
        name: facility.name.clone(),
        phone: facility.contacts.phone.clone(),
        address: facility.contacts.address.clone(),
        colors: brand.light,
    })
}
