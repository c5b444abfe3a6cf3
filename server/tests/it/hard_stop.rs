//! Fifty wrong secrets in a row are the last, whether the name exists or not; the owner's known browser, a new password and
//! the front desk get past it.

use crate::support::app_codes::code_of;
use crate::support::desk::Desk;
use crate::support::home::{Home, PROXY};
use crate::support::{Client, PASSWORD, Reply, TestPortal, on_each_database};
use domain::account::factor::{FactorAdded, TotpSetup};
use domain::family::contract::PersonLetIn;
use domain::ids::ChartId;
use domain::permission::Role;
use usecases::account;
use usecases::clock::Clock as _;

const DAY: i64 = 86_400;

async fn attempt(browser: &mut Client, username: &str, password: &str) -> Reply {
    let fields = [("request[username]", username), ("request[password]", password)];
    browser.call("/api/account/sign_in", &fields).await
}

/// Wrong passwords in browsers that nobody knows, each after the longest wait; how many were looked at.
async fn guess_on(test: &TestPortal, username: &str) -> usize {
    let mut looked_at = 0;
    for _ in 0..60 {
        test.pass(901);
        // No network counts: what is counted here is the name.
        test.sql("DELETE FROM throttle WHERE is_kept = FALSE").await;
        let reply = attempt(&mut test.browser(&test.demo), username, "wrong").await;
        if reply.body.contains("account.wrong_credentials") {
            looked_at += 1;
        } else {
            assert!(reply.status == 429 && reply.body.contains("account.stopped"), "{}", reply.body);
        }
    }
    looked_at
}

async fn forget(test: &TestPortal) {
    account::forget_old_attempts(&test.portal.backend, test.demo.id).await.expect("forgotten");
}

/// The front desk lets the patient in, or who holds a grant.
async fn let_in(test: &TestPortal, chart: ChartId, grant: &str, reason: &str) -> Reply {
    let mut desk = test.signed_in(&test.demo, "joan").await;
    let chart = chart.to_string();
    let mut fields = vec![("request[chart]", chart.as_str()), ("request[reason]", reason)];
    if !grant.is_empty() {
        fields.push(("request[grant]", grant));
    }
    desk.call("/api/family/let_in", &fields).await
}

/// What the front desk is told.
fn told(reply: &Reply) -> Option<String> {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let answer: PersonLetIn = serde_json::from_str(&reply.body).expect("an answer");
    answer.code.map(|allowed| allowed.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_wrong_passwords_in_a_row_are_the_last_for_every_name() {
    on_each_database(async |test| {
        let home = Home::open(test).await;
        let (test, chart) = (&home.desk.test, home.desk.chart);
        let mut known = home.walter.clone();
        assert_eq!(known.call("/api/account/sign_out", &[]).await.status, 200);
        for username in ["walter", "nobody"] {
            assert_eq!(guess_on(test, username).await, 50, "{username}");
        }
        // Neither the right password nor time helps.
        for days in [0, 2, 360] {
            test.pass(days * DAY);
            forget(test).await;
            let reply = attempt(&mut test.browser(&test.demo), "walter", PASSWORD).await;
            assert!(reply.body.contains("account.stopped"), "{days}: {}", reply.body);
        }
        assert_eq!(attempt(&mut known, "walter", PASSWORD).await.status, 200, "the owner's browser");
        // Who was seen in person is let in; without a second factor no code is needed for that.
        assert_eq!(told(&let_in(test, chart, "", "Seen with a passport").await), None);
        assert_eq!(attempt(&mut test.browser(&test.demo), "walter", PASSWORD).await.status, 200);
        // A name that nobody has is forgotten after a year.
        test.pass(6 * DAY);
        forget(test).await;
        let reply = attempt(&mut test.browser(&test.demo), "nobody", "wrong").await;
        assert!(reply.body.contains("account.wrong_credentials"), "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slips_are_forgotten_after_a_month_and_more_of_them_after_a_year() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let rows = "SELECT COUNT(*) FROM throttle";
        for (slips, days) in [(4, 30), (5, 365)] {
            test.sql("DELETE FROM throttle").await;
            for _ in 0..slips {
                attempt(&mut test.browser(&test.demo), "walter", "wrong").await;
            }
            assert_eq!(test.number(rows).await, 2, "the name, the network");
            test.pass((days - 1) * DAY);
            forget(&test).await;
            assert_eq!(test.number(rows).await, 1, "{slips}: the name");
            test.pass(DAY + 1);
            forget(&test).await;
            assert_eq!(test.number(rows).await, 0, "{slips}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_known_browsers_guess_no_more_than_one() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut known = Vec::new();
        for _ in 0..6 {
            let mut browser = test.signed_in(&test.demo, "walter").await;
            assert_eq!(browser.call("/api/account/sign_out", &[]).await.status, 200);
            known.push(browser);
        }
        let mut looked_at = 0;
        for turn in 0..60 {
            test.pass(901);
            let reply = attempt(&mut known[turn % 6], "walter", "wrong").await;
            looked_at += usize::from(reply.body.contains("account.wrong_credentials"));
        }
        assert_eq!(looked_at, 50);
        assert_eq!(attempt(&mut test.browser(&test.demo), "walter", PASSWORD).await.status, 200, "elsewhere");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_between_does_not_help_a_network_that_guesses() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "mallory").await).await;
        let mut looked_at = 0;
        for round in 0..10 {
            for victim in 0..4 {
                let reply =
                    attempt(&mut test.browser(&test.demo), &format!("n{round}{victim}"), "wrong").await;
                looked_at += usize::from(reply.body.contains("account.wrong_credentials"));
            }
            attempt(&mut test.browser(&test.demo), "mallory", PASSWORD).await;
        }
        assert!(looked_at <= 9, "{looked_at}");
        // An hour later it has been quiet: whoever signs in from there does so without waiting.
        test.pass(3_601);
        assert_eq!(attempt(&mut test.browser(&test.demo), "mallory", PASSWORD).await.status, 200);
    })
    .await;
}

/// Sets up an app; its secret and its id.
async fn with_app(test: &TestPortal, browser: &mut Client) -> (String, String) {
    let setup = browser.call("/api/account/begin_totp", &[]).await;
    let setup: TotpSetup = serde_json::from_str(&setup.body).expect(&setup.body);
    let factor = setup.factor.to_string();
    let code = code_of(&setup.secret, test.clock.now().0);
    let fields = [
        ("request[factor]", factor.as_str()),
        ("request[code]", code.as_str()),
        ("request[label]", "My phone"),
    ];
    let added = browser.call("/api/account/confirm_totp", &fields).await;
    serde_json::from_str::<FactorAdded>(&added.body).expect(&added.body);
    (setup.secret, factor)
}

/// The password was right; the second step waits.
async fn waiting(test: &TestPortal, username: &str, password: &str) -> Client {
    let mut browser = test.browser(&test.demo);
    let reply = attempt(&mut browser, username, password).await;
    assert!(reply.body.contains("second_factor"), "{}", reply.body);
    browser
}

async fn answer(browser: &mut Client, factor: &str, code: &str) -> Reply {
    let mut fields = vec![("request[code]", code)];
    if !factor.is_empty() {
        fields.push(("request[factor]", factor));
    }
    browser.call("/api/account/finish_sign_in", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_fifty_wrong_codes_only_the_front_desk_lets_somebody_in() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        let (test, chart) = (&home.desk.test, home.desk.chart);
        let (secret, factor) = with_app(test, &mut home.walter).await;
        let mut looked_at = 0;
        for _ in 0..60 {
            test.pass(901);
            let mut door = waiting(test, "walter", PASSWORD).await;
            // A code of four weeks ago.
            let reply = answer(&mut door, &factor, &code_of(&secret, test.clock.now().0 - 28 * DAY)).await;
            looked_at += usize::from(reply.body.contains("code.wrong"));
        }
        assert_eq!(looked_at, 50);
        let right = code_of(&secret, test.clock.now().0);
        let reply = answer(&mut waiting(test, "walter", PASSWORD).await, &factor, &right).await;
        assert!(reply.status == 429 && reply.body.contains("account.factors_stopped"), "{}", reply.body);

        let code =
            told(&let_in(test, chart, "", "Lost the phone; seen with a passport").await).expect("a code");
        let mut door = waiting(test, "walter", PASSWORD).await;
        let reply = answer(&mut door, "", &code).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        // The factor is gone, and another has to be set up before anything else.
        assert_eq!(test.number("SELECT COUNT(*) FROM factor").await, 0);
        let records = door.call("/api/records/list_latest", &[]).await;
        assert!(records.body.contains("account.enrol_first"), "{}", records.body);
        with_app(test, &mut door).await;
        assert_eq!(door.call("/api/records/list_latest", &[]).await.status, 200);
        home.deliver().await;
        let mails = home.told(crate::support::desk::ADDRESS);
        assert!(mails.is_empty() || mails.iter().all(|mail| !mail.contains(&code)), "never in a message");
        let event = test
            .texts("SELECT outcome FROM audit_event WHERE action = 'family.let_in' AND chart_id IS NOT NULL")
            .await;
        assert_eq!(event, ["done"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_desk_lets_in_whom_the_chart_names_and_no_colleague() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        assert_eq!(home.invite(PROXY, &["records"], "").await.status, 200);
        let mut luis = home.proxy().await;
        let (test, chart) = (&home.desk.test, home.desk.chart);
        with_app(test, &mut luis).await;
        let grant = test.grant_of(&test.demo, "luis").await.to_string();
        let reply = let_in(test, chart, &grant, "  ").await;
        assert!(reply.status == 422 && reply.body.contains("reason"), "{}", reply.body);
        assert!(told(&let_in(test, chart, &grant, "Known since long").await).is_some());
        // Another chart's grant, and one that has ended, name nobody.
        let other = test.chart(&test.demo, 2, "Other").await;
        for (chart, grant, status) in [(other, grant.as_str(), 404), (other, "", 404)] {
            let reply = let_in(test, chart, grant, "Known since long").await;
            assert_eq!(reply.status, status, "{}", reply.body);
        }
        test.sql(&format!("UPDATE access_grant SET revoked_s = {}", test.clock.now().0)).await;
        let reply = let_in(test, chart, &grant, "Known since long").await;
        assert!(reply.status == 409 && reply.body.contains("family.changed"), "{}", reply.body);
        // A colleague who is a patient too is let in by an administrator only, and nobody by themselves.
        test.sql("UPDATE access_grant SET revoked_s = NULL").await;
        test.sql("INSERT INTO staff_role (facility_id, account_id, role) SELECT facility_id, id, 'administrator' FROM account WHERE username = 'walter'").await;
        let reply = let_in(test, chart, "", "Known since long").await;
        assert!(reply.status == 403 && reply.body.contains("family.colleague"), "{}", reply.body);
        assert_eq!(test.number("SELECT COUNT(*) FROM factor_reset").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_a_session_that_has_proven_who_it_is_and_the_right_role() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let (test, chart) = (&desk.test, desk.chart.to_string());
        test.patient(&test.demo, "walter", desk.chart).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let fields = [("request[chart]", chart.as_str()), ("request[reason]", "Known since long")];
        for username in ["walter", "ruiz"] {
            let mut other = test.signed_in(&test.demo, username).await;
            assert_eq!(other.call("/api/family/let_in", &fields).await.status, 403, "{username}");
        }
        let mut joan = test.signed_in(&test.demo, "joan").await;
        test.pass(14 * 60);
        assert_eq!(joan.call("/api/family/let_in", &fields).await.status, 403, "a stale session");
    })
    .await;
}
