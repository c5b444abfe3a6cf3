//! A person's own usual range of a test: made from final values that the patient may see, and from nothing else.

use crate::support::laboratory::{Test, chart, entry, report, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::chart_view::contract::ChartResult;
use domain::permission::{Role, Scope};
use domain::results::Side;
use domain::results::contract::{ResultPage, Test as Shown};
use serde::de::DeserializeOwned;

/// Tests of class HIV are the patient's alone; all are shown at once.
const RULES: &str = r#"{"laboratory":"at_once","other":"at_once","classes":[{"id":"h","name":"HIV","codes":["56888-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
/// Names, values and days of five values that a range is made from: their median is 4.6, that of their deviations 0.1.
const FIVE: [(&str, &str, &str); 5] = [
    ("one", "4.4", "2026-01-05"),
    ("two", "4.6", "2026-02-05"),
    ("three", "4.5", "2026-03-05"),
    ("four", "4.8", "2026-04-05"),
    ("five", "4.7", "2026-05-05"),
];
/// The one that is opened.
const NEWEST: (&str, &str, &str) = ("newest", "5.0", "2026-08-05");

fn potassium((id, value, date): (&str, &str, &str), status: &str) -> String {
    let date = format!("{date}T08:00:00Z");
    Test { id, title: id, code: "2823-3", status, value, date: &date }.json()
}

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// The newest value as a reader sees it.
async fn newest(browser: &mut Client, test: &TestPortal) -> Shown {
    let id = entry(test, NEWEST.0).await.to_string();
    let page: ResultPage = call(browser, "results/read_result", &[("request[id]", &id)]).await;
    page.tests.into_iter().next().expect("a value")
}

/// Both ends, from how many values, and where the value lies.
fn own(shown: &Shown) -> Option<(String, String, usize, Side)> {
    let own = shown.own.clone()?;
    Some((own.range.low?, own.range.high?, own.count, own.side))
}

fn of(low: &str, high: &str, count: usize, side: Side) -> Option<(String, String, usize, Side)> {
    Some((low.to_owned(), high.to_owned(), count, side))
}

/// The patient, signed in, with the five values and the newest.
async fn walter(test: &TestPortal) -> Client {
    test.sql(&format!("UPDATE facility SET results = '{RULES}'")).await;
    let all: Vec<String> = FIVE.iter().chain([&NEWEST]).map(|one| potassium(*one, "final")).collect();
    send(test, &all).await;
    test.patient(&test.demo, "walter", chart(test).await).await;
    test.signed_in(&test.demo, "walter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_own_range_stands_beside_the_laboratorys() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let shown = newest(&mut walter, &test).await;
        assert_eq!(
            own(&shown),
            of("4.3", "4.9", 5, Side::Above),
            "the newest is not among those it is made from"
        );
        assert_eq!(shown.range.as_ref().and_then(|range| range.high.as_deref()), Some("5.1"));
        let path = format!("/records/results/{}", entry(&test, NEWEST.0).await);
        let html = walter.get(&path).await.body;
        assert!(
            html.contains("Your usual range: 4.3–4.9 mmol/L, made from 5 of your own earlier values. This one is above it.")
        );
        assert!(html.contains("It is not the laboratory’s range."));
        let language = [("request[language]", "es"), ("request[next]", "/")];
        assert_eq!(walter.post_form("/api/account/set_language", &language).await.status, 303);
        let html = walter.get(&path).await.body;
        assert!(html.contains(
            "Su rango habitual: 4.3–4.9 mmol/L, calculado con 5 de sus propios valores anteriores. Este está por encima."
        ));
        // A value with fewer before it has none.
        let id = entry(&test, "five").await.to_string();
        let page: ResultPage = call(&mut walter, "results/read_result", &[("request[id]", &id)]).await;
        assert_eq!((page.tests[0].earlier.len(), own(&page.tests[0])), (4, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_final_not_released_or_wrong_does_not_count() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let five = of("4.3", "4.9", 5, Side::Above);
        let strange = |id: &'static str| (id, "9.9", "2026-06-05");
        send(&test, &[potassium(strange("preliminary"), "preliminary")]).await;
        let shown = newest(&mut walter, &test).await;
        assert_eq!((own(&shown), shown.earlier.len()), (five.clone(), 5), "it waits for a clinician");
        let preliminary = test.id(entry(&test, "preliminary").await.0);
        test.sql(&format!("UPDATE result SET state = 'released', released_s = 5 WHERE id = {preliminary}"))
            .await;
        let shown = newest(&mut walter, &test).await;
        assert_eq!(
            (own(&shown), shown.earlier.len()),
            (five.clone(), 6),
            "what may change still is listed alone"
        );
        send(
            &test,
            &[potassium(strange("wrong"), "entered-in-error"), potassium(strange("off"), "cancelled")],
        )
        .await;
        assert_eq!(own(&newest(&mut walter, &test).await), five);
        let other = potassium(strange("unit"), "final").replace("mmol/L", "mg/dL");
        send(&test, &[other]).await;
        assert_eq!(own(&newest(&mut walter, &test).await), five, "another unit");
        // What was taken back is no part of it, for the clinic that reads it neither.
        send(&test, &[potassium(strange("held"), "final")]).await;
        assert_eq!(own(&newest(&mut walter, &test).await).map(|own| own.2), Some(6));
        let held = test.id(entry(&test, "held").await.0);
        test.sql(&format!("UPDATE result SET state = 'blocked', released_s = NULL WHERE id = {held}")).await;
        assert_eq!(own(&newest(&mut walter, &test).await), five);
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let chart = chart(&test).await.to_string();
        let why = [("request[chart]", chart.as_str()), ("request[reason]", "found without consciousness")];
        assert_eq!(ruiz.call("/api/chart_view/break_glass", &why).await.status, 200);
        let id = entry(&test, NEWEST.0).await.to_string();
        let wanted = [("request[chart]", chart.as_str()), ("request[id]", id.as_str())];
        let read: ChartResult = call(&mut ruiz, "chart_view/read_result", &wanted).await;
        let shown = &read.page.tests[0];
        assert!(shown.earlier.iter().filter(|one| one.value.text.as_deref() == Some("9.9")).count() > 1);
        assert_eq!(own(shown), five, "the clinic reads the range that the patient does");
        let html = ruiz.get(&format!("/patients/{chart}/record/results/{id}")).await.body;
        assert!(html.contains("The patient’s own usual range: 4.3–4.9 mmol/L"), "{html}");
        // One of the five turns out to be wrong: four are too few.
        send(&test, &[potassium(FIVE[4], "entered-in-error")]).await;
        assert_eq!(own(&newest(&mut walter, &test).await), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acts_for_the_patient_has_a_range_of_what_they_may_see() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let hiv = Test {
            id: "hiv",
            title: "HIV",
            code: "56888-1",
            status: "final",
            value: "1",
            date: "2026-06-05",
        };
        let within = potassium(("sixth", "9.9", "2026-06-05"), "final");
        let sensitive = report("r", "Admission", "final", "2026-06-05", &["hiv", "sixth"]);
        send(&test, &[hiv.json(), within, sensitive]).await;
        let chart = chart(&test).await;
        test.acting(&test.demo, "elena", chart, Relation::Proxy, &[Scope::Results]).await;
        let mut elena = test.signed_in(&test.demo, "elena").await;
        assert_eq!(own(&newest(&mut walter, &test).await), of("4.2", "5.1", 6, Side::Within));
        assert_eq!(own(&newest(&mut elena, &test).await), of("4.3", "4.9", 5, Side::Above));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plain_number_has_none() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let below = potassium(("below", "3", "2026-06-05"), "final");
        let below = below.replace(r#""unit":"mmol/L""#, r#""comparator":"<","unit":"mmol/L""#);
        send(&test, &[below]).await;
        let shown = newest(&mut walter, &test).await;
        assert_eq!((shown.earlier.len(), own(&shown)), (6, None), "nobody knows what “< 3” is");
    })
    .await;
}
