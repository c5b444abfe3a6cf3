//! Queries about one-time codes.

use super::NewChallenge;
use crate::UseCaseError;
use domain::account::code::{HOLDS_S, Purpose};
use domain::contact::ContactKind;
use domain::ids::{AccountId, ChallengeId, FacilityId};
use domain::time::Instant;
use entity::challenge;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _, Set,
};

/// When codes were sent to an address since `from`, for what is counted together with `purpose`; for one account's factors,
/// its own.
pub async fn list_sent(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    address_mac: &[u8],
    (purpose, account): (Purpose, Option<AccountId>),
    from: Instant,
) -> Result<Vec<Instant>, UseCaseError> {
    let purposes = purpose.counted_together().map(Purpose::name);
    let mut sent = challenge::Entity::find()
        .select_only()
        .column(challenge::Column::CreatedS)
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::AddressMac.eq(address_mac))
        .filter(challenge::Column::Purpose.is_in(purposes))
        .filter(challenge::Column::CreatedS.gt(from));
    if let Some(account) = account {
        sent = sent.filter(challenge::Column::AccountId.eq(account));
    }
    Ok(sent.into_tuple().all(db).await?)
}

/// When codes were sent for an account since `from`, wherever.
pub async fn list_sent_for(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    from: Instant,
) -> Result<Vec<Instant>, UseCaseError> {
    let rows = challenge::Entity::find()
        .select_only()
        .column(challenge::Column::CreatedS)
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::AccountId.eq(account))
        .filter(challenge::Column::CreatedS.gt(from));
    Ok(rows.into_tuple().all(db).await?)
}

/// How many codes have gone to telephones since `from`; of one purpose, or all of them.
pub async fn count_texts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    purpose: Option<Purpose>,
    from: Instant,
) -> Result<u64, UseCaseError> {
    let rows = challenge::Entity::find()
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::Kind.eq(ContactKind::Phone.name()))
        .filter(challenge::Column::CreatedS.gt(from));
    let rows = match purpose {
        Some(purpose) => rows.filter(challenge::Column::Purpose.eq(purpose.name())),
        None => rows,
    };
    Ok(rows.count(db).await?)
}

/// Binds codes that still hold to another hash.
pub async fn rebind(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    old: &[u8],
    new: &[u8],
) -> Result<(), UseCaseError> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::Binding, Expr::value(new))
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::Binding.eq(old))
        .filter(challenge::Column::EndedS.is_null())
        .exec(db)
        .await?;
    Ok(())
}

pub async fn insert(
    db: &impl ConnectionTrait,
    id: ChallengeId,
    new: &NewChallenge<'_>,
    address_mac: &[u8],
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = challenge::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(id),
        purpose: Set(new.purpose.name().to_owned()),
        binding: Set(new.binding.to_vec()),
        account_id: Set(new.account),
        kind: Set(new.kind.name().to_owned()),
        address: Set(new.address.to_owned()),
        address_mac: Set(address_mac.to_vec()),
        language: Set(new.lang.code().to_owned()),
        tries: Set(0),
        ended_s: Set(None),
        expires_s: Set(now.plus_seconds(HOLDS_S)),
        created_s: Set(now),
    };
    challenge::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChallengeId,
) -> Result<Option<challenge::Model>, UseCaseError> {
    Ok(challenge::Entity::find_by_id((facility, id)).one(db).await?)
}

/// Counts a try of a code that still holds; nothing for one that does not, or that has been tried too often.
pub async fn count_try(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChallengeId,
    most: i32,
    now: Instant,
) -> Result<Option<challenge::Model>, UseCaseError> {
    let rows = challenge::Entity::update_many()
        .col_expr(challenge::Column::Tries, Expr::col(challenge::Column::Tries).add(1))
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::Id.eq(id))
        .filter(challenge::Column::EndedS.is_null())
        .filter(challenge::Column::ExpiresS.gt(now))
        .filter(challenge::Column::Tries.lt(most))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().next())
}

/// Ends a code; says whether it had not ended before.
pub async fn end(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChallengeId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let ended = challenge::Entity::update_many()
        .col_expr(challenge::Column::EndedS, Expr::value(now))
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::Id.eq(id))
        .filter(challenge::Column::EndedS.is_null())
        .exec(db)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends what was sent before for the same thing.
pub async fn end_bound(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    purpose: Purpose,
    binding: &[u8],
    now: Instant,
) -> Result<(), UseCaseError> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::EndedS, Expr::value(now))
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::Binding.eq(binding))
        .filter(challenge::Column::Purpose.eq(purpose.name()))
        .filter(challenge::Column::EndedS.is_null())
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    challenge::Entity::delete_many()
        .filter(challenge::Column::FacilityId.eq(facility))
        .filter(challenge::Column::CreatedS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}
