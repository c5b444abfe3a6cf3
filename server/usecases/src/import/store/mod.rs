//! Writing a chunk: what is new is inserted, what changed is updated, what is the same is left alone.

mod join;
mod place;
mod visits;

use super::plan::{Batch, Person};
use super::rows::{Body, ChartRow, EntryRow, Row, Subject};
use super::{Became, Problem, Report, Written};
use crate::db::Tx;
use crate::results::{self, Arrival};
use crate::{Backend, UseCaseError, charts, downloads, invitations};
use domain::ids::{ChartId, EntryId, FacilityId, ResourceId};
use domain::results::release::Stage;
use domain::time::Instant;
use entity::{chart, directory, entry, resource, resource_alias};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Writes one batch in one transaction and counts it.
pub async fn write(
    backend: &Backend,
    facility: FacilityId,
    read: (Batch, &HashMap<Uuid, Person>),
    report: &mut Report,
) -> Result<(), UseCaseError> {
    let tx = backend.db.begin().await?;
    write_in(&tx, facility, read, backend.clock.now(), report, None).await?;
    Ok(tx.commit().await?)
}

/// Writes one batch and counts it; `written` hears of each resource.
pub async fn write_in(
    tx: &Tx,
    facility: FacilityId,
    (mut batch, people): (Batch, &HashMap<Uuid, Person>),
    now: Instant,
    report: &mut Report,
    mut written: Option<&mut Vec<Written>>,
) -> Result<(), UseCaseError> {
    let mut hear = |row: &Row, became: Became| {
        if let Some(written) = written.as_deref_mut() {
            written.push(Written { place: row.place, type_name: row.type_name, id: row.id, became });
        }
    };
    let charts = find_charts(tx, facility, &batch.rows).await?;
    let joined = join::join(tx, facility, &place::patients_of(&batch.rows, people)).await?;
    place::leave_out_contradictions(&mut batch.rows, &joined, report);
    place::place(tx, facility, &mut batch.rows, (&joined, &charts)).await?;
    // Of several versions of one resource in a batch, the last counts; the others count as updates.
    let mut latest: BTreeMap<Uuid, Row> = BTreeMap::new();
    let mut known = find_hashes(tx, facility, &batch.rows).await?;
    let mut names = Vec::new();
    for row in batch.rows {
        if let Body::Entry(entry) = &row.body
            && matches!(entry.subject, Subject::Aliases(_))
        {
            report.errors.push(Problem {
                path: row.place.element(entry.subject_path),
                file: row.file,
                reason: "leads to no patient of these files or of this facility".to_owned(),
            });
            continue;
        }
        if row.is_superseded {
            hear(&row, Became::Unchanged);
            Report::count(&mut report.unchanged, row.type_name);
            names.extend(alias_rows(facility, &row));
            continue;
        }
        match known.get(&row.id) {
            None => {
                hear(&row, Became::Created);
                Report::count(&mut report.created, row.type_name);
            }
            Some(hash) if *hash == row.hash || row.is_only_new => {
                hear(&row, Became::Unchanged);
                Report::count(&mut report.unchanged, row.type_name);
                continue;
            }
            Some(_) => {
                hear(&row, Became::Updated);
                Report::count(&mut report.updated, row.type_name);
            }
        }
        known.insert(row.id, row.hash.clone());
        latest.insert(row.id, row);
    }
    let mut latest: Vec<Row> = latest.into_values().collect();
    visits::find(tx, facility, &mut latest).await?;
    results::arrive(tx, facility, latest.iter().filter_map(arrival).collect(), now).await?;
    let arrived = visits::names_of(&latest);
    upsert(tx, facility, latest, now).await?;
    visits::attach(tx, facility, arrived).await?;
    insert_aliases(tx, names).await
}

/// Those of these ids that rows of a facility have, with the types of their resources.
pub async fn list_known(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    ids: &[Uuid],
) -> Result<Vec<(String, Uuid)>, UseCaseError> {
    let mut known: Vec<(String, Uuid)> = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let charts: Vec<Uuid> = chart::Entity::find()
            .select_only()
            .column(chart::Column::Id)
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let entries: Vec<(String, Uuid)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Kind, entry::Column::Id])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let lines: Vec<(String, Uuid)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Kind, directory::Column::Id])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let charts = charts.into_iter().map(|id| ("Patient".to_owned(), id));
        known.extend(charts.chain(entries).chain(lines));
    }
    Ok(known)
}

/// What a row brings, if it is a result.
fn arrival(row: &Row) -> Option<Arrival> {
    let Body::Entry(entry) = &row.body else { return None };
    let (Some(result), Subject::Chart(chart)) = (&entry.result, &entry.subject) else { return None };
    Some(Arrival {
        id: EntryId(row.id),
        chart: ChartId(*chart),
        names: row.aliases.clone(),
        members: result.members.clone(),
        code: result.found.code.clone(),
        codes: result
            .found
            .codes
            .iter()
            .cloned()
            .chain(result.marks.iter().map(|mark| (*mark).to_owned()))
            .collect(),
        is_by_itself: result.found.is_by_itself,
        is_report: row.type_name == "DiagnosticReport" || !result.members.is_empty(),
        is_laboratory: result.found.is_laboratory,
        clinical: Instant(entry.clinical_s),
        stage: Stage::of_status(&entry.status),
        is_in_error: entry.is_hidden,
        measured: result.found.measured.clone(),
    })
}

/// Hashes of the rows that are there already.
async fn find_hashes(
    tx: &Tx,
    facility: FacilityId,
    rows: &[Row],
) -> Result<HashMap<Uuid, Vec<u8>>, UseCaseError> {
    let ids = |is_wanted: fn(&Body) -> bool| -> Vec<Uuid> {
        rows.iter().filter(|row| is_wanted(&row.body)).map(|row| row.id).collect()
    };
    let mut found = HashMap::new();
    let wanted = ids(|body| matches!(body, Body::Chart(_)));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = chart::Entity::find()
            .select_only()
            .columns([chart::Column::Id, chart::Column::ContentHash])
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    let wanted = ids(|body| matches!(body, Body::Entry(_)));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::ContentHash])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    let wanted = ids(|body| matches!(body, Body::Directory { .. }));
    if !wanted.is_empty() {
        let known: Vec<(Uuid, Vec<u8>)> = directory::Entity::find()
            .select_only()
            .columns([directory::Column::Id, directory::Column::ContentHash])
            .filter(directory::Column::FacilityId.eq(facility))
            .filter(directory::Column::Id.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(known);
    }
    Ok(found)
}

/// Charts by the names under which entries of this batch look for them.
async fn find_charts(
    tx: &Tx,
    facility: FacilityId,
    rows: &[Row],
) -> Result<HashMap<Uuid, Uuid>, UseCaseError> {
    let wanted: Vec<Vec<u8>> = rows
        .iter()
        .filter_map(|row| match &row.body {
            Body::Entry(entry) => match &entry.subject {
                Subject::Aliases(aliases) => Some(aliases),
                Subject::Chart(_) => None,
            },
            _ => None,
        })
        .flatten()
        .map(|alias| alias.as_bytes().to_vec())
        .collect();
    let mut charts = HashMap::new();
    for part in wanted.chunks(500) {
        let found = resource_alias::Entity::find()
            .filter(resource_alias::Column::FacilityId.eq(facility))
            .filter(resource_alias::Column::Kind.eq("Patient"))
            .filter(resource_alias::Column::Alias.is_in(part.iter().cloned()))
            .all(tx)
            .await?;
        charts.extend(
            found.into_iter().filter_map(|row| Some((Uuid::from_slice(&row.alias).ok()?, row.target_id))),
        );
    }
    Ok(charts)
}

async fn upsert(tx: &Tx, facility: FacilityId, rows: Vec<Row>, now: Instant) -> Result<(), UseCaseError> {
    let (mut charts, mut resources, mut entries, mut lines, mut aliases) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        aliases.extend(alias_rows(facility, &row));
        let Row { id, type_name, content, full_url, hash, body, .. } = row;
        match body {
            Body::Chart(chart) => {
                resources.push(resource::ActiveModel {
                    facility_id: Set(facility),
                    id: Set(ResourceId(id)),
                    kind: Set("patient".to_owned()),
                    version: Set(0),
                });
                charts.push(chart_row(facility, id, *chart, (content, full_url, hash), now));
            }
            Body::Entry(entry) => {
                entries.push(entry_row(facility, id, type_name, *entry, (content, full_url, hash), now))
            }
            Body::Directory { name } => lines.push(directory::ActiveModel {
                facility_id: Set(facility),
                id: Set(id),
                kind: Set(type_name.to_owned()),
                name: Set(name),
                content: Set(content),
                content_hash: Set(hash),
                updated_s: Set(now),
                full_url: Set(full_url),
            }),
        }
    }
    let changed: Vec<ChartId> =
        resources.iter().filter_map(|row| row.id.try_as_ref().map(|id| ChartId(id.0))).collect();
    insert_charts(tx, charts, resources).await?;
    downloads::withdraw(tx, facility, &list_left(tx, facility, &entries).await?, now).await?;
    invitations::revoke_outdated(tx, facility, &changed, now).await?;
    insert_entries(tx, entries).await?;
    insert_lines(tx, lines).await?;
    insert_aliases(tx, aliases).await
}

/// Charts whose entries become another's by these rows.
async fn list_left(
    tx: &Tx,
    facility: FacilityId,
    entries: &[entry::ActiveModel],
) -> Result<Vec<ChartId>, UseCaseError> {
    let after: HashMap<EntryId, ChartId> =
        entries.iter().filter_map(|row| Some((*row.id.try_as_ref()?, *row.chart_id.try_as_ref()?))).collect();
    let ids: Vec<EntryId> = after.keys().copied().collect();
    let mut left = Vec::new();
    for part in ids.chunks(PER_STATEMENT) {
        let before: Vec<(EntryId, ChartId)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Id, entry::Column::ChartId])
            .filter(entry::Column::FacilityId.eq(facility))
            .filter(entry::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        left.extend(
            before.into_iter().filter(|(id, chart)| after.get(id) != Some(chart)).map(|(_, chart)| chart),
        );
    }
    left.sort_unstable();
    left.dedup();
    Ok(left)
}

/// The names under which a row can be found.
fn alias_rows(facility: FacilityId, row: &Row) -> Vec<resource_alias::ActiveModel> {
    let name = |alias: &Uuid| resource_alias::ActiveModel {
        facility_id: Set(facility),
        alias: Set(alias.as_bytes().to_vec()),
        kind: Set(row.type_name.to_owned()),
        target_id: Set(row.id),
    };
    row.aliases.iter().map(name).collect()
}

/// Rows per statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const PER_STATEMENT: usize = 500;

async fn insert_charts(
    db: &impl ConnectionTrait,
    charts: Vec<chart::ActiveModel>,
    resources: Vec<resource::ActiveModel>,
) -> Result<(), UseCaseError> {
    for part in charts.chunks(PER_STATEMENT) {
        let renew = OnConflict::columns([chart::Column::FacilityId, chart::Column::Id])
            .update_columns([
                chart::Column::Mrn,
                chart::Column::Given,
                chart::Column::Family,
                chart::Column::BirthDate,
                chart::Column::Gender,
                chart::Column::Language,
                chart::Column::Phone,
                chart::Column::Email,
                chart::Column::Address,
                chart::Column::IsDeceased,
                chart::Column::Content,
                chart::Column::ContentHash,
                chart::Column::UpdatedS,
                chart::Column::NameWords,
                chart::Column::IsKeyed,
                chart::Column::FullUrl,
            ])
            .to_owned();
        chart::Entity::insert_many(part.to_vec()).on_conflict(renew).exec_without_returning(db).await?;
    }
    for part in resources.chunks(PER_STATEMENT) {
        resource::Entity::insert_many(part.to_vec())
            .on_conflict_do_nothing_on([resource::Column::FacilityId, resource::Column::Id])
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

async fn insert_entries(
    db: &impl ConnectionTrait,
    entries: Vec<entry::ActiveModel>,
) -> Result<(), UseCaseError> {
    for part in entries.chunks(PER_STATEMENT) {
        let renew = OnConflict::columns([entry::Column::FacilityId, entry::Column::Id])
            .update_columns([
                entry::Column::ChartId,
                entry::Column::Status,
                entry::Column::Category,
                entry::Column::ClinicalS,
                entry::Column::Title,
                entry::Column::View,
                entry::Column::Content,
                entry::Column::ContentHash,
                entry::Column::IsHidden,
                entry::Column::UpdatedS,
                entry::Column::Visit,
                entry::Column::Code,
                entry::Column::IsRestricted,
                entry::Column::FullUrl,
                entry::Column::IsKeptBack,
            ])
            .to_owned();
        entry::Entity::insert_many(part.to_vec()).on_conflict(renew).exec_without_returning(db).await?;
    }
    Ok(())
}

async fn insert_lines(
    db: &impl ConnectionTrait,
    lines: Vec<directory::ActiveModel>,
) -> Result<(), UseCaseError> {
    for part in lines.chunks(PER_STATEMENT) {
        let renew = OnConflict::columns([directory::Column::FacilityId, directory::Column::Id])
            .update_columns([
                directory::Column::Name,
                directory::Column::Content,
                directory::Column::ContentHash,
                directory::Column::UpdatedS,
                directory::Column::FullUrl,
            ])
            .to_owned();
        directory::Entity::insert_many(part.to_vec()).on_conflict(renew).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The first owner of a name keeps it.
async fn insert_aliases(
    db: &impl ConnectionTrait,
    aliases: Vec<resource_alias::ActiveModel>,
) -> Result<(), UseCaseError> {
    for part in aliases.chunks(PER_STATEMENT) {
        resource_alias::Entity::insert_many(part.to_vec())
            .on_conflict_do_nothing_on([resource_alias::Column::FacilityId, resource_alias::Column::Alias])
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

fn chart_row(
    facility: FacilityId,
    id: Uuid,
    row: ChartRow,
    (content, full_url, hash): (String, Option<String>, Vec<u8>),
    now: Instant,
) -> chart::ActiveModel {
    let name_words = charts::name_words(&row.given, &row.family);
    chart::ActiveModel {
        facility_id: Set(facility),
        id: Set(ChartId(id)),
        mrn: Set(row.mrn),
        given: Set(row.given),
        family: Set(row.family),
        birth_date: Set(row.birth_date),
        gender: Set(row.gender),
        language: Set(row.language),
        phone: Set(row.phone),
        email: Set(row.email),
        address: Set(row.address),
        is_deceased: Set(row.is_deceased),
        content: Set(content),
        content_hash: Set(hash),
        updated_s: Set(now),
        name_words: Set(name_words),
        is_opted_out: Set(false),
        merged_into: Set(None),
        is_keyed: Set(false),
        full_url: Set(full_url),
    }
}

fn entry_row(
    facility: FacilityId,
    id: Uuid,
    kind: &str,
    row: EntryRow,
    (content, full_url, hash): (String, Option<String>, Vec<u8>),
    now: Instant,
) -> entry::ActiveModel {
    let chart = match row.subject {
        Subject::Chart(chart) => chart,
        Subject::Aliases(_) => Uuid::nil(),
    };
    entry::ActiveModel {
        facility_id: Set(facility),
        id: Set(EntryId(id)),
        chart_id: Set(ChartId(chart)),
        kind: Set(kind.to_owned()),
        status: Set(row.status),
        category: Set(row.category),
        clinical_s: Set(Instant(row.clinical_s)),
        title: Set(row.title),
        view: Set(row.view),
        content: Set(content),
        content_hash: Set(hash),
        is_hidden: Set(row.is_hidden),
        updated_s: Set(now),
        visit: Set(row.visits.first().copied()),
        code: Set(row.code),
        is_restricted: Set(row.is_restricted),
        full_url: Set(full_url),
        is_kept_back: Set(row.is_kept_back),
    }
}
