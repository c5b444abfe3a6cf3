//! Queries about charts.

pub mod linked;
pub mod merge;
pub mod merge_reads;
pub mod merge_undone;

use super::add::NewChart;
use super::keys::ChartKey;
use super::{NUMBER_KIND, number_alias};
use crate::UseCaseError;
use crate::db::Tx;
use domain::charts::contract::AlikeChart;
use domain::ids::{ChartId, FacilityId, ResourceId};
use domain::time::Instant;
use entity::{chart, chart_key, facility, resource, resource_alias};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set};

pub async fn find_by_record_number(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    number: &str,
) -> Result<Option<ChartId>, UseCaseError> {
    let row = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Mrn.eq(number))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Charts without the words of their names.
pub async fn list_unnamed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<(ChartId, String, String)>, UseCaseError> {
    Ok(chart::Entity::find()
        .select_only()
        .columns([chart::Column::Id, chart::Column::Given, chart::Column::Family])
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::NameWords.eq(""))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn update_name_words(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ChartId,
    words: String,
) -> Result<(), UseCaseError> {
    chart::Entity::update_many()
        .col_expr(chart::Column::NameWords, Expr::value(words))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// A chart whose keys are not written yet.
pub struct Unkeyed {
    pub id: ChartId,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub content: String,
    hash: Vec<u8>,
}

pub async fn list_unkeyed(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    limit: u64,
) -> Result<Vec<Unkeyed>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::IsKeyed.eq(false))
        .limit(limit)
        .all(db)
        .await?;
    let unkeyed = |row: chart::Model| Unkeyed {
        id: row.id,
        email: row.email,
        phone: row.phone,
        content: row.content,
        hash: row.content_hash,
    };
    Ok(rows.into_iter().map(unkeyed).collect())
}

/// Writes a chart's keys in the place of those it had; a chart that was imported again meanwhile has its turn later.
pub async fn replace_keys(
    tx: &Tx,
    facility: FacilityId,
    chart: &Unkeyed,
    keys: Vec<ChartKey>,
) -> Result<(), UseCaseError> {
    let marked = chart::Entity::update_many()
        .col_expr(chart::Column::IsKeyed, Expr::value(true))
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::Id.eq(chart.id))
        .filter(chart::Column::ContentHash.eq(chart.hash.clone()))
        .exec(tx)
        .await?;
    if marked.rows_affected == 0 {
        return Ok(());
    }
    chart_key::Entity::delete_many()
        .filter(chart_key::Column::FacilityId.eq(facility))
        .filter(chart_key::Column::ChartId.eq(chart.id))
        .exec(tx)
        .await?;
    insert_keys(tx, facility, chart.id, keys).await
}

pub async fn insert_keys(
    tx: &Tx,
    facility: FacilityId,
    chart: ChartId,
    keys: Vec<ChartKey>,
) -> Result<(), UseCaseError> {
    if keys.is_empty() {
        return Ok(());
    }
    let rows = keys.into_iter().map(|(kind, mac)| chart_key::ActiveModel {
        facility_id: Set(facility),
        kind: Set(kind),
        mac: Set(mac),
        chart_id: Set(chart),
    });
    chart_key::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Most charts that are compared with a new one.
const MOST_COMPARED: u64 = 500;

/// Somebody born on a day.
#[derive(Clone)]
pub struct Born {
    pub given: String,
    pub family: String,
    pub birth_date: Option<String>,
    pub number: Option<String>,
}

impl Born {
    /// As far as needed to tell them from others.
    pub fn shown(self) -> AlikeChart {
        AlikeChart {
            name: format!("{} {}", self.given, self.family).trim().to_owned(),
            born: self.birth_date.unwrap_or_default(),
            number: self.number.unwrap_or_default(),
        }
    }
}

/// Everybody born on a day.
pub async fn list_born_on(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    day: &str,
) -> Result<Vec<Born>, UseCaseError> {
    let rows = chart::Entity::find()
        .filter(chart::Column::FacilityId.eq(facility))
        .filter(chart::Column::BirthDate.eq(day))
        .filter(chart::Column::MergedInto.is_null())
        .limit(MOST_COMPARED)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(born).collect())
}

fn born(row: chart::Model) -> Born {
    Born { given: row.given, family: row.family, birth_date: row.birth_date, number: row.mrn }
}

/// Values per statement.
const PER_STATEMENT: usize = 500;

/// Everybody born on one of these days.
pub async fn list_born_on_days(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    days: &[String],
) -> Result<Vec<Born>, UseCaseError> {
    let mut found = Vec::new();
    for part in days.chunks(PER_STATEMENT) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::BirthDate.is_in(part))
            .filter(chart::Column::MergedInto.is_null())
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(born));
    }
    Ok(found)
}

/// Everybody with one of these record numbers, merged away or not: a number stays its person's.
pub async fn list_with_numbers(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    numbers: &[String],
) -> Result<Vec<Born>, UseCaseError> {
    let mut found = Vec::new();
    for part in numbers.chunks(PER_STATEMENT) {
        let rows = chart::Entity::find()
            .filter(chart::Column::FacilityId.eq(facility))
            .filter(chart::Column::Mrn.is_in(part))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(born));
    }
    Ok(found)
}

/// Writes a chart, and that its patient's time can be kept.
pub async fn insert(
    tx: &Tx,
    facility: FacilityId,
    id: ChartId,
    new: &NewChart,
    (name_words, content, hash): (String, String, Vec<u8>),
    now: Instant,
) -> Result<(), UseCaseError> {
    let kept = resource::ActiveModel {
        facility_id: Set(facility),
        id: Set(ResourceId::from(id)),
        kind: Set("patient".to_owned()),
        version: Set(0),
    };
    resource::Entity::insert(kept).exec_without_returning(tx).await?;
    let row = chart::ActiveModel {
        facility_id: Set(facility),
        id: Set(id),
        mrn: Set(new.number.clone()),
        given: Set(new.given.clone()),
        family: Set(new.family.clone()),
        birth_date: Set(Some(new.birth_date.clone())),
        gender: Set(new.gender.clone()),
        language: Set(new.language.clone()),
        phone: Set(new.phone.clone()),
        email: Set(new.email.clone()),
        address: Set(None),
        is_deceased: Set(false),
        content: Set(content),
        content_hash: Set(hash),
        updated_s: Set(now),
        name_words: Set(name_words),
        is_opted_out: Set(false),
        merged_into: Set(None),
        is_keyed: Set(true),
        full_url: Set(None),
        is_inactive: Set(false),
    };
    chart::Entity::insert(row).exec_without_returning(tx).await?;
    if let Some(number) = &new.number {
        let name = resource_alias::ActiveModel {
            facility_id: Set(facility),
            alias: Set(number_alias(facility, number).as_bytes().to_vec()),
            kind: Set(NUMBER_KIND.to_owned()),
            target_id: Set(id.0),
        };
        // The first chart with a number keeps its name.
        resource_alias::Entity::insert(name)
            .on_conflict_do_nothing_on([resource_alias::Column::FacilityId, resource_alias::Column::Alias])
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// One chart is added at a time.
pub async fn lock(tx: &Tx, id: FacilityId) -> Result<(), UseCaseError> {
    facility::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
}
