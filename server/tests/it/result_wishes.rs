//! How people want to hear of results: at once, once a clinician has written, not at weekends.

use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::permission::{Role, Scope};
use domain::results::contract::{ResultList, Seen};
use domain::results::wish::{When, Wish};
use domain::time::DAY;

async fn people(test: &TestPortal) -> (Client, Client, domain::ids::ChartId) {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.patient(&test.demo, "walter", chart).await;
    test.colleague(&test.demo, "ruiz", Role::Provider).await;
    let walter = test.signed_in(&test.demo, "walter").await;
    (walter, test.signed_in(&test.demo, "ruiz").await, chart)
}

async fn wish(client: &mut Client) -> Wish {
    let fields = [("request[words]", ""), ("request[after]", "")];
    let reply = client.call("/api/results/list_results", &fields).await;
    serde_json::from_str::<ResultList>(&reply.body).expect("a list").wish
}

async fn save(client: &mut Client, when: When, is_weekend_quiet: bool) {
    let mut fields = vec![("request[when]", when.name())];
    fields.extend(is_weekend_quiet.then_some(("request[is_weekend_quiet]", "true")));
    let reply = client.call("/api/results/save_wish", &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

async fn release(client: &mut Client, result: domain::ids::EntryId, version: i64, comment: &str) {
    let seen = Seen { id: result, version }.written();
    let fields = [("request[results][0]", seen.as_str()), ("request[comment]", comment)];
    let reply = client.call("/api/release/release", &fields).await;
    assert_eq!((reply.status, reply.body.contains("\"released\":1")), (200, true), "{}", reply.body);
}

/// Seconds from now until each message of a new result goes out, soonest first.
async fn due(test: &TestPortal) -> Vec<i64> {
    let now = test.portal.backend.clock.now().0;
    let rows = test
        .texts("SELECT CAST(due_s AS TEXT) FROM outbox WHERE event = 'result_released' ORDER BY due_s")
        .await;
    rows.iter().map(|due| due.parse::<i64>().expect("a number") - now).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_comment_hears_with_it_or_after_a_week() {
    on_each_database(async |test| {
        let (mut walter, mut ruiz, chart) = people(&test).await;
        test.acting(&test.demo, "elena", chart, Relation::Proxy, &Scope::ALL).await;
        assert_eq!(wish(&mut walter).await, Wish::default());
        save(&mut walter, When::WithComment, false).await;
        assert_eq!(wish(&mut walter).await, Wish { when: When::WithComment, is_weekend_quiet: false });
        let mut elena = test.signed_in(&test.demo, "elena").await;
        assert_eq!(wish(&mut elena).await, Wish::default(), "each has a wish of their own");

        let one = test.result(&test.demo, chart, (1, "Lipids", "held")).await;
        release(&mut ruiz, one, 0, "").await;
        assert_eq!(due(&test).await, [120, 7 * DAY], "the other at once, the patient after a week");
        // It can be seen all the same.
        assert_eq!(walter.get(&format!("/records/results/{one}")).await.status, 200);

        let fields_of = |version: i64| Seen { id: one, version }.written();
        let seen = fields_of(1);
        let fields = [("request[result]", seen.as_str()), ("request[comment]", "All is well.")];
        assert_eq!(ruiz.call("/api/release/comment", &fields).await.status, 200);
        assert_eq!(due(&test).await, [120, 120, 7 * DAY], "now the patient too, once");
        let seen = fields_of(2);
        let fields = [("request[result]", seen.as_str()), ("request[comment]", "All is very well.")];
        assert_eq!(ruiz.call("/api/release/comment", &fields).await.status, 200);
        assert_eq!(due(&test).await.len(), 3, "another wording is no news");

        test.pass(3_600);
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let two = test.result(&test.demo, chart, (2, "Iron", "held")).await;
        release(&mut ruiz, two, 0, "Low; we talk about it.").await;
        let soon = due(&test).await.into_iter().filter(|due| *due == 120).count();
        assert_eq!(soon, 2, "with a comment both hear at once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_weekends_end_on_monday_morning_in_the_clinic_s_zone() {
    on_each_database(async |test| {
        let (mut walter, _, chart) = people(&test).await;
        save(&mut walter, When::AtOnce, true).await;
        // The clock began on a Monday: a working day first, then Saturday.
        let monday = test.result(&test.demo, chart, (1, "Lipids", "held")).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        release(&mut ruiz, monday, 0, "").await;
        assert_eq!(due(&test).await, [120]);
        test.pass(5 * DAY);
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let saturday = test.result(&test.demo, chart, (2, "Iron", "held")).await;
        release(&mut ruiz, saturday, 0, "").await;
        let last = due(&test).await.into_iter().max().expect("a message");
        let at = test.portal.backend.clock.now().plus_seconds(last);
        let local = usecases::zones::local(&test.demo.zone, at);
        assert_eq!((local.hour, local.minute), (8, 0), "{local:?}");
        let days = domain::civil::days_from_date(local.year, local.month, local.day);
        assert_eq!((days + 3).rem_euclid(7), 0, "a Monday");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_sensitive_nobody_hears_but_the_patient() {
    on_each_database(async |test| {
        let (_, mut ruiz, chart) = people(&test).await;
        test.acting(&test.demo, "elena", chart, Relation::Proxy, &Scope::ALL).await;
        let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
        test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
        let told = async || {
            let id = if test.portal.backend.db.is_postgres() { "subject_id::text" } else { "lower(hex(subject_id))" };
            test.texts(&format!("SELECT {id} FROM outbox WHERE event LIKE 'result_%' ORDER BY 1")).await
        };
        let elena = test.grant_of(&test.demo, "elena").await.to_string().replace('-', "");
        let sensitive = test.result(&test.demo, chart, (1, "Antigen", "held")).await;
        test.sql(&format!("UPDATE result SET codes = 'L-1 !part S-1' WHERE id = {}", test.id(sensitive.0))).await;
        release(&mut ruiz, sensitive, 0, "All is well.").await;
        let first = told().await;
        assert_eq!(first.len(), 1, "{first:?}");
        assert!(first.iter().all(|grant| grant.replace('-', "") != elena), "{first:?}");
        test.pass(3_600);
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let plain = test.result(&test.demo, chart, (2, "Lipids", "held")).await;
        release(&mut ruiz, plain, 0, "").await;
        let both = told().await;
        assert_eq!(both.iter().filter(|grant| grant.replace('-', "") == elena).count(), 1, "{both:?}");
    })
    .await;
}
