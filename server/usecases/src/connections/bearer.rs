//! Who stands behind a token: a system of the clinic, or an app that reads as the person who has connected it.

use super::is_to_touch;
use super::store::{clients, connections, tokens};
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, account};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::Actor;
use domain::connections::Scopes;
use domain::ids::ClientId;

/// Who asks with a token.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The app or system.
    pub client: ClientId,
    /// What the token opens.
    pub scopes: Scopes,
    /// As whom an app reads: with that person's rights as they are now, for the one record they have chosen, and never as a
    /// colleague. None for a system.
    pub reader: Option<Actor>,
}

/// Who stands behind a token; nobody for one that opens nothing (any more).
///
/// # Errors
/// When the database fails.
pub async fn open(
    backend: &Backend,
    facility: &Facility,
    address: &str,
    token: &str,
) -> Result<Option<Bearer>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let (db, now, hash) = (backend.db.reader(), backend.clock.now(), sha256(&token));
    let row = tokens::find(db, facility.id, &hash).await?;
    let Some(row) = row.filter(|row| !row.is_refresh && now < row.ends_s) else { return Ok(None) };
    let client = clients::find(db, facility.id, row.client_id).await?;
    let Some(client) = client.filter(|client| !client.is_disabled) else { return Ok(None) };
    // What an administrator has taken from the client since is gone.
    let scopes = Scopes::parse(&row.scopes).within(&Scopes::parse(&client.scopes));
    let Some(id) = row.connection_id else {
        if is_to_touch(client.used_s, now) {
            clients::touch(backend.db.writer(), facility.id, client.id, now).await?;
        }
        return Ok(Some(Bearer { client: client.id, scopes, reader: None }));
    };
    let Some(connection) = connections::find(db, facility.id, id).await? else { return Ok(None) };
    let person = (connection.account_id, connection.chart_id);
    let Some(reader) = account::actor_behind(backend, facility, person, (hash, address)).await? else {
        return Ok(None);
    };
    if is_to_touch(connection.used_s, now) {
        connections::touch(backend.db.writer(), facility.id, id, now).await?;
    }
    let scopes = scopes.within(&Scopes::parse(&connection.scopes));
    Ok(Some(Bearer { client: client.id, scopes, reader: Some(reader) }))
}
