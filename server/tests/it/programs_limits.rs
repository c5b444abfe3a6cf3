//! What programs can ask for without end: questions, forms, dates; and what they leave behind when they do.

use crate::support::programs::{CALLBACK, PARTS, Signer, claims, system_fields};
use crate::support::{Client, Reply, TestPortal, on_each_database};
use axum::http::Method;
use domain::permission::Role;
use serde_json::Value;
use std::sync::{Arc, Mutex};

const ALL: &str = "launch/patient offline_access patient/*.rs";
const FORM: &str = "application/x-www-form-urlencoded";

async fn walter(test: &TestPortal) -> Client {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.heads().await;
    test.patient(&test.demo, "walter", chart).await;
    test.signed_in(&test.demo, "walter").await
}

async fn look(client: &mut Client, path: &str) -> Reply {
    client.send(Method::HEAD, path, &[], String::new()).await
}

async fn events(test: &TestPortal, action: &str, outcome: &str) -> i64 {
    let of = format!("action = '{action}' AND outcome = '{outcome}'");
    test.number(&format!("SELECT COUNT(*) FROM audit_event WHERE {of}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_permission_without_end_waits_and_what_is_kept_is_short() {
    on_each_database(async |test| {
        let app = test.app(&test.demo).await;
        let mut browser = test.browser(&test.demo);
        let questions = "SELECT COUNT(*) FROM consent";
        let back = format!("{CALLBACK}?error=invalid_scope&state=a%20state");
        let endless = format!("patient/*.rs {}", "a ".repeat(1_000));
        for scope in [endless.as_str(), "patient/Device.rs patient/Nothing.rs"] {
            let reply = browser.get(&test.question(&test.demo, &app, scope)).await;
            assert_eq!((reply.status, reply.header("location")), (303, back.as_str()));
        }
        assert_eq!(test.number(questions).await, 0);
        // What nobody has is not kept, though the app may have everything.
        let more = test.question(&test.demo, &app, "patient/*.rs patient/Device.rs patient/Nothing.r");
        assert_eq!(browser.get(&more).await.status, 303);
        assert_eq!(test.texts("SELECT scopes FROM consent").await, ["patient/*.rs"]);
        let good = test.question(&test.demo, &app, ALL);
        let looked = look(&mut browser, &good).await;
        assert_eq!((looked.status, looked.header("allow")), (405, "GET"));
        assert_eq!(test.number(questions).await, 1);
        for _ in 3..60 {
            assert_eq!(browser.get(&good).await.status, 303);
        }
        assert_eq!(test.number(questions).await, 58);
        for path in [good.as_str(), "/oauth/authorize?client_id=x"] {
            let reply = browser.get(path).await;
            assert_eq!((reply.status, reply.header("retry-after")), (429, "60"), "{path}");
        }
        assert_eq!(test.number(questions).await, 58);
        test.pass(60);
        assert_eq!(browser.get(&good).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_an_address_that_answers_once_uses_nothing_up() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let app = test.app(&test.demo).await;
        let question = test.ask_for(&test.demo, &app, &mut walter, ALL).await;
        let chart = test.shown_chart(&mut walter).await;
        let yes = [
            ("request[id]", question.as_str()),
            ("request[chart]", chart.as_str()),
            ("request[is_allowed]", "true"),
            ("request[parts][0]", "person"),
        ];
        let reply = walter.call("/api/connections/decide", &yes).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let path = format!("/oauth/continue?ask={question}");
        assert_eq!(look(&mut walter, &path).await.status, 405);
        let leads = walter.get(&path).await.header("location").to_owned();
        assert!(leads.starts_with(&format!("{CALLBACK}?code=")), "{leads}");
        // A file that was made is not fetched by a look, and nobody is told that it was.
        let asked = crate::downloads::ask(&mut walter, "pdf", &["visits"], ("", "")).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        crate::downloads::make(&test).await;
        let line = crate::downloads::list(&mut walter).await.remove(0);
        let path = crate::downloads::path(&line);
        assert_eq!(look(&mut walter, &path).await.status, 405);
        assert_eq!(events(&test, "downloads.fetch", "done").await, 0);
        assert_eq!(walter.get(&path).await.status, 200);
        assert_eq!(events(&test, "downloads.fetch", "done").await, 1);
        let export = format!("/files/exports/{}", line.id);
        assert_eq!(look(&mut walter, &export).await.status, 405);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tokens_of_a_connection_are_found_by_their_index() {
    on_each_database(async |mut test| {
        if test.portal.backend.db.is_postgres() {
            // Its planner reads a small table as a whole; the indexes are the same.
            return;
        }
        let shown = Arc::new(Mutex::new(Vec::<String>::new()));
        let mut backend = test.portal.backend.clone();
        let heard = Arc::clone(&shown);
        backend.db.observe(move |statement| heard.lock().expect("a list").push(statement.to_owned()));
        test.use_backend(backend);
        let mut walter = walter(&test).await;
        let mut app = test.app(&test.demo).await;
        test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        let apps = walter.call("/api/connections/list_own", &[]).await.body;
        let apps: Value = serde_json::from_str(&apps).expect("a list");
        let id = apps[0]["id"].as_str().expect("an id").to_owned();
        shown.lock().expect("a list").clear();
        assert_eq!(walter.call("/api/connections/end", &[("request[id]", &id)]).await.status, 200);
        let statements = shown.lock().expect("a list").clone();
        let delete = statements.iter().find(|text| text.starts_with("DELETE FROM \"client_token\""));
        let select = delete.expect("a statement").replacen("DELETE FROM", "SELECT 1 FROM", 1);
        let plan = test.portal.backend.db.explain(&select).await.expect("a plan").join("\n");
        let by = "client_token_client (facility_id=? AND client_id=? AND connection_id=?)";
        assert!(plan.contains(by), "{plan}");
        assert_eq!(test.number("SELECT COUNT(*) FROM client_token WHERE connection_id IS NOT NULL").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_does_with_programs_is_in_nobodys_chart() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.patient(&test.demo, "walter", chart).await;
        test.sql(&format!(
            "INSERT INTO staff_role (facility_id, account_id, role) SELECT facility_id, id, '{}' FROM account \
             WHERE username = 'walter'",
            Role::Administrator.name()
        ))
        .await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(test.shown_chart(&mut walter).await, chart.to_string());
        let fields = [
            ("request[kind]", "app"),
            ("request[name]", "Health app"),
            ("request[redirect_uris]", CALLBACK),
        ];
        let saved = walter.call("/api/connections/save_client", &fields).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let id = saved.body.trim_matches('"').to_owned();
        let fields =
            [("request[id]", id.as_str()), ("request[version]", "1"), ("request[is_disabled]", "true")];
        let switched = walter.call("/api/connections/switch_client", &fields).await;
        assert_eq!(switched.status, 200, "{}", switched.body);
        for action in ["connections.save_client", "connections.switch_client"] {
            assert_eq!(events(&test, action, "done").await, 1, "{action}");
            let charts = format!("action = '{action}' AND chart_id IS NOT NULL");
            let count = test.number(&format!("SELECT COUNT(*) FROM audit_event WHERE {charts}")).await;
            assert_eq!(count, 0, "{action}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_a_token_back_is_noted_and_wrong_ones_wait() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let (mut system, signer) = test.system(&test.demo, &["may_read"]).await;
        let mut app = test.app(&test.demo).await;
        let answer = test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        let refresh = answer["refresh_token"].as_str().expect("a token").to_owned();
        let id = app.id.clone();
        // One that is nobody's has ended already.
        let nobodys = [("token", "AAAA"), ("client_id", id.as_str())];
        assert_eq!(app.form("/oauth/revoke", &nobodys).await.status, 200);
        assert_eq!(events(&test, "connections.revoke", "done").await, 0);
        let own = [("token", refresh.as_str()), ("client_id", id.as_str())];
        assert_eq!(app.form("/oauth/revoke", &own).await.status, 200);
        assert_eq!(app.get("/Condition").await.0, 401);
        let of_app = format!("action = 'connections.revoke' AND subject = '{id}' AND outcome = 'done'");
        assert_eq!(test.number(&format!("SELECT COUNT(*) FROM audit_event WHERE {of_app}")).await, 1);
        // Whoever may not ask is counted, together with those who ask for tokens.
        let mut last = 0;
        for _ in 0..6 {
            last = app.form("/oauth/revoke", &[("token", "AAAA"), ("client_id", "nobody")]).await.status;
        }
        assert_eq!(last, 429);
        assert_eq!(events(&test, "connections.revoke", "invalid_client").await, 5);
        let proof =
            |signer: &Signer, id: &str| signer.sign(&claims(id, &test.token_url(&test.demo), test.now()));
        let early = proof(&signer, &system.id);
        assert_eq!(system.ask_token(&system_fields(&early, "system/*.rs")).await.0, 429);
        test.pass(3_600);
        let late = proof(&signer, &system.id);
        assert_eq!(system.ask_token(&system_fields(&late, "system/*.rs")).await.0, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_programs_are_limited() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let mut app = test.app(&test.demo).await;
        test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        let large = format!("code={}", "a".repeat(1024 * 1024));
        for path in ["/oauth/token", "/oauth/revoke"] {
            let headers = [("content-type", FORM)];
            let reply = app.client.send(Method::POST, path, &headers, large.clone()).await;
            let error: Value = serde_json::from_str(&reply.body).expect("JSON");
            assert_eq!((reply.status, error["error"].as_str()), (413, Some("invalid_request")), "{path}");
        }
        let token = format!("Bearer {}", app.token);
        let headers = [("authorization", token.as_str()), ("content-type", FORM)];
        let mut search = async |body: &str| {
            app.client.send(Method::POST, "/fhir/R4/Condition/_search", &headers, body.to_owned()).await
        };
        let reply = search(&large).await;
        let outcome: Value = serde_json::from_str(&reply.body).expect("JSON");
        assert_eq!(
            (reply.status, outcome["issue"][0]["code"].as_str()),
            (413, Some("too-long")),
            "{outcome}"
        );
        assert_eq!(search("code=a").await.status, 200);
        // A date is a condition of the statement each time that it stands there.
        let dates = |name: &str, count: usize| vec![format!("{name}=ge2020-01-01"); count].join("&");
        for name in ["date", "onset-date", "_lastUpdated"] {
            assert_eq!(search(&dates(name, 4)).await.status, 200, "{name}");
            for count in [5, 2_000] {
                let reply = search(&dates(name, count)).await;
                assert_eq!(reply.status, 400, "{name}: {}", reply.body);
                assert!(
                    reply.body.contains("OperationOutcome") && reply.body.contains("four times"),
                    "{}",
                    reply.body
                );
            }
        }
        let both = [dates("date", 3), dates("period", 2)].join("&");
        assert_eq!(search(&both).await.status, 400);
    })
    .await;
}
