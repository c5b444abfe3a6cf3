//! What breaks, breaks honestly: a page with a reference, one line in the log, nobody's name in it, and the portal goes on.

use crate::support::{Client, TestPortal, on_each_database};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::routing::{get, post};
use server::router::{AppState, BODY_LIMIT, under_the_net};
use server::telemetry::hush_panics;
use std::cell::RefCell;
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
use tower::ServiceExt as _;
use tower_http::limit::RequestBodyLimitLayer;

/// A log that can be read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().expect("the log").clone();
        String::from_utf8_lossy(&bytes).lines().map(ToOwned::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

thread_local! {
    /// Who listens to what this thread says.
    static HEARD: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// Ends the listening of its thread.
struct Listening;

impl Drop for Listening {
    fn drop(&mut self) {
        HEARD.set(None);
    }
}

/// Listens to what this thread says. There is one subscriber for good: those that come and go beside each other miss lines.
fn listening(log: &Log) -> Listening {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let writer = || {
            HEARD.with_borrow(|log| -> Box<dyn Write> {
                match log {
                    Some(log) => Box::new(log.clone()),
                    None => Box::new(std::io::sink()),
                }
            })
        };
        let subscriber = tracing_subscriber::fmt().json().with_writer(writer).finish();
        tracing::subscriber::set_global_default(subscriber).expect("the only one");
    });
    HEARD.set(Some(log.clone()));
    Listening
}

fn breaking() -> Router<AppState> {
    async fn breaks() -> StatusCode {
        panic!("Walter Hughes, born 1950")
    }
    Router::new()
        .route("/breaks", get(breaks))
        .route("/api/test/breaks", post(breaks))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
        .route("/reads", post(async |body: Bytes| body.len().to_string()))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
}

fn under_test(test: &TestPortal, limit: Duration) -> Client {
    Client::new(under_the_net(breaking(), test.state.clone(), limit), &test.demo.host)
}

/// What a person is told to quote.
fn reference(page: &str) -> String {
    let rest = page.split("Reference: ").nth(1).unwrap_or_default();
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[tokio::test]
async fn a_panic_is_a_page_with_a_reference_and_one_line_without_a_name() {
    on_each_database(async |test| {
        hush_panics();
        let log = Log::default();
        let listening = listening(&log);
        let page = under_test(&test, Duration::from_secs(5)).get("/breaks").await;
        drop(listening);
        assert_eq!(page.status, 500);
        assert!(page.body.contains("This did not work"), "{}", page.body);
        let reference = reference(&page.body);
        assert_eq!(reference.len(), 10, "{}", page.body);
        assert!(!page.body.contains("Walter"));
        let lines = log.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = lines.first().expect("a line");
        assert!(line.contains(&reference) && line.contains("errors.rs"), "{line}");
        assert!(!line.contains("Walter"), "{line}");
    })
    .await;
}

#[tokio::test]
async fn a_server_function_that_panics_answers_in_its_own_language() {
    on_each_database(async |test| {
        hush_panics();
        let reply = under_test(&test, Duration::from_secs(5)).call("/api/test/breaks", &[]).await;
        assert_eq!((reply.status, reply.header("content-type")), (500, "application/json"));
        let error: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
        assert_eq!(error.get("error").and_then(|name| name.as_str()), Some("internal"));
        assert!(!error.get("reference").and_then(|name| name.as_str()).unwrap_or_default().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_stopped_with_a_page() {
    on_each_database(async |test| {
        let reply = under_test(&test, Duration::from_millis(100)).get("/slow").await;
        assert_eq!(reply.status, 504);
        assert!(reply.body.contains("took too long") && !reference(&reply.body).is_empty(), "{}", reply.body);
    })
    .await;
}

/// A body that is sent in chunks and says nothing of its length.
fn chunked(path: &str, host: &str, chunks: usize, then_silence: bool) -> Request<Body> {
    let parts =
        tokio_stream::iter((0..chunks).map(|_| Ok::<_, Infallible>(Bytes::from(vec![b'a'; 16 * 1024]))));
    let body = if then_silence {
        use tokio_stream::StreamExt as _;
        Body::from_stream(parts.chain(tokio_stream::pending()))
    } else {
        Body::from_stream(parts)
    };
    Request::post(path)
        .header(header::HOST, format!("{host}:3000"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .expect("a request")
}

#[tokio::test]
async fn a_body_without_a_length_is_limited_too() {
    on_each_database(async |test| {
        let limited = under_the_net(breaking(), test.state.clone(), Duration::from_secs(5));
        let form = test.router.clone().oneshot(chunked("/api/account/sign_in", &test.demo.host, 20, false));
        assert_eq!(form.await.expect("an answer").status(), StatusCode::PAYLOAD_TOO_LARGE);
        let fits =
            limited.clone().oneshot(chunked("/reads", &test.demo.host, 10, false)).await.expect("an answer");
        assert_eq!(fits.status(), StatusCode::OK);
        let large = limited.oneshot(chunked("/reads", &test.demo.host, 20, false)).await.expect("an answer");
        assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let body = axum::body::to_bytes(large.into_body(), 1 << 20).await.expect("a body");
        assert!(String::from_utf8_lossy(&body).contains("larger than the portal takes"));
    })
    .await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_stopped() {
    on_each_database(async |test| {
        let router = under_the_net(breaking(), test.state.clone(), Duration::from_millis(100));
        let reply = router.oneshot(chunked("/reads", &test.demo.host, 1, true)).await.expect("an answer");
        assert_eq!(reply.status(), StatusCode::GATEWAY_TIMEOUT);
    })
    .await;
}

#[tokio::test]
async fn without_its_database_the_portal_says_so_and_comes_back_by_itself() {
    on_each_database(async |test| {
        let db = &test.portal.backend.db;
        let mut browser = test.browser(&test.demo);
        let log = Log::default();
        let listening = listening(&log);
        db.execute_unprepared("ALTER TABLE facility RENAME TO facility_away").await.expect("a rename");
        let page = browser.get("/sign-in").await;
        drop(listening);
        assert_eq!((page.status, page.header("retry-after")), (503, "10"));
        assert!(page.body.contains("cannot reach its records"), "{}", page.body);
        assert!(
            page.body.contains("href=\"/plain.css\"") && page.body.contains("Try again"),
            "{}",
            page.body
        );
        assert_eq!(log.lines().len(), 1, "{:?}", log.lines());
        let call = browser.call("/api/account/read_frame", &[]).await;
        assert_eq!((call.status, call.header("content-type")), (503, "application/json"));
        db.execute_unprepared("ALTER TABLE facility_away RENAME TO facility").await.expect("a rename");
        assert_eq!(browser.get("/sign-in").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn parts_of_a_page_that_fail_together_are_one_line_with_the_reference_that_the_page_shows() {
    on_each_database(async |test| {
        let db = &test.portal.backend.db;
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        for table in ["appointment", "entry"] {
            let rename = format!("ALTER TABLE {table} RENAME TO {table}_away");
            db.execute_unprepared(&rename).await.expect("a rename");
        }
        for turn in 1..=2 {
            let log = Log::default();
            let listening = listening(&log);
            let page = walter.get("/").await;
            drop(listening);
            let lines = log.lines();
            assert_eq!(lines.len(), 1, "request {turn}: {lines:?}");
            let line: serde_json::Value = serde_json::from_str(&lines[0]).expect("JSON");
            let reference = line["fields"]["reference"].as_str().expect("a reference");
            assert_eq!(reference.len(), 10, "{lines:?}");
            assert!(page.body.contains(reference), "{reference} in {}", page.body);
            assert!(!lines[0].contains("Hughes") && !lines[0].contains("walter"), "{lines:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_is_a_503_and_not_ready() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        test.portal.backend.db.close().await.expect("closed");
        assert_eq!(browser.get("/sign-in").await.status, 503);
        assert_eq!(browser.get("/readyz").await.status, 503);
        assert_eq!(browser.get("/healthz").await.status, 200);
        assert_eq!(browser.get("/plain.css").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn postgresql_that_goes_away_is_found_again_without_a_restart() {
    on_each_database(async |test| {
        let Some((server, name)) = test.postgres.clone() else { return };
        let mut browser = test.browser(&test.demo);
        assert_eq!(browser.get("/readyz").await.status, 200);
        let operator = usecases::db::Db::connect(&format!("{server}/postgres")).await.expect("the server");
        operator
            .execute_unprepared(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
            .await
            .expect("closed");
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        operator.execute_unprepared(&end).await.expect("ended");
        assert_eq!(browser.get("/sign-in").await.status, 503);
        assert_eq!(browser.get("/readyz").await.status, 503);
        operator
            .execute_unprepared(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))
            .await
            .expect("opened");
        assert_eq!(browser.get("/sign-in").await.status, 200);
        assert_eq!(browser.get("/readyz").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_headers() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut replies = Vec::new();
        let mut browser = test.signed_in(&test.demo, "walter").await;
        for path in [
            "/",
            "/sign-in",
            "/nowhere",
            "/pkg/none.js",
            "/theme/x.css",
            "/icon.svg",
            "/manifest.webmanifest",
            "/sw.js",
            "/offline",
            "/plain.css",
            "/healthz",
            "/readyz",
            "/metrics",
            "/files/visits/x.ics",
            "/events/stream?since=x",
            "/api/account/read_frame",
            "/records",
            "/staff/today",
        ] {
            replies.push((path, browser.get(path).await));
        }
        replies.push(("call", browser.call("/api/account/read_frame", &[]).await));
        replies.push(("no such function", browser.call("/api/none/none", &[]).await));
        replies.push((
            "form",
            browser.post_form("/api/account/set_language", &[("request[language]", "en")]).await,
        ));
        replies
            .push(("too large", browser.call("/api/account/sign_in", &[("a", &"a".repeat(300_000))]).await));
        replies.push(("host", Client::new(test.router.clone(), "other.localhost").get("/").await));
        replies.push(("panic", under_test(&test, Duration::from_secs(5)).get("/breaks").await));
        for (what, reply) in &replies {
            let policy = reply.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
            assert!(policy.contains("report-uri /csp-reports; report-to csp"), "{what}");
            assert_eq!(reply.header("reporting-endpoints"), "csp=\"/csp-reports\"", "{what}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(reply.header(name), value, "{what}");
            }
            assert!(
                !reply.header("permissions-policy").is_empty() && !reply.header("cache-control").is_empty(),
                "{what}"
            );
            if reply.status >= 400 && reply.status != 401 {
                assert_eq!(reply.header("cache-control"), "no-store", "{what}");
            }
        }
        let status =
            |wanted: &str| replies.iter().find(|(what, _)| *what == wanted).map(|(_, reply)| reply.status);
        for (what, expected) in [
            ("/sign-in", 200),
            ("/nowhere", 404),
            ("/pkg/none.js", 404),
            ("/files/visits/x.ics", 404),
            ("/api/account/read_frame", 405),
            ("call", 200),
            ("too large", 413),
            ("host", 404),
            ("panic", 500),
        ] {
            assert_eq!(status(what), Some(expected), "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_none_is_a_page_in_both_languages() {
    on_each_database(async |test| {
        for (facility, words) in [(&test.demo, "Not found"), (&test.norte, "No encontrado")] {
            let reply = test.browser(facility).get("/nowhere/at/all").await;
            assert_eq!(reply.status, 404);
            assert!(reply.body.contains(words), "{}", reply.body);
            let reply = test.browser(facility).get("/api/account/read_frame").await;
            assert!(reply.body.contains(words), "{}", reply.body);
        }
    })
    .await;
}

#[tokio::test]
async fn reports_of_the_policy_are_taken_in_small_and_logged_without_address() {
    on_each_database(async |test| {
        let report = r#"{"csp-report":{"document-uri":"http://demo.localhost/records?patient=Walter",
            "effective-directive":"script-src-elem","blocked-uri":"https://evil.example/walter.js"}}"#;
        let headers = [("content-type", "application/csp-report")];
        let mut browser = test.browser(&test.demo);
        browser.headers.clear();
        let log = Log::default();
        let listening = listening(&log);
        let reply = browser.send(axum::http::Method::POST, "/csp-reports", &headers, report.to_owned()).await;
        assert_eq!(reply.status, 204);
        let long = format!("{{\"csp-report\":\"{}\"}}", "a".repeat(20_000));
        assert_eq!(browser.send(axum::http::Method::POST, "/csp-reports", &headers, long).await.status, 413);
        let nonsense = browser.send(axum::http::Method::POST, "/csp-reports", &headers, "{".to_owned()).await;
        assert_eq!(nonsense.status, 422);
        drop(listening);
        let lines = log.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = lines.first().expect("a line");
        assert!(line.contains("script-src-elem") && line.contains("https://evil.example"), "{line}");
        assert!(!line.to_lowercase().contains("walter") && !line.contains("records"), "{line}");
        let mut statuses = Vec::new();
        for _ in 0..60 {
            statuses.push(
                browser
                    .send(axum::http::Method::POST, "/csp-reports", &headers, report.to_owned())
                    .await
                    .status,
            );
        }
        assert_eq!(statuses.last(), Some(&429));
    })
    .await;
}
