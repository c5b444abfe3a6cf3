//! Queries about invitations and their history.

use crate::UseCaseError;
use crate::db::Tx;
use crate::invitations::{Help, NewInvitation};
use domain::contact::ContactKind;
use domain::family::Relationship;
use domain::ids::{AccountId, ChartId, FacilityId, InvitationEventId, InvitationId};
use domain::invitations::settings::InvitationSettings;
use domain::invitations::{Kind, State, TRIES};
use domain::permission::{Role, Scope};
use domain::time::Instant;
use entity::{facility, invitation, invitation_event};
use i18n::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use uuid::Uuid;

/// An invitation.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: InvitationId,
    pub new: NewInvitation,
    pub generation: i32,
    pub tries: i32,
    pub invited_by: Option<AccountId>,
    pub state: State,
    pub since: Instant,
    pub issued: Instant,
    pub expires: Instant,
}

impl Row {
    /// Whether it can still lead to an account.
    pub fn holds(&self, now: Instant) -> bool {
        self.state.is_live() && now < self.expires && self.tries < TRIES
    }
}

/// Names of the states in which an invitation can still lead to an account.
fn live() -> impl Iterator<Item = &'static str> {
    State::ALL.iter().filter(|state| state.is_live()).map(|state| state.name())
}

pub async fn find_settings(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<InvitationSettings, UseCaseError> {
    let row = facility::Entity::find_by_id(facility).one(db).await?.ok_or(UseCaseError::NotFound)?;
    Ok(row.invitations.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The clinic's zone.
pub async fn find_zone(db: &impl ConnectionTrait, facility: FacilityId) -> Result<String, UseCaseError> {
    let row = facility::Entity::find_by_id(facility).one(db).await?.ok_or(UseCaseError::NotFound)?;
    Ok(row.zone)
}

pub async fn insert(
    tx: &Tx,
    facility: FacilityId,
    id: InvitationId,
    new: &NewInvitation,
    (code_mac, by): (&[u8], Option<AccountId>),
    (now, expires): (Instant, Instant),
) -> Result<(), UseCaseError> {
    let scopes: Vec<_> = new.scopes.iter().map(|scope| scope.name()).collect();
    let roles: Vec<_> = new.roles.iter().map(|role| role.name()).collect();
    let row = invitation::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        kind: Set(new.kind.name().to_owned()),
        chart_id: Set(new.chart),
        name: Set(new.name.clone()),
        scopes: Set(scopes.join(" ")),
        roles: Set(roles.join(" ")),
        provider_id: Set(new.provider),
        grant_ends_s: Set(new.grant_ends),
        relationship: Set(new.help.relationship.map(|word| word.name().to_owned()).unwrap_or_default()),
        is_for_minor: Set(new.help.is_for_minor),
        channel: Set(new.to.as_ref().map(|(kind, _)| kind.name().to_owned())),
        address: Set(new.to.as_ref().map(|(_, address)| address.clone()).unwrap_or_default()),
        language: Set(new.lang.code().to_owned()),
        generation: Set(1),
        code_mac: Set(code_mac.to_vec()),
        tries: Set(0),
        state: Set(State::Queued.name().to_owned()),
        state_s: Set(now),
        issued_s: Set(now),
        expires_s: Set(expires),
        invited_by: Set(by),
        account_id: Set(None),
        created_s: Set(now),
        is_own_address: Set(new.is_own_address),
    };
    invitation::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Adds to the history.
pub async fn note(
    tx: &Tx,
    facility: FacilityId,
    id: InvitationId,
    (state, detail): (State, &str),
    by: Option<AccountId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = invitation_event::ActiveModel {
        facility_id: Set(facility),
        id: Set(InvitationEventId(Uuid::new_v4())),
        invitation_id: Set(id),
        at_s: Set(now),
        state: Set(state.name().to_owned()),
        account_id: Set(by),
        detail: Set(detail.to_owned()),
    };
    invitation_event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: InvitationId,
) -> Result<Option<Row>, UseCaseError> {
    Ok(invitation::Entity::find_by_id((facility, id)).one(db).await?.map(read))
}

pub async fn find_by_code(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    code_mac: &[u8],
) -> Result<Option<Row>, UseCaseError> {
    let row = of(facility).filter(invitation::Column::CodeMac.eq(code_mac)).one(db).await?;
    Ok(row.map(read))
}

/// Counts a try of an invitation that still holds; nothing for one that does not, or that has been tried too often.
pub async fn count_try(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (id, generation): (InvitationId, i32),
    now: Instant,
) -> Result<Option<Row>, UseCaseError> {
    let rows = invitation::Entity::update_many()
        .col_expr(invitation::Column::Tries, Expr::col(invitation::Column::Tries).add(1))
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::Generation.eq(generation))
        .filter(invitation::Column::State.is_in(live()))
        .filter(invitation::Column::ExpiresS.gt(now))
        .filter(invitation::Column::Tries.lt(TRIES))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().next().map(read))
}

pub async fn forget_tries(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: InvitationId,
) -> Result<(), UseCaseError> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Tries, Expr::value(0))
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Uses an invitation up for an account; says whether it still held. Of many at once, one succeeds.
pub async fn redeem(
    tx: &Tx,
    facility: FacilityId,
    (id, generation): (InvitationId, i32),
    account: AccountId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let used = invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value(State::Activated.name()))
        .col_expr(invitation::Column::StateS, Expr::value(now))
        .col_expr(invitation::Column::AccountId, Expr::value(account))
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::Generation.eq(generation))
        .filter(invitation::Column::State.is_in(live()))
        .filter(invitation::Column::ExpiresS.gt(now))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Moves an invitation from one of `from` to `to`; says whether it stood there.
pub async fn change_state(
    tx: &Tx,
    facility: FacilityId,
    (id, generation): (InvitationId, Option<i32>),
    from: &[State],
    to: State,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let mut change = invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value(to.name()))
        .col_expr(invitation::Column::StateS, Expr::value(now))
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::State.is_in(from.iter().map(|state| state.name())));
    if let Some(generation) = generation {
        change = change.filter(invitation::Column::Generation.eq(generation));
    }
    Ok(change.exec(tx).await?.rows_affected == 1)
}

/// Gives an invitation another link and code; says whether it was still as `row` says.
pub async fn renew(
    tx: &Tx,
    facility: FacilityId,
    row: &Row,
    code_mac: &[u8],
    (now, expires): (Instant, Instant),
) -> Result<bool, UseCaseError> {
    let renewed = invitation::Entity::update_many()
        .col_expr(invitation::Column::Generation, Expr::value(row.generation + 1))
        .col_expr(invitation::Column::CodeMac, Expr::value(code_mac))
        .col_expr(invitation::Column::Tries, Expr::value(0))
        .col_expr(invitation::Column::State, Expr::value(State::Queued.name()))
        .col_expr(invitation::Column::StateS, Expr::value(now))
        .col_expr(invitation::Column::IssuedS, Expr::value(now))
        .col_expr(invitation::Column::ExpiresS, Expr::value(expires))
        .col_expr(invitation::Column::Channel, Expr::value(row.new.to.as_ref().map(|(kind, _)| kind.name())))
        .col_expr(
            invitation::Column::Address,
            Expr::value(row.new.to.as_ref().map(|(_, address)| address.clone()).unwrap_or_default()),
        )
        .filter(invitation::Column::FacilityId.eq(facility))
        .filter(invitation::Column::Id.eq(row.id))
        .filter(invitation::Column::Generation.eq(row.generation))
        .filter(invitation::Column::State.is_in(live()))
        .exec(tx)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Live invitations about charts.
pub async fn list_live_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<Row>, UseCaseError> {
    let mut found = Vec::new();
    for part in charts.chunks(500) {
        let rows = of(facility)
            .filter(invitation::Column::ChartId.is_in(part.iter().copied()))
            .filter(invitation::Column::State.is_in(live()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(read));
    }
    Ok(found)
}

/// Every live invitation of a facility.
pub async fn list_live(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Vec<Row>, UseCaseError> {
    let rows = of(facility).filter(invitation::Column::State.is_in(live())).all(db).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many invite patients and proxies, and hold.
pub async fn count_live(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<u64, UseCaseError> {
    Ok(of(facility)
        .filter(invitation::Column::State.is_in(live()))
        .filter(invitation::Column::Kind.ne(Kind::Colleague.name()))
        .filter(invitation::Column::ExpiresS.gt(now))
        .count(db)
        .await?)
}

/// Live ones whose time has passed, the oldest first.
pub async fn list_overdue(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
    limit: u64,
) -> Result<Vec<Row>, UseCaseError> {
    let rows = of(facility)
        .filter(invitation::Column::State.is_in(live()))
        .filter(invitation::Column::ExpiresS.lte(now))
        .order_by_asc(invitation::Column::ExpiresS)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

fn of(facility: FacilityId) -> Select<invitation::Entity> {
    invitation::Entity::find().filter(invitation::Column::FacilityId.eq(facility))
}

pub fn read(row: invitation::Model) -> Row {
    let kind = row.channel.as_deref().and_then(ContactKind::parse);
    Row {
        id: row.id,
        new: NewInvitation {
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Proxy),
            chart: row.chart_id,
            name: row.name,
            scopes: row.scopes.split(' ').filter_map(Scope::parse).collect(),
            roles: row.roles.split(' ').filter_map(Role::parse).collect(),
            provider: row.provider_id,
            grant_ends: row.grant_ends_s,
            help: Help {
                relationship: Relationship::parse(&row.relationship),
                is_for_minor: row.is_for_minor,
            },
            to: kind.map(|kind| (kind, row.address)),
            lang: Lang::parse(&row.language).unwrap_or_default(),
            is_own_address: row.is_own_address,
        },
        generation: row.generation,
        tries: row.tries,
        invited_by: row.invited_by,
        // What cannot be read opens nothing.
        state: State::parse(&row.state).unwrap_or(State::Revoked),
        since: row.state_s,
        issued: row.issued_s,
        expires: row.expires_s,
    }
}
