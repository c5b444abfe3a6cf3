//! Where a request comes from, and where its page is.

use crate::support::networks;
use axum::http::{HeaderMap, header};
use server::http::facts::{client_address, referring_path};
use std::net::IpAddr;

#[test]
fn the_way_back_is_always_a_path_of_this_portal() {
    let back = |referer: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERER, referer.parse().expect("a value"));
        referring_path(&headers)
    };
    assert_eq!(back("http://demo.localhost:3000/sign-in?next=%2Frecords"), "/sign-in?next=%2Frecords");
    assert_eq!(back("https://evil.example//evil.example"), "/");
    assert_eq!(back("https://evil.example"), "/");
    assert_eq!(back("nonsense"), "/");
}

#[test]
fn forwarding_headers_of_strangers_are_not_believed() {
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", "198.51.100.7, 10.0.0.9".parse().expect("a value"));
    let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
    let stranger: IpAddr = "203.0.113.5".parse().expect("an address");
    let config = networks("10.0.0.0/8");
    assert_eq!(client_address(&headers, Some(stranger), &config), "203.0.113.5");
    assert_eq!(client_address(&headers, Some(proxy), &config), "198.51.100.7");
    assert_eq!(client_address(&headers, Some(proxy), &[]), "10.0.0.1");
}
