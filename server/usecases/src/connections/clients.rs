//! Clients: apps and systems that an administrator lets speak with the portal.

use super::store::{clients as store, tokens};
use super::{CHANGED, base, proof};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted, zones};
use domain::actor::Actor;
use domain::connections::contract::{
    ClientView, ClientsPage, LONGEST_KEYS, LONGEST_NAME, SaveClientRequest, SwitchClientRequest,
};
use domain::connections::{ClientKind, Level, MOST_URIS, Scopes, Verb, is_allowed};
use domain::ids::ClientId;
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use entity::client;
use std::collections::BTreeMap;
use uuid::Uuid;

async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditClients) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// Every client of the facility.
///
/// # Errors
/// The policy's refusal.
pub async fn list_clients(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<ClientsPage, UseCaseError> {
    may_edit(backend, actor, "connections.list_clients").await?;
    let db = backend.db.reader();
    let rows = store::list(db, facility.id).await?;
    let counts: BTreeMap<ClientId, u64> = store::count_connections(db, facility.id).await?;
    let clients = rows
        .into_iter()
        .map(|row| {
            let count = counts.get(&row.id).copied().unwrap_or_default();
            view(row, count, facility)
        })
        .collect();
    Ok(ClientsPage {
        clients,
        base: base(backend, &facility.host),
        freshness: factors::freshness(backend, actor).await?,
    })
}

fn view(row: client::Model, connections: u64, facility: &Facility) -> ClientView {
    let scopes = Scopes::parse(&row.scopes);
    let kind = kind_of(&row);
    ClientView {
        id: row.id,
        kind,
        name: row.name,
        redirect_uris: row.redirect_uris.lines().map(ToOwned::to_owned).collect(),
        keys: row.keys,
        may_write: scopes.allow(Level::System, "Patient", Verb::Create),
        may_read: scopes.allow(Level::System, "Patient", Verb::Read),
        is_offline: scopes.offline,
        is_disabled: row.is_disabled,
        used: row.used_s.map(|at| zones::local(&facility.zone, at)),
        connections,
        version: row.version,
    }
}

/// Which of the two a client is; a word that nobody knows is an app, which can do less.
pub(super) fn kind_of(row: &client::Model) -> ClientKind {
    ClientKind::parse(&row.kind).unwrap_or(ClientKind::App)
}

/// Makes a client, or changes one. What it may do less from now on, its tokens can do no more.
///
/// # Errors
/// The policy's refusal; a step-up is needed; fields; `NotFound`; [`CHANGED`].
pub async fn save_client(
    backend: &Backend,
    actor: &Actor,
    request: SaveClientRequest,
) -> Result<ClientId, UseCaseError> {
    let permit = may_edit(backend, actor, "connections.save_client").await?;
    factors::require_fresh(backend, actor).await?;
    let wanted = check(&request)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let id = if request.id.is_empty() {
            let id = ClientId(Uuid::new_v4());
            store::insert(&tx, &permit, (actor.facility, id), request.kind, &wanted).await?;
            id
        } else {
            let id = request.id.parse().map_err(|_| UseCaseError::NotFound)?;
            let known = store::find(&tx, actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
            if kind_of(&known) != request.kind {
                return Err(UseCaseError::NotFound);
            }
            if !store::update(&tx, &permit, (actor.facility, id), request.version, &wanted).await? {
                return Err(CHANGED.into());
            }
            if known.keys != wanted.keys {
                tokens::delete_of_client(&tx, actor.facility, id).await?;
            }
            id
        };
        let event = audit::Event::of(&actor, now, "connections.save_client", &id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// Shuts a client out, with all its tokens, or lets it in again.
///
/// # Errors
/// The policy's refusal; a step-up is needed; `NotFound`; [`CHANGED`].
pub async fn switch_client(
    backend: &Backend,
    actor: &Actor,
    request: SwitchClientRequest,
) -> Result<(), UseCaseError> {
    let permit = may_edit(backend, actor, "connections.switch_client").await?;
    factors::require_fresh(backend, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::find(&tx, actor.facility, request.id).await?.ok_or(UseCaseError::NotFound)?;
        if !store::switch(&tx, &permit, actor.facility, &request).await? {
            return Err(CHANGED.into());
        }
        if request.is_disabled {
            tokens::delete_of_client(&tx, actor.facility, request.id).await?;
        }
        let event = audit::Event::of(&actor, now, "connections.switch_client", &request.id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// What is stored of a client.
pub(super) struct Wanted {
    pub name: String,
    pub redirect_uris: String,
    pub keys: String,
    pub scopes: String,
}

fn check(request: &SaveClientRequest) -> Result<Wanted, UseCaseError> {
    let mut problems = Vec::new();
    let name = one_line(&request.name, LONGEST_NAME + 1);
    if name.is_empty() {
        problems.push(FieldError::new("name", "fill_in"));
    } else if name.chars().count() > LONGEST_NAME {
        problems.push(FieldError::new("name", "client_name_long"));
    }
    let is_app = request.kind == ClientKind::App;
    let uris: Vec<&str> =
        request.redirect_uris.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if is_app {
        if uris.is_empty() {
            problems.push(FieldError::new("redirect_uris", "fill_in"));
        } else if uris.len() > MOST_URIS || !uris.iter().all(|uri| is_allowed(uri)) {
            problems.push(FieldError::new("redirect_uris", "client_redirect"));
        }
    } else if !request.may_write && !request.may_read {
        problems.push(FieldError::new("may_write", "client_may_nothing"));
    }
    let keys = request.keys.trim();
    // An app without keys proves itself by PKCE alone (a public client).
    if !(is_app && keys.is_empty()) {
        if keys.is_empty() {
            problems.push(FieldError::new("keys", "fill_in"));
        } else if keys.chars().count() > LONGEST_KEYS {
            problems.push(FieldError::new("keys", "keys_count"));
        } else if let Err(message) = proof::check_keys(keys) {
            problems.push(FieldError::new("keys", message));
        }
    }
    if !problems.is_empty() {
        return Err(UseCaseError::Invalid(problems));
    }
    let scopes = match (is_app, request.may_write, request.may_read) {
        (true, ..) if request.is_offline => "launch/patient offline_access patient/*.rs",
        (true, ..) => "launch/patient patient/*.rs",
        (false, true, true) => "system/*.crus",
        (false, true, false) => "system/*.cu",
        (false, false, _) => "system/*.rs",
    };
    Ok(Wanted {
        name,
        redirect_uris: if is_app { uris.join("\n") } else { String::new() },
        keys: keys.to_owned(),
        scopes: scopes.to_owned(),
    })
}
