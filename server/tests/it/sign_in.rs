//! Signing in and out: who gets in, who does not, and what the browser holds afterwards.

use crate::support::{TestPortal, on_each_database};

async fn with_walter(test: &TestPortal) {
    test.add(test.account(&test.demo, "walter").await).await;
}

#[tokio::test]
async fn a_right_password_opens_a_session_and_signing_out_ends_it() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut browser = test.signed_in(&test.demo, "Walter ").await;
        let home = browser.get("/").await;
        assert_eq!(home.status, 200);
        assert!(home.body.contains("Test walter"), "{}", home.body);
        let held = browser.clone();
        assert_eq!(browser.post_form("/api/account/sign_out", &[]).await.header("location"), "/sign-in");
        assert!(!browser.cookies.contains_key("__Host-sid"));
        let replayed = held.clone().get("/").await;
        assert_eq!((replayed.status, replayed.header("location")), (302, "/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_get_the_same_answer() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut answers = Vec::new();
        for (username, password) in [("walter", "wrong"), ("nobody", "wrong")] {
            let mut browser = test.browser(&test.demo);
            let reply = browser
                .call(
                    "/api/account/sign_in",
                    &[("request[username]", username), ("request[password]", password)],
                )
                .await;
            assert!(browser.cookies.is_empty());
            answers.push((reply.status, reply.body, reply.headers.len()));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, 422);
    })
    .await;
}

#[tokio::test]
async fn without_javascript_a_refused_form_keeps_the_name_and_forgets_the_password() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let fields = [("request[username]", "walter"), ("request[password]", "sesame-open-wide")];
        let reply = browser.post_form("/api/account/sign_in", &fields).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in"));
        let page = browser.get("/sign-in").await;
        assert!(page.body.contains("Name or password is not right"), "{}", page.body);
        assert!(page.body.contains("value=\"walter\""), "{}", page.body);
        assert!(!page.body.contains("sesame"));
        assert!(browser.cookies.is_empty(), "the answer is shown once");
        assert!(!browser.get("/sign-in").await.body.contains("Name or password"));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        for _ in 0..23 {
            test.pass(29 * 60);
            assert_eq!(browser.get("/").await.status, 200);
        }
        let mut idle = test.signed_in(&test.demo, "walter").await;
        test.pass(30 * 60);
        assert_eq!(idle.get("/").await.status, 302, "idle for half an hour");
        let mut busy = test.signed_in(&test.demo, "walter").await;
        for _ in 0..36 {
            test.pass(20 * 60);
            busy.get("/").await;
        }
        assert_eq!(busy.get("/").await.status, 302, "twelve hours old");
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_right_password_gets_in_later() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut browser = test.browser(&test.demo);
        let wrong = [("request[username]", "walter"), ("request[password]", "wrong")];
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(browser.call("/api/account/sign_in", &wrong).await.status);
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
        test.pass(60);
        test.signed_in(&test.demo, "walter").await;
    })
    .await;
}

#[tokio::test]
async fn an_account_of_one_facility_is_nobody_in_another() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let session = test.signed_in(&test.demo, "walter").await;
        let mut elsewhere = test.browser(&test.norte);
        elsewhere.cookies = session.cookies;
        assert_eq!(elsewhere.get("/").await.status, 302);
    })
    .await;
}
