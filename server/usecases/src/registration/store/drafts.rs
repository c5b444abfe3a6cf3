//! Queries about applicants who have not proven an address yet.

use crate::UseCaseError;
use crate::db::Tx;
use domain::contact::ContactKind;
use domain::ids::{ChallengeId, FacilityId};
use domain::time::Instant;
use entity::registration_draft as draft;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};

/// Somebody on the way.
#[derive(Clone)]
pub struct Draft {
    pub token_hash: Vec<u8>,
    /// What they said, encrypted.
    pub details: Vec<u8>,
    pub challenge: Option<ChallengeId>,
    /// By which way the code goes.
    pub kind: ContactKind,
}

pub async fn insert_draft(
    tx: &Tx,
    facility: FacilityId,
    new: Draft,
    expires: Instant,
) -> Result<(), UseCaseError> {
    let row = draft::ActiveModel {
        facility_id: Set(facility),
        token_hash: Set(new.token_hash),
        details: Set(new.details),
        challenge_id: Set(new.challenge),
        kind: Set(new.kind.name().to_owned()),
        expires_s: Set(expires),
    };
    draft::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find_draft(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<Draft>, UseCaseError> {
    let row = draft::Entity::find_by_id((facility, token_hash.to_vec())).one(db).await?;
    Ok(row.filter(|row| now < row.expires_s).map(|row| Draft {
        token_hash: row.token_hash,
        details: row.details,
        challenge: row.challenge_id,
        kind: ContactKind::parse(&row.kind).unwrap_or(ContactKind::Email),
    }))
}

/// Goes on to another code, or back.
pub async fn update_draft(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    changed: &Draft,
) -> Result<(), UseCaseError> {
    draft::Entity::update_many()
        .col_expr(draft::Column::ChallengeId, Expr::value(changed.challenge))
        .filter(draft::Column::FacilityId.eq(facility))
        .filter(draft::Column::TokenHash.eq(changed.token_hash.clone()))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes one away; says whether it was there.
pub async fn delete_draft(tx: &Tx, facility: FacilityId, token_hash: &[u8]) -> Result<bool, UseCaseError> {
    let deleted = draft::Entity::delete_by_id((facility, token_hash.to_vec())).exec(tx).await?;
    Ok(deleted.rows_affected == 1)
}

pub async fn delete_drafts_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    draft::Entity::delete_many()
        .filter(draft::Column::FacilityId.eq(facility))
        .filter(draft::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    Ok(())
}
