//! Who may read a part of a chart now: the patients themselves, and others with the scope.

use super::store::{self, GrantRow};
use crate::UseCaseError;
use crate::db::{Connection, Tx};
use domain::ids::{ChartId, FacilityId, GrantId};
use domain::permission::Scope;
use domain::time::Instant;

/// Everybody who may.
pub(crate) async fn list_reading(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
    scope: Scope,
    now: Instant,
) -> Result<Vec<GrantRow>, UseCaseError> {
    let mut grants = store::list_holding(tx, facility, chart, now).await?;
    grants.retain(|grant| grant.scopes.contains(&scope));
    Ok(grants)
}

/// One of them, if it still holds.
pub(crate) async fn find_reading(
    db: &impl Connection,
    facility: FacilityId,
    id: GrantId,
    scope: Scope,
    now: Instant,
) -> Result<Option<GrantRow>, UseCaseError> {
    let grant = store::find_grant(db, facility, id).await?;
    Ok(grant.filter(|grant| {
        grant.scopes.contains(&scope)
            && grant.revoked.is_none()
            && grant.starts <= now
            && grant.ends.is_none_or(|ends| now < ends)
    }))
}
