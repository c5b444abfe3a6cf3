//! Queries about what apps ask.

use crate::UseCaseError;
use crate::db::Tx;
use domain::connections::contract::Decision;
use domain::ids::{AccountId, ChartId, ClientId, ConnectionId, ConsentId, FacilityId};
use domain::time::Instant;
use entity::consent;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set};

/// A question to be written.
pub struct NewConsent {
    pub facility: FacilityId,
    pub id: ConsentId,
    pub client: ClientId,
    pub redirect_uri: String,
    pub state: String,
    pub scopes: String,
    pub challenge: String,
    pub asked: Instant,
}

/// Somebody's answer.
pub struct Answer {
    pub account: AccountId,
    pub chart: ChartId,
    pub decision: Decision,
    pub connection: Option<ConnectionId>,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewConsent) -> Result<(), UseCaseError> {
    let row = consent::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        client_id: Set(new.client),
        redirect_uri: Set(new.redirect_uri),
        state: Set(new.state),
        scopes: Set(new.scopes),
        challenge: Set(new.challenge),
        asked_s: Set(new.asked),
        account_id: Set(None),
        chart_id: Set(None),
        decision: Set(Decision::Waiting.name().to_owned()),
        connection_id: Set(None),
        code_hash: Set(None),
        code_ends_s: Set(None),
        is_used: Set(false),
    };
    consent::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ConsentId,
) -> Result<Option<consent::Model>, UseCaseError> {
    Ok(consent::Entity::find_by_id((facility, id)).one(db).await?)
}

/// Writes an answer where there is none; says whether there was none.
pub async fn answer(
    tx: &Tx,
    facility: FacilityId,
    id: ConsentId,
    answer: &Answer,
) -> Result<bool, UseCaseError> {
    let changed = consent::Entity::update_many()
        .col_expr(consent::Column::AccountId, Expr::value(answer.account))
        .col_expr(consent::Column::ChartId, Expr::value(answer.chart))
        .col_expr(consent::Column::Decision, Expr::value(answer.decision.name()))
        .col_expr(consent::Column::ConnectionId, Expr::value(answer.connection.map(|id| id.0)))
        .filter(consent::Column::FacilityId.eq(facility))
        .filter(consent::Column::Id.eq(id))
        .filter(consent::Column::Decision.eq(Decision::Waiting.name()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Gives an allowed question its code, once.
pub async fn give_code(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ConsentId,
    (hash, ends): (&[u8], Instant),
) -> Result<bool, UseCaseError> {
    let changed = consent::Entity::update_many()
        .col_expr(consent::Column::CodeHash, Expr::value(hash.to_vec()))
        .col_expr(consent::Column::CodeEndsS, Expr::value(ends))
        .filter(consent::Column::FacilityId.eq(facility))
        .filter(consent::Column::Id.eq(id))
        .filter(consent::Column::CodeHash.is_null())
        .filter(consent::Column::Decision.eq(Decision::Allowed.name()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// The question whose code this is.
pub async fn find_by_code(
    tx: &Tx,
    facility: FacilityId,
    hash: &[u8],
) -> Result<Option<consent::Model>, UseCaseError> {
    Ok(consent::Entity::find()
        .filter(consent::Column::FacilityId.eq(facility))
        .filter(consent::Column::CodeHash.eq(hash))
        .one(tx)
        .await?)
}

/// Uses a code up; says whether it was new.
pub async fn use_code(tx: &Tx, facility: FacilityId, id: ConsentId) -> Result<bool, UseCaseError> {
    let changed = consent::Entity::update_many()
        .col_expr(consent::Column::IsUsed, Expr::value(true))
        .filter(consent::Column::FacilityId.eq(facility))
        .filter(consent::Column::Id.eq(id))
        .filter(consent::Column::IsUsed.eq(false))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Questions asked before an instant; those without a yes before a later one.
pub async fn delete_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (before, unanswered): (Instant, Instant),
) -> Result<(), UseCaseError> {
    let is_idle = consent::Column::AskedS.lt(unanswered).and(consent::Column::ConnectionId.is_null());
    consent::Entity::delete_many()
        .filter(consent::Column::FacilityId.eq(facility))
        .filter(consent::Column::AskedS.lt(before).or(is_idle))
        .exec(db)
        .await?;
    Ok(())
}
