//! Where the reader is in booking: all of it stands in the address, so that back, reload and sharing work.

use crate::routes;
#[cfg(feature = "ssr")]
use domain::booking::contract::HoldSlotRequest;
use domain::booking::contract::{FindSlotsRequest, HeldSlot, SlotChoice, SlotsPage};
use domain::ids::{AppointmentId, ClaimId, LocationId, ProviderId, VisitTypeId};
use domain::time::Instant;
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

    /// Reads an address of this page; anything else is none.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn from_href(href: &str) -> Option<Self> {
        let (path, query) = href.split_once('?')?;
        let mut params = ParamsMap::new();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            params.insert(name.to_owned(), value.to_owned());
        }
        (path == routes::BOOK).then(|| Self::read(&params))
    }

    /// The same page with the sheet of what is kept.
    #[must_use]
    pub fn holding(&self, held: &HeldSlot) -> Self {
        Self { hold: Some(held.hold), day: Some(held.visit.local.date()), ..self.clone() }
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
        if parts.is_empty() {
            routes::BOOK.to_owned()
        } else {
            format!("{}?{}", routes::BOOK, parts.join("&"))
        }
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

/// The page that confirms a hold: the one the time was chosen on, if it is known, with the sheet open.
#[cfg(feature = "ssr")]
#[must_use]
pub fn hold_href(request: &HoldSlotRequest, held: &HeldSlot, came_from: Option<&str>) -> String {
    let day = held.visit.local.date();
    let page = came_from
        .and_then(Place::from_href)
        .filter(|page| page.visit_type == Some(request.visit_type))
        .unwrap_or_else(|| Place {
            visit_type: Some(request.visit_type),
            provider: request.provider,
            week: Some(day.clone()),
            moving: request.moving,
            ..Place::default()
        });
    page.holding(held).href()
}

/// Most times offered in place of one that is gone.
const ALTERNATIVES: usize = 3;

/// The free times of a page that lie closest to `start`, earliest first.
#[must_use]
pub fn nearest(page: &SlotsPage, start: Instant) -> Vec<SlotChoice> {
    let mut slots: Vec<&SlotChoice> =
        page.days.iter().flat_map(|day| &day.slots).filter(|slot| slot.start != start).collect();
    slots.sort_by_key(|slot| (slot.start.seconds_since(start).abs(), slot.start));
    slots.truncate(ALTERNATIVES);
    slots.sort_by_key(|slot| slot.start);
    slots.into_iter().cloned().collect()
}

/// The page of an appointment.
#[must_use]
pub fn visit_href(id: AppointmentId) -> String {
    format!("/visits/{id}")
}
