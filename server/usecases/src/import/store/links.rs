//! Queries about the links of patients: where they lead, and those that wait.

use super::PER_STATEMENT;
use super::join::{JOINED_KIND, find_targets, joined_alias, list_there};
use crate::charts::NUMBER_KIND;
use crate::db::Tx;
use crate::import::links::Said;
use crate::import::rows::{Body, Link, Other, Row};
use crate::{Backend, UseCaseError};
use domain::ids::{ChartId, FacilityId};
use entity::chart_link;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What patients are called by other systems.
const PATIENT: &str = "Patient";

/// The chart that each link leads to, if it is here.
pub async fn find_others(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    said: &[Said],
) -> Result<Vec<Option<ChartId>>, UseCaseError> {
    let (mut heads, mut called, mut numbers, mut ids) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in said {
        match &one.link.other {
            Other::Chart(id) => heads.push(joined_alias(facility, *id)),
            Other::Names { names, number, id } => {
                called.extend(names.iter().copied());
                numbers.extend(*number);
                ids.extend(*id);
            }
            Other::Several | Other::Nobody => {}
        }
    }
    let heads = find_targets(db, facility, JOINED_KIND, heads).await?;
    let called = find_targets(db, facility, PATIENT, called).await?;
    let numbers = find_targets(db, facility, NUMBER_KIND, numbers).await?;
    let there = list_there(db, facility, &ids).await?;
    let other = |one: &Said| -> Option<Uuid> {
        match &one.link.other {
            Other::Chart(id) => Some(heads.get(&joined_alias(facility, *id)).copied().unwrap_or(*id)),
            Other::Names { names, number, id } => names
                .iter()
                .find_map(|name| called.get(name))
                .or_else(|| numbers.get(number.as_ref()?))
                .copied()
                .or_else(|| id.filter(|id| there.contains(id))),
            Other::Several | Other::Nobody => None,
        }
    };
    Ok(said.iter().map(|one| other(one).map(ChartId)).collect())
}

/// Links that have waited for patients of these rows, whichever of their names they wait for. Those that stood in a patient who
/// says something else now wait no longer.
pub async fn waited(
    tx: &Tx,
    facility: FacilityId,
    rows: &[&Row],
    renewed: &[ChartId],
) -> Result<Vec<Said>, UseCaseError> {
    for part in renewed.chunks(PER_STATEMENT) {
        chart_link::Entity::delete_many()
            .filter(chart_link::Column::FacilityId.eq(facility))
            .filter(chart_link::Column::ChartId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    let patients = || rows.iter().filter(|row| matches!(row.body, Body::Chart(_)));
    let by_name: HashMap<Uuid, &Row> =
        patients().flat_map(|row| row.aliases.iter().map(|name| (*name, *row))).collect();
    let names: Vec<Uuid> = by_name.keys().copied().collect();
    let mut found = Vec::new();
    for part in names.chunks(PER_STATEMENT) {
        let waiting = chart_link::Entity::find()
            .filter(chart_link::Column::FacilityId.eq(facility))
            .filter(chart_link::Column::Name.is_in(part.iter().copied()))
            .all(tx)
            .await?;
        for link in waiting {
            let Some(row) = by_name.get(&link.name) else { continue };
            found.push(Said {
                from: link.chart_id,
                link: Link {
                    place: usize::try_from(link.place).unwrap_or_default(),
                    is_replaced: link.is_replaced,
                    other: Other::Chart(row.id),
                },
                file: row.file.clone(),
                path: row.place.to_string(),
            });
        }
    }
    Ok(found)
}

/// Lets links wait for whom they lead to, and forgets those that wait no longer.
pub async fn keep(
    backend: &Backend,
    facility: FacilityId,
    waiting: &[&Said],
    settled: &[&Said],
) -> Result<(), UseCaseError> {
    let place = |said: &Said| i64::try_from(said.link.place).unwrap_or(i64::MAX);
    let tx = backend.db.begin().await?;
    for said in settled {
        chart_link::Entity::delete_many()
            .filter(chart_link::Column::FacilityId.eq(facility))
            .filter(chart_link::Column::ChartId.eq(said.from))
            .filter(chart_link::Column::Place.eq(place(said)))
            .exec(&tx)
            .await?;
    }
    let mut rows = Vec::new();
    for said in waiting {
        let Other::Names { names, .. } = &said.link.other else { continue };
        let names: HashSet<Uuid> = names.iter().copied().collect();
        rows.extend(names.into_iter().map(|name| chart_link::ActiveModel {
            facility_id: Set(facility),
            chart_id: Set(said.from),
            place: Set(place(said)),
            name: Set(name),
            is_replaced: Set(said.link.is_replaced),
        }));
    }
    for part in rows.chunks(PER_STATEMENT) {
        chart_link::Entity::insert_many(part.to_vec())
            .on_conflict_do_nothing_on([
                chart_link::Column::FacilityId,
                chart_link::Column::ChartId,
                chart_link::Column::Place,
                chart_link::Column::Name,
            ])
            .exec_without_returning(&tx)
            .await?;
    }
    Ok(tx.commit().await?)
}
