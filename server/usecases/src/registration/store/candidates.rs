//! Queries about charts that an applicant may mean, and about whom to tell.

use crate::UseCaseError;
use crate::charts::ChartKey;
use crate::db::Tx;
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::permission::Role;
use entity::{account, chart, chart_key, staff_role};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::{BTreeMap, BTreeSet};

/// Most charts that are compared.
const MOST: u64 = 4_000;
/// Most charts behind one key: a family, a care home.
const MOST_OF_KEY: u64 = 200;

/// A chart, as far as it is compared.
#[derive(Clone)]
pub struct Likely {
    pub id: ChartId,
    pub given: String,
    pub family: String,
    pub birth_date: Option<String>,
    pub number: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub is_deceased: bool,
    pub is_opted_out: bool,
    pub is_inactive: bool,
}

/// Charts behind keys.
pub async fn list_keyed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    keys: &[ChartKey],
) -> Result<BTreeSet<ChartId>, UseCaseError> {
    let mut found = BTreeSet::new();
    for (kind, mac) in keys {
        let rows = chart_key::Entity::find()
            .filter(chart_key::Column::FacilityId.eq(facility))
            .filter(chart_key::Column::Kind.eq(kind.as_str()))
            .filter(chart_key::Column::Mac.eq(mac.as_slice()))
            .limit(MOST_OF_KEY)
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| row.chart_id));
    }
    Ok(found)
}

/// Charts born on these days, and these charts; of a chart that was merged away, the one that stays.
pub async fn list_likely(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    days: Vec<String>,
    keyed: &BTreeSet<ChartId>,
) -> Result<Vec<Likely>, UseCaseError> {
    let of = || chart::Entity::find().filter(chart::Column::FacilityId.eq(facility));
    let mut keyed = keyed.clone();
    for part in keyed.clone().into_iter().collect::<Vec<_>>().chunks(500) {
        let merged = of().filter(chart::Column::Id.is_in(part.iter().copied()));
        for row in merged.filter(chart::Column::MergedInto.is_not_null()).all(db).await? {
            keyed.remove(&row.id);
            keyed.extend(row.merged_into);
        }
    }
    let of = || of().filter(chart::Column::MergedInto.is_null());
    let mut found = BTreeMap::new();
    if !days.is_empty() {
        let born = of().filter(chart::Column::BirthDate.is_in(days)).limit(MOST).all(db).await?;
        found.extend(born.into_iter().map(|row| (row.id, read(row))));
    }
    let ids: Vec<ChartId> = keyed.iter().filter(|id| !found.contains_key(*id)).copied().collect();
    for part in ids.chunks(500) {
        let rows = of().filter(chart::Column::Id.is_in(part.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.id, read(row))));
    }
    Ok(found.into_values().collect())
}

/// One chart.
pub async fn find_chart(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<Likely>, UseCaseError> {
    let row = chart::Entity::find_by_id((facility, id)).one(db).await?;
    Ok(row.filter(|row| row.merged_into.is_none()).map(read))
}

/// Of these charts those that have a national ID of a kind, with its hashes.
pub async fn find_own_ids(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kind: &str,
    charts: &[ChartId],
) -> Result<BTreeMap<ChartId, Vec<Vec<u8>>>, UseCaseError> {
    let mut found: BTreeMap<ChartId, Vec<Vec<u8>>> = BTreeMap::new();
    for part in charts.chunks(500) {
        let rows = chart_key::Entity::find()
            .filter(chart_key::Column::FacilityId.eq(facility))
            .filter(chart_key::Column::ChartId.is_in(part.iter().copied()))
            .filter(chart_key::Column::Kind.eq(kind))
            .all(db)
            .await?;
        for row in rows {
            found.entry(row.chart_id).or_default().push(row.mac);
        }
    }
    Ok(found)
}

/// Colleagues who decide about requests.
pub async fn list_reviewers(tx: &Tx, facility: FacilityId) -> Result<BTreeSet<AccountId>, UseCaseError> {
    let roles = [Role::FrontDesk, Role::Administrator].map(Role::name);
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .filter(staff_role::Column::Role.is_in(roles))
        .all(tx)
        .await?;
    let ids: BTreeSet<AccountId> = rows.into_iter().map(|row| row.account_id).collect();
    let enabled = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids))
        .filter(account::Column::IsDisabled.eq(false))
        .all(tx)
        .await?;
    Ok(enabled.into_iter().map(|row| row.id).collect())
}

fn read(row: chart::Model) -> Likely {
    Likely {
        id: row.id,
        given: row.given,
        family: row.family,
        birth_date: row.birth_date,
        number: row.mrn,
        email: row.email,
        phone: row.phone,
        is_deceased: row.is_deceased,
        is_opted_out: row.is_opted_out,
        is_inactive: row.is_inactive,
    }
}
