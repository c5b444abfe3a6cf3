//! What was booked stays what it was: a visit that is over, one of a kind that is retired; and who may book which kind.

use crate::support::clinic::{CALENDAR, Clinic, at, rule};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Actor;
use domain::booking::AppointmentStatus;
use domain::booking::contract::{CancelRequest, FindSlotsRequest, HoldRequest, HoldSlotRequest};
use domain::ids::AppointmentId;
use domain::refusal::RefusalKind;
use serde_json::Value;
use usecases::booking::{
    booking_options, cancel_appointment, find_slots, list_appointments, patient_actor, read_appointment,
    release_hold,
};

/// A patient with an account, as who acts; sign in to see pages.
async fn walter(test: &TestPortal) -> Actor {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.patient(&test.demo, "walter", chart).await;
    patient_actor(&test.portal.backend, test.demo.id, chart).await.expect("a patient")
}

/// The page of a visit, as it is sent.
async fn page(test: &TestPortal, id: AppointmentId) -> String {
    let mut browser: Client = test.signed_in(&test.demo, "walter").await;
    let reply = browser.get(&format!("/visits/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_is_over_reads_as_one() {
    const AHEAD: [&str; 4] =
        ["Your visit is booked", "Bring your identity card", "Changes by phone only", "Add to your calendar"];
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let walter = walter(&test).await;
        let booked = clinic.at_once(&walter, "check", Some("ruiz"), at(14, 0)).await.await.expect("booked");
        // One second before its end it is still on, and nobody changes it here any more.
        clinic.set(at(14, 30).plus_seconds(-1));
        let on = page(&test, booked.id).await;
        assert!(AHEAD.iter().all(|words| on.contains(words)), "{on}");
        assert!(!on.contains("This visit was on"), "{on}");
        let listed = list_appointments(&clinic.backend, &walter).await.expect("a list");
        assert_eq!((listed.upcoming.len(), listed.past.len()), (1, 0));

        clinic.set(at(14, 30));
        let over = page(&test, booked.id).await;
        assert!(over.contains("This visit was on 2 March 2027"), "{over}");
        for words in AHEAD {
            assert!(!over.contains(words), "{words}: {over}");
        }
        assert!(over.contains("Book a new visit"), "{over}");
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let reply = browser.call("/api/booking/list_appointments", &[]).await;
        let listed: Value = serde_json::from_str(&reply.body).expect("JSON");
        let past = &listed["past"][0];
        assert_eq!(
            (&past["is_over"], &past["is_changeable"], &past["is_movable"]),
            (&Value::Bool(true), &Value::Bool(false), &Value::Bool(false))
        );
        assert_eq!(listed["upcoming"].as_array().map(Vec::len), Some(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_of_a_retired_kind_keeps_its_notice_and_can_be_cancelled_but_not_moved() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        // The facility's own notice is a day; the first visit is 26 hours ahead.
        test.sql("UPDATE facility SET cancel_notice_minutes = 1440").await;
        let walter = walter(&test).await;
        let booked = clinic.at_once(&walter, "check", Some("ruiz"), at(14, 0)).await.await.expect("booked");
        let retire = async |notice: u32| {
            let retired = format!(r#""cancel_notice_minutes":{notice},"active":false"#);
            clinic.import(&CALENDAR.replace(r#""cancel_notice_minutes":1440"#, &retired)).await;
        };
        let cancel = async || {
            let request = CancelRequest { appointment: booked.id, reason: String::new() };
            cancel_appointment(&clinic.backend, &walter, request).await
        };

        retire(48 * 60).await;
        let seen = read_appointment(&clinic.backend, &walter, booked.id).await.expect("there");
        assert_eq!(
            (seen.is_changeable, seen.is_movable),
            (false, false),
            "the kind's own 48 hours have begun"
        );
        assert_eq!(seen.visit.visit_type, "Check-up");
        assert_eq!(rule(cancel().await), ("booking.call_us", RefusalKind::Rule));
        assert!(page(&test, booked.id).await.contains("Changes by phone only"));

        retire(60).await;
        let seen = read_appointment(&clinic.backend, &walter, booked.id).await.expect("there");
        assert_eq!((seen.is_changeable, seen.is_movable), (true, false));
        let shown = page(&test, booked.id).await;
        assert!(shown.contains("You can cancel this visit until"), "{shown}");
        assert!(shown.contains("no longer book visits of this kind"), "{shown}");
        assert!(!shown.contains("moving="), "{shown}");
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let home = browser.get("/").await.body;
        assert!(home.contains(&format!("/visits/{}", booked.id)) && !home.contains("moving="), "{home}");
        assert_eq!(cancel().await.expect("in time").status, AppointmentStatus::Cancelled);
    })
    .await;
}

/// The page that an old link leads to, as it is sent.
async fn stale(test: &TestPortal, query: &str) -> (u16, String) {
    let mut browser = test.signed_in(&test.demo, "walter").await;
    let reply = browser.get(&format!("/visits/book?{query}")).await;
    (reply.status, reply.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_link_to_move_a_visit_of_a_retired_kind_says_why_and_what_to_do() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let walter = walter(&test).await;
        let booked = clinic.at_once(&walter, "check", Some("ruiz"), at(14, 0)).await.await.expect("booked");
        let wish = clinic.wish("check", Some("ruiz"), at(15, 0)).await;
        let kind = wish.visit_type;
        let link = format!("type={kind}&moving={}", booked.id);
        let (status, offered) = stale(&test, &link).await;
        assert_eq!(status, 200);
        assert!(offered.contains("stays as it is until you book a new time"), "{offered}");

        clinic
            .import(
                &CALENDAR.replace(
                    r#""cancel_notice_minutes":1440"#,
                    r#""cancel_notice_minutes":60,"active":false"#,
                ),
            )
            .await;
        let (status, told) = stale(&test, &link).await;
        assert_eq!(status, 200, "{told}");
        assert!(
            told.contains("no longer book visits of this kind") && told.contains("Book a new visit"),
            "{told}"
        );
        assert!(told.contains(&format!("/visits/{}", booked.id)), "{told}");
        assert!(!told.contains("stays as it is until") && !told.contains("class=\"slot"), "{told}");
        // Without a visit to move, and from a page that was open meanwhile: a reason and what to do, nothing that is not found.
        let (status, told) = stale(&test, &format!("type={kind}")).await;
        assert_eq!(status, 422, "{told}");
        assert!(told.contains("no longer booked online") && told.contains("Fine grid"), "{told}");
        let refused = ("booking.kind_not_offered", RefusalKind::Rule);
        assert_eq!(rule(clinic.hold(&walter, wish.clone()).await), refused);
        assert_eq!(rule(clinic.hold(&walter, HoldSlotRequest { provider: None, ..wish }).await), refused);
        // What nobody has ever offered is not found, as before.
        let (status, _) = stale(&test, "type=00000000-0000-0000-0000-000000000001").await;
        assert_eq!(status, 404);

        // One that was cancelled: whoever comes back to move it learns that.
        let request = CancelRequest { appointment: booked.id, reason: String::new() };
        cancel_appointment(&clinic.backend, &walter, request).await.expect("in time");
        let (status, told) = stale(&test, &link).await;
        assert_eq!(status, 200, "{told}");
        assert!(told.contains("can no longer be changed"), "{told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visit_is_not_offered_to_be_moved_once_the_clinic_has_seen_the_patient() {
    on_each_database(async |test| {
        let clinic = open_for_some(&test).await;
        // The visit is 26 hours ahead.
        test.sql("UPDATE facility SET cancel_notice_minutes = 1440").await;
        let walter = walter(&test).await;
        let booked = clinic.book(&walter, "few", at(14, 0)).await.expect("a first visit");
        assert!(booked.is_movable, "the clinic has not seen the patient yet");
        let kind = booked.visit.visit_type_id;
        let request = FindSlotsRequest {
            visit_type: kind,
            provider: None,
            location: None,
            from: None,
            moving: Some(booked.id),
        };
        find_slots(&clinic.backend, &walter, request.clone()).await.expect("times to move it to");

        test.entry(&test.demo, walter.chart.expect("a chart"), (1, "A visit", "Encounter")).await;
        test.sql("UPDATE entry SET status = 'finished'").await;
        let seen = read_appointment(&clinic.backend, &walter, booked.id).await.expect("there");
        assert_eq!((seen.is_changeable, seen.is_movable), (true, false));
        let listed = list_appointments(&clinic.backend, &walter).await.expect("a list");
        assert_eq!((listed.upcoming[0].is_changeable, listed.upcoming[0].is_movable), (true, false));
        let shown = page(&test, booked.id).await;
        assert!(
            shown.contains("no longer book visits of this kind") && !shown.contains("moving="),
            "{shown}"
        );
        let refused = ("booking.not_for_this_patient", RefusalKind::Rule);
        assert_eq!(rule(find_slots(&clinic.backend, &walter, request).await), refused);
        let (status, told) = stale(&test, &format!("type={kind}&moving={}", booked.id)).await;
        assert_eq!(status, 200, "{told}");
        assert!(told.contains("no longer book visits of this kind"), "{told}");
        // It can still be cancelled here.
        let request = CancelRequest { appointment: booked.id, reason: String::new() };
        cancel_appointment(&clinic.backend, &walter, request).await.expect("in time");
    })
    .await;
}

/// The clinic with a kind of visit for new patients, `few`, and one for those it knows, `long`.
async fn open_for_some(test: &TestPortal) -> Clinic<'_> {
    let clinic = Clinic::open(test).await;
    let calendar = CALENDAR.replace(r#""max_upcoming_per_patient":2}"#, r#""patients":"new"}"#).replace(
        r#""minutes":120,"grid_minutes":30}"#,
        r#""minutes":120,"grid_minutes":30,"patients":"established"}"#,
    );
    clinic.import(&calendar).await;
    clinic
}

/// Checks what a patient is offered and what is refused: both go by whether the clinic has seen the patient.
async fn must_be(clinic: &Clinic<'_>, patient: &Actor, is_established: bool, why: &str) {
    let options = booking_options(&clinic.backend, patient).await.expect("options");
    let names: Vec<&str> = options.visit_types.iter().map(|kind| kind.name.as_str()).collect();
    let found = ["Few", "Long", "Check-up"].map(|name| names.contains(&name));
    assert_eq!(found, [!is_established, is_established, true], "{why}: {names:?}");
    let (open, closed) = if is_established { ("long", "few") } else { ("few", "long") };
    let refused = clinic.hold(patient, clinic.wish(closed, Some("chen"), at(15, 0)).await).await;
    assert_eq!(rule(refused), ("booking.not_for_this_patient", RefusalKind::Rule), "{why}");
    let held = clinic.hold(patient, clinic.wish(open, Some("chen"), at(15, 0)).await).await.expect("held");
    release_hold(&clinic.backend, patient, HoldRequest { hold: held.hold }).await.expect("released");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_encounter_that_took_place_makes_a_patient_an_established_one() {
    on_each_database(async |test| {
        let clinic = open_for_some(&test).await;
        let patient = clinic.patient(1).await;
        must_be(&clinic, &patient, false, "nothing in the chart").await;
        let chart = patient.chart.expect("a chart");
        test.entry(&test.demo, chart, (1, "A visit", "Encounter")).await;
        for (status, is_hidden, is_kept_back, is_established) in [
            ("planned", "FALSE", "FALSE", false),
            ("cancelled", "FALSE", "FALSE", false),
            ("entered-in-error", "TRUE", "FALSE", false),
            ("finished", "TRUE", "FALSE", false),
            // Its sender keeps it from the patient: it took place all the same.
            ("finished", "TRUE", "TRUE", true),
            ("in-progress", "FALSE", "FALSE", true),
            ("finished", "FALSE", "FALSE", true),
        ] {
            test.sql(&format!(
                "UPDATE entry SET status = '{status}', is_hidden = {is_hidden}, is_kept_back = {is_kept_back}"
            ))
            .await;
            let why = format!("{status}, hidden {is_hidden}, kept back {is_kept_back}");
            must_be(&clinic, &patient, is_established, &why).await;
        }
        test.sql(&format!("UPDATE entry SET clinical_s = {}", at(16, 0).0)).await;
        must_be(&clinic, &patient, false, "an encounter to come").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_of_this_clinic_counts_once_it_has_begun_and_was_not_cancelled() {
    on_each_database(async |test| {
        let clinic = open_for_some(&test).await;
        let patients = clinic.patients(2).await;
        for (patient, start) in patients.iter().zip([at(9, 0), at(10, 0)]) {
            clinic.book(patient, "fine", start).await.expect("booked");
            must_be(&clinic, patient, false, "a visit to come").await;
        }
        test.sql(&format!("UPDATE appointment SET status = 'cancelled' WHERE start_s = {}", at(10, 0).0))
            .await;
        clinic.set(at(11, 0));
        must_be(&clinic, &patients[0], true, "a visit that was").await;
        must_be(&clinic, &patients[1], false, "a visit that was cancelled").await;
    })
    .await;
}
