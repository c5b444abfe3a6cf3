//! Invented people, visits and times; nobody could take them for a patient of the clinic.

use crate::texts::t;
use domain::account::contract::{ChartChoice, Me, SessionClock};
use domain::actor::Relation;
use domain::booking::VisitMode;
use domain::booking::contract::{
    BookingOptions, DaySlots, LocationChoice, ProviderChoice, SlotChoice, SlotsPage, Visit, VisitTypeChoice,
};
use domain::civil::LocalMinute;
use domain::ids::{ChartId, LocationId, ProviderId, VisitTypeId};
use domain::time::{DAY, Instant};
use i18n::k;
use usecases::zones;
use uuid::Uuid;

const PROVIDER: ProviderId = ProviderId(Uuid::from_u128(1));
const LOCATION: LocationId = LocationId(Uuid::from_u128(2));
const VISIT_TYPE: VisitTypeId = VisitTypeId(Uuid::from_u128(3));
const MINUTES: i64 = 30;

/// The patient whose screens are shown.
pub fn patient() -> Me {
    let chart = ChartChoice {
        chart: ChartId(Uuid::from_u128(4)),
        name: t(k::THEME_SAMPLE_PATIENT).to_owned(),
        relation: Relation::Own,
    };
    let clock = SessionClock { idle_s: 1_800, left_s: 43_200 };
    Me {
        name: chart.name.clone(),
        roles: Vec::new(),
        chart: Some(chart.clone()),
        charts: vec![chart],
        clock,
        must_enrol: false,
    }
}

/// Midnight of the local day so many days ahead, and its instant.
fn day(zone: &str, now: Instant, ahead: i64) -> (LocalMinute, Instant) {
    let local = zones::local(zone, now.plus_seconds(ahead * DAY));
    let passed = i64::from(local.hour) * 60 + i64::from(local.minute);
    let at = now.plus_seconds(ahead * DAY).plus_minutes(-passed);
    (LocalMinute { hour: 0, minute: 0, ..local }, Instant(at.0 - at.0.rem_euclid(60)))
}

fn at(zone: &str, now: Instant, ahead: i64, minutes: i64) -> (Instant, LocalMinute) {
    let start = day(zone, now, ahead).1.plus_minutes(minutes);
    (start, zones::local(zone, start))
}

/// The next visit.
pub fn visit(zone: &str, now: Instant) -> Visit {
    let (start, local) = at(zone, now, 3, 9 * 60 + 30);
    let end = start.plus_minutes(MINUTES);
    Visit {
        visit_type: t(k::THEME_SAMPLE_VISIT_TYPE).to_owned(),
        visit_type_id: VISIT_TYPE,
        mode: VisitMode::InPerson,
        provider: t(k::THEME_SAMPLE_PROVIDER).to_owned(),
        location: t(k::THEME_SAMPLE_PLACE).to_owned(),
        address: None,
        zone: zone.to_owned(),
        start,
        end,
        local,
        local_end: zones::local(zone, end),
    }
}

/// What can be booked.
pub fn options(zone: &str) -> BookingOptions {
    BookingOptions {
        visit_types: vec![VisitTypeChoice {
            id: VISIT_TYPE,
            name: t(k::THEME_SAMPLE_VISIT_TYPE).to_owned(),
            minutes: 30,
            mode: VisitMode::InPerson,
            providers: vec![PROVIDER],
            locations: vec![LOCATION],
        }],
        providers: vec![ProviderChoice {
            id: PROVIDER,
            name: t(k::THEME_SAMPLE_PROVIDER).to_owned(),
            specialty: String::new(),
        }],
        locations: vec![LocationChoice {
            id: LOCATION,
            name: t(k::THEME_SAMPLE_PLACE).to_owned(),
            address: None,
            zone: zone.to_owned(),
        }],
    }
}

/// A week with some times taken already.
pub fn slots(zone: &str, now: Instant, options: &BookingOptions) -> SlotsPage {
    let days = (0..7).map(|ahead| {
        let is_free = |start: i64| (start / 30 + ahead * 5) % 7 < 3;
        let starts = (8 * 60..18 * 60).step_by(30).filter(|start| ahead > 0 && is_free(*start));
        let slots = starts.map(|minutes| {
            let (start, local) = at(zone, now, ahead, minutes);
            SlotChoice {
                start,
                end: start.plus_minutes(MINUTES),
                local,
                providers: vec![PROVIDER],
                location: LOCATION,
            }
        });
        DaySlots { day: day(zone, now, ahead).0, slots: slots.collect() }
    });
    SlotsPage {
        days: days.collect(),
        next_free: None,
        first_day: day(zone, now, 0).0,
        last_day: day(zone, now, 60).0,
        resources: options.providers.iter().map(|provider| provider.id.into()).collect(),
        last_event: 0,
    }
}
