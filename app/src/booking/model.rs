//! Where the reader is in booking: all of it stands in the address, so that back, reload and sharing work.

use domain::booking::contract::FindSlotsRequest;
#[cfg(feature = "ssr")]
use domain::booking::contract::HoldSlotRequest;
use domain::ids::{AppointmentId, ClaimId, LocationId, ProviderId, VisitTypeId};
use leptos_router::params::ParamsMap;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What is to be booked.
    pub visit_type: Option<VisitTypeId>,
    /// With whom; nothing: anybody.
    pub provider: Option<ProviderId>,
    /// Where; nothing: anywhere.
    pub location: Option<LocationId>,
    /// First day of the week that is shown.
    pub week: Option<String>,
    /// The day whose times are shown.
    pub day: Option<String>,
    /// What is kept.
    pub hold: Option<ClaimId>,
    /// The appointment that is to be moved.
    pub moving: Option<AppointmentId>,
}

impl Place {
    /// Reads the address.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).filter(|value| !value.is_empty());
        let day = |name: &str| text(name).filter(|value| value.len() == 10);
        Self {
            visit_type: text("type").and_then(|id| id.parse().ok()),
            provider: text("with").and_then(|id| id.parse().ok()),
            location: text("at").and_then(|id| id.parse().ok()),
            week: day("week"),
            day: day("day"),
            hold: text("hold").and_then(|id| id.parse().ok()),
            moving: text("moving").and_then(|id| id.parse().ok()),
        }
    }

    /// The address of this state.
    #[must_use]
    pub fn href(&self) -> String {
        let id = |name: &str, id: Option<String>| id.map(|id| format!("{name}={id}"));
        let parts: Vec<String> = [
            id("type", self.visit_type.map(|id| id.to_string())),
            id("with", self.provider.map(|id| id.to_string())),
            id("at", self.location.map(|id| id.to_string())),
            id("week", self.week.clone()),
            id("day", self.day.clone()),
            id("hold", self.hold.map(|id| id.to_string())),
            id("moving", self.moving.map(|id| id.to_string())),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "/visits/book".to_owned() } else { format!("/visits/book?{}", parts.join("&")) }
    }

    /// What to ask the server for, once a visit type is chosen.
    #[must_use]
    pub fn question(&self) -> Option<FindSlotsRequest> {
        Some(FindSlotsRequest {
            visit_type: self.visit_type?,
            provider: self.provider,
            location: self.location,
            from: self.week.clone(),
            moving: self.moving,
        })
    }
}

/// The page that confirms a hold.
#[cfg(feature = "ssr")]
#[must_use]
pub fn hold_href(request: &HoldSlotRequest, hold: ClaimId) -> String {
    let place = Place {
        visit_type: Some(request.visit_type),
        provider: request.provider,
        hold: Some(hold),
        moving: request.moving,
        ..Place::default()
    };
    place.href()
}

/// The page of an appointment.
#[must_use]
pub fn visit_href(id: AppointmentId) -> String {
    format!("/visits/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_the_whole_state() {
        let id = uuid::Uuid::from_u128(7);
        let place = Place {
            visit_type: Some(VisitTypeId(id)),
            provider: Some(ProviderId(id)),
            day: Some("2027-03-14".to_owned()),
            hold: Some(ClaimId(id)),
            ..Place::default()
        };
        let href = place.href();
        let mut query = ParamsMap::new();
        for pair in href.split_once('?').expect("a query").1.split('&') {
            let (name, value) = pair.split_once('=').expect("a pair");
            query.insert(name.to_owned(), value.to_owned());
        }
        assert_eq!(Place::read(&query), place);
        assert_eq!(Place::default().href(), "/visits/book");
    }
}
