//! Queries of merging: what belongs to a chart moves to another.

use crate::db::Tx;
use crate::{UseCaseError, results};
use domain::charts::policy::MergePermit;
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, MergeId, ResourceId};
use domain::time::Instant;
use entity::{
    access_grant, appointment, busy_unit, chart, chart_merge, chart_merge_row, claim, entry, outbox, session,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows per statement.
pub(super) const PER_STATEMENT: usize = 500;

/// Kinds of what moved.
pub(super) const ENTRY: &str = "entry";
pub(super) const APPOINTMENT: &str = "appointment";
pub(super) const CLAIM: &str = "claim";
pub(super) const MESSAGE: &str = "outbox";
pub(super) const GRANT: &str = "grant";
pub(super) const GRANT_ENDED: &str = "grant_ended";

/// A merge to be written.
pub struct NewMerge<'a> {
    pub facility: FacilityId,
    pub id: MergeId,
    pub survivor: ChartId,
    pub merged: ChartId,
    pub reason: &'a str,
    /// The colleague, if it is one.
    pub by: Option<AccountId>,
    pub now: Instant,
}

/// Into which chart a chart was merged, if it is there and if it was.
pub async fn find_merged_into(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<Option<ChartId>>, UseCaseError> {
    Ok(chart::Entity::find()
        .select_only()
        .column(chart::Column::MergedInto)
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .into_tuple()
        .one(db)
        .await?)
}

/// Gives back the time of holds that have ended.
pub async fn end_holds(tx: &Tx, facility: FacilityId, id: ChartId, now: Instant) -> Result<(), UseCaseError> {
    claim::Entity::delete_many()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::ChartId.eq(id))
        .filter(claim::Column::ExpiresS.lte(now))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn insert(tx: &Tx, _permit: &MergePermit, new: &NewMerge<'_>) -> Result<(), UseCaseError> {
    let row = chart_merge::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        survivor_id: Set(new.survivor),
        merged_id: Set(new.merged),
        reason: Set(new.reason.to_owned()),
        merged_by: Set(new.by.unwrap_or(AccountId(Uuid::nil()))),
        merged_s: Set(new.now),
        undone_by: Set(None),
        undone_s: Set(None),
    };
    chart_merge::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn remember(tx: &Tx, new: &NewMerge<'_>, kind: &str, ids: &[Uuid]) -> Result<(), UseCaseError> {
    for part in ids.chunks(PER_STATEMENT) {
        let rows = part.iter().map(|id| row(new.facility, new.id, kind, *id, String::new()));
        chart_merge_row::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn row(
    facility: FacilityId,
    merge: MergeId,
    kind: &str,
    id: Uuid,
    kept: String,
) -> chart_merge_row::ActiveModel {
    chart_merge_row::ActiveModel {
        facility_id: Set(facility),
        merge_id: Set(merge),
        kind: Set(kind.to_owned()),
        row_id: Set(id),
        kept: Set(kept),
    }
}

/// Entries that came for charts that were merged away, each with its chart: undoing puts them where they belong.
pub async fn remember_arrivals(
    tx: &Tx,
    facility: FacilityId,
    arrivals: &[(Uuid, ChartId)],
) -> Result<(), UseCaseError> {
    let mut open: Vec<(Uuid, ChartId)> = arrivals.to_vec();
    // Chains are followed as the import follows them.
    while !open.is_empty() {
        let charts: HashSet<ChartId> = open.iter().map(|(_, chart)| *chart).collect();
        let merges = list_merges_of(tx, facility, charts.into_iter().collect()).await?;
        let mut next = Vec::new();
        for part in open.chunks(PER_STATEMENT) {
            let mut rows = Vec::new();
            for (entry, chart) in part {
                let Some((merge, survivor)) = merges.get(chart) else { continue };
                rows.push(row(facility, *merge, ENTRY, *entry, String::new()));
                next.push((*entry, *survivor));
            }
            if !rows.is_empty() {
                chart_merge_row::Entity::insert_many(rows)
                    .on_conflict_do_nothing()
                    .exec_without_returning(tx)
                    .await?;
            }
        }
        open = next;
    }
    Ok(())
}

/// The merges that hide these charts, and where each went.
async fn list_merges_of(
    tx: &Tx,
    facility: FacilityId,
    charts: Vec<ChartId>,
) -> Result<HashMap<ChartId, (MergeId, ChartId)>, UseCaseError> {
    let mut found = HashMap::new();
    for part in charts.chunks(PER_STATEMENT) {
        let rows = chart_merge::Entity::find()
            .filter(chart_merge::Column::FacilityId.eq(facility))
            .filter(chart_merge::Column::MergedId.is_in(part.iter().copied()))
            .filter(chart_merge::Column::UndoneS.is_null())
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.merged_id, (row.id, row.survivor_id))));
    }
    Ok(found)
}

/// Grants that were not taken back.
pub async fn list_grants(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
) -> Result<Vec<access_grant::Model>, UseCaseError> {
    Ok(access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::ChartId.eq(id))
        .filter(access_grant::Column::RevokedS.is_null())
        .order_by_asc(access_grant::Column::Relation)
        .order_by_asc(access_grant::Column::Id)
        .all(tx)
        .await?)
}

/// Lets a grant open the chart that stays, until `ends`.
pub async fn move_grant(
    tx: &Tx,
    new: &NewMerge<'_>,
    (id, ends): (GrantId, Option<Instant>),
) -> Result<(), UseCaseError> {
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ChartId, Expr::value(new.survivor))
        .col_expr(access_grant::Column::EndsS, Expr::value(ends))
        .filter(access_grant::Column::FacilityId.eq(new.facility))
        .filter(access_grant::Column::Id.eq(id))
        .exec(tx)
        .await?;
    remember(tx, new, GRANT, &[id.0]).await
}

/// Ends a grant that another of the same account makes needless.
pub async fn end_grant(
    tx: &Tx,
    new: &NewMerge<'_>,
    id: GrantId,
    kept: &access_grant::Model,
) -> Result<(), UseCaseError> {
    let ended = access_grant::Entity::update_many()
        .col_expr(access_grant::Column::RevokedS, Expr::value(new.now))
        .filter(access_grant::Column::FacilityId.eq(new.facility))
        .filter(access_grant::Column::Id.eq(id))
        .filter(access_grant::Column::RevokedS.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected == 1 {
        let row = row(new.facility, new.id, GRANT_ENDED, id.0, state_of(kept));
        chart_merge_row::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A grant, and how it stands: whoever changes it changes this.
pub(super) fn state_of(grant: &access_grant::Model) -> String {
    let ends = grant.ends_s.map(|ends| ends.0.to_string()).unwrap_or_default();
    format!("{} {ends} {}", grant.id, grant.scopes)
}

/// Moves entries, appointments, kept time and what is to be sent; screens that show the one show the other.
pub async fn move_rows(tx: &Tx, new: &NewMerge<'_>) -> Result<(), UseCaseError> {
    let NewMerge { facility, survivor, merged, .. } = *new;
    macro_rules! move_all {
        ($entity:ident, $kind:expr $(, $condition:expr)?) => {{
            let ids: Vec<Uuid> = $entity::Entity::find()
                .select_only()
                .column($entity::Column::Id)
                .filter($entity::Column::FacilityId.eq(facility))
                .filter($entity::Column::ChartId.eq(merged))
                $(.filter($condition))?
                .into_tuple()
                .all(tx)
                .await?;
            remember(tx, new, $kind, &ids).await?;
            $entity::Entity::update_many()
                .col_expr($entity::Column::ChartId, Expr::value(survivor))
                .filter($entity::Column::FacilityId.eq(facility))
                .filter($entity::Column::ChartId.eq(merged))
                $(.filter($condition))?
                .exec(tx)
                .await?;
        }};
    }
    move_all!(entry, ENTRY);
    results::follow_all(tx, facility, merged, survivor).await?;
    move_all!(appointment, APPOINTMENT);
    move_all!(claim, CLAIM);
    move_all!(outbox, MESSAGE, outbox::Column::State.is_in(["pending", "leased"]));
    busy_unit::Entity::update_many()
        .col_expr(busy_unit::Column::ResourceId, Expr::value(ResourceId::from(survivor)))
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(ResourceId::from(merged)))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::ChartId, Expr::value(survivor))
        .filter(session::Column::FacilityId.eq(facility))
        .filter(session::Column::ChartId.eq(merged))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn update_merged_into(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
    into: Option<ChartId>,
) -> Result<(), UseCaseError> {
    chart::Entity::update_many()
        .col_expr(chart::Column::MergedInto, Expr::value(into))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
