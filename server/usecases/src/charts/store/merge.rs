//! Queries of merging: what belongs to a chart moves to another, and back.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, MergeId, ResourceId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{
    access_grant, appointment, busy_unit, chart, chart_merge, chart_merge_row, claim, entry, outbox, session,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Set,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows per statement.
const PER_STATEMENT: usize = 500;

/// Kinds of what moved.
const ENTRY: &str = "entry";
const APPOINTMENT: &str = "appointment";
const CLAIM: &str = "claim";
const MESSAGE: &str = "outbox";
const GRANT: &str = "grant";
const GRANT_ENDED: &str = "grant_ended";

/// A merge to be written.
pub struct NewMerge<'a> {
    pub facility: FacilityId,
    pub id: MergeId,
    pub survivor: ChartId,
    pub merged: ChartId,
    pub reason: &'a str,
    pub by: AccountId,
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

pub async fn insert(tx: &Tx, _permit: &StaffPermit, new: &NewMerge<'_>) -> Result<(), UseCaseError> {
    let row = chart_merge::ActiveModel {
        facility_id: Set(new.facility),
        id: Set(new.id),
        survivor_id: Set(new.survivor),
        merged_id: Set(new.merged),
        reason: Set(new.reason.to_owned()),
        merged_by: Set(new.by),
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
fn state_of(grant: &access_grant::Model) -> String {
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

pub async fn find(
    tx: &Tx,
    facility: FacilityId,
    id: MergeId,
) -> Result<Option<chart_merge::Model>, UseCaseError> {
    Ok(chart_merge::Entity::find_by_id((facility, id)).one(tx).await?)
}

/// Says that a merge no longer holds; says whether it still did.
pub async fn update_undone(
    tx: &Tx,
    _permit: &StaffPermit,
    (facility, id): (FacilityId, MergeId),
    by: AccountId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = chart_merge::Entity::update_many()
        .col_expr(chart_merge::Column::UndoneBy, Expr::value(by))
        .col_expr(chart_merge::Column::UndoneS, Expr::value(now))
        .filter(chart_merge::Column::FacilityId.eq(facility))
        .filter(chart_merge::Column::Id.eq(id))
        .filter(chart_merge::Column::UndoneS.is_null())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Puts back what moved and is still where it was moved to.
pub async fn put_back(tx: &Tx, row: &chart_merge::Model, now: Instant) -> Result<(), UseCaseError> {
    let chart_merge::Model { facility_id: facility, id, survivor_id: survivor, merged_id: merged, .. } = *row;
    let moved = chart_merge_row::Entity::find()
        .filter(chart_merge_row::Column::FacilityId.eq(facility))
        .filter(chart_merge_row::Column::MergeId.eq(id))
        .all(tx)
        .await?;
    let of = |kind: &str| -> Vec<Uuid> {
        moved.iter().filter(|row| row.kind == kind).map(|row| row.row_id).collect()
    };
    macro_rules! put_all {
        ($entity:ident, $kind:expr) => {
            for part in of($kind).chunks(PER_STATEMENT) {
                $entity::Entity::update_many()
                    .col_expr($entity::Column::ChartId, Expr::value(merged))
                    .filter($entity::Column::FacilityId.eq(facility))
                    .filter($entity::Column::Id.is_in(part.iter().copied()))
                    .filter($entity::Column::ChartId.eq(survivor))
                    .exec(tx)
                    .await?;
            }
        };
    }
    // Ended grants first: whether an account may still act for the chart that stayed tells whether it may for this one.
    restore_grants(tx, row, &moved, now).await?;
    put_all!(access_grant, GRANT);
    follow_givers(tx, row, &of(GRANT)).await?;
    put_all!(entry, ENTRY);
    put_all!(appointment, APPOINTMENT);
    put_all!(claim, CLAIM);
    put_all!(outbox, MESSAGE);
    // An appointment that was moved to another time since keeps its time by another claim.
    for part in of(APPOINTMENT).chunks(PER_STATEMENT) {
        claim::Entity::update_many()
            .col_expr(claim::Column::ChartId, Expr::value(merged))
            .filter(claim::Column::FacilityId.eq(facility))
            .filter(claim::Column::ChartId.eq(survivor))
            .filter(claim::Column::AppointmentId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    let claims = Query::select()
        .column(claim::Column::Id)
        .from(claim::Entity)
        .and_where(claim::Column::FacilityId.eq(facility))
        .and_where(claim::Column::ChartId.eq(merged))
        .to_owned();
    busy_unit::Entity::update_many()
        .col_expr(busy_unit::Column::ResourceId, Expr::value(ResourceId::from(merged)))
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ResourceId.eq(ResourceId::from(survivor)))
        .filter(busy_unit::Column::ClaimId.in_subquery(claims))
        .exec(tx)
        .await?;
    Ok(())
}

/// A grant that only the merge has ended holds again if the one that was kept instead still holds as it did: whoever takes
/// somebody's access back, narrows it or gives it an end, means both.
async fn restore_grants(
    tx: &Tx,
    row: &chart_merge::Model,
    moved: &[chart_merge_row::Model],
    now: Instant,
) -> Result<(), UseCaseError> {
    let holding = list_grants(tx, row.facility_id, row.survivor_id).await?;
    let holding: HashSet<String> =
        holding.iter().filter(|grant| grant.ends_s.is_none_or(|ends| now < ends)).map(state_of).collect();
    let restored: Vec<Uuid> = moved
        .iter()
        .filter(|row| row.kind == GRANT_ENDED && holding.contains(&row.kept))
        .map(|row| row.row_id)
        .collect();
    for part in restored.chunks(PER_STATEMENT) {
        access_grant::Entity::update_many()
            .col_expr(access_grant::Column::RevokedS, Expr::value(Option::<Instant>::None))
            .filter(access_grant::Column::FacilityId.eq(row.facility_id))
            .filter(access_grant::Column::Id.is_in(part.iter().copied()))
            .filter(access_grant::Column::RevokedS.eq(row.merged_s))
            .filter(access_grant::Column::EndReason.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What a patient has given since the merge goes with the patient: it was given for the own record, which is the other one.
async fn follow_givers(tx: &Tx, row: &chart_merge::Model, moved: &[Uuid]) -> Result<(), UseCaseError> {
    let own = |chart: ChartId| {
        access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::AccountId)
            .filter(access_grant::Column::FacilityId.eq(row.facility_id))
            .filter(access_grant::Column::ChartId.eq(chart))
            .filter(access_grant::Column::Relation.eq("own"))
    };
    let gone: Vec<AccountId> = own(row.merged_id)
        .filter(access_grant::Column::Id.is_in(moved.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let stayed: Vec<AccountId> = own(row.survivor_id).into_tuple().all(tx).await?;
    let givers: Vec<AccountId> = gone.into_iter().filter(|account| !stayed.contains(account)).collect();
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ChartId, Expr::value(row.merged_id))
        .filter(access_grant::Column::FacilityId.eq(row.facility_id))
        .filter(access_grant::Column::ChartId.eq(row.survivor_id))
        .filter(access_grant::Column::Relation.eq("proxy"))
        .filter(access_grant::Column::StartsS.gte(row.merged_s))
        .filter(access_grant::Column::GrantedBy.is_in(givers))
        .exec(tx)
        .await?;
    Ok(())
}
