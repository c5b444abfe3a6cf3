//! Requests for corrections: asked, answered, disagreed with; who sees what of them; and that each step is taken once.

use crate::support::{Client, TestPortal, entry_id, on_each_database};
use domain::actor::Relation;
use domain::civil::{LocalMinute, days_from_date};
use domain::corrections::contract::{CorrectionLine, CorrectionList, CorrectionPage, SubjectKind};
use domain::corrections::{State, Step};
use domain::ids::ChartId;
use domain::permission::{Role, Scope};
use serde::de::DeserializeOwned;

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// A patient with a diagnosis, somebody who acts for the patient, and a clinician.
async fn people(test: &TestPortal) -> (Client, Client, Client) {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.patient(&test.demo, "walter", chart).await;
    test.acting(&test.demo, "elena", chart, Relation::Proxy, &Scope::ALL).await;
    test.colleague(&test.demo, "ruiz", Role::Provider).await;
    test.entry(&test.demo, chart, (1, "Asthma", "Condition")).await;
    let walter = test.signed_in(&test.demo, "walter").await;
    (walter, test.signed_in(&test.demo, "elena").await, test.signed_in(&test.demo, "ruiz").await)
}

async fn ask(client: &mut Client, words: &str) -> String {
    let entry = entry_id(1).to_string();
    call(client, "corrections/ask", &[("request[entry]", &entry), ("request[words]", words)]).await
}

async fn page(client: &mut Client, door: &str, id: &str) -> CorrectionPage {
    call(client, door, &[("request[id]", id)]).await
}

async fn step(client: &mut Client, door: &str, (id, version): (&str, i64), step: Step, words: &str) -> u16 {
    let version = version.to_string();
    let fields = [
        ("request[id]", id),
        ("request[version]", version.as_str()),
        ("request[step]", step.name()),
        ("request[words]", words),
    ];
    client.call(&format!("/api/{door}"), &fields).await.status
}

const OWN: &str = "corrections/read_correction";
const CLINICS: &str = "amend/read_request";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_to_and_fro_until_it_is_settled_and_whoever_asked_is_told() {
    on_each_database(async |test| {
        let (mut walter, _, mut ruiz) = people(&test).await;
        let entry = entry_id(1).to_string();
        let nothing = [("request[entry]", entry.as_str()), ("request[words]", "  ")];
        assert_eq!(walter.call("/api/corrections/ask", &nothing).await.status, 422);
        let id = ask(&mut walter, " I never had this. ").await;
        let again = [("request[entry]", entry.as_str()), ("request[words]", "x")];
        assert_eq!(walter.call("/api/corrections/ask", &again).await.status, 409, "one is open");

        let open: CorrectionList = call(&mut ruiz, "amend/list_requests", &[("request[page]", "0")]).await;
        assert_eq!((open.waiting, open.lines.len()), (1, 1));
        assert_eq!(open.lines[0].patient.as_ref().map(|(name, _)| name.as_str()), Some("Test Hughes"));
        let read = page(&mut ruiz, CLINICS, &id).await;
        assert_eq!(read.steps, [Step::AskBack, Step::Agree, Step::Decline]);
        assert_eq!(read.messages[0].words, "I never had this.");
        assert_eq!(read.subject.map(|subject| subject.title).as_deref(), Some("Asthma"));

        // The clinic asks, the patient answers, the clinic declines with a reason, the patient disagrees, the clinic agrees.
        assert_eq!(step(&mut ruiz, "amend/answer", (&id, 0), Step::AskBack, "").await, 422, "without words");
        assert_eq!(step(&mut ruiz, "amend/answer", (&id, 0), Step::AskBack, "Since when?").await, 200);
        assert_eq!(page(&mut walter, OWN, &id).await.line.state, State::Asked);
        assert_eq!(step(&mut walter, "corrections/write", (&id, 1), Step::Write, "Never.").await, 200);
        assert_eq!(step(&mut ruiz, "amend/answer", (&id, 2), Step::Decline, "").await, 422, "without a reason");
        assert_eq!(step(&mut ruiz, "amend/answer", (&id, 2), Step::Decline, "A test showed it.").await, 200);
        let declined = page(&mut walter, OWN, &id).await;
        assert_eq!((declined.line.state, declined.steps), (State::Declined, vec![Step::Write]));
        test.pass(20 * 86_400);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        assert_eq!(step(&mut walter, "corrections/write", (&id, 3), Step::Write, "It was my brother's.").await, 200);
        let anew = page(&mut walter, OWN, &id).await;
        assert_eq!(anew.line.state, State::Waiting);
        let days = |at: LocalMinute| days_from_date(at.year, at.month, at.day);
        let (due, asked) = (anew.line.due.expect("a day"), anew.line.asked);
        assert_eq!(days(due) - days(asked), 80, "the clinic has 60 days again");
        assert_eq!(step(&mut ruiz, "amend/answer", (&id, 4), Step::Agree, "").await, 200);
        let settled = page(&mut walter, OWN, &id).await;
        assert_eq!((settled.line.state, settled.steps.len(), settled.messages.len()), (State::Agreed, 0, 6));
        let settled: CorrectionList =
            call(&mut ruiz, "amend/list_requests", &[("request[is_settled]", "true"), ("request[page]", "0")]).await;
        assert_eq!((settled.waiting, settled.lines.len()), (0, 1));
        assert_eq!(test.number("SELECT COUNT(*) FROM outbox WHERE event = 'notice_correction_answered'").await, 3);
        for (action, times) in [("corrections.ask", 1), ("corrections.write", 2), ("corrections.answer", 3)] {
            let logged = format!(
                "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done' AND chart_id IS NOT NULL"
            );
            assert_eq!(test.number(&logged).await, times, "{action}");
        }
        // A new request about the same entry can be made once the old one is settled.
        ask(&mut walter, "And the date is wrong too.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_side_takes_the_others_steps_nor_one_that_was_overtaken() {
    on_each_database(async |test| {
        let (mut walter, _, mut ruiz) = people(&test).await;
        let id = ask(&mut walter, "Wrong.").await;
        for taken in [Step::Agree, Step::Decline, Step::AskBack, Step::Begin] {
            assert_eq!(step(&mut walter, "corrections/write", (&id, 0), taken, "x").await, 409, "{taken:?}");
        }
        for taken in [Step::Write, Step::TakeBack, Step::Begin] {
            assert_eq!(step(&mut ruiz, "amend/answer", (&id, 0), taken, "x").await, 409, "{taken:?}");
        }
        let mut other = ruiz.clone();
        let (one, two) = tokio::join!(
            step(&mut ruiz, "amend/answer", (&id, 0), Step::Agree, "Yes."),
            step(&mut other, "amend/answer", (&id, 0), Step::Decline, "No."),
        );
        let mut both = [one, two];
        both.sort_unstable();
        assert_eq!(both, [200, 409], "one decides");
        assert_eq!(step(&mut walter, "corrections/write", (&id, 0), Step::TakeBack, "").await, 409);
        let kept = "SELECT COUNT(*) FROM correction_message";
        assert_eq!(test.number(kept).await, 2);
        // What was written stays as it was written.
        for change in ["UPDATE correction_message SET words = 'x'", "DELETE FROM correction_message"] {
            let refused = test.portal.backend.db.execute_unprepared(change).await;
            assert!(refused.is_err(), "{change}");
        }
        assert_eq!(test.number(kept).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acts_for_the_patient_sees_requests_about_what_they_may_see() {
    on_each_database(async |test| {
        let (mut walter, mut elena, _) = people(&test).await;
        let id = ask(&mut walter, "Wrong.").await;
        let theirs: Vec<CorrectionLine> = call(&mut elena, "corrections/list_corrections", &[]).await;
        assert_eq!(theirs.len(), 1);
        assert_eq!(step(&mut elena, "corrections/write", (&id, 0), Step::Write, "For Walter.").await, 200);
        let mine = page(&mut walter, OWN, &id).await;
        assert_ne!(mine.messages[0].by, mine.messages[1].by, "each under their own name");
        // Once the entry is for the patient alone, so is what was written about it.
        test.sql("UPDATE entry SET is_restricted = TRUE").await;
        let theirs: Vec<CorrectionLine> = call(&mut elena, "corrections/list_corrections", &[]).await;
        assert_eq!(theirs.len(), 0);
        assert_eq!(elena.call("/api/corrections/read_correction", &[("request[id]", &id)]).await.status, 404);
        assert_eq!(step(&mut elena, "corrections/write", (&id, 1), Step::TakeBack, "").await, 404);
        let entry = entry_id(1).to_string();
        let subject = [("request[entry]", entry.as_str())];
        assert_eq!(elena.call("/api/corrections/read_subject", &subject).await.status, 404);
        let mine: Vec<CorrectionLine> = call(&mut walter, "corrections/list_corrections", &[]).await;
        assert_eq!(mine.len(), 1);
        // The same where they asked themselves.
        test.sql("UPDATE entry SET is_restricted = FALSE").await;
        test.sql(
            "UPDATE correction SET asked_by = (SELECT account_id FROM access_grant WHERE relation = 'proxy')",
        )
        .await;
        assert_eq!(elena.call("/api/corrections/read_correction", &[("request[id]", &id)]).await.status, 200);
        test.sql("UPDATE entry SET is_restricted = TRUE").await;
        assert_eq!(elena.call("/api/corrections/read_correction", &[("request[id]", &id)]).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_a_request_about_whom_they_act_for() {
    on_each_database(async |test| {
        let (mut walter, _, _) = people(&test).await;
        let id = ask(&mut walter, "Wrong.").await;
        test.colleague(&test.demo, "nurse", Role::Provider).await;
        let mut nurse = test.signed_in(&test.demo, "nurse").await;
        test.sql(
            "INSERT INTO access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s) \
             SELECT g.facility_id, g.account_id, a.id, g.chart_id, 'proxy', 'records', 0 FROM access_grant g, account a \
             WHERE g.relation = 'own' AND a.username = 'nurse'",
        )
        .await;
        assert_eq!(step(&mut nurse, "amend/answer", (&id, 0), Step::Agree, "").await, 403);
        let refused = "SELECT COUNT(*) FROM audit_event WHERE action = 'corrections.answer' AND outcome <> 'done'";
        assert_eq!(test.number(refused).await, 1);
        assert_eq!(page(&mut walter, OWN, &id).await.line.state, State::Waiting);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_can_be_asked_about_and_enough_is_enough() {
    on_each_database(async |test| {
        let (mut walter, _, _) = people(&test).await;
        let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
        let chart: ChartId = test.texts(&format!("SELECT {id} FROM chart")).await[0].parse().expect("an id");
        let result = test.result(&test.demo, chart, (1, "Lipids", "released")).await.to_string();
        let asked = [("request[entry]", result.as_str()), ("request[words]", "Not mine.")];
        let request: String = call(&mut walter, "corrections/ask", &asked).await;
        let read = page(&mut walter, OWN, &request).await;
        assert_eq!(read.subject.map(|subject| subject.kind), Some(SubjectKind::Result));
        for number in 2..=20 {
            test.entry(&test.demo, chart, (number, "Gout", "Condition")).await;
            let entry = entry_id(number).to_string();
            let fields = [("request[entry]", entry.as_str()), ("request[words]", "x")];
            assert_eq!(walter.call("/api/corrections/ask", &fields).await.status, 200, "{number}");
        }
        let last = entry_id(1).to_string();
        let fields = [("request[entry]", last.as_str()), ("request[words]", "x")];
        let reply = walter.call("/api/corrections/ask", &fields).await;
        assert!(reply.status == 409 || reply.status == 422, "{}", reply.status);
        assert!(reply.body.contains("corrections.enough_asked"), "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_whoever_acts_for_the_patient_costs_the_same_however_long_it_is() {
    on_each_database(async |mut test| {
        let heard = test.hear();
        let (mut walter, mut elena, _) = people(&test).await;
        ask(&mut walter, "Wrong.").await;
        let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
        let chart: ChartId = test.texts(&format!("SELECT {id} FROM chart")).await[0].parse().expect("an id");
        let mut count = async |expected: usize| {
            heard.lock().expect("unpoisoned").clear();
            let lines: Vec<CorrectionLine> = call(&mut elena, "corrections/list_corrections", &[]).await;
            assert_eq!(lines.len(), expected);
            heard.lock().expect("unpoisoned").len()
        };
        // What is kept in memory is there after the first.
        count(1).await;
        let one = count(1).await;
        for number in 2..=12 {
            let entry = match number {
                // A measurement, a result, and an entry that is for the patient alone.
                2 => test.entry(&test.demo, chart, (number, "Pulse", "Observation")).await,
                3 => test.result(&test.demo, chart, (1, "Lipids", "released")).await,
                _ => test.entry(&test.demo, chart, (number, "Gout", "Condition")).await,
            };
            test.correction(&test.demo, chart, (number, "x", entry)).await;
        }
        test.sql("UPDATE entry SET category = 'vital-signs' WHERE title = 'Pulse'").await;
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(entry_id(12).0)))
            .await;
        assert_eq!(count(11).await, one, "the same statements for eleven as for one");
    })
    .await;
}
