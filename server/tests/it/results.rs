//! Results: which arrive, when they are shown, to whom, and what clinicians do with them.

use crate::support::laboratory::{Test, chart, entry, report, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::permission::{Role, Scope};
use domain::results::contract::{Released, ResultList, ResultPage, Shelf, Worklist};
use domain::results::release::Stage;
use domain::results::value::Flag;
use serde::de::DeserializeOwned;
use usecases::results::release_due;

const POTASSIUM: Test<'_> = Test {
    id: "potassium",
    title: "Potassium",
    code: "2823-3",
    status: "final",
    value: "4.4",
    date: "2027-02-26T08:00:00Z",
};

/// Lets the clinic's rules be these.
async fn set_rules(test: &TestPortal, rules: &str) {
    test.sql(&format!("UPDATE facility SET results = '{rules}'")).await;
}

const AT_ONCE: &str = r#"{"laboratory":"at_once"}"#;
const BY_HAND: &str = r#"{"laboratory":{"by_hand":{"deadline_hours":null}}}"#;

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn titles(browser: &mut Client) -> Vec<String> {
    let list: ResultList = call(browser, "results/list_results", &[("request[words]", "")]).await;
    list.results.into_iter().map(|line| line.title).collect()
}

async fn read(browser: &mut Client, test: &TestPortal, title: &str) -> ResultPage {
    let id = entry(test, title).await.to_string();
    call(browser, "results/read_result", &[("request[id]", &id)]).await
}

async fn work(browser: &mut Client, shelf: Shelf) -> Worklist {
    call(browser, "release/list_work", &[("request[shelf]", shelf.name())]).await
}

/// The patient, signed in, and a clinician.
async fn people(test: &TestPortal) -> (Client, Client) {
    let chart = chart(test).await;
    test.patient(&test.demo, "walter", chart).await;
    test.colleague(&test.demo, "ruiz", Role::Provider).await;
    (test.signed_in(&test.demo, "walter").await, test.signed_in(&test.demo, "ruiz").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_waits_until_a_clinician_releases_it_and_then_is_seen() {
    on_each_database(async |test| {
        set_rules(&test, BY_HAND).await;
        send(&test, &[POTASSIUM.json(), report("r", "Electrolytes", "final", POTASSIUM.date, &["potassium"])]).await;
        let (mut walter, mut ruiz) = people(&test).await;
        assert!(titles(&mut walter).await.is_empty());
        let id = entry(&test, "Electrolytes").await.to_string();
        let hidden = walter.call("/api/results/read_result", &[("request[id]", &id)]).await;
        assert_eq!(hidden.status, 404);
        assert_eq!(walter.get(&format!("/records/results/{id}")).await.status, 404);

        let list = work(&mut ruiz, Shelf::Waiting).await;
        assert_eq!((list.waiting, list.items.len()), (1, 1), "the report, and not its test");
        let item = &list.items[0];
        assert_eq!((item.patient.as_str(), item.title.as_str()), ("Walter Hughes", "Electrolytes"));
        assert_eq!(item.tests[0].value.text.as_deref(), Some("4.4"));
        assert!(item.is_all_usual);
        let seen = format!("{id}.{}", item.version);
        let fields = [("request[results][0]", seen.as_str()), ("request[comment]", " All is well. ")];
        let came: Released = call(&mut ruiz, "release/release", &fields).await;
        assert_eq!((came.released, came.changed), (1, 0));

        assert_eq!(titles(&mut walter).await, ["Electrolytes"]);
        let page = read(&mut walter, &test, "Electrolytes").await;
        assert_eq!(page.comment.as_deref(), Some("All is well."));
        assert_eq!(page.tests[0].flag, Some(Flag::Normal));
        let list = work(&mut ruiz, Shelf::Released).await;
        assert!(list.items[0].is_seen && list.waiting == 0);
        let logged = "SELECT COUNT(*) FROM audit_event WHERE action IN ('results.release', 'results.read') AND chart_id IS NOT NULL";
        assert_eq!(test.number(logged).await, 2);
        let again: Released = call(&mut ruiz, "release/release", &fields).await;
        assert_eq!((again.released, again.changed), (0, 1), "it has changed since it was read");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_releases_to_the_second_and_only_what_is_verified() {
    on_each_database(async |test| {
        set_rules(&test, r#"{"laboratory":{"by_hand":{"deadline_hours":72}}}"#).await;
        let early = Test { id: "early", title: "Sodium", status: "preliminary", ..POTASSIUM };
        send(&test, &[POTASSIUM.json(), early.json()]).await;
        let (mut walter, _) = people(&test).await;
        test.pass(72 * 3_600 - 1);
        let backend = &test.portal.backend;
        assert_eq!(release_due(backend, test.demo.id).await.expect("released"), 0);
        test.pass(1);
        assert_eq!(release_due(backend, test.demo.id).await.expect("released"), 1);
        assert_eq!(release_due(backend, test.demo.id).await.expect("released"), 0);
        let mut walter_anew = test.signed_in(&test.demo, "walter").await;
        assert_eq!(titles(&mut walter_anew).await, ["Potassium"]);
        assert_eq!(walter.call("/api/results/list_results", &[("request[words]", "")]).await.status, 401);
        let logged =
            "SELECT COUNT(*) FROM audit_event WHERE action = 'results.release_due' AND account_id IS NULL";
        assert_eq!(test.number(logged).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_told_and_what_was_seen_stays_to_be_seen() {
    on_each_database(async |test| {
        set_rules(&test, AT_ONCE).await;
        let all = |value, status| {
            let test = Test { value, status, ..POTASSIUM };
            [test.json(), report("r", "Electrolytes", status, POTASSIUM.date, &["potassium"])]
        };
        send(&test, &all("6.9", "final")).await;
        let (mut walter, _) = people(&test).await;
        assert_eq!(read(&mut walter, &test, "Electrolytes").await.tests[0].flag, Some(Flag::High));
        send(&test, &all("4.4", "corrected")).await;
        let list: ResultList = call(&mut walter, "results/list_results", &[("request[words]", "")]).await;
        assert!(list.results[0].is_new && list.results[0].stage == Stage::Corrected);
        let page = read(&mut walter, &test, "Electrolytes").await;
        assert_eq!(page.tests[0].value.text.as_deref(), Some("4.4"));
        let replaced: Vec<_> =
            page.tests[0].replaced.iter().filter_map(|old| old.value.text.as_deref()).collect();
        assert_eq!(replaced, ["6.9"]);
        let told = "SELECT COUNT(*) FROM outbox WHERE event = 'result_corrected'";
        assert_eq!(test.number(told).await, 1);
        send(&test, &all("4.4", "corrected")).await;
        assert_eq!(test.number(told).await, 1, "the same again is no correction");
        send(&test, &all("4.4", "cancelled")).await;
        assert_eq!(read(&mut walter, &test, "Electrolytes").await.stage, Stage::Cancelled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_wrong_before_anybody_saw_it_is_never_seen() {
    on_each_database(async |test| {
        set_rules(&test, BY_HAND).await;
        send(&test, &[Test { value: "6.9", ..POTASSIUM }.json()]).await;
        let (mut walter, mut ruiz) = people(&test).await;
        send(&test, &[Test { value: "4.4", status: "corrected", ..POTASSIUM }.json()]).await;
        let item = work(&mut ruiz, Shelf::Waiting).await.items.remove(0);
        let seen = format!("{}.{}", item.id, item.version);
        let came: Released = call(&mut ruiz, "release/release", &[("request[results][0]", &seen)]).await;
        assert_eq!(came.released, 1);
        let page = read(&mut walter, &test, "Potassium").await;
        assert!(page.tests[0].replaced.is_empty(), "{:?}", page.tests[0].replaced);
        // What is found to be an error disappears.
        send(&test, &[Test { status: "entered-in-error", ..POTASSIUM }.json()]).await;
        assert!(titles(&mut walter).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_shown_as_its_report_is_whichever_comes_first() {
    on_each_database(async |test| {
        let strict = r#"{"laboratory":"at_once","classes":[{"id":"c","name":"Electrolytes","codes":["2823-3"],"rule":{"by_hand":{"deadline_hours":null}},"is_sensitive":false,"reason":""}]}"#;
        set_rules(&test, strict).await;
        // The report waits for its test, in another file, and would be shown at once if it were not for that test.
        let sodium = Test { id: "sodium", title: "Sodium", code: "2951-2", ..POTASSIUM };
        let all = report("r", "Electrolytes", "final", POTASSIUM.date, &["potassium", "sodium"]);
        send(&test, &[sodium.json(), all.clone()]).await;
        let (mut walter, mut ruiz) = people(&test).await;
        assert_eq!(titles(&mut walter).await, ["Electrolytes"]);
        send(&test, &[POTASSIUM.json()]).await;
        assert!(titles(&mut walter).await.is_empty(), "what needs a clinician hides the report again");
        assert_eq!(work(&mut ruiz, Shelf::Waiting).await.items.len(), 1);

        // The test comes first and waits on its own, until the report takes it in.
        let calcium = Test { id: "calcium", title: "Calcium", code: "17861-6", ..POTASSIUM };
        set_rules(&test, BY_HAND).await;
        send(&test, &[calcium.json()]).await;
        assert_eq!(work(&mut ruiz, Shelf::Waiting).await.items.len(), 2);
        send(&test, &[report("b", "Bones", "final", POTASSIUM.date, &["calcium"])]).await;
        let waiting: Vec<_> = work(&mut ruiz, Shelf::Waiting).await.items.into_iter().map(|item| item.title).collect();
        assert!(waiting.len() == 2 && waiting.contains(&"Bones".to_owned()), "{waiting:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_the_last_time_counts_only_what_may_be_seen() {
    on_each_database(async |test| {
        set_rules(&test, AT_ONCE).await;
        let older = Test { id: "older", value: "4.1", date: "2026-02-26T08:00:00Z", ..POTASSIUM };
        send(&test, &[older.json(), POTASSIUM.json()]).await;
        set_rules(&test, BY_HAND).await;
        let held = Test { id: "held", value: "5.9", date: "2026-12-01T08:00:00Z", ..POTASSIUM };
        send(&test, &[held.json()]).await;
        let (mut walter, _) = people(&test).await;
        let list: ResultList =
            call(&mut walter, "results/list_results", &[("request[words]", "POTAS")]).await;
        assert_eq!(list.results.len(), 2);
        let newest = list.results[0].id.to_string();
        let page: ResultPage = call(&mut walter, "results/read_result", &[("request[id]", &newest)]).await;
        let earlier: Vec<_> =
            page.tests[0].earlier.iter().filter_map(|one| one.value.text.as_deref()).collect();
        assert_eq!(earlier, ["4.1"]);
        assert_eq!(page.tests[0].change.as_ref().map(|change| change.by.as_str()), Some("0.3"));
        let none: ResultList = call(&mut walter, "results/list_results", &[("request[words]", "sod%")]).await;
        assert!(none.results.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clinicians_hold_back_take_back_and_write_and_say_why() {
    on_each_database(async |test| {
        set_rules(&test, AT_ONCE).await;
        send(&test, &[POTASSIUM.json()]).await;
        let (mut walter, mut ruiz) = people(&test).await;
        let item = work(&mut ruiz, Shelf::Released).await.items.remove(0);
        let seen = format!("{}.{}", item.id, item.version);
        let why =
            ruiz.call("/api/release/block", &[("request[result]", &seen), ("request[reason]", " ")]).await;
        assert_eq!(why.status, 422, "{}", why.body);
        let fields = [("request[result]", seen.as_str()), ("request[comment]", "Drink more water.")];
        assert_eq!(ruiz.call("/api/release/comment", &fields).await.status, 200);
        assert_eq!(read(&mut walter, &test, "Potassium").await.comment.as_deref(), Some("Drink more water."));
        let stale = [("request[result]", seen.as_str()), ("request[reason]", "Wrong patient")];
        assert_eq!(ruiz.call("/api/release/block", &stale).await.status, 409);
        let item = work(&mut ruiz, Shelf::Released).await.items.remove(0);
        let seen = format!("{}.{}", item.id, item.version);
        let fields = [("request[result]", seen.as_str()), ("request[reason]", "Wrong patient")];
        assert_eq!(ruiz.call("/api/release/block", &fields).await.status, 200);
        assert!(titles(&mut walter).await.is_empty());
        let item = work(&mut ruiz, Shelf::Blocked).await.items.remove(0);
        assert_eq!(item.reason.as_deref(), Some("Wrong patient"));
        // No rule shows it again, whatever comes.
        send(&test, &[Test { value: "4.5", status: "corrected", ..POTASSIUM }.json()]).await;
        assert!(titles(&mut walter).await.is_empty());
        let events = test.texts("SELECT what FROM result_event ORDER BY at_s, what").await;
        for what in ["arrived", "released", "commented", "taken_back"] {
            assert!(events.iter().any(|event| event == what), "{what}: {events:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_told_together_and_nobody_is_told_of_what_was_opened() {
    on_each_database(async |test| {
        set_rules(&test, AT_ONCE).await;
        send(&test, &[]).await;
        let (mut walter, _) = people(&test).await;
        test.acting(&test.demo, "elena", chart(&test).await, Relation::Proxy, &[Scope::Records]).await;
        let sodium = Test { id: "sodium", title: "Sodium", code: "2951-2", ..POTASSIUM };
        let old = Test { id: "old", title: "Calcium", date: "2020-01-01", ..POTASSIUM };
        send(&test, &[POTASSIUM.json(), sodium.json(), old.json()]).await;
        let told = "SELECT COUNT(*) FROM outbox WHERE event = 'result_released'";
        assert_eq!(test.number(told).await, 1, "once for the patient, not for who sees no results");
        assert_eq!(titles(&mut walter).await.len(), 3);
        for title in ["Potassium", "Sodium", "Calcium"] {
            read(&mut walter, &test, title).await;
        }
        test.pass(300);
        usecases::outbox::deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
        let why = "SELECT last_error FROM outbox WHERE event = 'result_released'";
        assert_eq!(test.texts(why).await, ["seen"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sensitive_is_for_the_patient_alone_from_the_moment_the_rules_say_so() {
    on_each_database(async |test| {
        let class = |is_sensitive: bool| {
            format!(
                r#"{{"classes":[{{"id":"c","name":"Electrolytes","codes":["2823-3"],"rule":"at_once","is_sensitive":{is_sensitive},"reason":""}}]}}"#
            )
        };
        set_rules(&test, &class(false)).await;
        send(&test, &[POTASSIUM.json()]).await;
        let (mut walter, _) = people(&test).await;
        let own = chart(&test).await;
        test.acting(&test.demo, "elena", own, Relation::Proxy, &[Scope::Results]).await;
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        let mut elena = test.signed_in(&test.demo, "elena").await;
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(titles(&mut elena).await, ["Potassium"]);
        let page: domain::results::typed::ReleasePage = call(&mut sofia, "release/read_rules", &[]).await;
        let fields = [
            ("request[version]", page.version.as_str()),
            ("request[id]", "c"),
            ("request[name]", "Electrolytes"),
            ("request[codes]", "2823-3"),
            ("request[rule]", "at_once"),
            ("request[is_sensitive]", "true"),
        ];
        let saved = sofia.call("/api/release/save_class", &fields).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        assert_eq!(sofia.call("/api/release/save_class", &fields).await.status, 409, "based on what was before");
        assert!(titles(&mut elena).await.is_empty());
        let id = entry(&test, "Potassium").await.to_string();
        assert_eq!(elena.call("/api/results/read_result", &[("request[id]", &id)]).await.status, 404);
        assert_eq!(titles(&mut walter).await, ["Potassium"]);
        test.pass(700);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        test.pass(700);
        assert_eq!(sofia.call("/api/release/save_class", &fields).await.status, 403, "a step-up is needed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_follow_their_chart_into_a_merge_and_back() {
    on_each_database(async |test| {
        let (stays, goes) =
            (test.chart(&test.demo, 1, "Hughes").await, test.chart(&test.demo, 2, "Hughes").await);
        test.patient(&test.demo, "walter", stays).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.result(&test.demo, goes, (1, "Electrolytes", "released")).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert!(titles(&mut walter).await.is_empty());
        let (stays, goes) = (stays.to_string(), goes.to_string());
        let fields = [
            ("request[survivor]", stays.as_str()),
            ("request[merged]", goes.as_str()),
            ("request[reason]", "one person"),
            ("request[is_confirmed]", "true"),
        ];
        let merged = joan.call("/api/charts/merge_charts", &fields).await;
        assert_eq!(merged.status, 200, "{}", merged.body);
        assert_eq!(titles(&mut walter).await, ["Electrolytes"]);
        let merges: serde_json::Value = call(&mut joan, "charts/list_merges", &[]).await;
        let merge = merges["lines"][0]["id"].as_str().expect("a merge").to_owned();
        let undone = joan.call("/api/charts/undo_merge", &[("request[merge]", &merge)]).await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        assert!(titles(&mut walter).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_a_result_they_may_read_as_the_patient_or_for_the_patient() {
    on_each_database(async |test| {
        set_rules(&test, BY_HAND).await;
        send(&test, &[POTASSIUM.json()]).await;
        let (_, mut ruiz) = people(&test).await;
        let chart = chart(&test).await;
        test.acting(&test.demo, "nadia", chart, Relation::Proxy, &[Scope::Appointments]).await;
        test.sql("INSERT INTO staff_role (facility_id, account_id, role) SELECT facility_id, id, 'provider' FROM account WHERE username = 'nadia'").await;
        let mut nadia = test.signed_in(&test.demo, "nadia").await;
        let theirs = work(&mut ruiz, Shelf::Waiting).await;
        assert_eq!((theirs.waiting, theirs.own, theirs.items.len()), (1, 0, 1));
        let mine = work(&mut nadia, Shelf::Waiting).await;
        assert_eq!((mine.waiting, mine.own, mine.items.len()), (0, 1, 0));
        let item = &theirs.items[0];
        let seen = format!("{}.{}", item.id, item.version);
        for (what, fields) in [
            ("release", vec![("request[results][0]", seen.as_str())]),
            ("block", vec![("request[result]", &seen), ("request[reason]", "I do not want to know")]),
            ("comment", vec![("request[result]", &seen), ("request[comment]", "All is well.")]),
        ] {
            let reply = nadia.call(&format!("/api/release/{what}"), &fields).await;
            assert!(reply.status == 403 && reply.body.contains("results.own"), "{what}: {}", reply.body);
            let refused = format!("SELECT COUNT(*) FROM audit_event WHERE action = 'results.{what}' AND outcome = 'results.own'");
            assert_eq!(test.number(&refused).await, 1, "{what}");
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM result WHERE state = 'held' AND comment IS NULL").await, 1);
        let came: Released = call(&mut ruiz, "release/release", &[("request[results][0]", &seen)]).await;
        assert_eq!(came.released, 1);
    })
    .await;
}
