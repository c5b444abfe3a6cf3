//! Queries about colleagues.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, FacilityId, ProviderId};
use domain::permission::Role;
use domain::policy::StaffPermit;
use domain::staff::contract::Clinician;
use domain::time::Instant;
use entity::{account, audit_event, facility, provider, staff_role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::BTreeMap;

/// A colleague as stored.
pub struct Person {
    pub id: AccountId,
    pub name: String,
    pub username: String,
    /// In the order of the matrix.
    pub roles: Vec<Role>,
    pub provider: Option<ProviderId>,
    pub is_disabled: bool,
}

/// Every colleague: who has a role.
pub async fn list(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
) -> Result<Vec<Person>, UseCaseError> {
    let rows = staff_role::Entity::find().filter(staff_role::Column::FacilityId.eq(facility)).all(db).await?;
    let mut roles: BTreeMap<AccountId, Vec<staff_role::Model>> = BTreeMap::new();
    for row in rows {
        roles.entry(row.account_id).or_default().push(row);
    }
    let accounts = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(roles.keys().copied()))
        .all(db)
        .await?;
    Ok(accounts
        .into_iter()
        .map(|row| {
            let roles = roles.remove(&row.id).unwrap_or_default();
            person(row, &roles)
        })
        .collect())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<Person>, UseCaseError> {
    let roles = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::AccountId.eq(id))
        .all(db)
        .await?;
    if roles.is_empty() {
        return Ok(None);
    }
    let row = account::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.map(|row| person(row, &roles)))
}

fn person(row: account::Model, roles: &[staff_role::Model]) -> Person {
    let has = |role: Role| roles.iter().any(|row| row.role == role.name());
    Person {
        id: row.id,
        name: row.display_name,
        username: row.username,
        roles: Role::ALL.into_iter().filter(|role| has(*role)).collect(),
        provider: roles.iter().find_map(|row| row.provider_id),
        is_disabled: row.is_disabled,
    }
}

/// When an account signed in last.
pub async fn find_last_sign_in(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: AccountId,
) -> Result<Option<Instant>, UseCaseError> {
    let event = audit_event::Entity::find()
        .filter(audit_event::Column::FacilityId.eq(facility))
        .filter(audit_event::Column::AccountId.eq(id))
        .filter(audit_event::Column::Action.eq("account.sign_in"))
        .filter(audit_event::Column::Outcome.eq("done"))
        .order_by_desc(audit_event::Column::AtS)
        .order_by_desc(audit_event::Column::Id)
        .one(db)
        .await?;
    Ok(event.map(|event| event.at_s))
}

/// Clinicians in use, by name.
pub async fn list_clinicians(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<Clinician>, UseCaseError> {
    let rows = provider::Entity::find()
        .filter(provider::Column::FacilityId.eq(facility))
        .filter(provider::Column::IsActive.eq(true))
        .order_by_asc(provider::Column::Name)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Clinician { id: row.id, name: row.name }).collect())
}

/// One change of a facility's colleagues at a time.
pub async fn lock(tx: &Tx, id: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
}

pub async fn update_disabled(
    tx: &Tx,
    _permit: &StaffPermit,
    facility: FacilityId,
    account: AccountId,
    is_disabled: bool,
) -> Result<(), UseCaseError> {
    account::Entity::update_many()
        .col_expr(account::Column::IsDisabled, Expr::value(is_disabled))
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}
