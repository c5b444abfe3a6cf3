//! Queries about sessions.

use crate::UseCaseError;
use domain::actor::Assurance;
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::time::Instant;
use entity::{account, pending_sign_in, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};

pub struct SessionRow {
    pub account: AccountId,
    pub chart: Option<ChartId>,
    pub assurance: Assurance,
    pub created: Instant,
    pub last_seen: Instant,
    pub proven: Instant,
    pub must_enrol: bool,
    pub is_disabled: bool,
}

pub struct NewSessionRow {
    pub facility: FacilityId,
    pub token_hash: Vec<u8>,
    pub account: AccountId,
    pub chart: Option<ChartId>,
    pub assurance: Assurance,
    pub device: String,
    pub address: String,
    pub must_enrol: bool,
    pub now: Instant,
    /// When it ends, whatever happens.
    pub ends: Instant,
}

pub async fn insert_session(db: &impl ConnectionTrait, new: &NewSessionRow) -> Result<(), UseCaseError> {
    let row = session::ActiveModel {
        facility_id: Set(new.facility),
        token_hash: Set(new.token_hash.clone()),
        account_id: Set(new.account),
        chart_id: Set(new.chart),
        assurance: Set(new.assurance as i16),
        device: Set(new.device.clone()),
        created_s: Set(new.now),
        last_seen_s: Set(new.now),
        expires_s: Set(new.ends),
        address: Set(new.address.clone()),
        proven_s: Set(new.now),
        must_enrol: Set(new.must_enrol),
    };
    session::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn find_session(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
) -> Result<Option<SessionRow>, UseCaseError> {
    let Some(row) = session::Entity::find_by_id((facility, token_hash.to_vec())).one(db).await? else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id((facility, row.account_id)).one(db).await?;
    Ok(Some(SessionRow {
        account: row.account_id,
        chart: row.chart_id,
        assurance: Assurance::from_number(row.assurance),
        created: row.created_s,
        last_seen: row.last_seen_s,
        proven: row.proven_s,
        must_enrol: row.must_enrol,
        is_disabled: owner.is_none_or(|owner| owner.is_disabled),
    }))
}

pub async fn touch_session(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    now: Instant,
) -> Result<(), UseCaseError> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenS, Expr::value(now))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn update_session_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    chart: ChartId,
) -> Result<(), UseCaseError> {
    session::Entity::update_many()
        .col_expr(session::Column::ChartId, Expr::value(chart))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete_session(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
) -> Result<(), UseCaseError> {
    session::Entity::delete_by_id((facility, token_hash.to_vec())).exec(db).await?;
    Ok(())
}

pub async fn delete_stale_sessions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    session::Entity::delete_many()
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    Ok(())
}

/// A session in its owner's list.
pub struct ListedSession {
    pub token_hash: Vec<u8>,
    pub device: String,
    pub address: String,
    pub created: Instant,
    pub last_seen: Instant,
}

/// An account's sessions, the latest used first.
pub async fn list_sessions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<Vec<ListedSession>, UseCaseError> {
    let rows = session::Entity::find()
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::AccountId.eq(account))
        .order_by_desc(session::Column::LastSeenS)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ListedSession {
            token_hash: row.token_hash,
            device: row.device,
            address: row.address,
            created: row.created_s,
            last_seen: row.last_seen_s,
        })
        .collect())
}

/// Ends an account's sessions, all but `kept` if one is named; returns how many.
pub async fn delete_sessions_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    kept: Option<&[u8]>,
) -> Result<u64, UseCaseError> {
    let mut ended = session::Entity::delete_many()
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::AccountId.eq(account));
    if let Some(kept) = kept {
        ended = ended.filter(session::Column::TokenHash.ne(kept));
    }
    Ok(ended.exec(db).await?.rows_affected)
}

/// Gives a session another token, and notes that its person has just proven who they are.
pub async fn renew_session(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    (new_hash, assurance): (&[u8], Assurance),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let renewed = session::Entity::update_many()
        .col_expr(session::Column::TokenHash, Expr::value(new_hash))
        .col_expr(session::Column::Assurance, Expr::value(assurance as i16))
        .col_expr(session::Column::ProvenS, Expr::value(now))
        .col_expr(session::Column::LastSeenS, Expr::value(now))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(db)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Notes a sign-in that waits for its second factor.
pub async fn insert_pending(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    account: AccountId,
    (now, expires): (Instant, Instant),
) -> Result<(), UseCaseError> {
    pending_sign_in::Entity::delete_many()
        .filter(pending_sign_in::Column::FacilityId.eq(facility))
        .filter(pending_sign_in::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    let row = pending_sign_in::ActiveModel {
        facility_id: Set(facility),
        token_hash: Set(token_hash.to_vec()),
        account_id: Set(account),
        created_s: Set(now),
        expires_s: Set(expires),
    };
    pending_sign_in::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Whose sign-in waits under a token; nothing for a disabled account's.
pub async fn find_pending(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<AccountId>, UseCaseError> {
    let row = pending_sign_in::Entity::find_by_id((facility, token_hash.to_vec())).one(db).await?;
    let Some(row) = row.filter(|row| now < row.expires_s) else { return Ok(None) };
    let owner = account::Entity::find_by_id((facility, row.account_id)).one(db).await?;
    Ok(owner.filter(|owner| !owner.is_disabled).map(|owner| owner.id))
}

/// Takes every waiting sign-in of an account away.
pub async fn delete_pending_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<(), UseCaseError> {
    pending_sign_in::Entity::delete_many()
        .filter(pending_sign_in::Column::FacilityId.eq(facility))
        .filter(pending_sign_in::Column::AccountId.eq(account))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes a waiting sign-in away; says whether it was there.
pub async fn delete_pending(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
) -> Result<bool, UseCaseError> {
    let gone = pending_sign_in::Entity::delete_by_id((facility, token_hash.to_vec())).exec(db).await?;
    Ok(gone.rows_affected == 1)
}
