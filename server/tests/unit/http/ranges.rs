//! Parts of files: what can be read is given, anything else is answered by the whole.

use axum::http::{HeaderMap, HeaderValue, header};
use server::http::ranges::{Asked, asked};

fn of(range: &'static str) -> Asked {
    let mut headers = HeaderMap::new();
    headers.insert(header::RANGE, HeaderValue::from_static(range));
    asked(&headers, 1_000, "\"a\"")
}

#[test]
fn a_range_is_from_a_byte_to_a_byte() {
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=0-999", 0, 1_000),
        ("bytes=10-", 10, 1_000),
        ("bytes=990-5000", 990, 1_000),
        ("bytes=-1", 999, 1_000),
        ("bytes=-5000", 0, 1_000),
        ("bytes=5-99999999999999999999999", 5, 1_000),
    ] {
        assert_eq!(of(range), Asked::Part { from, to }, "{range}");
    }
    for range in ["bytes=1000-", "bytes=5000-6000", "bytes=-0", "bytes=99999999999999999999999-"] {
        assert_eq!(of(range), Asked::Nothing, "{range}");
    }
    for range in
        ["bytes=5-4", "bytes=0-1,5-6", "bytes=", "bytes=-", "bytes=a-b", "rows=0-1", "bytes=+1-2", "0-1"]
    {
        assert_eq!(of(range), Asked::Whole, "{range}");
    }
    assert_eq!(asked(&HeaderMap::new(), 1_000, "\"a\""), Asked::Whole);
}

#[test]
fn the_rest_of_another_file_is_not_given() {
    for (known, expected) in
        [("\"a\"", Asked::Part { from: 5, to: 1_000 }), ("\"b\"", Asked::Whole), ("W/\"a\"", Asked::Whole)]
    {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static(known));
        assert_eq!(asked(&headers, 1_000, "\"a\""), expected, "{known}");
    }
}
