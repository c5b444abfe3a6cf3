//! A clinic with two providers who work on Tuesday, its patients, and what tests of booking do there.

use super::TestPortal;
use domain::actor::Actor;
use domain::booking::contract::{AppointmentView, ConfirmHoldRequest, HeldSlot, HoldSlotRequest};
use domain::ids::{AccountId, AppointmentId, ChartId, ClaimId};
use domain::refusal::RefusalKind;
use domain::time::Instant;
use std::future::Future;
use usecases::booking::{
    BookDirectly, BookingKeys, Named, book_directly, confirm_hold, hold_slot, name_keys, patient_actor,
};
use usecases::calendar::{CalendarFile, import_calendar};
use usecases::{Backend, UseCaseError};
use uuid::Uuid;

/// Where the clock of every test stands at first: Monday, 2027-03-01 at 12:00 UTC.
pub const START: Instant = Instant(1_803_902_400);

pub const CALENDAR: &str = r#"{
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
