//! An authenticator in software, and what browsers do with it.

use super::{Client, Reply, TestPortal};
use domain::account::factor::{FactorAdded, Factors};
use domain::account::passkey::PasskeyQuestion;
use domain::ids::ChallengeId;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use usecases::delivery::Channels;
use usecases::site::Site;
use webauthn_authenticator_rs::prelude::{Url, WebauthnAuthenticator as _};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

pub const RIGHT: &str = "a quiet harbour at dawn";
pub const DEMO: &str = "https://demo.localhost";

/// An authenticator with one passkey, as a browser shows it to a page.
pub struct Key {
    soft: SoftPasskey,
    pub origin: String,
    id: Value,
    pub handle: Value,
}

impl Key {
    /// A new passkey, and what the browser hands over.
    pub fn make(origin: &str, question: &PasskeyQuestion) -> (Self, String) {
        let options: Value = serde_json::from_str(&question.options).expect("JSON");
        assert_eq!(options["publicKey"]["authenticatorSelection"]["residentKey"], "preferred");
        assert_eq!(options["publicKey"]["authenticatorSelection"]["userVerification"], "required");
        let mut soft = SoftPasskey::new(true);
        let handle = options["publicKey"]["user"]["id"].clone();
        let options = serde_json::from_value(options).expect("options");
        let made = soft.do_registration(Url::parse(origin).expect("an origin"), options).expect("a passkey");
        let made = serde_json::to_value(made).expect("JSON");
        let key = Self { soft, origin: origin.to_owned(), id: made["rawId"].clone(), handle };
        (key, made.to_string())
    }

    /// Answers a question. What the authenticator lists by itself, the software does not: which key, and whose, is put in.
    pub fn answer(&mut self, question: &PasskeyQuestion) -> String {
        self.answer_as(question, |_| {})
    }

    /// The same to a question that somebody has changed.
    pub fn answer_as(&mut self, question: &PasskeyQuestion, change: impl Fn(&mut Value)) -> String {
        let mut options: Value = serde_json::from_str(&question.options).expect("JSON");
        options["publicKey"]["allowCredentials"] = json!([{ "type": "public-key", "id": self.id }]);
        change(&mut options);
        let options = serde_json::from_value(options).expect("options");
        let origin = Url::parse(&self.origin).expect("an origin");
        let answer = self.soft.do_authentication(origin, options).expect("an answer");
        let mut answer = serde_json::to_value(answer).expect("JSON");
        answer["response"]["userHandle"] = self.handle.clone();
        answer.to_string()
    }
}

pub fn read<T: DeserializeOwned>(reply: &Reply) -> T {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

pub async fn call(browser: &mut Client, name: &str, fields: &[(&str, &str)]) -> Reply {
    browser.call(&format!("/api/account/{name}"), fields).await
}

pub async fn ask(browser: &mut Client, name: &str) -> PasskeyQuestion {
    read(&call(browser, name, &[]).await)
}

/// Hands over an answer.
pub async fn hand(browser: &mut Client, name: &str, question: ChallengeId, answer: &str) -> Reply {
    let question = question.to_string();
    let fields = [
        ("request[answer][challenge]", question.as_str()),
        ("request[answer][credential]", answer),
        ("request[label]", "My key"),
    ];
    let fields = if name == "confirm_passkey" { &fields[..] } else { &fields[..2] };
    call(browser, name, fields).await
}

/// Sets up a passkey.
pub async fn with_passkey(browser: &mut Client) -> (Key, FactorAdded) {
    let question = ask(browser, "begin_passkey").await;
    let (key, made) = Key::make(DEMO, &question);
    let reply = hand(browser, "confirm_passkey", question.challenge, &made).await;
    (key, read(&reply))
}

pub async fn factors(browser: &mut Client) -> Factors {
    read(&call(browser, "list_factors", &[]).await)
}

pub async fn is_in(browser: &mut Client) -> bool {
    call(browser, "read_clock", &[]).await.status == 200
}

/// The same portal behind TLS, as browsers want it for passkeys.
pub fn secured(mut test: TestPortal) -> TestPortal {
    let site = Site { scheme: "https".to_owned(), port: None };
    test.portal.backend = test.portal.backend.clone().connected(site, Channels::default());
    test.state.portal.backend = test.portal.backend.clone();
    test.router = server::router::router(test.state.clone());
    test
}

pub async fn with_walter(test: &TestPortal) -> Client {
    test.add(test.account(&test.demo, "walter").await).await;
    test.signed_in(&test.demo, "walter").await
}

pub fn is_refused(reply: &Reply) -> bool {
    reply.status == 422 && reply.body.contains("passkey.refused")
}

/// Gives the password; what follows is the second step.
pub async fn first_step(test: &TestPortal, username: &str) -> Client {
    let mut browser = test.browser(&test.demo);
    let fields = [("request[username]", username), ("request[password]", RIGHT)];
    let reply = call(&mut browser, "sign_in", &fields).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "\"second_factor\""));
    browser
}

/// Finishes the second step with an answer.
pub async fn finish(browser: &mut Client, factor: &str, question: &PasskeyQuestion, answer: &str) -> Reply {
    let challenge = question.challenge.to_string();
    let fields =
        [("request[factor]", factor), ("request[challenge]", challenge.as_str()), ("request[code]", answer)];
    call(browser, "finish_sign_in", &fields).await
}
