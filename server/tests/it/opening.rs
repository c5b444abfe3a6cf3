//! A closed portal lets nobody in but colleagues, and opens again with everything that was there.

use crate::support::{Client, TestPortal, on_each_database};
use domain::permission::Role;

async fn set(browser: &mut Client, is_open: bool) -> u16 {
    let open = if is_open { "true" } else { "false" };
    let fields = [("request[is_open]", open), ("request[is_confirmed]", "true")];
    browser.call("/api/opening/set_open", &fields).await.status
}

async fn sign_in(test: &TestPortal, username: &str, password: &str) -> (u16, String) {
    let fields = [("request[username]", username), ("request[password]", password)];
    let reply = test.browser(&test.demo).call("/api/account/sign_in", &fields).await;
    (reply.status, reply.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_ends_what_patients_have_open_and_opening_lets_them_in_again() {
    on_each_database(async |test| {
        for (name, role) in [("sofia", Role::Administrator), ("joan", Role::FrontDesk)] {
            test.colleague(&test.demo, name, role).await;
        }
        let own = test.chart(&test.demo, 1, "Hughes").await;
        let unused = test.chart(&test.demo, 2, "Brooks").await;
        test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        test.patient(&test.demo, "walter", own).await;
        let mut both = test.account(&test.demo, "nurse").await;
        both.roles = vec![Role::Provider];
        both.charts = vec![(own, domain::actor::Relation::Proxy, domain::permission::Scope::ALL.to_vec())];
        test.add(both).await;
        let elsewhere = test.chart(&test.norte, 3, "Vidal").await;
        test.patient(&test.norte, "lucia", elsewhere).await;
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut nurse = test.signed_in(&test.demo, "nurse").await;
        let mut lucia = test.signed_in(&test.norte, "lucia").await;
        let chart = unused.to_string();
        let invite = [("request[charts][0]", chart.as_str()), ("request[by_hand]", "true")];
        assert_eq!(joan.call("/api/invitations/invite", &invite).await.status, 200);
        let colleague = [
            ("request[name]", "Ana Ruiz"),
            ("request[email]", "ana@example.org"),
            ("request[roles][0]", "billing"),
        ];
        assert_eq!(sofia.call("/api/staff/invite", &colleague).await.status, 200);

        assert_eq!(set(&mut joan, false).await, 403);
        assert_eq!(sofia.call("/api/opening/set_open", &[]).await.status, 422, "not without having seen whom");
        let page = sofia.call("/api/opening/read_opening", &[]).await;
        assert!(page.body.contains("\"signed_in\":1") && page.body.contains("\"invited\":1"), "{}", page.body);
        let records = "/api/records/list_latest";
        for browser in [&mut walter, &mut nurse, &mut lucia] {
            assert_eq!(browser.call(records, &[]).await.status, 200);
        }
        test.pass(11 * 60);
        assert_eq!(set(&mut sofia, false).await, 403, "a step-up is asked for");
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(set(&mut sofia, false).await, 200);

        assert_eq!(walter.call(records, &[]).await.status, 401);
        assert_eq!(nurse.call(records, &[]).await.status, 403, "a colleague is one, and no patient");
        assert_eq!(lucia.call(records, &[]).await.status, 200, "the other clinic is open");
        assert_eq!(test.number("SELECT COUNT(*) FROM session WHERE account_id IN (SELECT id FROM account WHERE username = 'walter')").await, 0);
        let password = crate::support::PASSWORD;
        let (status, body) = sign_in(&test, "walter", password).await;
        assert!(status == 403 && body.contains("portal.closed"), "{body}");
        for (name, password) in [("walter", "wrong"), ("nobody", password)] {
            let (_, body) = sign_in(&test, name, password).await;
            assert!(!body.contains("portal.closed"), "only whoever knows the password learns more: {body}");
        }
        assert_eq!(sign_in(&test, "joan", password).await.0, 200, "colleagues go on working");
        let states = "SELECT kind || ' ' || state FROM invitation ORDER BY kind";
        assert_eq!(test.texts(states).await[1], "patient revoked");
        assert_ne!(test.texts(states).await[0], "colleague revoked");
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let refused = joan.call("/api/invitations/invite", &invite).await;
        assert!(refused.status == 403 && refused.body.contains("portal.closed"), "{}", refused.body);
        let page = test.browser(&test.demo).get("/sign-in").await;
        assert!(page.body.contains("data-closed"), "the page says so");

        assert_eq!(set(&mut sofia, true).await, 200);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(walter.call(records, &[]).await.status, 200);
        assert_eq!(nurse.call(records, &[]).await.status, 200);
        assert_eq!(joan.call("/api/invitations/invite", &invite).await.status, 200);
        assert!(!test.browser(&test.demo).get("/sign-in").await.body.contains("data-closed"));
        let told = "SELECT subject FROM audit_event WHERE action = 'portal.switch' AND outcome = 'done' ORDER BY subject";
        assert_eq!(test.texts(told).await, ["closed", "open"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_each_has_a_result_whatever_became_of_the_others() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let mut charts = Vec::new();
        for number in 1..=3 {
            charts.push(test.chart(&test.demo, number, "Several").await.to_string());
        }
        test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let missing = uuid::Uuid::from_u128(0xDEAD).to_string();
        let fields = [
            ("request[charts][0]", missing.as_str()),
            ("request[charts][1]", charts[0].as_str()),
            ("request[charts][2]", charts[0].as_str()),
            ("request[charts][3]", charts[1].as_str()),
            ("request[by_hand]", "true"),
        ];
        let reply = joan.call("/api/invitations/invite", &fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let done: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
        assert_eq!((done["invited"].as_u64(), done["failed"].as_u64()), (Some(2), Some(1)), "{done}");
        assert_eq!(done["left_out"].to_string(), r#"["already_invited"]"#);
    })
    .await;
}
