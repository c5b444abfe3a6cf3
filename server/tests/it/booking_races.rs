//! Races of one patient with themselves: two tabs, a page that is left while it confirms, a move to another kind of visit.

use crate::support::clinic::{Clinic, at, confirmation, rule};
use crate::support::on_each_database;
use domain::booking::contract::{HoldRequest, HoldSlotRequest};
use usecases::booking::{confirm_hold, extend_hold, hold_slot, release_hold};

/// A page that is left gives its hold back; the confirmation may be on its way beside it. Whoever comes first, an
/// appointment keeps its time.
#[tokio::test(flavor = "multi_thread")]
async fn giving_a_hold_back_while_it_is_confirmed_never_takes_the_appointments_time() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        for round in 0..16_u8 {
            let patient = clinic.patient(round).await;
            let start = at(9, i64::from(round) * 30);
            let held =
                clinic.hold(&patient, clinic.wish("check", Some("ruiz"), start).await).await.expect("held");
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            let confirming =
                tokio::spawn(
                    async move { confirm_hold(&backend, &actor, confirmation(held.hold, None)).await },
                );
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            let releasing = tokio::spawn(async move {
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(round % 8))).await;
                release_hold(&backend, &actor, HoldRequest { hold: held.hold }).await
            });
            let confirmed = confirming.await.expect("no panic");
            releasing.await.expect("no panic").expect("giving back is never a fault");
            if confirmed.is_err() {
                assert_eq!(rule(confirmed).0, "booking.hold_expired");
            }
            let booked = clinic.count("appointment").await;
            assert_eq!(clinic.kept_units().await, 12 * booked, "round {round}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn extending_a_hold_while_it_is_confirmed_never_gives_the_appointment_an_end() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        for round in 0..16_u8 {
            let patient = clinic.patient(round).await;
            let start = at(9, i64::from(round) * 30);
            let held =
                clinic.hold(&patient, clinic.wish("check", Some("ruiz"), start).await).await.expect("held");
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            let confirming =
                tokio::spawn(
                    async move { confirm_hold(&backend, &actor, confirmation(held.hold, None)).await },
                );
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            let extending = tokio::spawn(async move {
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(round % 8))).await;
                extend_hold(&backend, &actor, HoldRequest { hold: held.hold }).await
            });
            confirming.await.expect("no panic").expect("confirmed");
            let extended = extending.await.expect("no panic");
            if extended.is_err() {
                assert_eq!(rule(extended).0, "booking.hold_expired");
            }
            let ending = clinic.count("claim WHERE kind = 'appointment' AND expires_s IS NOT NULL").await;
            assert_eq!(ending, 0, "round {round}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_session_hold_one_time_between_them() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let mut tabs = Vec::new();
        for index in 0..12 {
            let wish = clinic.wish("check", Some("ruiz"), at(9, index * 30)).await;
            let (backend, actor) = (clinic.backend.clone(), patient.clone());
            tabs.push(tokio::spawn(async move { hold_slot(&backend, &actor, wish).await.map(drop) }));
        }
        for tab in tabs {
            let answer = tab.await.expect("no panic");
            if answer.is_err() {
                rule(answer);
            }
        }
        assert_eq!(clinic.count("claim WHERE kind = 'hold'").await, 1);
        assert_eq!(clinic.count("busy_unit").await, 12);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_another_kind_of_visit_makes_it_that_kind() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let booked = clinic.book(&patient, "check", at(14, 0)).await.expect("booked");
        let moving = Some(booked.id);
        let wish = HoldSlotRequest { moving, ..clinic.wish("long", Some("ruiz"), at(15, 0)).await };
        let kind = wish.visit_type;
        let held = clinic.hold(&patient, wish).await.expect("held");
        let moved = clinic.confirm(&patient, held.hold, moving).await.expect("moved");
        assert_eq!((moved.visit.visit_type_id, moved.visit.visit_type.as_str()), (kind, "Long"));
        assert_eq!(moved.visit.end, at(17, 0));
        assert_eq!(clinic.kept_units().await, 48);
    })
    .await;
}
