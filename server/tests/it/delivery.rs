//! The outbox's worker: each message once, retried when that helps, given up when it does not (BOOKING.md, cases 50 to 52).

use crate::support::channels::Post;
use crate::support::{TestPortal, on_each_database};
use domain::account::code::Purpose;
use domain::contact::ContactKind;
use i18n::Lang;
use std::collections::HashSet;
use std::sync::Arc;
use usecases::codes::{NewChallenge, issue};
use usecases::delivery::{Channels, Mail, Mailer, SendError, Sending};
use usecases::outbox::{Delivered, deliver_due, read_queue};
use usecases::{Backend, outbox};

/// Puts a code for an address into the queue.
async fn queue(test: &TestPortal, backend: &Backend, address: &str) {
    queue_in(test, backend, address, Lang::Es).await;
}

/// The same in a language.
pub async fn queue_in(test: &TestPortal, backend: &Backend, address: &str, lang: Lang) {
    let kind = if address.contains('@') { ContactKind::Email } else { ContactKind::Phone };
    let new = NewChallenge {
        facility: test.demo.id,
        purpose: Purpose::Register,
        binding: address.as_bytes(),
        account: None,
        kind,
        address,
        lang,
    };
    let tx = backend.db.begin().await.expect("a transaction");
    issue(&tx, backend, &new).await.expect("queued");
    tx.commit().await.expect("written");
}

async fn turn(test: &TestPortal, backend: &Backend) -> Delivered {
    deliver_due(backend, &test.demo).await.expect("a turn")
}

fn later() -> SendError {
    SendError::Later("smtp 421".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_in_the_readers_language_and_names_the_clinic() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        queue(&test, &backend, "ana@example.org").await;
        assert_eq!(turn(&test, &backend).await, Delivered { sent: 1, ..Delivered::default() });
        let mails = post.mails();
        let mail = &mails[0];
        assert!(mail.subject.starts_with("Su código de "), "{}", mail.subject);
        assert!(
            mail.html.contains("<html lang=\"es\">") && mail.html.contains(&post.code("ana@example.org"))
        );
        assert!(mail.message_id.ends_with("@demo.localhost>"), "{}", mail.message_id);
        assert_eq!(turn(&test, &backend).await, Delivered::default(), "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_now_is_tried_again_and_what_fails_for_good_is_not() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        queue(&test, &backend, "ana@example.org").await;
        post.fail_with([later()]);
        assert_eq!(turn(&test, &backend).await.put_back, 1);
        assert_eq!(turn(&test, &backend).await, Delivered::default(), "not yet");
        test.pass(40);
        assert_eq!(turn(&test, &backend).await.sent, 1);

        queue(&test, &backend, "+15550100123").await;
        post.fail_with([SendError::NoAddress("sms 400 21610".to_owned())]);
        assert_eq!(turn(&test, &backend).await.dead, 1);
        queue(&test, &backend, "+15550100124").await;
        post.fail_with([SendError::Unknown("no answer".to_owned())]);
        assert_eq!(turn(&test, &backend).await.dead, 1, "a text message is not sent blindly again");
        test.pass(400);
        assert_eq!(turn(&test, &backend).await, Delivered::default());
        assert_eq!(post.texts().len(), 0);
        assert_eq!(read_queue(&backend, test.demo.id).await.expect("a queue").dead, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_late_is_given_up() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        queue(&test, &backend, "ana@example.org").await;
        post.fail_with([later(), later(), later(), later(), later(), later()]);
        let mut turns = 0;
        while turn(&test, &backend).await.dead == 0 {
            test.pass(120);
            turns += 1;
            assert!(turns < 8, "a code is good for ten minutes");
        }
        assert_eq!(post.mails().len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_channel_messages_wait_and_go_out_once_there_is_one() {
    on_each_database(async |test| {
        let unconfigured = test.portal.backend.clone();
        queue(&test, &unconfigured, "ana@example.org").await;
        assert_eq!(turn(&test, &unconfigured).await.put_back, 1);
        test.pass(61);
        assert_eq!(read_queue(&unconfigured, test.demo.id).await.expect("a queue").waiting, 1);
        let post = Arc::new(Post::default());
        let backend = post.connect(&unconfigured);
        test.pass(300);
        assert_eq!(turn(&test, &backend).await.sent, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_workers_send_each_message_once() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        for number in 0..120 {
            queue(&test, &backend, &format!("p{number}@example.org")).await;
        }
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let (backend, facility) = (backend.clone(), test.demo.clone());
                tokio::spawn(async move { deliver_due(&backend, &facility).await.expect("a turn").sent })
            })
            .collect();
        let mut sent = 0;
        for worker in workers {
            sent += worker.await.expect("no panic");
        }
        let addresses: Vec<String> = post.mails().into_iter().map(|mail| mail.to).collect();
        assert_eq!((sent, addresses.len()), (120, 120));
        assert_eq!(addresses.into_iter().collect::<HashSet<_>>().len(), 120);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_workers_mail_goes_out_under_the_same_name_and_its_text_message_does_not() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        queue(&test, &backend, "ana@example.org").await;
        queue(&test, &backend, "+15550100123").await;
        // As a worker leaves it that is killed between handing over and writing down.
        assert_eq!(turn(&test, &backend).await.sent, 2);
        test.sql("UPDATE outbox SET state = 'leased', lease_until_s = 0").await;
        test.sql("UPDATE delivery SET state = 'sending'").await;
        let again = turn(&test, &backend).await;
        assert_eq!((again.sent, again.dead), (1, 1));
        let names: HashSet<String> = post.mails().into_iter().map(|mail| mail.message_id).collect();
        assert_eq!((post.mails().len(), names.len(), post.texts().len()), (2, 1, 1));
    })
    .await;
}

/// Loses the lease of everything when it is first used: another worker has taken over.
struct Slow {
    backend: Backend,
    sent: std::sync::atomic::AtomicUsize,
}

impl Mailer for Slow {
    fn send<'a>(&'a self, _: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            self.sent.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let theirs = "UPDATE outbox SET state = 'pending', lease_token = NULL, due_s = due_s + 1000000";
            self.backend.db.execute_unprepared(theirs).await.expect("written");
            Ok(None)
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_too_slow_sends_nothing_more_of_what_another_has_taken_over() {
    on_each_database(async |test| {
        for number in 0..30 {
            queue(&test, &test.portal.backend, &format!("ana{number}@example.org")).await;
        }
        let slow = Arc::new(Slow { backend: test.portal.backend.clone(), sent: 0.into() });
        let channels = Channels { mail: Some(slow.clone()), sms: None, is_local: false };
        let backend = Backend { channels: Arc::new(channels), ..test.portal.backend.clone() };
        assert_eq!(turn(&test, &backend).await.sent, 0, "nothing was its own any more");
        let sent = slow.sent.load(std::sync::atomic::Ordering::SeqCst);
        assert!((1..=8).contains(&sent), "those under way at that moment: {sent}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_nobody_asked_to_hear_of_tell_nobody() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let backend = post.connect(&test.portal.backend);
        let now = usecases::clock::Clock::now(&*test.clock);
        let message = outbox::Message {
            facility: test.demo.id,
            event: "appointment_booked",
            dedupe_key: "once".to_owned(),
            chart: None,
            account: None,
            subject: ("appointment", uuid::Uuid::nil()),
            version: 0,
            due: now,
            expires: None,
        };
        let tx = backend.db.begin().await.expect("a transaction");
        outbox::record(&tx, &message, now).await.expect("queued");
        tx.commit().await.expect("written");
        assert_eq!(turn(&test, &backend).await.suppressed, 1);
        assert!(post.mails().is_empty() && post.texts().is_empty());
    })
    .await;
}
