//! Reports and their tests: whichever comes first, changes, or leaves, nothing is shown that its rules hold back.

use crate::support::laboratory::{PATIENT, Test, chart, entry, report, send};
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::permission::{Role, Scope};
use domain::records::contract::{Section, SectionPage};
use domain::results::contract::{ResultList, ResultPage, Shelf, Worklist};
use domain::results::value::Flag;
use serde::de::DeserializeOwned;

const DATE: &str = "2027-02-26T08:00:00Z";
/// Tests of class HIV need a clinician and are the patient's alone; all others are shown at once.
const RULES: &str = r#"{"laboratory":"at_once","other":"at_once","classes":[{"id":"h","name":"HIV","codes":["56888-1"],"rule":{"by_hand":{"deadline_hours":null}},"is_sensitive":true,"reason":""}]}"#;

const fn test_of<'a>(id: &'a str, title: &'a str, code: &'a str) -> Test<'a> {
    Test { id, title, code, status: "final", value: "4.4", date: DATE }
}

const HIV: Test<'_> = test_of("hiv", "HIV antigen", "56888-1");
const SODIUM: Test<'_> = test_of("sodium", "Sodium", "2951-2");

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn titles(browser: &mut Client) -> Vec<String> {
    let list: ResultList = call(browser, "results/list_results", &[("request[words]", "")]).await;
    list.results.into_iter().map(|line| line.title).collect()
}

async fn tests_of(browser: &mut Client, test: &TestPortal, title: &str) -> Vec<String> {
    let id = entry(test, title).await.to_string();
    let page: ResultPage = call(browser, "results/read_result", &[("request[id]", &id)]).await;
    page.tests.into_iter().map(|test| test.title).collect()
}

async fn waiting(browser: &mut Client) -> Vec<String> {
    let list: Worklist =
        call(browser, "release/list_work", &[("request[shelf]", Shelf::Waiting.name())]).await;
    list.items.into_iter().map(|item| item.title).collect()
}

struct People {
    walter: Client,
    elena: Client,
    ruiz: Client,
}

async fn people(test: &TestPortal, rules: &str) -> People {
    test.sql(&format!("UPDATE facility SET results = '{rules}'")).await;
    send(test, &[]).await;
    let own = chart(test).await;
    test.patient(&test.demo, "walter", own).await;
    test.acting(&test.demo, "elena", own, Relation::Proxy, &[Scope::Results]).await;
    test.colleague(&test.demo, "ruiz", Role::Provider).await;
    People {
        walter: test.signed_in(&test.demo, "walter").await,
        elena: test.signed_in(&test.demo, "elena").await,
        ruiz: test.signed_in(&test.demo, "ruiz").await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_waits_for_a_test_that_came_before_it() {
    on_each_database(async |test| {
        let People { mut walter, mut elena, mut ruiz } = people(&test, RULES).await;
        send(&test, &[HIV.json(), SODIUM.json()]).await;
        assert_eq!(titles(&mut walter).await, ["Sodium"]);
        send(&test, &[report("r", "Admission", "final", DATE, &["hiv"])]).await;
        assert_eq!(titles(&mut walter).await, ["Sodium"], "the test that waits holds its report back");
        assert_eq!(waiting(&mut ruiz).await, ["Admission"]);
        // A report that is shown and names the test afterwards is hidden again.
        send(&test, &[report("b", "Second", "final", DATE, &[])]).await;
        assert!(titles(&mut walter).await.contains(&"Second".to_owned()));
        let other = Test { id: "hiv2", title: "HIV antibody", ..HIV };
        send(&test, &[other.json()]).await;
        send(&test, &[report("b", "Second", "corrected", DATE, &["hiv2"])]).await;
        assert_eq!(titles(&mut walter).await, ["Sodium"]);
        assert_eq!(titles(&mut elena).await, ["Sodium"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_released_by_itself_is_not_shown_to_others_inside_a_report() {
    on_each_database(async |test| {
        let People { mut walter, mut elena, mut ruiz } = people(&test, RULES).await;
        send(&test, &[HIV.json()]).await;
        let id = entry(&test, "HIV antigen").await;
        let seen = format!("{id}.{}", test.number("SELECT version FROM result").await);
        let released = ruiz.call("/api/release/release", &[("request[results][0]", &seen)]).await;
        assert_eq!(released.status, 200, "{}", released.body);
        send(&test, &[SODIUM.json(), report("r", "Admission", "final", DATE, &["hiv", "sodium"])]).await;
        assert_eq!(tests_of(&mut elena, &test, "Admission").await, ["Sodium"]);
        assert!(!titles(&mut elena).await.contains(&"HIV antigen".to_owned()));
        assert!(titles(&mut walter).await.contains(&"HIV antigen".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_that_nobody_sorted_are_held_back_like_all_others() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        let unsorted = HIV.json().replace(r#""category":[{"coding":[{"code":"laboratory"}]}],"#, "");
        let exam = Test { id: "exam", title: "Examined", ..HIV };
        let exam = exam.json().replace("laboratory", "exam");
        send(&test, &[unsorted, exam, SODIUM.json()]).await;
        assert_eq!(titles(&mut walter).await, ["Sodium"], "and what is no result is none");
        assert_eq!(waiting(&mut ruiz).await, ["HIV antigen"]);
        send(&test, &[report("r", "Admission", "final", DATE, &["exam"])]).await;
        assert_eq!(titles(&mut walter).await, ["Sodium"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_a_report_no_longer_names_leaves_it() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        let calcium = test_of("calcium", "Calcium", "17861-6");
        send(
            &test,
            &[SODIUM.json(), calcium.json(), report("r", "Salts", "final", DATE, &["sodium", "calcium"])],
        )
        .await;
        assert_eq!(tests_of(&mut walter, &test, "Salts").await, ["Sodium", "Calcium"]);
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"never","other":"never"}'"#).await;
        send(&test, &[report("r", "Salts", "corrected", DATE, &["calcium"])]).await;
        assert_eq!(tests_of(&mut walter, &test, "Salts").await, ["Calcium"]);
        assert_eq!(titles(&mut walter).await, ["Salts"], "what left it follows the rules of today");
        assert!(waiting(&mut ruiz).await.is_empty());
        send(&test, &[report("r", "Salts", "corrected", DATE, &[])]).await;
        assert!(tests_of(&mut walter, &test, "Salts").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_again_for_another_patient_begins_anew() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        send(&test, &[Test { value: "6.9", ..SODIUM }.json()]).await;
        let id = entry(&test, "Sodium").await;
        let seen = format!("{id}.{}", test.number("SELECT version FROM result").await);
        let fields = [("request[result]", seen.as_str()), ("request[comment]", "For Walter alone.")];
        assert_eq!(ruiz.call("/api/release/comment", &fields).await.status, 200);
        let other = PATIENT.replace(r#""id":"p""#, r#""id":"q""#).replace("Walter", "Priya");
        let moved = SODIUM.json().replace("Patient/p", "Patient/q");
        send(&test, &[other, moved]).await;
        let theirs = test.texts("SELECT given FROM chart WHERE given LIKE 'Priya%'").await;
        assert_eq!(theirs.len(), 1);
        assert!(titles(&mut walter).await.is_empty());
        let chart_of = "SELECT chart_id FROM result";
        test.sql(&format!(
            "UPDATE access_grant SET chart_id = ({chart_of}) WHERE account_id = (SELECT id FROM account WHERE username = 'walter')"
        ))
        .await;
        let mut reader = test.signed_in(&test.demo, "walter").await;
        let id = id.to_string();
        let page: ResultPage = call(&mut reader, "results/read_result", &[("request[id]", &id)]).await;
        assert!(page.comment.is_none() && page.tests[0].replaced.is_empty(), "{page:?}");
        assert_eq!(page.tests[0].value.text.as_deref(), Some("4.4"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_of_a_report_within_a_report_belong_to_the_topmost() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        let panel = Test { id: "panel", title: "Panel", code: "9-9", ..SODIUM };
        let panel = panel.json().replace(
            r#""referenceRange""#,
            r#""hasMember":[{"reference":"Observation/hiv"}],"referenceRange""#,
        );
        send(&test, &[HIV.json(), panel]).await;
        assert!(titles(&mut walter).await.is_empty());
        assert_eq!(waiting(&mut ruiz).await, ["Panel"]);
        send(&test, &[report("r", "Admission", "final", DATE, &["panel"])]).await;
        assert!(titles(&mut walter).await.is_empty());
        let list: Worklist = call(&mut ruiz, "release/list_work", &[("request[shelf]", "waiting")]).await;
        assert_eq!(list.items.len(), 1);
        let item = &list.items[0];
        assert!(item.title == "Admission" && item.is_sensitive && item.tests.len() == 2, "{item:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_set_aside_when_what_it_was_about_changes() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        send(&test, &[SODIUM.json()]).await;
        let id = entry(&test, "Sodium").await;
        let seen = format!("{id}.{}", test.number("SELECT version FROM result").await);
        let fields = [("request[result]", seen.as_str()), ("request[comment]", "All is well.")];
        assert_eq!(ruiz.call("/api/release/comment", &fields).await.status, 200);
        send(&test, &[Test { value: "7.9", status: "corrected", ..SODIUM }.json()]).await;
        let id = id.to_string();
        let page: ResultPage = call(&mut walter, "results/read_result", &[("request[id]", &id)]).await;
        assert_eq!(page.comment, None);
        let kept = test.texts("SELECT reason FROM result_event WHERE what = 'comment_set_aside'").await;
        assert_eq!(kept, ["All is well."]);
    })
    .await;
}

/// Releases a result as a clinician does.
async fn release(browser: &mut Client, test: &TestPortal, title: &str) {
    let id = entry(test, title).await;
    let version = test.number(&format!("SELECT version FROM result WHERE id = {}", test.id(id.0))).await;
    let seen = format!("{id}.{version}");
    let reply = browser.call("/api/release/release", &[("request[results][0]", &seen)]).await;
    assert!(reply.body.contains(r#""released":1"#), "{title}: {}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_held_back_as_its_parts_are() {
    on_each_database(async |test| {
        let People { mut walter, mut elena, mut ruiz } = people(&test, RULES).await;
        let with_part = |id, title, code: &str| {
            let part = format!(
                r#""component":[{{"code":{{"text":"Part","coding":[{{"code":"local"}},{{"system":"http://loinc.org","code":"{code}"}}]}},"valueString":"Reactive"}}],"referenceRange""#
            );
            Test { id, title, code: "9-9", ..SODIUM }.json().replace(r#""referenceRange""#, &part)
        };
        send(&test, &[with_part("sti", "STI panel", "56888-1"), with_part("salts", "Salts", "2951-2")]).await;
        assert_eq!(titles(&mut walter).await, ["Salts"]);
        assert_eq!(waiting(&mut ruiz).await, ["STI panel"]);
        release(&mut ruiz, &test, "STI panel").await;
        assert!(titles(&mut walter).await.contains(&"STI panel".to_owned()));
        assert_eq!(titles(&mut elena).await, ["Salts"], "a proxy sees nothing sensitive");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_is_named_late_is_known_by_all_its_codes() {
    on_each_database(async |test| {
        let People { mut walter, mut elena, mut ruiz } = people(&test, RULES).await;
        let exam = Test { id: "exam", title: "Examined", ..HIV }.json().replace("laboratory", "exam").replace(
            r#"[{"system":"http://loinc.org""#,
            r#"[{"system":"http://snomed.info/sct","code":"165816005"},{"system":"http://loinc.org""#,
        );
        let scan = Test { id: "scan", title: "Scanned", code: "9-9", ..SODIUM }
            .json()
            .replace("laboratory", "imaging")
            .replace(
                r#""referenceRange""#,
                r#""component":[{"code":{"text":"HIV","coding":[{"code":"56888-1"}]},"valueString":"Reactive"}],"referenceRange""#,
            );
        send(&test, &[exam, scan]).await;
        send(
            &test,
            &[
                report("r", "Admission", "final", DATE, &["exam"]),
                report("s", "Images", "final", DATE, &["scan"]),
            ],
        )
        .await;
        assert!(titles(&mut walter).await.is_empty());
        let mut all = waiting(&mut ruiz).await;
        all.sort();
        assert_eq!(all, ["Admission", "Images"]);
        for title in ["Admission", "Images"] {
            release(&mut ruiz, &test, title).await;
        }
        assert_eq!(titles(&mut walter).await.len(), 2);
        assert!(titles(&mut elena).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_carries_results_is_no_note_and_a_note_stays_a_document() {
    on_each_database(async |test| {
        let by_hand = r#"{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}}}"#;
        let People { mut walter, mut ruiz, .. } = people(&test, by_hand).await;
        let of = |id: &str, title: &str, categories: &str, tests: &[&str]| {
            report(id, title, "final", DATE, tests).replace(r#"[{"code":"LAB"}]"#, categories)
        };
        let resources = [
            SODIUM.json(),
            of("a", "Laboratory", r#"[{"code":"51847-2"},{"code":"LAB"}]"#, &[]),
            of("b", "Radiology", r#"[{"code":"LP29684-5"},{"code":"34117-2"}]"#, &[]),
            of("c", "With a test", r#"[{"code":"51847-2"}]"#, &["sodium"]),
            of("d", "Cardiology", r#"[{"code":"LP29708-2"}]"#, &[]),
            of("e", "Plain note", r#"[{"code":"34117-2"},{"code":"51847-2"}]"#, &[]),
        ];
        send(&test, &resources).await;
        assert!(titles(&mut walter).await.is_empty());
        let mut all = waiting(&mut ruiz).await;
        all.sort();
        assert_eq!(all, ["Cardiology", "Laboratory", "Radiology", "With a test"]);
        let fields = [("request[section]", Section::Documents.slug()), ("request[after]", "")];
        let page: SectionPage = call(&mut walter, "records/read_section", &fields).await;
        let documents: Vec<&str> =
            page.current.iter().chain(&page.past).map(|line| line.title.as_str()).collect();
        assert_eq!(documents, ["Plain note"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_inside_a_report_count_for_its_rules_and_are_shown_as_its_parts() {
    on_each_database(async |test| {
        let People { mut walter, mut elena, mut ruiz } = people(&test, RULES).await;
        let holding = |id: &str, title: &str, code: &str| {
            let held = r##""contained":[{"resourceType":"Practitioner","id":"who"},{"resourceType":"Observation","id":"obs1","status":"final","code":{"text":"Inside","coding":[{"system":"http://loinc.org","code":"CODE"}]},"valueQuantity":{"value":4.4,"unit":"mmol/L"},"referenceRange":[{"low":{"value":1},"high":{"value":3}}],"note":[{"text":"Done twice."}]},{"resourceType":"Observation","id":"obs2","status":"final","code":{"text":"Pressure"},"component":[{"code":{"text":"Systolic"},"valueQuantity":{"value":120,"code":"mm[Hg]"}},{"code":{"text":"Diastolic"},"valueQuantity":{"value":80,"code":"mm[Hg]"}}]},{"resourceType":"Observation","id":"obs3","status":"entered-in-error","code":{"text":"Mistaken"},"valueString":"x"}],"result":[{"reference":"#obs1"},{"reference":"#obs2"},{"reference":"#obs3"}]"##;
            report(id, title, "final", DATE, &[]).replace(r#""result":[]"#, &held.replace("CODE", code))
        };
        send(&test, &[holding("r", "Serology", "56888-1"), holding("s", "Salts", "2951-2")]).await;
        assert_eq!(titles(&mut walter).await, ["Salts"]);
        assert_eq!(waiting(&mut ruiz).await, ["Serology"]);
        release(&mut ruiz, &test, "Serology").await;
        assert_eq!(titles(&mut elena).await, ["Salts"], "it is sensitive");
        let id = entry(&test, "Serology").await.to_string();
        let fields = [("request[id]", id.as_str())];
        assert_eq!(elena.call("/api/results/read_result", &fields).await.status, 404);
        let page: ResultPage = call(&mut walter, "results/read_result", &fields).await;
        let found: Vec<(&str, Option<&str>, Option<&str>)> = page
            .tests
            .iter()
            .map(|test| (test.title.as_str(), test.value.text.as_deref(), test.value.unit.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("Inside", Some("4.4"), Some("mmol/L")),
                ("Pressure: Systolic", Some("120"), Some("mmHg")),
                ("Pressure: Diastolic", Some("80"), Some("mmHg")),
            ]
        );
        assert_eq!(page.tests[0].flag, Some(Flag::High));
        assert_eq!(page.tests[0].notes, ["Done twice."]);
        assert!(page.tests[1].notes.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_itself_by_way_of_others_is_brought_in_and_ruled_once() {
    on_each_database(async |test| {
        let People { mut walter, mut ruiz, .. } = people(&test, RULES).await;
        let naming = |test: Test<'_>, other: &str| {
            test.json().replace(
                r#""referenceRange""#,
                &format!(r#""hasMember":[{{"reference":"Observation/{other}"}}],"referenceRange""#),
            )
        };
        for status in ["final", "corrected"] {
            let other = |id, title| Test { id, title, status, ..SODIUM };
            let resources = [
                // Two that name each other, and one that names itself.
                naming(Test { status, ..HIV }, "panel"),
                naming(other("panel", "Panel"), "hiv"),
                naming(other("self", "Alone"), "self"),
                // Three in a ring, and reports that name each other.
                naming(other("one", "One"), "two"),
                naming(other("two", "Two"), "three"),
                naming(other("three", "Three"), "one"),
                report("x", "First report", status, DATE, &["nothing"])
                    .replace("Observation/nothing", "DiagnosticReport/y"),
                report("y", "Second report", status, DATE, &["nothing"])
                    .replace("Observation/nothing", "DiagnosticReport/x"),
            ];
            send(&test, &resources).await;
            let mut shown = titles(&mut walter).await;
            let ring: Vec<String> =
                shown.extract_if(.., |title| ["One", "Two", "Three"].contains(&title.as_str())).collect();
            shown.sort();
            assert_eq!(shown, ["Alone", "First report", "Second report"]);
            assert_eq!(ring.len(), 1, "one of the ring stands for all: {ring:?}");
            assert_eq!(tests_of(&mut walter, &test, &ring[0]).await.len(), 3);
            let list: Worklist = call(&mut ruiz, "release/list_work", &[("request[shelf]", "waiting")]).await;
            assert_eq!(list.items.len(), 1, "{:?}", list.items);
            assert!(list.items[0].is_sensitive && list.items[0].tests.len() == 2, "{:?}", list.items);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_is_written_otherwise_is_no_correction() {
    on_each_database(async |test| {
        let People { mut walter, .. } = people(&test, RULES).await;
        let pressure = SODIUM.json().replace(r#""unit":"mmol/L""#, r#""unit":"mm[Hg]","code":"mm[Hg]""#);
        send(&test, std::slice::from_ref(&pressure)).await;
        // As it was stored before.
        let hash = test.bytes(&[0]);
        test.sql(&format!("UPDATE entry SET view = REPLACE(view, 'mmHg', 'mm[Hg]'), content_hash = {hash}"))
            .await;
        let id = entry(&test, "Sodium").await.to_string();
        for _ in 0..2 {
            let page: ResultPage = call(&mut walter, "results/read_result", &[("request[id]", &id)]).await;
            assert_eq!(page.tests[0].value.unit.as_deref(), Some("mmHg"));
            assert!(page.tests[0].replaced.is_empty(), "{page:?}");
            send(&test, std::slice::from_ref(&pressure)).await;
        }
        let corrected = "SELECT COUNT(*) FROM result_event WHERE what = 'corrected'";
        assert_eq!(test.number(corrected).await, 0);
    })
    .await;
}
