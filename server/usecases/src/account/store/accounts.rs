//! Queries about accounts and their roles.

use crate::UseCaseError;
use crate::account::{NewAccount, NewPerson};
use crate::db::Tx;
use domain::ids::{AccountId, FacilityId, ProviderId};
use domain::permission::Role;
use domain::time::Instant;
use entity::{account, staff_role};
use i18n::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, TryInsertResult,
};
use uuid::Uuid;

pub struct Credentials {
    pub id: AccountId,
    pub password_hash: String,
    pub is_disabled: bool,
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

/// The hash of an account's password, and the name to sign in with.
pub async fn find_password(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<(String, String)>, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.map(|row| (row.password_hash, row.username)))
}

/// The account, of which nobody else changes or adds anything that is counted before this transaction ends.
pub async fn lock_account(tx: &Tx, facility: FacilityId, id: AccountId) -> Result<(), UseCaseError> {
    account::Entity::find_by_id((facility, id)).lock_exclusive().one(tx).await?;
    Ok(())
}

/// Whether there is such an account, and it is not disabled.
pub async fn is_enabled(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<bool, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.is_some_and(|row| !row.is_disabled))
}

/// Whether the account may still sign in with the password of this hash; whoever changes that waits until `db` ends.
pub async fn holds_password(
    db: &Tx,
    facility: FacilityId,
    id: AccountId,
    hash: &str,
) -> Result<bool, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).lock_exclusive().one(db).await?;
    Ok(row.is_some_and(|row| !row.is_disabled && row.password_hash == hash))
}

/// The name of an account that may sign in; whoever changes its ways in waits until `db` ends.
pub async fn find_enabled(
    db: &Tx,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<String>, UseCaseError> {
    let row = account::Entity::find_by_id((facility, id)).lock_exclusive().one(db).await?;
    Ok(row.filter(|row| !row.is_disabled).map(|row| row.username))
}

pub async fn update_password(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
    hash: &str,
    now: Instant,
) -> Result<(), UseCaseError> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .col_expr(account::Column::PasswordS, Expr::value(now))
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
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
            .col_expr(account::Column::PasswordS, Expr::value(now))
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
        password_s: Set(now),
        grace_used: Set(0),
    }
    .insert(db)
    .await?;
    Ok(id)
}

/// Who can administer the clinic now.
pub async fn list_administrators(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<AccountId>, UseCaseError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::Role.eq(Role::Administrator.name()))
        .all(db)
        .await?;
    let accounts = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(rows.iter().map(|row| row.account_id)))
        .filter(account::Column::IsDisabled.eq(false))
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?;
    Ok(accounts.into_iter().map(|row| row.id).collect())
}

/// Writes a new account; says no where the name is taken.
pub async fn insert_account(
    db: &impl ConnectionTrait,
    new: &NewPerson<'_>,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let row = account::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        username: Set(new.username.to_owned()),
        display_name: Set(new.display_name.to_owned()),
        password_hash: Set(new.password_hash.to_owned()),
        language: Set(Some(new.lang.code().to_owned())),
        is_disabled: Set(false),
        created_s: Set(now),
        password_s: Set(now),
        grace_used: Set(0),
    };
    let inserted = account::Entity::insert(row)
        .on_conflict_do_nothing_on([account::Column::FacilityId, account::Column::Username])
        .exec_without_returning(db)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
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

/// Counts a sign-in without the factor that is required; returns how many there were.
pub async fn use_grace(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<i32, UseCaseError> {
    let rows = account::Entity::update_many()
        .col_expr(account::Column::GraceUsed, Expr::col(account::Column::GraceUsed).add(1))
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.eq(id))
        .exec_with_returning(db)
        .await?;
    Ok(rows.first().map_or(i32::MAX, |row| row.grace_used))
}
