//! Forgotten passwords: who gets a link, what it opens and for how long, and that nobody learns from it who exists.

use crate::support::channels::Post;
use crate::support::{Client, PASSWORD, Reply, TestPortal, on_each_database};
use domain::permission::Role;
use std::sync::Arc;
use usecases::{account, outbox};

const NEW: &str = "a loud mountain at noon";
const ASK: &str = "/api/account/request_reset";
const FINISH: &str = "/api/account/finish_reset";

/// A clinic that sends by a channel that keeps what it gets, with Walter, whose address is proven.
struct Clinic {
    test: TestPortal,
    post: Arc<Post>,
}

impl Clinic {
    async fn open(mut test: TestPortal) -> Self {
        let post = Arc::new(Post::default());
        test.connect(&post);
        test.add(test.account(&test.demo, "walter").await).await;
        let clinic = Self { test, post };
        clinic.contact("walter", "email", "family@example.org", true).await;
        clinic
    }

    async fn contact(&self, username: &str, kind: &str, address: &str, is_proven: bool) {
        let verified = if is_proven { "1" } else { "NULL" };
        let id = self.test.id(uuid::Uuid::new_v4());
        self.test
            .sql(&format!(
                "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
                 SELECT facility_id, {id}, id, '{kind}', '{address}', '{address}', 'ok', {verified}, 1 \
                 FROM account WHERE username = '{username}'"
            ))
            .await;
    }

    /// Asks, and lets what follows happen.
    async fn ask(&self, name: &str) -> Reply {
        let reply = self.browser().call(ASK, &[("request[name]", name)]).await;
        self.answer().await;
        reply
    }

    async fn answer(&self) {
        let backend = &self.test.portal.backend;
        account::answer_resets(backend, &self.test.demo).await.expect("answered");
        outbox::deliver_due(backend, &self.test.demo).await.expect("delivered");
    }

    fn browser(&self) -> Client {
        self.test.browser(&self.test.demo)
    }

    /// Paths of the links that went out, the oldest first.
    fn links(&self) -> Vec<String> {
        let mails = self.post.mails();
        mails
            .iter()
            .filter_map(|mail| {
                let at = mail.text.rfind("/new-password/")?;
                mail.text[at..].split_whitespace().next().map(str::to_owned)
            })
            .collect()
    }

    /// A browser that followed the latest link.
    async fn followed(&self) -> Client {
        let mut browser = self.browser();
        let path = self.links().pop().expect("a link");
        let reply = browser.get(&path).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/new-password"));
        browser
    }

    async fn can_sign_in(&self, username: &str, password: &str) -> bool {
        let fields = [("request[username]", username), ("request[password]", password)];
        let reply = self.browser().call("/api/account/sign_in", &fields).await;
        self.test.sql("DELETE FROM throttle").await;
        reply.status == 200
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_stop_after_fifty_wrong_ones() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        let attempt = async |password: &str| {
            clinic.test.sql("DELETE FROM throttle WHERE is_kept = FALSE").await;
            let fields = [("request[username]", "walter"), ("request[password]", password)];
            clinic.browser().call("/api/account/sign_in", &fields).await.body
        };
        for _ in 0..50 {
            clinic.test.pass(901);
            assert!(attempt("wrong").await.contains("account.wrong_credentials"));
        }
        assert!(attempt(PASSWORD).await.contains("account.stopped"));
        clinic.ask("walter").await;
        let mut browser = clinic.followed().await;
        assert_eq!(browser.call(FINISH, &[("request[password]", NEW)]).await.status, 200);
        assert!(attempt(PASSWORD).await.contains("account.wrong_credentials"), "looked at again");
        assert!(!attempt(NEW).await.contains("account."));
    })
    .await;
}

/// Names of the headers of an answer.
fn names(reply: &Reply) -> Vec<String> {
    reply.headers.keys().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_a_new_password_once_and_signs_everybody_out() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        let mut open = clinic.test.signed_in(&clinic.test.demo, "walter").await;
        assert_eq!(clinic.ask("Walter").await.status, 200);
        let mut browser = clinic.followed().await;
        let view = browser.call("/api/account/read_reset", &[]).await;
        assert!(view.body.contains("\"walter\"") && view.body.contains("true"), "{}", view.body);
        let short = browser.call(FINISH, &[("request[password]", "short")]).await;
        assert!(short.status == 422 && short.body.contains("password"), "{}", short.body);
        let done = browser.call(FINISH, &[("request[password]", NEW)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(!browser.cookies.contains_key("__Host-sid"), "nobody is signed in by a link");
        assert_eq!(open.call("/api/account/read_clock", &[]).await.status, 401);
        assert!(!clinic.can_sign_in("walter", PASSWORD).await);
        assert!(clinic.can_sign_in("walter", NEW).await);
        let again = browser.call(FINISH, &[("request[password]", PASSWORD)]).await;
        assert!(again.status == 410 && again.body.contains("reset.ended"), "{}", again.body);
        assert!(clinic.can_sign_in("walter", NEW).await);
        clinic.answer().await;
        let told = clinic.post.mails();
        assert!(told.iter().any(|mail| mail.text.contains("was changed")), "the owner is told");
        let events = clinic
            .test
            .texts("SELECT action FROM audit_event WHERE action LIKE '%reset%' ORDER BY action")
            .await;
        assert_eq!(events, ["account.request_reset", "account.reset_password"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_use_one_link_at_once_are_one() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        clinic.ask("walter").await;
        let browser = clinic.followed().await;
        let tries = (0..50).map(|number| {
            let mut browser = browser.clone();
            tokio::spawn(async move {
                let password = format!("a loud mountain at noon {number}");
                browser.call(FINISH, &[("request[password]", &password)]).await.status
            })
        });
        let mut done = 0;
        for tried in tries.collect::<Vec<_>>() {
            match tried.await.expect("an answer") {
                200 => done += 1,
                410 | 429 => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(done, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_says_nothing_about_who_exists_and_asking_changes_nothing_else() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        clinic.test.add(clinic.test.account(&clinic.test.demo, "gone").await).await;
        clinic.contact("gone", "email", "gone@example.org", true).await;
        clinic.test.sql("UPDATE account SET is_disabled = TRUE WHERE username = 'gone'").await;
        clinic.test.add(clinic.test.account(&clinic.test.demo, "unproven").await).await;
        clinic.contact("unproven", "email", "unproven@example.org", false).await;
        let known = clinic.ask("family@example.org").await;
        assert_eq!(clinic.links().len(), 1);
        for name in
            ["nobody", "nobody@example.org", "gone", "gone@example.org", "unproven", "+1 212 555 0199"]
        {
            clinic.test.sql("DELETE FROM throttle").await;
            let reply = clinic.ask(name).await;
            assert_eq!((reply.status, &reply.body), (known.status, &known.body), "{name}");
            assert_eq!(names(&reply), names(&known), "{name}");
        }
        assert_eq!(clinic.links().len(), 1, "nobody else has got one");
        assert_eq!(
            clinic.test.number("SELECT COUNT(*) FROM reset_request").await,
            0,
            "what was typed is forgotten"
        );
        let empty = clinic.browser().call(ASK, &[("request[name]", "  ")]).await;
        assert_eq!(empty.status, 422, "{}", empty.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_account_of_a_shared_address_gets_its_own_link_and_each_opens_its_own() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        clinic.test.add(clinic.test.account(&clinic.test.demo, "wilma").await).await;
        clinic.contact("wilma", "email", "family@example.org", true).await;
        clinic.ask("Family@Example.org").await;
        assert_eq!(clinic.links().len(), 2);
        let mut named = Vec::new();
        for path in clinic.links() {
            let mut browser = clinic.browser();
            browser.get(&path).await;
            named.push(browser.call("/api/account/read_reset", &[]).await.body.contains("\"wilma\""));
            assert_eq!(browser.call(FINISH, &[("request[password]", NEW)]).await.status, 200);
            clinic.test.sql("DELETE FROM throttle").await;
        }
        named.sort_unstable();
        assert_eq!(named, [false, true]);
        assert!(clinic.can_sign_in("walter", NEW).await && clinic.can_sign_in("wilma", NEW).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_after_half_an_hour_with_a_newer_one_and_with_a_changed_password() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        let refused = async |browser: &mut Client| {
            let reply = browser.call(FINISH, &[("request[password]", NEW)]).await;
            clinic.test.sql("DELETE FROM throttle").await;
            reply.status == 410
        };
        clinic.ask("walter").await;
        let mut first = clinic.followed().await;
        clinic.test.pass(60);
        clinic.ask("walter").await;
        assert!(refused(&mut first).await, "a newer one was sent");
        let mut second = clinic.followed().await;
        clinic.test.pass(1_800);
        assert!(refused(&mut second).await, "half an hour has passed");
        clinic.ask("walter").await;
        let mut third = clinic.followed().await;
        let mut signed_in = clinic.test.signed_in(&clinic.test.demo, "walter").await;
        let fields = [("request[current]", PASSWORD), ("request[new]", "a third harbour at dusk")];
        assert_eq!(signed_in.call("/api/account/change_password", &fields).await.status, 200);
        assert!(refused(&mut third).await, "the password was changed another way");
        let mut stranger = clinic.browser();
        stranger.get(&format!("/new-password/{}", "A".repeat(43))).await;
        assert!(refused(&mut stranger).await, "made up");
        let mut foreign = clinic.test.browser(&clinic.test.norte);
        clinic.test.pass(900);
        clinic.ask("walter").await;
        foreign.get(&clinic.links().pop().expect("a link")).await;
        assert!(refused(&mut foreign).await, "another clinic's");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_cannot_flood_an_address_and_many_requests_from_one_network_wait() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        for _ in 0..6 {
            clinic.ask("walter").await;
            clinic.test.sql("DELETE FROM throttle").await;
            clinic.test.pass(60);
        }
        assert_eq!(clinic.links().len(), 3);
        let mut waits = 0;
        for _ in 0..40 {
            waits += u32::from(clinic.ask("walter").await.status == 429);
        }
        assert!((1..=20).contains(&waits), "{waits}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_stays_and_staff_may_ask_too() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        clinic.test.colleague(&clinic.test.demo, "joan", Role::FrontDesk).await;
        clinic.contact("joan", "email", "joan@example.org", true).await;
        let mut signed_in = clinic.test.signed_in(&clinic.test.demo, "joan").await;
        let begun = signed_in.call("/api/account/begin_totp", &[]).await;
        assert_eq!(begun.status, 200, "{}", begun.body);
        clinic.test.sql("UPDATE factor SET proven_s = 1").await;
        clinic.ask("joan").await;
        let mut browser = clinic.followed().await;
        assert_eq!(browser.call(FINISH, &[("request[password]", NEW)]).await.status, 200);
        let fields = [("request[username]", "joan"), ("request[password]", NEW)];
        let mut browser = clinic.browser();
        let reply = browser.call("/api/account/sign_in", &fields).await;
        assert!(browser.cookies.contains_key("__Host-pending"), "{}", reply.body);
        assert!(!browser.cookies.contains_key("__Host-sid"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_goes_where_no_second_step_does_if_there_is_such_a_place() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        clinic
            .test
            .sql(
                "INSERT INTO factor (facility_id, id, account_id, kind, label, contact_id, last_step, is_synced, proven_s, created_s) \
                 SELECT facility_id, id, account_id, 'email', '', id, 0, FALSE, 1, 1 FROM contact",
            )
            .await;
        let to = |clinic: &Clinic| clinic.post.mails().last().map(|mail| mail.to.clone());
        clinic.ask("family@example.org").await;
        assert_eq!(to(&clinic).as_deref(), Some("family@example.org"), "there is no other");
        clinic.contact("walter", "email", "other@example.org", true).await;
        clinic.test.pass(60);
        clinic.ask("family@example.org").await;
        assert_eq!(to(&clinic).as_deref(), Some("other@example.org"));
        clinic.test.pass(900);
        clinic.ask("walter").await;
        assert_eq!(to(&clinic).as_deref(), Some("other@example.org"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_work_without_scripts() {
    on_each_database(async |test| {
        let clinic = Clinic::open(test).await;
        let mut browser = clinic.browser();
        let page = browser.get("/forgotten-password").await.body;
        assert!(
            page.contains("action=\"/api/account/request_reset\"") && page.contains("request[name]"),
            "{page}"
        );
        let asked = browser.post_form(ASK, &[("request[name]", "walter")]).await;
        assert_eq!((asked.status, asked.header("location")), (303, "/forgotten-password?asked=yes"));
        assert!(browser.get("/forgotten-password?asked=yes").await.body.contains("Look at your messages"));
        clinic.answer().await;
        let mut browser = clinic.followed().await;
        let page = browser.get("/new-password").await.body;
        assert!(
            page.contains("action=\"/api/account/finish_reset\"") && page.contains("request[password]"),
            "{page}"
        );
        let refused = browser.post_form(FINISH, &[("request[password]", "short")]).await;
        assert_eq!(refused.status, 303, "{}", refused.body);
        let shown = browser.get("/new-password").await.body;
        assert!(shown.contains("aria-invalid=\"true\"") && !shown.contains("\"short\""), "{shown}");
        let done = browser.post_form(FINISH, &[("request[password]", NEW)]).await;
        assert_eq!((done.status, done.header("location")), (303, "/sign-in?password=set"), "{}", done.body);
        assert!(clinic.can_sign_in("walter", NEW).await);
    })
    .await;
}
