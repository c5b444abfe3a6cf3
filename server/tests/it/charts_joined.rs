//! A chart that was added by hand and that another system sends later is one chart.

use crate::support::{TestPortal, on_each_database};
use domain::permission::Role;
use std::path::PathBuf;
use usecases::facility::Facility;
use usecases::import::{Report, Source, import_fhir};

pub async fn import(test: &TestPortal, facility: &Facility, resources: &[String]) -> Report {
    let entries: Vec<_> = resources.iter().map(|resource| format!(r#"{{"resource":{resource}}}"#)).collect();
    let bundle =
        format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","));
    let path: PathBuf = test.folder.join("bundle.json");
    std::fs::write(&path, bundle).expect("own file");
    import_fhir(&test.portal.backend, facility.id, vec![Source::File(path)], |_, _| {}).await.expect("taken")
}

pub fn patient(id: &str, number: &str, born: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}}]}},"system":"urn:ehr:{id}","value":"{number}"}}],"name":[{{"family":"N\u00fa\u00f1ez","given":["Ana"]}}],"birthDate":"{born}"{more}}}"#
    )
}

pub fn condition(id: &str, patient: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/{patient}"}},"code":{{"text":"Asthma"}},"onsetDateTime":"2020-01-01"}}"#
    )
}

/// Adds a chart by hand; returns its id.
pub async fn add(test: &TestPortal, facility: &Facility, number: &str, born: [&str; 3]) -> String {
    let mut browser = test.signed_in(facility, "joan").await;
    let fields = [
        ("request[given]", "Ana"),
        ("request[family]", "N\u{fa}\u{f1}ez"),
        ("request[year]", born[0]),
        ("request[month]", born[1]),
        ("request[day]", born[2]),
        ("request[email]", "ana@example.org"),
        ("request[number]", number),
        ("request[is_other]", "true"),
    ];
    let reply = browser.call("/api/charts/add_chart", &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let value: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
    value["chart"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_added_by_hand_and_sent_later_stays_one_and_importing_again_changes_nothing() {
    on_each_database(async |test| {
        for facility in [&test.demo, &test.norte] {
            test.colleague(facility, "joan", Role::FrontDesk).await;
        }
        add(&test, &test.demo, "77", ["1980", "1", "31"]).await;
        add(&test, &test.norte, "88", ["1980", "1", "31"]).await;
        let here = format!("FROM chart WHERE facility_id = {}", test.id(test.demo.id.0));
        // The entry stands before its patient.
        let files = [condition("c", "p"), patient("p", "77", "1980-01-31", r#","gender":"female""#)];
        let first = import(&test, &test.demo, &files).await;
        assert_eq!((first.updated.get("Patient"), first.errors.len()), (Some(&1), 0), "{first:?}");
        assert_eq!(test.number(&format!("SELECT COUNT(*) {here}")).await, 1);
        let of_it =
            "SELECT COUNT(*) FROM entry JOIN chart ON chart.id = entry.chart_id WHERE chart.mrn = '77'";
        assert_eq!(test.number(of_it).await, 1);
        let kept = format!("SELECT gender || ' ' || email || ' ' || birth_date {here}");
        assert_eq!(test.texts(&kept).await, ["female ana@example.org 1980-01-31"], "what was typed stays");
        for _ in 0..2 {
            let again = import(&test, &test.demo, &files).await;
            assert_eq!(
                (again.created.len(), again.updated.len(), again.errors.len()),
                (0, 0, 0),
                "{again:?}"
            );
        }
        // A change comes to the same chart, and what only refers to its patient does too.
        let changed = [patient("p", "77", "1980-01", r#","gender":"other""#), condition("d", "p")];
        let report = import(&test, &test.demo, &changed).await;
        assert_eq!((report.updated.get("Patient"), report.errors.len()), (Some(&1), 0), "{report:?}");
        let report = import(&test, &test.demo, &[condition("e", "p")]).await;
        assert_eq!(report.errors.len(), 0, "{report:?}");
        assert_eq!((test.number(&format!("SELECT COUNT(*) {here}")).await, test.number(of_it).await), (1, 3));
        // Another system's patient with the same number is somebody else: the chart has its patient.
        let report = import(&test, &test.demo, &[patient("q", "77", "1980-01-31", "")]).await;
        assert_eq!(report.created.get("Patient"), Some(&1), "{report:?}");
        assert_eq!(test.number(&format!("SELECT COUNT(*) {here}")).await, 2);
        // The other clinic's chart of another number is not touched; the same number there is its own.
        let report = import(&test, &test.norte, &[patient("p", "77", "1980-01-31", "")]).await;
        assert_eq!(report.created.get("Patient"), Some(&1), "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_date_of_birth_is_told_and_joins_nothing_until_the_chart_is_put_right() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let wrong = add(&test, &test.demo, "77", ["1981", "1", "31"]).await;
        let files =
            [patient("p", "77", "1980-01-31", ""), condition("c", "p"), patient("q", "78", "1990-02-02", "")];
        for _ in 0..2 {
            let report = import(&test, &test.demo, &files).await;
            let paths: Vec<_> = report.errors.iter().map(|error| error.path.as_str()).collect();
            assert_eq!(paths, ["Bundle.entry[0].resource.birthDate", "Bundle.entry[1].resource.subject"]);
            assert!(report.errors.iter().all(|error| !error.reason.contains("198")), "{report:?}");
            assert_eq!(test.number("SELECT COUNT(*) FROM chart").await, 2);
            assert_eq!(test.number("SELECT COUNT(*) FROM entry").await, 0);
        }
        // Merged into a chart with the right date, it is the same person's.
        let right = add(&test, &test.demo, "", ["1980", "1", "31"]).await;
        let merged = [
            ("request[survivor]", right.as_str()),
            ("request[merged]", wrong.as_str()),
            ("request[reason]", "wrong date"),
            ("request[is_confirmed]", "true"),
        ];
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let reply = browser.call("/api/charts/merge_charts", &merged).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let report = import(&test, &test.demo, &files).await;
        assert_eq!(report.errors.len(), 0, "{report:?}");
        let shown =
            "SELECT COUNT(*) FROM entry JOIN chart ON chart.id = entry.chart_id WHERE merged_into IS NULL";
        assert_eq!(test.number(shown).await, 1);
    })
    .await;
}
