//! Addresses that refuse messages for good are not written to again, and somebody can see it (PRODUCT.md, notifications).

use crate::delivery::queue_in;
use crate::support::channels::Post;
use crate::support::{Client, TestPortal, on_each_database};
use i18n::Lang;
use std::sync::Arc;
use usecases::delivery::SendError;
use usecases::facility::Facility;
use usecases::outbox::{Delivered, deliver_due, read_queue};
use uuid::Uuid;

const PASSWORDS: [&str; 2] = ["a quiet harbour at dawn", "a loud mountain at noon"];

/// Gives walter's account a proven address.
async fn proven(test: &TestPortal, facility: &Facility, number: u128, kind: &str, address: &str) {
    let (facility_id, id) = (test.id(facility.id.0), test.id(Uuid::from_u128(number)));
    test.sql(&format!(
        "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, created_s) \
         SELECT {facility_id}, {id}, id, '{kind}', '{address}', '{address}', 'ok', 1, {number} FROM account \
         WHERE facility_id = {facility_id}"
    ))
    .await;
}

/// Changes the password, of which the owner hears.
async fn cause(browser: &mut Client, turn: usize) {
    let fields = [("request[current]", PASSWORDS[turn % 2]), ("request[new]", PASSWORDS[(turn + 1) % 2])];
    let reply = browser.call("/api/account/change_password", &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

async fn turn(test: &TestPortal) -> Delivered {
    deliver_due(&test.portal.backend, &test.demo).await.expect("a turn")
}

async fn bounced(test: &TestPortal, facility: &Facility) -> u64 {
    read_queue(&test.portal.backend, facility.id).await.expect("a queue").bounced
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_refuses_for_good_is_left_alone_until_something_arrives_there() {
    on_each_database(async |mut test| {
        let post = Arc::new(Post::default());
        test.connect(&post);
        for facility in [&test.demo, &test.norte] {
            test.add(test.account(facility, "walter").await).await;
            proven(&test, facility, 1, "email", "walter@example.org").await;
            proven(&test, facility, 2, "phone", "+12125550100").await;
        }
        let mut browser = test.signed_in(&test.demo, "walter").await;

        // The server's rules are not the address's fault.
        cause(&mut browser, 0).await;
        post.fail_with([SendError::Never("smtp 550 5.7.1".to_owned())]);
        turn(&test).await;
        assert_eq!((post.mails().len(), post.texts().len(), bounced(&test, &test.demo).await), (0, 1, 0));

        cause(&mut browser, 1).await;
        post.fail_with([SendError::NoAddress("smtp 550 5.1.1".to_owned())]);
        turn(&test).await;
        assert_eq!((post.mails().len(), post.texts().len(), bounced(&test, &test.demo).await), (0, 2, 1));
        assert_eq!(bounced(&test, &test.norte).await, 0, "another clinic's address is its own affair");

        cause(&mut browser, 2).await;
        assert_eq!(turn(&test).await.sent, 1);
        assert_eq!((post.mails().len(), post.texts().len()), (0, 3), "the other address hears of it");

        cause(&mut browser, 3).await;
        post.fail_with([SendError::NoAddress("sms 400 21610".to_owned())]);
        assert_eq!((turn(&test).await.dead, bounced(&test, &test.demo).await), (1, 2));
        cause(&mut browser, 4).await;
        assert_eq!(turn(&test).await, Delivered { suppressed: 1, ..Delivered::default() });

        // Its owner asks for a code there, and it arrives.
        queue_in(&test, &test.portal.backend, "walter@example.org", Lang::En).await;
        assert_eq!((turn(&test).await.sent, bounced(&test, &test.demo).await), (1, 1));
        cause(&mut browser, 5).await;
        assert_eq!(turn(&test).await.sent, 1);
        assert_eq!((post.mails().len(), post.texts().len()), (2, 3));
    })
    .await;
}
