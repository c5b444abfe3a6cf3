//! Queries about clients.

use crate::UseCaseError;
use crate::connections::clients::Wanted;
use crate::db::Tx;
use domain::connections::ClientKind;
use domain::connections::contract::SwitchClientRequest;
use domain::ids::{ClientId, FacilityId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{client, connection};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use std::collections::BTreeMap;

/// Every client, by name.
pub async fn list(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<client::Model>, UseCaseError> {
    Ok(client::Entity::find()
        .filter(client::Column::FacilityId.eq(facility))
        .order_by_asc(client::Column::Name)
        .order_by_asc(client::Column::Id)
        .all(db)
        .await?)
}

/// How many people have connected each.
pub async fn count_connections(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<BTreeMap<ClientId, u64>, UseCaseError> {
    let rows: Vec<(ClientId, i64)> = connection::Entity::find()
        .select_only()
        .column(connection::Column::ClientId)
        .column_as(connection::Column::Id.count(), "count")
        .filter(connection::Column::FacilityId.eq(facility))
        .filter(connection::Column::EndedS.is_null())
        .group_by(connection::Column::ClientId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or_default())).collect())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClientId,
) -> Result<Option<client::Model>, UseCaseError> {
    Ok(client::Entity::find_by_id((facility, id)).one(db).await?)
}

pub async fn insert(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, ClientId),
    kind: ClientKind,
    wanted: &Wanted,
) -> Result<(), UseCaseError> {
    let row = client::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        kind: Set(kind.name().to_owned()),
        name: Set(wanted.name.clone()),
        redirect_uris: Set(wanted.redirect_uris.clone()),
        keys: Set(wanted.keys.clone()),
        scopes: Set(wanted.scopes.clone()),
        is_disabled: Set(false),
        used_s: Set(None),
        version: Set(1),
    };
    client::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes a client as it was read; says whether it still was.
pub async fn update(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, ClientId),
    version: i64,
    wanted: &Wanted,
) -> Result<bool, UseCaseError> {
    let changed = client::Entity::update_many()
        .col_expr(client::Column::Name, Expr::value(wanted.name.clone()))
        .col_expr(client::Column::RedirectUris, Expr::value(wanted.redirect_uris.clone()))
        .col_expr(client::Column::Keys, Expr::value(wanted.keys.clone()))
        .col_expr(client::Column::Scopes, Expr::value(wanted.scopes.clone()))
        .col_expr(client::Column::Version, Expr::col(client::Column::Version).add(1))
        .filter(client::Column::FacilityId.eq(facility))
        .filter(client::Column::Id.eq(id))
        .filter(client::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Shuts a client out or lets it in as it was read; says whether it still was.
pub async fn switch(
    tx: &Tx,
    _permit: &StaffPermit,
    facility: FacilityId,
    request: &SwitchClientRequest,
) -> Result<bool, UseCaseError> {
    let changed = client::Entity::update_many()
        .col_expr(client::Column::IsDisabled, Expr::value(request.is_disabled))
        .col_expr(client::Column::Version, Expr::col(client::Column::Version).add(1))
        .filter(client::Column::FacilityId.eq(facility))
        .filter(client::Column::Id.eq(request.id))
        .filter(client::Column::Version.eq(request.version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Notes that a client was used.
pub async fn touch(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClientId,
    now: Instant,
) -> Result<(), UseCaseError> {
    client::Entity::update_many()
        .col_expr(client::Column::UsedS, Expr::value(now))
        .filter(client::Column::FacilityId.eq(facility))
        .filter(client::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
