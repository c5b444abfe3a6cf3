//! Queries about the outbox and its deliveries.

use super::{Message, Queue};
use crate::UseCaseError;
use crate::db::{Db, Tx};
use domain::contact::ContactKind;
use domain::ids::{FacilityId, OutboxId};
use domain::time::Instant;
use entity::{delivery, outbox};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

const PENDING: &str = "pending";
const LEASED: &str = "leased";
/// How long a worker may take before another one takes over, in seconds.
const LEASE_S: i64 = 120;

/// A row of the queue, leased.
#[derive(Clone, Debug)]
pub struct Row {
    pub facility: FacilityId,
    pub id: OutboxId,
    pub event: String,
    pub subject: Uuid,
    pub version: i32,
    pub expires: Option<Instant>,
    pub attempts: i32,
    pub lease: Uuid,
}

/// What became of one message to one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Handed over, answer outstanding.
    Sending,
    /// Taken.
    Sent,
    /// Arrived, as the other side told later.
    Arrived,
    /// Refused for good.
    Refused,
    /// It may or may not have gone out; not tried again.
    Unknown,
}

impl DeliveryState {
    const ALL: [Self; 5] = [Self::Sending, Self::Sent, Self::Arrived, Self::Refused, Self::Unknown];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Arrived => "arrived",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.name() == name).unwrap_or(Self::Unknown)
    }
}

pub async fn insert(
    db: &impl ConnectionTrait,
    id: OutboxId,
    message: &Message,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = outbox::ActiveModel {
        facility_id: Set(message.facility),
        id: Set(id),
        event: Set(message.event.to_owned()),
        dedupe_key: Set(message.dedupe_key.clone()),
        chart_id: Set(message.chart),
        account_id: Set(message.account),
        subject_kind: Set(message.subject.0.to_owned()),
        subject_id: Set(message.subject.1),
        subject_version: Set(message.version),
        due_s: Set(message.due),
        expires_s: Set(message.expires),
        state: Set(PENDING.to_owned()),
        attempts: Set(0),
        lease_token: Set(None),
        lease_until_s: Set(None),
        last_error: Set(None),
        created_s: Set(now),
        sent_s: Set(None),
    };
    outbox::Entity::insert(row)
        .on_conflict_do_nothing_on([outbox::Column::FacilityId, outbox::Column::DedupeKey])
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Lengthens the lease of a row from now on; says whether it was still this worker's.
pub async fn keep_lease(db: &impl ConnectionTrait, row: &Row, now: Instant) -> Result<bool, UseCaseError> {
    let kept = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeaseUntilS, Expr::value(now.plus_seconds(LEASE_S)))
        .filter(outbox::Column::FacilityId.eq(row.facility))
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::State.eq(LEASED))
        .filter(outbox::Column::LeaseToken.eq(row.lease))
        .exec(db)
        .await?;
    Ok(kept.rows_affected == 1)
}

/// Takes rows that are due, or whose worker was lost; nobody else takes them while the lease lasts.
pub async fn claim(
    db: &Db,
    facility: FacilityId,
    limit: u64,
    now: Instant,
) -> Result<Vec<Row>, UseCaseError> {
    let free = Condition::any().add(outbox::Column::State.eq(PENDING)).add(
        Condition::all().add(outbox::Column::State.eq(LEASED)).add(outbox::Column::LeaseUntilS.lte(now)),
    );
    let due = outbox::Entity::find()
        .filter(outbox::Column::FacilityId.eq(facility))
        .filter(outbox::Column::State.is_in([PENDING, LEASED]))
        .filter(outbox::Column::DueS.lte(now))
        .filter(free)
        .order_by_asc(outbox::Column::DueS)
        .order_by_asc(outbox::Column::Id)
        .limit(limit);
    // On SQLite the writer is not taken every second for nothing.
    if due.clone().one(db.reader()).await?.is_none() {
        return Ok(Vec::new());
    }
    let lease = Uuid::new_v4();
    let tx = db.begin().await?;
    let rows = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&tx).await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(LEASED))
        .col_expr(outbox::Column::LeaseToken, Expr::value(lease))
        .col_expr(outbox::Column::LeaseUntilS, Expr::value(now.plus_seconds(LEASE_S)))
        .filter(outbox::Column::FacilityId.eq(facility))
        .filter(outbox::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            facility,
            id: row.id,
            event: row.event,
            subject: row.subject_id,
            version: row.subject_version,
            expires: row.expires_s,
            attempts: row.attempts,
            lease,
        })
        .collect())
}

/// Ends a row; says whether it was still this worker's.
pub async fn finish(
    tx: &Tx,
    row: &Row,
    state: &str,
    error: Option<&str>,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let ended = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(state))
        .col_expr(outbox::Column::LastError, Expr::value(error.map(ToOwned::to_owned)))
        .col_expr(outbox::Column::SentS, Expr::value((state == "sent").then_some(now)))
        .filter(outbox::Column::FacilityId.eq(row.facility))
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::LeaseToken.eq(row.lease))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Puts a row back until `due`; says whether it was still this worker's.
pub async fn put_back(
    db: &impl ConnectionTrait,
    row: &Row,
    attempts: i32,
    due: Instant,
    error: &str,
) -> Result<bool, UseCaseError> {
    let back = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(PENDING))
        .col_expr(outbox::Column::Attempts, Expr::value(attempts))
        .col_expr(outbox::Column::DueS, Expr::value(due))
        .col_expr(outbox::Column::LastError, Expr::value(error))
        .col_expr(outbox::Column::LeaseToken, Expr::value(None::<Uuid>))
        .filter(outbox::Column::FacilityId.eq(row.facility))
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::LeaseToken.eq(row.lease))
        .exec(db)
        .await?;
    Ok(back.rows_affected == 1)
}

/// What became of a part of a row so far.
pub async fn find_delivery(
    db: &impl ConnectionTrait,
    row: &Row,
    part: i16,
) -> Result<Option<DeliveryState>, UseCaseError> {
    let found = delivery::Entity::find_by_id((row.facility, row.id, part)).one(db).await?;
    Ok(found.map(|row| DeliveryState::parse(&row.state)))
}

/// Notes that a part is about to be handed over.
pub async fn note_sending(
    db: &impl ConnectionTrait,
    row: &Row,
    part: i16,
    (kind, address_mac, message_id): (ContactKind, &[u8], &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    let new = delivery::ActiveModel {
        facility_id: Set(row.facility),
        outbox_id: Set(row.id),
        part: Set(part),
        channel: Set(kind.name().to_owned()),
        address_mac: Set(address_mac.to_vec()),
        state: Set(DeliveryState::Sending.name().to_owned()),
        message_id: Set(message_id.to_owned()),
        provider_id: Set(None),
        last_error: Set(None),
        created_s: Set(now),
        updated_s: Set(now),
    };
    let again = OnConflict::columns([
        delivery::Column::FacilityId,
        delivery::Column::OutboxId,
        delivery::Column::Part,
    ])
    .update_columns([delivery::Column::State, delivery::Column::AddressMac, delivery::Column::UpdatedS])
    .to_owned();
    delivery::Entity::insert(new).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// Forgets that a part was about to be handed over: it certainly was not taken.
pub async fn forget_sending(db: &impl ConnectionTrait, row: &Row, part: i16) -> Result<(), UseCaseError> {
    delivery::Entity::delete_by_id((row.facility, row.id, part)).exec(db).await?;
    Ok(())
}

/// Notes what became of a part, unless the other side was faster to tell.
pub async fn note_result(
    db: &impl ConnectionTrait,
    row: &Row,
    part: i16,
    state: DeliveryState,
    (provider_id, error): (Option<&str>, Option<&str>),
    now: Instant,
) -> Result<(), UseCaseError> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state.name()))
        .col_expr(delivery::Column::ProviderId, Expr::value(provider_id.map(ToOwned::to_owned)))
        .col_expr(delivery::Column::LastError, Expr::value(error.map(ToOwned::to_owned)))
        .col_expr(delivery::Column::UpdatedS, Expr::value(now))
        .filter(delivery::Column::FacilityId.eq(row.facility))
        .filter(delivery::Column::OutboxId.eq(row.id))
        .filter(delivery::Column::Part.eq(part))
        .filter(delivery::Column::State.eq(DeliveryState::Sending.name()))
        .exec(db)
        .await?;
    Ok(())
}

/// A part that was handed over, as far as it is needed when the other side tells of it.
pub struct HandedOver {
    pub event: String,
    pub subject: Uuid,
    pub version: i32,
    pub address_mac: Vec<u8>,
}

/// Notes what the other side tells of a part; nothing where it is not known, or known already.
pub async fn note_told(
    tx: &Tx,
    facility: FacilityId,
    (id, part): (OutboxId, i16),
    (state, error): (DeliveryState, Option<&str>),
    now: Instant,
) -> Result<Option<HandedOver>, UseCaseError> {
    let open = [DeliveryState::Sending, DeliveryState::Sent, DeliveryState::Unknown].map(DeliveryState::name);
    let changed = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state.name()))
        .col_expr(delivery::Column::LastError, Expr::value(error.map(ToOwned::to_owned)))
        .col_expr(delivery::Column::UpdatedS, Expr::value(now))
        .filter(delivery::Column::FacilityId.eq(facility))
        .filter(delivery::Column::OutboxId.eq(id))
        .filter(delivery::Column::Part.eq(part))
        .filter(delivery::Column::Channel.eq(ContactKind::Phone.name()))
        .filter(delivery::Column::State.is_in(open))
        .exec_with_returning(tx)
        .await?;
    let Some(part) = changed.into_iter().next() else { return Ok(None) };
    let row = outbox::Entity::find_by_id((facility, id)).one(tx).await?;
    Ok(row.map(|row| HandedOver {
        event: row.event,
        subject: row.subject_id,
        version: row.subject_version,
        address_mac: part.address_mac,
    }))
}

pub async fn count(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<Queue, UseCaseError> {
    let waiting = outbox::Entity::find()
        .filter(outbox::Column::FacilityId.eq(facility))
        .filter(outbox::Column::State.is_in([PENDING, LEASED]))
        .filter(outbox::Column::CreatedS.lt(now.plus_seconds(-60)))
        .count(db)
        .await?;
    let dead = outbox::Entity::find()
        .filter(outbox::Column::FacilityId.eq(facility))
        .filter(outbox::Column::State.eq("dead"))
        .count(db)
        .await?;
    Ok(Queue { waiting, dead, bounced: 0 })
}
