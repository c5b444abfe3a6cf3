//! A front desk that invites, and the browsers of those who are invited.

use super::channels::Post;
use super::{Client, Reply, TestPortal};
use domain::actor::Actor;
use domain::ids::{ChartId, InvitationId};
use domain::permission::Role;
use std::sync::Arc;
use usecases::account::{Origin, Use, load_actor};
use usecases::invitations::{self, NewInvitation};
use usecases::{UseCaseError, outbox};

/// Address of the patient who is invited.
pub const ADDRESS: &str = "ana@example.org";
/// The patient's date of birth, as it is typed.
pub const BORN: [(&str, &str); 3] =
    [("request[day]", "31"), ("request[month]", "1"), ("request[year]", "1980")];

/// A clinic that sends by a channel that keeps what it gets, a colleague at the front desk, and a patient to invite.
pub struct Desk {
    pub test: TestPortal,
    pub post: Arc<Post>,
    pub actor: Actor,
    pub chart: ChartId,
}

impl Desk {
    /// A clinic with one patient to invite.
    pub async fn open(mut test: TestPortal) -> Self {
        let post = Arc::new(Post::default());
        test.connect(&post);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let actor = actor(&test, "joan").await;
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.sql(&format!("UPDATE chart SET birth_date = '1980-01-31', email = '{ADDRESS}'")).await;
        Self { test, post, actor, chart }
    }

    /// Invites the patient; what is due is sent.
    pub async fn invite(&self, is_by_hand: bool) -> Result<InvitationId, UseCaseError> {
        let backend = &self.test.portal.backend;
        let invited =
            invitations::invite(backend, &self.actor, &self.test.demo, (self.chart, is_by_hand)).await?;
        outbox::deliver_due(backend, &self.test.demo).await?;
        Ok(invited.invitation)
    }

    /// An invitation of another kind, sent.
    pub async fn issue(&self, new: NewInvitation) -> InvitationId {
        let backend = &self.test.portal.backend;
        let tx = backend.db.begin().await.expect("a transaction");
        let id = invitations::issue(&tx, backend, self.test.demo.id, &new, None).await.expect("issued");
        tx.commit().await.expect("committed");
        outbox::deliver_due(backend, &self.test.demo).await.expect("delivered");
        id
    }

    /// The path of the link that was sent last.
    pub fn link(&self) -> String {
        let mails = self.post.mails();
        let linked =
            |mail: &usecases::delivery::Mail| Some((mail.text.clone(), mail.text.rfind("/activate/")?));
        let (text, at) = mails.iter().rev().find_map(linked).expect("a link");
        text[at..].split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// The code that was sent last.
    pub fn code(&self) -> String {
        let mails = self.post.mails();
        let text = &mails.last().expect("a message").text;
        let is_code = |word: &&str| word.len() == 11 && word.as_bytes()[5] == b'-';
        text.split_whitespace().find(is_code).expect("a code").to_owned()
    }

    /// How an invitation stands.
    pub async fn state(&self, id: InvitationId) -> String {
        let id = self.test.id(id.0);
        let query = format!("SELECT state FROM invitation WHERE id = {id}");
        self.test.texts(&query).await.remove(0)
    }

    /// What became of invitations.
    pub async fn history(&self) -> Vec<String> {
        self.test.texts("SELECT state || ' ' || detail FROM invitation_event ORDER BY at_s, state").await
    }

    /// A browser that is not signed in.
    pub fn browser(&self) -> Client {
        self.test.browser(&self.test.demo)
    }

    /// A browser that followed a link and proved the date of birth.
    pub async fn entered(&self, path: &str) -> Client {
        let mut browser = self.browser();
        assert_eq!(browser.get(path).await.status, 303);
        let reply = browser.call("/api/account/activation_check", &BORN).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        browser
    }

    /// How many accounts there are.
    pub async fn accounts(&self) -> i64 {
        self.test.number("SELECT COUNT(*) FROM account").await
    }
}

/// Somebody who has just signed in.
pub async fn actor(test: &TestPortal, username: &str) -> Actor {
    let browser = test.signed_in(&test.demo, username).await;
    let origin = Origin {
        facility: test.demo.id,
        address: "127.0.0.1".to_owned(),
        device: String::new(),
        known_device: None,
        held_session: None,
    };
    let token = &browser.cookies["__Host-sid"];
    load_actor(&test.portal.backend, &origin, (&test.demo.security, true), token, Use::Active)
        .await
        .expect("an answer")
        .expect("a session")
}

/// The rule that refused.
pub fn rule<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> &'static str {
    match result {
        Err(UseCaseError::Refused(refusal)) => refusal.rule,
        other => panic!("not refused: {other:?}"),
    }
}

/// Chooses name and password, the last step of the way.
pub async fn finish(browser: &mut Client, username: &str) -> Reply {
    let fields =
        [("request[username]", username), ("request[password]", "several words that only I would say")];
    browser.call("/api/account/activation_finish", &fields).await
}

/// Which step of the way a browser is at.
pub async fn step(browser: &mut Client) -> String {
    let reply = browser.call("/api/account/read_activation", &[]).await;
    let value: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
    value["step"].as_str().unwrap_or_default().to_owned()
}
