//! Coming of age, streams that end with access, and screens that never move to another person's chart by themselves.

use crate::support::desk::{actor, finish};
use crate::support::home::{Home, PROXY, again, give, handed_over, read, sees};
use crate::support::{Client, TestPortal, on_each_database};
use axum::body::Body;
use axum::http::Request;
use domain::account::contract::Frame;
use domain::actor::Relation;
use domain::family::contract::FamilyPage;
use domain::ids::ChartId;
use domain::permission::Scope;
use domain::time::{DAY, Instant};
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tower::ServiceExt as _;
use usecases::{family, invitations, zones};

/// A child of the clinic who turns 18 on 2027-04-10, with somebody responsible who has an account.
async fn child(home: &Home) -> (ChartId, Client) {
    let test = &home.desk.test;
    let chart = test.chart(&test.demo, 20, "Small").await;
    let of = test.id(chart.0);
    test.sql(&format!(
        "UPDATE chart SET birth_date = '2009-04-10', email = 'small@example.org' WHERE id = {of}"
    ))
    .await;
    let mut desk = test.signed_in(&test.demo, "joan").await;
    assert_eq!(give(&mut desk, chart, "by mail").await.status, 200);
    home.deliver().await;
    let mut browser = home.desk.browser();
    browser.get(&home.link(PROXY)).await;
    let born = [("request[day]", "10"), ("request[month]", "4"), ("request[year]", "2009")];
    assert_eq!(browser.call("/api/account/activation_check", &born).await.status, 200);
    assert_eq!(finish(&mut browser, "luis").await.status, 200);
    home.deliver().await;
    (chart, browser)
}

fn birthday() -> Instant {
    zones::midnight("America/New_York", "2027-04-10").expect("a day")
}

fn set(test: &TestPortal, at: Instant) {
    test.clock.set(at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parents_access_ends_at_midnight_when_the_child_comes_of_age() {
    on_each_database(async |test| {
        let home = Home::open(test).await;
        let (chart, mut luis) = child(&home).await;
        assert_eq!(sees(&mut luis).await, (true, true));
        let page: FamilyPage = read(&mut luis, "/api/family/read_family").await;
        assert_eq!(page.helped[0].until.map(|day| day.date()).as_deref(), Some("2027-04-09"));
        let (backend, demo) = (home.desk.test.portal.backend.clone(), home.desk.test.demo.clone());
        let told = |to: &str, words: &str| home.told(to).iter().filter(|text| text.contains(words)).count();

        // Thirty days before, not earlier, and once.
        set(&home.desk.test, birthday().plus_seconds(-30 * DAY - 1));
        family::end_due(&backend, demo.id).await.expect("looked");
        home.deliver().await;
        assert_eq!(told(PROXY, "In 30 days or less"), 0);
        set(&home.desk.test, birthday().plus_seconds(-30 * DAY));
        for _ in 0..2 {
            family::end_due(&backend, demo.id).await.expect("looked");
            home.deliver().await;
        }
        assert_eq!(
            (told(PROXY, "In 30 days or less"), told("small@example.org", "In 30 days or less")),
            (1, 1)
        );

        set(&home.desk.test, birthday().plus_seconds(-1));
        luis = again(&home, luis).await;
        assert_eq!(sees(&mut luis).await, (true, true), "one second before");
        // No job has run: the date alone ends it.
        set(&home.desk.test, birthday());
        let reply = luis.call("/api/records/list_latest", &[]).await;
        assert_eq!((reply.status, reply.body.contains("access.ended")), (403, true), "{}", reply.body);
        let desk = actor(&home.desk.test, "joan").await;
        let invited = invitations::invite(&backend, &desk, &demo, (chart, false)).await;
        assert!(invited.is_ok(), "invited as any patient: {invited:?}");
        assert_eq!(family::end_due(&backend, demo.id).await.expect("ended"), 1);
        home.deliver().await;
        assert_eq!(
            (told(PROXY, "old enough to decide"), told("small@example.org", "From today you decide")),
            (2, 1)
        );
        let why = "SELECT end_reason FROM access_grant WHERE is_for_minor AND revoked_s IS NOT NULL";
        assert_eq!(home.desk.test.texts(why).await, ["hand_over"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clinics_age_decides_and_an_offer_for_a_child_falls_with_it() {
    on_each_database(async |test| {
        let home = Home::open(test).await;
        let (chart, mut luis) = child(&home).await;
        let (backend, demo) = (home.desk.test.portal.backend.clone(), home.desk.test.demo.clone());
        let mut desk = home.desk.test.signed_in(&demo, "joan").await;
        assert_eq!(give(&mut desk, chart, "by_hand").await.status, 200);
        let paper = handed_over(&home.desk.test).await;
        assert_eq!(home.desk.state(paper).await, "queued");
        let mut settings = demo.security.clone();
        settings.hand_over_age = 16;
        let words = serde_json::to_string(&settings).expect("words");
        home.desk
            .test
            .sql(&format!("UPDATE facility SET security = '{words}' WHERE host = '{}'", demo.host))
            .await;
        assert_eq!(sees(&mut luis).await, (false, false));
        family::end_due(&backend, demo.id).await.expect("ended");
        assert_eq!(home.desk.state(paper).await, "revoked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_patient_gave_does_not_end_with_an_age() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records"], "").await;
        let mut luis = home.proxy().await;
        let backend = home.desk.test.portal.backend.clone();
        assert_eq!(family::end_due(&backend, home.desk.test.demo.id).await.expect("looked"), 0);
        assert_eq!(sees(&mut luis).await, (true, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn screens_never_move_to_another_persons_chart_by_themselves() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records", "appointments"], "").await;
        let own = home.desk.test.chart(&home.desk.test.demo, 30, "Own").await;
        home.desk.test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        home.desk.test.patient(&home.desk.test.demo, "elena", own).await;
        let mut elena = home.desk.entered(&home.link(PROXY)).await;
        elena.cookies.extend(home.desk.test.signed_in(&home.desk.test.demo, "elena").await.cookies);
        assert_eq!(elena.call("/api/account/activation_accept", &[]).await.status, 200);
        let shown = home.desk.chart.to_string();
        assert_eq!(
            elena.call("/api/account/switch_chart", &[("request[chart]", shown.as_str())]).await.status,
            200
        );
        assert_eq!(sees(&mut elena).await, (true, true));
        let proxy = home.page().await.circle.expect("own").people.remove(0).grant.to_string();
        assert_eq!(
            home.walter.call("/api/family/end", &[("request[grant]", proxy.as_str())]).await.status,
            200
        );
        let frame: Frame = read(&mut elena, "/api/account/read_frame").await;
        let me = frame.me.expect("signed in");
        assert_eq!((me.chart.is_none(), me.charts.len()), (true, 1), "the own chart is offered, not shown");
        let reply = elena.call("/api/booking/list_appointments", &[]).await;
        assert!(reply.body.contains("access.ended"), "{}", reply.body);
        assert_eq!(elena.get("/").await.status, 403);
        let denied =
            "SELECT COUNT(*) FROM audit_event WHERE outcome = 'access.ended' AND chart_id IS NOT NULL";
        assert!(home.desk.test.number(denied).await >= 1);
        let own = own.to_string();
        assert_eq!(
            elena.call("/api/account/switch_chart", &[("request[chart]", own.as_str())]).await.status,
            200
        );
        assert_eq!(sees(&mut elena).await, (true, true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_ends_with_the_access_of_the_chart_on_screen() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        let chart = home.desk.chart;
        home.desk.test.acting(&home.desk.test.demo, "luis", chart, Relation::Proxy, &Scope::ALL).await;
        let luis = home.desk.test.signed_in(&home.desk.test.demo, "luis").await;
        let backend = home.desk.test.portal.backend.clone();
        tokio::spawn(usecases::live::run_relay(backend, usecases::live::LOOK_EVERY));
        let open = async || {
            let cookie = format!("__Host-sid={}", luis.cookies["__Host-sid"]);
            let request =
                Request::get("/events/stream").header("host", "demo.localhost:3000").header("cookie", cookie);
            let request = request.body(Body::empty()).expect("a request");
            home.desk.test.router.clone().oneshot(request).await.expect("an answer")
        };
        let response = open().await;
        assert_eq!(response.status(), 200);
        let mut pieces = response.into_body().into_data_stream();
        let grant = home.desk.test.grant_of(&home.desk.test.demo, "luis").await.to_string();
        let mut walter = home.walter.clone();
        assert_eq!(walter.call("/api/family/end", &[("request[grant]", grant.as_str())]).await.status, 200);
        let ended =
            tokio::time::timeout(Duration::from_secs(10), async { while pieces.next().await.is_some() {} });
        assert!(ended.await.is_ok(), "the stream goes on");
        assert_eq!(open().await.status(), 403);
        home.walter = walter;
    })
    .await;
}
