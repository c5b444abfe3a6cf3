//! Queries for the screens of merging: what two charts say and have, and the latest merges.

use crate::UseCaseError;
use domain::charts::merge::ChartSide;
use domain::ids::{AccountId, ChartId, FacilityId, ResourceId};
use domain::time::Instant;
use entity::{access_grant, account, appointment, busy_unit, chart, chart_merge, entry, invitation};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

/// Merges shown.
const SHOWN: u64 = 50;

fn holding(facility: FacilityId, id: ChartId, now: Instant) -> Select<access_grant::Entity> {
    let lasts =
        Condition::any().add(access_grant::Column::EndsS.is_null()).add(access_grant::Column::EndsS.gt(now));
    access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(id))
        .filter(access_grant::Column::RevokedS.is_null())
        .filter(lasts)
}

/// What a chart says and has.
pub async fn read_side(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
    now: Instant,
) -> Result<ChartSide, UseCaseError> {
    let row = chart::Entity::find_by_id((facility, id)).one(db).await?.ok_or(UseCaseError::NotFound)?;
    let own = access_grant::Column::Relation.eq("own");
    let is_live = ["queued", "sent", "delivered", "bounced", "opened"];
    Ok(ChartSide {
        chart: id,
        entries: entry::Entity::find()
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::ChartId.eq(id))
            .count(db)
            .await?,
        appointments: appointment::Entity::find()
            .filter(appointment::Column::FacilityId.eq(facility))
            .filter(appointment::Column::ChartId.eq(id))
            .count(db)
            .await?,
        own_accounts: holding(facility, id, now).filter(own).count(db).await?,
        proxies: holding(facility, id, now)
            .filter(access_grant::Column::Relation.ne("own"))
            .count(db)
            .await?,
        invitations: invitation::Entity::find()
            .filter(invitation::Column::FacilityId.eq(facility))
            .filter(invitation::Column::ChartId.eq(id))
            .filter(invitation::Column::State.is_in(is_live))
            .filter(invitation::Column::ExpiresS.gt(now))
            .count(db)
            .await?,
        name: format!("{} {}", row.given, row.family).trim().to_owned(),
        born: row.birth_date.unwrap_or_default(),
        number: row.mrn.unwrap_or_default(),
        gender: row.gender.unwrap_or_default(),
        language: row.language.unwrap_or_default(),
        email: row.email.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        is_deceased: row.is_deceased,
    })
}

/// How many five minutes both patients' time is kept.
pub async fn count_overlap(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    one: ChartId,
    other: ChartId,
) -> Result<u64, UseCaseError> {
    let units = Query::select()
        .column(busy_unit::Column::Unit)
        .from(busy_unit::Entity)
        .and_where(busy_unit::Column::FacilityId.eq(facility))
        .and_where(busy_unit::Column::ResourceId.eq(ResourceId::from(other)))
        .to_owned();
    Ok(busy_unit::Entity::find()
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(ResourceId::from(one)))
        .filter(busy_unit::Column::Unit.in_subquery(units))
        .count(db)
        .await?)
}

/// A merge with the names that belong to it.
pub struct Listed {
    pub row: chart_merge::Model,
    pub survivor: String,
    pub merged: String,
    pub by: String,
}

/// The latest merges.
pub async fn list(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Vec<Listed>, UseCaseError> {
    let rows = chart_merge::Entity::find()
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .order_by_desc(chart_merge::Column::MergedS)
        .order_by_desc(chart_merge::Column::Id)
        .limit(SHOWN)
        .all(db)
        .await?;
    let charts = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(rows.iter().flat_map(|row| [row.survivor_id, row.merged_id])))
        .all(db)
        .await?;
    let people = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(rows.iter().map(|row| row.merged_by)))
        .all(db)
        .await?;
    let name = |id: ChartId| {
        let found = charts.iter().find(|row| row.id == id);
        found.map_or_else(String::new, |row| {
            let name = format!("{} {}", row.given, row.family).trim().to_owned();
            row.mrn.as_ref().map_or_else(|| name.clone(), |number| format!("{name} · {number}"))
        })
    };
    let by = |id: AccountId| {
        people.iter().find(|one| one.id == id).map(|one| one.display_name.clone()).unwrap_or_default()
    };
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            survivor: name(row.survivor_id),
            merged: name(row.merged_id),
            by: by(row.merged_by),
            row,
        })
        .collect())
}
