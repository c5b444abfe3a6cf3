//! Share links: how one is made, opened and counted, who is told, and what ends it.

use crate::isolation::state::state;
use crate::support::shared_links::{
    Link, PARTS, PASSCODE, ask, call, document, linked, linked_like, make, open, view, walter,
};
use crate::support::{PASSWORD, on_each_database};
use domain::looks::contract::{Looker, Looks};
use domain::shares::State;
use domain::shares::contract::ShareLine;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_a_summary_with_its_passcode_and_its_maker_sees_who_opened_it() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("week", "five", PASSCODE)).await;
        assert_eq!(link.payload["flag"], "P");
        assert_eq!(link.payload["exp"], test.portal.backend.clock.now().0 + 7 * 86_400);
        // Neither the passcode nor what opens the record is stored.
        let stored = state(&test).await;
        let secret = link.path.rsplit('/').next().expect("a secret");
        let key = link.payload["key"].as_str().expect("a key");
        for text in [PASSCODE, secret, key] {
            assert_eq!(stored.tables_with(text), [] as [&str; 0]);
        }
        // Without the passcode nothing is tried, and nothing is said.
        let reply = open(&test, &link, "").await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"remainingAttempts":5}"#));
        let reply = ask(&test, &test.demo, &link.path, &json!({"passcode": PASSCODE})).await;
        assert_eq!(reply.status, 400, "nobody opens it without a name");
        let reply = ask(&test, &test.demo, &link.path, &json!("nothing")).await;
        assert_eq!(reply.status, 400);
        let reply = open(&test, &link, "harbor-7-light").await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"remainingAttempts":4}"#));
        let before = view(&mut walter, &link.id).await;
        assert_eq!((before.line.opened, before.receipts.len()), ((0, 5), 1));
        test.pass(1);
        let reply = open(&test, &link, PASSCODE).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("content-type"), "application/json");
        let bundle = document(&link, &reply);
        assert_eq!((bundle["resourceType"].as_str(), bundle["type"].as_str()), (Some("Bundle"), Some("document")));
        assert_eq!(bundle["entry"][0]["resource"]["type"]["coding"][0]["code"], "60591-5");
        let is_patient = |entry: &Value| entry["resource"]["resourceType"] == "Patient";
        assert!(bundle["entry"].as_array().expect("entries").iter().any(is_patient));
        // The maker sees it: on the link's page, among the looks, and by a message that says nothing.
        let after = view(&mut walter, &link.id).await;
        assert_eq!(after.line.opened, (1, 5));
        let seen: Vec<_> =
            after.receipts.iter().map(|one| (one.recipient.as_str(), one.is_refused)).collect();
        assert_eq!(seen, [("Dr. Bell, Harbor practice", false), ("Dr. Bell, Harbor practice", true)]);
        let looks = walter.call("/api/looks/list_looks", &[("request[before]", "")]).await;
        let looks: Looks = serde_json::from_str(&looks.body).expect("looks");
        let strangers: Vec<_> = looks.looks.iter().filter(|look| look.looker == Looker::Link).collect();
        assert_eq!(strangers.len(), 2);
        for (look, is_refused) in strangers.iter().zip([false, true]) {
            assert_eq!(look.name.as_deref(), Some("Dr. Bell, Harbor practice"));
            assert_eq!(look.is_refused, is_refused);
        }
        for (action, outcome) in
            [("records.share", "done"), ("share.open", "done"), ("share.refused", "code.wrong")]
        {
            let events = format!(
                "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = '{outcome}' AND chart_id IS NOT NULL"
            );
            assert_eq!(test.number(&events).await, 1, "{action}");
        }
        let told = "SELECT COUNT(*) FROM outbox WHERE event = 'notice_share_opened'";
        assert_eq!(test.number(told).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn making_a_link_takes_a_proof_anew_and_so_does_seeing_it_again() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let good = [
            ("request[label]", "Dr. Bell"),
            ("request[lasts]", "day"),
            ("request[times]", "once"),
            ("request[passcode]", ""),
        ];
        for (place, value, parts, field) in [
            (0, " ", &PARTS[..], "label"),
            (3, "abc", &PARTS[..], "passcode"),
            (0, "Dr. Bell", &[][..], "parts"),
            (0, "Dr. Bell", &["letters", "nothing"][..], "parts"),
        ] {
            let mut fields = good;
            fields[place].1 = value;
            let reply = make(&mut walter, &fields, parts).await;
            let named = format!("\"field\":\"{field}\"");
            assert!(reply.status == 422 && reply.body.contains(&named), "{field}: {}", reply.body);
        }
        let mut forever = good;
        forever[1].1 = "forever";
        assert_eq!(make(&mut walter, &forever, &PARTS).await.status, 422);
        let link = linked(&mut walter, ("day", "once", "")).await;
        assert!(link.payload.get("flag").is_none(), "{}", link.payload);
        test.pass(11 * 60);
        let reply = make(&mut walter, &good, &PARTS).await;
        assert_eq!((reply.status, reply.body.contains("step_up")), (403, true), "{}", reply.body);
        let seen = view(&mut walter, &link.id).await;
        assert_eq!((seen.link, seen.line.state), (None, State::Open));
        assert_eq!(test.number("SELECT COUNT(*) FROM share").await, 1);
        let right = [("request[password]", PASSWORD)];
        assert_eq!(walter.call("/api/account/step_up", &right).await.status, 200);
        assert!(view(&mut walter, &link.id).await.link.is_some());
        assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
        for _ in 0..18 {
            assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
        }
        let reply = make(&mut walter, &good, &PARTS).await;
        assert!(reply.status == 422 && reply.body.contains("shares.enough"), "{}", reply.body);
        let ended = walter.call("/api/shares/end_share", &[("request[id]", &link.id)]).await;
        assert_eq!(ended.status, 200, "{}", ended.body);
        assert_eq!(make(&mut walter, &good, &PARTS).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passcodes_lock_a_link_for_good() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("day", "five", PASSCODE)).await;
        let other = linked(&mut walter, ("day", "five", PASSCODE)).await;
        // A right one in between gives no tries back.
        for left in [4, 3] {
            let reply = open(&test, &link, "nothing").await;
            assert_eq!(reply.body, format!(r#"{{"remainingAttempts":{left}}}"#));
        }
        document(&link, &open(&test, &link, PASSCODE).await);
        for left in [2, 1, 0] {
            let reply = open(&test, &link, "nothing").await;
            assert_eq!(reply.body, format!(r#"{{"remainingAttempts":{left}}}"#));
        }
        assert_eq!(open(&test, &link, PASSCODE).await.status, 404);
        assert_eq!(open(&test, &link, "").await.status, 404);
        let seen = view(&mut walter, &link.id).await;
        assert_eq!((seen.line.state, seen.link, seen.receipts.len()), (State::Locked, None, 6));
        document(&other, &open(&test, &other, PASSCODE).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_its_time_its_count_and_its_maker() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let once = linked(&mut walter, ("day", "once", "")).await;
        document(&once, &open(&test, &once, "").await);
        let hour = linked(&mut walter, ("hour", "many", "")).await;
        let ended = linked(&mut walter, ("month", "many", "")).await;
        document(&ended, &open(&test, &ended, "").await);
        let end = [("request[id]", ended.id.as_str())];
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 200);
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 404);
        test.pass(3_599);
        document(&hour, &open(&test, &hour, "").await);
        test.pass(1);
        // Whatever it is that ended one, nobody learns it, or that there ever was one.
        let unknown = Link { path: format!("/share/manifest/{}", "A".repeat(43)), ..linked_like(&hour) };
        let mut answers = Vec::new();
        for link in [&once, &hour, &ended, &unknown] {
            let reply = open(&test, link, "").await;
            answers.push((reply.status, reply.body));
        }
        answers.dedup();
        assert!(answers.len() == 1 && answers[0].0 == 404, "{answers:?}");
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let lines: Vec<ShareLine> = call(&mut walter, "list_shares", &[]).await;
        let mut states: Vec<_> = lines.iter().map(|line| line.state.name()).collect();
        states.sort_unstable();
        assert_eq!(states, ["ended", "expired", "used_up"]);
        // A day after its time nothing is kept that could open it; its receipts are.
        let forget = async || {
            usecases::shares::forget_old(&test.portal.backend, test.demo.id).await.expect("forgotten");
        };
        let sealed = "SELECT COUNT(*) FROM share WHERE LENGTH(sealed) > 0";
        test.pass(86_400);
        forget().await;
        assert_eq!(test.number(sealed).await, 2, "what is over for no more than a day");
        test.pass(1);
        forget().await;
        assert_eq!(test.number(sealed).await, 1, "what has not been over for a day");
        test.pass(86_400);
        forget().await;
        assert_eq!(test.number(sealed).await, 0);
        assert_eq!(open(&test, &hour, "").await.status, 404);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let seen = view(&mut walter, &hour.id).await;
        assert_eq!((seen.line.state, seen.receipts.len(), seen.link), (State::Expired, 1, None));
        // Long after, it is forgotten with its receipts.
        test.pass(400 * 86_400);
        forget().await;
        for table in ["share", "share_opening"] {
            assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_open_a_link_for_the_last_time_one_reads() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        for round in 0..6 {
            let link = linked(&mut walter, ("day", "once", PASSCODE)).await;
            let (one, other) = tokio::join!(open(&test, &link, PASSCODE), open(&test, &link, PASSCODE));
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 404], "round {round}");
            assert_eq!(view(&mut walter, &link.id).await.line.opened, (1, 1));
        }
    })
    .await;
}
