//! Queries about the security settings, and whom a change of them concerns.

use crate::UseCaseError;
use crate::db::Tx;
use domain::account::security::{FactorKind, SecuritySettings};
use domain::ids::{AccountId, FacilityId};
use domain::policy::StaffPermit;
use domain::security::{AudienceCensus, Census};
use domain::time::Instant;
use entity::{account, facility, factor, session, staff_role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _,
};
use std::collections::{BTreeMap, BTreeSet};

/// The settings, of which nobody else changes any before this transaction ends.
pub async fn lock(tx: &Tx, id: FacilityId) -> Result<SecuritySettings, UseCaseError> {
    let row = facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let text = row.ok_or(UseCaseError::NotFound)?.security;
    // What cannot be read counts as never decided, as when requests are answered.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub async fn update(
    tx: &Tx,
    _permit: &StaffPermit,
    id: FacilityId,
    settings: &SecuritySettings,
) -> Result<(), UseCaseError> {
    facility::Entity::update_many()
        .col_expr(facility::Column::Security, Expr::value(serde_json::to_string(settings)?))
        .filter(facility::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Accounts in use by what they have proven, and sessions that have not run out.
pub async fn count_people(
    db: &impl ConnectionTrait,
    id: FacilityId,
    now: Instant,
) -> Result<Census, UseCaseError> {
    let disabled: BTreeSet<AccountId> = account::Entity::find()
        .filter(account::Column::FacilityId.eq(id))
        .filter(account::Column::IsDisabled.eq(true))
        .select_only()
        .column(account::Column::Id)
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let staff: BTreeSet<AccountId> = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(id))
        .select_only()
        .column(staff_role::Column::AccountId)
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let proven: Vec<(AccountId, String)> = factor::Entity::find()
        .filter(factor::Column::FacilityId.eq(id))
        .filter(factor::Column::ProvenS.is_not_null())
        .filter(factor::Column::BlockedS.is_null())
        .select_only()
        .column(factor::Column::AccountId)
        .column(factor::Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    let accounts = account::Entity::find().filter(account::Column::FacilityId.eq(id)).count(db).await?;
    let open: Vec<AccountId> = session::Entity::find()
        .filter(session::Column::FacilityId.eq(id))
        .filter(session::Column::ExpiresS.gt(now))
        .select_only()
        .column(session::Column::AccountId)
        .into_tuple()
        .all(db)
        .await?;
    let mut kinds: BTreeMap<AccountId, BTreeSet<FactorKind>> = BTreeMap::new();
    for (account, kind) in proven.iter().filter(|(account, _)| !disabled.contains(account)) {
        kinds.entry(*account).or_default().extend(FactorKind::parse(kind));
    }
    let staff_total = staff.difference(&disabled).count();
    let total = usize::try_from(accounts).unwrap_or(usize::MAX).saturating_sub(disabled.len());
    let audience = |is_staff: bool, total: usize| {
        let mut groups: BTreeMap<Vec<FactorKind>, u32> = BTreeMap::new();
        let mut with = 0;
        for (_, kinds) in kinds.iter().filter(|(account, _)| staff.contains(account) == is_staff) {
            *groups.entry(kinds.iter().copied().collect()).or_default() += 1;
            with += 1;
        }
        let without = u32::try_from(total.saturating_sub(with)).unwrap_or(u32::MAX);
        *groups.entry(Vec::new()).or_default() += without;
        let sessions = open.iter().filter(|account| staff.contains(account) == is_staff).count();
        AudienceCensus {
            groups: groups.into_iter().collect(),
            sessions: u32::try_from(sessions).unwrap_or(u32::MAX),
        }
    };
    Ok(Census {
        patients: audience(false, total.saturating_sub(staff_total)),
        staff: audience(true, staff_total),
    })
}
