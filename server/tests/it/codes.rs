//! One-time codes: good once, for ten minutes, for five tries, for what they were sent for, and only so many (SECURITY.md 2.4).

use crate::support::channels::Post;
use crate::support::{TestPortal, on_each_database};
use domain::account::code::Purpose;
use domain::account::security::SecuritySettings;
use domain::contact::ContactKind;
use domain::ids::{AccountId, ChallengeId};
use i18n::Lang;
use std::sync::Arc;
use usecases::codes::{NewChallenge, Proven, issue, redeem};
use usecases::{Backend, UseCaseError, outbox};
use uuid::Uuid;

const ADDRESS: &str = "ana@example.org";
const BINDING: &[u8] = b"a session";

async fn send(test: &TestPortal, backend: &Backend, address: &str) -> Result<ChallengeId, UseCaseError> {
    send_for(test, backend, address, (Purpose::SignIn, None)).await
}

async fn send_for(
    test: &TestPortal,
    backend: &Backend,
    address: &str,
    (purpose, account): (Purpose, Option<AccountId>),
) -> Result<ChallengeId, UseCaseError> {
    let kind = if address.contains('@') { ContactKind::Email } else { ContactKind::Phone };
    let new = NewChallenge {
        facility: test.demo.id,
        purpose,
        binding: BINDING,
        account,
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

#[tokio::test(flavor = "multi_thread")]
async fn nobody_uses_up_the_codes_of_another_account() {
    on_each_database(async |test| {
        let backend = Arc::new(Post::default()).connect(&test.portal.backend);
        let (owner, stranger) = (Some(AccountId(Uuid::new_v4())), Some(AccountId(Uuid::new_v4())));
        for purpose in [Purpose::ProveContact, Purpose::Register, Purpose::SignIn] {
            while send_for(&test, &backend, ADDRESS, (purpose, stranger)).await.is_ok() {
                test.pass(31);
            }
        }
        let mine = send_for(&test, &backend, ADDRESS, (Purpose::SignIn, owner)).await;
        assert!(mine.is_ok(), "{mine:?}");
        let mine = send_for(&test, &backend, ADDRESS, (Purpose::StepUp, owner)).await;
        assert_eq!(rule(mine), "code.too_many", "the own ones count together");
        let strangers = "SELECT COUNT(*) FROM challenge WHERE purpose IN ('prove_contact', 'register')";
        assert_eq!(test.number(strangers).await, 3, "the address is not flooded either");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_six_in_a_quarter_of_an_hour_wherever_it_has_them_sent() {
    on_each_database(async |test| {
        let backend = Arc::new(Post::default()).connect(&test.portal.backend);
        let account = Some(AccountId(Uuid::new_v4()));
        let mut sent = 0;
        for number in 0..30 {
            let address = format!("+1212555{:04}", 2_000 + number);
            let result = send_for(&test, &backend, &address, (Purpose::ProveContact, account)).await;
            sent += usize::from(result.is_ok());
        }
        assert_eq!(sent, 6);
        test.pass(900);
        assert!(send_for(&test, &backend, ADDRESS, (Purpose::SignIn, account)).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_twenty_a_day_and_an_address_the_next_one_after_half_a_minute() {
    on_each_database(async |test| {
        let backend = Arc::new(Post::default()).connect(&test.portal.backend);
        assert!(send(&test, &backend, ADDRESS).await.is_ok());
        test.pass(29);
        assert!(send(&test, &backend, ADDRESS).await.is_err(), "a moment too soon");
        test.pass(2);
        assert!(send(&test, &backend, ADDRESS).await.is_ok());
        let account = Some(AccountId(Uuid::new_v4()));
        let mut sent = 0;
        for number in 0..100 {
            let address = format!("+1212555{:04}", 2_000 + number);
            let result = send_for(&test, &backend, &address, (Purpose::ProveContact, account)).await;
            sent += usize::from(result.is_ok());
            test.pass(200);
        }
        assert_eq!(sent, 20);
        test.pass(24 * 3_600);
        assert!(
            send_for(&test, &backend, ADDRESS, (Purpose::ProveContact, account)).await.is_ok(),
            "the next day"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_at_once_one_is_sent() {
    on_each_database(async |test| {
        let backend = Arc::new(Post::default()).connect(&test.portal.backend);
        let test = Arc::new(test);
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let (test, backend) = (Arc::clone(&test), backend.clone());
                tokio::spawn(async move { send(&test, &backend, ADDRESS).await.is_ok() })
            })
            .collect();
        let mut sent = 0;
        for one in tries {
            sent += usize::from(one.await.expect("no panic"));
        }
        assert_eq!((sent, test.number("SELECT COUNT(*) FROM challenge").await), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_messages_go_to_the_clinics_countries_and_end_with_its_budget() {
    on_each_database(async |test| {
        let backend = Arc::new(Post::default()).connect(&test.portal.backend);
        assert_eq!(rule(send(&test, &backend, "+34600123456").await), "code.country");
        let mut settings = SecuritySettings::relaxed();
        settings.text_messages.countries = vec!["ES".to_owned()];
        settings.text_messages.most_per_day = 2;
        let text = serde_json::to_string(&settings).expect("written");
        test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
        assert_eq!(rule(send(&test, &backend, "+12125552368").await), "code.country");
        for number in ["+34600123456", "+34600123457"] {
            assert!(send(&test, &backend, number).await.is_ok());
        }
        assert_eq!(rule(send(&test, &backend, "+34600123458").await), "code.spent");
        assert!(send(&test, &backend, ADDRESS).await.is_ok(), "e-mail goes on");
        test.pass(24 * 3_600);
        assert!(send(&test, &backend, "+34600123458").await.is_ok(), "the next day");
    })
    .await;
}
