//! The end of the way: a new account, or an account there is, gets what the invitation offers, and the invitation is used up.

use super::compose::TAKEN_EVENT;
use super::enter::under_way;
use super::store::{self, Activation, Row};
use super::{ENDED, WRONG};
use crate::account::{self, NewPerson, NewSession, Origin, Passwords};
use crate::charts::require_unmerged;
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::opening::CLOSED;
use crate::outbox::{self, Message};
use crate::{Backend, UseCaseError, audit, family, uninterrupted};
use domain::actor::{Actor, Assurance, Relation};
use domain::ids::{AccountId, FacilityId};
use domain::invitations::contract::{ActivateRequest, Step};
use domain::invitations::{Kind, State};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};
use i18n::Lang;
use uuid::Uuid;

/// The account has a chart of its own already.
const OTHER_SELF: Refusal =
    Refusal { rule: "invitation.other_self", kind: RefusalKind::Rule, next: NextStep::CallUs };

/// Who invites does not take the invitation.
const OWN: Refusal =
    Refusal { rule: "invitation.own", kind: RefusalKind::Rule, next: NextStep::AskForAccess };

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
    let around = [facility.name.clone(), facility.host.clone()];
    let secret = (request.password.as_str(), around.as_slice());
    let username = account::check_credentials(&request.username, secret, facility.security.is_complex)?;
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
        let made = make(&tx, &backend, (&activation, &row), &person, &origin.address, now).await;
        if let Err(refused) = made {
            tx.rollback().await?;
            return Err(refused);
        }
        account::attempts::clear(&tx, facility.id, &network).await?;
        let is_colleague = row.new.kind == Kind::Colleague;
        let mut audience = facility.security.of(is_colleague).clone();
        if is_colleague {
            // A link is no more than a password: the second step is due at once where it is required.
            audience.grace = 0;
        }
        let how = (Assurance::Password, "invitation");
        let session =
            account::open_session(&tx, &backend, &origin, (id, &username), how, &audience, now).await?;
        tx.commit().await?;
        Ok(session)
    })
    .await
}

/// Uses the invitation up, then writes the account, its contact and its grant.
async fn make(
    tx: &Tx,
    backend: &Backend,
    (activation, row): (&Activation, &Row),
    person: &NewPerson<'_>,
    address: &str,
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
    address.clone_into(&mut event.address);
    if row.new.kind != Kind::Proxy {
        tell_patient(tx, facility, activation, row, now).await?;
    }
    audit::record(tx, &backend.keys, &event).await
}

/// An account that was made with a paper or a spoken code, or through an address that the chart does not name, is told at the chart's own address: whoever it belongs to hears of
/// it if it was somebody else.
async fn tell_patient(
    tx: &Tx,
    facility: FacilityId,
    activation: &Activation,
    row: &Row,
    now: Instant,
) -> Result<(), UseCaseError> {
    let is_known = row.new.to.is_some() && row.new.to == activation.contact && !row.new.is_own_address;
    if row.new.chart.is_none() || is_known {
        return Ok(());
    }
    let message = Message {
        facility,
        event: TAKEN_EVENT,
        dedupe_key: format!("{TAKEN_EVENT}:{}:{}", row.id, row.generation),
        chart: row.new.chart,
        account: None,
        subject: ("invitation", row.id.0),
        version: row.generation,
        due: now,
        expires: Some(now.plus_seconds(7 * DAY)),
    };
    outbox::record(tx, &message, now).await
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
    if let Some(chart) = row.new.chart {
        store::lock_chart(tx, facility, chart).await?;
        require_unmerged(tx, facility, chart).await?;
    }
    // Whoever closed the portal has taken every invitation back; one that was made beside it opens nothing either.
    if row.new.kind != Kind::Colleague && !store::is_open(tx, facility).await? {
        return Err(CLOSED.into());
    }
    // What a colleague offers who has lost the right to offer it opens nothing.
    if let (Kind::Colleague, Some(by)) = (row.new.kind, row.invited_by)
        && !account::list_administrators(tx, facility).await?.contains(&by)
    {
        return Err(ENDED.into());
    }
    // Nobody hands an invitation over to themselves.
    if row.invited_by == Some(account) {
        return Err(OWN.into());
    }
    if row.new.kind == Kind::Patient && store::has_self(tx, facility, account, now).await? {
        return Err(OTHER_SELF.into());
    }
    if row.new.kind == Kind::Proxy
        && !family::still_offers(tx, facility, (&row.new, row.invited_by), now).await?
    {
        return Err(ENDED.into());
    }
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
    let is_taken = match relation {
        Relation::Own => !store::has_own_grant(tx, facility, &[chart], now).await?.is_empty(),
        Relation::Proxy => store::has_grant(tx, facility, (account, chart), now).await?,
    };
    if is_taken {
        return Err(ENDED.into());
    }
    let by = row.invited_by;
    let grant = store::insert_grant(tx, facility, (account, chart), relation, &row.new, by, now).await?;
    if relation == Relation::Proxy {
        // Both hear of it, whoever gave it and however it was taken.
        family::tell_both(tx, facility, (chart, grant), family::News::Given, account, now).await?;
    }
    Ok(())
}

/// The account that is signed in takes the invitation: it gets the grant and nothing else changes.
///
/// # Errors
/// [`WRONG`] when the way has ended, and for colleagues, who get an account of their own; [`ENDED`] when somebody was
/// faster; [`OTHER_SELF`].
pub async fn accept(backend: &Backend, actor: &Actor, token: &str) -> Result<(), UseCaseError> {
    let (activation, row) = under_way(backend, actor.facility, token).await?;
    match row.new.kind {
        _ if actor.must_enrol => return Err(Refusal::ENROL_FIRST.into()),
        Kind::Colleague => return Err(WRONG.into()),
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
        if row.new.kind != Kind::Proxy {
            tell_patient(&tx, actor.facility, &activation, &row, now).await?;
        }
        if let (None, Some(chart)) = (actor.chart, row.new.chart) {
            account::show_chart(&tx, &actor, chart).await?;
        }
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
