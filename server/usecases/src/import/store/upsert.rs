//! Rows as they are inserted and updated.

use super::known::list_left;
use super::{PER_STATEMENT, sensitive};
use crate::db::Tx;
use crate::import::Sender;
use crate::import::rows::{Body, ChartRow, EntryRow, Row, Subject};
use crate::{UseCaseError, charts, downloads, invitations};
use domain::ids::{ChartId, EntryId, FacilityId, ResourceId};
use domain::time::Instant;
use entity::{chart, directory, entry, resource, resource_alias};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait as _, Set};
use uuid::Uuid;

pub(super) async fn upsert(
    tx: &Tx,
    facility: FacilityId,
    rows: Vec<Row>,
    (now, sender): (Instant, Sender),
) -> Result<(), UseCaseError> {
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
            Body::Entry(entry) => entries.push(entry_row(
                facility,
                id,
                type_name,
                *entry,
                (content, full_url, hash),
                (now, sender),
            )),
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
    let open = sensitive::still_open(tx, facility, &entries).await?;
    insert_entries(tx, entries).await?;
    downloads::withdraw_from_others(tx, facility, &open, now).await?;
    insert_lines(tx, lines).await?;
    insert_aliases(tx, aliases).await
}

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
                chart::Column::IsInactive,
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
                entry::Column::FileText,
                entry::Column::Sender,
                entry::Column::ClientId,
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
pub(super) async fn insert_aliases(
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

/// The names under which a row can be found.
pub(super) fn alias_rows(facility: FacilityId, row: &Row) -> Vec<resource_alias::ActiveModel> {
    let name = |alias: &Uuid| resource_alias::ActiveModel {
        facility_id: Set(facility),
        alias: Set(alias.as_bytes().to_vec()),
        kind: Set(row.type_name.to_owned()),
        target_id: Set(row.id),
    };
    row.aliases.iter().map(name).collect()
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
        is_inactive: Set(row.is_inactive),
    }
}

fn entry_row(
    facility: FacilityId,
    id: Uuid,
    kind: &str,
    row: EntryRow,
    (content, full_url, hash): (String, Option<String>, Vec<u8>),
    (now, sender): (Instant, Sender),
) -> entry::ActiveModel {
    let (sender, client) = sender.stored();
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
        file_text: Set(row.file_text),
        // Where there is one already, it stays.
        came_s: Set(Some(now)),
        sender: Set(Some(sender.to_owned())),
        client_id: Set(client),
    }
}
