//! What a laboratory sends: reports and tests as FHIR, brought in by the importer; and results put straight into the database.

use super::TestPortal;
use domain::ids::{ChartId, EntryId};
use usecases::facility::Facility;
use usecases::import::{Source, import_fhir};
use uuid::Uuid;

/// A test of the laboratory.
#[derive(Clone, Copy)]
pub struct Test<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// LOINC.
    pub code: &'a str,
    pub status: &'a str,
    /// A number with a unit.
    pub value: &'a str,
    pub date: &'a str,
}

impl Test<'_> {
    pub fn json(&self) -> String {
        let Self { id, title, code, status, value, date } = self;
        format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"{status}","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{title}"}},"effectiveDateTime":"{date}","valueQuantity":{{"value":{value},"unit":"mmol/L"}},"referenceRange":[{{"low":{{"value":3.5}},"high":{{"value":5.1}}}}]}}"#
        )
    }
}

/// A report that names tests.
pub fn report(id: &str, title: &str, status: &str, date: &str, tests: &[&str]) -> String {
    let tests: Vec<String> =
        tests.iter().map(|test| format!(r#"{{"reference":"Observation/{test}"}}"#)).collect();
    format!(
        r#"{{"resourceType":"DiagnosticReport","id":"{id}","status":"{status}","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"LAB"}}]}}],"code":{{"text":"{title}"}},"effectiveDateTime":"{date}","result":[{}]}}"#,
        tests.join(",")
    )
}

/// The patient whom all of it is about.
pub const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Hughes","given":["Walter"]}],"gender":"male","birthDate":"1961-03-07"}"#;

/// Brings resources in, with their patient.
pub async fn send(test: &TestPortal, resources: &[String]) {
    let path = test.folder.join(format!("{}.ndjson", Uuid::new_v4()));
    std::fs::write(&path, format!("{PATIENT}\n{}\n", resources.join("\n"))).expect("own file");
    let report = import_fhir(&test.portal.backend, test.demo.id, vec![Source::File(path)], |_, _| {}).await;
    assert_eq!(report.expect("imported").errors, []);
}

/// The only chart.
pub async fn chart(test: &TestPortal) -> ChartId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let charts = test.texts(&format!("SELECT {id} FROM chart")).await;
    ChartId(charts[0].parse().expect("an id"))
}

/// The entry of a title.
pub async fn entry(test: &TestPortal, title: &str) -> EntryId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let found = test.texts(&format!("SELECT {id} FROM entry WHERE title = '{title}'")).await;
    EntryId(found[0].parse().expect("an id"))
}

impl TestPortal {
    /// A report in a state, put straight into the database; the number tells them apart.
    pub async fn result(
        &self,
        facility: &Facility,
        chart: ChartId,
        (number, title, state): (u32, &str, &str),
    ) -> EntryId {
        let id = EntryId(Uuid::from_u128(0xE000_0000 + u128::from(number)));
        let (facility, entry, chart) = (self.id(facility.id.0), self.id(id.0), self.id(chart.0));
        let bytes = self.bytes(&[0]);
        let released = if state == "released" { "5" } else { "NULL" };
        for sql in [
            format!(
                "INSERT INTO entry (facility_id, id, chart_id, kind, status, clinical_s, title, view, content, content_hash, is_hidden, updated_s) \
                 VALUES ({facility}, {entry}, {chart}, 'DiagnosticReport', 'final', 1000000000, '{title}', \
                 '{{\"date\":\"2001-09-09\",\"details\":[],\"recorded_by\":null,\"code\":null,\"measured\":{{\"conclusions\":[\"{title} concluded\"]}}}}', '{{}}', {bytes}, FALSE, 5)"
            ),
            format!(
                "INSERT INTO result (facility_id, id, chart_id, code, codes, is_laboratory, clinical_s, stage, state, arrived_s, released_s, version) \
                 VALUES ({facility}, {entry}, {chart}, '', '', TRUE, 1000000000, 'final', '{state}', 5, {released}, 0)"
            ),
        ] {
            self.sql(&sql).await;
        }
        id
    }
}
