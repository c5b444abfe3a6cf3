//! Invented people, visits and times; nobody could take them for a patient of the clinic.

use super::Outside;
use crate::texts::t;
use domain::account::contract::{ChartChoice, Frame, Me, SessionClock};
use domain::actor::Relation;
use domain::booking::contract::{
    AppointmentView, Appointments, BookingOptions, DaySlots, LocationChoice, ProviderChoice, SlotChoice,
    SlotsPage, Visit, VisitTypeChoice,
};
use domain::booking::{AppointmentStatus, VisitMode};
use domain::civil::LocalMinute;
use domain::ids::{AppointmentId, ChartId, EntryId, LocationId, ProviderId, VisitTypeId};
use domain::records::contract::{LatestEntry, RecordEntry, Section};
use domain::time::{DAY, Instant};
use i18n::{Key, k};
use usecases::zones;
use uuid::Uuid;

const PROVIDER: ProviderId = ProviderId(Uuid::from_u128(1));
/// Two, so that there is one to choose.
const LOCATIONS: [LocationId; 2] = [LocationId(Uuid::from_u128(2)), LocationId(Uuid::from_u128(9))];
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

/// The frame around them: the clinic as it is, the patient as nobody is.
pub fn frame(outside: Outside, now: Instant) -> Frame {
    let Outside { clinic, has_passkeys, has_registration } = outside;
    let today = Some(zones::local(&clinic.zone, now));
    Frame { clinic, me: Some(patient()), has_passkeys, has_registration, last_event: 0, today }
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

/// One visit to come, which can still be moved.
pub fn appointments(zone: &str, now: Instant) -> Appointments {
    let visit = visit(zone, now);
    let next = AppointmentView {
        id: AppointmentId(Uuid::from_u128(5)),
        changeable_until: zones::local(zone, visit.start.plus_seconds(-DAY)),
        visit,
        status: AppointmentStatus::Booked,
        is_over: false,
        is_changeable: true,
        is_movable: true,
        note: String::new(),
    };
    Appointments { today: day(zone, now, 0).0, upcoming: vec![next], past: Vec::new() }
}

/// The newest lines of the record.
pub fn latest(zone: &str, now: Instant) -> Vec<LatestEntry> {
    let entry = |number: u128, section: Section, title: Key, ago: i64| LatestEntry {
        section,
        entry: RecordEntry {
            id: EntryId(Uuid::from_u128(number)),
            title: t(title).to_owned(),
            status: "active".to_owned(),
            date: day(zone, now, -ago).0.date(),
            details: Vec::new(),
            recorded_by: None,
            code: None,
            is_kept_back: false,
        },
    };
    vec![
        entry(6, Section::Visits, k::THEME_SAMPLE_VISIT_TYPE, 12),
        entry(7, Section::Medications, k::THEME_SAMPLE_MEDICINE, 12),
        entry(8, Section::Vaccinations, k::THEME_SAMPLE_VACCINE, 40),
    ]
}

/// The next visit.
fn visit(zone: &str, now: Instant) -> Visit {
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
            locations: LOCATIONS.to_vec(),
        }],
        providers: vec![ProviderChoice {
            id: PROVIDER,
            name: t(k::THEME_SAMPLE_PROVIDER).to_owned(),
            specialty: String::new(),
        }],
        locations: LOCATIONS
            .iter()
            .zip(1..)
            .map(|(id, number)| LocationChoice {
                id: *id,
                name: format!("{} {number}", t(k::THEME_SAMPLE_PLACE)),
                address: None,
                zone: zone.to_owned(),
            })
            .collect(),
    }
}

/// A week with some times taken already.
pub fn slots(zone: &str, now: Instant, options: &BookingOptions) -> SlotsPage {
    let days = (0..7).map(|ahead| {
        let is_free = |start: i64| (start / 30 + ahead * 5) % 7 < 3;
        let starts = (8 * 60..18 * 60).step_by(30).filter(|start| ahead > 0 && is_free(*start));
        let slots = starts.zip(LOCATIONS.into_iter().cycle()).map(|(minutes, location)| {
            let (start, local) = at(zone, now, ahead, minutes);
            SlotChoice { start, end: start.plus_minutes(MINUTES), local, providers: vec![PROVIDER], location }
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
