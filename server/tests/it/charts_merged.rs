//! Two charts of one person become one, and two again: what moved goes back, what came since stays.

use crate::charts_joined::{condition, import, patient};
use crate::support::clinic::{Clinic, at};
use crate::support::programs::PARTS;
use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::permission::{Role, Scope};
use domain::shares::State;
use domain::shares::contract::ShareLine;
use serde_json::Value;

async fn call(browser: &mut Client, what: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let reply = browser.call(&format!("/api/charts/{what}"), fields).await;
    (reply.status, serde_json::from_str(&reply.body).unwrap_or(Value::Null))
}

async fn merge(browser: &mut Client, survivor: &str, merged: &str) -> (u16, Value) {
    let fields = [
        ("request[survivor]", survivor),
        ("request[merged]", merged),
        ("request[reason]", "one person"),
        ("request[is_confirmed]", "true"),
    ];
    call(browser, "merge_charts", &fields).await
}

async fn latest(browser: &mut Client) -> String {
    let (_, merges) = call(browser, "list_merges", &[]).await;
    merges["lines"][0]["id"].as_str().expect("a merge").to_owned()
}

async fn charts_of(test: &TestPortal, query: &str) -> Vec<String> {
    let id = if test.portal.backend.db.is_postgres() { "chart_id::text" } else { "lower(hex(chart_id))" };
    let found = test.texts(&format!("SELECT {id} FROM {query}")).await;
    found.into_iter().map(|id| id.replace('-', "")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_moves_nobody_is_granted_twice_and_undoing_puts_back_what_moved() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let patients = clinic.patients(2).await;
        let (one, other) = (patients[0].chart.expect("a chart"), patients[1].chart.expect("a chart"));
        test.patient(&test.demo, "walter", other).await;
        test.acting(&test.demo, "maya", one, Relation::Proxy, &[Scope::Appointments]).await;
        let maya = "(SELECT id FROM account WHERE username = 'maya')";
        let doubled = format!(
            "INSERT INTO access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s, ends_s, revoked_s, granted_by) SELECT facility_id, {}, account_id, {}, relation, 'records appointments', starts_s, ends_s, revoked_s, granted_by \
             FROM access_grant WHERE account_id = {maya}",
            test.id(uuid::Uuid::from_u128(77)), test.id(other.0)
        );
        test.sql(&doubled).await;
        clinic.book(&patients[1], "check", at(9, 0)).await.expect("booked");
        clinic.book(&patients[0], "check", at(11, 0)).await.expect("booked");
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let (survivor, merged) = (one.to_string(), other.to_string());
        test.sql(&format!("UPDATE chart SET birth_date = '1980-01-31', mrn = 'M-1' WHERE id = {}", test.id(other.0))).await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        assert_eq!(merge(&mut ruiz, &survivor, &merged).await.0, 403);
        assert_eq!(merge(&mut joan, &survivor, &survivor).await.0, 422);
        let unconfirmed = [("request[survivor]", &*survivor), ("request[merged]", &*merged)];
        let (status, refused) = call(&mut joan, "merge_charts", &unconfirmed).await;
        assert!(status == 422 && refused.to_string().contains("merge_confirm") && refused.to_string().contains("reason"));
        let two = [("request[one]", &*survivor), ("request[other]", &*merged)];
        let (status, compared) = call(&mut joan, "compare_charts", &two).await;
        assert_eq!((status, compared["other"]["own_accounts"].as_u64()), (200, Some(1)), "{compared}");
        assert_eq!(compared["is_overlapping"].as_bool(), Some(false));

        let (status, answer) = merge(&mut joan, &survivor, &merged).await;
        assert_eq!(status, 200, "{answer}");
        let stays = one.0.simple().to_string();
        for table in ["appointment", "claim", "access_grant WHERE revoked_s IS NULL"] {
            let charts = charts_of(&test, table).await;
            assert!(charts.len() >= 2 && charts.iter().all(|chart| *chart == stays), "{table}: {charts:?}");
        }
        let of_maya = format!("access_grant WHERE revoked_s IS NULL AND account_id = {maya}");
        assert_eq!(test.texts(&format!("SELECT scopes FROM {of_maya}")).await, ["appointments"], "nothing wider");
        assert_eq!(clinic.kept_units().await, 24);
        // Whoever was signed in sees the chart that stayed, without signing in anew.
        let visits = walter.call("/api/booking/list_appointments", &[]).await;
        assert_eq!(visits.status, 200, "{}", visits.body);
        // The other is hidden, and says so.
        let (_, found) = call(&mut joan, "find_charts", &[("request[born]", "1980-01-31")]).await;
        assert_eq!(found["patients"].as_array().map(Vec::len), Some(0), "{found}");
        for (status, answer) in [
            call(&mut joan, "compare_charts", &two).await,
            merge(&mut joan, &merged, &survivor).await,
        ] {
            assert!(status == 409 && answer.to_string().contains("charts.merged"), "{answer}");
        }
        let invite = joan.call("/api/invitations/invite", &[("request[charts][0]", &*merged)]).await;
        assert!(invite.status == 409 && invite.body.contains("charts.merged"), "{}", invite.body);
        let late = clinic.book(&patients[1], "check", at(13, 0)).await;
        assert!(format!("{late:?}").contains("charts.merged"), "{late:?}");

        // What comes now stays with the chart that stayed.
        clinic.book(&patients[0], "check", at(14, 0)).await.expect("booked");
        let undo = latest(&mut joan).await;
        let (status, answer) = call(&mut joan, "undo_merge", &[("request[merge]", &*undo)]).await;
        assert_eq!(status, 200, "{answer}");
        let goes = other.0.simple().to_string();
        let mut charts = charts_of(&test, "appointment").await;
        charts.sort();
        let mut expected = vec![stays.clone(), stays.clone(), goes.clone()];
        expected.sort();
        assert_eq!(charts, expected);
        assert_eq!(charts_of(&test, "access_grant WHERE relation = 'own'").await, [goes]);
        assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {of_maya}")).await, 2);
        assert_eq!(clinic.kept_units().await, 36);
        clinic.book(&patients[1], "check", at(13, 0)).await.expect("its own time again");
        let (status, answer) = call(&mut joan, "undo_merge", &[("request[merge]", &*undo)]).await;
        assert_eq!(status, 409, "{answer}");
        for action in ["charts.merge", "charts.undo_merge"] {
            let told = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'");
            assert_eq!(test.number(&told).await, 2, "{action}: on both charts");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_visits_at_one_time_are_not_merged_and_somebody_s_access_that_was_taken_back_stays_taken() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let patients = clinic.patients(3).await;
        let charts: Vec<_> = patients.iter().filter_map(|patient| patient.chart).collect();
        let ids: Vec<_> = charts.iter().map(ToString::to_string).collect();
        clinic.at_once(&patients[0], "check", Some("ruiz"), at(9, 0)).await.await.expect("booked");
        clinic.at_once(&patients[1], "check", Some("chen"), at(9, 0)).await.await.expect("booked");
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let before = test.number("SELECT COUNT(*) FROM chart WHERE merged_into IS NULL").await;
        let (status, answer) = merge(&mut joan, &ids[0], &ids[1]).await;
        assert!(status == 409 && answer.to_string().contains("charts.overlap"), "{answer}");
        assert_eq!(test.number("SELECT COUNT(*) FROM chart WHERE merged_into IS NULL").await, before);
        assert_eq!(test.number("SELECT COUNT(*) FROM chart_merge").await, 0);

        test.acting(&test.demo, "maya", charts[0], Relation::Proxy, &Scope::ALL).await;
        let doubled = format!(
            "INSERT INTO access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s, ends_s, revoked_s, granted_by) SELECT facility_id, {}, account_id, {}, relation, scopes, starts_s, ends_s, revoked_s, granted_by FROM access_grant",
            test.id(uuid::Uuid::from_u128(77)), test.id(charts[2].0)
        );
        test.sql(&doubled).await;
        assert_eq!(merge(&mut joan, &ids[0], &ids[2]).await.0, 200);
        test.pass(60);
        let now = test.portal.backend.clock.now().0;
        test.sql(&format!("UPDATE access_grant SET revoked_s = {now} WHERE revoked_s IS NULL")).await;
        let undo = latest(&mut joan).await;
        assert_eq!(call(&mut joan, "undo_merge", &[("request[merge]", &*undo)]).await.0, 200);
        assert_eq!(test.number("SELECT COUNT(*) FROM access_grant WHERE revoked_s IS NULL").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_system_sends_for_the_hidden_chart_comes_to_the_one_that_stayed() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let people = [patient("p", "1", "1980-01-31", ""), patient("q", "2", "1980-01-31", "")];
        let report = import(&test, &test.demo, &people).await;
        assert_eq!(report.created.get("Patient"), Some(&2), "{report:?}");
        import(&test, &test.demo, &[people.to_vec(), vec![condition("old", "q")]].concat()).await;
        let id = async |number: &str| {
            let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
            test.texts(&format!("SELECT {id} FROM chart WHERE mrn = '{number}'")).await.remove(0)
        };
        let (survivor, merged) = (id("1").await, id("2").await);
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert_eq!(merge(&mut joan, &survivor, &merged).await.0, 200);
        let changed = [patient("q", "2", "1980-01-31", r#","gender":"female""#), condition("new", "q")];
        let report = import(&test, &test.demo, &changed).await;
        assert_eq!(report.errors.len(), 0, "{report:?}");
        let alone = import(&test, &test.demo, &[condition("alone", "q")]).await;
        assert_eq!(alone.errors.len(), 0, "{alone:?}");
        let of = |number: &str| {
            format!(
                "SELECT COUNT(*) FROM entry WHERE chart_id = (SELECT id FROM chart WHERE mrn = '{number}')"
            )
        };
        assert_eq!((test.number(&of("1")).await, test.number(&of("2")).await), (3, 0));
        assert_eq!(test.number("SELECT COUNT(*) FROM chart WHERE mrn = '1' AND gender IS NULL").await, 1);
        let undo = latest(&mut joan).await;
        assert_eq!(call(&mut joan, "undo_merge", &[("request[merge]", &*undo)]).await.0, 200);
        assert_eq!(
            (test.number(&of("1")).await, test.number(&of("2")).await),
            (0, 3),
            "what came since too goes to the patient it was sent for"
        );
        let again = import(&test, &test.demo, &[condition("alone", "q")]).await;
        assert_eq!(again.errors.len(), 0, "{again:?}");
        assert_eq!((test.number(&of("1")).await, test.number(&of("2")).await), (0, 3));
        assert_eq!(test.number("SELECT COUNT(*) FROM chart WHERE merged_into IS NOT NULL").await, 0);
    })
    .await;
}

/// Gives an account of somebody else access to a chart, beside what it has.
async fn also(test: &TestPortal, id: u128, username: &str, chart: ChartId, more: &str) {
    let row = format!(
        "INSERT INTO access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s, is_for_minor, granted_by) \
         SELECT facility_id, {}, id, {}, 'proxy', {more} FROM account WHERE username = '{username}'",
        test.id(uuid::Uuid::from_u128(id)),
        test.id(chart.0)
    );
    test.sql(&row).await;
}

async fn undo(browser: &mut Client) -> (u16, Value) {
    let undo = latest(browser).await;
    call(browser, "undo_merge", &[("request[merge]", &*undo)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_merges_a_chart_they_may_act_for() {
    on_each_database(async |mut test| {
        let post = std::sync::Arc::new(crate::support::channels::Post::default());
        test.connect(&post);
        let charts = [
            test.chart(&test.demo, 1, "One").await,
            test.chart(&test.demo, 2, "Two").await,
            test.chart(&test.demo, 3, "Three").await,
        ];
        let [own, other, third] = charts.map(|chart| chart.to_string());
        test.sql("UPDATE chart SET email = family || '@example.org', birth_date = '1980-01-31'").await;
        test.patient(&test.demo, "joan", charts[0]).await;
        let role = "INSERT INTO staff_role (facility_id, account_id, role) SELECT facility_id, id, 'front_desk' FROM account WHERE username = 'joan'";
        test.sql(role).await;
        test.colleague(&test.demo, "ines", Role::FrontDesk).await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        for (survivor, merged) in [(&own, &other), (&other, &own)] {
            let (status, answer) = merge(&mut joan, survivor, merged).await;
            assert!(status == 403 && answer.to_string().contains("charts.own"), "{answer}");
        }
        let denied = "SELECT COUNT(*) FROM audit_event WHERE action = 'charts.merge' AND outcome = 'charts.own'";
        assert_eq!(test.number(denied).await, 2);
        assert_eq!(merge(&mut joan, &other, &third).await.0, 200);
        // A colleague merges hers; she does not part it again, which would show her what moved.
        let mut ines = test.signed_in(&test.demo, "ines").await;
        assert_eq!(undo(&mut joan).await.0, 200);
        test.pass(60);
        assert_eq!(merge(&mut ines, &own, &third).await.0, 200);
        assert_eq!(undo(&mut joan).await.0, 403);
        usecases::outbox::deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
        let told = |to: &str, words: &str| {
            let mails = post.mails();
            mails.iter().filter(|mail| mail.to.eq_ignore_ascii_case(to) && mail.text.contains(words)).count()
        };
        assert_eq!((told("three@example.org", "put two records together"), told("three@example.org", "apart again")), (2, 1));
        assert_eq!((told("one@example.org", "put two records together"), told("two@example.org", "put two records")), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_gives_back_nothing_that_was_narrowed_and_what_patients_gave_goes_with_them() {
    on_each_database(async |test| {
        let (one, other) = (test.chart(&test.demo, 1, "One").await, test.chart(&test.demo, 2, "Two").await);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.patient(&test.demo, "walter", one).await;
        test.patient(&test.demo, "anna", other).await;
        for username in ["maya", "luis", "eva", "noah"] {
            test.add(test.account(&test.demo, username).await).await;
        }
        let wide = "'records appointments', 0, FALSE, NULL";
        for (at, username) in ["maya", "luis"].into_iter().enumerate() {
            let at = at as u128 * 2;
            also(&test, 70 + at, username, one, wide).await;
            also(&test, 71 + at, username, other, wide).await;
        }
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert_eq!(merge(&mut joan, &one.to_string(), &other.to_string()).await.0, 200);
        test.pass(60);
        // Maya's access is narrowed, Luis's stays; both patients let somebody new in.
        test.sql(&format!("UPDATE access_grant SET scopes = 'appointments' WHERE id = {}", test.id(uuid::Uuid::from_u128(70)))).await;
        let now = test.portal.backend.clock.now().0;
        let given = |by: &str| {
            format!("'records', {now}, FALSE, (SELECT g.id FROM account g WHERE g.username = '{by}')")
        };
        also(&test, 90, "eva", one, &given("anna")).await;
        also(&test, 91, "noah", one, &given("walter")).await;
        test.pass(60);
        assert_eq!(undo(&mut joan).await.0, 200);
        let of = async |username: &str| {
            let query = format!(
                "access_grant WHERE revoked_s IS NULL AND account_id = (SELECT id FROM account WHERE username = '{username}')"
            );
            let mut charts = charts_of(&test, &query).await;
            charts.sort();
            charts
        };
        let [one, other] = [one, other].map(|chart| chart.0.simple().to_string());
        assert_eq!(of("maya").await, std::slice::from_ref(&one), "the record that was kept, as it was narrowed");
        assert_eq!(of("luis").await, [one.clone(), other.clone()]);
        assert_eq!(of("eva").await, [other], "given by the patient who is another one again");
        assert_eq!(of("noah").await, [one]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parents_access_ends_with_the_first_of_two_dates_of_birth() {
    on_each_database(async |test| {
        let (one, other) = (test.chart(&test.demo, 1, "One").await, test.chart(&test.demo, 2, "Two").await);
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        test.sql(&format!("UPDATE chart SET birth_date = '2010-05-01' WHERE id = {}", test.id(other.0)))
            .await;
        test.add(test.account(&test.demo, "maya").await).await;
        also(&test, 70, "maya", other, "'records', 0, TRUE, NULL").await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert_eq!(merge(&mut joan, &one.to_string(), &other.to_string()).await.0, 200);
        let ends = test.number("SELECT ends_s FROM access_grant WHERE is_for_minor").await;
        // Midnight of the eighteenth birthday in New York.
        assert_eq!(ends, 1_840_766_400);
        assert_eq!(undo(&mut joan).await.0, 200);
        assert_eq!(test.number("SELECT COUNT(*) FROM access_grant WHERE revoked_s IS NULL").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_and_links_of_the_hidden_chart_end_and_undoing_brings_none_back() {
    on_each_database(async |test| {
        let (one, other) = (test.chart(&test.demo, 1, "One").await, test.chart(&test.demo, 2, "Two").await);
        test.heads().await;
        test.patient(&test.demo, "walter", other).await;
        test.patient(&test.demo, "maya", one).await;
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let scopes = "launch/patient offline_access patient/*.rs";
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut maya = test.signed_in(&test.demo, "maya").await;
        let mut app = test.app(&test.demo).await;
        test.link_app(&mut app, &mut maya, (scopes, &PARTS)).await;
        let stays = app.token.clone();
        test.link_app(&mut app, &mut walter, (scopes, &PARTS)).await;
        assert_eq!(app.get("/Condition").await.0, 200);
        let link = [
            ("request[label]", "Dr. Bell"),
            ("request[lasts]", "day"),
            ("request[times]", "many"),
            ("request[passcode]", ""),
            ("request[parts][0]", "diagnoses"),
        ];
        let made = walter.call("/api/shares/make_share", &link).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let links = async |browser: &mut Client| -> Vec<State> {
            let reply = browser.call("/api/shares/list_shares", &[]).await;
            let lines: Vec<ShareLine> = serde_json::from_str(&reply.body).expect("links");
            lines.into_iter().map(|line| line.state).collect()
        };
        assert_eq!(links(&mut walter).await, [State::Open]);

        let mut joan = test.signed_in(&test.demo, "joan").await;
        let (status, answer) = merge(&mut joan, &one.to_string(), &other.to_string()).await;
        assert_eq!(status, 200, "{answer}");
        // The app of this chart reads nothing more, that of the one that stays goes on.
        assert_eq!(app.get("/Condition").await.0, 401);
        let dead = std::mem::replace(&mut app.token, stays);
        assert_eq!(app.get("/Condition").await.0, 200);
        app.token = dead;
        let hidden = test.id(other.0);
        for (what, expected) in [
            ("connection WHERE ended_s IS NULL".to_owned(), 1),
            (format!("connection WHERE ended_s IS NOT NULL AND chart_id = {hidden}"), 1),
            (
                "client_token WHERE connection_id IN (SELECT id FROM connection WHERE ended_s IS NOT NULL)"
                    .to_owned(),
                0,
            ),
            (format!("share WHERE ended_s IS NOT NULL AND chart_id = {hidden}"), 1),
            (format!("audit_event WHERE action = 'connections.end' AND chart_id = {hidden}"), 1),
            (format!("audit_event WHERE action = 'share.end' AND chart_id = {hidden}"), 1),
        ] {
            assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {what}")).await, expected, "{what}");
        }
        // Whoever had let it read, and shared, sees that it is over.
        let apps = walter.call("/api/connections/list_own", &[]).await.body;
        assert!(apps.contains("\"is_ended\":true") && apps.contains("Health app"), "{apps}");
        let page = walter.get("/account/apps").await.body;
        assert!(page.contains("has put two records of this patient together"), "{page}");
        assert_eq!(links(&mut walter).await, [State::Ended]);
        let apps = maya.call("/api/connections/list_own", &[]).await.body;
        assert!(apps.contains("\"is_ended\":false"), "{apps}");
        assert_eq!(links(&mut maya).await, []);

        assert_eq!(undo(&mut joan).await.0, 200);
        assert_eq!(app.get("/Condition").await.0, 401);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(walter.call("/api/connections/list_own", &[]).await.body, "[]");
        assert_eq!(links(&mut walter).await, [State::Ended]);
    })
    .await;
}
