//! Whose chart a patient of a file is: the one it always was, one that was added by hand with the same record number, or a
//! new one. Charts that were merged away keep their heads, and what belongs to them goes to the chart that stayed.

use crate::charts::{NUMBER_KIND, number_alias};
use crate::db::Tx;
use crate::import::plan::Person;
use crate::{UseCaseError, results};
use domain::ids::{ChartId, FacilityId};
use entity::{chart, entry, facility, resource_alias};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Aliases that say that a patient of a file was taken for a chart that was added by hand.
pub(super) const JOINED_KIND: &str = "Patient.joined";
/// Longest chain of merges that is followed.
const LONGEST_CHAIN: usize = 32;
/// Values per statement.
const PER_STATEMENT: usize = 500;

/// What became of the patients of a batch.
#[derive(Default)]
pub struct Joined {
    /// The chart whose head each of them is, where it is not the one that its key stands for.
    pub heads: HashMap<Uuid, Uuid>,
    /// Those that contradict the chart with their number.
    pub contradicting: HashSet<Uuid>,
}

/// Finds out whose charts these patients' are, and writes down what was decided.
pub async fn join(tx: &Tx, facility: FacilityId, people: &[(Uuid, &Person)]) -> Result<Joined, UseCaseError> {
    let mut joined = Joined::default();
    let names: HashMap<Uuid, Uuid> =
        people.iter().map(|(id, _)| (joined_alias(facility, *id), *id)).collect();
    for (name, chart) in find_targets(tx, facility, JOINED_KIND, names.keys().copied().collect()).await? {
        joined.heads.extend(names.get(&name).map(|id| (*id, chart)));
    }
    let ids: Vec<Uuid> = people.iter().map(|(id, _)| *id).collect();
    let there = list_there(tx, facility, &ids).await?;
    let open: Vec<_> = people
        .iter()
        .filter(|(id, person)| {
            person.number.is_some() && !there.contains(id) && !joined.heads.contains_key(id)
        })
        .collect();
    if open.is_empty() {
        return Ok(joined);
    }
    // Nobody adds a chart by hand meanwhile.
    facility::Entity::find_by_id(facility).lock_exclusive().one(tx).await?;
    let numbers: HashSet<Uuid> = open
        .iter()
        .filter_map(|(_, person)| person.number.as_deref())
        .map(|number| number_alias(facility, number))
        .collect();
    let by_number = find_targets(tx, facility, NUMBER_KIND, numbers.into_iter().collect()).await?;
    for (id, person) in open {
        let number = person.number.as_deref().map(|number| number_alias(facility, number));
        let Some(by_hand) = number.and_then(|number| by_number.get(&number)).copied() else { continue };
        let stayed = survivor(tx, facility, by_hand).await?;
        let mut free = None;
        for candidate in [stayed, by_hand] {
            if free.is_none() && !is_taken(tx, facility, candidate).await? {
                free = Some(candidate);
            }
        }
        let Some(chart) = free else { continue };
        if contradicts(tx, facility, stayed, person).await? {
            joined.contradicting.insert(*id);
            continue;
        }
        let row = resource_alias::ActiveModel {
            facility_id: Set(facility),
            alias: Set(joined_alias(facility, *id).as_bytes().to_vec()),
            kind: Set(JOINED_KIND.to_owned()),
            target_id: Set(chart),
        };
        resource_alias::Entity::insert(row).exec_without_returning(tx).await?;
        move_entries(tx, facility, *id, survivor(tx, facility, chart).await?).await?;
        joined.heads.insert(*id, chart);
    }
    Ok(joined)
}

pub(super) fn joined_alias(facility: FacilityId, id: Uuid) -> Uuid {
    Uuid::new_v5(&facility.0, format!("joined {id}").as_bytes())
}

pub(super) async fn find_targets(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    kind: &str,
    names: Vec<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, UseCaseError> {
    let mut found = HashMap::new();
    for part in names.chunks(PER_STATEMENT) {
        let rows = resource_alias::Entity::find()
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.eq(kind))
            .filter(resource_alias::Column::Alias.is_in(part.iter().map(|name| name.as_bytes().to_vec())))
            .all(db)
            .await?;
        found.extend(
            rows.into_iter().filter_map(|row| Some((Uuid::from_slice(&row.alias).ok()?, row.target_id))),
        );
    }
    Ok(found)
}

pub(super) async fn list_there(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, UseCaseError> {
    let mut there = HashSet::new();
    for part in ids.chunks(PER_STATEMENT) {
        let found: Vec<Uuid> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        there.extend(found);
    }
    Ok(there)
}

/// Whether a chart is a patient's of some file already.
async fn is_taken(tx: &Tx, facility: FacilityId, chart: Uuid) -> Result<bool, UseCaseError> {
    let row = resource_alias::Entity::find()
        .filter(resource_alias::Column::FacilityId.eq(facility))
        .filter(resource_alias::Column::TargetId.eq(chart))
        .filter(resource_alias::Column::Kind.is_in(["Patient", JOINED_KIND]))
        .one(tx)
        .await?;
    Ok(row.is_some())
}

/// Whether the date of birth is another one; a year or a month may be all that is known.
async fn contradicts(
    tx: &Tx,
    facility: FacilityId,
    chart: Uuid,
    person: &Person,
) -> Result<bool, UseCaseError> {
    let row = chart::Entity::find_by_id((facility, ChartId(chart))).one(tx).await?;
    let known = row.and_then(|row| row.birth_date);
    Ok(match (&known, &person.born) {
        (Some(known), Some(born)) => !known.starts_with(born.as_str()) && !born.starts_with(known.as_str()),
        _ => false,
    })
}

/// What came before its patient did follows the patient.
async fn move_entries(tx: &Tx, facility: FacilityId, from: Uuid, to: Uuid) -> Result<(), UseCaseError> {
    entry::Entity::update_many()
        .col_expr(entry::Column::ChartId, Expr::value(to))
        .filter(entry::Column::FacilityId.eq(facility))
        .filter(entry::Column::ChartId.eq(from))
        .exec(tx)
        .await?;
    results::follow_all(tx, facility, ChartId(from), ChartId(to)).await
}

/// The chart that stayed when this one was merged, or itself.
async fn survivor(tx: &Tx, facility: FacilityId, chart: Uuid) -> Result<Uuid, UseCaseError> {
    Ok(survivors(tx, facility, [chart].into()).await?.get(&chart).copied().unwrap_or(chart))
}

/// Keeps charts from being merged, parted, or added to by another import until the transaction ends.
pub async fn lock_charts(tx: &Tx, facility: FacilityId, charts: &HashSet<Uuid>) -> Result<(), UseCaseError> {
    let mut ids: Vec<Uuid> = charts.iter().copied().collect();
    // In the order in which all lock them.
    ids.sort();
    for part in ids.chunks(PER_STATEMENT) {
        let _: Vec<Uuid> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .order_by_asc(chart::Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(tx)
            .await?;
    }
    Ok(())
}

/// The charts that stayed, of those that were merged away.
pub async fn survivors(
    tx: &Tx,
    facility: FacilityId,
    charts: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, UseCaseError> {
    let mut now: HashMap<Uuid, Uuid> = charts.into_iter().map(|chart| (chart, chart)).collect();
    for _ in 0..LONGEST_CHAIN {
        let asked: Vec<Uuid> = now.values().copied().collect::<HashSet<_>>().into_iter().collect();
        let mut steps = HashMap::new();
        for part in asked.chunks(PER_STATEMENT) {
            let found: Vec<(Uuid, Option<Uuid>)> = chart::Entity::find()
                .select_only()
                .columns([chart::Column::Id, chart::Column::MergedInto])
                .filter(chart::Column::FacilityId.eq(facility))
                .filter(chart::Column::Id.is_in(part.iter().copied()))
                .filter(chart::Column::MergedInto.is_not_null())
                .into_tuple()
                .all(tx)
                .await?;
            steps.extend(found.into_iter().filter_map(|(from, to)| Some((from, to?))));
        }
        if steps.is_empty() {
            break;
        }
        for chart in now.values_mut() {
            if let Some(next) = steps.get(chart) {
                *chart = *next;
            }
        }
    }
    now.retain(|from, to| from != to);
    Ok(now)
}

/// Fills in what the file is silent about from the charts as they are: what was typed by hand is not lost.
pub async fn find_typed(
    tx: &Tx,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, chart::Model>, UseCaseError> {
    let mut found = HashMap::new();
    for part in ids.chunks(PER_STATEMENT) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id.0, row)));
    }
    Ok(found)
}
