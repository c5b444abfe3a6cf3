//! Share links: who may make one, what a stranger reads with it, and what ends it.

use crate::isolation::state::state;
use crate::isolation::world::World;
use crate::support::laboratory::{self, Test, report, send};
use crate::support::{Client, PASSWORD, Reply, TestPortal, on_each_database};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::Relation;
use domain::looks::contract::{Looker, Looks};
use domain::permission::Scope;
use domain::shares::State;
use domain::shares::contract::{ShareLine, ShareOptions, ShareView};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use usecases::facility::Facility;

/// What nobody but the two may know.
const PASSCODE: &str = "harbor-7-lights";
const PARTS: [&str; 7] =
    ["diagnoses", "allergies", "medications", "vaccinations", "procedures", "results", "plans"];

/// What stands in a link.
pub struct Link {
    id: String,
    pub path: String,
    key: Vec<u8>,
    payload: Value,
}

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/shares/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn make(browser: &mut Client, fields: &[(&str, &str)], parts: &[&str]) -> Reply {
    let names: Vec<String> = (0..parts.len()).map(|index| format!("request[parts][{index}]")).collect();
    let mut all = fields.to_vec();
    all.extend(names.iter().map(String::as_str).zip(parts.iter().copied()));
    browser.call("/api/shares/make_share", &all).await
}

async fn view(browser: &mut Client, id: &str) -> ShareView {
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

async fn walter(test: &TestPortal) -> Client {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.heads().await;
    test.patient(&test.demo, "walter", chart).await;
    test.signed_in(&test.demo, "walter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_a_summary_with_its_passcode_and_its_maker_sees_who_opened_it() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("week", "five", PASSCODE)).await;
        assert_eq!(link.payload["flag"], "P");
        assert_eq!(link.payload["exp"], test.portal.backend.clock.now().0 + 7 * 86_400);
        // Neither the passcode nor what opens the record is stored.
        let stored = state(&test).await;
        let secret = link.path.rsplit('/').next().expect("a secret");
        let key = link.payload["key"].as_str().expect("a key");
        for text in [PASSCODE, secret, key] {
            assert_eq!(stored.tables_with(text), [] as [&str; 0]);
        }
        // Without the passcode nothing is tried, and nothing is said.
        let reply = open(&test, &link, "").await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"remainingAttempts":5}"#));
        let reply = ask(&test, &test.demo, &link.path, &json!({"passcode": PASSCODE})).await;
        assert_eq!(reply.status, 400, "nobody opens it without a name");
        let reply = ask(&test, &test.demo, &link.path, &json!("nothing")).await;
        assert_eq!(reply.status, 400);
        let reply = open(&test, &link, "harbor-7-light").await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"remainingAttempts":4}"#));
        let before = view(&mut walter, &link.id).await;
        assert_eq!((before.line.opened, before.receipts.len()), ((0, 5), 1));
        test.pass(1);
        let reply = open(&test, &link, PASSCODE).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("content-type"), "application/json");
        let bundle = document(&link, &reply);
        assert_eq!((bundle["resourceType"].as_str(), bundle["type"].as_str()), (Some("Bundle"), Some("document")));
        assert_eq!(bundle["entry"][0]["resource"]["type"]["coding"][0]["code"], "60591-5");
        let is_patient = |entry: &Value| entry["resource"]["resourceType"] == "Patient";
        assert!(bundle["entry"].as_array().expect("entries").iter().any(is_patient));
        // The maker sees it: on the link's page, among the looks, and by a message that says nothing.
        let after = view(&mut walter, &link.id).await;
        assert_eq!(after.line.opened, (1, 5));
        let seen: Vec<_> =
            after.receipts.iter().map(|one| (one.recipient.as_str(), one.is_refused)).collect();
        assert_eq!(seen, [("Dr. Bell, Harbor practice", false), ("Dr. Bell, Harbor practice", true)]);
        let looks = walter.call("/api/looks/list_looks", &[("request[before]", "")]).await;
        let looks: Looks = serde_json::from_str(&looks.body).expect("looks");
        let strangers: Vec<_> = looks.looks.iter().filter(|look| look.looker == Looker::Link).collect();
        assert_eq!(strangers.len(), 2);
        for (look, is_refused) in strangers.iter().zip([false, true]) {
            assert_eq!(look.name.as_deref(), Some("Dr. Bell, Harbor practice"));
            assert_eq!(look.is_refused, is_refused);
        }
        for (action, outcome) in
            [("records.share", "done"), ("share.open", "done"), ("share.refused", "code.wrong")]
        {
            let events = format!(
                "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = '{outcome}' AND chart_id IS NOT NULL"
            );
            assert_eq!(test.number(&events).await, 1, "{action}");
        }
        let told = "SELECT COUNT(*) FROM outbox WHERE event = 'notice_share_opened'";
        assert_eq!(test.number(told).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_tells_who_the_patient_is_and_not_what_else_is_noted() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let person = r#"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"mrn-77","type":{"coding":[{"code":"MR"}]}},{"system":"urn:ssn","value":"canary-ssn","type":{"coding":[{"code":"SS"}]}}],"name":[{"family":"Hughes"}],"birthDate":"1961-03-07","telecom":[{"value":"555-0100"}],"contact":[{"name":{"text":"canary-wife"}}],"extension":[{"url":"http://example.org/religion","valueString":"canary"}]}"#;
        test.sql(&format!("UPDATE chart SET content = '{person}'")).await;
        let link = linked(&mut walter, ("week", "five", "")).await;
        let told = document(&link, &open(&test, &link, "").await).to_string();
        assert!(!told.contains("canary"), "{told}");
        for part in ["mrn-77", "Hughes", "1961-03-07", "555-0100"] {
            assert!(told.contains(part), "{part} in {told}");
        }
        // The same document as the patient's own file is whole.
        assert!(walter.get("/files/summary.json").await.body.contains("canary-wife"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn making_a_link_takes_a_proof_anew_and_so_does_seeing_it_again() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let good = [
            ("request[label]", "Dr. Bell"),
            ("request[lasts]", "day"),
            ("request[times]", "once"),
            ("request[passcode]", ""),
        ];
        for (place, value, parts, field) in [
            (0, " ", &PARTS[..], "label"),
            (3, "abc", &PARTS[..], "passcode"),
            (0, "Dr. Bell", &[][..], "parts"),
            (0, "Dr. Bell", &["letters", "nothing"][..], "parts"),
        ] {
            let mut fields = good;
            fields[place].1 = value;
            let reply = make(&mut walter, &fields, parts).await;
            let named = format!("\"field\":\"{field}\"");
            assert!(reply.status == 422 && reply.body.contains(&named), "{field}: {}", reply.body);
        }
        let mut forever = good;
        forever[1].1 = "forever";
        assert_eq!(make(&mut walter, &forever, &PARTS).await.status, 422);
        let link = linked(&mut walter, ("day", "once", "")).await;
        assert!(link.payload.get("flag").is_none(), "{}", link.payload);
        test.pass(11 * 60);
        let reply = make(&mut walter, &good, &PARTS).await;
        assert_eq!((reply.status, reply.body.contains("step_up")), (403, true), "{}", reply.body);
        let seen = view(&mut walter, &link.id).await;
        assert_eq!((seen.link, seen.line.state), (None, State::Open));
        assert_eq!(test.number("SELECT COUNT(*) FROM share").await, 1);
        let right = [("request[password]", PASSWORD)];
        assert_eq!(walter.call("/api/account/step_up", &right).await.status, 200);
        assert!(view(&mut walter, &link.id).await.link.is_some());
        assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
        for _ in 0..18 {
            assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
        }
        let reply = make(&mut walter, &good, &PARTS).await;
        assert!(reply.status == 422 && reply.body.contains("shares.enough"), "{}", reply.body);
        let ended = walter.call("/api/shares/end_share", &[("request[id]", &link.id)]).await;
        assert_eq!(ended.status, 200, "{}", ended.body);
        assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passcodes_lock_a_link_for_good() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("day", "five", PASSCODE)).await;
        let other = linked(&mut walter, ("day", "five", PASSCODE)).await;
        // A right one in between gives no tries back.
        for left in [4, 3] {
            let reply = open(&test, &link, "nothing").await;
            assert_eq!(reply.body, format!(r#"{{"remainingAttempts":{left}}}"#));
        }
        document(&link, &open(&test, &link, PASSCODE).await);
        for left in [2, 1, 0] {
            let reply = open(&test, &link, "nothing").await;
            assert_eq!(reply.body, format!(r#"{{"remainingAttempts":{left}}}"#));
        }
        assert_eq!(open(&test, &link, PASSCODE).await.status, 404);
        assert_eq!(open(&test, &link, "").await.status, 404);
        let seen = view(&mut walter, &link.id).await;
        assert_eq!((seen.line.state, seen.link, seen.receipts.len()), (State::Locked, None, 6));
        document(&other, &open(&test, &other, PASSCODE).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_its_time_its_count_and_its_maker() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let once = linked(&mut walter, ("day", "once", "")).await;
        document(&once, &open(&test, &once, "").await);
        let hour = linked(&mut walter, ("hour", "many", "")).await;
        let ended = linked(&mut walter, ("month", "many", "")).await;
        document(&ended, &open(&test, &ended, "").await);
        let end = [("request[id]", ended.id.as_str())];
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 200);
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 404);
        test.pass(3_599);
        document(&hour, &open(&test, &hour, "").await);
        test.pass(1);
        // Whatever it is that ended one, nobody learns it, or that there ever was one.
        let unknown = Link { path: format!("/share/manifest/{}", "A".repeat(43)), ..linked_like(&hour) };
        let mut answers = Vec::new();
        for link in [&once, &hour, &ended, &unknown] {
            let reply = open(&test, link, "").await;
            answers.push((reply.status, reply.body));
        }
        answers.dedup();
        assert!(answers.len() == 1 && answers[0].0 == 404, "{answers:?}");
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let lines: Vec<ShareLine> = call(&mut walter, "list_shares", &[]).await;
        let mut states: Vec<_> = lines.iter().map(|line| line.state.name()).collect();
        states.sort_unstable();
        assert_eq!(states, ["ended", "expired", "used_up"]);
        // A day after its time nothing is kept that could open it; its receipts are.
        let forget = async || {
            usecases::shares::forget_old(&test.portal.backend, test.demo.id).await.expect("forgotten");
        };
        let sealed = "SELECT COUNT(*) FROM share WHERE LENGTH(sealed) > 0";
        test.pass(86_400);
        forget().await;
        assert_eq!(test.number(sealed).await, 2, "what is over for no more than a day");
        test.pass(1);
        forget().await;
        assert_eq!(test.number(sealed).await, 1, "what has not been over for a day");
        test.pass(86_400);
        forget().await;
        assert_eq!(test.number(sealed).await, 0);
        assert_eq!(open(&test, &hour, "").await.status, 404);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let seen = view(&mut walter, &hour.id).await;
        assert_eq!((seen.line.state, seen.receipts.len(), seen.link), (State::Expired, 1, None));
        // Long after, it is forgotten with its receipts.
        test.pass(400 * 86_400);
        forget().await;
        for table in ["share", "share_opening"] {
            assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
    })
    .await;
}

fn linked_like(link: &Link) -> Link {
    Link {
        id: link.id.clone(),
        path: link.path.clone(),
        key: link.key.clone(),
        payload: link.payload.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_open_a_link_for_the_last_time_one_reads() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        for round in 0..6 {
            let link = linked(&mut walter, ("day", "once", PASSCODE)).await;
            let (one, other) = tokio::join!(open(&test, &link, PASSCODE), open(&test, &link, PASSCODE));
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 404], "round {round}");
            assert_eq!(view(&mut walter, &link.id).await.line.opened, (1, 1));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_what_its_maker_may_read_at_that_moment() {
    on_each_database(async |test| {
        test.sql(
            r#"UPDATE facility SET results = '{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}},"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""},{"id":"o","name":"O","codes":["O-1"],"rule":"at_once","is_sensitive":false,"reason":""}]}'"#,
        )
        .await;
        let value = |id, title, code| Test { id, title, code, status: "final", value: "4.1", date: "2026-01-02" };
        let resources = [
            value("held", "held-test", "H-1").json(),
            value("sensitive", "sensitive-test", "S-1").json(),
            value("open", "open-test", "O-1").json(),
            // In a report that is shown: what its sender keeps from the patient, and what should never have been recorded.
            value("kept-exam", "kept-exam", "K-1")
                .json()
                .replace("laboratory", "exam")
                .replace(r#""status""#, r#""meta":{"security":[{"code":"NOPAT"}]},"status""#),
            Test { status: "entered-in-error", ..value("wrong", "wrong-test", "W-1") }.json(),
            report("shown-report", "shown-panel", "final", "2026-01-02", &["kept-exam", "wrong"]),
            r#"{"resourceType":"Condition","id":"plain","subject":{"reference":"Patient/p"},"code":{"text":"plain-diagnosis"}}"#.to_owned(),
            r#"{"resourceType":"Condition","id":"kept","subject":{"reference":"Patient/p"},"meta":{"security":[{"code":"NOPAT"}]},"code":{"text":"kept-diagnosis"}}"#.to_owned(),
        ];
        send(&test, &resources).await;
        let kept = "SELECT COUNT(*) FROM entry WHERE is_kept_back AND is_hidden";
        assert_eq!(test.number(kept).await, 2, "what is kept from the patient is there for clinicians");
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
        test.acting(&test.demo, "records", chart, Relation::Proxy, &[Scope::Records]).await;
        let panel = laboratory::entry(&test, "shown-panel").await;
        test.sql(&format!(
            "UPDATE result SET state = 'released', due_s = NULL, released_s = 5 WHERE id = {}",
            test.id(panel.0)
        ))
        .await;
        let mut links = Vec::new();
        let readers: [(&str, &[&str], &[&str]); 3] = [
            (
                "walter",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test"],
                &["sensitive-test", "open-test", "plain-diagnosis"],
            ),
            (
                "priya",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test", "sensitive-test"],
                &["open-test", "plain-diagnosis"],
            ),
            (
                "records",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test", "sensitive-test", "open-test"],
                &["plain-diagnosis"],
            ),
        ];
        for (name, hidden, shown) in readers {
            let mut person = test.signed_in(&test.demo, name).await;
            let options: ShareOptions = call(&mut person, "read_options", &[]).await;
            assert_eq!(options.parts.len(), if name == "records" { 6 } else { 7 }, "{name}");
            let link = linked(&mut person, ("day", "many", "")).await;
            let text = document(&link, &open(&test, &link, "").await).to_string();
            for title in hidden {
                assert!(!text.contains(title), "{name} shares {title}");
            }
            for title in shown {
                assert!(text.contains(title), "{name} does not share {title}");
            }
            links.push(link);
        }
        // What is taken back or hidden is gone with the next opening.
        let open_test = laboratory::entry(&test, "open-test").await;
        test.sql(&format!("UPDATE result SET state = 'blocked' WHERE id = {}", test.id(open_test.0))).await;
        test.sql("UPDATE entry SET is_hidden = TRUE WHERE title = 'plain-diagnosis'").await;
        let text = document(&links[0], &open(&test, &links[0], "").await).to_string();
        assert!(!text.contains("open-test") && !text.contains("plain-diagnosis"), "{text}");
        assert!(text.contains("sensitive-test"));
        // A link is dead while its maker may not read, and the others are not.
        let of = "account_id = (SELECT id FROM account WHERE username = 'priya')";
        for (what, undo) in [
            (
                format!("UPDATE access_grant SET scopes = 'results appointments' WHERE {of}"),
                format!("UPDATE access_grant SET scopes = 'records results appointments' WHERE {of}"),
            ),
            (
                format!("UPDATE access_grant SET revoked_s = 1 WHERE {of}"),
                format!("UPDATE access_grant SET revoked_s = NULL WHERE {of}"),
            ),
            (
                format!("UPDATE access_grant SET ends_s = 1 WHERE {of}"),
                format!("UPDATE access_grant SET ends_s = NULL WHERE {of}"),
            ),
            (
                "UPDATE account SET is_disabled = TRUE WHERE username = 'priya'".to_owned(),
                "UPDATE account SET is_disabled = FALSE WHERE username = 'priya'".to_owned(),
            ),
        ] {
            test.sql(&what).await;
            assert_eq!(open(&test, &links[1], "").await.status, 404, "{what}");
            assert_eq!(open(&test, &links[0], "").await.status, 200, "{what}");
            test.sql(&undo).await;
            assert_eq!(open(&test, &links[1], "").await.status, 200, "{undo}");
        }
        // Access that was given anew is another one.
        test.sql(&format!(
            "UPDATE access_grant SET id = {} WHERE {of}",
            test.id(uuid::Uuid::from_u128(77))
        ))
        .await;
        assert_eq!(open(&test, &links[1], "").await.status, 404);
        // A closed portal shares nothing.
        test.sql("UPDATE facility SET is_enabled = FALSE").await;
        assert_eq!(open(&test, &links[0], "").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_the_parts_that_were_chosen() {
    on_each_database(async |test| {
        let resources = [
            r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"some-diagnosis"}}"#,
            r#"{"resourceType":"Procedure","id":"o","status":"completed","subject":{"reference":"Patient/p"},"code":{"text":"some-procedure"}}"#,
        ]
        .map(ToOwned::to_owned);
        send(&test, &resources).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let fields =
            [("request[label]", "Dr. Bell"), ("request[lasts]", "day"), ("request[times]", "many")];
        let reply = make(&mut walter, &fields, &["procedures"]).await;
        let id = reply.body.trim_matches('"').to_owned();
        let seen = view(&mut walter, &id).await;
        assert_eq!(seen.line.parts.len(), 1);
        let href = seen.link.expect("a link").href;
        let payload = URL_SAFE_NO_PAD.decode(href.split_once("#shlink:/").expect("a link").1).expect("text");
        let payload: Value = serde_json::from_slice(&payload).expect("JSON");
        let path = payload["url"].as_str().and_then(|url| url.split_once(":3000")).expect("an address").1;
        let key = URL_SAFE_NO_PAD.decode(payload["key"].as_str().expect("a key")).expect("base64url");
        let link = Link { id, path: path.to_owned(), key, payload: payload.clone() };
        let bundle = document(&link, &open(&test, &link, "").await);
        let text = bundle.to_string();
        assert!(text.contains("some-procedure") && !text.contains("some-diagnosis"), "{text}");
        // That it is left out is not that there is nothing.
        let sections = bundle["entry"][0]["resource"]["section"].as_array().expect("sections").clone();
        let problems =
            sections.iter().find(|section| section["code"]["coding"][0]["code"] == "11450-4").expect("required");
        assert_eq!(problems["emptyReason"]["coding"][0]["code"], "withheld");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_long_for_the_answer_is_fetched_once() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("hour", "once", "")).await;
        let other = linked(&mut walter, ("hour", "many", "")).await;
        let short = json!({"recipient": "Dr. Bell", "embeddedLengthMax": 10});
        let at = async |link: &Link| {
            let reply = ask(&test, &test.demo, &link.path, &short).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            let manifest: Value = serde_json::from_str(&reply.body).expect("a manifest");
            assert!(manifest["files"][0].get("embedded").is_none(), "{manifest}");
            let address = manifest["files"][0]["location"].as_str().expect("an address").to_owned();
            address.split_once(":3000").expect("of this portal").1.to_owned()
        };
        let path = at(&link).await;
        let mut viewer = test.browser(&test.demo);
        assert_eq!(test.browser(&test.norte).get(&path).await.status, 404, "at the other clinic");
        let headers: [(&str, &str); 0] = [];
        let looked = viewer.send(Method::HEAD, &path, &headers, String::new()).await;
        assert_eq!(looked.status, 405, "a look uses nothing up");
        let reply = viewer.get(&path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/jose"));
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(decrypted(&link, &reply.body)["type"], "document");
        assert_eq!(viewer.get(&path).await.status, 404, "once");
        let fetched = "SELECT COUNT(*) FROM audit_event WHERE action = 'share.fetch' AND outcome = 'done'";
        assert_eq!(test.number(fetched).await, 1);
        // Within minutes, and not after its end.
        let late = at(&other).await;
        test.pass(5 * 60);
        assert_eq!(viewer.get(&late).await.status, 404);
        let ended = at(&other).await;
        let end = [("request[id]", other.id.as_str())];
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 200);
        assert_eq!(viewer.get(&ended).await.status, 404);
        // Where there is room, it is in the answer.
        let again = linked(&mut walter, ("hour", "many", "")).await;
        let roomy = json!({"recipient": "Dr. Bell", "embeddedLengthMax": 1_000_000});
        document(&again, &ask(&test, &test.demo, &again.path, &roomy).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_made_a_link_sees_and_ends_it_and_only_its_clinic_knows_it() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        test.heads().await;
        let link = linked(&mut world.walter.0, ("day", "many", "")).await;
        let id = [("request[id]", link.id.as_str())];
        for (why, client, expected) in [
            ("maya", &world.maya.0, 404),
            ("lucia", &world.lucia.0, 404),
            ("proxy", &world.proxy, 404),
            ("records_alone", &world.records_alone, 404),
            ("results_alone", &world.results_alone, 403),
            ("visits_alone", &world.visits_alone, 403),
        ] {
            let mut client = client.clone();
            for endpoint in ["read_share", "end_share"] {
                let reply = client.call(&format!("/api/shares/{endpoint}"), &id).await;
                assert_eq!(reply.status, expected, "{why} {endpoint}: {}", reply.body);
            }
            if expected == 404 {
                assert_eq!(call::<Vec<ShareLine>>(&mut client, "list_shares", &[]).await, [], "{why}");
            }
        }
        let body = json!({"recipient": "Dr. Bell"});
        assert_eq!(ask(&test, &test.norte, &link.path, &body).await.status, 404, "at the other clinic");
        assert_eq!(ask(&test, &test.demo, "/share/manifest/not-base64url!", &body).await.status, 404);
        document(&link, &open(&test, &link, "").await);
        // A session changes nothing there: whoever opens a link is a stranger.
        let mut walter = world.walter.0.clone();
        let headers = [("content-type", "application/json")];
        let reply = walter.send(Method::POST, &link.path, &headers, body.to_string()).await;
        document(&link, &reply);
        let strangers = "SELECT COUNT(*) FROM audit_event WHERE action = 'share.open' AND account_id IS NULL";
        assert_eq!(test.number(strangers).await, 2);
        let question = walter.send(Method::OPTIONS, &link.path, &[], String::new()).await;
        assert_eq!((question.status, question.header("access-control-allow-origin")), (204, "*"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_addresses_has_to_wait() {
    on_each_database(async |test| {
        let body = json!({"recipient": "Somebody"});
        let path = format!("/share/manifest/{}", "A".repeat(43));
        for _ in 0..60 {
            assert_eq!(ask(&test, &test.demo, &path, &body).await.status, 404);
        }
        let reply = ask(&test, &test.demo, &path, &body).await;
        assert_eq!((reply.status, reply.header("retry-after")), (429, "60"));
        test.pass(60);
        assert_eq!(ask(&test, &test.demo, &path, &body).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_shared_record_is_the_same_for_everybody() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("day", "many", "")).await;
        let mut stranger = test.browser(&test.demo);
        let reply = stranger.get("/share").await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"));
        assert!(reply.body.contains("needs JavaScript") && !reply.body.contains("Hughes"), "{}", reply.body);
        assert_eq!(stranger.get("/share.js").await.header("content-type"), "text/javascript; charset=utf-8");
        // Its maker's pages are not for strangers.
        for path in ["/records/share", "/records/share/new", &format!("/records/share/{}", link.id)] {
            let reply = stranger.get(path).await;
            assert!(reply.header("location").starts_with("/sign-in?next="), "{path}: {}", reply.status);
            assert_eq!(walter.get(path).await.status, 200, "{path}");
        }
    })
    .await;
}
