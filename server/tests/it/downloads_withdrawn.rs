//! Files of the record end when something they hold becomes another patient's, waits for a clinician again, or becomes what only the
//! patient sees.

use crate::charts_joined::{condition, import, patient};
use crate::downloads::{ask, list, make, path};
use crate::support::laboratory::{Test, chart, report, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::downloads::contract::DownloadLine;
use domain::ids::ChartId;
use domain::permission::{Role, Scope};
use usecases::downloads::{Queue, claim};

/// The chart with a number.
async fn numbered(test: &TestPortal, number: &str) -> ChartId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let found = test.texts(&format!("SELECT {id} FROM chart WHERE mrn = '{number}'")).await;
    ChartId(found[0].parse().expect("an id"))
}

/// A file that can be fetched.
async fn made(test: &TestPortal, client: &mut Client, part: &str) -> DownloadLine {
    let reply = ask(client, "pdf", &[part], ("", "")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(make(test).await, 1);
    let line = list(client).await.remove(0);
    assert_eq!(client.get(&path(&line)).await.status, 200);
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_ends_when_an_entry_becomes_another_patients() {
    on_each_database(async |test| {
        let both = [patient("a", "1", "1980-01-31", ""), patient("b", "2", "1990-02-20", "")];
        import(&test, &test.demo, &[&both[..], &[condition("c", "a")]].concat()).await;
        let (one, other) = (numbered(&test, "1").await, numbered(&test, "2").await);
        test.patient(&test.demo, "walter", one).await;
        test.patient(&test.demo, "maya", other).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut maya = test.signed_in(&test.demo, "maya").await;
        let line = made(&test, &mut walter, "diagnoses").await;
        let theirs = made(&test, &mut maya, "diagnoses").await;
        // One that is being made begins again.
        assert_eq!(ask(&mut walter, "pdf", &["diagnoses"], ("", "")).await.status, 200);
        let backend = &test.portal.backend;
        let job = claim(backend, &test.demo, Queue::Records).await.expect("claimed").expect("a job");
        test.pass(1);
        import(&test, &test.demo, &[&both[..], &[condition("c", "b")]].concat()).await;
        assert_eq!(walter.get(&path(&line)).await.status, 410);
        assert!(job.finish("record.pdf").await.is_err(), "it holds what is another's now");
        assert_eq!(make(&test).await, 1);
        let again = list(&mut walter).await.remove(0);
        assert_eq!(walter.get(&path(&again)).await.status, 200);
        assert_eq!(maya.get(&path(&theirs)).await.status, 200, "nothing was taken from this one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_ends_when_charts_that_were_put_together_are_parted() {
    on_each_database(async |test| {
        let both = [patient("a", "1", "1980-01-31", ""), patient("b", "2", "1980-01-31", "")];
        import(&test, &test.demo, &[&both[..], &[condition("c", "b")]].concat()).await;
        let (one, other) = (numbered(&test, "1").await, numbered(&test, "2").await);
        test.acting(&test.demo, "walter", one, Relation::Own, &Scope::ALL).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let (survivor, merged) = (one.to_string(), other.to_string());
        let fields = [
            ("request[survivor]", survivor.as_str()),
            ("request[merged]", &merged),
            ("request[reason]", "one person"),
            ("request[is_confirmed]", "true"),
        ];
        assert_eq!(joan.call("/api/charts/merge_charts", &fields).await.status, 200);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let line = made(&test, &mut walter, "diagnoses").await;
        test.pass(1);
        let merges = joan.call("/api/charts/list_merges", &[]).await;
        let merges: serde_json::Value = serde_json::from_str(&merges.body).expect("JSON");
        let id = merges["lines"][0]["id"].as_str().expect("a merge");
        let undone = joan.call("/api/charts/undo_merge", &[("request[merge]", id)]).await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        assert_eq!(walter.get(&path(&line)).await.status, 410);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_ends_when_a_test_leaves_its_report_and_waits() {
    on_each_database(async |test| {
        const DATE: &str = "2027-02-26T08:00:00Z";
        let of = |id, title, code| Test { id, title, code, status: "final", value: "4.4", date: DATE };
        let tests = [of("sodium", "Sodium", "2951-2").json(), of("calcium", "Calcium", "17861-6").json()];
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let whole = report("r", "Salts", "final", DATE, &["sodium", "calcium"]);
        send(&test, &[&tests[..], &[whole]].concat()).await;
        let own = chart(&test).await;
        test.patient(&test.demo, "walter", own).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let line = made(&test, &mut walter, "results").await;
        test.pass(1);
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"never","other":"never"}'"#).await;
        send(&test, &[report("r", "Salts", "corrected", DATE, &["calcium"])]).await;
        assert_eq!(walter.get(&path(&line)).await.status, 410);
    })
    .await;
}

/// The patient, and somebody who acts for the patient.
async fn both(test: &TestPortal) -> (Client, Client) {
    let own = chart(test).await;
    test.patient(&test.demo, "walter", own).await;
    test.acting(&test.demo, "priya", own, Relation::Proxy, &Scope::ALL).await;
    (test.signed_in(&test.demo, "walter").await, test.signed_in(&test.demo, "priya").await)
}

const SENSITIVE: &str = r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once","classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}'"#;

fn diagnosis(id: &str, code: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p"}},"code":{{"text":"Diagnosis {id}","coding":[{{"code":"{code}"}}]}}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxys_file_ends_when_an_entry_of_it_becomes_sensitive() {
    on_each_database(async |test| {
        test.sql(SENSITIVE).await;
        send(&test, &[diagnosis("a", "O-1")]).await;
        let (mut walter, mut priya) = both(&test).await;
        let mine = made(&test, &mut walter, "diagnoses").await;
        let theirs = made(&test, &mut priya, "diagnoses").await;
        test.pass(1);
        // What they never saw takes nothing from them, and tells them nothing.
        send(&test, &[diagnosis("b", "S-1")]).await;
        assert_eq!(priya.get(&path(&theirs)).await.status, 200);
        send(&test, &[diagnosis("a", "S-1")]).await;
        assert_eq!(priya.get(&path(&theirs)).await.status, 410);
        assert_eq!(walter.get(&path(&mine)).await.status, 200, "the patient's own");
        let page = priya.get("/records/diagnoses").await.body;
        assert!(!page.contains("Diagnosis a"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxys_file_ends_when_a_sensitive_test_joins_a_report_of_it() {
    on_each_database(async |test| {
        const DATE: &str = "2027-02-26T08:00:00Z";
        test.sql(SENSITIVE).await;
        let of = |id, code| Test { id, title: id, code, status: "final", value: "4.4", date: DATE };
        send(&test, &[of("sodium", "2951-2").json(), report("r", "Salts", "final", DATE, &["sodium"])]).await;
        let (mut walter, mut priya) = both(&test).await;
        let mine = made(&test, &mut walter, "results").await;
        let theirs = made(&test, &mut priya, "results").await;
        test.pass(1);
        let tests = [of("other", "S-1").json()];
        let whole = report("r", "Salts", "final", DATE, &["sodium", "other"]);
        send(&test, &[&tests[..], &[whole]].concat()).await;
        assert_eq!(priya.get(&path(&theirs)).await.status, 410);
        assert_eq!(walter.get(&path(&mine)).await.status, 200, "the patient's own");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medicine_that_comes_later_makes_its_prescription_sensitive() {
    on_each_database(async |test| {
        test.sql(SENSITIVE).await;
        let order = r#"{"resourceType":"MedicationRequest","id":"q","subject":{"reference":"Patient/p"},"status":"active","intent":"order","medicationReference":{"reference":"Medication/m","display":"Secret pills"}}"#;
        send(&test, &[order.to_owned()]).await;
        let (mut walter, mut priya) = both(&test).await;
        let mine = made(&test, &mut walter, "medications").await;
        let theirs = made(&test, &mut priya, "medications").await;
        assert!(priya.get("/records/medications").await.body.contains("Secret pills"));
        test.pass(1);
        let medicine = |code: &str| {
            format!(r#"{{"resourceType":"Medication","id":"m","code":{{"coding":[{{"code":"O-1"}},{{"code":"{code}"}}]}}}}"#)
        };
        send(&test, &[medicine("O-2")]).await;
        assert_eq!(priya.get(&path(&theirs)).await.status, 200);
        send(&test, &[medicine("S-1")]).await;
        assert_eq!(priya.get(&path(&theirs)).await.status, 410);
        assert_eq!(walter.get(&path(&mine)).await.status, 200, "the patient's own");
        assert!(!priya.get("/records/medications").await.body.contains("Secret pills"));
        assert!(walter.get("/records/medications").await.body.contains("Secret pills"));
        // Whichever comes first, and in the same file.
        let again = order.replace(r#""id":"q""#, r#""id":"q2""#).replace("Secret", "Other");
        send(&test, std::slice::from_ref(&again)).await;
        let third = again.replace("q2", "q3").replace("Other", "Third").replace("Medication/m", "Medication/n");
        send(&test, &[third, medicine("S-1").replace(r#""id":"m""#, r#""id":"n""#)]).await;
        let page = priya.get("/records/medications").await.body;
        assert!(!page.contains("Other pills") && !page.contains("Third pills"), "{page}");
    })
    .await;
}
