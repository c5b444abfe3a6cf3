//! Queries of results that arrive.

use crate::UseCaseError;
use crate::db::Tx;
use crate::import::{of_stored, tidy};
use domain::ids::{ChartId, EntryId, FacilityId, ResultEventId};
use domain::records::view::View;
use domain::results::release::{Rule, Stage};
use domain::results::settings::{NOT_FOR_THE_PATIENT, RESTRICTED, ReleaseSettings};
use domain::results::value::Measured;
use domain::time::Instant;
use entity::{entry, facility, resource_alias, result, result_event, result_member};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// Something that became of a result, by no person's hand.
pub struct Event {
    pub id: EntryId,
    pub what: &'static str,
    pub before: Option<String>,
    pub reason: Option<String>,
}

fn parts<T: Copy + Ord>(values: &BTreeSet<T>) -> Vec<Vec<T>> {
    let values: Vec<T> = values.iter().copied().collect();
    values.chunks(PER_STATEMENT).map(<[T]>::to_vec).collect()
}

/// What the clinic has decided. What cannot be read counts as never decided: then everything waits for a clinician.
pub async fn find_settings(tx: &Tx, id: FacilityId) -> Result<ReleaseSettings, UseCaseError> {
    let row = facility::Entity::find_by_id(id).one(tx).await?;
    let Some(text) = row.and_then(|row| row.results) else { return Ok(ReleaseSettings::default()) };
    let by_hand = Rule::ByHand { deadline_hours: None };
    let closed = ReleaseSettings { laboratory: by_hand, other: by_hand, ..ReleaseSettings::default() };
    Ok(serde_json::from_str(&text).unwrap_or(closed))
}

/// A result of which nothing is known yet.
pub fn new_row(facility: FacilityId, id: EntryId, chart: ChartId, now: Instant) -> result::Model {
    result::Model {
        facility_id: facility,
        id,
        chart_id: chart,
        governor_id: None,
        code: String::new(),
        codes: String::new(),
        is_laboratory: false,
        clinical_s: Instant(i64::MIN),
        stage: Stage::Preliminary.name().to_owned(),
        class: None,
        state: "held".to_owned(),
        due_s: None,
        arrived_s: now,
        released_s: None,
        decided_by: None,
        comment: None,
        commented_by: None,
        reason: None,
        seen_s: None,
        version: 0,
    }
}

/// Which of these are results already.
pub async fn list_there(
    tx: &Tx,
    facility: FacilityId,
    ids: &BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let mut found = BTreeSet::new();
    for part in parts(ids) {
        let there: Vec<EntryId> = result::Entity::find()
            .select_only()
            .column(result::Column::Id)
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(there);
    }
    Ok(found)
}

/// The tests that reports name, in their order.
pub async fn list_members(
    tx: &Tx,
    facility: FacilityId,
    reports: &BTreeSet<EntryId>,
) -> Result<HashMap<EntryId, Vec<Uuid>>, UseCaseError> {
    let mut found: HashMap<EntryId, Vec<Uuid>> = HashMap::new();
    for part in parts(reports) {
        let rows = result_member::Entity::find()
            .filter(result_member::Column::FacilityId.eq(facility))
            .filter(result_member::Column::ReportId.is_in(part))
            .order_by_asc(result_member::Column::Position)
            .all(tx)
            .await?;
        for row in rows {
            found.entry(row.report_id).or_default().push(row.member);
        }
    }
    Ok(found)
}

/// The reports that these belong to.
pub async fn list_governors(
    tx: &Tx,
    facility: FacilityId,
    ids: &BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let mut found = BTreeSet::new();
    for part in parts(ids) {
        let governors: Vec<Option<EntryId>> = result::Entity::find()
            .select_only()
            .column(result::Column::GovernorId)
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part))
            .filter(result::Column::GovernorId.is_not_null())
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(governors.into_iter().flatten());
    }
    Ok(found)
}

/// What belongs to these reports.
pub async fn list_governed(
    tx: &Tx,
    facility: FacilityId,
    reports: &BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let mut found = BTreeSet::new();
    for part in parts(reports) {
        let governed: Vec<EntryId> = result::Entity::find()
            .select_only()
            .column(result::Column::Id)
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::GovernorId.is_in(part))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(governed);
    }
    Ok(found)
}

/// Tests that were stored before any report named them, as results of their own.
pub async fn list_stored_tests(
    tx: &Tx,
    facility: FacilityId,
    ids: &BTreeSet<EntryId>,
) -> Result<Vec<result::Model>, UseCaseError> {
    let mut found = Vec::new();
    for part in parts(ids) {
        let rows = entry::Entity::find()
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part))
            .filter(entry::Column::Kind.eq("Observation"))
            .all(tx)
            .await?;
        for row in rows {
            let (code, mut codes) = match of_stored(&row.content) {
                Some(found) => found,
                None => {
                    let view: View = serde_json::from_str(&row.view)?;
                    let code = view.code.unwrap_or_default();
                    (code.clone(), vec![code])
                }
            };
            let restricted = if row.is_restricted { RESTRICTED } else { "" };
            // Hidden, though nobody called it wrong: its sender keeps it from the patient.
            let is_kept = row.is_hidden && row.status != "entered-in-error";
            let kept = if is_kept { NOT_FOR_THE_PATIENT } else { "" };
            codes.extend([restricted, kept].map(ToOwned::to_owned));
            codes.retain(|code| !code.is_empty());
            found.push(result::Model {
                codes: codes.join(" "),
                code,
                clinical_s: row.clinical_s,
                stage: Stage::of_status(&row.status).name().to_owned(),
                ..new_row(facility, row.id, row.chart_id, row.updated_s)
            });
        }
    }
    Ok(found)
}

/// Tests by the names under which reports refer to them.
pub async fn find_named(
    tx: &Tx,
    facility: FacilityId,
    names: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, UseCaseError> {
    let mut found = HashMap::new();
    for part in parts(names) {
        let rows = resource_alias::Entity::find()
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.eq("Observation"))
            .filter(resource_alias::Column::Alias.is_in(part.iter().map(|name| name.as_bytes().to_vec())))
            .all(tx)
            .await?;
        found.extend(
            rows.into_iter().filter_map(|row| Some((Uuid::from_slice(&row.alias).ok()?, row.target_id))),
        );
    }
    Ok(found)
}

pub async fn replace_members(
    tx: &Tx,
    facility: FacilityId,
    report: EntryId,
    members: &[Uuid],
) -> Result<(), UseCaseError> {
    result_member::Entity::delete_many()
        .filter(result_member::Column::FacilityId.eq(facility))
        .filter(result_member::Column::ReportId.eq(report))
        .exec(tx)
        .await?;
    let rows: Vec<_> = (0..)
        .zip(members)
        .map(|(position, member)| result_member::ActiveModel {
            facility_id: Set(facility),
            report_id: Set(report),
            member: Set(*member),
            position: Set(position),
        })
        .collect();
    for part in rows.chunks(PER_STATEMENT) {
        result_member::Entity::insert_many(part.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Reports that wait for a test by one of its names now name it by its id.
pub async fn name_members(
    tx: &Tx,
    facility: FacilityId,
    names: &HashMap<Uuid, EntryId>,
) -> Result<(), UseCaseError> {
    let wanted: BTreeSet<Uuid> = names.keys().copied().collect();
    for part in parts(&wanted) {
        let waiting = result_member::Entity::find()
            .filter(result_member::Column::FacilityId.eq(facility))
            .filter(result_member::Column::Member.is_in(part))
            .all(tx)
            .await?;
        for row in waiting {
            let Some(id) = names.get(&row.member).filter(|id| id.0 != row.member) else { continue };
            result_member::Entity::delete_by_id((facility, row.report_id, row.member)).exec(tx).await?;
            let known = result_member::ActiveModel {
                facility_id: Set(facility),
                report_id: Set(row.report_id),
                member: Set(id.0),
                position: Set(row.position),
            };
            result_member::Entity::insert(known).on_conflict_do_nothing().exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

/// The reports that name each of these tests.
pub async fn list_reports_of(
    tx: &Tx,
    facility: FacilityId,
    tests: &BTreeSet<EntryId>,
) -> Result<HashMap<EntryId, Vec<EntryId>>, UseCaseError> {
    let mut found: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    for part in parts(tests) {
        let rows = result_member::Entity::find()
            .filter(result_member::Column::FacilityId.eq(facility))
            .filter(result_member::Column::Member.is_in(part.iter().map(|id| id.0)))
            .order_by_asc(result_member::Column::ReportId)
            .all(tx)
            .await?;
        for row in rows {
            found.entry(EntryId(row.member)).or_default().push(row.report_id);
        }
    }
    Ok(found)
}

/// Results that are there, of which nobody else changes any before this transaction ends.
pub async fn lock(
    tx: &Tx,
    facility: FacilityId,
    ids: &BTreeSet<EntryId>,
) -> Result<HashMap<EntryId, result::Model>, UseCaseError> {
    let mut found = HashMap::new();
    for part in parts(ids) {
        let rows = result::Entity::find()
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part))
            // In the order in which all lock them.
            .order_by_asc(result::Column::Id)
            .lock_exclusive()
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// What entries hold until now.
pub async fn list_measured(
    tx: &Tx,
    facility: FacilityId,
    ids: &BTreeSet<EntryId>,
) -> Result<HashMap<EntryId, Measured>, UseCaseError> {
    let mut found = HashMap::new();
    for part in parts(ids) {
        let rows: Vec<(EntryId, String)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::View])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, view) in rows {
            let view: View = serde_json::from_str(&view)?;
            found.extend(view.measured.map(|measured| (id, tidy(measured))));
        }
    }
    Ok(found)
}

pub async fn upsert(tx: &Tx, rows: Vec<result::Model>) -> Result<(), UseCaseError> {
    use result::Column;
    let rows: Vec<_> = rows.into_iter().map(|row| row.into_active_model().reset_all()).collect();
    for part in rows.chunks(PER_STATEMENT) {
        let renew = OnConflict::columns([Column::FacilityId, Column::Id])
            .update_columns([
                Column::ChartId,
                Column::GovernorId,
                Column::Code,
                Column::Codes,
                Column::IsLaboratory,
                Column::ClinicalS,
                Column::Stage,
                Column::Class,
                Column::State,
                Column::DueS,
                Column::ArrivedS,
                Column::ReleasedS,
                Column::DecidedBy,
                Column::Comment,
                Column::CommentedBy,
                Column::Reason,
                Column::SeenS,
                Column::Version,
            ])
            .to_owned();
        result::Entity::insert_many(part.to_vec()).on_conflict(renew).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn insert_events(
    tx: &Tx,
    facility: FacilityId,
    events: Vec<Event>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let rows: Vec<_> = events
        .into_iter()
        .map(|event| result_event::ActiveModel {
            facility_id: Set(facility),
            id: Set(ResultEventId(Uuid::new_v4())),
            result_id: Set(event.id),
            at_s: Set(now),
            what: Set(event.what.to_owned()),
            account_id: Set(None),
            reason: Set(event.reason),
            before: Set(event.before),
        })
        .collect();
    for part in rows.chunks(PER_STATEMENT) {
        result_event::Entity::insert_many(part.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Results of a chart go where its entries went.
pub async fn follow_all(
    tx: &Tx,
    facility: FacilityId,
    from: ChartId,
    to: ChartId,
) -> Result<(), UseCaseError> {
    result::Entity::update_many()
        .col_expr(result::Column::ChartId, Expr::value(to))
        .filter(result::Column::FacilityId.eq(facility))
        .filter(result::Column::ChartId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// Those of them that go back with these entries.
pub async fn follow_some(
    tx: &Tx,
    facility: FacilityId,
    entries: &[Uuid],
    (from, to): (ChartId, ChartId),
) -> Result<(), UseCaseError> {
    for part in entries.chunks(PER_STATEMENT) {
        result::Entity::update_many()
            .col_expr(result::Column::ChartId, Expr::value(to))
            .filter(result::Column::FacilityId.eq(facility))
            .filter(result::Column::Id.is_in(part.iter().copied()))
            .filter(result::Column::ChartId.eq(from))
            .exec(tx)
            .await?;
    }
    for (own, other) in [(from, to), (to, from)] {
        free(tx, facility, own, other).await?;
    }
    Ok(())
}

/// Tests of a chart do not belong to reports of another: they wait on their own.
async fn free(tx: &Tx, facility: FacilityId, own: ChartId, other: ChartId) -> Result<(), UseCaseError> {
    let foreign = Query::select()
        .column(result::Column::Id)
        .from(result::Entity)
        .and_where(result::Column::FacilityId.eq(facility))
        .and_where(result::Column::ChartId.eq(other))
        .to_owned();
    result::Entity::update_many()
        .col_expr(result::Column::GovernorId, Expr::value(Option::<EntryId>::None))
        .filter(result::Column::FacilityId.eq(facility))
        .filter(result::Column::ChartId.eq(own))
        .filter(result::Column::GovernorId.in_subquery(foreign))
        .exec(tx)
        .await?;
    Ok(())
}
