//! A clinic where people register by themselves: its charts, somebody who applies, and what became of it.

use super::channels::Post;
use super::{Client, Reply, TestPortal};
use crate::isolation::state::state;
use domain::ids::ChartId;
use domain::permission::Role;
use std::sync::Arc;
use usecases::facility::{self, Facility};
use usecases::{outbox, registration};

/// Who gives Spain's numbers, as imports name it.
pub const DNI: &str = "urn:oid:1.3.6.1.4.1.19126.3";
/// A number that its check letter confirms.
pub const NATIONAL_ID: &str = "12345678Z";

/// What the clinic has decided, as it is stored.
pub fn settings(is_automatic: bool, queues_partial: bool, queues_none: bool) -> String {
    serde_json::json!({
        "is_on": true,
        "required": ["name", "birth_date"],
        "policy": {"is_automatic": is_automatic, "queues_partial": queues_partial, "queues_none": queues_none},
        "kept_days": 30,
        "most_per_day": 50,
    })
    .to_string()
}

/// Somebody who applies; what is empty is not said.
#[derive(Clone, Copy, Default)]
pub struct Applicant<'a> {
    pub name: &'a str,
    /// Year, month, day.
    pub born: [&'a str; 3],
    /// Country and number.
    pub national_id: (&'a str, &'a str),
    pub email: &'a str,
    pub phone: &'a str,
}

impl<'a> Applicant<'a> {
    pub fn fields(&self) -> Vec<(&'static str, &'a str)> {
        let country = if self.national_id.0.is_empty() { "es" } else { self.national_id.0 };
        vec![
            ("request[name]", self.name),
            ("request[year]", self.born[0]),
            ("request[month]", self.born[1]),
            ("request[day]", self.born[2]),
            ("request[country]", country),
            ("request[national_id]", self.national_id.1),
            ("request[email]", self.email),
            ("request[phone]", self.phone),
        ]
    }
}

/// Somebody with a name, a day of birth and an address.
pub const fn person<'a>(name: &'a str, born: [&'a str; 3], email: &'a str) -> Applicant<'a> {
    Applicant { name, born, national_id: ("", ""), email, phone: "" }
}

/// The clinic.
pub struct Registrar {
    pub test: TestPortal,
    pub post: Arc<Post>,
}

impl Registrar {
    /// Somebody at the front desk, an administrator, and no charts yet.
    pub async fn open(mut test: TestPortal, decided: &str) -> Self {
        let post = Arc::new(Post::default());
        test.connect(&post);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let registrar = Self { test, post };
        registrar.decide(decided).await;
        registrar
    }

    pub async fn decide(&self, decided: &str) {
        self.test.sql(&format!("UPDATE facility SET registration = '{decided}' WHERE key = 'demo'")).await;
    }

    pub async fn facility(&self) -> Facility {
        facility::find(&self.test.portal.backend, self.test.demo.id).await.expect("the clinic")
    }

    /// A chart; the number tells charts apart.
    pub async fn chart(
        &self,
        number: u32,
        (given, family): (&str, &str),
        born: &str,
        email: &str,
    ) -> ChartId {
        let chart = self.test.chart(&self.test.demo, number, family).await;
        self.test
            .sql(&format!(
                "UPDATE chart SET given = '{given}', birth_date = '{born}', email = '{email}', mrn = 'HS-{number}' \
                 WHERE id = {}",
                self.test.id(chart.0)
            ))
            .await;
        chart
    }

    /// Ana, whom everything can tell; Walter with an account; a child; somebody who died; two of one name, day and address.
    pub async fn charts(&self) {
        let ana = self.chart(1, ("Ana", "García López"), "1980-01-31", "ana@example.org").await;
        self.identify(ana, DNI, NATIONAL_ID).await;
        let walter = self.chart(2, ("Walter", "Hughes"), "1975-05-05", "walter@example.org").await;
        self.test.patient(&self.test.demo, "walter", walter).await;
        self.chart(3, ("Leo", "Kidd"), "2015-06-01", "leo@example.org").await;
        let otto = self.chart(4, ("Otto", "Alt"), "1930-02-02", "otto@example.org").await;
        let otto = self.test.id(otto.0);
        self.test.sql(&format!("UPDATE chart SET is_deceased = TRUE WHERE id = {otto}")).await;
        self.chart(5, ("Eva", "Ruiz"), "1990-03-03", "eva@example.org").await;
        self.chart(6, ("Eva", "Ruiz"), "1990-03-03", "eva@example.org").await;
    }

    /// As an import writes it: the chart knows a national ID.
    pub async fn identify(&self, chart: ChartId, system: &str, value: &str) {
        let content = serde_json::json!({
            "resourceType": "Patient",
            "identifier": [{"system": system, "value": value}],
            "name": [{"family": "Somebody"}],
        });
        let chart = self.test.id(chart.0);
        self.test
            .sql(&format!("UPDATE chart SET content = '{content}', is_keyed = FALSE WHERE id = {chart}"))
            .await;
    }

    /// A browser that has said who it is; the answer to that.
    pub async fn begun(&self, applicant: &Applicant<'_>) -> (Client, Reply) {
        let mut browser = self.test.browser(&self.test.demo);
        let reply = browser.call("/api/account/register_begin", &applicant.fields()).await;
        let backend = &self.test.portal.backend;
        outbox::deliver_due(backend, &self.test.demo).await.expect("delivered");
        (browser, reply)
    }

    /// The whole way; the answer to the last step.
    pub async fn apply(&self, applicant: &Applicant<'_>) -> Reply {
        let (mut browser, reply) = self.begun(applicant).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let to = if applicant.email.is_empty() { applicant.phone } else { applicant.email };
        let code = self.post.code(to);
        browser.call("/api/account/register_confirm", &[("request[code]", &code)]).await
    }

    /// What follows from what was asked.
    pub async fn settle(&self) {
        let (backend, facility) = (&self.test.portal.backend, self.facility().await);
        registration::answer_requests(backend, &facility).await.expect("answered");
        outbox::deliver_due(backend, &facility).await.expect("delivered");
    }

    /// State and tier of each request, the oldest first.
    pub async fn requests(&self) -> Vec<String> {
        self.test.texts("SELECT state || ' ' || tier FROM registration_request ORDER BY created_s, id").await
    }

    /// The id and version of the only request, as forms name them.
    pub async fn only(&self) -> (String, String) {
        let id = if self.test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
        let row = self
            .test
            .texts(&format!("SELECT {id} || ' ' || CAST(version AS TEXT) FROM registration_request"))
            .await;
        let (id, version) = row[0].split_once(' ').expect("two words");
        (id.to_owned(), version.to_owned())
    }

    /// Where invitations went.
    pub async fn invited(&self) -> Vec<String> {
        self.test.texts("SELECT address FROM invitation ORDER BY address").await
    }

    /// Fails where any table holds a text.
    pub async fn must_not_hold(&self, text: &str) {
        let found = state(&self.test).await;
        assert!(found.tables_with(text).is_empty(), "{text} is in {:?}", found.tables_with(text));
    }

    /// As if nobody had ever asked.
    pub async fn forget(&self) {
        for table in [
            "registration_request",
            "registration_event",
            "registration_draft",
            "invitation",
            "invitation_event",
            "challenge",
            "throttle",
        ] {
            self.test.sql(&format!("DELETE FROM {table}")).await;
        }
    }
}
