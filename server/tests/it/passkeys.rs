//! Passkeys (WebAuthn): set up with proof, asked for after the password, instead of it, and as proof anew; each question is
//! good once, for whoever it was put to (SECURITY.md 3). The authenticator is the library's, in software.

use crate::support::authenticator::{
    DEMO, Key, ask, call, factors, finish, first_step, hand, is_in, is_refused, read, secured, with_passkey,
    with_walter,
};
use crate::support::on_each_database;
use domain::account::factor::SecondStep;
use domain::account::security::{FactorKind, FactorPolicy, SecuritySettings};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_set_up_named_and_asked_for_after_the_password() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        assert!(factors(&mut owner).await.offered.contains(&FactorKind::Passkey));
        let (mut key, added) = with_passkey(&mut owner).await;
        assert_eq!(added.recovery_codes.len(), 10);
        let listed = factors(&mut owner).await.factors;
        assert_eq!(
            (listed.len(), listed[0].label.as_str(), listed[0].kind),
            (1, "My key", FactorKind::Passkey)
        );
        assert!(!listed[0].is_synced && !listed[0].is_blocked && listed[0].used.is_none());
        let id = listed[0].id.to_string();

        let mut browser = first_step(&test, "walter").await;
        let step: SecondStep = read(&call(&mut browser, "read_second_step", &[]).await);
        assert_eq!((step.factors[0].kind, step.factors[0].id), (FactorKind::Passkey, listed[0].id));
        let question = ask(&mut browser, "begin_second_passkey").await;
        let answer = key.answer(&question);
        let mut other = first_step(&test, "walter").await;
        assert!(is_refused(&finish(&mut other, &id, &question, &answer).await), "another sign-in's question");
        assert_eq!(finish(&mut browser, &id, &question, &answer).await.status, 200);
        assert!(is_in(&mut browser).await);
        assert_eq!(browser.get("/account/security").await.status, 200);
        assert!(factors(&mut browser).await.factors[0].used.is_some());
        assert_eq!(test.number("SELECT CAST(MAX(assurance) AS BIGINT) FROM session").await, 2);
        for told in ["notice_factor_added", "notice_passkey_blocked"] {
            let count = format!("SELECT COUNT(*) FROM outbox WHERE event = '{told}'");
            assert_eq!(test.number(&count).await, i64::from(told == "notice_factor_added"), "{told}");
        }

        let renamed = [("request[factor]", id.as_str()), ("request[label]", "  The blue   key ")];
        assert_eq!(call(&mut browser, "rename_factor", &renamed).await.status, 200);
        assert_eq!(factors(&mut browser).await.factors[0].label, "The blue key");
        assert_eq!(call(&mut browser, "remove_factor", &[("request[factor]", &id)]).await.status, 200);
        assert!(factors(&mut browser).await.factors.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_alone_signs_in_without_a_name_as_two_factors_do() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        let mut browser = test.browser(&test.demo);
        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        assert!(!question.options.contains("allowCredentials\":[{"), "nobody's keys are told");
        let answer = key.answer(&question);
        let challenge = question.challenge.to_string();
        let form = [
            ("request[answer][challenge]", challenge.as_str()),
            ("request[answer][credential]", answer.as_str()),
            ("request[next]", "/visits"),
        ];
        let reply = browser.post_form("/api/account/finish_passkey_sign_in", &form).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/visits"), "{}", reply.body);
        assert!(is_in(&mut browser).await);
        let strong = "SELECT COUNT(*) FROM session WHERE assurance = 2";
        assert_eq!(test.number(strong).await, 2, "the owner's, who set it up, and this one");
        let event =
            "SELECT COUNT(*) FROM audit_event WHERE action = 'account.sign_in' AND subject = 'passkey'";
        assert_eq!(test.number(event).await, 1);

        let mut replay = test.browser(&test.demo);
        let again = hand(&mut replay, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&again), "{}", again.body);
        let fresh = ask(&mut replay, "begin_passkey_sign_in").await;
        let again = hand(&mut replay, "finish_passkey_sign_in", fresh.challenge, &answer).await;
        assert!(is_refused(&again), "an old answer to a new question: {}", again.body);
        assert!(!is_in(&mut replay).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_elsewhere_unverified_or_in_another_s_name_is_refused() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        test.add(test.account(&test.demo, "priya").await).await;
        let mut priya = test.signed_in(&test.demo, "priya").await;
        let (other, _) = with_passkey(&mut priya).await;
        let mut browser = test.browser(&test.demo);

        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let unverified = key
            .answer_as(&question, |options| options["publicKey"]["userVerification"] = json!("discouraged"));
        let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &unverified).await;
        assert!(is_refused(&reply), "without a fingerprint: {}", reply.body);

        for (origin, party) in [
            ("https://sub.demo.localhost", "demo.localhost"),
            ("https://demo.localhost:8443", "demo.localhost"),
            ("https://evil.example", "evil.example"),
        ] {
            let question = ask(&mut browser, "begin_passkey_sign_in").await;
            origin.clone_into(&mut key.origin);
            let answer = key.answer_as(&question, |options| options["publicKey"]["rpId"] = json!(party));
            let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await;
            assert!(is_refused(&reply), "{origin}: {}", reply.body);
        }
        DEMO.clone_into(&mut key.origin);

        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let own = std::mem::replace(&mut key.handle, other.handle.clone());
        let answer = key.answer(&question);
        let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&reply), "another's handle: {}", reply.body);
        key.handle = own;

        for nonsense in ["", "{}", "null", "[1]", &"9".repeat(50_000)] {
            let question = ask(&mut browser, "begin_passkey_sign_in").await;
            let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, nonsense).await;
            assert!(is_refused(&reply), "{}", reply.body);
        }
        assert!(!is_in(&mut browser).await);
        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let answer = key.answer(&question);
        assert_eq!(
            hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await.status,
            200,
            "the same key, rightly used"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_holds_five_minutes_for_its_purpose_its_session_and_its_clinic() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let question = ask(&mut owner, "begin_passkey").await;
        let (_, made) = Key::make(DEMO, &question);
        let mut thief = test.signed_in(&test.demo, "walter").await;
        let reply = hand(&mut thief, "confirm_passkey", question.challenge, &made).await;
        assert!(is_refused(&reply), "another session: {}", reply.body);
        test.pass(300);
        let reply = hand(&mut owner, "confirm_passkey", question.challenge, &made).await;
        assert!(is_refused(&reply), "too late: {}", reply.body);
        let (mut key, _) = with_passkey(&mut owner).await;

        let mut browser = test.browser(&test.demo);
        for (wait, status) in [(300, 422), (299, 200)] {
            let question = ask(&mut browser, "begin_passkey_sign_in").await;
            let answer = key.answer(&question);
            test.pass(wait);
            let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await;
            assert_eq!(reply.status, status, "after {wait} s: {}", reply.body);
        }
        let question = ask(&mut browser, "begin_passkey_step_up").await;
        let answer = key.answer(&question);
        let mut stranger = test.browser(&test.demo);
        let reply = hand(&mut stranger, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&reply), "a question of another purpose: {}", reply.body);

        let mut abroad = test.browser(&test.norte);
        let there = ask(&mut abroad, "begin_passkey_sign_in").await;
        assert!(there.options.contains("\"rpId\":\"norte.localhost\""), "{}", there.options);
        let here = ask(&mut stranger, "begin_passkey_sign_in").await;
        for question in [&there, &here] {
            let answer =
                key.answer_as(question, |options| options["publicKey"]["rpId"] = json!("demo.localhost"));
            let reply = hand(&mut abroad, "finish_passkey_sign_in", question.challenge, &answer).await;
            assert!(is_refused(&reply), "at another clinic: {}", reply.body);
        }
        usecases::factors::passkey::forget_unanswered(&test.portal.backend, test.demo.id)
            .await
            .expect("done");
        assert!(test.number("SELECT COUNT(*) FROM ceremony").await > 0);
        test.pass(300);
        usecases::factors::passkey::forget_unanswered(&test.portal.backend, test.demo.id)
            .await
            .expect("done");
        usecases::factors::passkey::forget_unanswered(&test.portal.backend, test.norte.id)
            .await
            .expect("done");
        assert_eq!(test.number("SELECT COUNT(*) FROM ceremony").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_that_runs_backwards_blocks_the_passkey_and_its_owner_is_told() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        let mut browser = test.browser(&test.demo);
        // The copy answers first, the owner's own key after it with the smaller number; both questions were open at once.
        let (first, second) = (
            ask(&mut browser, "begin_passkey_sign_in").await,
            ask(&mut browser, "begin_passkey_sign_in").await,
        );
        let (earlier, later) = (key.answer(&first), key.answer(&second));
        let reply = hand(&mut browser, "finish_passkey_sign_in", second.challenge, &later).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let mut other = test.browser(&test.demo);
        let reply = hand(&mut other, "finish_passkey_sign_in", first.challenge, &earlier).await;
        assert!(is_refused(&reply), "{}", reply.body);
        let question = ask(&mut other, "begin_passkey_sign_in").await;
        let answer = key.answer(&question);
        let reply = hand(&mut other, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&reply), "blocked: {}", reply.body);
        assert!(factors(&mut browser).await.factors[0].is_blocked);
        for (what, query) in [
            ("told", "SELECT COUNT(*) FROM outbox WHERE event = 'notice_passkey_blocked'"),
            ("audited", "SELECT COUNT(*) FROM audit_event WHERE action = 'account.block_passkey'"),
        ] {
            assert_eq!(test.number(query).await, 1, "{what}");
        }
        let step = call(&mut browser, "begin_passkey_step_up", &[]).await;
        assert_eq!(step.status, 404, "{}", step.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_uses_of_one_answer_at_once_one_signs_in() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        let mut browser = test.browser(&test.demo);
        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let answer = key.answer(&question);
        let all: Vec<_> = (0..20)
            .map(|_| {
                let (mut browser, answer, id) = (browser.clone(), answer.clone(), question.challenge);
                tokio::spawn(
                    async move { hand(&mut browser, "finish_passkey_sign_in", id, &answer).await.status },
                )
            })
            .collect();
        let mut statuses = Vec::new();
        for one in all {
            statuses.push(one.await.expect("no panic"));
        }
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 422].contains(status)), "{statuses:?}");
        assert_eq!(test.number("SELECT COUNT(*) FROM session").await, 2, "the owner's, and one");
        assert_eq!(test.number("SELECT COUNT(*) FROM factor WHERE blocked_s IS NOT NULL").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_proves_anew_who_is_asking_and_its_session_gets_another_token() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        test.pass(601);
        let stale = call(&mut owner, "begin_passkey", &[]).await;
        assert!(stale.status == 403 && stale.body.contains("step_up"), "{}", stale.body);
        let question = ask(&mut owner, "begin_passkey_step_up").await;
        let answer = key.answer(&question);
        let before = owner.cookies.clone();
        let id = question.challenge.to_string();
        let fields = [("request[challenge]", id.as_str()), ("request[credential]", answer.as_str())];
        assert_eq!(call(&mut owner, "step_up_with_passkey", &fields).await.status, 200);
        assert_ne!(before, owner.cookies);
        let mut old = test.browser(&test.demo);
        old.cookies = before;
        assert!(!is_in(&mut old).await, "the old token opens nothing");
        let question = ask(&mut owner, "begin_passkey").await;
        assert!(question.options.contains("excludeCredentials\":[{"), "{}", question.options);
        assert!(is_refused(&call(&mut owner, "step_up_with_passkey", &fields).await), "a second time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clinic_s_decision_and_a_disabled_account_hold_for_passkeys_too() {
    on_each_database(async |test| {
        let test = secured(test);
        let decide = async |settings: &SecuritySettings| {
            let text = serde_json::to_string(settings).expect("written");
            test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
        };
        let mut owner = with_walter(&test).await;
        let (mut key, _) = with_passkey(&mut owner).await;
        let mut settings = SecuritySettings::relaxed();
        settings.patients.factors = vec![FactorKind::Totp];
        decide(&settings).await;
        let refused = call(&mut owner, "begin_passkey", &[]).await;
        assert!(refused.body.contains("factor.not_offered"), "{}", refused.body);
        let mut browser = test.browser(&test.demo);
        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let answer = key.answer(&question);
        let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&reply), "not for patients: {}", reply.body);
        settings.staff.policy = FactorPolicy::Off;
        decide(&settings).await;
        let nobody = call(&mut browser, "begin_passkey_sign_in", &[]).await;
        assert!(nobody.body.contains("factor.not_offered"), "{}", nobody.body);
        assert!(!browser.get("/sign-in").await.body.contains("data-passkey"));

        decide(&SecuritySettings::relaxed()).await;
        assert!(browser.get("/sign-in").await.body.contains("data-passkey"));
        let question = ask(&mut browser, "begin_passkey_sign_in").await;
        let answer = key.answer(&question);
        test.sql("UPDATE account SET is_disabled = TRUE").await;
        let reply = hand(&mut browser, "finish_passkey_sign_in", question.challenge, &answer).await;
        assert!(is_refused(&reply), "disabled: {}", reply.body);
        assert!(!is_in(&mut browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_must_set_up_a_factor_can_choose_a_passkey_and_the_last_one_stays() {
    on_each_database(async |test| {
        let test = secured(test);
        test.add(test.account(&test.demo, "walter").await).await;
        let mut settings = SecuritySettings::default();
        settings.patients.grace = 0;
        let text = serde_json::to_string(&settings).expect("written");
        test.sql(&format!("UPDATE facility SET security = '{text}' WHERE key = 'demo'")).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        assert_eq!(browser.get("/visits").await.header("location"), "/account/security");
        with_passkey(&mut browser).await;
        assert_eq!(browser.get("/").await.status, 200, "once it is set up, everything is open");
        let id = factors(&mut browser).await.factors[0].id.to_string();
        let last = call(&mut browser, "remove_factor", &[("request[factor]", &id)]).await;
        assert!(last.status == 422 && last.body.contains("factor.last"), "{}", last.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_factors_are_their_owner_s() {
    on_each_database(async |test| {
        let test = secured(test);
        let mut owner = with_walter(&test).await;
        with_passkey(&mut owner).await;
        let id = factors(&mut owner).await.factors[0].id.to_string();
        test.add(test.account(&test.demo, "priya").await).await;
        let mut stranger = test.signed_in(&test.demo, "priya").await;
        let fields = [("request[factor]", id.as_str()), ("request[label]", "Mine now")];
        assert_eq!(call(&mut stranger, "rename_factor", &fields).await.status, 404);
        assert_eq!(factors(&mut owner).await.factors[0].label, "My key");
        let mut signed_out = test.browser(&test.demo);
        assert_eq!(call(&mut signed_out, "rename_factor", &fields).await.status, 401);
        let question = call(&mut stranger, "begin_passkey_step_up", &[]).await;
        assert_eq!(question.status, 404, "{}", question.body);
    })
    .await;
}
