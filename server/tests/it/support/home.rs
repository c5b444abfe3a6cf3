//! A patient at home, who gives access to the own chart, and the person who helps.

use super::desk::{Desk, finish};
use super::{Client, Reply, TestPortal};
use domain::family::contract::FamilyPage;
use domain::ids::{ChartId, InvitationId};
use usecases::outbox;

pub const PROXY: &str = "luis@example.org";

/// A patient with an account, at a clinic that sends.
pub struct Home {
    pub desk: Desk,
    pub walter: Client,
}

impl Home {
    pub async fn open(test: TestPortal) -> Self {
        let desk = Desk::open(test).await;
        desk.test.patient(&desk.test.demo, "walter", desk.chart).await;
        let walter = desk.test.signed_in(&desk.test.demo, "walter").await;
        Self { desk, walter }
    }

    pub async fn deliver(&self) {
        outbox::deliver_due(&self.desk.test.portal.backend, &self.desk.test.demo).await.expect("delivered");
    }

    /// Walter invites somebody.
    pub async fn invite(&mut self, email: &str, scopes: &[&str], until: &str) -> Reply {
        let names: Vec<String> = (0..scopes.len()).map(|at| format!("request[scopes][{at}]")).collect();
        let mut fields = vec![
            ("request[name]", "Luis Hughes"),
            ("request[email]", email),
            ("request[relationship]", "partner"),
            ("request[until]", until),
        ];
        fields.extend(names.iter().map(String::as_str).zip(scopes.iter().copied()));
        let reply = self.walter.call("/api/family/invite", &fields).await;
        self.deliver().await;
        reply
    }

    /// The link of the invitation that went to an address last.
    pub fn link(&self, to: &str) -> String {
        let mails = self.desk.post.mails();
        let found = mails.iter().rfind(|mail| mail.to == to && mail.text.contains("/activate/"));
        let text = &found.expect("an invitation").text;
        let at = text.rfind("/activate/").expect("a link");
        text[at..].split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// Somebody comes with the link that went to them and makes an account.
    pub async fn proxy(&self) -> Client {
        let mut browser = self.desk.entered(&self.link(PROXY)).await;
        let reply = finish(&mut browser, "luis").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        self.deliver().await;
        browser
    }

    pub async fn page(&mut self) -> FamilyPage {
        read(&mut self.walter, "/api/family/read_family").await
    }

    /// What the messages to an address say, the latest last.
    pub fn told(&self, to: &str) -> Vec<String> {
        self.desk.post.mails().into_iter().filter(|mail| mail.to == to).map(|mail| mail.text).collect()
    }
}

pub async fn read<T: serde::de::DeserializeOwned>(browser: &mut Client, path: &str) -> T {
    let reply = browser.call(path, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("JSON")
}

async fn may(browser: &mut Client, path: &str) -> bool {
    let reply = browser.call(path, &[]).await;
    assert!(matches!(reply.status, 200 | 403), "{}", reply.body);
    reply.status == 200
}

/// Whether somebody reads the record, and the visits.
pub async fn sees(browser: &mut Client) -> (bool, bool) {
    (may(browser, "/api/records/list_latest").await, may(browser, "/api/booking/list_appointments").await)
}

/// The same person, signed in anew: the session slept meanwhile.
pub async fn again(home: &Home, _: Client) -> Client {
    let mut browser = home.desk.browser();
    let fields =
        [("request[username]", "luis"), ("request[password]", "several words that only I would say")];
    let reply = browser.call("/api/account/sign_in", &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    browser
}

/// The clinic gives a parent access; the word says whether a letter is handed over.
pub async fn give(desk: &mut Client, chart: ChartId, how: &str) -> Reply {
    let (chart, by_hand) = (chart.to_string(), (how == "by_hand").to_string());
    let fields = [
        ("request[chart]", chart.as_str()),
        ("request[name]", "Ana Hughes"),
        ("request[email]", if how == "by_hand" { "" } else { PROXY }),
        ("request[relationship]", "parent"),
        ("request[scopes][0]", "records"),
        ("request[scopes][1]", "appointments"),
        ("request[by_hand]", by_hand.as_str()),
    ];
    desk.call("/api/family/invite_for", &fields).await
}

/// The invitation that was handed over.
pub async fn handed_over(test: &TestPortal) -> InvitationId {
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let found = test.texts(&format!("SELECT {id} FROM invitation WHERE channel IS NULL")).await;
    found[0].to_lowercase().parse().expect("an id")
}
