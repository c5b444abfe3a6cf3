//! Queries about the audit log.

use super::Event;
use crate::UseCaseError;
use domain::ids::{AuditId, ChartId, FacilityId};
use domain::time::Instant;
use entity::{audit_event, audit_seal};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

/// An event as stored, with its id and signature.
pub struct Stored {
    pub id: AuditId,
    pub event: Event,
    pub mac: Vec<u8>,
}

/// A seal as stored.
pub struct Seal {
    pub seq: i64,
    pub audit_id: AuditId,
    pub head: Vec<u8>,
}

pub async fn insert(
    db: &impl ConnectionTrait,
    id: AuditId,
    event: &Event,
    mac: &[u8],
) -> Result<(), UseCaseError> {
    audit_event::Entity::insert(row(id, event, mac)).exec_without_returning(db).await?;
    Ok(())
}

/// Several events, each with its id and signature, with one statement.
pub async fn insert_many(
    db: &impl ConnectionTrait,
    events: Vec<(AuditId, Event, [u8; 32])>,
) -> Result<(), UseCaseError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = events.iter().map(|(id, event, mac)| row(*id, event, mac)).collect();
    audit_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

fn row(id: AuditId, event: &Event, mac: &[u8]) -> audit_event::ActiveModel {
    audit_event::ActiveModel {
        facility_id: Set(event.facility),
        id: Set(id),
        at_s: Set(event.at),
        account_id: Set(event.account),
        chart_id: Set(event.chart),
        action: Set(event.action.clone()),
        outcome: Set(event.outcome.clone()),
        subject: Set(event.subject.clone()),
        address: Set(event.address.clone()),
        session_ref: Set(event.session.clone()),
        mac: Set(mac.to_vec()),
    }
}

/// Charts that an event like this one is about already: the same account and session, action and subject, since a moment.
pub async fn list_charts_seen(
    db: &impl ConnectionTrait,
    like: &Event,
    since: Instant,
) -> Result<Vec<ChartId>, UseCaseError> {
    use audit_event::Column;
    let Some(account) = like.account else { return Ok(Vec::new()) };
    Ok(audit_event::Entity::find()
        .select_only()
        .column(Column::ChartId)
        .filter(Column::FacilityId.eq(like.facility))
        .filter(Column::AccountId.eq(account))
        .filter(Column::AtS.gte(since))
        .filter(Column::Action.eq(like.action.as_str()))
        .filter(Column::Subject.eq(like.subject.as_str()))
        .filter(Column::SessionRef.eq(like.session.as_str()))
        .filter(Column::ChartId.is_not_null())
        .into_tuple()
        .all(db)
        .await?)
}

/// Charts that an event of this action and subject is about, since a moment.
pub async fn list_charts_noted(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (action, subject): (&str, &str),
    since: Instant,
) -> Result<Vec<ChartId>, UseCaseError> {
    Ok(audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::ChartId)
        .filter(audit_event::Column::FacilityId.eq(facility))
        .filter(audit_event::Column::Action.eq(action))
        .filter(audit_event::Column::AtS.gte(since))
        .filter(audit_event::Column::Subject.eq(subject))
        .filter(audit_event::Column::ChartId.is_not_null())
        .into_tuple()
        .all(db)
        .await?)
}

/// Events without a seal since `from`, oldest first.
pub async fn list_unsealed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    from: Instant,
    limit: u64,
) -> Result<Vec<Stored>, UseCaseError> {
    let sealed = Query::select()
        .expr(Expr::val(1))
        .from(audit_seal::Entity)
        .and_where(
            Expr::col((audit_seal::Entity, audit_seal::Column::FacilityId))
                .equals((audit_event::Entity, audit_event::Column::FacilityId)),
        )
        .and_where(
            Expr::col((audit_seal::Entity, audit_seal::Column::AuditId))
                .equals((audit_event::Entity, audit_event::Column::Id)),
        )
        .to_owned();
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::FacilityId.eq(facility))
        .filter(audit_event::Column::AtS.gte(from))
        .filter(Expr::exists(sealed).not())
        .order_by_asc(audit_event::Column::AtS)
        .order_by_asc(audit_event::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

pub async fn count_events(db: &impl ConnectionTrait, facility: FacilityId) -> Result<u64, UseCaseError> {
    Ok(audit_event::Entity::find().filter(audit_event::Column::FacilityId.eq(facility)).count(db).await?)
}

pub async fn find_event(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AuditId,
) -> Result<Option<Stored>, UseCaseError> {
    Ok(audit_event::Entity::find_by_id((facility, id)).one(db).await?.map(from_row))
}

pub async fn find_last_seal(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Option<Seal>, UseCaseError> {
    let row = audit_seal::Entity::find()
        .filter(audit_seal::Column::FacilityId.eq(facility))
        .order_by_desc(audit_seal::Column::Seq)
        .one(db)
        .await?;
    Ok(row.map(|row| Seal { seq: row.seq, audit_id: row.audit_id, head: row.head }))
}

pub async fn list_seals_after(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    seq: i64,
    limit: u64,
) -> Result<Vec<Seal>, UseCaseError> {
    let rows = audit_seal::Entity::find()
        .filter(audit_seal::Column::FacilityId.eq(facility))
        .filter(audit_seal::Column::Seq.gt(seq))
        .order_by_asc(audit_seal::Column::Seq)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Seal { seq: row.seq, audit_id: row.audit_id, head: row.head }).collect())
}

pub async fn insert_seal(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    seal: &Seal,
) -> Result<(), UseCaseError> {
    audit_seal::ActiveModel {
        facility_id: Set(facility),
        seq: Set(seal.seq),
        audit_id: Set(seal.audit_id),
        head: Set(seal.head.clone()),
    }
    .insert(db)
    .await?;
    Ok(())
}

pub fn from_row(row: audit_event::Model) -> Stored {
    Stored {
        id: row.id,
        event: Event {
            facility: row.facility_id,
            at: row.at_s,
            account: row.account_id,
            chart: row.chart_id,
            action: row.action,
            outcome: row.outcome,
            subject: row.subject,
            address: row.address,
            session: row.session_ref,
        },
        mac: row.mac,
    }
}
