//! The slot engine alone: facts in, slots out; no database, no cache, from scratch each time.

use super::Setting;
use crate::clinic::START;
use crate::report::{Report, Samples};
use domain::booking::hours::{VisitTypes, WeeklyHours};
use domain::booking::slots::{LocationTime, ProviderTime, SlotFacts, facts_from, search_slots};
use domain::booking::units::Interval;
use domain::booking::visit_type::VisitTypeRules;
use domain::booking::{PatientsRule, VisitMode};
use domain::ids::{LocationId, ProviderId, VisitTypeId};
use domain::time::DAY;
use jiff::ToSpan as _;
use jiff::civil::{Weekday, date};
use std::hint::black_box;
use std::time::Instant;
use usecases::zones;
use uuid::Uuid;

/// Two months of free times, for one provider and for twenty.
///
/// # Errors
/// When the zone is unknown.
pub fn measure(setting: &Setting, report: &mut Report) -> Result<(), String> {
    report.part("Slot engine: 60 days, 30-minute visits, 240 appointments ahead per provider, p50 / p99");
    for providers in [1, 20] {
        let (samples, slots) = search(providers, setting.pick(20, 2_000))?;
        let what =
            format!("{providers} provider{}, {slots} slots found", if providers == 1 { "" } else { "s" });
        report.row(what, samples.shown());
    }
    Ok(())
}

fn search(providers: u32, rounds: u32) -> Result<(Samples, usize), String> {
    let visit_type = VisitTypeRules {
        id: VisitTypeId(Uuid::from_u128(1)),
        minutes: 30,
        buffer_before: 0,
        buffer_after: 5,
        min_notice_minutes: 120,
        horizon_days: 60,
        grid_minutes: None,
        mode: VisitMode::InPerson,
        cancel_notice_minutes: None,
        max_upcoming_per_patient: None,
        patients: PatientsRule::Any,
    };
    let location = LocationId(Uuid::from_u128(2));
    let ids: Vec<ProviderId> =
        (0..providers).map(|number| ProviderId(Uuid::from_u128(0x100 + u128::from(number)))).collect();
    let providers: Vec<ProviderTime> =
        ids.iter().map(|provider| ProviderTime { provider: *provider, busy: busy() }).collect();
    let weekly: Vec<WeeklyHours> = ids.iter().flat_map(|provider| hours(*provider, location)).collect();
    let (from, to) = (date(2027, 3, 1), date(2027, 3, 1).saturating_add(60.days()));
    let begin =
        START.plus_seconds(-DAY * from.since(facts_from(from)).map_or(30, |span| i64::from(span.get_days())));
    let zone = zones::spans("America/New_York", begin, START.plus_seconds(63 * DAY))?;
    let facts = SlotFacts {
        visit_type: &visit_type,
        providers: &providers,
        locations: &[LocationTime { location, zone }],
        weekly: &weekly,
        exceptions: &[],
        patient_busy: &[],
        now: START,
    };
    let (mut samples, mut found) = (Samples::default(), 0);
    for _ in 0..rounds {
        let began = Instant::now();
        found = black_box(search_slots(black_box(&facts), from, to)).len();
        samples.add(began.elapsed());
    }
    Ok((samples, found))
}

/// Five appointments on each of 48 days.
fn busy() -> Vec<Interval> {
    (0..240)
        .map(|number| {
            let from = START.plus_seconds((number % 48 + 1) * DAY + 7_200 + (number / 48) * 7_200);
            Interval { from, to: from.plus_minutes(35) }
        })
        .collect()
}

/// Weekdays with a break at noon.
fn hours(provider: ProviderId, location: LocationId) -> impl Iterator<Item = WeeklyHours> {
    let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    days.into_iter().flat_map(move |weekday| {
        [(540, 780), (840, 1_080)].map(|(from_min, to_min)| WeeklyHours {
            provider,
            location,
            visit_types: VisitTypes::All,
            weekday,
            from_min,
            to_min,
            valid_from: None,
            valid_to: None,
        })
    })
}
