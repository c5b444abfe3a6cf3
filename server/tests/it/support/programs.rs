//! Programs that speak FHIR with the portal: a system with a key of its own, an app of patients.

use super::{Client, Reply, TestPortal};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use usecases::facility::Facility;
use uuid::Uuid;

/// Where the app is led back to.
pub const CALLBACK: &str = "https://app.example/callback";
/// Every part of a record that an app can be allowed.
pub const PARTS: [&str; 12] = [
    "person",
    "diagnoses",
    "medications",
    "allergies",
    "results",
    "vaccinations",
    "visits",
    "procedures",
    "documents",
    "plans",
    "money",
    "letters",
];
/// The app's secret for one question.
pub const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-long";

/// A key, and what signs with it.
pub struct Signer {
    pair: EcdsaKeyPair,
    pub kid: String,
}

impl Signer {
    pub fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a pair");
        Self { pair, kid: kid.to_owned() }
    }

    /// The public half as a JSON Web Key Set.
    pub fn keys(&self) -> String {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (&point[1..49], &point[49..]);
        json!({"keys": [{
            "kty": "EC",
            "crv": "P-384",
            "alg": "ES384",
            "kid": self.kid,
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
        }]})
        .to_string()
    }

    /// A signed token of these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "ES384", "typ": "JWT", "kid": self.kid});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).expect("signed");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// What a proof of a client says at `now`.
pub fn claims(client: &str, audience: &str, now: i64) -> Value {
    json!({
        "iss": client,
        "sub": client,
        "aud": audience,
        "exp": now + 240,
        "jti": Uuid::new_v4().to_string(),
    })
}

/// A program that asks with or without a token.
#[derive(Clone)]
pub struct Program {
    pub client: Client,
    pub id: String,
    pub token: String,
}

impl Program {
    pub fn new(test: &TestPortal, facility: &Facility, id: &str) -> Self {
        let mut client = test.browser(facility);
        // No browser: nothing says where a request comes from.
        client.headers = Vec::new();
        Self { client, id: id.to_owned(), token: String::new() }
    }

    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.client.headers = Vec::new();
        self.client.call(path, fields).await
    }

    /// Asks for a token; the answer as JSON.
    pub async fn ask_token(&mut self, fields: &[(&str, &str)]) -> (u16, Value) {
        let reply = self.form("/oauth/token", fields).await;
        (reply.status, serde_json::from_str(&reply.body).unwrap_or_default())
    }

    pub async fn send(&self, method: Method, path: &str, body: impl Into<String>) -> Reply {
        self.send_with(method, path, &[], body).await
    }

    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: impl Into<String>,
    ) -> Reply {
        let token = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", token.as_str()), ("content-type", "application/fhir+json")];
        headers.extend_from_slice(more);
        self.client.clone().send(method, &format!("/fhir/R4{path}"), &headers, body.into()).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let reply = self.send(Method::GET, path, "").await;
        let body = serde_json::from_str(&reply.body)
            .unwrap_or_else(|error| panic!("{path}: {error}: {}", reply.body));
        (reply.status, body)
    }
}

impl TestPortal {
    /// Gives every chart a head that can be given out.
    pub async fn heads(&self) {
        self.sql(r#"UPDATE chart SET content = '{"resourceType":"Patient"}' WHERE content = '{}'"#).await;
    }

    /// An administrator's client: makes a system or an app, and says its id.
    pub async fn add_client(&self, facility: &Facility, fields: &[(&str, &str)]) -> String {
        let name = format!("keeper-{}", Uuid::new_v4());
        self.colleague(facility, &name, domain::permission::Role::Administrator).await;
        let mut admin = self.signed_in(facility, &name).await;
        let reply = admin.call("/api/connections/save_client", fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body.trim_matches('"').to_owned()
    }

    /// A system that may do this, with its key and a token.
    pub async fn system(&self, facility: &Facility, may: &[&str]) -> (Program, Signer) {
        let signer = Signer::new("one");
        let keys = signer.keys();
        let may: Vec<String> = may.iter().map(|may| format!("request[{may}]")).collect();
        let mut fields = vec![
            ("request[kind]", "system"),
            ("request[name]", "Records system"),
            ("request[keys]", keys.as_str()),
        ];
        fields.extend(may.iter().map(|name| (name.as_str(), "true")));
        let id = self.add_client(facility, &fields).await;
        let mut system = Program::new(self, facility, &id);
        let proof = signer.sign(&claims(&id, &self.token_url(facility), self.now()));
        let (status, answer) = system.ask_token(&system_fields(&proof, "system/*.cruds")).await;
        assert_eq!(status, 200, "{answer}");
        system.token = answer["access_token"].as_str().expect("a token").to_owned();
        (system, signer)
    }

    /// An app without a key of its own, which may also read when nobody is there.
    pub async fn app(&self, facility: &Facility) -> Program {
        let fields = [
            ("request[kind]", "app"),
            ("request[name]", "Health app"),
            ("request[redirect_uris]", CALLBACK),
            ("request[is_offline]", "true"),
        ];
        let id = self.add_client(facility, &fields).await;
        Program::new(self, facility, &id)
    }

    /// The whole way of an app to a token, with what somebody allows; the token's answer.
    pub async fn link_app(
        &self,
        app: &mut Program,
        person: &mut Client,
        (scope, parts): (&str, &[&str]),
    ) -> Value {
        let code = self.code_for(app, person, (scope, parts)).await;
        let id = app.id.clone();
        let (status, answer) = app.ask_token(&code_fields(&id, &code)).await;
        assert_eq!(status, 200, "{answer}");
        app.token = answer["access_token"].as_str().expect("a token").to_owned();
        answer
    }

    /// The way as far as the code.
    pub async fn code_for(
        &self,
        app: &Program,
        person: &mut Client,
        (scope, parts): (&str, &[&str]),
    ) -> String {
        let facility = if person.is_at(&self.demo.host) { &self.demo } else { &self.norte };
        let question = self.ask_for(facility, app, person, scope).await;
        let chart = self.shown_chart(person).await;
        let mut fields = vec![
            ("request[id]".to_owned(), question.clone()),
            ("request[chart]".to_owned(), chart),
            ("request[is_allowed]".to_owned(), "true".to_owned()),
        ];
        fields.extend(
            parts
                .iter()
                .enumerate()
                .map(|(index, part)| (format!("request[parts][{index}]"), (*part).to_owned())),
        );
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = person.call("/api/connections/decide", &fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let reply = person.get(&format!("/oauth/continue?ask={question}")).await;
        let leads = reply.header("location").to_owned();
        assert_eq!(reply.status, 303, "{leads}");
        let query = leads.strip_prefix(&format!("{CALLBACK}?")).unwrap_or_else(|| panic!("{leads}"));
        let fields: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        assert!(fields.contains(&("state", "a%20state")), "{leads}");
        fields.iter().find(|(name, _)| *name == "code").unwrap_or_else(|| panic!("{leads}")).1.to_owned()
    }

    /// The address of an app's question.
    pub fn question(&self, facility: &Facility, app: &Program, scope: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let base = format!("http://{}:3000/fhir/R4", facility.host);
        format!(
            "/oauth/authorize?response_type=code&client_id={}&redirect_uri={CALLBACK}&scope={}&state=a%20state&aud={base}&code_challenge={challenge}&code_challenge_method=S256",
            app.id,
            scope.replace(' ', "%20"),
        )
    }

    /// Asks, and says the id of the question.
    pub async fn ask_for(
        &self,
        facility: &Facility,
        app: &Program,
        person: &mut Client,
        scope: &str,
    ) -> String {
        let reply = person.get(&self.question(facility, app, scope)).await;
        let leads = reply.header("location").to_owned();
        assert_eq!(reply.status, 303, "{leads}");
        leads.strip_prefix("/account/apps/connect/").unwrap_or_else(|| panic!("{leads}")).to_owned()
    }

    /// The id of the chart that is shown.
    pub async fn shown_chart(&self, person: &mut Client) -> String {
        let frame: Value =
            serde_json::from_str(&person.call("/api/account/read_frame", &[]).await.body).expect("a frame");
        frame["me"]["chart"]["chart"].as_str().expect("a chart").to_owned()
    }

    pub fn token_url(&self, facility: &Facility) -> String {
        format!("http://{}:3000/oauth/token", facility.host)
    }

    pub fn now(&self) -> i64 {
        self.portal.backend.clock.now().0
    }
}

/// What a system sends.
pub fn system_fields<'a>(proof: &'a str, scope: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("grant_type", "client_credentials"),
        ("scope", scope),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", proof),
    ]
}

/// What an app sends for a code.
pub fn code_fields<'a>(id: &'a str, code: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", id),
    ]
}
