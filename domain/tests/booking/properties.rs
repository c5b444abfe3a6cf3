//! Random clinics, mostly around nights when clocks change: the engine must agree with the oracle, and with itself.

use domain::booking::hours::{ExceptionKind, HoursException, VisitTypes, WeeklyHours};
use domain::booking::slots::{ProviderTime, Slot, check_start};
use domain::booking::units::Interval;
use domain::ids::{LocationId, ProviderId};
use domain::time::Instant;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::oracle::Oracle;
use crate::support::{Clinic, WEEK, location, provider, visit_type};

/// Clocks that go by half an hour, at midnight, for Ramadan, by two hours, at a minute past, or over a whole day.
const ZONES: [&str; 20] = [
    "America/New_York",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Apia",
    "America/St_Johns",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Caracas",
    "America/Nuuk",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Pyongyang",
    "Europe/Dublin",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
];

/// A clinic, and the local days that are asked for.
#[derive(Debug)]
struct Case {
    clinic: Clinic,
    from: Date,
    to: Date,
}

/// The day of the `nth` change of clocks from `year` on; in zones without, some day of that year.
fn day_of_change(zone: &str, year: i16, nth: usize) -> Date {
    let tz = TimeZone::get(zone).unwrap();
    let new_year = date(year, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let change = tz.following(new_year).nth(nth).map(|change| tz.to_datetime(change.timestamp()).date());
    change.filter(|day| day.year() < year + 4).unwrap_or(date(year, 7, 1))
}

fn add_days(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap()
}

fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

fn add_units(local: DateTime, units: i64) -> DateTime {
    local.checked_add(SignedDuration::from_mins(units * 5)).unwrap()
}

/// Zone, and a first day close to one of its changes of clocks.
fn places_and_days() -> impl Strategy<Value = (Vec<(LocationId, String)>, Date)> {
    let apia = Just(("Pacific/Apia", date(2011, 12, 30)));
    let change = (select(&ZONES[..]), 2005..2033_i16, 0..3_usize)
        .prop_map(|(zone, year, nth)| (zone, day_of_change(zone, year, nth)));
    let zone_and_day = prop_oneof![1 => apia, 12 => change];
    let second = prop::option::weighted(0.3, select(&ZONES[..]));
    (zone_and_day, -2..=1_i64, second).prop_map(|((zone, day), shift, second)| {
        let mut places = vec![(location(0), zone.to_owned())];
        places.extend(second.map(|zone| (location(1), zone.to_owned())));
        (places, add_days(day, shift))
    })
}

/// Minutes since midnight in units: often the ends of the day, or the hours in which clocks change.
fn clock_units() -> impl Strategy<Value = u16> {
    prop_oneof![2 => Just(0_u16), 2 => Just(288), 4 => 0..60_u16, 4 => 0..=288_u16]
}

fn who() -> impl Strategy<Value = ProviderId> {
    prop_oneof![8 => Just(0), 2 => Just(1), 1 => Just(2)].prop_map(provider)
}

fn place() -> impl Strategy<Value = LocationId> {
    prop_oneof![8 => Just(0), 2 => Just(1), 1 => Just(2)].prop_map(location)
}

fn visit_types() -> impl Strategy<Value = VisitTypes> {
    prop_oneof![
        6 => Just(VisitTypes::All),
        2 => Just(VisitTypes::Only(vec![visit_type(1), visit_type(0)])),
        1 => Just(VisitTypes::Only(vec![visit_type(1)])),
    ]
}

/// Hours on one weekday, or the same every day from a recent day on.
fn weekly(from: Date) -> impl Strategy<Value = Vec<WeeklyHours>> {
    let validity = (prop::option::weighted(0.3, -9..4_i64), prop::option::weighted(0.2, -2..6_i64));
    let days = (0..7_usize, prop::bool::ANY, -20..2_i64);
    (who(), place(), visit_types(), clock_units(), clock_units(), days, validity).prop_map(
        move |(provider, location, visit_types, one, two, (weekday, is_daily, since), (first, last))| {
            let hours = |weekday: usize, first: Option<i64>| WeeklyHours {
                provider,
                location,
                visit_types: visit_types.clone(),
                weekday: WEEK[weekday],
                from_min: one.min(two) * 5,
                to_min: one.max(two) * 5,
                valid_from: first.map(|days| add_days(from, days)),
                valid_to: last.map(|days| add_days(from, days)),
            };
            if is_daily {
                (0..7).map(|weekday| hours(weekday, Some(since))).collect()
            } else {
                vec![hours(weekday, first)]
            }
        },
    )
}

fn exception(from: Date) -> impl Strategy<Value = HoursException> {
    let kind = prop_oneof![
        2 => visit_types().prop_map(|visit_types| ExceptionKind::Open { visit_types }),
        3 => Just(ExceptionKind::Closed),
    ];
    let begin = prop_oneof![3 => -2 * 288..5 * 288_i64, 2 => (-1..4_i64, 0..48_i64).prop_map(|(day, unit)| day * 288 + unit)];
    let length = prop_oneof![4 => 1..40_i64, 1 => 1..700_i64];
    (prop::option::weighted(0.7, who()), prop::option::weighted(0.7, place()), kind, begin, length).prop_map(
        move |(provider, location, kind, begin, length)| {
            let local_from = add_units(midnight(from), begin);
            HoursException {
                provider,
                location,
                kind,
                local_from,
                local_to: add_units(local_from, length),
                note: None,
            }
        },
    )
}

/// Some time around `from`; now and then not on a boundary of units, or empty.
fn interval(from: Date) -> impl Strategy<Value = Interval> {
    let jitter = prop_oneof![4 => Just(0_i64), 1 => -299..300_i64];
    (-50..4 * 288_i64, 0..60_i64, jitter.clone(), jitter).prop_map(move |(begin, length, early, late)| {
        let base = midnight(from).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
        let begin_s = base + begin * 300 + early;
        Interval { from: Instant(begin_s), to: Instant(begin_s + length * 300 + late) }
    })
}

fn lengths() -> impl Strategy<Value = (u32, u32, u32, Option<u32>)> {
    let buffer = || prop_oneof![1 => Just(0_u32), 1 => 0..8_u32];
    (1..25_u32, buffer(), buffer(), prop::option::of(1..25_u32)).prop_map(|(visit, before, after, grid)| {
        (visit * 5, before * 5, after * 5, grid.map(|units| units * 5))
    })
}

fn cases(days: i64) -> impl Strategy<Value = Case> {
    places_and_days().prop_flat_map(move |(places, from)| {
        let hours = prop::collection::vec(weekly(from), 0..8).prop_map(|rows| rows.concat());
        let exceptions = prop::collection::vec(exception(from), 0..5);
        let busy = prop::collection::vec((0..2_usize, interval(from)), 0..16);
        let patient_busy = prop::collection::vec(interval(from), 0..8);
        // Notice and the present, often such that some start is exactly at the limit.
        let notice = prop_oneof![Just(0_u32), 0..800_u32];
        let now = prop_oneof![3 => -600..400_i64, 1 => Just(-600)];
        let horizon = prop_oneof![1 => 0..4_u32, 3 => 4..12_u32];
        let limits = (notice, horizon, now, prop_oneof![Just(0_i64), -1..2_i64]);
        (hours, exceptions, busy, patient_busy, lengths(), limits, 0..days).prop_map(
            move |(weekly, exceptions, busy, patient_busy, lengths, (notice, horizon, now, second), last)| {
                let mut clinic = Clinic::new(&places[0].1, lengths.0).buffers(lengths.1, lengths.2);
                clinic = clinic.notice(notice).horizon(horizon);
                clinic.visit_type.grid_minutes = lengths.3;
                clinic.places = places.clone();
                (clinic.weekly, clinic.exceptions, clinic.patient_busy) = (weekly, exceptions, patient_busy);
                clinic.providers.push(ProviderTime { provider: provider(1), busy: vec![] });
                for (index, interval) in busy {
                    clinic.providers[index].busy.push(interval);
                }
                let base = midnight(from).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
                clinic.now = Instant(base + now * 300 + second - i64::from(notice) * 60 % 300);
                Case { clinic, from, to: add_days(from, last) }
            },
        )
    })
}

/// What the oracle offers, in the order in which slots are listed.
fn oracle_slots(case: &Case, oracles: &[(usize, usize, Oracle<'_>)]) -> Vec<(i64, usize, usize)> {
    let mut slots = Vec::new();
    for (who, place, oracle) in oracles {
        slots.extend(oracle.starts(case.from, case.to).into_iter().map(|start| (start, *who, *place)));
    }
    slots.sort_unstable();
    slots
}

fn oracles(clinic: &Clinic) -> Vec<(usize, usize, Oracle<'_>)> {
    let pairs =
        (0..clinic.providers.len()).flat_map(|who| (0..clinic.places.len()).map(move |place| (who, place)));
    pairs.map(|(who, place)| (who, place, Oracle::new(clinic, who, place))).collect()
}

fn listed(clinic: &Clinic, slots: &[Slot]) -> Vec<(i64, usize, usize)> {
    let who =
        |slot: &Slot| clinic.providers.iter().position(|known| known.provider == slot.provider).unwrap();
    let place = |slot: &Slot| clinic.places.iter().position(|(place, _)| *place == slot.location).unwrap();
    slots.iter().map(|slot| (slot.start.0, who(slot), place(slot))).collect()
}

fn agree(case: &Case, probes: &[i64]) -> Result<(), TestCaseError> {
    let clinic = &case.clinic;
    let oracles = oracles(clinic);
    let slots = clinic.slots(case.from, case.to);
    prop_assert_eq!(listed(clinic, &slots), oracle_slots(case, &oracles), "search and oracle");
    let length = i64::from(clinic.visit_type.minutes) * 60;
    prop_assert!(slots.iter().all(|slot| slot.end.0 - slot.start.0 == length));
    let base = midnight(case.from).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
    clinic.with_facts(add_days(case.from, -2), add_days(case.to, 2), |facts| {
        for (who, place, oracle) in &oracles {
            let known = slots.iter().map(|slot| slot.start.0);
            for start in known.chain(probes.iter().map(|probe| base + probe)) {
                let (who, place) = (clinic.providers[*who].provider, clinic.places[*place].0);
                let checked = check_start(facts, who, place, Instant(start));
                prop_assert_eq!(checked.err(), oracle.verdict(start), "check and oracle at {}", start);
                prop_assert!(checked.is_err() || checked.is_ok_and(|slot| slot.start.0 == start));
            }
        }
        Ok(())
    })
}

/// Starts to check one by one, in seconds from the first midnight: mostly on a boundary of units.
fn probes() -> impl Strategy<Value = Vec<i64>> {
    let probe = (-288..4 * 288_i64, prop_oneof![9 => Just(0_i64), 1 => 0..300_i64]);
    prop::collection::vec(probe.prop_map(|(unit, second)| unit * 300 + second), 60)
}

/// A service open day and night since about the time where its beginning stops to count.
fn round_the_clock() -> impl Strategy<Value = Case> {
    (places_and_days(), lengths(), prop::option::of(396..404_i64), prop::option::of(398 * 288..402 * 288_i64))
        .prop_map(|((mut places, from), lengths, since, closed)| {
            places.truncate(1);
            let mut clinic = Clinic::new(&places[0].1, lengths.0).daily("00:00", "24:00").horizon(9);
            clinic.visit_type.grid_minutes = lengths.3;
            clinic.places = places;
            for hours in &mut clinic.weekly {
                hours.valid_from = since.map(|days| add_days(from, -days));
            }
            if let Some(units) = closed {
                let local = |units| add_units(midnight(from), units).to_string();
                clinic = clinic.closed(&local(-units), &local(1 - units));
            }
            let base = midnight(from).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
            clinic.now = Instant(base - 86_400);
            Case { clinic, from, to: add_days(from, 3) }
        })
}

proptest! {
    #[test]
    fn the_search_and_the_check_agree_with_the_oracle(case in cases(4), probes in probes()) {
        agree(&case, &probes)?;
    }

    #[test]
    fn answers_do_not_depend_on_the_range_that_is_asked_for(case in cases(12), cut in 0..12_i64) {
        let clinic = &case.clinic;
        let whole = listed(clinic, &clinic.slots(case.from, case.to));
        let mut days = Vec::new();
        let mut day = case.from;
        while day <= case.to {
            days.extend(listed(clinic, &clinic.slots(day, day)));
            day = add_days(day, 1);
        }
        days.sort_unstable();
        prop_assert_eq!(&whole, &days);
        let middle = add_days(case.from, cut).min(case.to);
        let mut halves = listed(clinic, &clinic.slots(case.from, middle));
        halves.extend(listed(clinic, &clinic.slots(add_days(middle, 1), case.to)));
        halves.sort_unstable();
        prop_assert_eq!(&whole, &halves);
    }
}

/// The oracle walks back over 400 days here, so this takes one case where the others take sixty-four.
#[test]
fn a_service_that_hardly_ever_closes_agrees_with_the_oracle() {
    let config = Config { source_file: Some(file!()), ..Config::default() };
    let mut runner = TestRunner::new(Config { cases: config.cases.div_ceil(64), ..config });
    runner.run(&(round_the_clock(), probes()), |(case, probes)| agree(&case, &probes)).unwrap();
}
