//! One-time codes: good once, for ten minutes, for five tries, for what they were sent for, and only so many (SECURITY.md 2.4).

use crate::support::channels::Post;
use crate::support::{TestPortal, on_each_database};
use domain::account::code::Purpose;
use domain::contact::ContactKind;
use domain::ids::ChallengeId;
use i18n::Lang;
use std::sync::Arc;
use usecases::codes::{NewChallenge, Proven, issue, redeem};
use usecases::{Backend, UseCaseError, outbox};

const ADDRESS: &str = "ana@example.org";
const BINDING: &[u8] = b"a session";

async fn send(test: &TestPortal, backend: &Backend, address: &str) -> Result<ChallengeId, UseCaseError> {
    let kind = if address.contains('@') { ContactKind::Email } else { ContactKind::Phone };
    let new = NewChallenge {
        facility: test.demo.id,
        purpose: Purpose::SignIn,
        binding: BINDING,
        account: None,
        kind,
        address,
        lang: Lang::En,
    };
    let tx = backend.db.begin().await?;
    let id = issue(&tx, backend, &new).await;
    match id {
        Ok(_) => tx.commit().await?,
        Err(_) => tx.rollback().await?,
    }
    outbox::deliver_due(backend, &test.demo).await?;
    id
}

async fn try_it(
    test: &TestPortal,
    backend: &Backend,
    id: ChallengeId,
    code: &str,
) -> Result<Proven, UseCaseError> {
    redeem(backend, test.demo.id, (Purpose::SignIn, BINDING), id, code).await
}

fn rule<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> &'static str {
    match result {
        Err(UseCaseError::Refused(refusal)) => refusal.rule,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_arrives_and_is_good_once_for_what_it_was_sent_for() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        for address in [ADDRESS, "+15550100123"] {
            let id = send(&test, &backend, address).await.expect("sent");
            let code = post.code(address);
            let facility = test.demo.id;
            for (purpose, binding, of) in [
                (Purpose::StepUp, BINDING, facility),
                (Purpose::SignIn, b"another".as_slice(), facility),
                (Purpose::SignIn, BINDING, test.norte.id),
            ] {
                let wrong = redeem(&backend, of, (purpose, binding), id, &code).await;
                assert_eq!(rule(wrong), "code.wrong");
            }
            let spaced = format!(" {} {}", &code[..3], &code[3..]);
            let proven = try_it(&test, &backend, id, &spaced).await.expect("the right code");
            assert_eq!(proven.address, address);
            assert_eq!(rule(try_it(&test, &backend, id, &code).await), "code.wrong", "a second time");
        }
        let stored = test.number("SELECT COUNT(*) FROM outbox WHERE last_error IS NOT NULL").await;
        assert_eq!(stored, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_right_tries_at_once_one_succeeds_and_of_wrong_ones_five_are_looked_at() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        let id = send(&test, &backend, ADDRESS).await.expect("sent");
        let code = post.code(ADDRESS);
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let (backend, code, facility) = (backend.clone(), code.clone(), test.demo.id);
                tokio::spawn(async move {
                    redeem(&backend, facility, (Purpose::SignIn, BINDING), id, &code).await.is_ok()
                })
            })
            .collect();
        let mut good = 0;
        for one in tries {
            good += usize::from(one.await.expect("no panic"));
        }
        assert_eq!(good, 1);

        test.pass(3_600);
        let id = send(&test, &backend, ADDRESS).await.expect("sent");
        let code = post.code(ADDRESS);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(rule(try_it(&test, &backend, id, wrong).await), "code.wrong");
        }
        assert_eq!(rule(try_it(&test, &backend, id, &code).await), "code.wrong", "the sixth try");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_ten_minutes_and_with_the_next_one() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        let first = send(&test, &backend, ADDRESS).await.expect("sent");
        let old = post.code(ADDRESS);
        test.pass(599);
        let second = send(&test, &backend, ADDRESS).await.expect("sent");
        assert_eq!(rule(try_it(&test, &backend, first, &old).await), "code.wrong", "the next one ends it");
        test.pass(600);
        let code = post.code(ADDRESS);
        assert_eq!(rule(try_it(&test, &backend, second, &code).await), "code.wrong", "ten minutes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_gets_three_in_a_quarter_of_an_hour_and_ten_a_day() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        let mut sent = 0;
        for round in 0..20 {
            for _ in 0..4 {
                sent += usize::from(send(&test, &backend, ADDRESS).await.is_ok());
                test.pass(31);
            }
            assert!(sent <= 3 * (round + 1));
            test.pass(900);
        }
        assert_eq!(sent, 10, "in less than a day");
        assert_eq!(rule(send(&test, &backend, "ANA@example.org").await), "code.too_many", "the same address");
        assert!(send(&test, &backend, "luis@example.org").await.is_ok(), "another address");
        assert_eq!(post.mails().len(), 11);
    })
    .await;
}
