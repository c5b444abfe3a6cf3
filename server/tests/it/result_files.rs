//! Files of results: released with their result, and no sooner; for clinicians who decide, by the rules of the chart view.

use crate::downloads_files::{everything, made, unpacked};
use crate::support::laboratory::{chart, entry, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::EntryId;
use domain::permission::{Role, Scope};
use domain::results::contract::{Released, ResultPage, Shelf, Worklist};
use serde::de::DeserializeOwned;
use serde_json::json;

/// What stands in the report that is released, and in the one that is sensitive.
const SAID: &str = "No evidence of pneumonia (xq7)";
const PRIVATE: &str = "Kept for the patient alone (xq8)";
const RULES: &str =
    r#"{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}}}"#;

/// A report that is a file and nothing else.
fn report(id: &str, title: &str, said: &str, labels: &[&str]) -> String {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(said);
    let security: Vec<_> = labels.iter().map(|code| json!({"code": code})).collect();
    json!({
        "resourceType": "DiagnosticReport", "id": id, "meta": {"security": security}, "status": "final",
        "subject": {"reference": "Patient/p"}, "category": [{"coding": [{"code": "RAD"}]}],
        "code": {"text": title}, "effectiveDateTime": "2027-02-20",
        "presentedForm": [{"contentType": "text/plain", "title": "Findings", "data": data}],
    })
    .to_string()
}

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn work(browser: &mut Client, shelf: Shelf) -> Worklist {
    call(browser, "release/list_work", &[("request[shelf]", shelf.name())]).await
}

/// Releases all that waits.
async fn release_all(ruiz: &mut Client) {
    let seen: Vec<String> = work(ruiz, Shelf::Waiting)
        .await
        .items
        .iter()
        .map(|item| format!("{}.{}", item.id, item.version))
        .collect();
    let names: Vec<String> = (0..seen.len()).map(|index| format!("request[results][{index}]")).collect();
    let mut fields: Vec<(&str, &str)> =
        names.iter().zip(&seen).map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("request[comment]", ""));
    let came: Released = call(ruiz, "release/release", &fields).await;
    assert_eq!(came.released, seen.len());
}

async fn file(browser: &mut Client, id: EntryId) -> (u16, String) {
    let reply = browser.get(&format!("/files/records/{id}/0")).await;
    (reply.status, reply.body)
}

async fn noted(test: &TestPortal, action: &str, subject: &str) -> i64 {
    test.number(&format!(
        "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND subject LIKE '{subject}' AND chart_id IS NOT NULL"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_there_from_the_release_until_it_is_taken_back() {
    on_each_database(async |test| {
        test.sql(&format!("UPDATE facility SET results = '{RULES}'")).await;
        let reports = [report("x", "Chest X-ray", SAID, &[]), report("y", "Private scan", PRIVATE, &["R"])];
        send(&test, &reports).await;
        // What is restricted in the second in which a file is made may be in it.
        test.pass(1);
        let chart = chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
        test.acting(&test.demo, "rosa", chart, Relation::Proxy, &[Scope::Results]).await;
        test.acting(&test.demo, "paul", chart, Relation::Proxy, &[Scope::Records]).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut priya = test.signed_in(&test.demo, "priya").await;
        let mut rosa = test.signed_in(&test.demo, "rosa").await;
        let mut paul = test.signed_in(&test.demo, "paul").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let (open, private) = (entry(&test, "Chest X-ray").await, entry(&test, "Private scan").await);
        for id in [open, private] {
            for client in [&mut walter, &mut priya] {
                assert_eq!(file(client, id).await.0, 404);
            }
        }
        let files = unpacked(made(&test, &mut walter, "archive", &everything(), ("", "")).await);
        assert!(!files.keys().any(|name| name.starts_with("attachments/")), "{:?}", files.keys());

        release_all(&mut ruiz).await;
        assert_eq!(file(&mut walter, open).await, (200, SAID.to_owned()));
        assert_eq!(file(&mut walter, private).await, (200, PRIVATE.to_owned()));
        assert_eq!(noted(&test, "records.download", &format!("{open}/0")).await, 1);
        assert_eq!(walter.get(&format!("/files/records/{open}/1")).await.status, 404);
        let page: ResultPage =
            call(&mut walter, "results/read_result", &[("request[id]", &open.to_string())]).await;
        assert_eq!((page.files.len(), page.files[0].title.as_deref()), (1, Some("Findings")));
        let html = walter.get(&format!("/records/results/{open}")).await.body;
        assert!(html.contains(&format!("/files/records/{open}/0")) && html.contains(SAID), "{html}");

        // Whoever acts for the patient: results where that was given, and nothing sensitive.
        assert_eq!(file(&mut priya, open).await.0, 200);
        assert_eq!(file(&mut priya, private).await.0, 404);
        assert_eq!(file(&mut rosa, open).await.0, 200);
        assert_ne!(file(&mut rosa, private).await.0, 200);
        assert_eq!(file(&mut paul, open).await.0, 404);

        let held = |files: &std::collections::BTreeMap<String, Vec<u8>>, said: &str| {
            files.iter().any(|(name, bytes)| name.starts_with("attachments/") && bytes == said.as_bytes())
        };
        let files = unpacked(made(&test, &mut walter, "archive", &everything(), ("", "")).await);
        assert!(held(&files, SAID) && held(&files, PRIVATE), "{:?}", files.keys());
        let files = unpacked(made(&test, &mut priya, "archive", &everything(), ("", "")).await);
        assert!(held(&files, SAID) && !held(&files, PRIVATE), "{:?}", files.keys());

        let item = work(&mut ruiz, Shelf::Released).await.items.into_iter().find(|item| item.id == open);
        let item = item.expect("released");
        let seen = format!("{}.{}", item.id, item.version);
        let fields = [("request[result]", seen.as_str()), ("request[reason]", "Wrong patient")];
        assert_eq!(ruiz.call("/api/release/block", &fields).await.status, 200);
        assert_eq!(file(&mut walter, open).await.0, 404);
        test.pass(1);
        let files = unpacked(made(&test, &mut walter, "archive", &everything(), ("", "")).await);
        assert!(!held(&files, SAID) && held(&files, PRIVATE), "{:?}", files.keys());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clinician_who_decides_reads_the_file_first() {
    on_each_database(async |test| {
        test.sql(&format!("UPDATE facility SET results = '{RULES}'")).await;
        send(&test, &[report("x", "Chest X-ray", SAID, &[])]).await;
        let chart = chart(&test).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let id = entry(&test, "Chest X-ray").await;
        let item = work(&mut ruiz, Shelf::Waiting).await.items.remove(0);
        assert_eq!((item.files, item.is_all_usual), (1, false));
        let path = format!("/files/patients/{chart}/{id}/0");
        let list = ruiz.get("/staff/results").await.body;
        assert!(list.contains(&format!("/results/{id}")), "{list}");
        // What waits opens the record.
        let head = [("request[chart]", chart.to_string())];
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(ruiz.call("/api/chart_view/read_head", &head).await.status, 200);
        let reply = ruiz.get(&path).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, SAID));
        assert_eq!(noted(&test, "chart_view.read", &format!("%file {id}/0")).await, 1);
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert_ne!(joan.get(&path).await.status, 200);
        let mut nobody = test.browser(&test.demo);
        assert_ne!(nobody.get(&path).await.status, 200);
    })
    .await;
}
