//! Queries about requests and their history.

use crate::UseCaseError;
use crate::db::Tx;
use domain::contact::ContactKind;
use domain::ids::{AccountId, ChartId, FacilityId, InvitationId, RegistrationEventId, RegistrationId};
use domain::registration::national_id::Country;
use domain::registration::staff::State;
use domain::registration::tier::Tier;
use domain::time::Instant;
use entity::{account, registration_event as event, registration_request as request};
use i18n::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Requests deleted in one go.
const CHUNK: u64 = 500;

/// What belongs to one request's national ID when it is encrypted: in another row it cannot be read.
pub fn place(facility: &FacilityId, id: &RegistrationId) -> [Vec<u8>; 3] {
    [b"request".to_vec(), facility.0.as_bytes().to_vec(), id.0.as_bytes().to_vec()]
}

/// A request before it is written.
pub struct NewRequest {
    pub id: RegistrationId,
    pub name: String,
    pub birth_date: String,
    pub country: Country,
    pub national_id: Option<Vec<u8>>,
    pub national_mac: Option<Vec<u8>>,
    pub email: String,
    pub phone: String,
    pub proven: ContactKind,
    pub contact_mac: Vec<u8>,
    pub lang: Lang,
}

/// A request.
#[derive(Clone)]
pub struct Row {
    pub id: RegistrationId,
    pub name: String,
    pub birth_date: String,
    pub country: Country,
    pub national_id: Option<Vec<u8>>,
    pub national_mac: Option<Vec<u8>>,
    pub email: String,
    pub phone: String,
    pub proven: ContactKind,
    pub lang: Lang,
    pub state: State,
    pub tier: Tier,
    pub invitation: Option<InvitationId>,
    pub is_alarming: bool,
    pub version: i32,
    pub created: Instant,
}

impl Row {
    /// The address that was proven.
    pub fn address(&self) -> &str {
        match self.proven {
            ContactKind::Email => &self.email,
            ContactKind::Phone => &self.phone,
        }
    }
}

pub async fn insert_request(
    tx: &Tx,
    facility: FacilityId,
    new: NewRequest,
    now: Instant,
) -> Result<(), UseCaseError> {
    let id = new.id;
    let row = request::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        name: Set(new.name),
        birth_date: Set(new.birth_date),
        country: Set(new.country.code().to_owned()),
        national_id: Set(new.national_id),
        national_mac: Set(new.national_mac),
        email: Set(new.email),
        phone: Set(new.phone),
        proven: Set(new.proven.name().to_owned()),
        contact_mac: Set(new.contact_mac),
        language: Set(new.lang.code().to_owned()),
        state: Set(State::Received.name().to_owned()),
        state_s: Set(now),
        tier: Set(Tier::None.as_str().to_owned()),
        chart_id: Set(None),
        invitation_id: Set(None),
        is_alarming: Set(false),
        version: Set(0),
        created_s: Set(now),
    };
    request::Entity::insert(row).exec_without_returning(tx).await?;
    note(tx, facility, id, (State::Received, ""), None, now).await
}

/// Adds to the history.
pub async fn note(
    tx: &Tx,
    facility: FacilityId,
    id: RegistrationId,
    (state, detail): (State, &str),
    by: Option<AccountId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = event::ActiveModel {
        facility_id: Set(facility),
        id: Set(RegistrationEventId(Uuid::new_v4())),
        request_id: Set(id),
        at_s: Set(now),
        state: Set(state.name().to_owned()),
        account_id: Set(by),
        detail: Set(detail.to_owned()),
    };
    event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn of(facility: FacilityId) -> Select<request::Entity> {
    request::Entity::find().filter(request::Column::FacilityId.eq(facility))
}

/// How many requests there were.
pub struct Made {
    pub of_id: u64,
    pub of_contact: u64,
    pub all: u64,
}

/// How many requests came since `from`: with one national ID, from one address, at all. It always asks the same, whether
/// there is a national ID or not.
pub async fn count_since(
    tx: &Tx,
    facility: FacilityId,
    (national_mac, contact_mac): (&[u8], &[u8]),
    from: Instant,
) -> Result<Made, UseCaseError> {
    let since = || of(facility).filter(request::Column::CreatedS.gt(from));
    Ok(Made {
        of_id: since().filter(request::Column::NationalMac.eq(national_mac)).count(tx).await?,
        of_contact: since().filter(request::Column::ContactMac.eq(contact_mac)).count(tx).await?,
        all: since().count(tx).await?,
    })
}

/// Requests with a national ID since `from` that led nowhere by themselves.
pub async fn count_failed(
    tx: &Tx,
    facility: FacilityId,
    national_mac: &[u8],
    from: Instant,
) -> Result<u64, UseCaseError> {
    let unsure = [Tier::None, Tier::Partial].map(Tier::as_str);
    let rows = of(facility)
        .filter(request::Column::NationalMac.eq(national_mac))
        .filter(request::Column::CreatedS.gt(from))
        .filter(request::Column::State.is_not_in([State::Received.name(), State::Approved.name()]))
        .filter(request::Column::Tier.is_in(unsure));
    Ok(rows.count(tx).await?)
}

/// Requests that nobody has looked at, the oldest first.
pub async fn list_received(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<Row>, UseCaseError> {
    let rows = of(facility)
        .filter(request::Column::State.eq(State::Received.name()))
        .order_by_asc(request::Column::CreatedS)
        .order_by_asc(request::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: RegistrationId,
) -> Result<Option<Row>, UseCaseError> {
    Ok(request::Entity::find_by_id((facility, id)).one(db).await?.map(read))
}

/// A page: of those that are open the oldest first, of others the latest.
pub async fn list_page(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    state: Option<State>,
    (offset, limit): (u64, u64),
) -> Result<Vec<Row>, UseCaseError> {
    let rows = match state {
        Some(state) => of(facility)
            .filter(request::Column::State.eq(state.name()))
            .order_by_desc(request::Column::CreatedS)
            .order_by_desc(request::Column::Id),
        None => of(facility)
            .filter(request::Column::State.is_in([State::Waiting.name(), State::Asked.name()]))
            .order_by_asc(request::Column::CreatedS)
            .order_by_asc(request::Column::Id),
    };
    let rows = rows.offset(offset).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many there are in each state.
pub async fn count_by_state(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<(State, u64)>, UseCaseError> {
    let rows: Vec<(String, i64)> = of(facility)
        .select_only()
        .column(request::Column::State)
        .column_as(request::Column::Id.count(), "how_many")
        .group_by(request::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let of = |state: &State| rows.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, many)| *many);
    Ok(State::ALL.iter().map(|state| (*state, u64::try_from(of(state)).unwrap_or(0))).collect())
}

/// What becomes of a request.
pub struct Decision {
    pub state: State,
    pub tier: Tier,
    pub chart: Option<ChartId>,
    pub invitation: Option<InvitationId>,
}

/// Moves a request on from what was looked at; says whether it still stood there. Of several at once, one does.
pub async fn decide(
    tx: &Tx,
    facility: FacilityId,
    row: &Row,
    to: &Decision,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = request::Entity::update_many()
        .col_expr(request::Column::State, Expr::value(to.state.name()))
        .col_expr(request::Column::StateS, Expr::value(now))
        .col_expr(request::Column::Tier, Expr::value(to.tier.as_str()))
        .col_expr(request::Column::ChartId, Expr::value(to.chart))
        .col_expr(request::Column::InvitationId, Expr::value(to.invitation))
        .col_expr(request::Column::IsAlarming, Expr::value(row.is_alarming))
        .col_expr(request::Column::Version, Expr::col(request::Column::Version).add(1))
        .filter(request::Column::FacilityId.eq(facility))
        .filter(request::Column::Id.eq(row.id))
        .filter(request::Column::Version.eq(row.version))
        .filter(request::Column::State.eq(row.state.name()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Something that became of a request.
pub struct EventRow {
    pub at: Instant,
    pub state: State,
    pub detail: String,
    pub by: String,
}

pub async fn list_events(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: RegistrationId,
) -> Result<Vec<EventRow>, UseCaseError> {
    let rows = event::Entity::find()
        .filter(event::Column::FacilityId.eq(facility))
        .filter(event::Column::RequestId.eq(id))
        .order_by_desc(event::Column::AtS)
        .all(db)
        .await?;
    let who: Vec<AccountId> = rows.iter().filter_map(|row| row.account_id).collect();
    let named: HashMap<AccountId, String> = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(who))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.display_name))
        .collect();
    let read = |row: event::Model| EventRow {
        at: row.at_s,
        state: State::parse(&row.state).unwrap_or(State::Received),
        detail: row.detail,
        by: row.account_id.and_then(|id| named.get(&id).cloned()).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Deletes requests that were decided before, with their history.
pub async fn delete_decided_before(
    tx: &Tx,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    loop {
        let old: Vec<RegistrationId> = of(facility)
            .select_only()
            .column(request::Column::Id)
            .filter(request::Column::State.is_in([State::Approved.name(), State::Rejected.name()]))
            .filter(request::Column::StateS.lt(before))
            .limit(CHUNK)
            .into_tuple()
            .all(tx)
            .await?;
        if old.is_empty() {
            return Ok(());
        }
        event::Entity::delete_many()
            .filter(event::Column::FacilityId.eq(facility))
            .filter(event::Column::RequestId.is_in(old.iter().copied()))
            .exec(tx)
            .await?;
        request::Entity::delete_many()
            .filter(request::Column::FacilityId.eq(facility))
            .filter(request::Column::Id.is_in(old))
            .exec(tx)
            .await?;
    }
}

fn read(row: request::Model) -> Row {
    Row {
        id: row.id,
        name: row.name,
        birth_date: row.birth_date,
        country: Country::from_code(&row.country).unwrap_or_default(),
        national_id: row.national_id,
        national_mac: row.national_mac,
        email: row.email,
        phone: row.phone,
        proven: ContactKind::parse(&row.proven).unwrap_or(ContactKind::Email),
        lang: Lang::parse(&row.language).unwrap_or_default(),
        // What cannot be read is decided by nobody.
        state: State::parse(&row.state).unwrap_or(State::Rejected),
        tier: Tier::from_text(&row.tier).unwrap_or(Tier::None),
        invitation: row.invitation_id,
        is_alarming: row.is_alarming,
        version: row.version,
        created: row.created_s,
    }
}
