//! What keeps an invitation from being used by whoever made it, guessed, or used to write to strangers.

use crate::support::desk::{ADDRESS, BORN, Desk, actor, finish};
use crate::support::{Client, on_each_database};
use domain::ids::InvitationId;
use domain::permission::Role;
use usecases::{invitations, outbox};

/// Subjects of what was sent to an address.
fn told(desk: &Desk, to: &str) -> Vec<String> {
    desk.post.mails().into_iter().filter(|mail| mail.to == to).map(|mail| mail.subject).collect()
}

async fn deliver(desk: &Desk) {
    outbox::deliver_due(&desk.test.portal.backend, &desk.test.demo).await.expect("delivered");
}

/// A browser on the way with the code of a letter.
async fn with_code(desk: &Desk, id: InvitationId) -> Client {
    let (backend, demo) = (&desk.test.portal.backend, &desk.test.demo);
    let code = invitations::read_paper(backend, &desk.actor, demo, id).await.expect("a letter").code;
    let mut browser = desk.browser();
    let reply = browser
        .call("/api/account/activation_check", &[("request[code]", code.as_str()), BORN[0], BORN[1], BORN[2]])
        .await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_made_on_paper_is_told_at_the_charts_address_and_one_made_by_mail_is_not() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        let mut browser = with_code(&desk, id).await;
        assert_eq!(browser.call("/api/account/activation_skip_contact", &[]).await.status, 200);
        assert_eq!(told(&desk, ADDRESS), Vec::<String>::new());
        assert_eq!(finish(&mut browser, "ana").await.status, 200);
        deliver(&desk).await;
        let mails = told(&desk, ADDRESS);
        assert_eq!(mails.len(), 1, "{mails:?}");
        let text = desk.post.mails().pop().expect("a message").text;
        assert!(!text.contains("Hughes") && !text.contains("1980"), "{text}");

        desk.test.sql("DELETE FROM access_grant").await;
        desk.invite(false).await.expect("invited");
        let mut browser = desk.entered(&desk.link()).await;
        assert_eq!(finish(&mut browser, "ana2").await.status, 200);
        deliver(&desk).await;
        assert_eq!(told(&desk, ADDRESS).len(), 2, "the notice, then the invitation, and nothing after it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_invites_cannot_take_the_invitation_with_the_same_account() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        let mut browser = with_code(&desk, id).await;
        assert_eq!(browser.call("/api/account/activation_skip_contact", &[]).await.status, 200);
        browser.cookies.extend(desk.test.signed_in(&desk.test.demo, "joan").await.cookies);
        let own = browser.call("/api/account/activation_accept", &[]).await;
        assert!(own.status == 422 && own.body.contains("invitation.own"), "{} {}", own.status, own.body);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM access_grant").await, 0);
        assert_eq!(desk.state(id).await, "opened", "it is not used up");
        desk.test.colleague(&desk.test.demo, "marta", Role::FrontDesk).await;
        browser.cookies.extend(desk.test.signed_in(&desk.test.demo, "marta").await.cookies);
        assert_eq!(browser.call("/api/account/activation_accept", &[]).await.status, 200, "another may");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn six_codes_for_one_invitation_then_an_hour_of_rest() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        let mut browser = with_code(&desk, id).await;
        for number in 0..7 {
            let address = format!("stranger{number}@example.org");
            let fields = [("request[kind]", "email"), ("request[address]", address.as_str())];
            let reply = browser.call("/api/account/activation_send_code", &fields).await;
            assert_eq!(reply.status == 200, number < 6, "{number}: {}", reply.body);
            assert!(number < 6 || reply.body.contains("code.too_many"), "{}", reply.body);
            deliver(&desk).await;
            browser.call("/api/account/activation_start_over", &[]).await;
        }
        assert_eq!(desk.post.mails().len(), 6);
        // Another browser with the same letter gets no more.
        let mut other = with_code(&desk, id).await;
        let fields = [("request[kind]", "email"), ("request[address]", "stranger9@example.org")];
        assert_ne!(other.call("/api/account/activation_send_code", &fields).await.status, 200);
        desk.test.pass(3_600);
        let desk = Desk { actor: actor(&desk.test, "joan").await, ..desk };
        let mut later = with_code(&desk, id).await;
        assert_eq!(later.call("/api/account/activation_send_code", &fields).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_batches_and_their_files_ask_for_proof_anew() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let chart = desk.chart.0.to_string();
        let id = desk.invite(true).await.expect("invited").0.to_string();
        let mut browser = desk.test.signed_in(&desk.test.demo, "joan").await;
        let everybody = [("request[age_from]", "")];
        assert_eq!(
            browser.call("/api/invitations/start_batch", &everybody).await.status,
            422,
            "nobody is left"
        );
        desk.test.sql("UPDATE invitation SET state = 'revoked'").await;
        assert_eq!(browser.call("/api/invitations/start_batch", &everybody).await.status, 200);
        let page = browser.call("/api/invitations/read_batches", &[]).await;
        let page: serde_json::Value = serde_json::from_str(&page.body).expect("JSON");
        let file = format!("/files/invitations/{}.csv", page["batches"][0]["id"].as_str().expect("an id"));
        assert_eq!(browser.get(&file).await.status, 200);

        desk.test.pass(601);
        let by_hand = [("request[charts][0]", chart.as_str()), ("request[by_hand]", "true")];
        let paper = [("request[invitation]", id.as_str())];
        for (path, fields) in [
            ("/api/invitations/invite", &by_hand[..]),
            ("/api/invitations/read_paper", &paper[..]),
            ("/api/invitations/start_batch", &everybody[..]),
        ] {
            let reply = browser.call(path, fields).await;
            assert_eq!((reply.status, reply.body.as_str()), (403, r#"{"error":"step_up"}"#), "{path}");
        }
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM invitation").await, 1);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM invitation_batch").await, 1);
        let asked = browser.get(&file).await;
        let confirm = format!("/account/confirm?next={file}");
        assert_eq!((asked.status, asked.header("location")), (303, confirm.as_str()));
        let letter = browser.get(&format!("/patients/invitations/{id}/letter")).await;
        assert!(
            letter.body.contains("step-up-password") && !letter.body.contains("data-code"),
            "it asks first"
        );

        // What goes to the chart's own address needs no proof.
        let by_mail = browser.call("/api/invitations/invite", &by_hand[..1]).await;
        assert_eq!(by_mail.status, 200, "{}", by_mail.body);
        let right = [("request[password]", crate::support::PASSWORD)];
        assert_eq!(browser.call("/api/account/step_up", &right).await.status, 200);
        assert_eq!(browser.get(&file).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_takes_one_chart_as_its_own_however_many_are_offered_at_once() {
    on_each_database(async |test| {
        let mut desk = Desk::open(test).await;
        desk.test.colleague(&desk.test.demo, "marta", Role::FrontDesk).await;
        let second = desk.test.chart(&desk.test.demo, 2, "Hughes").await;
        desk.test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        let mut ways = Vec::new();
        for chart in [desk.chart, second] {
            desk.chart = chart;
            let id = desk.invite(true).await.expect("invited");
            let mut browser = with_code(&desk, id).await;
            assert_eq!(browser.call("/api/account/activation_skip_contact", &[]).await.status, 200);
            browser.cookies.extend(desk.test.signed_in(&desk.test.demo, "marta").await.cookies);
            ways.push(browser);
        }
        let mut second = ways.pop().expect("a browser");
        let mut first = ways.pop().expect("a browser");
        let (one, two) = tokio::join!(
            first.call("/api/account/activation_accept", &[]),
            second.call("/api/account/activation_accept", &[])
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{} {}", one.body, two.body);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM access_grant WHERE relation = 'own'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_answer_forgives_no_wrong_ones_and_ways_do_not_pile_up() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        desk.invite(false).await.expect("invited");
        let link = desk.link();
        let guess = async || {
            let mut stranger = desk.browser();
            stranger.get(&format!("/activate/e{}", "A".repeat(43))).await;
            stranger.call("/api/account/activation_check", &BORN).await
        };
        let failures = "SELECT CAST(MAX(failures) AS BIGINT) FROM throttle";
        guess().await;
        guess().await;
        for _ in 0..8 {
            desk.entered(&link).await;
        }
        assert_eq!(desk.test.number(failures).await, 2);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM activation").await, 5);
        let mut waits = false;
        for _ in 0..20 {
            waits |= guess().await.body.contains("account.too_many_attempts");
        }
        assert!(waits, "guesses are slowed though a right link is at hand");
    })
    .await;
}
