//! Family access: given by the patient or the clinic, never passed on, changed and ended at once, and both sides hear of it.

use crate::support::desk::{ADDRESS, BORN, actor, finish, rule};
use crate::support::on_each_database;
use domain::family::EndReason;
use domain::family::contract::{AccessPage, ChartRequest, FamilyPage};
use domain::permission::Role;
use tokio::task::JoinSet;
use usecases::family;

/// Where the person who helps reads their messages.
use crate::support::home::{Home, PROXY, again, give, read, sees};

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_gives_access_changes_it_and_takes_it_back() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        // Whoever has taken over an account may have taken the owner's address away: it still hears of it.
        let (id, now) = (home.desk.test.id(uuid::Uuid::from_u128(5)), crate::support::START.0);
        let removed = format!(
            "INSERT INTO contact (facility_id, id, account_id, kind, address, address_key, state, verified_s, \
             created_s, removed_s) SELECT facility_id, {id}, id, 'email', 'old@example.org', 'old@example.org', \
             'removed', 1, 1, {now} FROM account WHERE username = 'walter'"
        );
        home.desk.test.sql(&removed).await;
        let reply = home.invite(PROXY, &["appointments"], "").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(home.told(ADDRESS).last().expect("told").contains("Somebody was invited to help"));
        let page = home.page().await;
        let circle = page.circle.expect("the own chart");
        assert_eq!((circle.people.len(), circle.invited.len()), (0, 1));
        assert_eq!(circle.invited[0].to, "l•••@example.org");

        let mut luis = home.proxy().await;
        assert_eq!(sees(&mut luis).await, (false, true));
        assert!(home.told(ADDRESS).last().expect("told").contains("Somebody can now help"));
        assert!(home.told(PROXY).last().expect("told").contains("You can now help somebody"));
        // What the messages say is nothing about anybody.
        let all: String = home.desk.post.mails().iter().map(|mail| mail.text.clone()).collect();
        assert!(!all.contains("Hughes") && !all.contains("Luis"), "{all}");

        let proxy = home.page().await.circle.expect("own").people.remove(0);
        assert_eq!((proxy.name.as_str(), proxy.until), ("Luis Hughes", None));
        let grant = proxy.grant.to_string();
        let fields = [
            ("request[grant]", grant.as_str()),
            ("request[version]", proxy.version.as_str()),
            ("request[scopes][0]", "records"),
            ("request[until]", "2027-03-03"),
        ];
        assert_eq!(home.walter.call("/api/family/change", &fields).await.status, 200);
        assert_eq!(sees(&mut luis).await, (true, false), "from the next click on");
        let again = home.walter.call("/api/family/change", &fields).await;
        assert!(again.body.contains("family.changed"), "{}", again.body);
        home.deliver().await;

        assert_eq!(home.walter.call("/api/family/end", &fields[..1]).await.status, 200);
        for path in ["/api/records/list_latest", "/api/booking/list_appointments"] {
            let reply = luis.call(path, &[]).await;
            assert_eq!((reply.status, reply.body.contains("access.ended")), (403, true), "{}", reply.body);
        }
        let page = luis.get("/visits").await;
        assert_eq!(page.status, 403);
        assert!(page.body.contains("has ended"), "{}", page.body);
        home.deliver().await;
        assert!(home.told(PROXY).last().expect("told").contains("Your access to somebody"));
        assert!(home.told(ADDRESS).last().expect("told").contains("access to your record"));
        assert_eq!(home.told("old@example.org").len(), 4, "invited, given, changed, ended");
        let past = home.page().await.circle.expect("own").past;
        assert_eq!(past.len(), 1);

        let actions = "SELECT action FROM audit_event WHERE action LIKE 'family.%' AND outcome = 'done' \
                       AND chart_id IS NOT NULL AND action <> 'family.read' ORDER BY at_s";
        let mut noted = home.desk.test.texts(actions).await;
        noted.sort();
        assert_eq!(noted, ["family.change", "family.end", "family.invite"]);
        let acted = "SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id \
                     WHERE a.username = 'luis' AND e.action = 'records.read' AND e.chart_id IS NOT NULL \
                     AND e.outcome = 'done'";
        assert!(home.desk.test.number(acted).await >= 1, "who acted, and for whom");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_ends_with_its_last_day_on_the_clinics_clocks() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        // The clock stands at 2027-03-01 12:00 UTC, 7:00 in New York.
        assert_eq!(home.invite(PROXY, &["records"], "2027-02-28").await.status, 422);
        assert_eq!(home.invite(PROXY, &["records"], "2027-03-01").await.status, 200);
        let mut luis = home.proxy().await;
        let midnight = usecases::zones::midnight("America/New_York", "2027-03-02").expect("a day");
        let left = midnight.seconds_since(crate::support::START);
        home.desk.test.pass(left - 1);
        luis = again(&home, luis).await;
        assert_eq!(sees(&mut luis).await, (true, false), "one second before");
        home.desk.test.pass(1);
        assert_eq!(luis.call("/api/records/list_latest", &[]).await.status, 403, "at midnight");
        let backend = &home.desk.test.portal.backend;
        assert_eq!(family::end_due(backend, home.desk.test.demo.id).await.expect("ended"), 1);
        assert_eq!(family::end_due(backend, home.desk.test.demo.id).await.expect("ended"), 0, "once");
        home.deliver().await;
        assert_eq!(home.told(PROXY).iter().filter(|text| text.contains("has ended")).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_passes_access_on_or_sees_who_else_has_it() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records", "appointments"], "").await;
        let mut luis = home.proxy().await;
        let page: FamilyPage = read(&mut luis, "/api/family/read_family").await;
        assert_eq!((page.circle, page.has_own_chart, page.helped.len()), (None, false, 1));
        let fields = [
            ("request[name]", "A friend"),
            ("request[email]", "friend@example.org"),
            ("request[relationship]", "other"),
            ("request[scopes][0]", "records"),
        ];
        let reply = luis.call("/api/family/invite", &fields).await;
        assert_eq!((reply.status, reply.body.contains("access.not_permitted")), (403, true));
        // Not even for a chart that is named, nor as the clinic.
        let chart = home.desk.chart.to_string();
        let fields = [fields.as_slice(), &[("request[chart]", chart.as_str())]].concat();
        assert_eq!(luis.call("/api/family/invite_for", &fields).await.status, 403);
        assert_eq!(luis.call("/api/family/read_access", &fields[4..]).await.status, 403);
        assert_eq!(home.desk.test.number("SELECT COUNT(*) FROM invitation").await, 1);

        // Giving up is the proxy's own; then there is nothing left to see.
        let grant = page.helped[0].grant.to_string();
        assert_eq!(luis.call("/api/family/give_up", &[("request[grant]", grant.as_str())]).await.status, 200);
        assert_eq!(sees(&mut luis).await, (false, false));
        let again = luis.call("/api/family/give_up", &[("request[grant]", grant.as_str())]).await;
        assert_eq!(again.status, 404, "{}", again.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_take_one_invitation_at_once_one_gets_a_grant() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records"], "").await;
        let link = home.link(PROXY);
        let mut browsers = Vec::new();
        for number in 0..4 {
            let chart = home.desk.test.chart(&home.desk.test.demo, 100 + number, "Other").await;
            let name = format!("person{number}");
            home.desk.test.patient(&home.desk.test.demo, &name, chart).await;
            let mut browser = home.desk.entered(&link).await;
            browser.cookies.extend(home.desk.test.signed_in(&home.desk.test.demo, &name).await.cookies);
            browsers.push(browser);
        }
        let mut tasks = JoinSet::new();
        for mut browser in browsers {
            tasks.spawn(async move { browser.call("/api/account/activation_accept", &[]).await.status });
        }
        let statuses = tasks.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        let grants = "SELECT COUNT(*) FROM access_grant WHERE relation = 'proxy'";
        assert_eq!(home.desk.test.number(grants).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_invitations_of_one_person_make_one_grant() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records"], "").await;
        let first = home.link(PROXY);
        home.invite("other@example.org", &["records"], "").await;
        let second = home.link("other@example.org");
        let chart = home.desk.test.chart(&home.desk.test.demo, 7, "Own").await;
        home.desk.test.patient(&home.desk.test.demo, "elena", chart).await;
        let cookies = home.desk.test.signed_in(&home.desk.test.demo, "elena").await.cookies;
        let mut tasks = JoinSet::new();
        for link in [first, second] {
            let mut browser = home.desk.entered(&link).await;
            browser.cookies.extend(cookies.clone());
            tasks.spawn(async move { browser.call("/api/account/activation_accept", &[]).await.status });
        }
        let mut statuses = tasks.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let grants = "SELECT COUNT(*) FROM access_grant WHERE relation = 'proxy'";
        assert_eq!(home.desk.test.number(grants).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_falls_with_the_right_to_make_it() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records"], "").await;
        let mut browser = home.desk.entered(&home.link(PROXY)).await;
        home.desk.test.sql("UPDATE account SET is_disabled = TRUE WHERE username = 'walter'").await;
        let reply = finish(&mut browser, "luis").await;
        assert!(reply.body.contains("invitation.ended"), "{}", reply.body);
        assert_eq!(
            home.desk.test.number("SELECT COUNT(*) FROM access_grant WHERE relation = 'proxy'").await,
            0
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_are_sent_again_taken_back_and_limited() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        home.invite(PROXY, &["records"], "").await;
        let twice = home.invite(&PROXY.to_uppercase(), &["records"], "").await;
        assert!(twice.body.contains("family.already_invited"), "{}", twice.body);
        let own = home.page().await.circle.expect("own").invited.remove(0).invitation.to_string();
        let named = [("request[invitation]", own.as_str())];
        let soon = home.walter.call("/api/family/resend", &named).await;
        assert!(soon.body.contains("invitation.too_soon"), "{}", soon.body);
        home.desk.test.pass(601);
        let late = home.walter.call("/api/family/resend", &named).await;
        assert!(late.body.contains("step_up"), "proof has aged: {}", late.body);
        home.walter = home.desk.test.signed_in(&home.desk.test.demo, "walter").await;
        let first = home.link(PROXY);
        assert_eq!(home.walter.call("/api/family/resend", &named).await.status, 200);
        home.deliver().await;
        assert_ne!(home.link(PROXY), first);
        assert_eq!(home.walter.call("/api/family/take_back", &named).await.status, 200);
        let mut browser = home.desk.browser();
        browser.get(&home.link(PROXY)).await;
        assert_eq!(browser.call("/api/account/activation_check", &BORN).await.status, 422);
        for number in 0..8 {
            let reply = home.invite(&format!("p{number}@example.org"), &["records"], "").await;
            assert_eq!(reply.status, 200, "{number}: {}", reply.body);
        }
        let reply = home.invite("more@example.org", &["records"], "").await;
        assert!(reply.body.contains("family.enough_today"), "{}", reply.body);
        let fields = [("request[name]", ""), ("request[email]", "x"), ("request[until]", "soon")];
        let reply = home.walter.call("/api/family/invite", &fields).await;
        for field in ["name", "email", "relationship", "scopes", "until"] {
            assert!(reply.body.contains(&format!("\"field\":\"{field}\"")), "{}", reply.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clinic_sees_gives_and_ends_access_and_says_why() {
    on_each_database(async |test| {
        let mut home = Home::open(test).await;
        let backend = home.desk.test.portal.backend.clone();
        home.invite(PROXY, &["records"], "").await;
        let mut luis = home.proxy().await;
        let joan = actor(&home.desk.test, "joan").await;
        let facility = home.desk.test.demo.clone();
        let request = ChartRequest { chart: home.desk.chart };
        let page: AccessPage =
            family::read_access(&backend, &joan, &facility, request).await.expect("a page");
        assert!(!page.owners.is_empty() && page.hand_over.is_none());
        let grant = page.circle.people[0].grant.to_string();
        let mut desk = home.desk.test.signed_in(&facility, "joan").await;
        let chart = home.desk.chart.to_string();
        let mut fields = vec![("request[chart]", chart.as_str()), ("request[grant]", grant.as_str())];
        let refused = desk.call("/api/family/end_access", &fields).await;
        assert!(refused.body.contains("\"field\":\"reason\""), "{}", refused.body);
        fields.push(("request[reason]", "safety"));
        assert_eq!(desk.call("/api/family/end_access", &fields).await.status, 200);
        assert_eq!(sees(&mut luis).await, (false, false));
        let why = "SELECT subject FROM audit_event WHERE action = 'family.end'";
        assert_eq!(home.desk.test.texts(why).await, [format!("{grant} safety")]);

        let past = home.page().await.circle.expect("own").past.remove(0).reason;
        assert_eq!(past, Some(EndReason::Clinic), "the reason is for the clinic's page");

        // Another clinic's chart is not there, whoever asks.
        let elsewhere = home.desk.test.chart(&home.desk.test.norte, 9, "Lejos").await;
        home.desk.test.sql("UPDATE chart SET birth_date = '1980-01-31'").await;
        let missing =
            family::read_access(&backend, &joan, &facility, ChartRequest { chart: elsewhere }).await;
        assert!(matches!(missing, Err(usecases::UseCaseError::NotFound)));
        let reply = give(&mut desk, elsewhere, "by_hand").await;
        assert_eq!(reply.status, 404, "{}", reply.body);

        // Those who have no such right.
        for role in [Role::Provider, Role::Billing] {
            home.desk.test.colleague(&facility, role.name(), role).await;
            let other = actor(&home.desk.test, role.name()).await;
            assert_eq!(
                rule(family::read_access(&backend, &other, &facility, request).await),
                "access.not_permitted"
            );
        }
        home.desk.test.pass(601);
        let stale = give(&mut desk, home.desk.chart, "by_hand").await;
        assert!(stale.body.contains("step_up"), "{}", stale.body);
    })
    .await;
}
