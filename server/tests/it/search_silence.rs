//! A search tells nothing of what it may not find: for words that something hidden holds, in its name or elsewhere, the answer and the statements
//! behind it are those for words that nothing holds. Seconds are not compared; `make bench` shows those.

use crate::support::{TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::Scope;

/// A word that nothing holds.
const NOTHING: &str = "bramblefy";

/// What nobody finds who is or acts for the patient, by names of their own.
const NOBODYS: [&str; 10] = [
    "heldpanel",
    "heldtest",
    "takenback",
    "keptentry",
    "wrongentry",
    "heldcomment",
    "keptdetail",
    "keptvalue",
    "keptletter",
    "kepttext",
];
/// What is for the patient alone.
const ALONE: [&str; 4] = ["sensitivetest", "restrictedentry", "alonecomment", "alonedetail"];

/// A chart with something of each kind that is hidden, and something that is shown.
async fn fill(test: &TestPortal) -> ChartId {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    let held = test.result(&test.demo, chart, (1, "heldpanel", "held")).await;
    let part = test.result(&test.demo, chart, (2, "heldtest", "held")).await;
    test.result(&test.demo, chart, (3, "takenback", "blocked")).await;
    let sensitive = test.result(&test.demo, chart, (4, "sensitivetest", "released")).await;
    let shown = test.result(&test.demo, chart, (5, "shownpanel", "released")).await;
    test.sql(&format!("UPDATE result SET governor_id = {} WHERE id = {}", test.id(held.0), test.id(part.0)))
        .await;
    test.sql(&format!("UPDATE result SET codes = 'S-1' WHERE id = {}", test.id(sensitive.0))).await;
    let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
    test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
    for (number, title, column) in [
        (1, "keptentry", "is_kept_back = TRUE, is_hidden = TRUE"),
        (2, "wrongentry", "is_hidden = TRUE"),
        (3, "restrictedentry", "is_restricted = TRUE"),
        (4, "shownentry", "is_restricted = FALSE"),
    ] {
        let entry = test.entry(&test.demo, chart, (number, title, "Condition")).await;
        test.sql(&format!("UPDATE entry SET {column} WHERE id = {}", test.id(entry.0))).await;
    }
    // What is said of them, or in them: by the clinician, by the sender, in a file. Of what is shown too.
    for (title, comment) in
        [("heldpanel", "heldcomment"), ("sensitivetest", "alonecomment"), ("shownpanel", "shownword")]
    {
        test.sql(&format!(
            "UPDATE result SET comment = '{comment}' WHERE id IN (SELECT id FROM entry WHERE title = '{title}')"
        ))
        .await;
    }
    for (title, detail) in [("keptentry", "keptdetail"), ("restrictedentry", "alonedetail")] {
        let view = format!(r#"{{"date":"2001-09-09","details":["{detail}"]}}"#);
        test.sql(&format!("UPDATE entry SET view = '{view}' WHERE title = '{title}'")).await;
    }
    for (number, title, text, is_hidden) in
        [(10, "shownletter", "shownwords", "FALSE"), (11, "keptletter", "kepttext", "TRUE")]
    {
        let entry = test.entry(&test.demo, chart, (number, title, "DocumentReference")).await;
        test.sql(&format!(
            "UPDATE entry SET file_text = '{text}', is_hidden = {is_hidden} WHERE id = {}",
            test.id(entry.0)
        ))
        .await;
    }
    // A test of the report that is shown, which its sender keeps from the patient.
    let kept = test.result(&test.demo, chart, (6, "kepttest", "held")).await;
    test.sql(&format!("UPDATE result SET governor_id = {} WHERE id = {}", test.id(shown.0), test.id(kept.0)))
        .await;
    let view = r#"{"date":"2001-09-09","measured":{"value":{"text":"keptvalue"}}}"#;
    test.sql(&format!(
        "UPDATE entry SET kind = 'Observation', is_hidden = TRUE, is_kept_back = TRUE, view = '{view}' WHERE id = {}",
        test.id(kept.0)
    ))
    .await;
    chart
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_the_same_work_whether_a_hidden_entry_would_be_found_or_not() {
    on_each_database(async |mut test| {
        let chart = fill(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
        let watch = test.watch();
        for (name, hidden) in [("walter", NOBODYS.to_vec()), ("priya", [&NOBODYS[..], &ALONE[..]].concat())] {
            let mut browser = test.signed_in(&test.demo, name).await;
            for (path, shown) in [
                ("/api/results/list_results", "shownpanel"),
                ("/api/records/list_timeline", "shownpanel"),
                ("/api/records/list_timeline", "shownentry"),
                ("/api/results/list_results", "shownword"),
                ("/api/records/list_timeline", "shownwords"),
            ] {
                // The first request of a session may write more than the next.
                let nothing = [("request[words]", NOTHING)];
                test.seen(&watch, (path, false), &mut browser, &nothing).await;
                let none = test.seen(&watch, (path, false), &mut browser, &nothing).await;
                assert_eq!(none.status, 200, "{}", none.body);
                assert!(none.statements.len() > 2, "{:?}", none.statements);
                for words in &hidden {
                    let fields = [("request[words]", *words)];
                    let seen = test.seen(&watch, (path, false), &mut browser, &fields).await;
                    assert_eq!(seen, none, "{name}: {path} for {words}");
                }
                // The search does find what may be found.
                let fields = [("request[words]", shown)];
                let found = test.seen(&watch, (path, false), &mut browser, &fields).await;
                assert!(found.body.contains(shown) && !none.body.contains(shown), "{name}: {path}");
            }
        }
    })
    .await;
}
