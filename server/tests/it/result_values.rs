//! When people hear of results, and values as laboratories send them: ranges with an end that cannot be compared, ages in other units than years, ratios,
//! conclusions that were corrected.

use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;
use domain::results::contract::{ResultList, ResultPage};
use domain::results::value::Flag;
use serde_json::{Value, json};
use usecases::import::{Source, import_fhir};

async fn take(test: &TestPortal, name: &str, resources: &[Value]) {
    let path = test.folder.join(name);
    let lines: Vec<String> = resources.iter().map(Value::to_string).collect();
    std::fs::write(&path, lines.join("\n")).expect("own file");
    let report = import_fhir(&test.portal.backend, test.demo.id, vec![Source::File(path)], |_, _| {}).await;
    assert_eq!(report.expect("imported").errors, []);
}

fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p", "name": [{"family": "Hughes"}], "birthDate": "2023-01-01", "gender": "male"})
}

/// A test of the laboratory on a child of 18 months.
fn observation(id: &str, rest: Value) -> Value {
    let mut resource = json!({
        "resourceType": "Observation", "id": id, "status": "final", "subject": {"reference": "Patient/p"},
        "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": id}, "effectiveDateTime": "2024-07-01",
    });
    resource.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    resource
}

async fn signed_in(test: &TestPortal) -> Client {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let chart: ChartId = test.texts(&format!("SELECT {id} FROM chart")).await[0].parse().expect("an id");
    test.patient(&test.demo, "walter", chart).await;
    test.signed_in(&test.demo, "walter").await
}

/// The result of this name.
async fn read(client: &mut Client, title: &str) -> ResultPage {
    let reply =
        client.call("/api/results/list_results", &[("request[words]", title), ("request[after]", "")]).await;
    let list: ResultList = serde_json::from_str(&reply.body).expect("a list");
    let id = list.results.iter().find(|line| line.title == title).expect("listed").id.to_string();
    let reply = client.call("/api/results/read_result", &[("request[id]", &id)]).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn at_once(test: &TestPortal) {
    test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
}

#[tokio::test]
async fn a_range_of_which_one_end_cannot_be_compared_judges_nothing() {
    on_each_database(async |test| {
        at_once(&test).await;
        let low = json!({"value": 3, "unit": "g/L"});
        let range = |high: Value| json!([{"low": low, "high": high}]);
        let value = json!({"value": 4, "unit": "g/L"});
        take(
            &test,
            "1.ndjson",
            &[
                patient(),
                observation("whole", json!({"valueQuantity": value, "referenceRange": range(json!({"value": 5, "unit": "g/L"}))})),
                observation("unit", json!({"valueQuantity": value, "referenceRange": range(json!({"value": 500, "unit": "mg/dL"}))})),
                observation(
                    "comparator",
                    json!({"valueQuantity": value, "referenceRange": range(json!({"value": 5, "unit": "g/L", "comparator": "<"}))}),
                ),
                observation("none", json!({"valueQuantity": value, "referenceRange": range(json!({"unit": "g/L"}))})),
            ],
        )
        .await;
        let mut client = signed_in(&test).await;
        let whole = read(&mut client, "whole").await;
        assert_eq!(whole.tests[0].flag, Some(Flag::Normal));
        for title in ["unit", "comparator", "none"] {
            let page = read(&mut client, title).await;
            assert_eq!(page.tests[0].flag, None, "{title}: half a range would call usual what is not");
            let numbers = page.tests[0].range.as_ref().map(|range| (range.low.clone(), range.high.clone()));
            assert!(numbers.is_none_or(|numbers| numbers == (None, None)), "{title}");
        }
        let page = read(&mut client, "unit").await;
        let words = page.tests[0].range.as_ref().and_then(|range| range.text.clone());
        assert_eq!(words.as_deref(), Some("3 g/L – 500 mg/dL"), "it is shown as it was sent");
    })
    .await;
}

#[tokio::test]
async fn ranges_for_ages_in_months_weeks_and_days_are_chosen_by_the_patients_age() {
    on_each_database(async |test| {
        at_once(&test).await;
        let for_ages = |low: i32, from: i32, to: i32, unit: &str| {
            json!({
                "low": {"value": low, "unit": "g"}, "high": {"value": low + 10, "unit": "g"},
                "age": {"low": {"value": from, "unit": unit, "code": unit}, "high": {"value": to, "unit": unit, "code": unit}},
            })
        };
        let ranges = |unit: &str, young: (i32, i32), fit: (i32, i32), old: (i32, i32)| {
            json!({
                "valueQuantity": {"value": 25, "unit": "g"},
                "referenceRange": [
                    for_ages(0, young.0, young.1, unit), for_ages(20, fit.0, fit.1, unit), for_ages(40, old.0, old.1, unit),
                ],
            })
        };
        take(
            &test,
            "1.ndjson",
            &[
                patient(),
                observation("months", ranges("mo", (0, 11), (12, 23), (24, 48))),
                observation("weeks", ranges("wk", (0, 51), (52, 100), (101, 200))),
                observation("days", ranges("d", (0, 300), (301, 600), (601, 900))),
                observation("moons", ranges("moon", (0, 11), (12, 23), (24, 48))),
            ],
        )
        .await;
        let mut client = signed_in(&test).await;
        for title in ["months", "weeks", "days"] {
            let page = read(&mut client, title).await;
            let low = page.tests[0].range.as_ref().and_then(|range| range.low.clone());
            assert_eq!((low.as_deref(), page.tests[0].flag), (Some("20"), Some(Flag::Normal)), "{title}");
        }
        let page = read(&mut client, "moons").await;
        assert_eq!(page.tests[0].flag, None, "nobody knows for whom they are");
    })
    .await;
}

#[tokio::test]
async fn a_ratio_keeps_its_units_and_a_titre_has_none() {
    on_each_database(async |test| {
        at_once(&test).await;
        let ratio = |numerator: Value, denominator: Value| {
            json!({"valueRatio": {"numerator": numerator, "denominator": denominator}})
        };
        take(
            &test,
            "1.ndjson",
            &[
                patient(),
                observation("titre", ratio(json!({"value": 1}), json!({"value": 128}))),
                observation("albumin", ratio(json!({"value": 30, "unit": "mg"}), json!({"value": 1, "unit": "g"}))),
                observation("half", ratio(json!({"value": 1}), json!({"unit": "g"}))),
            ],
        )
        .await;
        let mut client = signed_in(&test).await;
        for (title, shown) in [("titre", Some("1:128")), ("albumin", Some("30 mg:1 g")), ("half", None)] {
            let page = read(&mut client, title).await;
            assert_eq!(page.tests[0].value.text.as_deref(), shown, "{title}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_corrected_conclusion_keeps_the_one_before() {
    on_each_database(async |test| {
        at_once(&test).await;
        let report = |status: &str, conclusion: &str| {
            json!({
                "resourceType": "DiagnosticReport", "id": "r", "status": status, "subject": {"reference": "Patient/p"},
                "category": [{"coding": [{"code": "RAD"}]}], "code": {"text": "Chest X-ray"}, "effectiveDateTime": "2024-07-01",
                "conclusion": conclusion,
            })
        };
        take(&test, "1.ndjson", &[patient(), report("final", "A shadow at the left.")]).await;
        let mut client = signed_in(&test).await;
        assert_eq!(read(&mut client, "Chest X-ray").await.concluded, []);
        test.pass(60);
        take(&test, "2.ndjson", &[report("corrected", "No shadow: an old film was read.")]).await;
        let page = read(&mut client, "Chest X-ray").await;
        assert_eq!(page.conclusions, ["No shadow: an old film was read."]);
        let before: Vec<_> = page.concluded.iter().filter_map(|one| one.value.text.as_deref()).collect();
        assert_eq!(before, ["A shadow at the left."]);
        let html = client.get(&format!("/records/results/{}", page.id)).await.body;
        assert!(html.contains("A shadow at the left."));
    })
    .await;
}

#[tokio::test]
async fn a_large_panel_is_read_by_a_proxy_however_many_tests_are_sensitive() {
    on_each_database(async |test| {
        let codes: Vec<String> = (0..400).map(|code| format!("\"S-{code}\"")).collect();
        let class = |id: &str, codes: &[String]| {
            format!(r#"{{"id":"{id}","name":"{id}","codes":[{}],"rule":"at_once","is_sensitive":true,"reason":""}}"#, codes.join(","))
        };
        let (one, two) = codes.split_at(200);
        test.sql(&format!(
            r#"UPDATE facility SET results = '{{"classes":[{},{}],"laboratory":"at_once","other":"at_once"}}'"#,
            class("a", one),
            class("b", two)
        ))
        .await;
        let mut resources = vec![patient()];
        for (day, report) in [("2024-06-01", "old"), ("2024-07-01", "new")] {
            let mut named = Vec::new();
            for test in 0..80 {
                let id = format!("{report}-{test}");
                let code = json!({"coding": [{"system": "http://loinc.org", "code": format!("T-{test}")}], "text": format!("Test {test}")});
                let rest = json!({"code": code, "effectiveDateTime": day, "valueQuantity": {"value": test, "unit": "g"}});
                resources.push(observation(&id, rest));
                named.push(json!({"reference": format!("Observation/{id}")}));
            }
            resources.push(json!({
                "resourceType": "DiagnosticReport", "id": report, "status": "final", "subject": {"reference": "Patient/p"},
                "category": [{"coding": [{"code": "LAB"}]}], "code": {"text": format!("{report} panel")}, "effectiveDateTime": day,
                "result": named,
            }));
        }
        take(&test, "1.ndjson", &resources).await;
        let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
        let chart: ChartId = test.texts(&format!("SELECT {id} FROM chart")).await[0].parse().expect("an id");
        test.acting(&test.demo, "proxy", chart, Relation::Proxy, &Scope::ALL).await;
        let mut client = test.signed_in(&test.demo, "proxy").await;
        let page = read(&mut client, "new panel").await;
        assert_eq!(page.tests.len(), 80);
        assert!(page.tests.iter().all(|test| test.earlier.len() == 1), "each with its earlier value");
    })
    .await;
}
