//! Apps and systems: who may be let in, how they prove who they are, what people allow them, and how that ends.

use crate::support::programs::{
    CALLBACK, PARTS, Program, Signer, VERIFIER, claims, code_fields, system_fields,
};
use crate::support::{Client, TestPortal, on_each_database};
use axum::http::Method;
use domain::actor::Relation;
use domain::permission::{Role, Scope};
use serde_json::{Value, json};

const ALL: &str = "launch/patient offline_access patient/*.rs";

async fn patient(test: &TestPortal, name: &str, number: u32) -> Client {
    let chart = test.chart(&test.demo, number, "Hughes").await;
    test.heads().await;
    test.patient(&test.demo, name, chart).await;
    test.signed_in(&test.demo, name).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_let_programs_in_and_no_private_key_stays() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "admin", Role::Administrator).await;
        let mut admin = test.signed_in(&test.demo, "admin").await;
        let signer = Signer::new("one");
        let good = signer.keys();
        let mut private: Value = serde_json::from_str(&good).expect("keys");
        private["keys"][0]["d"] = json!("c2VjcmV0");
        let mut nameless: Value = serde_json::from_str(&good).expect("keys");
        nameless["keys"][0].as_object_mut().expect("a key").remove("kid");
        let weak = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "a", "x": "AA", "y": "AA"}]});
        let (private, nameless, weak) = (private.to_string(), nameless.to_string(), weak.to_string());
        let system = |keys: &str, may: &str| {
            vec![
                ("request[kind]".to_owned(), "system".to_owned()),
                ("request[name]".to_owned(), "Records".to_owned()),
                ("request[keys]".to_owned(), keys.to_owned()),
                (format!("request[{may}]"), "true".to_owned()),
            ]
        };
        let app = |uris: &str| {
            vec![
                ("request[kind]".to_owned(), "app".to_owned()),
                ("request[name]".to_owned(), "App".to_owned()),
                ("request[redirect_uris]".to_owned(), uris.to_owned()),
            ]
        };
        for (fields, field) in [
            (system(&private, "may_write"), "keys"),
            (system(&nameless, "may_write"), "keys"),
            (system(&weak, "may_write"), "keys"),
            (system("no keys", "may_write"), "keys"),
            (system("", "may_write"), "keys"),
            (system(&good, "is_offline"), "may_write"),
            (app(""), "redirect_uris"),
            (app("http://app.example/callback"), "redirect_uris"),
            (app("javascript:alert(1)"), "redirect_uris"),
        ] {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let reply = admin.call("/api/connections/save_client", &fields).await;
            assert_eq!(reply.status, 422, "{}", reply.body);
            assert!(reply.body.contains(&format!("\"{field}\"")), "{field}: {}", reply.body);
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM client").await, 0);
        let fields = system(&good, "may_write");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = admin.call("/api/connections/save_client", &fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let id = reply.body.trim_matches('"').to_owned();
        // A change is based on what was read.
        let change = |version: &str| {
            let mut fields = fields.clone();
            fields.retain(|(name, _)| *name != "request[name]");
            [fields, vec![("request[name]", "Other")]]
                .concat()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .chain([
                    ("request[id]".to_owned(), id.clone()),
                    ("request[version]".to_owned(), version.to_owned()),
                ])
                .collect::<Vec<_>>()
        };
        for (version, status) in [("7", 409), ("1", 200), ("1", 409)] {
            let fields = change(version);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(admin.call("/api/connections/save_client", &fields).await.status, status, "{version}");
        }
        let page = admin.call("/api/connections/list_clients", &[]).await;
        assert!(
            page.body.contains("Other") && page.body.contains("http://demo.localhost:3000/fhir/R4"),
            "{}",
            page.body
        );
        // Long after the sign-in, who is asking has to be proven anew.
        test.pass(15 * 60 - 1);
        let reply = admin.call("/api/connections/save_client", &fields).await;
        assert_eq!((reply.status, reply.body.contains("step_up")), (403, true), "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_proves_itself_with_its_own_key_and_each_proof_once() {
    on_each_database(async |test| {
        let (mut system, signer) = test.system(&test.demo, &["may_write", "may_read"]).await;
        let (id, url, now) = (system.id.clone(), test.token_url(&test.demo), test.now());
        let good = claims(&id, &url, now);
        let other = Signer::new("one");
        let unknown = Signer::new("two");
        let with = |name: &str, value: Value| {
            let mut claims = claims(&id, &url, now);
            claims[name] = value;
            signer.sign(&claims)
        };
        let unsigned = {
            let parts = signer.sign(&good);
            let (message, _) = parts.rsplit_once('.').expect("three parts");
            format!("{message}.")
        };
        let refused = [
            ("another key", other.sign(&claims(&id, &url, now))),
            ("an unknown key", unknown.sign(&claims(&id, &url, now))),
            ("no signature", unsigned),
            ("for somebody else", with("aud", json!("https://elsewhere.example/token"))),
            ("for the other clinic", with("aud", json!(test.token_url(&test.norte)))),
            ("ended", with("exp", json!(now - 60))),
            ("too long", with("exp", json!(now + 3_600))),
            ("no time", with("exp", json!("soon"))),
            ("not yet", with("nbf", json!(now + 120))),
            ("by somebody else", with("iss", json!(uuid::Uuid::new_v4().to_string()))),
            ("nameless", with("jti", json!(""))),
            ("rubbish", "a.b.c".to_owned()),
        ];
        for (why, proof) in &refused {
            let (status, answer) = system.ask_token(&system_fields(proof, "system/*.cruds")).await;
            assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")), "{why}: {answer}");
            test.sql("DELETE FROM throttle").await;
        }
        let proof = signer.sign(&good);
        let (status, answer) = system.ask_token(&system_fields(&proof, "system/*.rs openid")).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(
            (answer["scope"].as_str(), answer["expires_in"].as_i64()),
            (Some("system/*.rs"), Some(300))
        );
        assert!(answer.get("refresh_token").is_none());
        // The same once more.
        let (status, _) = system.ask_token(&system_fields(&proof, "system/*.rs")).await;
        assert_eq!(status, 401);
        // Only its own scopes, only its own way.
        let fresh = || signer.sign(&claims(&id, &url, now));
        let (status, answer) = system.ask_token(&system_fields(&fresh(), "patient/*.rs")).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_scope")), "{answer}");
        let (_, answer) = system.ask_token(&[("grant_type", "client_credentials"), ("client_id", &id)]).await;
        assert_eq!(answer["error"], "invalid_client");
        assert!(
            test.number(
                "SELECT COUNT(*) FROM audit_event WHERE action = 'connections.token' AND outcome <> 'done'"
            )
            .await
                >= 12
        );
        // Tokens end by themselves, and with their client.
        let (status, _) = system.get("/Patient/00000000-0000-0000-0000-000000000000").await;
        assert_eq!(status, 404);
        test.pass(301);
        assert_eq!(system.get("/Patient/x").await.0, 401);
        let proof = signer.sign(&claims(&id, &url, test.now()));
        let (_, answer) = system.ask_token(&system_fields(&proof, "system/*.rs")).await;
        answer["access_token"].as_str().expect("a token").clone_into(&mut system.token);
        assert_eq!(system.get("/Patient/x").await.0, 404);
        test.sql("UPDATE client SET is_disabled = TRUE").await;
        assert_eq!(system.get("/Patient/x").await.0, 401);
        let proof = signer.sign(&claims(&id, &url, test.now()));
        assert_eq!(system.ask_token(&system_fields(&proof, "system/*.rs")).await.0, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_wrong_proofs_wait_and_nothing_is_looked_at() {
    on_each_database(async |test| {
        let (mut system, signer) = test.system(&test.demo, &["may_read"]).await;
        let (id, url) = (system.id.clone(), test.token_url(&test.demo));
        let mut last = 0;
        for _ in 0..6 {
            last = system.ask_token(&system_fields("a.b.c", "system/*.rs")).await.0;
        }
        assert_eq!(last, 429);
        let proof = signer.sign(&claims(&id, &url, test.now()));
        assert_eq!(system.ask_token(&system_fields(&proof, "system/*.rs")).await.0, 429);
        test.pass(3_600);
        let proof = signer.sign(&claims(&id, &url, test.now()));
        assert_eq!(system.ask_token(&system_fields(&proof, "system/*.rs")).await.0, 200);
    })
    .await;
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
async fn a_code_is_good_once_for_its_app_with_its_secret() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let mut app = test.app(&test.demo).await;
        let id = app.id.clone();
        let mut thief = test.app(&test.demo).await;
        let thief_id = thief.id.clone();
        let code = test.code_for(&app, &mut walter, (ALL, &PARTS)).await;
        for (why, field, value) in [
            ("another secret", "code_verifier", "another-verifier-of-at-least-forty-three-characters"),
            ("no secret", "code_verifier", ""),
            ("another place", "redirect_uri", "https://app.example/other"),
            ("another app", "client_id", thief_id.as_str()),
            ("another code", "code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ] {
            let mut fields = code_fields(&id, &code);
            for pair in &mut fields {
                if pair.0 == field {
                    pair.1 = value;
                }
            }
            let (status, answer) = thief.ask_token(&fields).await;
            assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{why}: {answer}");
            test.sql("DELETE FROM throttle").await;
        }
        let (status, answer) = app.ask_token(&code_fields(&id, &code)).await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().expect("a token").clone_into(&mut app.token);
        let chart = test.shown_chart(&mut walter).await;
        assert_eq!(app.get(&format!("/Patient/{chart}")).await.0, 200);
        // A second time: somebody else has it, and nothing that came of it is good any more.
        assert_eq!(app.ask_token(&code_fields(&id, &code)).await.0, 400);
        assert_eq!(app.get(&format!("/Patient/{chart}")).await.0, 401);
        // After a minute it is over.
        let code = test.code_for(&app, &mut walter, (ALL, &PARTS)).await;
        test.pass(60);
        assert_eq!(app.ask_token(&code_fields(&id, &code)).await.0, 400);
        assert!(VERIFIER.len() >= 43);
    })
    .await;
}

async fn renew(app: &mut Program, token: &str, scope: &str) -> (u16, Value) {
    let id = app.id.clone();
    let mut fields =
        vec![("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", id.as_str())];
    if !scope.is_empty() {
        fields.push(("scope", scope));
    }
    app.ask_token(&fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_may_stay_gets_another_token_once_for_each() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let mut app = test.app(&test.demo).await;
        let chart = test.shown_chart(&mut walter).await;
        let path = format!("/Patient/{chart}");
        let first = test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        let refresh = first["refresh_token"].as_str().expect("a token");
        test.pass(15 * 60);
        assert_eq!(app.get(&path).await.0, 401);
        // A token that renews opens nothing itself.
        let kept = std::mem::replace(&mut app.token, refresh.to_owned());
        assert_eq!(app.get(&path).await.0, 401);
        app.token = kept;
        let (status, second) = renew(&mut app, refresh, "").await;
        assert_eq!(status, 200, "{second}");
        second["access_token"].as_str().expect("a token").clone_into(&mut app.token);
        assert_eq!(app.get(&path).await.0, 200);
        // Less can be asked for, more cannot.
        let narrow = second["refresh_token"].as_str().expect("a token").to_owned();
        let (status, third) = renew(&mut app, &narrow, "patient/Condition.rs system/*.cu").await;
        assert_eq!((status, third["scope"].as_str()), (200, Some("offline_access patient/Condition.rs")));
        // One that was used before ends everything.
        assert_eq!(renew(&mut app, refresh, "").await.0, 400);
        let newest = third["refresh_token"].as_str().expect("a token");
        assert_eq!(renew(&mut app, newest, "").await.0, 400);
        assert_eq!(app.get(&path).await.0, 401);
        // An app ends its own.
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let again = test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        assert_eq!(app.get(&path).await.0, 200);
        let (refresh, id) = (again["refresh_token"].as_str().expect("a token").to_owned(), app.id.clone());
        let mut other = test.app(&test.demo).await;
        let other_id = other.id.clone();
        let reply = other.form("/oauth/revoke", &[("token", &refresh), ("client_id", &other_id)]).await;
        assert_eq!((reply.status, app.get(&path).await.0), (200, 200));
        let reply = app.form("/oauth/revoke", &[("token", &refresh), ("client_id", &id)]).await;
        assert_eq!((reply.status, app.get(&path).await.0), (200, 401));
        // Without that right there is nothing to renew.
        let short = test.link_app(&mut app, &mut walter, ("launch/patient patient/*.rs", &PARTS)).await;
        assert!(short.get("refresh_token").is_none(), "{short}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_a_key_renews_without_saying_who_it_is() {
    on_each_database(async |test| {
        let mut walter = patient(&test, "walter", 1).await;
        let mut app = test.app(&test.demo).await;
        let path = format!("/Patient/{}", test.shown_chart(&mut walter).await);
        let first = test.link_app(&mut app, &mut walter, (ALL, &PARTS)).await;
        let unnamed = async |app: &mut Program, token: &str| {
            app.ask_token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
        };
        let refresh = first["refresh_token"].as_str().expect("a token");
        let (status, second) = unnamed(&mut app, refresh).await;
        assert_eq!(status, 200, "{second}");
        second["access_token"].as_str().expect("a token").clone_into(&mut app.token);
        assert_eq!(app.get(&path).await.0, 200);
        let refresh = second["refresh_token"].as_str().expect("a token");
        // Any other token names nobody.
        for token in [app.token.clone(), "nothing".to_owned(), String::new()] {
            let (status, answer) = unnamed(&mut app, &token).await;
            assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
            test.sql("DELETE FROM throttle").await;
        }
        // At the other clinic it names nobody, and an app that has a key proves who it is.
        let mut elsewhere = Program::new(&test, &test.norte, &app.id);
        assert_eq!(unnamed(&mut elsewhere, refresh).await.0, 400);
        let keys = Signer::new("one").keys();
        test.sql(&format!("UPDATE client SET keys = '{keys}'")).await;
        let (status, answer) = unnamed(&mut app, refresh).await;
        assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")), "{answer}");
        test.sql("UPDATE client SET keys = ''").await;
        let (status, third) = unnamed(&mut app, refresh).await;
        assert_eq!(status, 200, "{third}");
        // Nothing renews what was ended.
        test.sql("DELETE FROM throttle").await;
        let refresh = third["refresh_token"].as_str().expect("a token");
        let id = app.id.clone();
        let reply = app.form("/oauth/revoke", &[("token", refresh), ("client_id", &id)]).await;
        assert_eq!(reply.status, 200);
        let (status, answer) = unnamed(&mut app, refresh).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
        // Only a token that renews names its app.
        let code = test.code_for(&app, &mut walter, (ALL, &PARTS)).await;
        let nameless = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
        assert_eq!(app.ask_token(&nameless).await.1["error"], "invalid_client");
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
