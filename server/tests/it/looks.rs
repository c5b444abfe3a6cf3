//! Who opened a record, as its patient sees it; questions about that, and the clinic's answers.

use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::looks::contract::{Looker, Looks, Questions};
use domain::permission::{Role, Scope};
use serde::de::DeserializeOwned;

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn looks(browser: &mut Client) -> Looks {
    call(browser, "looks/list_looks", &[("request[before]", "")]).await
}

/// A patient, somebody who acts for the patient, a clinician who has looked, and an administrator.
async fn people(test: &TestPortal) -> (Client, Client, Client) {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.patient(&test.demo, "walter", chart).await;
    test.acting(&test.demo, "elena", chart, Relation::Proxy, &Scope::ALL).await;
    test.colleague(&test.demo, "ruiz", Role::Provider).await;
    test.colleague(&test.demo, "sofia", Role::Administrator).await;
    test.result(&test.demo, chart, (1, "Electrolytes", "held")).await;
    let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
    assert_eq!(ruiz.call("/api/release/list_work", &[("request[shelf]", "waiting")]).await.status, 200);
    let mut elena = test.signed_in(&test.demo, "elena").await;
    test.pass(1);
    assert_eq!(elena.call("/api/records/list_latest", &[]).await.status, 200);
    test.pass(1);
    let walter = test.signed_in(&test.demo, "walter").await;
    (walter, elena, test.signed_in(&test.demo, "sofia").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_sees_who_looked_what_they_are_and_can_leave_out_the_own_looks() {
    on_each_database(async |test| {
        let (mut walter, mut elena, _) = people(&test).await;
        assert_eq!(walter.call("/api/records/list_latest", &[]).await.status, 200);
        let all = looks(&mut walter).await;
        let who: Vec<_> = all.looks.iter().map(|look| look.looker).collect();
        assert!(
            who.contains(&Looker::Own) && who.contains(&Looker::Proxy) && who.contains(&Looker::Provider),
            "{who:?}"
        );
        let others: Looks = call(
            &mut walter,
            "looks/list_looks",
            &[("request[before]", ""), ("request[is_without_own]", "true")],
        )
        .await;
        assert!(others.looks.len() >= 2 && others.looks.iter().all(|look| look.looker != Looker::Own));
        // Nobody who acts for the patient sees it, the clinician who looked least of all.
        assert_eq!(elena.call("/api/looks/list_looks", &[("request[before]", "")]).await.status, 403);
        let again = looks(&mut walter).await;
        assert!(again.looks.iter().any(|look| look.looker == Looker::Proxy && look.is_refused));
        let logged = "SELECT COUNT(*) FROM audit_event WHERE action = 'looks.list' AND outcome = 'done'";
        assert_eq!(test.number(logged).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_once_and_whoever_asked_is_told() {
    on_each_database(async |test| {
        let (mut walter, _, mut sofia) = people(&test).await;
        let look = looks(&mut walter).await.looks.into_iter().find(|look| look.looker == Looker::Provider);
        let look = look.expect("a look").id.to_string();
        let ask = [("request[look]", look.as_str()), ("request[question]", " Why? ")];
        assert_eq!(walter.call("/api/looks/ask", &[("request[look]", &look)]).await.status, 422);
        assert_eq!(walter.call("/api/looks/ask", &ask).await.status, 200);
        assert_eq!(walter.call("/api/looks/ask", &ask).await.status, 409, "it was asked");

        let open: Questions = call(&mut sofia, "audit/list_questions", &[("request[page]", "0")]).await;
        assert_eq!((open.open, open.questions.len()), (1, 1));
        let asked = &open.questions[0];
        assert_eq!((asked.patient.as_str(), asked.question.question.as_str()), ("Test Hughes", "Why?"));
        assert_eq!(asked.action, "results.work");
        let id = asked.question.id.to_string();
        let answer = [("request[question]", id.as_str()), ("request[answer]", "She looked at your results.")];
        assert_eq!(sofia.call("/api/audit/answer_question", &answer).await.status, 200);
        assert_eq!(sofia.call("/api/audit/answer_question", &answer).await.status, 409, "it was answered");

        let mine = looks(&mut walter).await.questions;
        let said = mine[0].answer.as_ref().map(|answer| answer.words.as_str());
        assert_eq!(said, Some("She looked at your results."));
        assert_eq!(test.number("SELECT COUNT(*) FROM outbox WHERE event = 'notice_look_answered'").await, 1);
        for action in ["looks.ask", "looks.answer"] {
            let logged = format!(
                "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done' AND chart_id IS NOT NULL"
            );
            assert_eq!(test.number(&logged).await, 1, "{action}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_asks_about_looks_at_others_records_and_a_late_answer_is_called_late() {
    on_each_database(async |test| {
        let (mut walter, _, mut sofia) = people(&test).await;
        let other = test.chart(&test.demo, 2, "Nair").await;
        test.patient(&test.demo, "priya", other).await;
        let mut priya = test.signed_in(&test.demo, "priya").await;
        assert_eq!(priya.call("/api/records/list_latest", &[]).await.status, 200);
        let foreign = looks(&mut priya).await.looks[0].id.to_string();
        let missing = uuid::Uuid::from_u128(7).to_string();
        for look in [&foreign, &missing] {
            let ask = [("request[look]", look.as_str()), ("request[question]", "Why?")];
            let reply = walter.call("/api/looks/ask", &ask).await;
            assert_eq!((reply.status, reply.body.as_str()), (404, r#"{"error":"not_found"}"#));
        }
        let own = looks(&mut walter).await.looks[0].id.to_string();
        let ask = [("request[look]", own.as_str()), ("request[question]", "Why?")];
        assert_eq!(walter.call("/api/looks/ask", &ask).await.status, 200);
        test.pass(14 * 86_400 + 1);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert!(looks(&mut walter).await.questions[0].is_late);
        assert_eq!(sofia.call("/api/audit/list_questions", &[("request[page]", "0")]).await.status, 401);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let open: Questions = call(&mut sofia, "audit/list_questions", &[("request[page]", "0")]).await;
        assert!(open.questions[0].question.is_late);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_for_a_look_of_their_own_where_a_colleague_can() {
    on_each_database(async |test| {
        let (mut walter, _, mut sofia) = people(&test).await;
        test.colleague(&test.demo, "tom", Role::Administrator).await;
        let chart = crate::support::laboratory::chart(&test).await.to_string();
        let fields =
            [("request[chart]", chart.as_str()), ("request[reason]", "Somebody called about an emergency")];
        let opened = sofia.call("/api/chart_view/break_glass", &fields).await;
        assert_eq!(opened.status, 200, "{}", opened.body);
        let seen =
            looks(&mut walter).await.looks.into_iter().find(|look| look.looker == Looker::Administrator);
        let look = seen.expect("a look").id.to_string();
        let ask = [("request[look]", look.as_str()), ("request[question]", "Why?")];
        assert_eq!(walter.call("/api/looks/ask", &ask).await.status, 200);
        let open: Questions = call(&mut sofia, "audit/list_questions", &[("request[page]", "0")]).await;
        let id = open.questions[0].question.id.to_string();
        let answer = [("request[question]", id.as_str()), ("request[answer]", "It was me.")];
        let reply = sofia.call("/api/audit/answer_question", &answer).await;
        assert!(reply.status == 403 && reply.body.contains("looks.own"), "{}", reply.body);
        let refused =
            "SELECT COUNT(*) FROM audit_event WHERE action = 'looks.answer' AND outcome = 'looks.own'";
        assert_eq!(test.number(refused).await, 1);
        let mut tom = test.signed_in(&test.demo, "tom").await;
        assert_eq!(tom.call("/api/audit/answer_question", &answer).await.status, 200);
    })
    .await;
}
