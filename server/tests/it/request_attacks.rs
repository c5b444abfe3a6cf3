//! Requests that are not what they seem: in pieces without end, broken off, sent by another site.

use crate::support::on_each_database;
use axum::body::Body;
use axum::http::{Method, Request};
use tower::ServiceExt as _;

const RIGHT: &str = "a quiet harbour at dawn";
const PATH: &str = "/api/account/sign_in";

#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_pieces_is_limited_too() {
    on_each_database(async |test| {
        for (path, accept) in
            [(PATH, "application/json"), (PATH, "text/html"), ("/api/booking/hold_slot", "text/html")]
        {
            let piece = || Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024]);
            let pieces = tokio_stream::iter((0..48).map(move |_| piece()));
            let request = Request::builder()
                .method(Method::POST)
                .uri(path)
                .header("host", "demo.localhost:3000")
                .header("sec-fetch-site", "same-origin")
                .header("accept", accept)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from_stream(pieces))
                .expect("a request");
            let response = test.router.clone().oneshot(request).await.expect("an answer");
            assert_eq!(response.status(), 413, "{path}, {accept}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_breaks_off_is_not_a_shorter_form() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let body = format!("request[username]=walter&request[password]={}", RIGHT.replace(' ', "+"));
        let pieces = tokio_stream::iter([Ok(body), Err(std::io::Error::other("the connection is gone"))]);
        let request = Request::builder()
            .method(Method::POST)
            .uri(PATH)
            .header("host", "demo.localhost:3000")
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from_stream(pieces))
            .expect("a request");
        let response = test.router.clone().oneshot(request).await.expect("an answer");
        assert!(response.status().is_client_error(), "{}", response.status());
        assert!(response.headers().get("set-cookie").is_none());
        assert_eq!(test.number("SELECT COUNT(*) FROM session").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_requests_reach_no_page_and_no_file_either() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let browser = test.signed_in(&test.demo, "walter").await;
        for path in
            ["/", "/sign-in", "/visits", "/files/visits/x.ics", "/events/stream", "/pkg/x.js", "/healthz"]
        {
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "null"), ("x-nothing", "")]
                {
                    let mut forger = browser.clone();
                    forger.headers = vec![(name, value.to_owned())];
                    let method = Method::from_bytes(method.as_bytes()).expect("a method");
                    let reply =
                        forger.send(method, path, &[("content-type", "text/plain")], String::new()).await;
                    assert_eq!(reply.status, 403, "{path} {name}");
                }
            }
        }
    })
    .await;
}
