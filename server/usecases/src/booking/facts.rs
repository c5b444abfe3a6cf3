//! Gathers from the database what the slot rules have to know, and hands it to `domain`.

use super::offer::Offer;
use super::store;
use crate::db::Connection;
use crate::{UseCaseError, zones};
use domain::booking::slots::{LocationTime, ProviderTime, SlotFacts, facts_from};
use domain::booking::units::Interval;
use domain::booking::visit_type::VisitTypeRules;
use domain::ids::{AppointmentId, ChartId, FacilityId, LocationId, ProviderId};
use domain::time::{DAY, Instant};
use jiff::civil::Date;

/// Whose claims are left out: they are the asker's own.
#[derive(Clone, Debug, Default)]
pub struct Own<'a> {
    /// The asking session, whose hold stays selectable for it.
    pub session: Option<&'a [u8]>,
    /// The chart whose other visits count as busy.
    pub chart: Option<ChartId>,
    /// The appointment that is to be moved.
    pub moving: Option<AppointmentId>,
}

/// Everything [`SlotFacts`] borrows from.
#[derive(Debug)]
pub struct Gathered<'a> {
    pub visit_type: VisitTypeRules,
    pub providers: Vec<ProviderTime>,
    pub locations: Vec<LocationTime>,
    pub offer: &'a Offer,
    pub patient_busy: Vec<Interval>,
    pub now: Instant,
}

impl Gathered<'_> {
    /// The facts as the rules take them.
    pub fn facts(&self) -> SlotFacts<'_> {
        SlotFacts {
            visit_type: &self.visit_type,
            providers: &self.providers,
            locations: &self.locations,
            weekly: &self.offer.weekly,
            exceptions: &self.offer.exceptions,
            patient_busy: &self.patient_busy,
            now: self.now,
        }
    }
}

/// What is asked for.
#[derive(Debug)]
pub struct Question<'a> {
    pub offer: &'a Offer,
    pub facility: FacilityId,
    pub visit_type: VisitTypeRules,
    /// In the order in which equal starts are listed.
    pub providers: Vec<ProviderId>,
    /// In the order in which equal starts are listed, each with its zone.
    pub locations: Vec<(LocationId, String)>,
    pub from: Date,
    pub to: Date,
    pub own: Own<'a>,
    pub now: Instant,
}

/// Reads what the rules need for the days asked for; nothing of it grows with history.
pub async fn gather<'a>(db: &impl Connection, question: Question<'a>) -> Result<Gathered<'a>, UseCaseError> {
    let first = facts_from(question.from);
    let range = Interval {
        from: midnight(question.from).plus_seconds(-2 * DAY),
        to: midnight(question.to).plus_seconds(3 * DAY),
    };
    let facility = question.facility;
    let claims = store::list_busy(db, facility, &question.providers, range, question.now).await?;
    let providers = question
        .providers
        .iter()
        .map(|provider| ProviderTime {
            provider: *provider,
            busy: claims
                .iter()
                .filter(|claim| claim.provider == *provider && !is_own(claim, &question.own))
                .map(|claim| claim.busy)
                .collect(),
        })
        .collect();
    let patient_busy = match question.own.chart {
        Some(chart) => store::list_chart_busy(db, facility, chart, range, question.now)
            .await?
            .into_iter()
            .filter(|claim| !is_own(claim, &question.own))
            .map(|claim| claim.visit)
            .collect(),
        None => Vec::new(),
    };
    let mut locations = Vec::with_capacity(question.locations.len());
    for (location, zone) in question.locations {
        let zone = zones::spans(&zone, midnight(first), range.to).map_err(UseCaseError::internal)?;
        locations.push(LocationTime { location, zone });
    }
    Ok(Gathered {
        visit_type: question.visit_type,
        providers,
        locations,
        offer: question.offer,
        patient_busy,
        now: question.now,
    })
}

fn is_own(claim: &store::BusyClaim, own: &Own<'_>) -> bool {
    let is_own_hold = own.session.is_some() && claim.session.as_deref() == own.session;
    let is_booked = claim.session.is_none() && claim.chart.is_some();
    let is_moving =
        is_booked && own.moving.is_some() && claim.appointment == own.moving && claim.chart == own.chart;
    is_own_hold || is_moving
}

/// Midnight UTC of a date; ranges are widened by days, so the zone does not matter.
pub fn midnight(date: Date) -> Instant {
    Instant(
        domain::civil::days_from_date(date.year(), date.month().unsigned_abs(), date.day().unsigned_abs())
            * DAY,
    )
}
