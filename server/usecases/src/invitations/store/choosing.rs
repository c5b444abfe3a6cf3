//! Queries about whom inviting many would mean, and what criteria can name.

use super::charts::{ChartHead, read as head};
use crate::UseCaseError;
use domain::ids::{ChartId, FacilityId};
use domain::invitations::staff::Named;
use domain::time::Instant;
use entity::{access_grant, appointment, chart, location, provider, visit_type};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};
use std::collections::{HashMap, HashSet};

/// Which visits matter.
pub struct Meant {
    pub from: Option<Instant>,
    pub to: Option<Instant>,
    pub visit_type: Option<String>,
    pub provider: Option<String>,
    pub location: Option<String>,
}

impl Meant {
    /// Whether visits matter at all.
    pub const fn is_any(&self) -> bool {
        self.from.is_some()
            || self.to.is_some()
            || self.visit_type.is_some()
            || self.provider.is_some()
            || self.location.is_some()
    }
}

/// Every chart's head, by name.
pub async fn list_all_charts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Vec<ChartHead>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::MergedInto.is_null())
        .order_by_asc(chart::Column::Family)
        .order_by_asc(chart::Column::Given)
        .order_by_asc(chart::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(head).collect())
}

/// Charts that somebody reads as their own.
pub async fn list_own_grants(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<HashSet<ChartId>, UseCaseError> {
    let lasts =
        Condition::any().add(access_grant::Column::EndsS.is_null()).add(access_grant::Column::EndsS.gt(now));
    let charts: Vec<ChartId> = access_grant::Entity::find()
        .select_only()
        .column(access_grant::Column::ChartId)
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Relation.eq("own"))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(lasts)
        .into_tuple()
        .all(db)
        .await?;
    Ok(charts.into_iter().collect())
}

/// When each chart's last visit of these began.
pub async fn last_visits(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    meant: &Meant,
    now: Instant,
) -> Result<HashMap<ChartId, Instant>, UseCaseError> {
    let mut query = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ChartId)
        .column_as(appointment::Column::StartS.max(), "last_s")
        .filter(appointment::Column::FacilityId.eq(facility))
        .filter(appointment::Column::StartS.lte(now))
        .filter(appointment::Column::Status.is_not_in(["cancelled", "no_show"]));
    if let Some(key) = &meant.visit_type {
        let ids = visit_type::Entity::find()
            .select_only()
            .column(visit_type::Column::Id)
            .filter(visit_type::Column::FacilityId.eq(facility))
            .filter(visit_type::Column::Key.eq(key));
        query = query.filter(appointment::Column::VisitTypeId.in_subquery(ids.into_query()));
    }
    if let Some(key) = &meant.provider {
        let ids = provider::Entity::find()
            .select_only()
            .column(provider::Column::Id)
            .filter(provider::Column::FacilityId.eq(facility))
            .filter(provider::Column::Key.eq(key));
        query = query.filter(appointment::Column::ProviderId.in_subquery(ids.into_query()));
    }
    if let Some(key) = &meant.location {
        let ids = location::Entity::find()
            .select_only()
            .column(location::Column::Id)
            .filter(location::Column::FacilityId.eq(facility))
            .filter(location::Column::Key.eq(key));
        query = query.filter(appointment::Column::LocationId.in_subquery(ids.into_query()));
    }
    let rows: Vec<(ChartId, Instant)> =
        query.group_by(appointment::Column::ChartId).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// What criteria can name.
pub struct Choices {
    pub visit_types: Vec<Named>,
    pub providers: Vec<Named>,
    pub locations: Vec<Named>,
}

pub async fn list_choices(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Choices, UseCaseError> {
    let visit_types = visit_type::Entity::find()
        .filter(visit_type::Column::FacilityId.eq(facility))
        .order_by_asc(visit_type::Column::Name)
        .all(db)
        .await?;
    let providers = provider::Entity::find()
        .filter(provider::Column::FacilityId.eq(facility))
        .order_by_asc(provider::Column::Name)
        .all(db)
        .await?;
    let locations = location::Entity::find()
        .filter(location::Column::FacilityId.eq(facility))
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    Ok(Choices {
        visit_types: visit_types.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
        providers: providers.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
        locations: locations.into_iter().map(|row| Named { key: row.key, name: row.name }).collect(),
    })
}
