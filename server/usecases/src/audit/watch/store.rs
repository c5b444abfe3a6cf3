//! Queries about alerts, and about what is looked through for them.

use crate::UseCaseError;
use crate::db::Tx;
use domain::audit::alert::{Found, WatchRules};
use domain::ids::{AccountId, AlertId, AuditId, ChartId, FacilityId};
use domain::policy::StaffPermit;
use domain::time::Instant;
use entity::{access_grant, account, audit_alert, audit_event, audit_watch, chart, staff_role};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::{BTreeMap, BTreeSet};

/// How far the log was looked through, and by which rules.
pub struct Watch {
    pub seen: Option<Instant>,
    pub rules: WatchRules,
}

pub async fn find_watch(db: &impl ConnectionTrait, facility: FacilityId) -> Result<Watch, UseCaseError> {
    let row = audit_watch::Entity::find_by_id(facility).one(db).await?;
    let rules = row.as_ref().and_then(|row| row.rules.as_deref());
    Ok(Watch {
        // What cannot be read counts as never decided: the defaults look for everything.
        rules: rules.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
        seen: row.map(|row| row.seen_s),
    })
}

pub async fn update_seen(tx: &Tx, facility: FacilityId, seen: Instant) -> Result<(), UseCaseError> {
    let row = audit_watch::ActiveModel { facility_id: Set(facility), seen_s: Set(seen), rules: Set(None) };
    let again = OnConflict::column(audit_watch::Column::FacilityId)
        .update_column(audit_watch::Column::SeenS)
        .to_owned();
    audit_watch::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn update_rules(
    tx: &Tx,
    _permit: &StaffPermit,
    facility: FacilityId,
    rules: &WatchRules,
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = audit_watch::ActiveModel {
        facility_id: Set(facility),
        seen_s: Set(now),
        rules: Set(Some(serde_json::to_string(rules)?)),
    };
    let again = OnConflict::column(audit_watch::Column::FacilityId)
        .update_column(audit_watch::Column::Rules)
        .to_owned();
    audit_watch::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// The rules, of which nobody else changes any before this transaction ends.
pub async fn lock_rules(tx: &Tx, facility: FacilityId) -> Result<WatchRules, UseCaseError> {
    audit_watch::Entity::find_by_id(facility).lock_exclusive().one(tx).await?;
    Ok(find_watch(tx, facility).await?.rules)
}

/// A read, or a sign-in from a new device.
pub struct ReadRow {
    pub id: AuditId,
    pub at: Instant,
    pub account: AccountId,
    pub chart: Option<ChartId>,
    pub action: String,
}

/// Reads and new devices since `from`, after an event, oldest first.
pub async fn list_reads(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    (from, after): (Instant, Option<(Instant, AuditId)>),
    limit: u64,
) -> Result<Vec<ReadRow>, UseCaseError> {
    use audit_event::Column;
    let kinds = Condition::any()
        .add(Column::Action.eq("account.new_device"))
        .add(Column::Action.eq("day.read"))
        .add(Column::Action.ends_with(".read").and(Column::ChartId.is_not_null()));
    let mut select = audit_event::Entity::find()
        .filter(Column::FacilityId.eq(facility))
        .filter(Column::AtS.gte(from))
        .filter(Column::AccountId.is_not_null())
        .filter(Column::Outcome.eq("done"))
        .filter(kinds);
    if let Some((at, id)) = after {
        select = select.filter(Column::AtS.gte(at)).filter(Column::AtS.gt(at).or(Column::Id.gt(id)));
    }
    let rows = select.order_by_asc(Column::AtS).order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(ReadRow {
                id: row.id,
                at: row.at_s,
                account: row.account_id?,
                chart: row.chart_id,
                action: row.action,
            })
        })
        .collect())
}

/// A colleague: the name, and the charts that are their own to read.
pub struct Colleague {
    pub name: String,
    pub charts: BTreeSet<ChartId>,
}

pub async fn list_staff(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<BTreeMap<AccountId, Colleague>, UseCaseError> {
    let ids: BTreeSet<AccountId> = staff_role::Entity::find()
        .filter(staff_role::Column::FacilityId.eq(facility))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.account_id)
        .collect();
    let accounts = account::Entity::find()
        .filter(account::Column::FacilityId.eq(facility))
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let grants = access_grant::Entity::find()
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::AccountId.is_in(ids))
        .all(db)
        .await?;
    let mut staff: BTreeMap<AccountId, Colleague> = accounts
        .into_iter()
        .map(|row| (row.id, Colleague { name: row.display_name, charts: BTreeSet::new() }))
        .collect();
    for grant in grants {
        if let Some(person) = staff.get_mut(&grant.account_id) {
            person.charts.insert(grant.chart_id);
        }
    }
    Ok(staff)
}

/// Whether the account had signed in before.
pub async fn has_signed_in_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    at: Instant,
) -> Result<bool, UseCaseError> {
    let earlier = audit_event::Entity::find()
        .filter(audit_event::Column::FacilityId.eq(facility))
        .filter(audit_event::Column::AccountId.eq(account))
        .filter(audit_event::Column::AtS.lt(at))
        .filter(audit_event::Column::Action.eq("account.sign_in"))
        .filter(audit_event::Column::Outcome.eq("done"))
        .one(db)
        .await?;
    Ok(earlier.is_some())
}

pub async fn find_family(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
) -> Result<Option<String>, UseCaseError> {
    Ok(chart::Entity::find_by_id((facility, id)).one(db).await?.map(|row| row.family))
}

/// Writes an alert down; says whether it was not there yet.
pub async fn insert_alert(
    tx: &Tx,
    facility: FacilityId,
    id: AlertId,
    found: &Found,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let row = audit_alert::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        kind: Set(found.kind.name().to_owned()),
        account_id: Set(found.account),
        chart_id: Set(found.chart),
        from_s: Set(found.from),
        to_s: Set(found.to),
        count: Set(i32::try_from(found.count).unwrap_or(i32::MAX)),
        dedupe_key: Set(found.key.clone()),
        found_s: Set(now),
        looked_s: Set(None),
        looked_by: Set(None),
        note: Set(None),
    };
    audit_alert::Entity::insert(row)
        .on_conflict_do_nothing_on([audit_alert::Column::FacilityId, audit_alert::Column::DedupeKey])
        .exec_without_returning(tx)
        .await?;
    Ok(audit_alert::Entity::find_by_id((facility, id)).one(tx).await?.is_some())
}

/// The latest alerts; those nobody has looked at yet first.
pub async fn list_alerts(
    db: &impl ConnectionTrait,
    _permit: &StaffPermit,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<audit_alert::Model>, UseCaseError> {
    Ok(audit_alert::Entity::find()
        .filter(audit_alert::Column::FacilityId.eq(facility))
        .order_by_desc(audit_alert::Column::FoundS)
        .order_by_desc(audit_alert::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes that somebody has looked; says whether nobody had before.
pub async fn update_looked(
    tx: &Tx,
    _permit: &StaffPermit,
    facility: FacilityId,
    id: AlertId,
    (by, note): (AccountId, &str),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let looked = audit_alert::Entity::update_many()
        .col_expr(audit_alert::Column::LookedS, Expr::value(now))
        .col_expr(audit_alert::Column::LookedBy, Expr::value(by))
        .col_expr(audit_alert::Column::Note, Expr::value(note))
        .filter(audit_alert::Column::FacilityId.eq(facility))
        .filter(audit_alert::Column::Id.eq(id))
        .filter(audit_alert::Column::LookedS.is_null())
        .exec(tx)
        .await?;
    Ok(looked.rows_affected == 1)
}

pub async fn has_alert(tx: &Tx, facility: FacilityId, id: AlertId) -> Result<bool, UseCaseError> {
    Ok(audit_alert::Entity::find_by_id((facility, id)).one(tx).await?.is_some())
}
