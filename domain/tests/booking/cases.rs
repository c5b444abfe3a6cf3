//! The known nights and edges, with exact instants. Numbers are those of the booking study's table.

use domain::booking::BookingRefusal;
use domain::booking::slots::{LOOKBACK_DAYS, NotOffered, SharedSlot, Slot, share_starts};
use jiff::civil::Weekday::{Monday, Saturday, Sunday, Thursday};

use crate::support::{Clinic, at, day, instant_text, location, provider};

const NEW_YORK: &str = "America/New_York";
const MADRID: &str = "Europe/Madrid";

fn first_and_count(starts: &[String]) -> (&str, usize) {
    (starts[0].as_str(), starts.len())
}

/// Case 1.
#[test]
fn a_working_day_has_sixteen_half_hours_before_and_after_the_spring_change() {
    let clinic = Clinic::new(NEW_YORK, 30).daily("09:00", "17:00");
    assert_eq!(first_and_count(&clinic.starts("2027-03-13")), ("03-13T14:00Z", 16));
    assert_eq!(first_and_count(&clinic.starts("2027-03-14")), ("03-14T13:00Z", 16));
}

/// Case 2.
#[test]
fn an_afternoon_on_the_day_of_the_spring_change_stays_where_it_is() {
    let clinic = Clinic::new(NEW_YORK, 60).on(Sunday, "13:00", "18:00");
    let expected = ["03-14T17:00Z", "03-14T18:00Z", "03-14T19:00Z", "03-14T20:00Z", "03-14T21:00Z"];
    assert_eq!(clinic.starts("2027-03-14"), expected);
}

/// Case 3.
#[test]
fn the_hour_skipped_in_spring_has_no_slot() {
    let clinic = Clinic::new(NEW_YORK, 60).on(Sunday, "00:00", "04:00");
    assert_eq!(clinic.wall_starts("2027-03-14"), ["00:00-05:00", "01:00-05:00", "03:00-04:00"]);
    assert_eq!(clinic.starts("2027-03-14"), ["03-14T05:00Z", "03-14T06:00Z", "03-14T07:00Z"]);
}

/// Case 5.
#[test]
fn the_hour_repeated_in_autumn_has_two_slots() {
    let clinic = Clinic::new(NEW_YORK, 60).on(Sunday, "00:00", "04:00");
    let wall = ["00:00-04:00", "01:00-04:00", "01:00-05:00", "02:00-05:00", "03:00-05:00"];
    assert_eq!(clinic.wall_starts("2027-11-07"), wall);
    let expected = ["11-07T04:00Z", "11-07T05:00Z", "11-07T06:00Z", "11-07T07:00Z", "11-07T08:00Z"];
    assert_eq!(clinic.starts("2027-11-07"), expected);
}

/// Case 7.
#[test]
fn a_night_in_madrid_has_six_half_hours_in_spring_and_ten_in_autumn() {
    let clinic = Clinic::new(MADRID, 30).on(Sunday, "01:00", "05:00");
    let spring = clinic.starts("2027-03-28");
    assert_eq!((spring.len(), spring[0].as_str(), spring[5].as_str()), (6, "03-28T00:00Z", "03-28T02:30Z"));
    let autumn = clinic.starts("2027-10-31");
    assert_eq!((autumn.len(), autumn[0].as_str(), autumn[9].as_str()), (10, "10-30T23:00Z", "10-31T03:30Z"));
}

/// Case 8.
#[test]
fn a_morning_in_madrid_has_twenty_one_slots_on_both_days_of_change() {
    let clinic = Clinic::new(MADRID, 20).on(Sunday, "08:00", "15:00");
    assert_eq!(first_and_count(&clinic.starts("2027-03-28")), ("03-28T06:00Z", 21));
    assert_eq!(first_and_count(&clinic.starts("2027-10-31")), ("10-31T07:00Z", 21));
}

/// Case 14.
#[test]
fn a_quarter_hour_zone_keeps_its_quarter() {
    let clinic = Clinic::new("Asia/Kathmandu", 30).on(Monday, "09:00", "17:00");
    assert_eq!(first_and_count(&clinic.starts("2027-03-01")), ("03-01T03:15Z", 16));
}

/// Case 15: 04:00 in New York, which has changed its clocks already; Madrid has not.
#[test]
fn two_zones_are_five_hours_apart_between_their_changes() {
    let clinic = Clinic::new(MADRID, 30).on(Saturday, "09:00", "10:00");
    let first = clinic.slots(day("2027-03-20"), day("2027-03-20"))[0].start;
    assert_eq!(first, at("2027-03-20T08:00:00Z"));
    assert_eq!(first, at("2027-03-20T04:00:00-04:00"));
}

/// Case 18.
#[test]
fn closed_wins_over_open_whatever_the_order() {
    let forward = Clinic::new(NEW_YORK, 30)
        .closed("2027-03-01T10:00", "2027-03-01T12:00")
        .closed("2027-03-01T11:00", "2027-03-01T13:00")
        .open("2027-03-01T12:30", "2027-03-01T14:00");
    let mut backward = Clinic::new(NEW_YORK, 30);
    backward.exceptions = forward.exceptions.iter().rev().cloned().collect();
    for clinic in [forward, backward] {
        assert_eq!(clinic.wall_starts("2027-03-01"), ["13:00-05:00", "13:30-05:00"]);
    }
}

/// Case 19, the rule's part.
#[test]
fn a_start_that_was_closed_meanwhile_is_no_longer_offered() {
    let clinic = Clinic::new(NEW_YORK, 30).on(Monday, "09:00", "17:00");
    assert!(clinic.check("2027-03-01T15:00:00Z").is_ok());
    let reason =
        clinic.closed("2027-03-01T10:00", "2027-03-01T12:00").check("2027-03-01T15:00:00Z").unwrap_err();
    assert_eq!(BookingRefusal::from(reason), BookingRefusal::NoLongerOffered);
}

/// Case 20.
#[test]
fn adjoining_appointments_do_not_disturb_each_other() {
    let clinic = Clinic::new(NEW_YORK, 30)
        .on(Monday, "09:00", "10:30")
        .busy("2027-03-01T14:00:00Z", "2027-03-01T14:30:00Z")
        .patient_busy("2027-03-01T14:00:00Z", "2027-03-01T14:30:00Z");
    assert_eq!(clinic.starts("2027-03-01"), ["03-01T14:30Z", "03-01T15:00Z"]);
}

/// Case 21: the appointment 09:00–09:30 keeps 08:55–09:40; a visit at 09:45 keeps from 09:40.
#[test]
fn buffers_of_two_bookings_may_touch_but_not_overlap() {
    let clinic = Clinic::new(NEW_YORK, 30)
        .on(Monday, "09:00", "12:00")
        .buffers(5, 10)
        .grid(5)
        .busy("2027-03-01T13:55:00Z", "2027-03-01T14:40:00Z");
    assert_eq!(clinic.check("2027-03-01T14:35:00Z"), Err(NotOffered::Taken));
    assert_eq!(clinic.check("2027-03-01T14:40:00Z"), Err(NotOffered::Taken));
    assert!(clinic.check("2027-03-01T14:45:00Z").is_ok());
    assert_eq!(clinic.starts("2027-03-01")[0], "03-01T14:45Z");
}

#[test]
fn buffers_may_reach_outside_open_time() {
    let clinic = Clinic::new(NEW_YORK, 30).on(Monday, "09:00", "10:00").buffers(30, 30);
    assert_eq!(clinic.starts("2027-03-01"), ["03-01T14:00Z", "03-01T14:30Z"]);
    let busy_at_eight = clinic.busy("2027-03-01T13:00:00Z", "2027-03-01T13:35:00Z");
    assert_eq!(busy_at_eight.starts("2027-03-01"), ["03-01T14:30Z"]);
}

/// Case 35, the rule's part.
#[test]
fn a_start_is_too_late_once_less_than_the_notice_is_left() {
    let clinic = Clinic::new(NEW_YORK, 30).on(Monday, "09:00", "17:00").notice(120);
    let start = "2027-03-01T15:00:00Z";
    let clinic = clinic.now("2027-03-01T12:59:00Z");
    assert!(clinic.check(start).is_ok());
    let clinic = clinic.now("2027-03-01T13:01:00Z");
    assert_eq!(clinic.check(start), Err(NotOffered::TooLate));
}

#[test]
fn a_start_exactly_min_notice_ahead_is_offered() {
    let clinic = Clinic::new(NEW_YORK, 30).on(Monday, "09:00", "10:30").notice(120);
    let exactly = clinic.now("2027-03-01T12:30:00Z");
    assert_eq!(exactly.starts("2027-03-01"), ["03-01T14:30Z", "03-01T15:00Z"]);
    let a_second_later = exactly.now("2027-03-01T12:30:01Z");
    assert_eq!(a_second_later.starts("2027-03-01"), ["03-01T15:00Z"]);
    assert_eq!(a_second_later.check("2027-03-01T14:30:00Z"), Err(NotOffered::TooLate));
}

#[test]
fn the_last_local_day_of_the_horizon_is_offered_whole() {
    // 20:00 on 1 March in New York: in UTC it is the 2nd already.
    let clinic = Clinic::new(NEW_YORK, 60).daily("21:00", "23:00").horizon(2).now("2027-03-02T01:00:00Z");
    let slots = clinic.slots(day("2027-03-01"), day("2027-03-31"));
    assert_eq!(slots.len(), 6);
    assert_eq!(slots[5].start, at("2027-03-03T22:00:00-05:00"));
    assert_eq!(clinic.check("2027-03-05T02:00:00Z"), Err(NotOffered::BeyondHorizon));
}

#[test]
fn where_clocks_go_back_over_midnight_yesterday_can_still_be_booked() {
    // St. John's went from 00:01 on the 7th back to 23:01 on the 6th; half a minute before, it was the 7th already.
    let clinic = Clinic::new("America/St_Johns", 30).daily("23:00", "24:00").now("2010-11-07T02:30:30Z");
    let slots = clinic.slots(day("2010-11-06"), day("2010-11-06"));
    let starts: Vec<_> = slots.iter().map(|slot| slot.start).collect();
    assert_eq!(starts, [at("2010-11-07T02:35:00Z")]);
    assert_eq!(clinic.check("2010-11-07T02:35:00Z"), Ok(slots[0]));
}

#[test]
fn on_lord_howes_autumn_night_hours_step_in_elapsed_time() {
    let clinic = Clinic::new("Australia/Lord_Howe", 60).on(Sunday, "01:00", "04:00");
    assert_eq!(clinic.wall_starts("2027-04-04"), ["01:00+11:00", "01:30+10:30", "02:30+10:30"]);
    assert_eq!(clinic.starts("2027-04-04"), ["04-03T14:00Z", "04-03T15:00Z", "04-03T16:00Z"]);
}

#[test]
fn a_window_inside_a_repeated_hour_is_two_stretches() {
    let clinic = Clinic::new(NEW_YORK, 20).on(Sunday, "01:10", "01:40");
    assert_eq!(clinic.wall_starts("2027-11-07"), ["01:10-04:00", "01:10-05:00"]);
    assert!(clinic.on(Sunday, "01:40", "02:00").starts("2027-11-07").len() == 4);
}

#[test]
fn an_exception_that_ends_within_the_repeated_hour_closes_both_copies() {
    let clinic =
        Clinic::new(NEW_YORK, 30).on(Sunday, "00:00", "03:00").closed("2027-11-07T00:00", "2027-11-07T01:30");
    assert_eq!(
        clinic.wall_starts("2027-11-07"),
        ["01:30-04:00", "01:30-05:00", "02:00-05:00", "02:30-05:00"]
    );
}

#[test]
fn a_day_that_a_zone_skipped_has_no_slots_and_the_next_follows_on() {
    let clinic = Clinic::new("Pacific/Apia", 60).daily("22:00", "24:00").grid(50).now("2011-12-01T00:00:00Z");
    let clinic = clinic.open("2011-12-31T00:00", "2011-12-31T02:00");
    assert_eq!(clinic.wall_starts("2011-12-29"), ["22:00-10:00", "22:50-10:00", "23:40-10:00"]);
    assert_eq!(clinic.starts("2011-12-30"), [""; 0]);
    assert_eq!(clinic.wall_starts("2011-12-31"), ["00:30+14:00", "22:00+14:00", "22:50+14:00"]);
}

#[test]
fn adjoining_windows_are_one_stretch_and_a_gap_begins_another() {
    let adjoining = Clinic::new(NEW_YORK, 40).on(Monday, "09:00", "10:00").on(Monday, "10:00", "11:00");
    assert_eq!(adjoining.wall_starts("2027-03-01"), ["09:00-05:00", "09:40-05:00", "10:20-05:00"]);
    let apart = Clinic::new(NEW_YORK, 40).on(Monday, "09:00", "10:00").on(Monday, "10:05", "11:00");
    assert_eq!(apart.wall_starts("2027-03-01"), ["09:00-05:00", "10:05-05:00"]);
}

#[test]
fn a_closed_exception_begins_another_stretch_but_an_appointment_does_not_move_the_grid() {
    let clinic = Clinic::new(NEW_YORK, 45).on(Monday, "09:00", "12:00");
    let closed = clinic.closed("2027-03-01T10:00", "2027-03-01T10:10");
    assert_eq!(closed.wall_starts("2027-03-01"), ["09:00-05:00", "10:10-05:00", "10:55-05:00"]);
    let busy = Clinic::new(NEW_YORK, 45).on(Monday, "09:00", "12:00");
    let busy = busy.busy("2027-03-01T15:00:00Z", "2027-03-01T15:10:00Z");
    assert_eq!(busy.wall_starts("2027-03-01"), ["09:00-05:00", "10:30-05:00", "11:15-05:00"]);
}

#[test]
fn a_night_shift_keeps_its_grid_over_midnight() {
    let clinic = Clinic::new(NEW_YORK, 50).on(Sunday, "22:00", "24:00").on(Monday, "00:00", "02:00");
    assert_eq!(clinic.wall_starts("2027-02-28"), ["22:00-05:00", "22:50-05:00", "23:40-05:00"]);
    assert_eq!(clinic.wall_starts("2027-03-01"), ["00:30-05:00"]);
    assert_eq!(clinic.check("2027-03-01T05:00:00Z"), Err(NotOffered::NotOnGrid));
}

#[test]
fn a_stretch_of_months_keeps_the_grid_of_its_beginning() {
    let mut clinic = Clinic::new(NEW_YORK, 50).daily("00:00", "24:00");
    for hours in &mut clinic.weekly {
        hours.valid_from = Some(day("2027-01-04"));
    }
    // 69 days from 4 January are 99,360 minutes: the 1,988th step falls on 00:40.
    assert_eq!(clinic.wall_starts("2027-03-14")[0], "00:40-05:00");
    assert_eq!(clinic.check("2027-03-14T05:00:00Z"), Err(NotOffered::NotOnGrid));
}

#[test]
fn a_beginning_counts_for_four_hundred_days_and_then_midnight_does() {
    let last = day("2027-03-01");
    let mut clinic = Clinic::new("Asia/Kathmandu", 55).daily("00:00", "24:00");
    for hours in &mut clinic.weekly {
        hours.valid_from = Some(last.saturating_sub(jiff::Span::new().days(LOOKBACK_DAYS)));
    }
    // 400 days are 576,000 minutes: the 10,473rd step falls on 00:15.
    assert_eq!(clinic.wall_starts("2027-03-01")[0], "00:15+05:45");
    assert_eq!(clinic.wall_starts("2027-03-02")[0], "00:00+05:45");
    let both_days: Vec<_> =
        clinic.slots(last, day("2027-03-02")).iter().map(|slot| instant_text(slot.start)).collect();
    assert_eq!(both_days, [clinic.starts("2027-03-01"), clinic.starts("2027-03-02")].concat());
}

#[test]
fn a_midnight_that_comes_twice_breaks_neither_stretch_nor_dates() {
    // At 00:01 on 7 November, 02:31 UTC, clocks went back to 23:01 on the 6th.
    let clinic = Clinic::new("America/St_Johns", 30).daily("00:00", "01:00").daily("22:00", "24:00");
    let clinic = clinic.now("2010-11-01T00:00:00Z");
    let wall = |date: &str| clinic.wall_starts(date);
    assert_eq!(
        wall("2010-11-06")[2..],
        ["22:00-02:30", "22:30-02:30", "23:00-02:30", "23:30-02:30", "23:30-03:30"]
    );
    assert_eq!(wall("2010-11-07")[..3], ["00:00-02:30", "00:00-03:30", "00:30-03:30"]);
    assert_eq!(clinic.starts("2010-11-07")[..3], ["11-07T02:30Z", "11-07T03:30Z", "11-07T04:00Z"]);
}

#[test]
fn a_service_that_never_closes_begins_its_grid_at_each_local_midnight() {
    let clinic = Clinic::new(NEW_YORK, 50).daily("00:00", "24:00");
    for date in ["2027-03-12", "2027-03-13", "2027-03-14"] {
        assert_eq!(clinic.wall_starts(date)[..2], ["00:00-05:00", "00:50-05:00"]);
    }
    assert_eq!(clinic.wall_starts("2027-03-14")[2..4], ["01:40-05:00", "03:30-04:00"]);
    assert_eq!(clinic.wall_starts("2027-03-13").last().unwrap(), "23:20-05:00");
}

#[test]
fn reasons_are_told_in_a_fixed_order() {
    let clinic = Clinic::new(NEW_YORK, 30)
        .on(Thursday, "09:00", "10:00")
        .busy("2027-03-04T14:00:00Z", "2027-03-04T14:30:00Z")
        .patient_busy("2027-03-04T14:00:00Z", "2027-03-04T15:00:00Z");
    let reason = |start: &str| clinic.check(start).unwrap_err();
    assert_eq!(reason("2026-03-04T14:00:00Z"), NotOffered::TooLate);
    assert_eq!(reason("2027-03-04T13:45:00Z"), NotOffered::OutsideHours);
    assert_eq!(reason("2027-03-04T14:45:00Z"), NotOffered::OutsideHours);
    assert_eq!(reason("2027-03-04T14:15:00Z"), NotOffered::NotOnGrid);
    assert_eq!(reason("2027-03-04T14:00:01Z"), NotOffered::NotOnGrid);
    assert_eq!(reason("2027-03-04T14:00:00Z"), NotOffered::Taken);
    assert_eq!(reason("2027-03-04T14:30:00Z"), NotOffered::PatientBusy);
}

#[test]
fn slots_at_one_instant_follow_the_order_of_providers_then_locations() {
    let mut clinic = Clinic::new(NEW_YORK, 30).on(Monday, "09:00", "09:30");
    clinic.places.insert(0, (location(1), "America/Bogota".into()));
    clinic.providers.insert(0, clinic.providers[0].clone());
    clinic.providers[0].provider = provider(1);
    for (who, place) in [(1, 0), (1, 1), (0, 1)] {
        let hours = clinic.weekly[0].clone();
        clinic.weekly.push(domain::booking::hours::WeeklyHours {
            provider: provider(who),
            location: location(place),
            ..hours
        });
    }
    let slots = clinic.slots(day("2027-03-01"), day("2027-03-01"));
    let listed: Vec<_> = slots.iter().map(|slot| (slot.provider, slot.location)).collect();
    let pair = |who, place| (provider(who), location(place));
    assert_eq!(listed, [pair(1, 1), pair(1, 0), pair(0, 1), pair(0, 0)]);
    assert!(slots.iter().all(|slot| instant_text(slot.start) == "03-01T14:00Z"));
}

#[test]
fn a_visit_type_with_impossible_lengths_offers_nothing() {
    let clinic = Clinic::new(NEW_YORK, 0).daily("09:00", "17:00");
    assert_eq!(clinic.slots(day("2027-03-01"), day("2027-03-31")), []);
    let no_steps = Clinic::new(NEW_YORK, 30).daily("09:00", "17:00").grid(0);
    assert_eq!(no_steps.slots(day("2027-03-01"), day("2027-03-31")), []);
    assert_eq!(
        no_steps.slots(day("2027-03-31"), day("2027-03-01")),
        [],
        "nor does a range that ends before it begins"
    );
}

#[test]
fn one_start_at_one_place_is_offered_once_with_everybody_who_is_free() {
    let (ana, ben, cleo) = (provider(1), provider(2), provider(3));
    let (main, annex) = (location(1), location(2));
    let (nine, half_past, ten) =
        (at("2027-03-02T09:00:00Z"), at("2027-03-02T09:30:00Z"), at("2027-03-02T10:00:00Z"));
    // Sorted as the search sorts: by start, provider, place.
    let slots = [
        Slot { start: nine, end: half_past, provider: ana, location: main },
        Slot { start: nine, end: half_past, provider: ben, location: annex },
        Slot { start: nine, end: half_past, provider: cleo, location: main },
        Slot { start: half_past, end: ten, provider: cleo, location: main },
    ];
    let expected = [
        SharedSlot { start: nine, end: half_past, location: main, providers: vec![ana, cleo] },
        SharedSlot { start: nine, end: half_past, location: annex, providers: vec![ben] },
        SharedSlot { start: half_past, end: ten, location: main, providers: vec![cleo] },
    ];
    assert_eq!(share_starts(&slots), expected);
    assert_eq!(share_starts(&[]), []);
}
