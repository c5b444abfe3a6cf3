//! Queries about second factors and recovery codes.

use crate::UseCaseError;
use domain::account::security::FactorKind;
use domain::actor::Actor;
use domain::contact::ContactKind;
use domain::ids::{AccountId, ContactId, FacilityId, FactorId};
use domain::time::Instant;
use entity::{account, contact, factor, recovery_code, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use uuid::Uuid;

/// A factor as stored.
pub use entity::factor::Model as FactorRow;

/// A factor to be set up.
pub struct NewFactor {
    pub id: FactorId,
    pub kind: FactorKind,
    pub label: String,
    pub sealed: Option<Vec<u8>>,
    pub contact: Option<ContactId>,
    pub proven: Option<Instant>,
}

impl Default for NewFactor {
    fn default() -> Self {
        Self {
            id: FactorId(Uuid::nil()),
            kind: FactorKind::Totp,
            label: String::new(),
            sealed: None,
            contact: None,
            proven: None,
        }
    }
}

/// Every factor of an account, proven or not, the oldest first.
pub async fn list(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<FactorRow>, UseCaseError> {
    Ok(factor::Entity::find()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::AccountId.eq(id))
        .order_by_asc(factor::Column::CreatedS)
        .order_by_asc(factor::Column::Id)
        .all(db)
        .await?)
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    id: FactorId,
) -> Result<Option<FactorRow>, UseCaseError> {
    let row = factor::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.account_id == account))
}

/// Whether an account has any proven factor of these kinds.
pub async fn has_proven(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    kinds: &[FactorKind],
) -> Result<bool, UseCaseError> {
    let rows = list(db, facility, account).await?;
    Ok(rows.iter().any(|row| counts(row, kinds)))
}

/// Whether a factor is proven, not blocked, and of one of these kinds.
pub fn counts(row: &FactorRow, kinds: &[FactorKind]) -> bool {
    row.proven_s.is_some()
        && row.blocked_s.is_none()
        && FactorKind::parse(&row.kind).is_some_and(|kind| kinds.contains(&kind))
}

pub async fn insert(
    db: &impl ConnectionTrait,
    actor: &Actor,
    new: &NewFactor,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = factor::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(new.id),
        account_id: Set(actor.account),
        kind: Set(new.kind.name().to_owned()),
        label: Set(new.label.clone()),
        sealed: Set(new.sealed.clone()),
        contact_id: Set(new.contact),
        credential_id: Set(None),
        last_step: Set(0),
        is_synced: Set(false),
        proven_s: Set(new.proven),
        used_s: Set(None),
        blocked_s: Set(None),
        created_s: Set(now),
    };
    factor::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Forgets what was begun and not finished.
pub async fn delete_unproven(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    kind: FactorKind,
) -> Result<(), UseCaseError> {
    factor::Entity::delete_many()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::AccountId.eq(account))
        .filter(factor::Column::Kind.eq(kind.name()))
        .filter(factor::Column::ProvenS.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Makes a factor count, once; the step is used up with it.
pub async fn prove(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
    (step, label): (i64, &str),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let proven = factor::Entity::update_many()
        .col_expr(factor::Column::ProvenS, Expr::value(now))
        .col_expr(factor::Column::LastStep, Expr::value(step))
        .col_expr(factor::Column::Label, Expr::value(label))
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::Id.eq(id))
        .filter(factor::Column::ProvenS.is_null())
        .exec(db)
        .await?;
    Ok(proven.rows_affected == 1)
}

/// Uses up a step; says whether it was newer than any used before.
pub async fn use_step(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
    step: i64,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let used = factor::Entity::update_many()
        .col_expr(factor::Column::LastStep, Expr::value(step))
        .col_expr(factor::Column::UsedS, Expr::value(now))
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::Id.eq(id))
        .filter(factor::Column::ProvenS.is_not_null())
        .filter(factor::Column::LastStep.lt(step))
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Notes that a factor was used.
pub async fn touch(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
    now: Instant,
) -> Result<(), UseCaseError> {
    factor::Entity::update_many()
        .col_expr(factor::Column::UsedS, Expr::value(now))
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn update_label(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
    label: &str,
) -> Result<(), UseCaseError> {
    factor::Entity::update_many()
        .col_expr(factor::Column::Label, Expr::value(label))
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
) -> Result<(), UseCaseError> {
    factor::Entity::delete_by_id((facility, id)).exec(db).await?;
    Ok(())
}

pub async fn delete_all(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<(), UseCaseError> {
    factor::Entity::delete_many()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::AccountId.eq(account))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn find_username(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<String, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).one(db).await?;
    row.map(|row| row.username).ok_or(UseCaseError::SignedOut)
}

/// The session owes no second factor any more.
pub async fn clear_enrolment(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: &[u8],
) -> Result<(), UseCaseError> {
    session::Entity::update_many()
        .col_expr(session::Column::MustEnrol, Expr::value(false))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(db)
        .await?;
    Ok(())
}

/// The address behind a factor, while it takes messages.
pub async fn find_address(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ContactId,
) -> Result<Option<(ContactKind, String)>, UseCaseError> {
    let row = contact::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row
        .filter(|row| row.verified_s.is_some())
        .and_then(|row| Some((ContactKind::parse(&row.kind)?, row.address))))
}

/// Replaces an account's recovery codes.
pub async fn replace_recovery(
    db: &impl ConnectionTrait,
    actor: &Actor,
    hashes: &[String],
) -> Result<(), UseCaseError> {
    delete_recovery(db, actor.facility, actor.account).await?;
    let rows = (0_i16..).zip(hashes).map(|(number, hash)| recovery_code::ActiveModel {
        facility_id: Set(actor.facility),
        account_id: Set(actor.account),
        number: Set(number),
        hash: Set(hash.clone()),
        used_s: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

pub async fn delete_recovery(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<(), UseCaseError> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::FacilityId.eq(facility))
        .filter(recovery_code::Column::AccountId.eq(account))
        .exec(db)
        .await?;
    Ok(())
}

/// The hash of a recovery code that was not used yet.
pub async fn find_recovery(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    number: i16,
) -> Result<Option<String>, UseCaseError> {
    let row = recovery_code::Entity::find_by_id((facility, account, number)).one(db).await?;
    Ok(row.filter(|row| row.used_s.is_none()).map(|row| row.hash))
}

/// Uses up a recovery code; says whether it had not been used before.
pub async fn use_recovery(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    (number, hash): (i16, &str),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedS, Expr::value(now))
        .filter(recovery_code::Column::FacilityId.eq(facility))
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::Number.eq(number))
        .filter(recovery_code::Column::Hash.eq(hash))
        .filter(recovery_code::Column::UsedS.is_null())
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn count_recovery(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<usize, UseCaseError> {
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::FacilityId.eq(facility))
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::UsedS.is_null())
        .count(db)
        .await?;
    Ok(usize::try_from(left).unwrap_or_default())
}
