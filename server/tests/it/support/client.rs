//! A browser as the server sees it: it keeps cookies, says where it comes from, and follows nothing by itself.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header, request};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// A browser at one host.
#[derive(Clone)]
pub struct Client {
    router: Router,
    host: String,
    pub cookies: BTreeMap<String, String>,
    pub headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// The same as it came.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Client {
    pub fn new(router: Router, host: &str) -> Self {
        Self {
            router,
            host: host.to_owned(),
            cookies: BTreeMap::new(),
            headers: vec![("sec-fetch-site", "same-origin".to_owned())],
        }
    }

    /// Whether it is at this host.
    pub fn is_at(&self, host: &str) -> bool {
        self.host == host
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, &[("accept", "text/html")], String::new()).await
    }

    /// Posts a form as a browser without JavaScript does, from the page at `/`.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let referer = format!("http://{}:3000/sign-in", self.host);
        let headers = [("accept", "text/html"), ("content-type", FORM), ("referer", referer.as_str())];
        self.send(Method::POST, path, &headers, encode(fields)).await
    }

    /// Calls a server function as the application does.
    pub async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("accept", "application/json"), ("content-type", FORM)];
        self.send(Method::POST, path, &headers, encode(fields)).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send_body(request, Body::from(body)).await
    }

    /// Sends any body, also one that comes in pieces.
    pub async fn send_body(&mut self, request: request::Builder, body: Body) -> Reply {
        let mut request = request.header(header::HOST, format!("{}:3000", self.host));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = to_bytes(body, 16 * 1024 * 1024).await.expect("a body");
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a readable cookie");
            let (name, rest) = cookie.split_once('=').expect("name=value");
            let value = rest.split(';').next().unwrap_or_default();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Fields as a form sends them.
fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}
