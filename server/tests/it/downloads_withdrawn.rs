//! Files of the record end when something they hold becomes another patient's, or waits for a clinician again.

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
