//! New results on the home page: how many were released since the reader last looked, counted as the list shows them.

use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;
use domain::results::contract::NewResults;

async fn count(browser: &mut Client) -> u64 {
    let reply = browser.call("/api/results/count_new", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str::<NewResults>(&reply.body).expect("a count").count
}

async fn look(browser: &mut Client) {
    let reply = browser.call("/api/results/list_results", &[("request[words]", "")]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// A result that was released just now.
async fn release(test: &TestPortal, chart: ChartId, number: u32, title: &str) -> String {
    let id = test.result(&test.demo, chart, (number, title, "released")).await;
    let now = test.portal.backend.clock.now().0;
    test.sql(&format!(
        "UPDATE result SET arrived_s = {}, released_s = {now} WHERE id = {}",
        now - 60,
        test.id(id.0)
    ))
    .await;
    id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_released_since_the_last_look_is_counted_until_it_is_looked_at() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(count(&mut walter).await, 0);
        assert!(!walter.get("/").await.body.contains("data-new-results"));
        // What was years old when it came, and was shown at once, is history.
        let old = test.result(&test.demo, chart, (1, "History", "released")).await;
        test.sql(&format!(
            "UPDATE result SET clinical_s = 0, arrived_s = 1000000000, released_s = 1000000000 WHERE id = {}",
            test.id(old.0)
        ))
        .await;
        assert_eq!(count(&mut walter).await, 0);
        release(&test, chart, 2, "Lipids").await;
        let second = release(&test, chart, 3, "Electrolytes").await;
        assert_eq!(count(&mut walter).await, 2);
        let home = walter.get("/").await.body;
        assert!(home.contains("data-new-results=\"2\"") && home.contains("2 new results"), "{home}");
        // One that was opened by itself is known.
        assert_eq!(walter.call("/api/results/read_result", &[("request[id]", &second)]).await.status, 200);
        assert_eq!(count(&mut walter).await, 1);
        test.pass(1);
        look(&mut walter).await;
        assert_eq!(count(&mut walter).await, 0);
        assert!(!walter.get("/").await.body.contains("data-new-results"));
        test.pass(1);
        release(&test, chart, 4, "Ferritin").await;
        assert_eq!(count(&mut walter).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_counts_what_the_list_does_not_show() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        let other = test.chart(&test.demo, 2, "Nair").await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "elena", chart, Relation::Proxy, &Scope::ALL).await;
        test.acting(&test.demo, "visits", chart, Relation::Proxy, &[Scope::Appointments]).await;
        test.add(test.account(&test.demo, "chartless").await).await;
        for (number, state) in (10..).zip(["held", "blocked"]) {
            test.result(&test.demo, chart, (number, "Hidden", state)).await;
        }
        release(&test, other, 20, "Of another patient").await;
        let sensitive = release(&test, chart, 21, "Sensitive").await;
        let id = test.id(sensitive.parse().expect("an id"));
        test.sql(&format!("UPDATE result SET codes = 'S-1' WHERE id = {id}")).await;
        let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
        test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
        for (name, expected) in [("walter", 1), ("elena", 0), ("visits", 0), ("chartless", 0)] {
            let mut browser = test.signed_in(&test.demo, name).await;
            assert_eq!(count(&mut browser).await, expected, "{name}");
        }
        // What the patient has opened is news to somebody who acts for the patient, until they look.
        release(&test, chart, 22, "Lipids").await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut elena = test.signed_in(&test.demo, "elena").await;
        test.pass(1);
        look(&mut walter).await;
        assert_eq!((count(&mut walter).await, count(&mut elena).await), (0, 1));
        look(&mut elena).await;
        assert_eq!(count(&mut elena).await, 0);
        // Whoever may not read results is not noted as refused: the home page asks for everybody.
        let refused = "SELECT COUNT(*) FROM audit_event WHERE action = 'results.count_new' AND outcome <> 'done'";
        assert_eq!(test.number(refused).await, 0);
    })
    .await;
}
