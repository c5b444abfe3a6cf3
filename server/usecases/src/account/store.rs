//! Queries about accounts, sessions and grants.

use super::NewAccount;
use crate::UseCaseError;
use crate::db::Tx;
use domain::account::session::Limits;
use domain::actor::{Assurance, Grant, Relation};
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, ProviderId};
use domain::permission::{Role, Scope};
use domain::time::Instant;
use entity::{access_grant, account, chart, session, staff_role, throttle};
use i18n::Lang;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

pub struct Credentials {
    pub id: AccountId,
    pub password_hash: String,
    pub is_disabled: bool,
}

pub struct SessionRow {
    pub account: AccountId,
    pub chart: Option<ChartId>,
    pub assurance: Assurance,
    pub created: Instant,
    pub last_seen: Instant,
    pub is_disabled: bool,
}

pub struct NewSessionRow {
    pub facility: FacilityId,
    pub token_hash: Vec<u8>,
    pub account: AccountId,
    pub chart: Option<ChartId>,
    pub assurance: Assurance,
    pub device: String,
    pub now: Instant,
}

pub struct Roles {
    pub roles: Vec<Role>,
    pub provider: Option<ProviderId>,
}

pub async fn find_credentials(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    username: &str,
) -> Result<Option<Credentials>, UseCaseError> {
    let row = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Username.eq(username))
        .one(db)
        .await?;
    Ok(row.map(|row| Credentials {
        id: row.id,
        password_hash: row.password_hash,
        is_disabled: row.is_disabled,
    }))
}

pub async fn find_display_name(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<String>, UseCaseError> {
    Ok(account::Entity::find_by_id((facility, id)).one(db).await?.map(|row| row.display_name))
}

pub async fn find_language(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<String>, UseCaseError> {
    Ok(account::Entity::find_by_id((facility, id)).one(db).await?.and_then(|row| row.language))
}

pub async fn update_language(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
    lang: Lang,
) -> Result<(), UseCaseError> {
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value(lang.code()))
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Counts one attempt unless the key has to wait; says whether the attempt may go on. In a transaction: whoever asks at
/// the same time waits for its commit, and then sees the delay it has set.
pub async fn reserve_attempt(
    db: &Tx,
    facility: FacilityId,
    key: &[u8],
    now: Instant,
    delay_s: fn(i32) -> i64,
) -> Result<bool, UseCaseError> {
    let first = throttle::ActiveModel {
        facility_id: Set(facility),
        key: Set(key.to_vec()),
        failures: Set(0),
        locked_until_s: Set(now),
        updated_s: Set(now),
    };
    throttle::Entity::insert(first)
        .on_conflict_do_nothing_on([throttle::Column::FacilityId, throttle::Column::Key])
        .exec_without_returning(db)
        .await?;
    let counted = throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).add(1))
        .col_expr(throttle::Column::UpdatedS, Expr::value(now))
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .filter(throttle::Column::LockedUntilS.lte(now))
        .exec_with_returning(db)
        .await?;
    let Some(row) = counted.first() else { return Ok(false) };
    let delay = delay_s(row.failures);
    if delay > 0 {
        throttle::Entity::update_many()
            .col_expr(throttle::Column::LockedUntilS, Expr::value(now.plus_seconds(delay)))
            .filter(throttle::Column::FacilityId.eq(facility))
            .filter(throttle::Column::Key.eq(key))
            .exec(db)
            .await?;
    }
    Ok(true)
}

/// Forgets counters that nobody has added to since `before`.
pub async fn delete_old_attempts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::UpdatedS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn clear_attempts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    key: &[u8],
) -> Result<(), UseCaseError> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .exec(db)
        .await?;
    Ok(())
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
        expires_s: Set(new.now.plus_seconds(Limits::PATIENT.absolute_s)),
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

pub async fn list_roles(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<Roles, UseCaseError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::AccountId.eq(account))
        .order_by_asc(staff_role::Column::Role)
        .all(db)
        .await?;
    Ok(Roles {
        provider: rows.iter().find_map(|row| row.provider_id),
        roles: rows.iter().filter_map(|row| Role::parse(&row.role)).collect(),
    })
}

/// Whether an account in use has the role.
pub async fn has_role(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    role: Role,
) -> Result<bool, UseCaseError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::Role.eq(role.name()))
        .all(db)
        .await?;
    let enabled = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(rows.iter().map(|row| row.account_id)))
        .filter(account::Column::IsDisabled.eq(false))
        .one(db)
        .await?;
    Ok(enabled.is_some())
}

/// Grants that hold now, own chart first, then by id.
pub async fn list_grants(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<Vec<Grant>, UseCaseError> {
    let rows = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::AccountId.eq(account))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(access_grant::Column::StartsS.lte(now))
        .filter(access_grant::Column::EndsS.is_null().or(access_grant::Column::EndsS.gt(now)))
        .order_by_asc(access_grant::Column::Relation)
        .order_by_asc(access_grant::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Grant {
            id: row.id,
            chart: row.chart_id,
            relation: if row.relation == "own" { Relation::Own } else { Relation::Proxy },
            scopes: row.scopes.split(' ').filter_map(Scope::parse).collect(),
            ends: row.ends_s,
        })
        .collect())
}

pub async fn list_chart_names(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[ChartId],
) -> Result<Vec<(ChartId, String)>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, format!("{} {}", row.given, row.family).trim().to_owned()))
        .collect())
}

pub async fn upsert_account(
    db: &impl ConnectionTrait,
    new: &NewAccount,
    username: &str,
    password_hash: &str,
    now: Instant,
) -> Result<AccountId, UseCaseError> {
    let found = find_credentials(db, new.facility, username).await?;
    if let Some(found) = found {
        account::Entity::update_many()
            .col_expr(account::Column::DisplayName, Expr::value(new.display_name.clone()))
            .col_expr(account::Column::PasswordHash, Expr::value(password_hash))
            .filter(account::Column::FacilityId.eq(new.facility))
            .filter(account::Column::Id.eq(found.id))
            .exec(db)
            .await?;
        return Ok(found.id);
    }
    let id = AccountId(Uuid::new_v4());
    account::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(id),
        username: Set(username.to_owned()),
        display_name: Set(new.display_name.clone()),
        password_hash: Set(password_hash.to_owned()),
        language: Set(None),
        is_disabled: Set(false),
        created_s: Set(now),
    }
    .insert(db)
    .await?;
    Ok(id)
}

pub async fn replace_roles(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    roles: &[Role],
    provider: Option<ProviderId>,
) -> Result<(), UseCaseError> {
    staff_role::Entity::delete_many()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::AccountId.eq(account))
        .exec(db)
        .await?;
    for role in roles {
        let row = staff_role::ActiveModel {
            facility_id: Set(facility),
            account_id: Set(account),
            role: Set(role.name().to_owned()),
            provider_id: Set(provider.filter(|_| *role == Role::Provider)),
        };
        staff_role::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

pub async fn upsert_grant(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: GrantId,
    (account, chart): (AccountId, ChartId),
    relation: Relation,
    scopes: &[Scope],
    now: Instant,
) -> Result<(), UseCaseError> {
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
    let row = access_grant::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        account_id: Set(account),
        chart_id: Set(chart),
        relation: Set(if relation == Relation::Own { "own" } else { "proxy" }.to_owned()),
        scopes: Set(scopes.join(" ")),
        starts_s: Set(now),
        ends_s: Set(None),
        revoked_s: Set(None),
        granted_by: Set(None),
    };
    let renew = OnConflict::columns([access_grant::Column::FacilityId, access_grant::Column::Id])
        .update_columns([access_grant::Column::Relation, access_grant::Column::Scopes])
        .to_owned();
    access_grant::Entity::insert(row).on_conflict(renew).exec_without_returning(db).await?;
    Ok(())
}
