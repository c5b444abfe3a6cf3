//! Inviting from the clinic's screens: patients are found by a few letters, many go out step by step, and nobody twice.

use crate::support::channels::Post;
use crate::support::{Client, TestPortal, on_each_database};
use domain::permission::Role;
use std::sync::Arc;
use usecases::{invitations, outbox};

/// Charts, each with a date of birth and a contact as `contact` says.
async fn add_charts(test: &TestPortal, numbers: std::ops::Range<u32>, family: &str, change: &str) {
    for number in numbers {
        let chart = test.chart(&test.demo, number, family).await;
        let set = format!("birth_date = '1980-01-31', email = 'p{number}@example.org'");
        test.sql(&format!("UPDATE chart SET {set} WHERE id = {}", test.id(chart.0))).await;
        if !change.is_empty() {
            test.sql(&format!("UPDATE chart SET {change} WHERE id = {}", test.id(chart.0))).await;
        }
    }
    usecases::charts::name_unnamed(&test.portal.backend, test.demo.id).await.expect("named");
}

async fn json(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> serde_json::Value {
    let reply = browser.call(path, fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn patients_are_found_by_the_beginning_of_their_names_without_marks_and_every_search_is_noted() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        add_charts(&test, 1..2, "Nu\u{f1}ez de la Torre", "mrn = 'HS-1'").await;
        add_charts(&test, 2..3, "Nunes", "birth_date = '1990-05-06'").await;
        add_charts(&test, 3..4, "%_", "").await;
        let elsewhere = test.chart(&test.norte, 4, "Nunez").await;
        test.sql(&format!("UPDATE chart SET name_words = ' nunez ' WHERE id = {}", test.id(elsewhere.0)))
            .await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        for (name, born, expected) in [
            ("nun", "", 2),
            ("N\u{da}\u{d1}EZ", "", 1),
            ("torre test", "", 1),
            ("nunez", "1990-05-06", 0),
            ("", "1990-05-06", 1),
            ("HS-1", "", 1),
            ("unez", "", 0),
            ("%", "", 0),
            ("", "", 0),
        ] {
            let fields = [("request[name]", name), ("request[born]", born)];
            let found = json(&mut browser, "/api/invitations/find_patients", &fields).await;
            let count = found["patients"].as_array().map_or(0, Vec::len);
            assert_eq!(count, expected, "{name:?} {born}: {found}");
        }
        let noted =
            test.texts("SELECT subject FROM audit_event WHERE action = 'invitations.find_patients'").await;
        // What holds no letter and no date is no search.
        assert_eq!(noted.len(), 7, "{noted:?}");
        assert!(noted.iter().all(|subject| subject.parse::<u32>().is_ok()), "only how many: {noted:?}");
        let leaks = "SELECT COUNT(*) FROM audit_event WHERE subject LIKE '%unez%'";
        assert_eq!(test.number(leaks).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_go_out_in_the_window_so_many_an_hour_and_nobody_twice() {
    on_each_database(async |mut test| {
        let post = Arc::new(Post::default());
        test.connect(&post);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        add_charts(&test, 1..131, "Many", "").await;
        add_charts(&test, 201..203, "Small", "birth_date = '2015-01-01'").await;
        add_charts(&test, 203..204, "=cmd()", "email = NULL").await;
        add_charts(&test, 204..205, "Gone", "is_deceased = TRUE").await;
        add_charts(&test, 205..206, "Closed", "is_inactive = TRUE").await;
        let mut admin = test.signed_in(&test.demo, "sofia").await;
        let decided = [
            ("request[days]", "7"),
            ("request[per_hour]", "120"),
            ("request[from]", "08:00"),
            ("request[to]", "20:00"),
        ];
        json(&mut admin, "/api/invitations/decide", &decided).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        assert_eq!(browser.call("/api/invitations/decide", &decided).await.status, 403);

        let everybody = [("request[age_from]", "")];
        let preview = json(&mut browser, "/api/invitations/preview_batch", &everybody).await;
        assert_eq!((preview["meant"].as_u64(), preview["invited"].as_u64()), (Some(135), Some(130)));
        let left = preview["left_out"].to_string();
        for reason in [r#"["deceased",1]"#, r#"["minor",2]"#, r#"["no_contact",1]"#, r#"["inactive",1]"#] {
            assert!(left.contains(reason), "{left}");
        }
        let bad = browser.call("/api/invitations/preview_batch", &[("request[age_from]", "old")]).await;
        assert!(bad.status == 422 && bad.body.contains("invitation_age"), "{}", bad.body);
        assert_eq!(browser.call("/api/invitations/start_batch", &everybody).await.status, 200);

        let (backend, demo) = (test.portal.backend.clone(), test.demo.clone());
        let run = || invitations::run_batches(&backend, &demo);
        // It is seven o'clock in New York.
        assert_eq!(run().await.expect("run"), 0, "the window is closed");
        test.pass(3_600);
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let (one, two) = tokio::join!(run(), run());
        let first = one.expect("run") + two.expect("run");
        assert!((2..=4).contains(&first), "{first}");
        assert_eq!(test.number("SELECT COUNT(*) FROM invitation").await, i64::try_from(first).expect("few"));
        let page = json(&mut browser, "/api/invitations/read_batches", &[]).await;
        let batch = page["batches"][0]["id"].as_str().expect("an id").to_owned();
        let named = [("request[batch]", batch.as_str())];
        assert_eq!(browser.call("/api/invitations/pause_batch", &named).await.status, 200);
        assert_eq!(run().await.expect("run"), 0, "paused");
        assert_eq!(browser.call("/api/invitations/pause_batch", &named).await.status, 409);
        assert_eq!(browser.call("/api/invitations/resume_batch", &named).await.status, 200);
        for _ in 0..80 {
            test.pass(30);
            run().await.expect("run");
        }
        let within = "SELECT COUNT(*) FROM invitation";
        assert_eq!(test.number(within).await, 120, "of an hour");
        test.pass(3_600);
        for _ in 0..6 {
            run().await.expect("run");
        }
        assert_eq!(test.number(within).await, 130);
        outbox::deliver_due(&backend, &demo).await.expect("delivered");
        let mut to: Vec<String> = post.mails().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 130, "each once");
        assert_eq!(post.mails().len(), 130);
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let page = json(&mut browser, "/api/invitations/read_batches", &[]).await;
        assert_eq!(page["batches"][0]["state"], "done");

        let csv = browser.get(&format!("/files/invitations/{batch}.csv")).await;
        assert_eq!(csv.status, 200);
        assert_eq!(csv.body.lines().count(), 136);
        assert!(csv.body.contains("\"left_out\",\"no_contact\""), "{}", csv.body);
        assert!(csv.body.lines().all(|line| !line.contains(",=") && !line.starts_with('=')));
        let again = browser.call("/api/invitations/start_batch", &everybody).await;
        assert!(again.body.contains("invitation_nobody"), "{}", again.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_shows_link_and_code_and_that_somebody_looked_is_noted() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        add_charts(&test, 1..3, "Hughes", "language = 'es-ES'").await;
        let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
        let charts = test.texts(&format!("SELECT {id} FROM chart ORDER BY 1")).await;
        let mut browser = test.signed_in(&test.demo, "joan").await;
        let fields = [
            ("request[charts][0]", charts[0].as_str()),
            ("request[charts][4]", charts[1].as_str()),
            ("request[by_hand]", "true"),
        ];
        let done = json(&mut browser, "/api/invitations/invite", &fields).await;
        assert_eq!((done["invited"].as_u64(), done["only"].is_null()), (Some(2), true));
        let again = json(&mut browser, "/api/invitations/invite", &fields[..1]).await;
        assert_eq!(again["left_out"].to_string(), r#"["already_invited"]"#);
        let list = json(&mut browser, "/api/invitations/list_invitations", &[("request[page]", "0")]).await;
        let id = list["lines"][0]["id"].as_str().expect("an id").to_owned();
        let named = [("request[invitation]", id.as_str())];
        let paper = json(&mut browser, "/api/invitations/read_paper", &named).await;
        assert_eq!(paper["lang"], "es");
        assert!(paper["code"].as_str().is_some_and(|code| code.len() == 11), "{paper}");
        assert!(paper["paragraphs"][1].as_str().is_some_and(|text| text.contains("Apunte la c\u{e1}mara")));
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action = 'invitations.read_paper' AND chart_id IS NOT NULL";
        assert_eq!(test.number(noted).await, 1);
        let detail = json(&mut browser, "/api/invitations/read_invitation", &named).await;
        assert_eq!(detail["history"].as_array().map(Vec::len), Some(1), "{detail}");
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action = 'invitations.read' AND chart_id IS NOT NULL";
        assert_eq!(test.number(noted).await, 1);

        let out = [("request[chart]", charts[0].as_str()), ("request[is_out]", "true")];
        json(&mut browser, "/api/invitations/set_opt_out", &out).await;
        assert_eq!(test.number("SELECT COUNT(*) FROM invitation WHERE state = 'revoked'").await, 1);
        let again = json(&mut browser, "/api/invitations/invite", &fields[..1]).await;
        assert_eq!(again["left_out"].to_string(), r#"["opted_out"]"#);
    })
    .await;
}
