//! Moving and cancelling visits, and the limits on what a patient may book (BOOKING.md, cases 29 to 37).

use crate::support::clinic::{Clinic, EXPIRED, TAKEN, at, confirmation, rule, split, together};
use crate::support::on_each_database;
use domain::actor::Actor;
use domain::booking::AppointmentStatus;
use domain::booking::contract::{AppointmentView, CancelRequest, HoldRequest, HoldSlotRequest};
use domain::ids::AppointmentId;
use domain::refusal::RefusalKind;
use usecases::UseCaseError;
use usecases::booking::{
    Named, cancel_appointment, confirm_hold, find_appointment_at, read_plain, release_hold,
};

#[tokio::test(flavor = "multi_thread")]
async fn case_29_a_visit_moves_over_its_own_time() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let booked = clinic.book(&patients[0], "long", at(14, 30)).await.expect("booked");
        let moving = Some(booked.id);
        let wish = HoldSlotRequest { moving, ..clinic.wish("long", Some("ruiz"), at(15, 0)).await };
        let held = clinic.hold(&patients[0], wish).await.expect("its own time is not in the way");
        assert_eq!(held.moving, moving);
        let other = clinic.book(&patients[1], "check", at(14, 30)).await;
        assert_eq!(rule(other), TAKEN, "until it is confirmed the old time is kept");
        let moved = clinic.confirm(&patients[0], held.hold, moving).await.expect("moved");
        assert_eq!((moved.id, moved.visit.start, moved.visit.end), (booked.id, at(15, 0), at(17, 0)));
        assert_eq!(clinic.seq().await, 1);
        assert_eq!(clinic.kept_units().await, 48);
        assert_eq!(clinic.count("claim").await, 1);
        clinic.book(&patients[1], "check", at(14, 30)).await.expect("free at the same commit");
        assert_eq!(rule(clinic.book(&patients[1], "check", at(16, 30)).await), TAKEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_appointment_cannot_be_moved_nor_its_time_used() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let booked = clinic.book(&patients[0], "check", at(9, 0)).await.expect("booked");
        let wish =
            HoldSlotRequest { moving: Some(booked.id), ..clinic.wish("check", Some("ruiz"), at(9, 0)).await };
        let answer = clinic.hold(&patients[1], wish).await;
        assert!(matches!(answer, Err(UseCaseError::NotFound)), "{answer:?}");
        let held = clinic
            .hold(&patients[1], clinic.wish("check", Some("ruiz"), at(9, 30)).await)
            .await
            .expect("held");
        let answer = clinic.confirm(&patients[1], held.hold, Some(booked.id)).await;
        assert!(matches!(answer, Err(UseCaseError::NotFound)), "{answer:?}");
        assert_eq!(clinic.seq().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_30_a_move_to_a_lost_time_keeps_the_old_one() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let booked = clinic.book(&patients[0], "fine", at(14, 0)).await.expect("booked");
        let moving = Some(booked.id);
        let wish = HoldSlotRequest { moving, ..clinic.wish("fine", Some("ruiz"), at(15, 0)).await };
        let held = clinic.hold(&patients[0], wish).await.expect("held");
        test.pass(300);
        clinic.book(&patients[1], "fine", at(15, 0)).await.expect("somebody was quicker");
        let units = clinic.kept_units().await;
        assert_eq!(rule(clinic.confirm(&patients[0], held.hold, moving).await), EXPIRED);
        let found = find_appointment_at(&clinic.backend, &patients[0], Named::default(), at(14, 0)).await;
        assert_eq!(found.expect("still there"), booked.id);
        assert_eq!(clinic.kept_units().await, units);
        assert_eq!(clinic.count("outbox").await, 2);
        assert_eq!(clinic.count("appointment WHERE seq = 0").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_31_a_move_to_the_same_time_changes_nothing() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let booked = clinic.book(&patient, "buffered", at(14, 0)).await.expect("booked");
        let moving = Some(booked.id);
        let before =
            (clinic.count("live_event").await, clinic.count("outbox").await, clinic.kept_units().await);
        let wish = HoldSlotRequest { moving, ..clinic.wish("buffered", Some("ruiz"), at(14, 0)).await };
        let held = clinic.hold(&patient, wish).await.expect("held");
        let moved = clinic.confirm(&patient, held.hold, moving).await.expect("no change");
        assert_eq!(moved, booked);
        let again = clinic.confirm(&patient, held.hold, moving).await.expect("the same answer");
        assert_eq!(again, booked);
        assert_eq!(clinic.seq().await, 0);
        let after =
            (clinic.count("live_event").await, clinic.count("outbox").await, clinic.kept_units().await);
        assert_eq!(after, before);
        assert_eq!(clinic.count("claim").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_32_cancelling_is_open_until_exactly_the_notice() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let first = clinic.book(&patient, "check", at(12, 0)).await.expect("booked");
        let second = clinic.book(&patient, "check", at(12, 30)).await.expect("booked");
        clinic.set(at(12, 0).plus_seconds(-86_400));
        let cancelled = cancel(&clinic, &patient, first.id).await.expect("exactly a day before");
        assert_eq!(cancelled.status, AppointmentStatus::Cancelled);
        clinic.set(at(12, 30).plus_seconds(-86_399));
        let call_us = ("booking.call_us", RefusalKind::Rule);
        assert_eq!(rule(cancel(&clinic, &patient, second.id).await), call_us);
        let again = cancel(&clinic, &patient, first.id).await;
        assert_eq!(rule(again), ("booking.already_cancelled", RefusalKind::Conflict));
        assert_eq!(clinic.kept_units().await, 12);
        assert_eq!(clinic.count("outbox WHERE event = 'appointment_cancelled'").await, 1);
        let wish = HoldSlotRequest {
            moving: Some(second.id),
            ..clinic.wish("check", Some("ruiz"), at(15, 0)).await
        };
        assert_eq!(rule(clinic.hold(&patient, wish).await), call_us, "moving has the same notice");
    })
    .await;
}

async fn cancel(
    clinic: &Clinic<'_>,
    actor: &Actor,
    id: AppointmentId,
) -> Result<AppointmentView, UseCaseError> {
    let request = CancelRequest { appointment: id, reason: String::new() };
    cancel_appointment(&clinic.backend, actor, request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_34_of_two_cancellations_one_wins_and_a_move_beside_them_leaves_no_trace() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        for round in 0..5 {
            let booked = clinic.book(&patient, "fine", at(14, 0)).await.expect("booked");
            let moving = Some(booked.id);
            let wish = HoldSlotRequest { moving, ..clinic.wish("fine", Some("chen"), at(14, 15)).await };
            let held = clinic.hold(&patient, wish).await.expect("held");
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            let moved =
                tokio::spawn(
                    async move { confirm_hold(&backend, &actor, confirmation(held.hold, moving)).await },
                );
            let tasks: Vec<_> = (0..4)
                .map(|_| {
                    let (backend, actor) = (clinic.backend.clone(), patient.clone());
                    let request = CancelRequest { appointment: booked.id, reason: String::new() };
                    async move { cancel_appointment(&backend, &actor, request).await }
                })
                .collect();
            let (cancelled, refused) = split(together(tasks).await);
            let already = ("booking.already_cancelled", RefusalKind::Conflict);
            // The move comes first or too late; one cancellation wins either way.
            match moved.await.expect("no panic") {
                Ok(_) => {}
                late => assert_eq!(rule(late), already),
            }
            assert_eq!((cancelled.len(), refused), (1, vec![already; 3]), "round {round}");
            assert_eq!(clinic.kept_units().await, 0);
            let holds = clinic.count("claim WHERE kind = 'hold'").await;
            release_hold(&clinic.backend, &patient, HoldRequest { hold: held.hold }).await.expect("released");
            assert!(holds <= 1);
            assert_eq!(clinic.count("busy_unit").await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_35_a_hold_taken_in_time_does_not_extend_the_notice() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let start = at(12, 0);
        clinic.set(start.plus_seconds(-7_260));
        let held =
            clinic.hold(&patient, clinic.wish("check", Some("ruiz"), start).await).await.expect("in time");
        clinic.set(start.plus_seconds(-7_140));
        let too_late = ("booking.too_late", RefusalKind::Conflict);
        assert_eq!(rule(clinic.confirm(&patient, held.hold, None).await), too_late);
        clinic.set(start.plus_seconds(-7_200));
        clinic.confirm(&patient, held.hold, None).await.expect("exactly the notice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_37_five_at_once_stay_within_a_limit_of_two() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let mut tasks = Vec::new();
        for index in 0..5 {
            let provider = if index % 2 == 0 { "ruiz" } else { "chen" };
            tasks.push(clinic.at_once(&patient, "few", Some(provider), at(9, index * 60)).await);
        }
        let (booked, refused) = split(together(tasks).await);
        assert_eq!((booked.len(), refused), (2, vec![("booking.limit_reached", RefusalKind::Rule); 3]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_provider_is_whoever_is_free_with_least_to_do() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(8).await;
        let mut with = Vec::new();
        for (index, patient) in (0..).zip(&patients[..4]) {
            let view = clinic.at_once(patient, "check", None, at(9, index * 30)).await.await.expect("booked");
            with.push(read_plain(&clinic.backend, patient, view.id).await.expect("there").provider);
        }
        with.sort();
        assert_eq!(with, ["chen", "chen", "ruiz", "ruiz"], "the day's work is shared");
        let mut tasks = Vec::new();
        for patient in &patients[4..] {
            tasks.push(clinic.at_once(patient, "check", None, at(14, 0)).await);
        }
        let (booked, refused) = split(together(tasks).await);
        assert_eq!((booked.len(), refused), (2, vec![TAKEN; 2]), "as many as there are providers");
    })
    .await;
}
