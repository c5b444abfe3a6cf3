//! Share links as whoever makes them has them, and as strangers open them.

use super::{Client, Reply, TestPortal};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::shares::contract::ShareView;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use usecases::facility::Facility;

/// What nobody but the two may know.
pub const PASSCODE: &str = "harbor-7-lights";

pub const PARTS: [&str; 7] =
    ["diagnoses", "allergies", "medications", "vaccinations", "procedures", "results", "plans"];

/// What stands in a link.
pub struct Link {
    pub id: String,
    pub path: String,
    pub key: Vec<u8>,
    pub payload: Value,
}

pub async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/shares/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

pub async fn make(browser: &mut Client, fields: &[(&str, &str)], parts: &[&str]) -> Reply {
    let names: Vec<String> = (0..parts.len()).map(|index| format!("request[parts][{index}]")).collect();
    let mut all = fields.to_vec();
    all.extend(names.iter().map(String::as_str).zip(parts.iter().copied()));
    browser.call("/api/shares/make_share", &all).await
}

pub async fn view(browser: &mut Client, id: &str) -> ShareView {
    call(browser, "read_share", &[("request[id]", id)]).await
}

/// Makes a link, and reads it as a viewer does.
pub async fn linked(browser: &mut Client, (lasts, times, passcode): (&str, &str, &str)) -> Link {
    let fields = [
        ("request[label]", "Dr. Bell"),
        ("request[lasts]", lasts),
        ("request[times]", times),
        ("request[passcode]", passcode),
    ];
    let reply = make(browser, &fields, &PARTS).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let id = reply.body.trim_matches('"').to_owned();
    let link = view(browser, &id).await.link.expect("a link, after a proof");
    assert!(link.qr_size > 40 && link.qr_path.starts_with('M'));
    let (page, text) = link.href.split_once("#shlink:/").unwrap_or_else(|| panic!("{}", link.href));
    assert!(page.ends_with("/share"), "{page}");
    let payload = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let payload: Value = serde_json::from_slice(&payload).expect("JSON");
    let url = payload["url"].as_str().expect("an address");
    assert!(url.len() <= 128, "{url}");
    let (_, path) = url.split_once(":3000").unwrap_or_else(|| panic!("{url}"));
    let key = URL_SAFE_NO_PAD.decode(payload["key"].as_str().expect("a key")).expect("base64url");
    assert_eq!(key.len(), 32);
    Link { id, path: path.to_owned(), key, payload }
}

/// A viewer at another origin, to whom nobody is signed in.
pub async fn ask(test: &TestPortal, facility: &Facility, path: &str, body: &Value) -> Reply {
    let mut viewer = test.browser(facility);
    viewer.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let headers = [("content-type", "application/json"), ("origin", "https://viewer.example")];
    viewer.send(Method::POST, path, &headers, body.to_string()).await
}

pub async fn open(test: &TestPortal, link: &Link, passcode: &str) -> Reply {
    let mut body = json!({"recipient": "Dr. Bell,\nHarbor practice"});
    if !passcode.is_empty() {
        body["passcode"] = json!(passcode);
    }
    ask(test, &test.demo, &link.path, &body).await
}

/// What is in an encrypted file.
pub fn decrypted(link: &Link, jwe: &str) -> Value {
    let parts: Vec<&str> = jwe.split('.').collect();
    let [header, wrapped, nonce, text, tag] = parts[..] else { panic!("{jwe}") };
    assert_eq!(wrapped, "");
    let said: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).expect("base64url")).expect("JSON");
    assert_eq!(said, json!({"alg": "dir", "enc": "A256GCM", "cty": "application/fhir+json"}));
    let [nonce, text, tag] = [nonce, text, tag].map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64url"));
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &link.key).expect("a key"));
    let nonce = Nonce::try_assume_unique_for_key(&nonce).expect("a nonce");
    let mut whole = [text, tag].concat();
    let plain = key.open_in_place(nonce, Aad::from(header.as_bytes()), &mut whole).expect("untouched");
    serde_json::from_slice(plain).expect("JSON")
}

pub fn document(link: &Link, reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let manifest: Value = serde_json::from_str(&reply.body).expect("a manifest");
    let files = manifest["files"].as_array().expect("files");
    assert_eq!((files.len(), files[0]["contentType"].as_str()), (1, Some("application/fhir+json")));
    decrypted(link, files[0]["embedded"].as_str().expect("a file"))
}

pub async fn walter(test: &TestPortal) -> Client {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.heads().await;
    test.patient(&test.demo, "walter", chart).await;
    test.signed_in(&test.demo, "walter").await
}

pub fn linked_like(link: &Link) -> Link {
    Link {
        id: link.id.clone(),
        path: link.path.clone(),
        key: link.key.clone(),
        payload: link.payload.clone(),
    }
}
