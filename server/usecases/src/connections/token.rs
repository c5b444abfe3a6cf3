//! Tokens (RFC 6749): for the proof of a system, for the code of an app, and anew for an app that may stay.

use super::store::{clients, connections, consents, tokens};
use super::{APP_TOKEN_S, REFRESH_S, SYSTEM_TOKEN_S, proof, token_url};
use crate::account::attempts;
use crate::db::Tx;
use crate::facility::Facility;
use crate::keys::{Purpose, random, sha256};
use crate::{Backend, UseCaseError, account, audit, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::throttle::Bounds;
use domain::connections::{ClientKind, Level, Scopes};
use domain::ids::{ChartId, ClientId, ConnectionId};
use domain::time::Instant;
use entity::client;
use subtle::ConstantTimeEq as _;

/// What is asked, as it stands in the form.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// Which of the three ways.
    pub grant_type: String,
    /// The code that somebody's yes has given.
    pub code: String,
    /// Where the code was led to.
    pub redirect_uri: String,
    /// The secret whose hash stood in the question.
    pub code_verifier: String,
    /// What an earlier answer gave.
    pub refresh_token: String,
    /// What is wanted.
    pub scope: String,
    /// The client, where it has no proof.
    pub client_id: String,
    /// What kind of proof.
    pub client_assertion_type: String,
    /// The proof.
    pub client_assertion: String,
}

/// Why there is no token (RFC 6749 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Something is missing.
    Request,
    /// Nobody known, shut out, or not proven.
    Client,
    /// A code or token that is nobody's, was used or has ended, or belongs to another.
    Grant,
    /// This client has another way.
    Unauthorized,
    /// No such way.
    Type,
    /// Nothing of what was asked is allowed.
    Scope,
    /// Too many wrong ones came from there.
    Wait,
}

impl Fault {
    /// The error's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "invalid_request",
            Self::Client => "invalid_client",
            Self::Grant => "invalid_grant",
            Self::Unauthorized => "unauthorized_client",
            Self::Type => "unsupported_grant_type",
            Self::Scope => "invalid_scope",
            Self::Wait => "temporarily_unavailable",
        }
    }
}

/// A token.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// The token.
    pub access_token: String,
    /// How long it lasts, in seconds.
    pub expires_s: i64,
    /// What it opens.
    pub scopes: Scopes,
    /// What gets another one.
    pub refresh_token: Option<String>,
    /// The patient, for an app.
    pub patient: Option<ChartId>,
}

/// What is noted of those who ask for a token, and of those who give one back.
const TOKEN: &str = "connections.token";
const REVOKE: &str = "connections.revoke";

const PROOF_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Gives a token, or says why not. Failures of a network slow it down.
///
/// # Errors
/// When the database fails.
pub async fn issue(
    backend: &Backend,
    facility: &Facility,
    address: &str,
    request: TokenRequest,
) -> Result<Result<Issued, Fault>, UseCaseError> {
    let (backend, facility, address) = (backend.clone(), facility.clone(), address.to_owned());
    uninterrupted(async move {
        let now = backend.clock.now();
        let key = throttle_key(&backend, &facility, &address);
        // Only what was wrong is counted: a server of an app asks for many people at once.
        if attempts::waits(backend.db.reader(), facility.id, &key, now).await? {
            return Ok(Err(Fault::Wait));
        }
        let tx = backend.db.begin().await?;
        let client = match authenticate(&tx, &backend, &facility, &request, now).await? {
            Ok(client) => client,
            Err(fault) => {
                // A proof that was looked at is used up.
                tx.commit().await?;
                return Ok(Err(refused(&backend, &facility, (&address, &key), (TOKEN, None), fault).await?));
            }
        };
        let id = client.id;
        let issued = match request.grant_type.as_str() {
            "client_credentials" => for_system(&tx, &facility, &client, &request, now).await?,
            "authorization_code" => for_code(&tx, &facility, &client, &request, now).await?,
            "refresh_token" => anew(&tx, &facility, &client, &request, now).await?,
            "" => Err(Fault::Request),
            _ => Err(Fault::Type),
        };
        if issued.is_ok() {
            clients::touch(&tx, facility.id, id, now).await?;
            let event = event(&facility, &address, (TOKEN, id), now);
            audit::record(&tx, &backend.keys, &event).await?;
        }
        // What a code or token that was used twice has opened stays closed.
        tx.commit().await?;
        match issued {
            Ok(issued) => Ok(Ok(issued)),
            Err(fault) => {
                Ok(Err(refused(&backend, &facility, (&address, &key), (TOKEN, Some(id)), fault).await?))
            }
        }
    })
    .await
}

/// What failures of a network are counted for, whichever of the two it asked for.
fn throttle_key(backend: &Backend, facility: &Facility, address: &str) -> [u8; 32] {
    let network = account::network_of(address);
    backend.keys.mac(Purpose::Throttle, &[facility.id.0.as_bytes(), b"oauth", network.as_bytes()])
}

fn event(
    facility: &Facility,
    address: &str,
    (action, client): (&str, ClientId),
    now: Instant,
) -> audit::Event {
    let event = account::operator_event(facility.id, now, action, &client.to_string());
    audit::Event { address: address.to_owned(), ..event }
}

/// Counts and notes a fault.
async fn refused(
    backend: &Backend,
    facility: &Facility,
    (address, key): (&str, &[u8]),
    (action, client): (&str, Option<ClientId>),
    fault: Fault,
) -> Result<Fault, UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    // Others who fail at the same time have set the delay already.
    attempts::reserve(&tx, facility.id, key, Bounds::SHARED, now).await?;
    let mut event = account::operator_event(facility.id, now, action, "");
    event.subject = client.map(|client| client.to_string()).unwrap_or_default();
    address.clone_into(&mut event.address);
    audit::record(&tx, &backend.keys, &event.with_outcome(fault.code())).await?;
    tx.commit().await?;
    Ok(fault)
}

/// The client that asks. Whoever has keys has to prove it.
async fn authenticate(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    request: &TokenRequest,
    now: Instant,
) -> Result<Result<client::Model, Fault>, UseCaseError> {
    let proof = &request.client_assertion;
    let is_unnamed = proof.is_empty() && request.client_id.is_empty();
    let named = if is_unnamed && request.grant_type == "refresh_token" {
        let Some(holder) = holder(tx, facility, request).await? else { return Ok(Err(Fault::Grant)) };
        Some(holder.to_string())
    } else if proof.is_empty() {
        Some(request.client_id.clone())
    } else if request.client_assertion_type == PROOF_TYPE {
        proof::claimed(proof)
    } else {
        None
    };
    let Some(id) = named.and_then(|named| named.parse::<ClientId>().ok()) else {
        return Ok(Err(Fault::Client));
    };
    if !proof.is_empty() && !request.client_id.is_empty() && request.client_id != id.to_string() {
        return Ok(Err(Fault::Client));
    }
    let client = clients::find(tx, facility.id, id).await?.filter(|client| !client.is_disabled);
    let Some(client) = client else { return Ok(Err(Fault::Client)) };
    if proof.is_empty() {
        let is_public = client.keys.is_empty() && super::clients::kind_of(&client) == ClientKind::App;
        return Ok(if is_public { Ok(client) } else { Err(Fault::Client) });
    }
    let Some(claims) = proof::check(proof, &client.keys, &token_url(backend, &facility.host), now.0) else {
        return Ok(Err(Fault::Client));
    };
    let hash = sha256(&[id.0.as_bytes().as_slice(), claims.jti.as_bytes()].concat());
    let until = Instant(proof::remembered_until(&claims));
    let is_new = tokens::remember_proof(tx, facility.id, &hash, until).await?;
    Ok(if is_new { Ok(client) } else { Err(Fault::Client) })
}

/// Whom a token that gets another one was given to. An app without a key need not say who it is then (RFC 6749 6, SMART App Launch):
/// its token does.
async fn holder(
    tx: &Tx,
    facility: &Facility,
    request: &TokenRequest,
) -> Result<Option<ClientId>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(&request.refresh_token) else { return Ok(None) };
    let row = tokens::find(tx, facility.id, &sha256(&token)).await?;
    Ok(row.filter(|row| row.is_refresh).map(|row| row.client_id))
}

/// A token for a system.
async fn for_system(
    tx: &Tx,
    facility: &Facility,
    client: &client::Model,
    request: &TokenRequest,
    now: Instant,
) -> Result<Result<Issued, Fault>, UseCaseError> {
    if super::clients::kind_of(client) != ClientKind::System {
        return Ok(Err(Fault::Unauthorized));
    }
    let scopes = Scopes::parse(&request.scope).within(&Scopes::parse(&client.scopes));
    if !scopes.access.iter().any(|access| access.level == Level::System) {
        return Ok(Err(Fault::Scope));
    }
    let token =
        write(tx, facility, (client.id, None), &scopes, (false, now.plus_seconds(SYSTEM_TOKEN_S))).await?;
    Ok(Ok(Issued {
        access_token: token,
        expires_s: SYSTEM_TOKEN_S,
        scopes,
        refresh_token: None,
        patient: None,
    }))
}

/// A token for a code: once, in time, for the client that asked, with the secret of its question.
async fn for_code(
    tx: &Tx,
    facility: &Facility,
    client: &client::Model,
    request: &TokenRequest,
    now: Instant,
) -> Result<Result<Issued, Fault>, UseCaseError> {
    let Ok(code) = URL_SAFE_NO_PAD.decode(&request.code) else { return Ok(Err(Fault::Grant)) };
    let Some(row) = consents::find_by_code(tx, facility.id, &sha256(&code)).await? else {
        return Ok(Err(Fault::Grant));
    };
    let challenge = URL_SAFE_NO_PAD.encode(sha256(request.code_verifier.as_bytes()));
    let is_secret = bool::from(challenge.as_bytes().ct_eq(row.challenge.as_bytes()));
    let is_verifier = (43..=128).contains(&request.code_verifier.len());
    if row.client_id != client.id || row.redirect_uri != request.redirect_uri || !is_secret || !is_verifier {
        return Ok(Err(Fault::Grant));
    }
    let Some(id) = row.connection_id else { return Ok(Err(Fault::Grant)) };
    if !consents::use_code(tx, facility.id, row.id).await? {
        // Somebody has the code who should not: nothing that came of it is good any more (RFC 6749 4.1.2).
        tokens::delete_of_connection(tx, facility.id, (client.id, id)).await?;
        return Ok(Err(Fault::Grant));
    }
    if row.code_ends_s.is_none_or(|ends| ends <= now) {
        return Ok(Err(Fault::Grant));
    }
    let Some(connection) = connections::find(tx, facility.id, id).await? else {
        return Ok(Err(Fault::Grant));
    };
    let scopes = Scopes::parse(&connection.scopes);
    pair(tx, facility, client.id, (id, connection.chart_id), scopes, now).await.map(Ok)
}

/// Another token for what an earlier answer gave; each is good once.
async fn anew(
    tx: &Tx,
    facility: &Facility,
    client: &client::Model,
    request: &TokenRequest,
    now: Instant,
) -> Result<Result<Issued, Fault>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(&request.refresh_token) else { return Ok(Err(Fault::Grant)) };
    let row = tokens::find(tx, facility.id, &sha256(&token)).await?;
    let row = row.filter(|row| row.is_refresh && row.client_id == client.id);
    let Some((row, id)) = row.and_then(|row| row.connection_id.map(|id| (row, id))) else {
        return Ok(Err(Fault::Grant));
    };
    if !tokens::use_up(tx, facility.id, &row.hash).await? {
        // It was used before, by this app or by a thief: neither goes on (RFC 9700 4.14.2).
        tokens::delete_of_connection(tx, facility.id, (client.id, id)).await?;
        return Ok(Err(Fault::Grant));
    }
    let connection = connections::find(tx, facility.id, id).await?;
    let Some(connection) = connection.filter(|_| row.ends_s > now) else { return Ok(Err(Fault::Grant)) };
    let granted = Scopes::parse(&row.scopes).within(&Scopes::parse(&connection.scopes));
    let scopes = if request.scope.is_empty() {
        granted
    } else {
        let asked = Scopes::parse(&request.scope).within(&granted);
        Scopes { offline: granted.offline, ..asked }
    };
    if scopes.parts().is_empty() {
        return Ok(Err(Fault::Scope));
    }
    pair(tx, facility, client.id, (id, connection.chart_id), scopes, now).await.map(Ok)
}

/// A token for an app, and what gets another one if it may go on when nobody is there.
async fn pair(
    tx: &Tx,
    facility: &Facility,
    client: ClientId,
    (connection, chart): (ConnectionId, ChartId),
    scopes: Scopes,
    now: Instant,
) -> Result<Issued, UseCaseError> {
    let key = (client, Some(connection));
    let access_token = write(tx, facility, key, &scopes, (false, now.plus_seconds(APP_TOKEN_S))).await?;
    let refresh_token = if scopes.offline {
        Some(write(tx, facility, key, &scopes, (true, now.plus_seconds(REFRESH_S))).await?)
    } else {
        None
    };
    Ok(Issued { access_token, expires_s: APP_TOKEN_S, scopes, refresh_token, patient: Some(chart) })
}

async fn write(
    tx: &Tx,
    facility: &Facility,
    (client, connection): (ClientId, Option<ConnectionId>),
    scopes: &Scopes,
    (is_refresh, ends): (bool, Instant),
) -> Result<String, UseCaseError> {
    let token: [u8; 32] = random();
    let new = tokens::NewToken {
        facility: facility.id,
        hash: sha256(&token),
        is_refresh,
        client,
        connection,
        scopes: scopes.to_string(),
        ends,
    };
    tokens::insert(tx, new).await?;
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// Ends a token of the client that asks (RFC 7009). With what gets others, all of the connection's end. A token that is
/// nobody's has ended already. Failures of a network count as those who ask for a token.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    backend: &Backend,
    facility: &Facility,
    address: &str,
    (token, request): (&str, TokenRequest),
) -> Result<Result<(), Fault>, UseCaseError> {
    let (backend, facility) = (backend.clone(), facility.clone());
    let (token, address) = (token.to_owned(), address.to_owned());
    uninterrupted(async move {
        let now = backend.clock.now();
        let key = throttle_key(&backend, &facility, &address);
        if attempts::waits(backend.db.reader(), facility.id, &key, now).await? {
            return Ok(Err(Fault::Wait));
        }
        let tx = backend.db.begin().await?;
        let client = match authenticate(&tx, &backend, &facility, &request, now).await? {
            Ok(client) => client,
            Err(fault) => {
                tx.commit().await?;
                return Ok(Err(refused(&backend, &facility, (&address, &key), (REVOKE, None), fault).await?));
            }
        };
        if let Ok(token) = URL_SAFE_NO_PAD.decode(&token) {
            let row = tokens::find(&tx, facility.id, &sha256(&token)).await?;
            if let Some(row) = row.filter(|row| row.client_id == client.id) {
                match row.connection_id.filter(|_| row.is_refresh) {
                    Some(id) => tokens::delete_of_connection(&tx, facility.id, (client.id, id)).await?,
                    None => tokens::delete(&tx, facility.id, &row.hash).await?,
                }
                let event = event(&facility, &address, (REVOKE, client.id), now);
                audit::record(&tx, &backend.keys, &event).await?;
            }
        }
        tx.commit().await?;
        Ok(Ok(()))
    })
    .await
}
