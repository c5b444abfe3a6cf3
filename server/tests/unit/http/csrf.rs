//! Which origins are believed.

use axum::http::{HeaderMap, header};
use server::config::BaseUrl;
use server::http::csrf::{host_name, is_same_origin};

fn is_allowed(set: &[(&'static str, &'static str)]) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, "demo.localhost:3000".parse().expect("a value"));
    for (name, value) in set {
        headers.insert(*name, value.parse().expect("a value"));
    }
    let base = BaseUrl { scheme: "http".to_owned(), host: "localhost".to_owned(), port: Some(3000) };
    is_same_origin(&headers, &base)
}

#[test]
fn only_this_very_origin_is_believed() {
    assert!(is_allowed(&[("sec-fetch-site", "same-origin")]));
    assert!(is_allowed(&[("origin", "http://demo.localhost:3000")]));
    for forged in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://demo.localhost:3000")],
        &[("origin", "null")],
        &[("origin", "http://norte.localhost:3000")],
        &[("origin", "https://demo.localhost:3000")],
        &[],
    ] {
        assert!(!is_allowed(forged), "{forged:?}");
    }
}

#[test]
fn a_host_is_compared_without_port_and_case() {
    assert_eq!(host_name("Demo.Localhost:3000"), "demo.localhost");
    assert_eq!(host_name("demo.localhost."), "demo.localhost");
    assert_eq!(host_name("[::1]:3000"), "[::1]");
}
