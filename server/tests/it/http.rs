//! The outside of the server: hosts, headers, forged requests, limits, files, health.

use crate::support::on_each_database;
use axum::http::Method;
use leptos::server_fn::axum::server_fn_paths;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        for path in ["/sign-in", "/nowhere", "/healthz", "/pkg/patient/patient-1.js", "/pkg/none.js"] {
            let reply = browser.get(path).await;
            let policy = reply.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{path}"
            );
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}");
            for (name, value) in [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin")] {
                assert_eq!(reply.header(name), value, "{path}");
            }
        }
        let page = browser.get("/sign-in").await;
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert!(page.header("permissions-policy").contains("geolocation=()"));
        let file = browser.get("/pkg/patient/patient-1.js").await;
        assert_eq!(file.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(file.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(file.header("x-frame-options"), "DENY");
        let nonce = page
            .header("content-security-policy")
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        assert!(page.body.contains(&format!("nonce=\"{}\"", nonce.expect("a nonce"))), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_host_that_is_no_facility_gets_an_honest_404() {
    on_each_database(async |test| {
        let mut stranger = crate::support::Client::new(test.router.clone(), "other.localhost");
        let reply = stranger.get("/sign-in").await;
        assert_eq!(reply.status, 404);
        assert!(reply.body.contains("No clinic answers"), "{}", reply.body);
        assert_eq!(stranger.get("/healthz").await.status, 200);
        let mut local = crate::support::Client::new(test.router.clone(), "localhost");
        assert_eq!(
            local.get("/records?a=b").await.header("location"),
            "http://demo.localhost:3000/records?a=b"
        );
    })
    .await;
}

#[tokio::test]
async fn forged_requests_reach_no_server_function() {
    on_each_database(async |test| {
        let paths: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
        assert!(paths.len() >= 6, "{paths:?}");
        for path in paths {
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("sec-fetch-site", "none"),
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("x-nothing", "at all"),
            ] {
                for method in [Method::POST, Method::GET] {
                    let mut forger = test.browser(&test.demo);
                    forger.headers = vec![(name, value.to_owned())];
                    let reply =
                        forger.send(method, path, &[("content-type", "text/plain")], String::new()).await;
                    assert_eq!(reply.status, 403, "{path} {name}: {value}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let long = "x".repeat(300 * 1024);
        let reply = browser.call("/api/account/sign_in", &[("request[username]", &long)]).await;
        assert_eq!(reply.status, 413, "{}", reply.body);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_a_request_is_answered_without_our_texts() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let reply = browser.call("/api/account/sign_in", &[("nonsense", "1")]).await;
        assert_eq!((reply.status, reply.body.as_str()), (422, r#"{"error":"invalid","fields":[]}"#));
    })
    .await;
}

#[tokio::test]
async fn client_files_are_compressed_kept_and_confirmed_by_tag() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        browser.headers.push(("accept-encoding", "gzip, br".to_owned()));
        let file = browser.get("/pkg/patient/patient-1.js").await;
        assert_eq!((file.header("content-encoding"), file.body.as_str()), ("br", "smaller"));
        assert!(file.header("cache-control").contains("immutable"));
        browser.headers.push(("if-none-match", file.header("etag").to_owned()));
        assert_eq!(browser.get("/pkg/patient/patient-1.js").await.status, 304);
    })
    .await;
}

#[tokio::test]
async fn pages_speak_the_readers_language_or_the_facilitys() {
    on_each_database(async |test| {
        assert!(test.browser(&test.demo).get("/sign-in").await.body.contains("<html lang=\"en\""));
        assert!(test.browser(&test.norte).get("/sign-in").await.body.contains("<html lang=\"es\""));
        let mut reader = test.browser(&test.norte);
        reader.headers.push(("accept-language", "en-GB".to_owned()));
        assert!(reader.get("/sign-in").await.body.contains("<html lang=\"en\""));
    })
    .await;
}

#[tokio::test]
async fn readiness_tells_what_is_ready() {
    on_each_database(async |test| {
        let reply = test.browser(&test.demo).get("/readyz").await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (200, r#"{"assets":true,"database":true,"migrations":true}"#)
        );
    })
    .await;
}
