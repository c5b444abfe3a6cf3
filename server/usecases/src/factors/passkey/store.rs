//! Queries about passkeys and the questions to them.

use super::question::{About, Asked};
use crate::UseCaseError;
use crate::factors::store::FactorRow;
use domain::account::security::FactorKind;
use domain::actor::Actor;
use domain::ids::{ChallengeId, FacilityId, FactorId};
use domain::time::Instant;
use entity::{ceremony, factor};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    Set,
};

pub async fn insert_question(
    db: &impl ConnectionTrait,
    id: ChallengeId,
    asked: &Asked<'_>,
    state: String,
    expires: Instant,
) -> Result<(), UseCaseError> {
    let row = ceremony::ActiveModel {
        facility_id: Set(asked.facility),
        id: Set(id),
        purpose: Set(asked.about.name().to_owned()),
        binding: Set(asked.binding.to_vec()),
        account_id: Set(asked.account),
        state: Set(state),
        expires_s: Set(expires),
    };
    // A session is asked one thing at a time; who is not known yet shares the network with others.
    if asked.account.is_some() {
        ceremony::Entity::delete_many()
            .filter(ceremony::Column::FacilityId.eq(asked.facility))
            .filter(ceremony::Column::Purpose.eq(asked.about.name()))
            .filter(ceremony::Column::Binding.eq(asked.binding))
            .exec(db)
            .await?;
    }
    ceremony::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Binds questions to a session's next token.
pub async fn rebind(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (old, new): (&[u8], &[u8]),
) -> Result<(), UseCaseError> {
    ceremony::Entity::update_many()
        .col_expr(ceremony::Column::Binding, Expr::value(new))
        .filter(ceremony::Column::FacilityId.eq(facility))
        .filter(ceremony::Column::Binding.eq(old))
        .exec(db)
        .await?;
    Ok(())
}

/// What a question's answer is checked against, for the one who takes it away. Whoever was not known when they were asked
/// may answer from another network: a telephone changes it.
pub async fn take_question(
    db: &impl ConnectionTrait,
    id: ChallengeId,
    asked: &Asked<'_>,
    now: Instant,
) -> Result<Option<String>, UseCaseError> {
    let found = ceremony::Entity::find_by_id((asked.facility, id)).one(db).await?;
    let found = found.filter(|row| {
        row.purpose == asked.about.name()
            && row.expires_s > now
            && row.account_id == asked.account
            && (asked.about == About::SignIn || row.binding == asked.binding)
    });
    let Some(found) = found else { return Ok(None) };
    let deleted = ceremony::Entity::delete_by_id((asked.facility, id)).exec(db).await?;
    Ok((deleted.rows_affected == 1).then_some(found.state))
}

/// How many questions wait for answers of this binding.
pub async fn count_questions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    binding: &[u8],
    now: Instant,
) -> Result<u64, UseCaseError> {
    Ok(ceremony::Entity::find()
        .filter(ceremony::Column::FacilityId.eq(facility))
        .filter(ceremony::Column::Binding.eq(binding))
        .filter(ceremony::Column::ExpiresS.gt(now))
        .count(db)
        .await?)
}

pub async fn delete_expired_questions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    ceremony::Entity::delete_many()
        .filter(ceremony::Column::FacilityId.eq(facility))
        .filter(ceremony::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    Ok(())
}

/// A passkey that was proven just now.
pub struct NewPasskey<'a> {
    pub id: FactorId,
    pub credential: &'a [u8],
    pub sealed: Vec<u8>,
    pub label: String,
    pub is_synced: bool,
}

/// Writes a passkey; says whether its credential was not there yet.
pub async fn insert_passkey(
    db: &impl ConnectionTrait,
    actor: &Actor,
    new: NewPasskey<'_>,
    now: Instant,
) -> Result<bool, UseCaseError> {
    if find_by_credential(db, actor.facility, new.credential).await?.is_some() {
        return Ok(false);
    }
    let row = factor::ActiveModel {
        facility_id: Set(actor.facility),
        id: Set(new.id),
        account_id: Set(actor.account),
        kind: Set(FactorKind::Passkey.name().to_owned()),
        label: Set(new.label),
        sealed: Set(Some(new.sealed)),
        contact_id: Set(None),
        credential_id: Set(Some(new.credential.to_vec())),
        last_step: Set(0),
        is_synced: Set(new.is_synced),
        proven_s: Set(Some(now)),
        used_s: Set(None),
        blocked_s: Set(None),
        created_s: Set(now),
    };
    factor::Entity::insert(row).exec_without_returning(db).await?;
    Ok(true)
}

pub async fn find_by_credential(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    credential: &[u8],
) -> Result<Option<FactorRow>, UseCaseError> {
    Ok(factor::Entity::find()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::CredentialId.eq(credential))
        .one(db)
        .await?)
}

/// What a use of a passkey leaves.
pub struct Use {
    /// The authenticator's counter; 0 where it keeps none.
    pub counter: i64,
    pub sealed: Vec<u8>,
    pub is_synced: bool,
}

/// Notes a use; says whether the counter had not been reached before. Where none is kept it stays 0.
pub async fn note_use(
    db: &impl ConnectionTrait,
    row: &FactorRow,
    used: Use,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let mut is_new = Condition::any().add(factor::Column::LastStep.lt(used.counter));
    if used.counter == 0 {
        is_new = is_new.add(factor::Column::LastStep.eq(0_i64));
    }
    let noted = factor::Entity::update_many()
        .col_expr(factor::Column::LastStep, Expr::value(used.counter))
        .col_expr(factor::Column::Sealed, Expr::value(used.sealed))
        .col_expr(factor::Column::IsSynced, Expr::value(used.is_synced))
        .col_expr(factor::Column::UsedS, Expr::value(now))
        .filter(factor::Column::FacilityId.eq(row.facility_id))
        .filter(factor::Column::Id.eq(row.id))
        .filter(factor::Column::BlockedS.is_null())
        .filter(is_new)
        .exec(db)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Accepts a factor no longer; says whether it was accepted until now.
pub async fn block(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: FactorId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let blocked = factor::Entity::update_many()
        .col_expr(factor::Column::BlockedS, Expr::value(now))
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::Id.eq(id))
        .filter(factor::Column::BlockedS.is_null())
        .exec(db)
        .await?;
    Ok(blocked.rows_affected == 1)
}
