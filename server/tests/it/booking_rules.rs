//! Booking under its rules and under load: nobody gets a time twice, and nobody is told a fault (BOOKING.md, cases 19 to 28).

use crate::support::clinic::{
    CALENDAR, Clinic, EXPIRED, START, TAKEN, at, confirmation, rule, split, together,
};
use crate::support::on_each_database;
use domain::actor::Actor;
use domain::booking::contract::{ConfirmHoldRequest, FindSlotsRequest, HoldRequest};
use domain::refusal::RefusalKind;
use usecases::UseCaseError;
use usecases::booking::{confirm_hold, extend_hold, find_slots, free_ended_holds, hold_slot, release_hold};

#[tokio::test(flavor = "multi_thread")]
async fn case_19_an_exception_added_while_a_time_is_held_wins() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let held =
            clinic.hold(&patient, clinic.wish("check", Some("ruiz"), at(10, 0)).await).await.expect("held");
        let closed = CALENDAR.trim_end().trim_end_matches('}').to_owned()
            + r#", "exceptions":[{"provider":"ruiz","location":"main","kind":"closed",
                                  "from":"2027-03-02T10:00","to":"2027-03-02T12:00"}]}"#;
        clinic.import(&closed).await;
        let answer = clinic.confirm(&patient, held.hold, None).await;
        assert_eq!(rule(answer), ("booking.no_longer_offered", RefusalKind::Conflict));
        assert_eq!(clinic.count("appointment").await, 0);
        assert_eq!(clinic.count("claim WHERE kind = 'hold'").await, 1, "the hold stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_adjoining_visits_are_both_booked() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        clinic.book(&patients[0], "check", at(9, 0)).await.expect("the first");
        clinic.book(&patients[1], "check", at(9, 30)).await.expect("the second");
        assert_eq!(clinic.kept_units().await, 24);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_21_buffers_keep_their_distance_and_no_more() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        clinic.book(&patients[0], "buffered", at(9, 0)).await.expect("the first");
        for minutes in [35, 40] {
            assert_eq!(rule(clinic.book(&patients[1], "buffered", at(9, minutes)).await), TAKEN);
        }
        clinic.book(&patients[1], "buffered", at(9, 45)).await.expect("just far enough");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_22_a_hundred_clients_and_one_slot() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(100).await;
        let mut tasks = Vec::new();
        for patient in &patients {
            tasks.push(clinic.at_once(patient, "check", Some("ruiz"), at(9, 0)).await);
        }
        let (booked, refused) = split(together(tasks).await);
        assert_eq!((booked.len(), refused), (1, vec![TAKEN; 99]));
        assert_eq!(clinic.count("appointment").await, 1);
        assert_eq!(clinic.count("outbox WHERE event = 'appointment_booked'").await, 1);
        assert_eq!(clinic.kept_units().await, 12);
        assert_eq!(clinic.count("claim").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_22_a_hundred_clients_hold_one_slot_and_many_confirm_it_late() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(100).await;
        let wish = clinic.wish("check", Some("ruiz"), at(9, 0)).await;
        let mut tasks = Vec::new();
        for patient in patients.clone() {
            let (backend, wish) = (clinic.backend.clone(), wish.clone());
            tasks.push(async move { hold_slot(&backend, &patient, wish).await });
        }
        let (held, refused) = split(together(tasks).await);
        assert_eq!((held.len(), refused), (1, vec![TAKEN; 99]));

        // One after the other held it and let it end; now they all want it after all.
        let mut holds = Vec::new();
        for patient in patients.iter().take(20) {
            test.pass(301);
            free_ended_holds(&clinic.backend, test.demo.id).await.expect("freed");
            holds.push(clinic.hold(patient, wish.clone()).await.expect("held").hold);
        }
        test.pass(301);
        free_ended_holds(&clinic.backend, test.demo.id).await.expect("freed");
        let mut tasks = Vec::new();
        for (patient, hold) in patients.into_iter().zip(holds) {
            let backend = clinic.backend.clone();
            tasks.push(async move { confirm_hold(&backend, &patient, confirmation(hold, None)).await });
        }
        let (booked, refused) = split(together(tasks).await);
        assert_eq!((booked.len(), refused), (1, vec![EXPIRED; 19]));
        assert_eq!(clinic.kept_units().await, 12);
        assert_eq!(clinic.count("outbox").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_23_overlapping_starts_never_overlap_once_booked() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(100).await;
        let mut tasks = Vec::new();
        for (index, patient) in (0_i64..).zip(&patients) {
            tasks.push(clinic.at_once(patient, "fine", Some("ruiz"), at(9, index % 12 * 5)).await);
        }
        let (booked, refused) = split(together(tasks).await);
        let mut visits: Vec<_> = booked.iter().map(|view| (view.visit.start, view.visit.end)).collect();
        visits.sort();
        assert!(!visits.is_empty() && visits.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{visits:?}");
        assert!(refused.iter().all(|rule| *rule == TAKEN), "{refused:?}");
        assert_eq!(clinic.kept_units().await, 12 * i64::try_from(visits.len()).expect("few"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_24_one_patient_is_not_in_two_places_at_once() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let mut tasks = Vec::new();
        for index in 0..20 {
            let provider = if index % 2 == 0 { "ruiz" } else { "chen" };
            tasks.push(clinic.at_once(&patient, "check", Some(provider), at(9, 0)).await);
        }
        let (booked, refused) = split(together(tasks).await);
        assert_eq!((booked.len(), refused.len()), (1, 19));
        let busy = ("booking.patient_busy", RefusalKind::Conflict);
        assert!(refused.iter().all(|rule| *rule == TAKEN || *rule == busy), "{refused:?}");
        assert_eq!(clinic.count("appointment").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_one_form_books_once_however_often_it_is_sent() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patient = clinic.patient(1).await;
        let held =
            clinic.hold(&patient, clinic.wish("check", Some("ruiz"), at(9, 0)).await).await.expect("held");
        let request = confirmation(held.hold, None);
        let mut tasks = Vec::new();
        for _ in 0..10 {
            let (backend, actor, request) = (clinic.backend.clone(), patient.clone(), request.clone());
            tasks.push(async move { confirm_hold(&backend, &actor, request).await });
        }
        let (mut answers, refused) = split(together(tasks).await);
        assert_eq!(refused, []);
        // Case 39: the reply was lost, and the browser asks again much later.
        test.pass(600);
        answers.push(confirm_hold(&clinic.backend, &patient, request.clone()).await.expect("again"));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!((clinic.count("appointment").await, clinic.count("outbox").await), (1, 1));
        let other = ConfirmHoldRequest { note: "something else".to_owned(), ..request };
        let answer = confirm_hold(&clinic.backend, &patient, other).await;
        assert_eq!(rule(answer), ("booking.key_reused", RefusalKind::Rule));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_26_a_hold_is_good_for_its_time_and_a_late_one_for_a_free_slot() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(4).await;
        let wish = async |minutes| clinic.wish("check", Some("ruiz"), at(9, minutes)).await;
        let in_time = clinic.hold(&patients[0], wish(0).await).await.expect("held");
        let late = clinic.hold(&patients[1], wish(30).await).await.expect("held");
        let lost = clinic.hold(&patients[2], wish(60).await).await.expect("held");
        assert_eq!(in_time.seconds_left, 300);
        clinic.set(START.plus_seconds(299));
        clinic.confirm(&patients[0], in_time.hold, None).await.expect("in time");
        assert_eq!(rule(clinic.hold(&patients[3], wish(60).await).await), TAKEN);
        clinic.set(START.plus_seconds(300));
        clinic.confirm(&patients[1], late.hold, None).await.expect("claimed again");
        clinic.hold(&patients[3], wish(60).await).await.expect("ended for others too");
        assert_eq!(rule(clinic.confirm(&patients[2], lost.hold, None).await), EXPIRED);
        assert_eq!(clinic.kept_units().await, 24);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_26_what_was_freed_at_its_end_can_still_be_confirmed_late() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let wish = clinic.wish("check", Some("ruiz"), at(9, 0)).await;
        let late = clinic.hold(&patients[0], wish.clone()).await.expect("held");
        test.pass(300);
        assert_eq!(free_ended_holds(&clinic.backend, test.demo.id).await.expect("freed"), 1);
        assert_eq!(free_ended_holds(&clinic.backend, test.demo.id).await.expect("freed"), 0);
        assert_eq!(clinic.count("busy_unit").await, 0);
        clinic.confirm(&patients[0], late.hold, None).await.expect("claimed again");
        assert_eq!(rule(clinic.hold(&patients[1], wish).await), TAKEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_27_at_the_end_of_a_hold_there_is_one_owner() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        for round in 0..10_u8 {
            let (mine, other) = (clinic.patient(round * 2).await, clinic.patient(round * 2 + 1).await);
            let wish = clinic.wish("check", Some("ruiz"), at(9, i64::from(round) * 30)).await;
            let held = clinic.hold(&mine, wish.clone()).await.expect("held");
            test.pass(300);
            let backend = clinic.backend.clone();
            let confirming = tokio::spawn(async move {
                confirm_hold(&backend, &mine, confirmation(held.hold, None)).await.map(drop)
            });
            let backend = clinic.backend.clone();
            let taking = tokio::spawn(async move { hold_slot(&backend, &other, wish).await.map(drop) });
            let freed = free_ended_holds(&clinic.backend, test.demo.id).await;
            freed.expect("freeing is never a fault");
            let (confirmed, taken) = (confirming.await.expect("no panic"), taking.await.expect("no panic"));
            match (confirmed, taken) {
                (Ok(()), refused @ Err(_)) => assert_eq!(rule(refused), TAKEN),
                (refused @ Err(_), Ok(())) => assert_eq!(rule(refused), EXPIRED),
                both => panic!("{both:?}"),
            }
        }
        clinic.kept_units().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_28_the_holders_list_still_has_the_time_and_others_lists_have_not() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let wish = clinic.wish("check", Some("ruiz"), at(9, 0)).await;
        let held = clinic.hold(&patients[0], wish.clone()).await.expect("held");
        let request = FindSlotsRequest {
            visit_type: wish.visit_type,
            provider: wish.provider,
            location: None,
            from: None,
            moving: None,
        };
        let has = async |actor: &Actor| {
            let page = find_slots(&clinic.backend, actor, request.clone()).await.expect("a page");
            page.days.iter().flat_map(|day| &day.slots).any(|slot| slot.start == at(9, 0))
        };
        assert!(has(&patients[0]).await);
        assert!(!has(&patients[1]).await);
        let other_session = Actor { session: vec![99], ..patients[0].clone() };
        assert!(!has(&other_session).await, "the patient's other device keeps off it too");
        release_hold(&clinic.backend, &patients[0], HoldRequest { hold: held.hold }).await.expect("released");
        assert!(has(&patients[1]).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_extended_once_and_a_session_keeps_one() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(2).await;
        let first = clinic.hold(&patients[0], clinic.wish("check", Some("ruiz"), at(9, 0)).await).await;
        let request = HoldRequest { hold: first.expect("held").hold };
        test.pass(200);
        let longer = extend_hold(&clinic.backend, &patients[0], request).await.expect("extended");
        assert_eq!(longer.seconds_left, 300);
        let again = extend_hold(&clinic.backend, &patients[0], request).await;
        assert_eq!(rule(again), ("booking.hold_already_extended", RefusalKind::Rule));
        assert_eq!(rule(extend_hold(&clinic.backend, &patients[1], request).await), EXPIRED);
        clinic.hold(&patients[0], clinic.wish("check", Some("chen"), at(9, 0)).await).await.expect("another");
        assert_eq!(clinic.count("claim").await, 1);
        clinic
            .hold(&patients[1], clinic.wish("check", Some("ruiz"), at(9, 0)).await)
            .await
            .expect("free again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_change_their_minds_never_wait_for_each_other_in_a_circle() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let patients = clinic.patients(16).await;
        let mut tasks = Vec::new();
        for (index, patient) in (0_i64..).zip(patients) {
            let backend = clinic.backend.clone();
            let first = clinic.wish("check", Some("ruiz"), at(9, index % 8 * 30)).await;
            let second = clinic.wish("check", Some("chen"), at(9, index % 8 * 30)).await;
            tasks.push(async move {
                for turn in 0..6 {
                    let wish = if (turn + index) % 2 == 0 { &first } else { &second };
                    match hold_slot(&backend, &patient, wish.clone()).await {
                        Ok(_) | Err(UseCaseError::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(())
            });
        }
        let (done, refused) = split(together(tasks).await);
        assert_eq!((done.len(), refused), (16, Vec::new()));
    })
    .await;
}
