//! Changing how one gets in: proven with the second factor too, every other session ends, the owner hears of it everywhere.

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
const OTHER: &str = "another harbour at dusk";

fn read<T: DeserializeOwned>(reply: &Reply) -> T {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn call(browser: &mut Client, name: &str, fields: &[(&str, &str)]) -> Reply {
    browser.call(&format!("/api/account/{name}"), fields).await
}

async fn is_in(browser: &mut Client) -> bool {
    call(browser, "read_clock", &[]).await.status == 200
}

async fn with_walter(test: &TestPortal) -> Client {
    test.add(test.account(&test.demo, "walter").await).await;
    test.signed_in(&test.demo, "walter").await
}

/// Sets up an app: its id, its secret, the recovery codes.
async fn with_app(test: &TestPortal, browser: &mut Client) -> (String, String, Vec<String>) {
    let setup: TotpSetup = read(&call(browser, "begin_totp", &[]).await);
    let (id, code) = (setup.factor.to_string(), code_of(&setup.secret, test.clock.now().0));
    let fields = [("request[factor]", id.as_str()), ("request[code]", &code), ("request[label]", "")];
    let added: FactorAdded = read(&call(browser, "confirm_totp", &fields).await);
    (id, setup.secret, added.recovery_codes)
}

/// Sets up codes to an address; the factor's id.
async fn with_address(test: &TestPortal, post: &Post, browser: &mut Client, address: &str) -> String {
    let kind = if address.contains('@') { "email" } else { "phone" };
    let before: Factors = read(&call(browser, "list_factors", &[]).await);
    let fields = [("request[kind]", kind), ("request[address]", address)];
    let sent: CodeSent = read(&call(browser, "send_contact_code", &fields).await);
    deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
    let (code, challenge) = (post.code(address), sent.challenge.to_string());
    let fields = [("request[challenge]", challenge.as_str()), ("request[code]", &code)];
    read::<FactorAdded>(&call(browser, "confirm_contact", &fields).await);
    let factors: Factors = read(&call(browser, "list_factors", &[]).await);
    let new = factors.factors.iter().find(|factor| !before.factors.contains(factor));
    new.expect("one more").id.to_string()
}

async fn first_step(test: &TestPortal) -> Client {
    let mut browser = test.browser(&test.demo);
    let fields = [("request[username]", "walter"), ("request[password]", RIGHT)];
    assert_eq!(call(&mut browser, "sign_in", &fields).await.body, "\"second_factor\"");
    browser
}

async fn step_up(browser: &mut Client, password: &str, factor: &str, code: &str) -> Reply {
    let mut fields = vec![("request[password]", password), ("request[code]", code)];
    if !factor.is_empty() {
        fields.push(("request[factor]", factor));
    }
    call(browser, "step_up", &fields).await
}

async fn decide(test: &TestPortal, change: impl Fn(&mut SecuritySettings)) {
    let mut settings = SecuritySettings::relaxed();
    change(&mut settings);
    let text = serde_json::to_string(&settings).expect("written");
    test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_second_factor_proves_it_anew_with_both() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let before: SecondStep = read(&call(&mut owner, "read_step_up", &[]).await);
        assert!(before.factors.is_empty() && !before.has_recovery);
        let (id, secret, codes) = with_app(&test, &mut owner).await;
        test.pass(700);
        let asked: SecondStep = read(&call(&mut owner, "read_step_up", &[]).await);
        assert!(asked.has_recovery && asked.factors[0].kind == FactorKind::Totp);
        assert_eq!(call(&mut owner, "begin_totp", &[]).await.status, 403);
        let code = code_of(&secret, test.clock.now().0);
        let alone = call(&mut owner, "step_up", &[("request[password]", RIGHT)]).await;
        assert!(alone.status == 422 && alone.body.contains("code.wrong"), "{}", alone.body);
        let wrong = step_up(&mut owner, RIGHT, &id, "000000").await;
        assert!(wrong.status == 422 && wrong.body.contains("code.wrong"), "{}", wrong.body);
        let wrong = step_up(&mut owner, "not my password", &id, &code).await;
        assert!(wrong.body.contains("wrong_credentials"), "{}", wrong.body);
        assert_eq!(call(&mut owner, "begin_totp", &[]).await.status, 403, "still not proven");
        assert_eq!(step_up(&mut owner, RIGHT, &id, &code).await.status, 200);
        assert_eq!(call(&mut owner, "begin_totp", &[]).await.status, 200);
        test.pass(700);
        assert_eq!(step_up(&mut owner, RIGHT, "", &codes[0]).await.status, 200, "a recovery code");
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action = 'account.step_up' AND outcome = 'done'";
        assert_eq!(test.number(noted).await, 2);
        let refused =
            "SELECT COUNT(*) FROM audit_event WHERE action = 'account.step_up' AND outcome <> 'done'";
        assert_eq!(test.number(refused).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_alone_is_not_fresh_for_who_has_a_second_factor() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        with_app(&test, &mut owner).await;
        decide(&test, |settings| settings.patients.policy = FactorPolicy::Off).await;
        let mut password_alone = test.signed_in(&test.demo, "walter").await;
        let contact = [("request[kind]", "email"), ("request[address]", "thief@example.org")];
        decide(&test, |_| {}).await;
        let refused = call(&mut password_alone, "send_contact_code", &contact).await;
        assert!(refused.status == 403 && refused.body.contains("step_up"), "{}", refused.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_way_in_ends_every_other_session_and_gives_this_one_another_token() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let mut other = test.signed_in(&test.demo, "walter").await;
        let old = owner.clone();
        let (id, secret, _) = with_app(&test, &mut owner).await;
        assert!(is_in(&mut owner).await && !is_in(&mut other).await && !is_in(&mut old.clone()).await);

        test.pass(60);
        let mut waiting = first_step(&test).await;
        let old = owner.clone();
        assert_eq!(call(&mut owner, "remove_factor", &[("request[factor]", &id)]).await.status, 200);
        assert!(is_in(&mut owner).await && !is_in(&mut old.clone()).await);
        let code = code_of(&secret, test.clock.now().0);
        let fields = [("request[factor]", id.as_str()), ("request[code]", code.as_str())];
        assert_eq!(call(&mut waiting, "finish_sign_in", &fields).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_sign_ins_that_wait_for_their_second_step() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let (id, secret, _) = with_app(&test, &mut owner).await;
        test.pass(60);
        let mut waiting = first_step(&test).await;
        let fields = [("request[current]", RIGHT), ("request[new]", OTHER)];
        assert_eq!(call(&mut owner, "change_password", &fields).await.status, 200);
        let code = code_of(&secret, test.clock.now().0);
        let fields = [("request[factor]", id.as_str()), ("request[code]", code.as_str())];
        assert_eq!(call(&mut waiting, "finish_sign_in", &fields).await.status, 401);
        assert!(!is_in(&mut waiting).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_beside_a_change_of_the_password_leave_no_session() {
    on_each_database(async |test| {
        let mut owner = with_walter(&test).await;
        let racers: Vec<_> = (0..6)
            .map(|_| {
                let mut browser = test.browser(&test.demo);
                tokio::spawn(async move {
                    let fields = [("request[username]", "walter"), ("request[password]", RIGHT)];
                    call(&mut browser, "sign_in", &fields).await;
                    browser
                })
            })
            .collect();
        let fields = [("request[current]", RIGHT), ("request[new]", OTHER)];
        assert_eq!(call(&mut owner, "change_password", &fields).await.status, 200);
        for racer in racers {
            assert!(!is_in(&mut racer.await.expect("no panic")).await, "signed in by the old password");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hears_of_it_at_every_address_that_is_theirs() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let mut test = test;
        test.connect(&post);
        let mut owner = with_walter(&test).await;
        with_address(&test, &post, &mut owner, "+12125552368").await;
        with_address(&test, &post, &mut owner, "thief@example.org").await;
        deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
        let heard = post.texts().iter().filter(|text| text.body.contains("second step")).count();
        assert_eq!(heard, 2, "{:?}", post.texts());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_for_the_factor_whose_address_it_went_to() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let mut test = test;
        test.connect(&post);
        let mut owner = with_walter(&test).await;
        let first = with_address(&test, &post, &mut owner, "walter@example.org").await;
        let second = with_address(&test, &post, &mut owner, "hughes@example.org").await;
        let mut browser = first_step(&test).await;
        let sent: CodeSent =
            read(&call(&mut browser, "send_second_code", &[("request[factor]", &first)]).await);
        deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
        let (code, challenge) = (post.code("walter@example.org"), sent.challenge.to_string());
        let with = |factor| {
            [
                ("request[factor]", factor),
                ("request[challenge]", challenge.as_str()),
                ("request[code]", code.as_str()),
            ]
        };
        assert_eq!(call(&mut browser, "finish_sign_in", &with(&second)).await.status, 422);
        assert!(!is_in(&mut browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_sent_outlives_the_question_who_is_asking() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let mut test = test;
        test.connect(&post);
        let mut owner = with_walter(&test).await;
        test.pass(590);
        let fields = [("request[kind]", "email"), ("request[address]", "walter@example.org")];
        let sent: CodeSent = read(&call(&mut owner, "send_contact_code", &fields).await);
        deliver_due(&test.portal.backend, &test.demo).await.expect("a turn");
        test.pass(60);
        let (code, challenge) = (post.code("walter@example.org"), sent.challenge.to_string());
        let fields = [("request[challenge]", challenge.as_str()), ("request[code]", &code)];
        assert_eq!(call(&mut owner, "confirm_contact", &fields).await.status, 403);
        assert_eq!(call(&mut owner, "step_up", &[("request[password]", RIGHT)]).await.status, 200);
        assert_eq!(call(&mut owner, "confirm_contact", &fields).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_factor_that_counts_stays_while_one_is_required() {
    on_each_database(async |test| {
        let post = Arc::new(Post::default());
        let mut test = test;
        test.connect(&post);
        let mut owner = with_walter(&test).await;
        let mail = with_address(&test, &post, &mut owner, "walter@example.org").await;
        let (app, ..) = with_app(&test, &mut owner).await;
        read::<TotpSetup>(&call(&mut owner, "begin_totp", &[]).await);
        decide(&test, |settings| {
            settings.patients.policy = FactorPolicy::Required;
            settings.patients.factors = vec![FactorKind::Totp];
        })
        .await;
        let last = call(&mut owner, "remove_factor", &[("request[factor]", &app)]).await;
        assert!(last.status == 422 && last.body.contains("factor.last"), "{}", last.body);
        let other = call(&mut owner, "remove_factor", &[("request[factor]", &mail)]).await;
        assert_eq!(other.status, 200, "one that the clinic accepts no longer: {}", other.body);
        let codes = "SELECT COUNT(*) FROM recovery_code";
        assert_eq!(test.number(codes).await, 10, "there is a factor still");
        decide(&test, |_| {}).await;
        assert_eq!(call(&mut owner, "remove_factor", &[("request[factor]", &app)]).await.status, 200);
        assert_eq!(test.number(codes).await, 0, "an app that was never proven keeps none");
    })
    .await;
}
