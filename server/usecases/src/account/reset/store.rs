//! Queries about forgotten passwords.

use crate::UseCaseError;
use crate::db::Tx;
use domain::contact::ContactKind;
use domain::ids::{AccountId, ContactId, FacilityId, ResetId};
use domain::time::Instant;
use entity::{account, contact, factor, password_reset, reset_request};
use i18n::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use uuid::Uuid;

/// A link as stored.
pub use entity::password_reset::Model as Row;

/// Whether a link can be used.
pub fn is_good(row: &Row, now: Instant) -> bool {
    row.ended_s.is_none() && now < row.expires_s
}

/// Rows of one address that are looked at.
const MOST_READ: u64 = 64;

/// An account that may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub account: AccountId,
    pub kind: ContactKind,
    pub address: String,
    /// Whether a second factor sends its codes there.
    pub is_factor: bool,
}

pub async fn insert_request(
    tx: &Tx,
    facility: FacilityId,
    typed: &str,
    lang: Lang,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = reset_request::ActiveModel {
        facility_id: Set(facility),
        id: Set(ResetId(Uuid::new_v4())),
        typed: Set(typed.to_owned()),
        language: Set(lang.code().to_owned()),
        created_s: Set(now),
    };
    reset_request::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn list_requests(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    most: u64,
) -> Result<Vec<reset_request::Model>, UseCaseError> {
    Ok(reset_request::Entity::find()
        .filter(reset_request::Column::FacilityId.eq(facility))
        .order_by_asc(reset_request::Column::CreatedS)
        .limit(most)
        .all(db)
        .await?)
}

/// Takes a request; says no where another process was faster.
pub async fn delete_request(tx: &Tx, facility: FacilityId, id: ResetId) -> Result<bool, UseCaseError> {
    let deleted = reset_request::Entity::delete_by_id((facility, id)).exec(tx).await?;
    Ok(deleted.rows_affected > 0)
}

/// Enabled accounts that have proven an address, the oldest first.
pub async fn list_by_address(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kind: ContactKind,
    key: &str,
) -> Result<Vec<Candidate>, UseCaseError> {
    let rows = proven(facility)
        .filter(contact::Column::Kind.eq(kind.name()))
        .filter(contact::Column::AddressKey.eq(key))
        .limit(MOST_READ)
        .all(db)
        .await?;
    let enabled = enabled(db, facility, rows.iter().map(|row| row.account_id).collect()).await?;
    Ok(rows.into_iter().filter(|row| enabled.contains(&row.account_id)).filter_map(candidate).collect())
}

/// Proven addresses of an account: e-mail before text messages, and those of second factors last, so that one stolen
/// mailbox or number is not both steps.
pub async fn list_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Vec<Candidate>, UseCaseError> {
    let used: Vec<ContactId> = factor::Entity::find()
        .filter(factor::Column::FacilityId.eq(facility))
        .filter(factor::Column::AccountId.eq(id))
        .filter(factor::Column::ProvenS.is_not_null())
        .all(db)
        .await?
        .into_iter()
        .filter_map(|row| row.contact_id)
        .collect();
    let mut rows = proven(facility).filter(contact::Column::AccountId.eq(id)).all(db).await?;
    rows.sort_by_key(|row| (used.contains(&row.id), row.kind != ContactKind::Email.name()));
    Ok(rows.into_iter().filter_map(|row| candidate_with(row, &used)).collect())
}

/// The enabled account of a name.
pub async fn find_by_name(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    username: &str,
) -> Result<Option<AccountId>, UseCaseError> {
    let found = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Username.eq(username))
        .filter(account::Column::IsDisabled.eq(false))
        .one(db)
        .await?;
    Ok(found.map(|row| row.id))
}

fn proven(facility: FacilityId) -> sea_orm::Select<contact::Entity> {
    contact::Entity::find()
        .filter(contact::Column::FacilityId.eq(facility))
        .filter(contact::Column::VerifiedS.is_not_null())
        .filter(contact::Column::State.eq("ok"))
        .order_by_asc(contact::Column::CreatedS)
        .order_by_asc(contact::Column::Id)
}

fn candidate(row: contact::Model) -> Option<Candidate> {
    candidate_with(row, &[])
}

fn candidate_with(row: contact::Model, used: &[ContactId]) -> Option<Candidate> {
    let kind = ContactKind::parse(&row.kind)?;
    let is_factor = used.contains(&row.id);
    Some(Candidate { account: row.account_id, kind, address: row.address, is_factor })
}

async fn enabled(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: Vec<AccountId>,
) -> Result<Vec<AccountId>, UseCaseError> {
    let rows = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids))
        .filter(account::Column::IsDisabled.eq(false))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Name to sign in with and name of an enabled account.
pub async fn find_person(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<(String, String)>, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| !row.is_disabled).map(|row| (row.username, row.display_name)))
}

/// When links were made for an account since `from`.
pub async fn list_sent(
    tx: &Tx,
    facility: FacilityId,
    id: AccountId,
    from: Instant,
) -> Result<Vec<Instant>, UseCaseError> {
    let rows = password_reset::Entity::find()
        .select_only()
        .column(password_reset::Column::CreatedS)
        .filter(password_reset::Column::FacilityId.eq(facility))
        .filter(password_reset::Column::AccountId.eq(id))
        .filter(password_reset::Column::CreatedS.gt(from));
    Ok(rows.into_tuple().all(tx).await?)
}

pub async fn insert(
    tx: &Tx,
    facility: FacilityId,
    id: ResetId,
    candidate: &Candidate,
    lang: Lang,
    (now, expires): (Instant, Instant),
) -> Result<(), UseCaseError> {
    let row = password_reset::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        account_id: Set(candidate.account),
        kind: Set(candidate.kind.name().to_owned()),
        address: Set(candidate.address.clone()),
        language: Set(lang.code().to_owned()),
        created_s: Set(now),
        expires_s: Set(expires),
        ended_s: Set(None),
    };
    password_reset::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ResetId,
) -> Result<Option<Row>, UseCaseError> {
    Ok(password_reset::Entity::find_by_id((facility, id)).one(db).await?)
}

/// Uses a link up; of many at once one succeeds.
pub async fn end(tx: &Tx, facility: FacilityId, id: ResetId, now: Instant) -> Result<bool, UseCaseError> {
    let ended = password_reset::Entity::update_many()
        .col_expr(password_reset::Column::EndedS, Expr::value(now))
        .filter(password_reset::Column::FacilityId.eq(facility))
        .filter(password_reset::Column::Id.eq(id))
        .filter(password_reset::Column::EndedS.is_null())
        .filter(password_reset::Column::ExpiresS.gt(now))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every link of an account.
pub async fn end_of(tx: &Tx, facility: FacilityId, id: AccountId, now: Instant) -> Result<(), UseCaseError> {
    password_reset::Entity::update_many()
        .col_expr(password_reset::Column::EndedS, Expr::value(now))
        .filter(password_reset::Column::FacilityId.eq(facility))
        .filter(password_reset::Column::AccountId.eq(id))
        .filter(password_reset::Column::EndedS.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::FacilityId.eq(facility))
        .filter(password_reset::Column::CreatedS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}
