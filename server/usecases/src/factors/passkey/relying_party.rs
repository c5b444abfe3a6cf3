//! Who passkeys are made for: the facility's own host, as it is stored, never a request's Host header.

use crate::UseCaseError;
use crate::facility::Facility;
use crate::factors::NOT_OFFERED;
use crate::site::Site;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// The facility as the library knows it.
///
/// # Errors
/// [`NOT_OFFERED`] for a host that can have no passkeys, such as a bare network address.
pub fn of(site: &Site, facility: &Facility) -> Result<Webauthn, UseCaseError> {
    let origin = Url::parse(&site.origin(&facility.host)).map_err(|_| NOT_OFFERED)?;
    let built = WebauthnBuilder::new(&facility.host, &origin)
        .and_then(|builder| builder.rp_name(&facility.name).build());
    built.map_err(|_| NOT_OFFERED.into())
}
