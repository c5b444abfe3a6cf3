//! Addresses of an account: added with a code, removed, and every change is told where the account was known until then.

use crate::support::channels::Post;
use crate::support::{Client, Reply, TestPortal, on_each_database};
use domain::account::contacts::{ContactView, Contacts};
use domain::account::factor::CodeSent;
use std::sync::Arc;
use usecases::outbox::deliver_due;

const OLD: &str = "old@example.org";
const NEW: &str = "new@example.org";

/// A clinic that keeps what it sends, and Walter with one proven address, signed in.
async fn open(test: &mut TestPortal) -> (Arc<Post>, Client) {
    let post = Arc::new(Post::default());
    test.connect(&post);
    test.add(test.account(&test.demo, "walter").await).await;
    let mut browser = test.signed_in(&test.demo, "walter").await;
    assert_eq!(add(test, &post, &mut browser, OLD).await.status, 200);
    (post, browser)
}

async fn turn(test: &TestPortal) {
    deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
}

/// Has a code sent and brings it back.
async fn add(test: &TestPortal, post: &Post, browser: &mut Client, address: &str) -> Reply {
    let fields = [("request[kind]", "email"), ("request[address]", address)];
    let sent = browser.call("/api/account/send_contact_proof", &fields).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let sent: CodeSent = serde_json::from_str(&sent.body).expect("a code was sent");
    turn(test).await;
    let (challenge, code) = (sent.challenge.to_string(), post.code(address));
    let fields = [("request[challenge]", challenge.as_str()), ("request[code]", code.as_str())];
    browser.call("/api/account/add_contact", &fields).await
}

async fn list(browser: &mut Client) -> Vec<ContactView> {
    let reply = browser.call("/api/account/list_contacts", &[]).await;
    let contacts: Contacts = serde_json::from_str(&reply.body).expect("addresses");
    contacts.contacts
}

async fn remove(browser: &mut Client, contact: &ContactView) -> Reply {
    let id = contact.id.to_string();
    browser.call("/api/account/remove_contact", &[("request[contact]", &id)]).await
}

/// Who was told that something changed, since the last look.
fn told(post: &Post, from: usize) -> Vec<String> {
    let mails = post.mails();
    let mut to: Vec<String> = mails[from..]
        .iter()
        .filter(|mail| mail.text.contains("address was"))
        .map(|mail| mail.to.clone())
        .collect();
    to.sort();
    to
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_added_with_its_code_and_removed_and_both_are_told() {
    on_each_database(async |mut test| {
        let (post, mut browser) = open(&mut test).await;
        turn(&test).await;
        let before = post.mails().len();
        test.pass(1);
        assert_eq!(add(&test, &post, &mut browser, NEW).await.status, 200);
        turn(&test).await;
        assert_eq!(told(&post, before), [NEW, OLD]);
        let known = list(&mut browser).await;
        let addresses: Vec<&str> = known.iter().map(|one| one.address.as_str()).collect();
        assert_eq!(addresses, [OLD, NEW]);

        let before = post.mails().len();
        assert_eq!(remove(&mut browser, &known[0]).await.status, 200);
        turn(&test).await;
        assert_eq!(told(&post, before), [NEW, OLD], "the removed one hears of it once more");
        assert_eq!(list(&mut browser).await.len(), 1);
        assert_eq!(remove(&mut browser, &known[0]).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_address_it_is_not_and_who_has_not_just_proven_themselves_changes_nothing() {
    on_each_database(async |mut test| {
        let (post, mut browser) = open(&mut test).await;
        let known = list(&mut browser).await;
        test.add(test.account(&test.demo, "wilma").await).await;
        let mut wilma = test.signed_in(&test.demo, "wilma").await;
        assert_eq!(remove(&mut wilma, &known[0]).await.status, 404);
        assert_eq!(list(&mut wilma).await.len(), 0);
        // Another's code is no proof.
        let fields = [("request[kind]", "email"), ("request[address]", NEW)];
        let sent = browser.call("/api/account/send_contact_proof", &fields).await;
        let sent: CodeSent = serde_json::from_str(&sent.body).expect("a code was sent");
        turn(&test).await;
        let (challenge, code) = (sent.challenge.to_string(), post.code(NEW));
        let fields = [("request[challenge]", challenge.as_str()), ("request[code]", code.as_str())];
        assert_eq!(wilma.call("/api/account/add_contact", &fields).await.status, 422);
        test.pass(700);
        for (path, fields) in [
            ("/api/account/send_contact_proof", &[("request[kind]", "email"), ("request[address]", NEW)][..]),
            ("/api/account/add_contact", &fields),
            ("/api/account/remove_contact", &[("request[contact]", known[0].id.to_string().as_str())]),
        ] {
            let reply = browser.call(path, fields).await;
            assert!(reply.status == 403 && reply.body.contains("step_up"), "{path}: {}", reply.body);
        }
        assert_eq!(list(&mut browser).await, known);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_a_second_step_stays_and_there_are_six_at_most() {
    on_each_database(async |mut test| {
        let (post, mut browser) = open(&mut test).await;
        let known = list(&mut browser).await;
        let id = test.id(known[0].id.0);
        test.sql(&format!(
            "INSERT INTO factor (facility_id, id, account_id, kind, label, contact_id, last_step, is_synced, proven_s, created_s) \
             SELECT facility_id, id, account_id, 'email', '', id, 0, FALSE, 1, 1 FROM contact WHERE id = {id}"
        ))
        .await;
        assert!(list(&mut browser).await[0].is_factor);
        test.sql("UPDATE session SET assurance = 2").await;
        let reply = remove(&mut browser, &known[0]).await;
        assert!(reply.status == 422 && reply.body.contains("contact.is_factor"), "{}", reply.body);
        for number in 1..6 {
            test.sql("DELETE FROM challenge").await;
            assert_eq!(add(&test, &post, &mut browser, &format!("a{number}@example.org")).await.status, 200);
        }
        let fields = [("request[kind]", "email"), ("request[address]", NEW)];
        let reply = browser.call("/api/account/send_contact_proof", &fields).await;
        assert!(reply.status == 422 && reply.body.contains("contact.too_many"), "{}", reply.body);
    })
    .await;
}
