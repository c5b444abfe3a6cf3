//! The host of a request.

use axum::body::Body;
use axum::extract::Request;
use server::serve::name_host;

fn host_of(uri: &str, header: Option<&str>) -> String {
    let mut request = Request::builder().uri(uri);
    if let Some(host) = header {
        request = request.header("host", host);
    }
    let mut request = request.body(Body::empty()).expect("a request");
    name_host(&mut request);
    let host = request.headers().get("host").and_then(|host| host.to_str().ok());
    host.unwrap_or_default().to_owned()
}

#[test]
fn a_host_in_the_address_counts_where_there_is_no_header() {
    assert_eq!(host_of("http://demo.localhost:3000/visits", None), "demo.localhost:3000");
    assert_eq!(host_of("http://norte.localhost/", Some("demo.localhost")), "demo.localhost");
    assert_eq!(host_of("/visits", None), "");
}
