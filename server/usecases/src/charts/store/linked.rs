//! Queries about charts of which another system says that they are one person's.

use crate::UseCaseError;
use crate::db::Tx;
use domain::charts::policy::{Doubt, Known};
use domain::ids::{AccountId, ChartId, FacilityId, ProposalId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{chart, chart_merge, chart_proposal};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Charts that are looked at behind one; where there are more, a colleague decides.
pub const MOST_BEHIND: usize = 16;
/// Proposals read.
const READ: u64 = 200;
/// Proposals shown.
const SHOWN: usize = 50;

/// The same two charts always have the same proposal.
fn id_of(facility: FacilityId, survivor: ChartId, merged: ChartId) -> ProposalId {
    ProposalId(Uuid::new_v5(&facility.0, format!("proposal {merged} into {survivor}").as_bytes()))
}

/// Whether a chart is hidden because another system said so.
pub async fn is_hidden_by_link(tx: &Tx, facility: FacilityId, id: ChartId) -> Result<bool, UseCaseError> {
    let by: Option<AccountId> = chart_merge::Entity::find()
        .select_only()
        .column(chart_merge::Column::MergedBy)
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .filter(chart_merge::Column::MergedId.eq(id))
        .filter(chart_merge::Column::UndoneS.is_null())
        .into_tuple()
        .one(tx)
        .await?;
    Ok(by.is_some_and(|by| by.0.is_nil()))
}

/// Whether a merge of one of these with one of those was undone.
pub async fn are_parted(
    tx: &Tx,
    facility: FacilityId,
    [these, those]: &[Vec<ChartId>; 2],
) -> Result<bool, UseCaseError> {
    let way = |from: &[ChartId], to: &[ChartId]| {
        Condition::all()
            .add(chart_merge::Column::MergedId.is_in(from.iter().copied()))
            .add(chart_merge::Column::SurvivorId.is_in(to.iter().copied()))
    };
    let undone = chart_merge::Entity::find()
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .filter(chart_merge::Column::UndoneS.is_not_null())
        .filter(Condition::any().add(way(these, those)).add(way(those, these)))
        .one(tx)
        .await?;
    Ok(undone.is_some())
}

/// Whether a colleague has said that one of these and one of those are two people's.
pub async fn is_declined(
    tx: &Tx,
    facility: FacilityId,
    [these, those]: &[Vec<ChartId>; 2],
) -> Result<bool, UseCaseError> {
    let pair = |one: ChartId, other: ChartId| [id_of(facility, one, other), id_of(facility, other, one)];
    let ids = these.iter().flat_map(|one| those.iter().flat_map(move |other| pair(*one, *other)));
    let declined = chart_proposal::Entity::find()
        .filter(chart_proposal::Column::FacilityId.eq(facility))
        .filter(chart_proposal::Column::Id.is_in(ids))
        .filter(chart_proposal::Column::DeclinedS.is_not_null())
        .one(tx)
        .await?;
    Ok(declined.is_some())
}

/// A chart and all that were merged into it, its own first; one more than [`MOST_BEHIND`] if there are more.
pub async fn behind(tx: &Tx, facility: FacilityId, id: ChartId) -> Result<Vec<ChartId>, UseCaseError> {
    let mut all = vec![id];
    let mut last = vec![id];
    while !last.is_empty() && all.len() <= MOST_BEHIND {
        last = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::MergedInto.is_in(last))
            .order_by_asc(chart::Column::Id)
            .limit(MOST_BEHIND as u64 + 1)
            .into_tuple()
            .all(tx)
            .await?;
        all.extend(&last);
    }
    all.truncate(MOST_BEHIND + 1);
    Ok(all)
}

/// Who charts say that their patients are, in their order.
pub async fn list_known(
    tx: &Tx,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<Vec<Known>, UseCaseError> {
    let found: Vec<(ChartId, String, Option<String>)> = chart::Entity::find()
        .select_only()
        .columns([chart::Column::Id, chart::Column::NameWords, chart::Column::BirthDate])
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(charts.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let mut known: HashMap<ChartId, Known> = found
        .into_iter()
        .map(|(id, name, born)| (id, Known { name, born: born.filter(|born| !born.is_empty()) }))
        .collect();
    Ok(charts.iter().filter_map(|id| known.remove(id)).collect())
}

/// The two charts of a proposal, decided or not.
pub async fn find_proposed(
    tx: &Tx,
    facility: FacilityId,
    id: ProposalId,
) -> Result<Option<[ChartId; 2]>, UseCaseError> {
    let row = chart_proposal::Entity::find_by_id((facility, id)).one(tx).await?;
    Ok(row.map(|row| [row.survivor_id, row.merged_id]))
}

/// Puts two charts before the colleagues, once.
pub async fn propose(
    tx: &Tx,
    facility: FacilityId,
    (survivor, merged): (ChartId, ChartId),
    doubt: Doubt,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = chart_proposal::ActiveModel {
        facility_id: Set(facility),
        id: Set(id_of(facility, survivor, merged)),
        survivor_id: Set(survivor),
        merged_id: Set(merged),
        doubt: Set(doubt.name().to_owned()),
        proposed_s: Set(now),
        declined_by: Set(None),
        declined_s: Set(None),
    };
    let renew = OnConflict::columns([chart_proposal::Column::FacilityId, chart_proposal::Column::Id])
        .update_column(chart_proposal::Column::Doubt)
        .to_owned();
    chart_proposal::Entity::insert(row).on_conflict(renew).exec_without_returning(tx).await?;
    Ok(())
}

/// Two charts that are one are no longer proposed.
pub async fn delete_proposals(
    tx: &Tx,
    facility: FacilityId,
    one: ChartId,
    other: ChartId,
) -> Result<(), UseCaseError> {
    chart_proposal::Entity::delete_many()
        .filter(chart_proposal::Column::FacilityId.eq(facility))
        .filter(chart_proposal::Column::Id.is_in([id_of(facility, one, other), id_of(facility, other, one)]))
        .exec(tx)
        .await?;
    Ok(())
}

/// A proposal with the names that belong to it.
pub struct Listed {
    pub row: chart_proposal::Model,
    pub survivor: String,
    pub merged: String,
}

/// What was proposed and not decided, of charts that are shown.
pub async fn list_open(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Vec<Listed>, UseCaseError> {
    let rows = chart_proposal::Entity::find()
        .filter(chart_proposal::Column::FacilityId.eq(facility))
        .filter(chart_proposal::Column::DeclinedS.is_null())
        .order_by_desc(chart_proposal::Column::ProposedS)
        .order_by_desc(chart_proposal::Column::Id)
        .limit(READ)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let shown: Vec<(ChartId, String, String, Option<String>)> = chart::Entity::find()
        .select_only()
        .columns([chart::Column::Id, chart::Column::Given, chart::Column::Family, chart::Column::Mrn])
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.is_in(rows.iter().flat_map(|row| [row.survivor_id, row.merged_id])))
        .filter(chart::Column::MergedInto.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<ChartId, String> = shown
        .into_iter()
        .map(|(id, given, family, number)| {
            let name = format!("{given} {family}").trim().to_owned();
            (id, number.map_or_else(|| name.clone(), |number| format!("{name} · {number}")))
        })
        .collect();
    let listed = rows.into_iter().filter_map(|row| {
        let (survivor, merged) = (names.get(&row.survivor_id)?.clone(), names.get(&row.merged_id)?.clone());
        Some(Listed { row, survivor, merged })
    });
    Ok(listed.take(SHOWN).collect())
}

/// Notes that two charts are two people's; which they are, if that was to be decided.
pub async fn decline(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, ProposalId),
    by: AccountId,
    now: Instant,
) -> Result<Option<[ChartId; 2]>, UseCaseError> {
    let changed = chart_proposal::Entity::update_many()
        .col_expr(chart_proposal::Column::DeclinedBy, Expr::value(by))
        .col_expr(chart_proposal::Column::DeclinedS, Expr::value(now))
        .filter(chart_proposal::Column::FacilityId.eq(facility))
        .filter(chart_proposal::Column::Id.eq(id))
        .filter(chart_proposal::Column::DeclinedS.is_null())
        .exec(tx)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(None);
    }
    let row = chart_proposal::Entity::find_by_id((facility, id)).one(tx).await?;
    Ok(row.map(|row| [row.survivor_id, row.merged_id]))
}
