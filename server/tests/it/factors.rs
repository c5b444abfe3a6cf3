//! Second factors: set up with proof, asked for at sign-in, good once, and never a way around the password (SECURITY.md 2.4).

use crate::support::app_codes::code_of;
use crate::support::channels::Post;
use crate::support::{Client, Reply, TestPortal, on_each_database};
use domain::account::factor::{CodeSent, FactorAdded, Factors, SecondStep, TotpSetup};
use domain::account::security::{FactorKind, FactorPolicy, SecuritySettings};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use usecases::clock::Clock as _;
use usecases::outbox::deliver_due;

const RIGHT: &str = "a quiet harbour at dawn";

fn read<T: DeserializeOwned>(reply: &Reply) -> T {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn call(browser: &mut Client, name: &str, fields: &[(&str, &str)]) -> Reply {
    browser.call(&format!("/api/account/{name}"), fields).await
}

/// Sets up an app; its secret, and the recovery codes.
async fn with_app(test: &TestPortal, browser: &mut Client) -> (String, Vec<String>) {
    let setup: TotpSetup = read(&call(browser, "begin_totp", &[]).await);
    let code = code_of(&setup.secret, test.clock.now().0);
    let factor = setup.factor.to_string();
    let fields =
        [("request[factor]", factor.as_str()), ("request[code]", &code), ("request[label]", "My phone")];
    let added: FactorAdded = read(&call(browser, "confirm_totp", &fields).await);
    (setup.secret, added.recovery_codes)
}

/// Gives the password; what follows is the second step.
async fn first_step(test: &TestPortal, username: &str) -> Client {
    let mut browser = test.browser(&test.demo);
    let fields = [("request[username]", username), ("request[password]", RIGHT)];
    let reply = call(&mut browser, "sign_in", &fields).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "\"second_factor\""));
    browser
}

async fn finish(browser: &mut Client, factor: &str, code: &str) -> Reply {
    let mut fields = vec![("request[code]", code)];
    if !factor.is_empty() {
        fields.push(("request[factor]", factor));
    }
    call(browser, "finish_sign_in", &fields).await
}

async fn is_in(browser: &mut Client) -> bool {
    call(browser, "read_clock", &[]).await.status == 200
}

async fn with_walter(test: &TestPortal) -> Client {
    test.add(test.account(&test.demo, "walter").await).await;
    test.signed_in(&test.demo, "walter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_asked_for_after_the_password_and_each_of_its_codes_is_good_once() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let (secret, codes) = with_app(&test, &mut owner).await;
        assert_eq!(codes.len(), 10);
        let factors: Factors = read(&call(&mut owner, "list_factors", &[]).await);
        assert_eq!((factors.factors.len(), factors.factors[0].label.as_str()), (1, "My phone"));
        let id = factors.factors[0].id.to_string();

        let mut browser = first_step(&test, "walter").await;
        assert!(!is_in(&mut browser).await, "the password alone opens nothing");
        assert_eq!(browser.get("/visits").await.status, 302);
        let step: SecondStep = read(&call(&mut browser, "read_second_step", &[]).await);
        assert!(step.has_recovery && step.factors[0].kind == FactorKind::Totp);
        let used = code_of(&secret, test.clock.now().0);
        assert_eq!(finish(&mut browser, &id, &used).await.status, 422, "the code that set it up");
        test.pass(30);
        let code = code_of(&secret, test.clock.now().0);
        let mut rival = browser.clone();
        assert_eq!(finish(&mut browser, &id, &code).await.status, 200);
        assert!(is_in(&mut browser).await);
        assert_ne!(finish(&mut rival, &id, &code).await.status, 200, "a second time");
        let mut other = first_step(&test, "walter").await;
        assert_eq!(finish(&mut other, &id, &code).await.status, 422, "nor in another sign-in");
        test.pass(30);
        let next = code_of(&secret, test.clock.now().0 - 30);
        assert_eq!(finish(&mut other, &id, &next).await.status, 422, "a code of a step that is used up");
        let code = code_of(&secret, test.clock.now().0 + 30);
        assert_eq!(finish(&mut other, &id, &code).await.status, 200, "a clock that is a step fast");
        let sealed = test.number("SELECT COUNT(*) FROM factor WHERE sealed IS NOT NULL").await;
        assert_eq!(sealed, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_right_answers_at_once_one_signs_in_and_of_wrong_ones_five_are_looked_at() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let (secret, _) = with_app(&test, &mut owner).await;
        let factors: Factors = read(&call(&mut owner, "list_factors", &[]).await);
        let id = factors.factors[0].id.to_string();
        test.pass(60);
        let code = code_of(&secret, test.clock.now().0);
        let browser = first_step(&test, "walter").await;
        let all: Vec<_> = (0..40)
            .map(|_| {
                let (mut browser, id, code) = (browser.clone(), id.clone(), code.clone());
                tokio::spawn(async move { finish(&mut browser, &id, &code).await.status })
            })
            .collect();
        let mut good = 0;
        for one in all {
            good += usize::from(one.await.expect("no panic") == 200);
        }
        assert!(good <= 1, "{good}");
        test.pass(24 * 3_600);
        let mut browser = first_step(&test, "walter").await;
        let (mut looked_at, mut waits) = (0, 0);
        for _ in 0..20 {
            let reply = finish(&mut browser, &id, "000000").await;
            looked_at += usize::from(reply.body.contains("code.wrong"));
            waits += usize::from(reply.status == 429);
        }
        assert!(looked_at <= 5 && waits >= 15, "{looked_at} {waits}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_codes_sign_in_once_each_and_their_owner_is_told() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let (_, codes) = with_app(&test, &mut owner).await;
        let mut browser = first_step(&test, "walter").await;
        assert_eq!(finish(&mut browser, "", "0-0000-0000-0000-0000").await.status, 422);
        assert_eq!(finish(&mut browser, "", &codes[3].to_lowercase()).await.status, 200);
        assert!(is_in(&mut browser).await);
        let mut again = first_step(&test, "walter").await;
        assert_eq!(finish(&mut again, "", &codes[3]).await.status, 422, "it was used");
        assert_eq!(finish(&mut again, "", &codes[4]).await.status, 200);
        let left: Factors = read(&call(&mut owner, "list_factors", &[]).await);
        assert_eq!(left.codes_left, 8);
        let told = "SELECT COUNT(*) FROM outbox WHERE event = 'notice_recovery_code_used'";
        assert_eq!(test.number(told).await, 2);
        let new: FactorAdded = read(&call(&mut owner, "renew_recovery_codes", &[]).await);
        let mut old = first_step(&test, "walter").await;
        assert_eq!(finish(&mut old, "", &codes[5]).await.status, 422, "those before are good no longer");
        assert_eq!(finish(&mut old, "", &new.recovery_codes[5]).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_by_mail_and_text_message_come_to_a_proven_address_only() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let mut test = test;
        test.connect(&post);
        let mut owner = with_walter(&test).await;
        for (kind, address, wrong) in
            [("email", "walter@example.org", "not_an_email"), ("phone", "+1 212 555 0100", "not_a_phone")]
        {
            let bad = [("request[kind]", kind), ("request[address]", "nonsense")];
            let refused = call(&mut owner, "send_contact_code", &bad).await;
            assert!(refused.status == 422 && refused.body.contains(wrong), "{}", refused.body);
            let fields = [("request[kind]", kind), ("request[address]", address)];
            let sent: CodeSent = read(&call(&mut owner, "send_contact_code", &fields).await);
            deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
            let to = address.replace(' ', "");
            let code = post.code(&to);
            let challenge = sent.challenge.to_string();
            let fields = |code| [("request[challenge]", challenge.as_str()), ("request[code]", code)];
            let mut thief = test.signed_in(&test.demo, "walter").await;
            assert_ne!(
                call(&mut thief, "confirm_contact", &fields(&code)).await.status,
                200,
                "another session"
            );
            let added: FactorAdded = read(&call(&mut owner, "confirm_contact", &fields(&code)).await);
            assert_eq!(added.recovery_codes.is_empty(), kind == "phone", "with the first factor only");
            test.pass(60);
            if kind == "email" {
                continue;
            }
            let mut browser = first_step(&test, "walter").await;
            let step: SecondStep = read(&call(&mut browser, "read_second_step", &[]).await);
            let kinds: Vec<FactorKind> = step.factors.iter().map(|choice| choice.kind).collect();
            assert_eq!(kinds, [FactorKind::Sms, FactorKind::Email], "the stronger first");
            assert!(step.factors.iter().all(|choice| !choice.label.contains("walter")), "masked");
            let id = step.factors[1].id.to_string();
            let sent: CodeSent =
                read(&call(&mut browser, "send_second_code", &[("request[factor]", &id)]).await);
            deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
            let (code, challenge) = (post.code("walter@example.org"), sent.challenge.to_string());
            let fields = [
                ("request[factor]", id.as_str()),
                ("request[challenge]", &challenge),
                ("request[code]", &code),
            ];
            let mut other = first_step(&test, "walter").await;
            assert_eq!(call(&mut other, "finish_sign_in", &fields).await.status, 422, "bound to its sign-in");
            assert_eq!(call(&mut browser, "finish_sign_in", &fields).await.status, 200);
            assert!(is_in(&mut browser).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_factors_has_just_proven_who_they_are() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        test.pass(599);
        assert_eq!(call(&mut owner, "begin_totp", &[]).await.status, 200);
        test.pass(1);
        for (name, fields) in [
            ("begin_totp", vec![]),
            ("renew_recovery_codes", vec![]),
            ("remove_factor", vec![("request[factor]", "00000000-0000-0000-0000-000000000000")]),
            ("send_contact_code", vec![("request[kind]", "email"), ("request[address]", "a@example.org")]),
        ] {
            let stale = call(&mut owner, name, &fields).await;
            assert!(stale.status == 403 && stale.body.contains("step_up"), "{name}: {}", stale.body);
        }
        assert_eq!(
            call(&mut owner, "step_up", &[("request[password]", "wrong wrong wrong")]).await.status,
            422
        );
        assert_eq!(call(&mut owner, "step_up", &[("request[password]", RIGHT)]).await.status, 200);
        assert_eq!(call(&mut owner, "begin_totp", &[]).await.status, 200);
    })
    .await;
}

async fn decide(test: &TestPortal, settings: &SecuritySettings) {
    let text = serde_json::to_string(settings).expect("written");
    test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_is_required_sign_ins_without_it_run_out_and_the_last_one_stays() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut settings = SecuritySettings::default();
        settings.patients.grace = 2;
        decide(&test, &settings).await;
        for _ in 0..2 {
            let mut browser = test.signed_in(&test.demo, "walter").await;
            assert_eq!(browser.get("/").await.status, 200);
        }
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let refused = browser.call("/api/booking/list_appointments", &[]).await;
        assert!(refused.status == 403 && refused.body.contains("account.enrol_first"), "{}", refused.body);
        let page = browser.get("/visits").await;
        assert_eq!((page.status, page.header("location")), (302, "/account/security"));
        assert_eq!(browser.get("/account/security").await.status, 200);
        with_app(&test, &mut browser).await;
        assert_eq!(browser.get("/").await.status, 200, "once it is set up, everything is open");
        let factors: Factors = read(&call(&mut browser, "list_factors", &[]).await);
        let id = factors.factors[0].id.to_string();
        let last = call(&mut browser, "remove_factor", &[("request[factor]", &id)]).await;
        assert!(last.status == 422 && last.body.contains("factor.last"), "{}", last.body);
        settings.patients.policy = FactorPolicy::Optional;
        decide(&test, &settings).await;
        assert_eq!(call(&mut browser, "remove_factor", &[("request[factor]", &id)]).await.status, 200);
        assert_eq!(test.number("SELECT COUNT(*) FROM recovery_code").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn factors_of_somebody_else_do_not_exist() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let (secret, codes) = with_app(&test, &mut owner).await;
        let factors: Factors = read(&call(&mut owner, "list_factors", &[]).await);
        let id = factors.factors[0].id.to_string();
        test.add(test.account(&test.demo, "priya").await).await;
        let mut stranger = test.signed_in(&test.demo, "priya").await;
        assert_eq!(call(&mut stranger, "remove_factor", &[("request[factor]", &id)]).await.status, 404);
        with_app(&test, &mut stranger).await;
        test.pass(60);
        let mut browser = first_step(&test, "priya").await;
        let code = code_of(&secret, test.clock.now().0);
        assert_eq!(finish(&mut browser, &id, &code).await.status, 422);
        assert_eq!(finish(&mut browser, "", &codes[0]).await.status, 422);
        assert!(!is_in(&mut browser).await);
    })
    .await;
}
