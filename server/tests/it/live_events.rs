//! Pages that come back: they hear all they missed, or that they missed something.

use crate::support::clinic::{Clinic, at};
use crate::support::{Client, TestPortal, on_each_database};
use axum::body::Body;
use axum::http::Request;
use domain::actor::Relation;
use domain::booking::contract::HoldRequest;
use domain::permission::{Role, Scope};
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tower::ServiceExt as _;
use usecases::booking::release_hold;
use usecases::live;

/// Some events, by holding and giving back.
async fn events(test: &TestPortal, count: usize) -> i64 {
    let clinic = Clinic::open(test).await;
    let patient = clinic.patient(1).await;
    for _ in 0..count / 2 {
        let held =
            clinic.hold(&patient, clinic.wish("check", Some("ruiz"), at(9, 0)).await).await.expect("held");
        release_hold(&clinic.backend, &patient, HoldRequest { hold: held.hold }).await.expect("given back");
    }
    live::last_seq(test.portal.backend.db.reader()).await.expect("a position")
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_quiet_hour_a_page_still_learns_that_it_missed_something() {
    on_each_database(async |test| {
        let last = events(&test, 6).await;
        let backend = &test.portal.backend;
        let since = async |seq| live::since(backend, test.demo.id, seq).await.expect("an answer");
        assert!(since(last - 3).await.is_some_and(|missed| missed.len() >= 3));
        test.pass(2 * 3_600);
        live::trim(backend).await.expect("trimmed");
        assert_eq!(test.number("SELECT COUNT(*) FROM live_event").await, 1);
        assert_eq!(since(last - 3).await, None, "what was missed is gone");
        assert_eq!(since(last).await, Some(Vec::new()), "nothing was missed");
        assert_eq!(since(last + 1).await, None, "a position of another database");
        assert_eq!(since(i64::MAX).await, None);
        assert_eq!(since(i64::MIN).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clinics_events_are_not_told() {
    on_each_database(async |test| {
        let last = events(&test, 4).await;
        let missed = live::since(&test.portal.backend, test.norte.id, last - 4).await.expect("an answer");
        assert_eq!(missed, Some(Vec::new()));
    })
    .await;
}

/// Reads a stream until `wanted` or for a few seconds.
async fn read_stream(client: &Client, test: &TestPortal, path: &str, wanted: &str) -> String {
    let cookie = format!("__Host-sid={}", client.cookies["__Host-sid"]);
    let request = Request::get(path).header("host", "demo.localhost:3000").header("cookie", cookie);
    let request = request.body(Body::empty()).expect("a request");
    let response = test.router.clone().oneshot(request).await.expect("an answer");
    let mut pieces = response.into_body().into_data_stream();
    let mut text = String::new();
    let read = async {
        while !text.contains(wanted) {
            let Some(Ok(piece)) = pieces.next().await else { return };
            text.push_str(&String::from_utf8_lossy(&piece));
        }
    };
    drop(tokio::time::timeout(Duration::from_secs(10), read).await);
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_missed_hundreds_hears_them_in_one_stream() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let browser = test.signed_in(&test.demo, "walter").await;
        let last = events(&test, 300).await;
        let first = last - 300;
        let text =
            read_stream(&browser, &test, &format!("/events/stream?since={first}"), &format!("id: {last}\n"))
                .await;
        assert!(!text.contains("resync"), "{text}");
        for seq in first + 1..=last {
            assert_eq!(text.matches(&format!("id: {seq}\n")).count(), 1, "{seq}");
        }
        // Without a quoted name, an account or a reason.
        assert!(!text.contains("walter") && !text.contains("Patient") && !text.contains("chart"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hears_only_of_results_that_its_reader_may_see() {
    on_each_database(async |test| {
        let (own, foreign) =
            (test.chart(&test.demo, 91, "Hughes").await, test.chart(&test.demo, 92, "Nair").await);
        test.patient(&test.demo, "walter", own).await;
        test.patient(&test.demo, "priya", foreign).await;
        test.acting(&test.demo, "elena", own, Relation::Proxy, &[Scope::Results]).await;
        test.acting(&test.demo, "visits", own, Relation::Proxy, &[Scope::Appointments]).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let first = live::last_seq(test.portal.backend.db.reader()).await.expect("a position");
        let plain = test.result(&test.demo, own, (1, "Electrolytes", "held")).await;
        let sensitive = test.result(&test.demo, own, (2, "Tumor marker", "held")).await;
        test.sql(&format!("UPDATE result SET codes = 'S-1' WHERE id = {}", test.id(sensitive.0))).await;
        let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
        test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
        for result in [plain, sensitive] {
            let seen = format!("{result}.0");
            let released = ruiz.call("/api/release/release", &[("request[results][0]", &seen)]).await;
            assert_eq!(released.status, 200, "{}", released.body);
        }
        let last = events(&test, 2).await;
        for (name, heard) in [("walter", 2), ("elena", 1), ("visits", 0), ("priya", 0), ("ruiz", 0)] {
            let browser = test.signed_in(&test.demo, name).await;
            let path = format!("/events/stream?since={first}");
            let text = read_stream(&browser, &test, &path, &format!("id: {last}\n")).await;
            assert_eq!(text.matches(r#""topic":"results""#).count(), heard, "{name}: {text}");
            assert!(!text.contains("Electrolytes") && text.contains("slots"), "{name}: {text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_patient_alone_sees_reaches_no_open_page_of_a_proxy() {
    on_each_database(async |test| {
        let own = test.chart(&test.demo, 91, "Hughes").await;
        test.patient(&test.demo, "walter", own).await;
        test.acting(&test.demo, "elena", own, Relation::Proxy, &[Scope::Results]).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let walter = test.signed_in(&test.demo, "walter").await;
        let elena = test.signed_in(&test.demo, "elena").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let plain = test.result(&test.demo, own, (1, "Electrolytes", "held")).await;
        let sensitive = test.result(&test.demo, own, (2, "Tumor marker", "held")).await;
        test.sql(&format!("UPDATE result SET codes = 'S-1' WHERE id = {}", test.id(sensitive.0))).await;
        let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
        test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
        tokio::spawn(live::run_relay(test.portal.backend.clone(), live::LOOK_EVERY));
        // While the pages are open, and those who tell them have begun.
        let released = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            for result in [sensitive, plain] {
                let seen = format!("{result}.0");
                let reply = ruiz.call("/api/release/release", &[("request[results][0]", &seen)]).await;
                assert_eq!(reply.status, 200, "{}", reply.body);
            }
            events(&test, 2).await
        };
        let (told, proxy_told, _) = tokio::join!(
            read_stream(&walter, &test, "/events/stream", r#""slots""#),
            read_stream(&elena, &test, "/events/stream", r#""slots""#),
            released
        );
        for (name, text, heard) in [("walter", told, 2), ("elena", proxy_told, 1)] {
            assert_eq!(text.matches(r#""topic":"results""#).count(), heard, "{name}: {text}");
            assert_eq!(text.contains(r#""own""#), name == "walter", "{name}: {text}");
        }
    })
    .await;
}
