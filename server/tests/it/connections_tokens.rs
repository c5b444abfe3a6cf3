//! Codes and tokens of apps: each is good once, for the app that it was given to, and what was used twice ends.

use crate::connections_apps::{ALL, patient};
use crate::support::on_each_database;
use crate::support::programs::{PARTS, Program, Signer, VERIFIER, code_fields};
use serde_json::Value;

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
