//! Charts by hand: fields are checked, nobody is added twice unseen, and whoever was added can be invited.

use crate::support::on_each_database;
use domain::permission::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_is_added_by_hand_and_nobody_twice_without_being_asked() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let fields = [
            ("request[given]", "Mar\u{ed}a Jos\u{e9}"),
            ("request[family]", "N\u{fa}\u{f1}ez Prieto"),
            ("request[day]", "3"),
            ("request[month]", "7"),
            ("request[year]", "1975"),
            ("request[gender]", "female"),
            ("request[email]", "mj@example.org"),
            ("request[phone]", "212 555 2368"),
            ("request[language]", "es"),
            ("request[number]", "HS-77"),
        ];
        let refused = test.signed_in(&test.demo, "ruiz").await.call("/api/charts/add_chart", &fields).await;
        assert_eq!(refused.status, 403);
        for (at, value, problem) in [
            (0, " ", "given"),
            (4, "75", "born"),
            (3, "13", "born"),
            (5, "x", "gender"),
            (6, "no address", "email"),
            (7, "12", "phone"),
        ] {
            let mut wrong = fields;
            wrong[at].1 = value;
            let reply = browser.call("/api/charts/add_chart", &wrong).await;
            assert!(
                reply.status == 422 && reply.body.contains(&format!("\"field\":\"{problem}\"")),
                "{}",
                reply.body
            );
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM chart").await, 0, "nothing half-written");
        let reply = browser.call("/api/charts/add_chart", &fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let value: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
        let chart = value["chart"].as_str().expect("an id").to_owned();
        let stored = "SELECT phone || ' ' || birth_date || name_words FROM chart";
        assert_eq!(test.texts(stored).await, ["+12125552368 1975-07-03 maria jose nunez prieto "]);

        let reply = browser.call("/api/charts/add_chart", &fields).await;
        assert!(reply.body.contains("chart_number_taken"), "{}", reply.body);
        let mut alike = fields;
        (alike[0].1, alike[1].1, alike[9].1) = ("Maria", "Nunez", "");
        let reply = browser.call("/api/charts/add_chart", &alike).await;
        assert!(reply.status == 200 && reply.body.contains("HS-77"), "{}", reply.body);
        assert_eq!(test.number("SELECT COUNT(*) FROM chart").await, 1);
        let other: Vec<_> = alike.into_iter().chain([("request[is_other]", "true")]).collect();
        assert_eq!(browser.call("/api/charts/add_chart", &other).await.status, 200);
        assert_eq!(test.number("SELECT COUNT(*) FROM chart").await, 2);

        let invited = [("request[charts][0]", chart.as_str()), ("request[by_hand]", "true")];
        let reply = browser.call("/api/invitations/invite", &invited).await;
        assert!(reply.body.contains("\"invited\":1"), "{}", reply.body);
        assert_eq!(test.texts("SELECT language FROM invitation").await, ["es"]);
        assert_eq!(
            test.number("SELECT COUNT(*) FROM audit_event WHERE action = 'charts.add' AND outcome = 'done' AND subject = ''")
                .await,
            2
        );
    })
    .await;
}
