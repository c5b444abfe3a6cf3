//! Where an entry comes from: who sent what it is now, when it first came, when it changed; and from which list its code is.

use crate::support::laboratory::{Test, chart, entry, report, send};
use crate::support::programs::Program;
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::chart_view::contract::{ChartEntry, ChartResult};
use domain::ids::{ChartId, EntryId};
use domain::permission::Role;
use domain::records::contract::EntryPage;
use domain::results::contract::ResultPage;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use usecases::import::{Source, import_fhir};

const SYSTEM: &str = "urn:oid:1.2.3";
const DAY: i64 = 86_400;

fn patient() -> Value {
    json!({
        "resourceType": "Patient", "identifier": [{"system": SYSTEM, "value": "1"}],
        "name": [{"family": "Hughes", "given": ["Walter"]}], "birthDate": "1961-03-07",
    })
}

fn condition(number: &str, title: &str) -> Value {
    json!({
        "resourceType": "Condition", "identifier": [{"system": SYSTEM, "value": number}],
        "subject": {"reference": "urn:uuid:p"},
        "code": {"text": title, "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J45.909"}]},
    })
}

fn bundle(kind: &str, entries: Vec<Value>) -> String {
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|resource| {
            let type_name = resource["resourceType"].clone();
            let address = if type_name == "Patient" { "urn:uuid:p" } else { "urn:uuid:c" };
            json!({"fullUrl": address, "resource": resource, "request": {"method": "POST", "url": type_name}})
        })
        .collect();
    json!({"resourceType": "Bundle", "type": kind, "entry": entries}).to_string()
}

async fn call<T: DeserializeOwned>(client: &mut Client, endpoint: &str, fields: &[(&str, String)]) -> T {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = client.call(&format!("/api/{endpoint}"), &fields).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{endpoint}: {error}: {}", reply.body))
}

async fn page(client: &mut Client, id: EntryId) -> EntryPage {
    call(client, "records/read_entry", &[("request[id]", id.to_string())]).await
}

async fn walter(test: &TestPortal) -> (ChartId, Client) {
    let own = chart(test).await;
    test.patient(&test.demo, "walter", own).await;
    (own, test.signed_in(&test.demo, "walter").await)
}

async fn hand_in(system: &Program, resources: Vec<Value>) {
    let reply = system.send(Method::POST, "", bundle("transaction", resources)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_says_who_sent_it_and_when_it_came_and_changed() {
    on_each_database(async |test| {
        let path = test.folder.join("asthma.json");
        std::fs::write(&path, bundle("collection", vec![patient(), condition("2", "Asthma")]))
            .expect("own file");
        let sources = vec![Source::File(path)];
        let report = import_fhir(&test.portal.backend, test.demo.id, sources, |_, _| {}).await;
        assert_eq!(report.expect("imported").errors, []);
        let (own, mut mine) = walter(&test).await;
        let asthma = entry(&test, "Asthma").await;
        let found = page(&mut mine, asthma).await;
        let file = "From a file that the clinic brought in on ";
        let day = found.source.strip_prefix(file).unwrap_or_else(|| panic!("{}", found.source));
        let day = day.trim_end_matches('.').to_owned();
        assert_eq!(found.entry.code.as_deref(), Some("ICD-10-CM J45.909"));
        let written = mine.get(&format!("/records/entry/{asthma}")).await.body;
        assert!(written.contains(file) && written.contains("ICD-10-CM J45.909"), "{written}");
        // A system of the clinic sends the same: nothing has changed.
        test.pass(2 * DAY);
        let (system, _) = test.system(&test.demo, &["may_write"]).await;
        hand_in(&system, vec![patient(), condition("2", "Asthma")]).await;
        let mut mine = test.signed_in(&test.demo, "walter").await;
        assert_eq!(page(&mut mine, asthma).await.source, found.source);
        // Then it changes it, and brings another.
        let (gout, asthma_now) = (condition("3", "Gout"), condition("2", "Severe asthma"));
        hand_in(&system, vec![patient(), asthma_now]).await;
        hand_in(&system, vec![patient(), gout]).await;
        let changed = page(&mut mine, asthma).await;
        let begins = format!("Here since {day}, last changed by Records system on ");
        assert!(changed.source.starts_with(&begins), "{}", changed.source);
        assert!(!changed.source.ends_with(&format!("{day}.")), "{}", changed.source);
        let other = page(&mut mine, entry(&test, "Gout").await).await;
        assert!(other.source.starts_with("Sent by Records system on "), "{}", other.source);
        // Clinicians read the same; what is older than the note of it says that nobody knows.
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let fields = [
            ("request[chart]", own.to_string()),
            ("request[purpose]", "HOPERAT".to_owned()),
            ("request[reason]", "a complaint".to_owned()),
        ];
        open_record(&mut ruiz, &fields).await;
        let fields = [("request[chart]", own.to_string()), ("request[id]", asthma.to_string())];
        let seen: ChartEntry = call(&mut ruiz, "chart_view/read_entry", &fields).await;
        assert_eq!(seen.page.source, changed.source);
        test.sql("UPDATE entry SET came_s = NULL, sender = NULL, client_id = NULL").await;
        let old = page(&mut mine, asthma).await;
        assert!(old.source.contains("Who sent it was not yet noted then."), "{}", old.source);
    })
    .await;
}

async fn open_record(browser: &mut Client, fields: &[(&str, String)]) {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = browser.call("/api/chart_view/open", &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_says_who_sent_it() {
    on_each_database(async |test| {
        const DATE: &str = "2027-02-26T08:00:00Z";
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let sodium =
            Test { id: "sodium", title: "Sodium", code: "2951-2", status: "final", value: "140", date: DATE };
        send(&test, &[sodium.json(), report("r", "Salts", "final", DATE, &["sodium"])]).await;
        let (own, mut mine) = walter(&test).await;
        let salts = entry(&test, "Salts").await;
        let found: ResultPage =
            call(&mut mine, "results/read_result", &[("request[id]", salts.to_string())]).await;
        assert!(found.source.starts_with("From a file that the clinic brought in on "), "{}", found.source);
        let written = mine.get(&format!("/records/results/{salts}")).await.body;
        assert!(written.contains(&found.source), "{written}");
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let fields = [
            ("request[chart]", own.to_string()),
            ("request[purpose]", "HOPERAT".to_owned()),
            ("request[reason]", "a complaint".to_owned()),
        ];
        open_record(&mut ruiz, &fields).await;
        let fields = [("request[chart]", own.to_string()), ("request[id]", salts.to_string())];
        let seen: ChartResult = call(&mut ruiz, "chart_view/read_result", &fields).await;
        assert_eq!(seen.page.source, found.source);
    })
    .await;
}
