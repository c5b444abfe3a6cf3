//! Attacks on signing in: guessing, locking others out, planting sessions, leading astray.

use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::permission::Role;
use usecases::account::{Origin, sign_in};

const RIGHT: &str = "a quiet harbour at dawn";
const PATH: &str = "/api/account/sign_in";

async fn attempt(browser: &mut Client, username: &str, password: &str) -> u16 {
    browser.call(PATH, &[("request[username]", username), ("request[password]", password)]).await.status
}

async fn with_walter(test: &TestPortal) {
    test.add(test.account(&test.demo, "walter").await).await;
}

fn origin(test: &TestPortal, address: &str) -> Origin {
    Origin {
        facility: test.demo.id,
        address: address.to_owned(),
        device: String::new(),
        known_device: None,
        held_session: None,
    }
}

async fn guess(test: &TestPortal, username: &str, address: &str) -> &'static str {
    let request = serde_json::from_value(serde_json::json!({"username": username, "password": "wrong"}))
        .expect("a request");
    let portal = &test.portal;
    match sign_in(&portal.backend, &portal.passwords, origin(test, address), request).await {
        Err(usecases::UseCaseError::Refused(refusal)) => refusal.rule,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("a wrong password"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_guesses_at_once_five_are_looked_at() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let guesses: Vec<_> = (0..200)
            .map(|number| {
                let (portal, origin) = (test.portal.clone(), origin(&test, &format!("198.51.{number}.1")));
                tokio::spawn(async move {
                    let wrong =
                        serde_json::json!({"username": "walter", "password": format!("wrong {number}")});
                    let request = serde_json::from_value(wrong).expect("a request");
                    sign_in(&portal.backend, &portal.passwords, origin, request)
                        .await
                        .err()
                        .map(|error| error.outcome())
                })
            })
            .collect();
        let mut looked_at = 0;
        for guess in guesses {
            match guess.await.expect("no panic") {
                Some("account.wrong_credentials") => looked_at += 1,
                other => assert_eq!(other, Some("account.too_many_attempts")),
            }
        }
        assert_eq!(looked_at, 5);
        let logged = "SELECT COUNT(*) FROM audit_event WHERE outcome = 'account.wrong_credentials'";
        assert_eq!(test.number(logged).await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn delays_double_and_end_to_the_second() {
    on_each_database(async |test| {
        with_walter(&test).await;
        for _ in 0..5 {
            assert_eq!(guess(&test, "walter", "198.51.100.1").await, "account.wrong_credentials");
        }
        for delay in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            test.pass(delay - 1);
            assert_eq!(guess(&test, "walter", "198.51.100.2").await, "account.too_many_attempts", "{delay}");
            test.pass(1);
            assert_eq!(guess(&test, "walter", "198.51.100.3").await, "account.wrong_credentials", "{delay}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_lock_nobody_out_of_a_browser_that_is_known() {
    on_each_database(async |test| {
        with_walter(&test).await;
        test.add(test.account(&test.demo, "maya").await).await;
        let mut own = test.signed_in(&test.demo, "walter").await;
        assert_eq!(own.call("/api/account/sign_out", &[]).await.status, 200);
        for number in 0..8 {
            guess(&test, "walter", &format!("203.0.113.{number}")).await;
        }
        let mut unknown = test.browser(&test.demo);
        assert_eq!(attempt(&mut unknown, "walter", RIGHT).await, 429, "an unknown browser waits");
        let mut other = test.browser(&test.demo);
        other.cookies.clone_from(&own.cookies);
        assert_eq!(attempt(&mut other, "maya", "wrong").await, 422, "the browser is known for walter only");
        assert_eq!(attempt(&mut own, "walter", RIGHT).await, 200);
        // A known browser that guesses waits too.
        let mut stolen = own.clone();
        let mut statuses = Vec::new();
        for _ in 0..7 {
            statuses.push(attempt(&mut stolen, "walter", "wrong").await);
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_has_to_wait_adds_nothing_to_a_name() {
    on_each_database(async |test| {
        with_walter(&test).await;
        for number in 0..5 {
            guess(&test, &format!("nobody{number}"), "198.51.100.9").await;
        }
        for _ in 0..20 {
            assert_eq!(guess(&test, "walter", "198.51.100.9").await, "account.too_many_attempts");
        }
        assert_eq!(guess(&test, "walter", "198.51.100.10").await, "account.wrong_credentials");
        // One IPv6 network is one address.
        for number in 0..5 {
            guess(&test, &format!("someone{number}"), &format!("2001:db8:1:2::{number}")).await;
        }
        assert_eq!(guess(&test, "walter", "2001:db8:1:2:ffff::1").await, "account.too_many_attempts");
        assert_eq!(guess(&test, "walter", "2001:db8:1:3::1").await, "account.wrong_credentials");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_is_told_to_come_back() {
    on_each_database(async |test| {
        let flood: Vec<_> = (0..120)
            .map(|number| {
                let (portal, origin) = (test.portal.clone(), origin(&test, &format!("10.0.{number}.1")));
                tokio::spawn(async move {
                    let wrong = serde_json::json!({"username": format!("n{number}"), "password": "wrong"});
                    let request = serde_json::from_value(wrong).expect("a request");
                    sign_in(&portal.backend, &portal.passwords, origin, request)
                        .await
                        .err()
                        .map(|error| error.outcome())
                })
            })
            .collect();
        for answer in flood {
            let outcome = answer.await.expect("no panic");
            assert!(
                matches!(outcome, Some("account.wrong_credentials" | "account.too_many_attempts")),
                "{outcome:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_session_is_not_taken_over_and_an_old_one_ends() {
    on_each_database(async |test| {
        with_walter(&test).await;
        // A token as the portal makes them: 32 bytes, and no bit over.
        let planted = "A".repeat(43);
        let mut browser = test.browser(&test.demo);
        browser.cookies.insert("__Host-sid".to_owned(), planted.clone());
        assert_eq!(attempt(&mut browser, "walter", RIGHT).await, 200);
        assert_ne!(browser.cookies["__Host-sid"], planted);
        let first = browser.clone();
        assert_eq!(attempt(&mut browser, "walter", RIGHT).await, 200);
        assert_eq!(browser.get("/").await.status, 200);
        assert_eq!(first.clone().get("/").await.status, 302, "the session before is over");
        let mut attacker = test.browser(&test.demo);
        attacker.cookies.insert("__Host-sid".to_owned(), planted);
        assert_eq!(attacker.get("/").await.status, 302);
        assert_eq!(test.number("SELECT COUNT(*) FROM session").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cookie_is_bound_to_the_host_and_out_of_scripts_reach() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut browser = test.browser(&test.demo);
        let fields = [("request[username]", "walter"), ("request[password]", RIGHT)];
        let (opened, refused) =
            (browser.call(PATH, &fields).await, test.browser(&test.demo).post_form(PATH, &fields[..1]).await);
        let closed = browser.call("/api/account/sign_out", &[]).await;
        let mut seen = 0;
        for reply in [&opened, &refused, &closed] {
            for cookie in reply.headers.get_all("set-cookie") {
                let cookie = cookie.to_str().expect("text");
                assert!(cookie.starts_with("__Host-"), "{cookie}");
                for flag in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                    assert!(cookie.contains(flag), "{cookie}");
                }
                assert!(!cookie.contains("Domain"), "{cookie}");
                seen += 1;
            }
        }
        assert!(seen >= 4, "{seen}");
        assert!(!closed.header("clear-site-data").is_empty());
        // The database alone opens nothing: no stored value is a cookie.
        let token = browser.cookies.get("__Host-device").expect("a known browser").clone();
        assert!(token.len() > 40);
    })
    .await;
}

/// Whether the browser's session still opens something; looking keeps it awake.
async fn is_in(browser: &mut Client) -> bool {
    browser.call("/api/booking/read_options", &[]).await.status != 401
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_to_the_second() {
    on_each_database(async |test| {
        with_walter(&test).await;
        test.colleague(&test.demo, "desk", Role::FrontDesk).await;
        for (name, idle, absolute) in [("walter", 30 * 60, 12 * 3_600), ("desk", 15 * 60, 10 * 3_600)] {
            let begin = usecases::clock::Clock::now(&*test.clock);
            let mut browser = test.signed_in(&test.demo, name).await;
            test.pass(idle - 1);
            assert!(is_in(&mut browser).await, "{name}: a second before");
            test.pass(idle);
            assert!(!is_in(&mut browser).await, "{name}: idle");
            let begin_again = usecases::clock::Clock::now(&*test.clock);
            assert!(begin_again > begin);
            let mut busy = test.signed_in(&test.demo, name).await;
            let mut age = 0;
            while age + 600 < absolute - 1 {
                test.pass(600);
                age += 600;
                assert!(is_in(&mut busy).await, "{name}: {age}");
            }
            test.pass(absolute - 1 - age);
            assert!(is_in(&mut busy).await, "{name}: a second before its end");
            test.pass(1);
            assert!(!is_in(&mut busy).await, "{name}: its end");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_and_gets_the_answer_of_a_wrong_password() {
    on_each_database(async |test| {
        with_walter(&test).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        test.sql("UPDATE account SET is_disabled = TRUE").await;
        assert_eq!(browser.get("/").await.status, 302);
        assert_eq!(browser.call("/api/booking/read_options", &[]).await.status, 401);
        let right =
            browser.call(PATH, &[("request[username]", "walter"), ("request[password]", RIGHT)]).await;
        let wrong = test
            .browser(&test.demo)
            .call(PATH, &[("request[username]", "nobody"), ("request[password]", "wrong")])
            .await;
        assert_eq!((right.status, right.body), (wrong.status, wrong.body));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_another_site() {
    on_each_database(async |test| {
        with_walter(&test).await;
        for next in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/\u{1}",
            "/a\r\nset-cookie: a=b",
            " /",
            "/\u{e9}",
            "",
        ] {
            let fields =
                [("request[username]", "walter"), ("request[password]", RIGHT), ("request[next]", next)];
            let reply = test.browser(&test.demo).post_form(PATH, &fields).await;
            assert_eq!((reply.status, reply.header("location")), (303, "/"), "{next:?}");
            assert!(
                reply
                    .headers
                    .get_all("set-cookie")
                    .iter()
                    .all(|cookie| cookie.as_bytes().starts_with(b"__Host-"))
            );
        }
        // A refused form goes back to where it was, on this very site, and no error stands in the address.
        for referer in [
            "https://evil.example/sign-in",
            "https://evil.example//evil.example",
            "evil",
            "http://demo.localhost:3000/sign-in?next=/records",
        ] {
            let headers = [
                ("accept", "text/html"),
                ("content-type", "application/x-www-form-urlencoded"),
                ("referer", referer),
            ];
            let body = "request[username]=walter&request[password]=wrong".to_owned();
            let reply = test.browser(&test.demo).send(Method::POST, PATH, &headers, body).await;
            let location = reply.header("location");
            assert!(location.starts_with('/') && !location.starts_with("//"), "{referer}: {location}");
            assert!(!location.contains("__err") && !location.contains("evil"), "{referer}: {location}");
        }
    })
    .await;
}
