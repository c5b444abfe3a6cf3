//! The end of the way: a new account, or an account there is, gets what the invitation offers, and the invitation is used up.

use super::enter::under_way;
use super::store::{self, Activation, Row};
use super::{ENDED, WRONG};
use crate::account::{self, NewPerson, NewSession, Origin, Passwords};
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::{Actor, Assurance, Relation};
use domain::ids::{AccountId, FacilityId};
use domain::invitations::contract::{ActivateRequest, Step};
use domain::invitations::{Kind, State};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use i18n::Lang;
use uuid::Uuid;

/// The account has a chart of its own already.
const OTHER_SELF: Refusal =
    Refusal { rule: "invitation.other_self", kind: RefusalKind::Rule, next: NextStep::CallUs };

/// Makes the account, gives it what was offered, and signs it in.
///
/// # Errors
/// [`WRONG`] when the way has ended; [`ENDED`] when somebody was faster; the fields `username` and `password`.
pub async fn activate(
    backend: &Backend,
    passwords: &Passwords,
    facility: &Facility,
    origin: Origin,
    (token, lang): (&str, Lang),
    request: ActivateRequest,
) -> Result<NewSession, UseCaseError> {
    let (activation, row) = under_way(backend, facility.id, token).await?;
    if activation.step != Step::Account {
        return Err(WRONG.into());
    }
    let username =
        account::check_credentials(&request.username, &request.password, facility.security.is_complex)?;
    let (backend, passwords, facility) = (backend.clone(), passwords.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        // Who is told that names are taken must not go through a list of them.
        let network = account::reserve_visitor(&backend, &origin, b"new_name", now).await?;
        let hash = passwords.hash(&backend.keys, request.password).await?;
        let id = AccountId(Uuid::new_v4());
        let tx = backend.db.begin().await?;
        let person = NewPerson {
            facility: facility.id,
            id,
            username: &username,
            display_name: &row.new.name,
            password_hash: &hash,
            lang,
            roles: &row.new.roles,
            provider: row.new.provider,
        };
        if let Err(refused) = make(&tx, &backend, &activation, &row, &person, now).await {
            tx.rollback().await?;
            return Err(refused);
        }
        account::attempts::clear(&tx, facility.id, &network).await?;
        let audience = facility.security.of(row.new.kind == Kind::Colleague);
        let how = (Assurance::Password, "invitation");
        let session =
            account::open_session(&tx, &backend, &origin, (id, &username), how, audience, now).await?;
        tx.commit().await?;
        Ok(session)
    })
    .await
}

/// Uses the invitation up, then writes the account, its contact and its grant.
async fn make(
    tx: &Tx,
    backend: &Backend,
    activation: &Activation,
    row: &Row,
    person: &NewPerson<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let (facility, id) = (person.facility, person.id);
    take(tx, facility, activation, row, id, now).await?;
    if !account::insert_person(tx, person, now).await? {
        return Err(UseCaseError::Invalid(vec![FieldError::new("username", "username_taken")]));
    }
    if let Some((kind, address)) = &activation.contact {
        store::insert_contact(tx, facility, id, (*kind, address), now).await?;
    }
    let mut event = account::operator_event(facility, now, "invitations.activate", &row.id.to_string());
    (event.account, event.chart) = (Some(id), row.new.chart);
    audit::record(tx, &backend.keys, &event).await
}

/// Uses the invitation up for an account, and gives it the grant.
async fn take(
    tx: &Tx,
    facility: FacilityId,
    activation: &Activation,
    row: &Row,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    if !store::redeem(tx, facility, (row.id, row.generation), account, now).await? {
        return Err(ENDED.into());
    }
    store::note(tx, facility, row.id, (State::Activated, ""), Some(account), now).await?;
    store::delete_activation(tx, facility, &activation.token_hash).await?;
    let relation = match row.new.kind {
        Kind::Patient => Relation::Own,
        Kind::Proxy => Relation::Proxy,
        Kind::Colleague => return Ok(()),
    };
    let chart = row.new.chart.ok_or(ENDED)?;
    store::lock_chart(tx, facility, chart).await?;
    let is_taken = match relation {
        Relation::Own => !store::has_own_grant(tx, facility, &[chart], now).await?.is_empty(),
        Relation::Proxy => store::has_grant(tx, facility, (account, chart), now).await?,
    };
    if is_taken {
        return Err(ENDED.into());
    }
    store::insert_grant(tx, facility, (account, chart), relation, &row.new, row.invited_by, now).await
}

/// The account that is signed in takes the invitation: it gets the grant and nothing else changes.
///
/// # Errors
/// [`WRONG`] when the way has ended, and for colleagues, who get an account of their own; [`ENDED`] when somebody was
/// faster; [`OTHER_SELF`].
pub async fn accept(backend: &Backend, actor: &Actor, token: &str) -> Result<(), UseCaseError> {
    let (activation, row) = under_way(backend, actor.facility, token).await?;
    let has_self = actor.grants.iter().any(|grant| grant.relation == Relation::Own);
    match row.new.kind {
        _ if actor.must_enrol => return Err(Refusal::ENROL_FIRST.into()),
        Kind::Colleague => return Err(WRONG.into()),
        Kind::Patient if has_self => return Err(OTHER_SELF.into()),
        Kind::Patient | Kind::Proxy => {}
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if let Err(refused) = take(&tx, actor.facility, &activation, &row, actor.account, now).await {
            tx.rollback().await?;
            return Err(refused);
        }
        let mut event = audit::Event::of(&actor, now, "invitations.accept", &row.id.to_string());
        event.chart = row.new.chart;
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
