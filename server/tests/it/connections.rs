//! Apps and systems: who may be let in, and how a system proves who it is.

use crate::support::on_each_database;
use crate::support::programs::{Signer, claims, system_fields};
use domain::permission::Role;
use serde_json::{Value, json};

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
