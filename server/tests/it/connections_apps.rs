//! Apps: what they may ask, what people allow them, and how that ends.

use crate::support::programs::{CALLBACK, PARTS, Program};
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::actor::Relation;
use domain::permission::Scope;
use serde_json::Value;

pub const ALL: &str = "launch/patient offline_access patient/*.rs";

pub async fn patient(test: &TestPortal, name: &str, number: u32) -> Client {
    let chart = test.chart(&test.demo, number, "Hughes").await;
    test.heads().await;
    test.patient(&test.demo, name, chart).await;
    test.signed_in(&test.demo, name).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_not_known_leads_nowhere_and_one_that_asks_wrongly_is_told() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let app = test.app(&test.demo).await;
        let good = test.question(&test.demo, &app, ALL);
        for (from, to) in [
            (CALLBACK, "https://evil.example/callback"),
            (CALLBACK, "https://app.example/callback/more"),
            (app.id.as_str(), "00000000-0000-0000-0000-000000000000"),
            ("client_id=", "client_id=x&client_id="),
        ] {
            let reply = walter.get(&good.replace(from, to)).await;
            assert_eq!((reply.status, reply.header("location")), (400, ""), "{to}");
        }
        for (from, to, error) in [
            ("response_type=code", "response_type=token", "unsupported_response_type"),
            ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
            ("code_challenge=", "code_challenge=x", "invalid_request"),
            ("aud=http://demo", "aud=http://norte", "invalid_request"),
            ("scope=launch", "scope=system/*.cu&nothing=launch", "invalid_scope"),
        ] {
            let reply = walter.get(&good.replace(from, to)).await;
            let leads = reply.header("location");
            assert_eq!(leads, format!("{CALLBACK}?error={error}&state=a%20state"), "{to}");
        }
        // Of the other clinic, nobody knows it.
        let mut elsewhere = test.browser(&test.norte);
        assert_eq!(elsewhere.get(&good).await.status, 400);
        assert_eq!(test.number("SELECT COUNT(*) FROM consent").await, 0);
        // Whoever is not signed in signs in first, and comes back to the question.
        let mut stranger = test.browser(&test.demo);
        let question = test.ask_for(&test.demo, &app, &mut stranger, ALL).await;
        let reply = stranger.get(&format!("/account/apps/connect/{question}")).await;
        assert_eq!(reply.header("location"), format!("/sign-in?next=/account/apps/connect/{question}"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_allows_an_app_and_ends_it_again() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let mut app = test.app(&test.demo).await;
        let answer = test.link_app(&mut app, &mut walter, (ALL, &["person", "diagnoses"])).await;
        let chart = test.shown_chart(&mut walter).await;
        assert_eq!(answer["patient"], chart.as_str());
        assert_eq!(answer["scope"], "launch/patient offline_access patient/Patient.rs patient/Condition.rs");
        assert_eq!(app.get(&format!("/Patient/{chart}")).await.0, 200);
        assert_eq!(app.get("/Condition").await.0, 200);
        // What was left out is closed.
        for path in ["/Observation", "/MedicationRequest", "/Encounter"] {
            assert_eq!(app.get(path).await.0, 403, "{path}");
        }
        let apps = walter.call("/api/connections/list_own", &[]).await.body;
        assert!(
            apps.contains("Health app") && apps.contains("diagnoses") && !apps.contains("results"),
            "{apps}"
        );
        for action in ["connections.allow", "connections.token", "exchange.read", "exchange.search"] {
            let events =
                format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'");
            assert!(test.number(&events).await > 0, "{action}");
        }
        // Nobody else ends it.
        let mut maya = patient(&test, "maya", 2).await;
        let id: Value = serde_json::from_str(&apps).expect("a list");
        let id = id[0]["id"].as_str().expect("an id").to_owned();
        let ended = maya.call("/api/connections/end", &[("request[id]", &id)]).await;
        assert_eq!(ended.status, 404);
        assert_eq!(maya.call("/api/connections/list_own", &[]).await.body, "[]");
        let refresh = answer["refresh_token"].as_str().expect("a token").to_owned();
        assert_eq!(walter.call("/api/connections/end", &[("request[id]", &id)]).await.status, 200);
        assert_eq!(app.get(&format!("/Patient/{chart}")).await.0, 401);
        let again = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str()),
            ("client_id", &app.id.clone()),
        ];
        assert_eq!(app.ask_token(&again).await.0, 400);
        assert_eq!(walter.call("/api/connections/list_own", &[]).await.body, "[]");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_once_by_one_person_for_the_record_that_is_shown() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let mut maya = patient(&test, "maya", 2).await;
        let app = test.app(&test.demo).await;
        let question = test.ask_for(&test.demo, &app, &mut walter, ALL).await;
        let chart = test.shown_chart(&mut walter).await;
        let yes = |chart: &str, parts: &[&str]| {
            let mut fields = vec![
                ("request[id]".to_owned(), question.clone()),
                ("request[chart]".to_owned(), chart.to_owned()),
                ("request[is_allowed]".to_owned(), "true".to_owned()),
            ];
            fields.extend(parts.iter().map(|part| ("request[parts][0]".to_owned(), (*part).to_owned())));
            fields
        };
        async fn send(client: &mut Client, fields: &[(String, String)]) -> (u16, String) {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let reply = client.call("/api/connections/decide", &fields).await;
            (reply.status, reply.body)
        }
        // Before an answer, nothing leads back.
        let reply = walter.get(&format!("/oauth/continue?ask={question}")).await;
        assert_eq!(reply.header("location"), "/account/apps");
        let other = test.shown_chart(&mut maya).await;
        assert_eq!(send(&mut walter, &yes(&other, &["person"])).await.0, 409);
        let (status, body) = send(&mut walter, &yes(&chart, &[])).await;
        assert_eq!((status, body.contains("parts")), (422, true), "{body}");
        // A yes asks for a fresh proof, a no does not.
        test.pass(11 * 60);
        let (status, body) = send(&mut walter, &yes(&chart, &["person"])).await;
        assert_eq!((status, body.contains("step_up")), (403, true), "{body}");
        let mut no = yes(&chart, &[]);
        no[2].1 = "false".to_owned();
        assert_eq!(send(&mut walter, &no).await.0, 200);
        assert_eq!(send(&mut walter, &no).await.0, 410);
        // Nobody else sees the answer, or is led back with it.
        assert_eq!(send(&mut maya, &yes(&other, &["person"])).await.0, 404);
        let reply = maya.get(&format!("/oauth/continue?ask={question}")).await;
        assert_eq!(reply.header("location"), "/account/apps");
        let reply = walter.get(&format!("/oauth/continue?ask={question}")).await;
        assert_eq!(reply.header("location"), format!("{CALLBACK}?error=access_denied&state=a%20state"));
        // After a quarter of an hour it is over.
        let late = test.ask_for(&test.demo, &app, &mut maya, ALL).await;
        test.pass(15 * 60);
        let reply = maya.call("/api/connections/open_consent", &[("request[id]", &late)]).await;
        assert_eq!(reply.status, 410, "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_can_do_no_more_than_the_person_can_now() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.heads().await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &[Scope::Records]).await;
        let mut priya = test.signed_in(&test.demo, "priya").await;
        let mut app = test.app(&test.demo).await;
        test.link_app(&mut app, &mut priya, (ALL, &PARTS)).await;
        assert_eq!(app.get("/Condition").await.0, 200);
        // Visits to come have a scope of their own.
        let (_, bundle) = app.get("/Appointment").await;
        assert!(bundle.get("entry").is_none(), "{bundle}");
        for (what, undo) in [
            ("UPDATE access_grant SET scopes = 'appointments'", "UPDATE access_grant SET scopes = 'records'"),
            ("UPDATE access_grant SET revoked_s = 1", "UPDATE access_grant SET revoked_s = NULL"),
            ("UPDATE access_grant SET ends_s = 1", "UPDATE access_grant SET ends_s = NULL"),
        ] {
            test.sql(what).await;
            assert_eq!(app.get("/Condition").await.0, 403, "{what}");
            assert_eq!(app.get(&format!("/Patient/{chart}/$everything")).await.0, 403, "{what}");
            test.sql(undo).await;
            assert_eq!(app.get("/Condition").await.0, 200, "{undo}");
        }
        for (what, undo) in [
            (
                "UPDATE account SET is_disabled = TRUE WHERE username = 'priya'",
                "UPDATE account SET is_disabled = FALSE",
            ),
            ("UPDATE client SET is_disabled = TRUE", "UPDATE client SET is_disabled = FALSE"),
        ] {
            test.sql(what).await;
            assert_eq!(app.get("/Condition").await.0, 401, "{what}");
            test.sql(undo).await;
            assert_eq!(app.get("/Condition").await.0, 200, "{undo}");
        }
        // What the clinic takes from the app is gone at once.
        test.sql("UPDATE client SET scopes = 'launch/patient patient/Goal.rs'").await;
        assert_eq!(app.get("/Condition").await.0, 403);
        // Nobody signs in with a token, and at the other clinic it is nothing.
        let mut elsewhere = Program::new(&test, &test.norte, &app.id);
        elsewhere.token = app.token.clone();
        assert_eq!(elsewhere.send(Method::GET, "/Goal", "").await.status, 401);
    })
    .await;
}
