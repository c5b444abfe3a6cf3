//! An app asks to read a record, and somebody answers: the first half of OAuth's authorization code grant.

use super::store::{clients, connections, consents as store};
use super::{ASKED_S, CODE_S, GONE, OTHER_CHART, base};
use crate::charts::require_unmerged;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::invitations::lock_chart;
use crate::keys::{random, sha256};
use crate::{Backend, UseCaseError, audit, factors, people, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::{Actor, Relation};
use domain::connections::contract::{ConsentPage, DecideRequest, Decision, ReadConsentRequest};
use domain::connections::{ClientKind, LONGEST_SCOPE, Part, Scopes, matches, shown_host};
use domain::ids::{ClientId, ConnectionId, ConsentId};
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use entity::consent;
use uuid::Uuid;

/// Longest `state` that is given back, in bytes.
const LONGEST_STATE: usize = 1_000;

/// What an app asks for, as it stands in the address (RFC 6749 4.1.1, RFC 7636, SMART App Launch).
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// `code`.
    pub response_type: String,
    /// The client.
    pub client_id: String,
    /// Where to lead back to.
    pub redirect_uri: String,
    /// What it wants.
    pub scope: String,
    /// What it gets back unchanged.
    pub state: String,
    /// The FHIR interface it means.
    pub aud: String,
    /// The hash of its secret for this question.
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
}

/// A question that cannot be answered by leading back: it is not known where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misled;

/// Where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To the page that asks.
    Ask(ConsentId),
    /// Back to the app.
    Back(String),
}

/// An app asks. Whatever is wrong is told to the app, but for where it would be told.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    backend: &Backend,
    facility: &Facility,
    asked: Asked,
) -> Result<Result<Next, Misled>, UseCaseError> {
    let Ok(id) = asked.client_id.parse::<ClientId>() else { return Ok(Err(Misled)) };
    let client = clients::find(backend.db.reader(), facility.id, id).await?;
    let client = client.filter(|client| {
        let is_app = super::clients::kind_of(client) == ClientKind::App;
        is_app
            && !client.is_disabled
            && client.redirect_uris.lines().any(|uri| matches(uri, &asked.redirect_uri))
    });
    let Some(client) = client else { return Ok(Err(Misled)) };
    let refuse =
        |error: &str| Ok(Ok(Next::Back(back(&asked.redirect_uri, &[("error", error)], &asked.state))));
    if asked.state.len() > LONGEST_STATE {
        return Ok(Err(Misled));
    }
    if asked.response_type != "code" {
        return refuse("unsupported_response_type");
    }
    // Without a challenge, whoever catches the code could use it (RFC 9700 2.1.1).
    let is_challenge = asked.code_challenge.len() == 43
        && asked.code_challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let aud = asked.aud.trim_end_matches('/');
    if asked.code_challenge_method != "S256" || !is_challenge || aud != base(backend, &facility.host) {
        return refuse("invalid_request");
    }
    if asked.scope.len() > LONGEST_SCOPE {
        return refuse("invalid_scope");
    }
    let scopes = Scopes::parse(&asked.scope).reading().within(&Scopes::parse(&client.scopes));
    if scopes.parts().is_empty() {
        return refuse("invalid_scope");
    }
    let id = ConsentId(Uuid::new_v4());
    let new = store::NewConsent {
        facility: facility.id,
        id,
        client: client.id,
        redirect_uri: asked.redirect_uri,
        state: asked.state,
        scopes: scopes.to_string(),
        challenge: asked.code_challenge,
        asked: backend.clock.now(),
    };
    store::insert(backend.db.writer(), new).await?;
    Ok(Ok(Next::Ask(id)))
}

/// An address with fields behind it, and the app's own `state`.
fn back(uri: &str, fields: &[(&str, &str)], state: &str) -> String {
    let mut address = uri.to_owned();
    let state = (!state.is_empty()).then_some(("state", state));
    for (name, value) in fields.iter().copied().chain(state) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.extend(value.bytes().map(|byte| {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
        }));
    }
    address
}

async fn may_connect(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::ConnectApps, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// The question, while it waits, or has just been answered by this reader.
async fn find_open(backend: &Backend, actor: &Actor, id: ConsentId) -> Result<consent::Model, UseCaseError> {
    let row = store::find(backend.db.reader(), actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
    if backend.clock.now().seconds_since(row.asked_s) >= ASKED_S {
        return Err(GONE.into());
    }
    match row.account_id {
        // Somebody else's answer is nobody's business.
        Some(account) if account != actor.account => Err(UseCaseError::NotFound),
        _ => Ok(row),
    }
}

/// What an app wants, for the record that is shown.
///
/// # Errors
/// The policy's refusal; `NotFound`; [`GONE`].
pub async fn read_consent(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ReadConsentRequest,
) -> Result<ConsentPage, UseCaseError> {
    let permit = may_connect(backend, actor, "connections.read_consent").await?;
    let row = find_open(backend, actor, request.id).await?;
    let db = backend.db.reader();
    let client = clients::find(db, facility.id, row.client_id).await?.ok_or(UseCaseError::NotFound)?;
    let names = people::name_charts(db, facility.id, &[permit.chart()]).await?;
    let scopes = Scopes::parse(&row.scopes);
    Ok(ConsentPage {
        id: row.id,
        app: client.name,
        leads_to: shown_host(&row.redirect_uri).to_owned(),
        chart: permit.chart(),
        patient: names.get(&permit.chart()).map(|(name, _)| name.clone()).unwrap_or_default(),
        is_own: actor.grant().is_some_and(|grant| grant.relation == Relation::Own),
        parts: scopes.parts(),
        is_offline: scopes.offline,
        decision: Decision::parse(&row.decision).unwrap_or(Decision::Denied),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Answers an app's question about the record that is shown.
///
/// # Errors
/// The policy's refusal; a step-up is needed for a yes; a field; `NotFound`; [`GONE`]; [`OTHER_CHART`].
pub async fn decide(backend: &Backend, actor: &Actor, request: DecideRequest) -> Result<(), UseCaseError> {
    let permit = may_connect(backend, actor, "connections.decide").await?;
    let row = find_open(backend, actor, request.id).await?;
    if permit.chart() != request.chart {
        return Err(OTHER_CHART.into());
    }
    if request.is_allowed {
        factors::require_fresh(backend, actor).await?;
    }
    let asked = Scopes::parse(&row.scopes);
    let parts: Vec<Part> = asked.parts().into_iter().filter(|part| request.parts.contains(part)).collect();
    if request.is_allowed && parts.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("parts", "parts_none")]));
    }
    // All that was asked for leaves the scopes as they were asked.
    let granted = if parts == asked.parts() { asked } else { asked.of_parts(&parts) };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let connection = if request.is_allowed {
            // A chart that is merged away meanwhile gets no connection that nobody ends.
            lock_chart(&tx, actor.facility, permit.chart()).await?;
            require_unmerged(&tx, actor.facility, permit.chart()).await?;
            let key = (row.client_id, actor.account, permit.chart());
            Some(connections::upsert(&tx, &permit, actor.facility, key, &granted.to_string(), now).await?)
        } else {
            None
        };
        let decision = if request.is_allowed { Decision::Allowed } else { Decision::Denied };
        let answer = store::Answer { account: actor.account, chart: permit.chart(), decision, connection };
        if !store::answer(&tx, actor.facility, request.id, &answer).await? {
            return Err(GONE.into());
        }
        let action = if request.is_allowed { "connections.allow" } else { "connections.deny" };
        let event = audit::Event::of(&actor, now, action, &row.client_id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Where an answered question leads: back to the app, with a code for a yes. Whoever asks is who has answered.
///
/// # Errors
/// `NotFound`; [`GONE`] for what nobody has answered, or what has led back already.
pub async fn leave(backend: &Backend, actor: &Actor, id: ConsentId) -> Result<String, UseCaseError> {
    let row = find_open(backend, actor, id).await?;
    if row.account_id != Some(actor.account) {
        return Err(GONE.into());
    }
    let connection: Option<ConnectionId> = row.connection_id;
    if connection.is_none() {
        return Ok(back(&row.redirect_uri, &[("error", "access_denied")], &row.state));
    }
    let code: [u8; 32] = random();
    let ends = backend.clock.now().plus_seconds(CODE_S);
    if !store::give_code(backend.db.writer(), actor.facility, id, (&sha256(&code), ends)).await? {
        return Err(GONE.into());
    }
    Ok(back(&row.redirect_uri, &[("code", &URL_SAFE_NO_PAD.encode(code))], &row.state))
}
