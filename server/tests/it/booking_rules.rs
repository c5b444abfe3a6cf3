//! Booking under its rules and under load: nobody gets a time twice, and nobody is told a fault (BOOKING.md, cases 19 to 39).

use crate::support::{TestPortal, on_each_database};
use domain::actor::Actor;
use domain::booking::AppointmentStatus;
use domain::booking::contract::{
    AppointmentView, CancelRequest, ConfirmHoldRequest, FindSlotsRequest, HeldSlot, HoldRequest,
    HoldSlotRequest,
};
use domain::ids::{AccountId, AppointmentId, ChartId, ClaimId};
use domain::refusal::RefusalKind;
use domain::time::Instant;
use std::future::Future;
use usecases::booking::{
    BookDirectly, BookingKeys, Named, book_directly, cancel_appointment, confirm_hold, extend_hold,
    find_appointment_at, find_slots, free_ended_holds, hold_slot, name_keys, patient_actor, read_plain,
    release_hold,
};
use usecases::calendar::{CalendarFile, import_calendar};
use usecases::{Backend, UseCaseError};
use uuid::Uuid;

/// Where the clock of every test stands at first: Monday, 2027-03-01 at 12:00 UTC.
const START: Instant = Instant(1_803_902_400);

const CALENDAR: &str = r#"{
    "facility": "demo",
    "locations": [{"key":"main","name":"Main Street","zone":"UTC"}],
    "providers": [{"key":"chen","name":"Li Chen"}, {"key":"ruiz","name":"Ana Ruiz"}],
    "visit_types": [
        {"key":"check","name":"Check-up","minutes":30,"min_notice_minutes":120,"cancel_notice_minutes":1440},
        {"key":"fine","name":"Fine grid","minutes":30,"grid_minutes":5},
        {"key":"buffered","name":"With buffers","minutes":30,"buffer_before":5,"buffer_after":10,"grid_minutes":5},
        {"key":"long","name":"Long","minutes":120,"grid_minutes":30},
        {"key":"few","name":"Few","minutes":30,"max_upcoming_per_patient":2}
    ],
    "weekly": [
        {"provider":"chen","location":"main","weekday":"tuesday","from":"09:00","to":"17:00"},
        {"provider":"ruiz","location":"main","weekday":"tuesday","from":"09:00","to":"17:00"}
    ]
}"#;

/// Tuesday at a time of day.
pub fn at(hours: i64, minutes: i64) -> Instant {
    START.plus_minutes((12 + hours) * 60 + minutes)
}

/// A clinic with two providers who work on Tuesday, and what the tests do there.
pub struct Clinic<'a> {
    pub test: &'a TestPortal,
    pub backend: Backend,
}

impl<'a> Clinic<'a> {
    pub async fn open(test: &'a TestPortal) -> Self {
        let clinic = Self { test, backend: test.portal.backend.clone() };
        clinic.import(CALENDAR).await;
        clinic
    }

    pub async fn import(&self, text: &str) {
        let file = CalendarFile::parse(text).expect("a calendar file");
        import_calendar(&self.backend, self.test.demo.id, file, false).await.expect("imported");
    }

    /// A patient with a session; the number tells patients apart.
    pub async fn patient(&self, number: u8) -> Actor {
        let id = Uuid::from_u128(0xC000 + u128::from(number));
        let db = &self.backend.db;
        let (uuid, bytes) = if db.is_postgres() {
            (format!("'{}', '{id}'", self.test.demo.id), "'\\x00'")
        } else {
            (format!("X'{}', X'{}'", self.test.demo.id.0.simple(), id.simple()), "X'00'")
        };
        for sql in [
            format!("INSERT INTO resource (facility_id, id, kind, version) VALUES ({uuid}, 'patient', 0)"),
            format!(
                "INSERT INTO chart (facility_id, id, given, family, is_deceased, content, content_hash, updated_s) \
                 VALUES ({uuid}, 'Test', 'Patient', FALSE, '{{}}', {bytes}, 0)"
            ),
        ] {
            db.execute_unprepared(&sql).await.expect("a chart");
        }
        let actor = patient_actor(&self.backend, self.test.demo.id, ChartId(id)).await.expect("a patient");
        Actor { session: vec![number; 32], account: AccountId(id), ..actor }
    }

    pub async fn patients(&self, count: u8) -> Vec<Actor> {
        let mut patients = Vec::new();
        for number in 1..=count {
            patients.push(self.patient(number).await);
        }
        patients
    }

    pub async fn named(&self, visit_type: &str, provider: Option<&str>) -> Named {
        let keys = BookingKeys {
            provider: provider.map(str::to_owned),
            visit_type: Some(visit_type.to_owned()),
            location: Some("main".to_owned()),
        };
        name_keys(&self.backend, self.test.demo.id, &keys).await.expect("known keys")
    }

    pub async fn wish(&self, visit_type: &str, provider: Option<&str>, start: Instant) -> HoldSlotRequest {
        let named = self.named(visit_type, provider).await;
        HoldSlotRequest {
            visit_type: named.visit_type.expect("a visit type"),
            provider: named.provider,
            location: named.location.expect("a place"),
            start,
            moving: None,
        }
    }

    pub async fn hold(&self, actor: &Actor, wish: HoldSlotRequest) -> Result<HeldSlot, UseCaseError> {
        hold_slot(&self.backend, actor, wish).await
    }

    pub async fn confirm(
        &self,
        actor: &Actor,
        hold: ClaimId,
        moving: Option<AppointmentId>,
    ) -> Result<AppointmentView, UseCaseError> {
        confirm_hold(&self.backend, actor, confirmation(hold, moving)).await
    }

    /// Holds and confirms.
    pub async fn book(
        &self,
        actor: &Actor,
        visit_type: &str,
        start: Instant,
    ) -> Result<AppointmentView, UseCaseError> {
        let held = self.hold(actor, self.wish(visit_type, Some("ruiz"), start).await).await?;
        self.confirm(actor, held.hold, None).await
    }

    pub async fn at_once(
        &self,
        actor: &Actor,
        visit_type: &str,
        provider: Option<&str>,
        start: Instant,
    ) -> impl Future<Output = Result<AppointmentView, UseCaseError>> + Send + use<> {
        let named = self.named(visit_type, provider).await;
        let (backend, actor) = (self.backend.clone(), actor.clone());
        let request = BookDirectly {
            visit_type: named.visit_type.expect("a visit type"),
            provider: named.provider,
            location: None,
            start,
        };
        async move { book_directly(&backend, &actor, request).await }
    }

    pub async fn count(&self, from: &str) -> i64 {
        self.backend.db.query_number(&format!("SELECT COUNT(*) FROM {from}")).await.expect("a count")
    }

    /// Units kept by appointments; and that nothing keeps more or less than its length.
    pub async fn kept_units(&self) -> i64 {
        let kept = self
            .count(
                "busy_unit JOIN claim ON claim.facility_id = busy_unit.facility_id AND claim.id = busy_unit.claim_id \
                 WHERE claim.kind = 'appointment'",
            )
            .await;
        let lengths = "SELECT CAST(COALESCE(SUM((busy_to_s - busy_from_s + end_s - start_s) / 300), 0) AS BIGINT) \
                       FROM claim WHERE kind = 'appointment'";
        assert_eq!(kept, self.backend.db.query_number(lengths).await.expect("a sum"), "units match lengths");
        kept
    }

    pub async fn seq(&self) -> i64 {
        self.backend.db.query_number("SELECT CAST(seq AS BIGINT) FROM appointment").await.expect("one")
    }

    pub fn set(&self, now: Instant) {
        self.test.clock.set(now);
    }
}

pub fn confirmation(hold: ClaimId, moving: Option<AppointmentId>) -> ConfirmHoldRequest {
    ConfirmHoldRequest { hold, key: format!("key of {hold}"), note: String::new(), moving }
}

/// The rule that refused; anything else fails the test.
pub fn rule<T: std::fmt::Debug>(answer: Result<T, UseCaseError>) -> (&'static str, RefusalKind) {
    match answer {
        Err(UseCaseError::Refused(refusal)) => (refusal.rule, refusal.kind),
        Err(UseCaseError::Internal(cause)) => panic!("a fault: {cause}"),
        other => panic!("not refused: {other:?}"),
    }
}

pub const TAKEN: (&str, RefusalKind) = ("booking.slot_taken", RefusalKind::Conflict);
pub const EXPIRED: (&str, RefusalKind) = ("booking.hold_expired", RefusalKind::Gone);

/// Runs all at the same time.
pub async fn together<T, F>(tasks: Vec<F>) -> Vec<Result<T, UseCaseError>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, UseCaseError>> + Send + 'static,
{
    let running: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for task in running {
        answers.push(task.await.expect("no panic"));
    }
    answers
}

/// Those that succeeded, and the rules that refused the others.
pub fn split<T: std::fmt::Debug>(
    answers: Vec<Result<T, UseCaseError>>,
) -> (Vec<T>, Vec<(&'static str, RefusalKind)>) {
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    (done.into_iter().map(|answer| answer.expect("done")).collect(), refused.into_iter().map(rule).collect())
}

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
