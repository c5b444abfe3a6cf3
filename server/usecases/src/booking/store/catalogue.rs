//! What can be booked: visit types, providers, places. Small tables, read whole.

use crate::UseCaseError;
use domain::booking::visit_type::VisitTypeRules;
use domain::booking::{BookingRefusal, PatientsRule, VisitMode};
use domain::ids::{FacilityId, LocationId, ProviderId, VisitTypeId};
use entity::{facility, live_event, location, provider, visit_type};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

/// A visit type with its key and name.
#[derive(Clone, Debug)]
pub struct VisitTypeRow {
    pub key: String,
    pub name: String,
    pub rules: VisitTypeRules,
}

/// A provider.
#[derive(Clone, Debug)]
pub struct ProviderRow {
    pub id: ProviderId,
    pub key: String,
    pub name: String,
    pub specialty: String,
}

/// A place.
#[derive(Clone, Debug)]
pub struct LocationRow {
    pub id: LocationId,
    pub key: String,
    pub name: String,
    pub zone: String,
    pub address: Option<String>,
}

/// Everything that can be booked in a facility, or once could, by name.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub visit_types: Vec<VisitTypeRow>,
    pub providers: Vec<ProviderRow>,
    pub locations: Vec<LocationRow>,
    /// No longer in use; what was booked with them keeps its name.
    pub former_visit_types: Vec<VisitTypeRow>,
    /// No longer in use; what was booked with them keeps its name.
    pub former_providers: Vec<ProviderRow>,
}

/// A place and its zone, as the slot rules take it.
type Place = (LocationId, String);

impl Catalogue {
    /// The visit type, if it is in use here; one that was is told from one that nobody knows.
    pub fn visit_type(&self, id: VisitTypeId) -> Result<&VisitTypeRow, UseCaseError> {
        self.visit_types.iter().find(|row| row.rules.id == id).ok_or_else(|| {
            let is_former = self.former_visit_types.iter().any(|row| row.rules.id == id);
            if is_former { BookingRefusal::KindNotOffered.into() } else { UseCaseError::NotFound }
        })
    }

    /// The visit type, in use or not: what was booked keeps its rules.
    pub fn known_visit_type(&self, id: VisitTypeId) -> Option<&VisitTypeRow> {
        self.visit_types.iter().chain(&self.former_visit_types).find(|row| row.rules.id == id)
    }

    /// The provider, in use or not.
    pub fn provider(&self, id: ProviderId) -> Option<&ProviderRow> {
        self.providers.iter().chain(&self.former_providers).find(|row| row.id == id)
    }

    /// The zone of a place.
    pub fn zone(&self, id: LocationId) -> Result<String, UseCaseError> {
        self.locations
            .iter()
            .find(|row| row.id == id)
            .map(|row| row.zone.clone())
            .ok_or(UseCaseError::NotFound)
    }

    /// Providers and places, all or the chosen one.
    pub fn chosen(
        &self,
        provider: Option<ProviderId>,
        location: Option<LocationId>,
    ) -> Result<(Vec<ProviderId>, Vec<Place>), UseCaseError> {
        let providers: Vec<ProviderId> = self
            .providers
            .iter()
            .map(|row| row.id)
            .filter(|id| provider.is_none_or(|chosen| chosen == *id))
            .collect();
        let locations: Vec<Place> = self
            .locations
            .iter()
            .filter(|row| location.is_none_or(|chosen| chosen == row.id))
            .map(|row| (row.id, row.zone.clone()))
            .collect();
        if providers.is_empty() || locations.is_empty() {
            return Err(UseCaseError::NotFound);
        }
        Ok((providers, locations))
    }
}

/// The version of a facility's calendar, and the newest live event's position (0 when there is none), in one look.
pub async fn read_position(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<(i64, i64), UseCaseError> {
    let newest =
        Query::select().expr(Expr::col(live_event::Column::Seq).max()).from(live_event::Entity).to_owned();
    let row: Option<(i64, Option<i64>)> = facility::Entity::find_by_id(facility)
        .select_only()
        .column(facility::Column::CalendarVersion)
        .expr_as(Expr::SubQuery(None, Box::new(newest.into())), "last_event")
        .into_tuple()
        .one(db)
        .await?;
    let (version, last_event) = row.ok_or(UseCaseError::NotFound)?;
    Ok((version, last_event.unwrap_or_default()))
}

pub async fn read_catalogue(
    db: &impl ConnectionTrait,
    facility: FacilityId,
) -> Result<Catalogue, UseCaseError> {
    let visit_types = visit_type::Entity::find()
        .filter(visit_type::Column::FacilityId.eq(facility))
        .order_by_asc(visit_type::Column::Name)
        .all(db)
        .await?;
    let providers = provider::Entity::find()
        .filter(provider::Column::FacilityId.eq(facility))
        .order_by_asc(provider::Column::Name)
        .all(db)
        .await?;
    let locations = location::Entity::find()
        .filter(location::Column::FacilityId.eq(facility))
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    let (visit_types, former_visit_types): (Vec<_>, Vec<_>) =
        visit_types.into_iter().partition(|row| row.is_active);
    let (providers, former_providers): (Vec<_>, Vec<_>) =
        providers.into_iter().partition(|row| row.is_active);
    Ok(Catalogue {
        visit_types: visit_types.into_iter().map(visit_type_row).collect(),
        providers: providers.into_iter().map(provider_row).collect(),
        former_visit_types: former_visit_types.into_iter().map(visit_type_row).collect(),
        former_providers: former_providers.into_iter().map(provider_row).collect(),
        locations: locations
            .into_iter()
            .map(|row| LocationRow {
                id: row.id,
                key: row.key,
                name: row.name,
                zone: row.zone,
                address: row.address,
            })
            .collect(),
    })
}

fn provider_row(row: provider::Model) -> ProviderRow {
    ProviderRow { id: row.id, key: row.key, name: row.name, specialty: row.specialty }
}

fn visit_type_row(row: visit_type::Model) -> VisitTypeRow {
    VisitTypeRow {
        rules: VisitTypeRules {
            id: row.id,
            minutes: row.minutes.unsigned_abs(),
            buffer_before: row.buffer_before.unsigned_abs(),
            buffer_after: row.buffer_after.unsigned_abs(),
            min_notice_minutes: row.min_notice_minutes.unsigned_abs(),
            horizon_days: row.horizon_days.unsigned_abs(),
            grid_minutes: row.grid_minutes.map(i32::unsigned_abs),
            mode: VisitMode::from_text(&row.mode).unwrap_or(VisitMode::InPerson),
            cancel_notice_minutes: row.cancel_notice_minutes.map(i32::unsigned_abs),
            max_upcoming_per_patient: row.max_upcoming_per_patient.map(i32::unsigned_abs),
            patients: PatientsRule::from_text(&row.patients).unwrap_or(PatientsRule::Any),
        },
        key: row.key,
        name: row.name,
    }
}
