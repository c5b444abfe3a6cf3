//! Queries about what people have allowed apps.

use crate::UseCaseError;
use crate::db::Tx;
use domain::charts::policy::MergePermit;
use domain::ids::{AccountId, ChartId, ClientId, ConnectionId, FacilityId};
use domain::policy::ChartPermit;
use domain::time::Instant;
use entity::{chart_merge, client, connection};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A connection that has not ended.
pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ConnectionId,
) -> Result<Option<connection::Model>, UseCaseError> {
    let row = connection::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.ended_s.is_none()))
}

/// The connection of an app with a record through an account: a new one, or the one there is, with what is allowed now.
pub async fn upsert(
    tx: &Tx,
    _permit: &ChartPermit,
    facility: FacilityId,
    (client, account, chart): (ClientId, AccountId, ChartId),
    scopes: &str,
    now: Instant,
) -> Result<ConnectionId, UseCaseError> {
    let known = connection::Entity::find()
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::AccountId.eq(account))
        .filter(connection::Column::ClientId.eq(client))
        .filter(connection::Column::ChartId.eq(chart))
        .filter(connection::Column::EndedS.is_null())
        .one(tx)
        .await?;
    if let Some(known) = known {
        connection::Entity::update_many()
            .col_expr(connection::Column::Scopes, Expr::value(scopes))
            .filter(connection::Column::FacilityId.eq(facility))
            .filter(connection::Column::Id.eq(known.id))
            .exec(tx)
            .await?;
        return Ok(known.id);
    }
    let id = ConnectionId(Uuid::new_v4());
    let row = connection::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        client_id: Set(client),
        account_id: Set(account),
        chart_id: Set(chart),
        scopes: Set(scopes.to_owned()),
        since_s: Set(now),
        used_s: Set(None),
        ended_s: Set(None),
    };
    connection::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// The connections of an account that have not ended, the latest first; then those with charts that were merged away, which a merge
/// that still holds has ended since an instant; with the names of the apps.
pub async fn list_of(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    (merged, since): (&[ChartId], Instant),
) -> Result<Vec<(connection::Model, String)>, UseCaseError> {
    let mut rows = connection::Entity::find()
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::AccountId.eq(account))
        .filter(connection::Column::EndedS.is_null())
        .order_by_desc(connection::Column::SinceS)
        .order_by_desc(connection::Column::Id)
        .all(db)
        .await?;
    // Few have any; for them alone all of the clinic's connections are looked through.
    if !merged.is_empty() {
        rows.extend(list_ended_by_merges(db, facility, account, (merged, since)).await?);
    }
    let clients: Vec<ClientId> = rows.iter().map(|row| row.client_id).collect();
    let names: BTreeMap<ClientId, String> = client::Entity::find()
        .filter(client::Column::FacilityId.eq(facility))
        .filter(client::Column::Id.is_in(clients))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let named = |row: connection::Model| {
        let name = names.get(&row.client_id).cloned().unwrap_or_default();
        (row, name)
    };
    Ok(rows.into_iter().map(named).collect())
}

/// What merges have ended has their second; what somebody has ended is not told again.
async fn list_ended_by_merges(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    (merged, since): (&[ChartId], Instant),
) -> Result<Vec<connection::Model>, UseCaseError> {
    let mut rows = connection::Entity::find()
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::AccountId.eq(account))
        .filter(connection::Column::ChartId.is_in(merged.iter().copied()))
        .filter(connection::Column::EndedS.gte(since))
        .order_by_desc(connection::Column::SinceS)
        .order_by_desc(connection::Column::Id)
        .all(db)
        .await?;
    let merges: Vec<(ChartId, Instant)> = chart_merge::Entity::find()
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .filter(chart_merge::Column::MergedId.is_in(merged.iter().copied()))
        .filter(chart_merge::Column::UndoneS.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|merge| (merge.merged_id, merge.merged_s))
        .collect();
    rows.retain(|row| row.ended_s.is_some_and(|ended| merges.contains(&(row.chart_id, ended))));
    Ok(rows)
}

/// Ends every connection with a chart; which they were.
pub async fn end_of_chart(
    tx: &Tx,
    _permit: &MergePermit,
    (facility, chart): (FacilityId, ChartId),
    now: Instant,
) -> Result<Vec<connection::Model>, UseCaseError> {
    let rows = connection::Entity::find()
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::ChartId.eq(chart))
        .filter(connection::Column::EndedS.is_null())
        .order_by_asc(connection::Column::Id)
        .all(tx)
        .await?;
    connection::Entity::update_many()
        .col_expr(connection::Column::EndedS, Expr::value(now))
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::ChartId.eq(chart))
        .filter(connection::Column::EndedS.is_null())
        .exec(tx)
        .await?;
    Ok(rows)
}

/// Ends a connection of an account; which it was.
pub async fn end(
    tx: &Tx,
    facility: FacilityId,
    (account, id): (AccountId, ConnectionId),
    now: Instant,
) -> Result<Option<connection::Model>, UseCaseError> {
    let known = find(tx, facility, id).await?.filter(|row| row.account_id == account);
    if known.is_some() {
        connection::Entity::update_many()
            .col_expr(connection::Column::EndedS, Expr::value(now))
            .filter(connection::Column::FacilityId.eq(facility))
            .filter(connection::Column::Id.eq(id))
            .exec(tx)
            .await?;
    }
    Ok(known)
}

/// Notes that a connection was used.
pub async fn touch(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ConnectionId,
    now: Instant,
) -> Result<(), UseCaseError> {
    connection::Entity::update_many()
        .col_expr(connection::Column::UsedS, Expr::value(now))
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
