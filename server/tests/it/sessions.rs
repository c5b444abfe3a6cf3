//! Sessions: their owner sees and ends them, a changed secret ends the others, and what has ended is out within a second.

use crate::support::channels::Post;
use crate::support::{Client, TestPortal, on_each_database};
use domain::account::contract::{SessionClock, Sessions};
use domain::permission::Role;
use std::sync::Arc;
use usecases::account::is_leaked;
use usecases::outbox::deliver_due;

const RIGHT: &str = "a quiet harbour at dawn";
const OTHER: &str = "another harbour at dusk";

async fn sessions(browser: &mut Client) -> Sessions {
    let reply = browser.call("/api/account/list_sessions", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("sessions")
}

async fn clock(browser: &mut Client, path: &str) -> SessionClock {
    let reply = browser.call(path, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("a clock")
}

async fn is_in(browser: &mut Client) -> bool {
    browser.call("/api/account/read_clock", &[]).await.status == 200
}

async fn change(browser: &mut Client, current: &str, new: &str) -> crate::support::Reply {
    browser
        .call("/api/account/change_password", &[("request[current]", current), ("request[new]", new)])
        .await
}

async fn with_walter(test: &TestPortal) {
    test.add(test.account(&test.demo, "walter").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_every_session_and_signs_out_one_or_all_others() {
    on_each_database(async |test| {
        with_walter(&test).await;
        test.add(test.account(&test.demo, "priya").await).await;
        let mut here = test.signed_in(&test.demo, "walter").await;
        let mut there = test.signed_in(&test.demo, "walter").await;
        let mut third = test.signed_in(&test.demo, "walter").await;
        let mut stranger = test.signed_in(&test.demo, "priya").await;
        let list = sessions(&mut here).await.sessions;
        assert_eq!(list.len(), 3);
        assert_eq!(list.iter().filter(|session| session.is_current).count(), 1);
        let own = sessions(&mut there).await.sessions;
        let name = &own.iter().find(|session| session.is_current).expect("its own").id;
        let foreign = stranger.call("/api/account/end_session", &[("request[id]", name)]).await;
        assert_eq!(foreign.status, 404, "another account's");
        assert!(is_in(&mut there).await);
        assert_eq!(here.call("/api/account/end_session", &[("request[id]", name)]).await.status, 200);
        assert!(!is_in(&mut there).await && is_in(&mut here).await && is_in(&mut third).await);
        assert_eq!(here.call("/api/account/end_session", &[("request[id]", name)]).await.status, 404);
        assert_eq!(here.call("/api/account/end_other_sessions", &[]).await.status, 200);
        assert!(!is_in(&mut third).await && is_in(&mut here).await && is_in(&mut stranger).await);
        assert_eq!(sessions(&mut here).await.sessions.len(), 1);
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action IN ('account.end_session', 'account.end_other_sessions')";
        assert_eq!(test.number(noted).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_the_time_keeps_no_session_awake_and_staying_does() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut asks = test.signed_in(&test.demo, "walter").await;
        let mut stays = test.signed_in(&test.demo, "walter").await;
        for round in 1..=3 {
            test.pass(600 - 1);
            assert_eq!(clock(&mut asks, "/api/account/read_clock").await.idle_s, 1_800 - 599 * round);
            assert_eq!(clock(&mut stays, "/api/account/stay").await.idle_s, 1_800);
        }
        test.pass(3);
        assert!(!is_in(&mut asks).await, "thirty minutes without use");
        test.pass(29);
        let now = clock(&mut stays, "/api/account/stay").await;
        assert_eq!((now.idle_s, now.left_s), (1_800, 12 * 3_600 - 3 * 599 - 3 - 29));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_those_that_the_clinic_has_decided() {
    on_each_database(async |test| {
        with_walter(&test).await;
        test.colleague(&test.demo, "desk", Role::FrontDesk).await;
        let mut settings = domain::account::security::SecuritySettings::default();
        settings.patients.idle_minutes = 5;
        settings.staff.absolute_hours = 1;
        let text = serde_json::to_string(&settings).expect("written").replace('\'', "''");
        test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
        let mut patient = test.signed_in(&test.demo, "walter").await;
        let mut desk = test.signed_in(&test.demo, "desk").await;
        test.pass(299);
        assert!(is_in(&mut patient).await);
        assert_eq!(clock(&mut desk, "/api/account/stay").await.left_s, 3_600 - 299);
        test.pass(1);
        assert!(!is_in(&mut patient).await, "five minutes");
        for _ in 0..5 {
            test.pass(600);
            clock(&mut desk, "/api/account/stay").await;
        }
        test.pass(299);
        assert!(is_in(&mut desk).await);
        test.pass(1);
        assert!(!is_in(&mut desk).await, "one hour");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_every_other_session_and_its_owner_is_told() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut here = test.signed_in(&test.demo, "walter").await;
        let mut there = test.signed_in(&test.demo, "walter").await;
        let old_cookie = here.clone();
        let wrong = change(&mut here, "not this one at all", OTHER).await;
        assert!(wrong.status == 422 && wrong.body.contains("password_wrong"), "{}", wrong.body);
        for (new, reason) in [
            ("short", "password_too_short"),
            ("walter walks on water", "password_contains_name"),
            ("aaaaaaaaaaaaaaaaaaaa", "password_too_common"),
            ("abcdefghijklmnopqrst", "password_too_common"),
        ] {
            let refused = change(&mut here, RIGHT, new).await;
            assert!(refused.status == 422 && refused.body.contains(reason), "{new}: {}", refused.body);
        }
        assert!(is_in(&mut there).await);
        let id = "SELECT COUNT(*) FROM account WHERE username = 'walter'";
        assert_eq!(test.number(id).await, 1);
        let (uuid, now) = if test.portal.backend.db.is_postgres() {
            ("gen_random_uuid()", "1")
        } else {
            ("randomblob(16)", "1")
        };
        test.sql(&format!(
            "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
             SELECT facility_id, {uuid}, id, 'email', 'walter@example.org', 'walter@example.org', 'ok', {now}, {now} \
             FROM account WHERE username = 'walter'"
        ))
        .await;
        assert_eq!(change(&mut here, RIGHT, OTHER).await.status, 200);
        assert!(is_in(&mut here).await, "this browser goes on, with another token");
        assert!(!is_in(&mut old_cookie.clone()).await, "the old token opens nothing");
        assert!(!is_in(&mut there).await, "nor do other sessions");
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        deliver_due(&backend, &test.demo).await.expect("a turn");
        let mails = post.mails();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("was changed") && mails[0].text.contains("/sign-in"), "{}", mails[0].text);
        let mut anew = test.browser(&test.demo);
        let fields = |password| [("request[username]", "walter"), ("request[password]", password)];
        assert_eq!(anew.call("/api/account/sign_in", &fields(RIGHT)).await.status, 422);
        assert_eq!(anew.call("/api/account/sign_in", &fields(OTHER)).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_session_guesses_its_password_no_faster_than_a_stranger() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut thief = test.signed_in(&test.demo, "walter").await;
        let mut looked_at = 0;
        for _ in 0..12 {
            let reply =
                thief.call("/api/account/step_up", &[("request[password]", "a guess of a thief")]).await;
            looked_at += usize::from(reply.body.contains("wrong_credentials"));
        }
        assert_eq!(looked_at, 5, "then it has to wait");
        test.pass(3);
        let right = thief.call("/api/account/step_up", &[("request[password]", RIGHT)]).await;
        assert_eq!(right.status, 200, "{}", right.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_open_falls_asleep_whatever_changes() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut left = test.signed_in(&test.demo, "walter").await;
        for _ in 0..3 {
            test.pass(599);
            let watched = left.call("/api/booking/watch_slots", &[("request[visit_type]", "x")]).await;
            assert_ne!(watched.status, 401, "{}", watched.body);
        }
        test.pass(3);
        let day = left.call("/api/booking/watch_day", &[("request[day]", "2027-03-03")]).await;
        assert_eq!(day.status, 401, "{}", day.body);
    })
    .await;
}

#[tokio::test]
async fn no_password_of_the_shipped_list_is_taken() {
    let listed = crate::support::peers::lines("../../../scripts/leaked.py", &["list"]);
    let missed: Vec<&String> = listed.iter().filter(|password| !is_leaked(password)).take(5).collect();
    assert!(listed.len() > 300_000 && missed.is_empty(), "{} listed, {missed:?} get through", listed.len());
}
