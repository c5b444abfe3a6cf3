//! Queries about the switch, and about the sessions that end with it.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, FacilityId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{facility, session, staff_role};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _,
};

/// Moves the switch; says whether it stood otherwise.
pub async fn update(
    tx: &Tx,
    _permit: &StaffPermit,
    id: FacilityId,
    is_open: bool,
) -> Result<bool, UseCaseError> {
    let changed = facility::Entity::update_many()
        .col_expr(facility::Column::IsEnabled, Expr::value(is_open))
        .filter(facility::Column::Id.eq(id))
        .filter(facility::Column::IsEnabled.eq(!is_open))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Accounts of colleagues.
fn staff(id: FacilityId) -> SelectStatement {
    Query::select()
        .column(staff_role::Column::AccountId)
        .from(staff_role::Entity)
        .and_where(staff_role::Column::FacilityId.eq(id))
        .to_owned()
}

/// Patients' and proxies' sessions.
pub async fn count_sessions(
    db: &impl ConnectionTrait,
    id: FacilityId,
    now: Instant,
) -> Result<u64, UseCaseError> {
    Ok(session::Entity::find()
        .filter(session::Column::FacilityId.eq(id))
        .filter(session::Column::ExpiresS.gt(now))
        .filter(session::Column::AccountId.not_in_subquery(staff(id)))
        .count(db)
        .await?)
}

/// Ends the sessions of everybody who is no colleague; says whose.
pub async fn end_sessions(
    tx: &Tx,
    _permit: &StaffPermit,
    id: FacilityId,
) -> Result<Vec<AccountId>, UseCaseError> {
    let accounts: Vec<AccountId> = session::Entity::find()
        .select_only()
        .column(session::Column::AccountId)
        .distinct()
        .filter(session::Column::FacilityId.eq(id))
        .filter(session::Column::AccountId.not_in_subquery(staff(id)))
        .into_tuple()
        .all(tx)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::FacilityId.eq(id))
        .filter(session::Column::AccountId.not_in_subquery(staff(id)))
        .exec(tx)
        .await?;
    Ok(accounts)
}
