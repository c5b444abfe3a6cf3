//! Queries about live events, and PostgreSQL's notifications between processes.

use super::{LiveEvent, NewEvent};
use crate::UseCaseError;
use crate::db::Db;
use domain::ids::FacilityId;
use domain::time::Instant;
use entity::live_event;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

/// Name of the notification; it carries nothing.
const CHANNEL: &str = "portal_live";
/// Most events a page that comes back is told one by one.
const MOST: u64 = 500;
/// How far back, in positions, a row of a slow transaction can appear.
const NEAR: i64 = 200;

pub async fn insert(db: &impl ConnectionTrait, new: &NewEvent, now: Instant) -> Result<(), UseCaseError> {
    let row = live_event::ActiveModel {
        seq: NotSet,
        facility_id: Set(new.facility),
        topic: Set(new.topic.to_owned()),
        resource_id: Set(new.resource),
        version: Set(new.version),
        kind: Set(new.kind.to_owned()),
        from_s: Set(new.from),
        to_s: Set(new.to),
        created_s: Set(now),
    };
    live_event::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The newest event's position; 0 when there is none.
pub async fn last_seq(db: &impl ConnectionTrait) -> Result<i64, UseCaseError> {
    let newest = live_event::Entity::find().order_by_desc(live_event::Column::Seq).one(db).await?;
    Ok(newest.map_or(0, |row| row.seq))
}

/// Events of every facility after `seq`, oldest first.
pub async fn list_after(db: &impl ConnectionTrait, seq: i64) -> Result<Vec<LiveEvent>, UseCaseError> {
    let rows = live_event::Entity::find()
        .filter(live_event::Column::Seq.gt(seq))
        .order_by_asc(live_event::Column::Seq)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Events of one facility after `seq`; `None` if some of them are gone, if they are too many, or if `seq` is not of
/// this table. Rows of slow transactions appear behind newer ones: those written since `from` are told again.
pub async fn list_since(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    seq: i64,
    from: Instant,
) -> Result<Option<Vec<LiveEvent>>, UseCaseError> {
    let oldest = live_event::Entity::find().order_by_asc(live_event::Column::Seq).one(db).await?;
    let is_gone = oldest.is_some_and(|row| row.seq > seq.saturating_add(1));
    if is_gone || seq > last_seq(db).await? {
        return Ok(None);
    }
    let is_new = Condition::any().add(live_event::Column::Seq.gt(seq)).add(
        live_event::Column::CreatedS.gte(from).and(live_event::Column::Seq.gt(seq.saturating_sub(NEAR))),
    );
    let rows = live_event::Entity::find()
        .filter(live_event::Column::FacilityId.eq(facility))
        .filter(is_new)
        .order_by_asc(live_event::Column::Seq)
        .limit(MOST + 1)
        .all(db)
        .await?;
    let is_too_many = rows.len() as u64 > MOST;
    Ok((!is_too_many).then(|| rows.into_iter().map(from_row).collect()))
}

/// Removes old events. The newest stays, whatever its age: its position tells a page that comes back late that it has
/// missed something.
pub async fn delete_before(db: &impl ConnectionTrait, before: Instant) -> Result<(), UseCaseError> {
    let newest = last_seq(db).await?;
    live_event::Entity::delete_many()
        .filter(live_event::Column::CreatedS.lt(before))
        .filter(live_event::Column::Seq.lt(newest))
        .exec(db)
        .await?;
    Ok(())
}

/// Listens for other processes' notifications, on PostgreSQL.
pub async fn listen(db: &Db) -> Option<PgListener> {
    if !db.is_postgres() {
        return None;
    }
    let pool = db.writer().get_postgres_connection_pool();
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen(CHANNEL).await.ok()?;
    Some(listener)
}

/// Ends at the next notification; never without a listener.
pub async fn heard(listener: &mut Option<PgListener>) {
    match listener {
        Some(listener) => {
            if listener.recv().await.is_err() {
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
        None => std::future::pending().await,
    }
}

/// Wakes other processes; outside any transaction, since a notification locks at commit.
pub async fn notify(db: &Db) {
    if db.is_postgres() {
        drop(db.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await);
    }
}

fn from_row(row: live_event::Model) -> LiveEvent {
    LiveEvent {
        seq: row.seq,
        facility: row.facility_id,
        topic: row.topic,
        resource: row.resource_id,
        version: row.version,
        kind: row.kind,
        from: row.from_s,
        to: row.to_s,
    }
}
