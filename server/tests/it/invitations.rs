//! Invitations: who is invited, what link and code open and until when, and that of many at once one makes an account.

use crate::support::desk::{ADDRESS, BORN, Desk, actor, finish, rule, step};
use crate::support::on_each_database;
use domain::contact::ContactKind;
use domain::ids::ChartId;
use domain::invitations::Kind;
use domain::permission::{Role, Scope};
use i18n::Lang;
use usecases::invitations::{self, Help, NewInvitation};
use usecases::{UseCaseError, outbox};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_an_account_once_and_opening_it_uses_nothing_up() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(false).await.expect("invited");
        assert_eq!(desk.state(id).await, "sent");
        let mail = desk.post.mails().remove(0);
        assert_eq!(mail.to, ADDRESS);
        for secret in ["Hughes", "1980"] {
            assert!(!mail.text.contains(secret) && !mail.html.contains(secret), "{secret}");
        }
        let link = desk.link();
        // Scanners follow links, three times and without cookies.
        for _ in 0..3 {
            let reply = desk.browser().get(&link).await;
            assert_eq!((reply.status, reply.header("location")), (303, "/activate"));
            assert_eq!(reply.header("cache-control"), "no-store");
        }
        assert_eq!(desk.state(id).await, "sent");
        let mut browser = desk.entered(&link).await;
        let token = link.rsplit('/').next().unwrap_or_default();
        for query in [
            format!("SELECT COUNT(*) FROM activation WHERE contact_address LIKE '%{token}%'"),
            format!("SELECT COUNT(*) FROM invitation WHERE name LIKE '%{}%'", desk.code()),
        ] {
            assert_eq!(desk.test.number(&query).await, 0);
        }
        assert_eq!(desk.state(id).await, "opened");
        assert_eq!(step(&mut browser).await, "account", "what the link arrived at is proven");
        let reply = finish(&mut browser, "Ana@Example.org").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(desk.state(id).await, "activated");
        assert_eq!(browser.get("/visits").await.status, 200, "signed in");
        assert!(!browser.cookies.contains_key("__Host-activation"));
        let proven =
            "SELECT COUNT(*) FROM contact WHERE address = 'ana@example.org' AND verified_s IS NOT NULL";
        assert_eq!(desk.test.number(proven).await, 1);
        assert_eq!(desk.history().await, ["activated ", "opened ", "queued ", "sent "]);

        let mut late = desk.browser();
        late.get(&link).await;
        let reply = late.call("/api/account/activation_check", &BORN).await;
        assert!(reply.status == 422 && reply.body.contains("invitation.wrong"), "{}", reply.body);
        assert_eq!(rule(desk.invite(false).await), "invitation.already_active");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_make_one_account() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        desk.invite(false).await.expect("invited");
        let browser = desk.entered(&desk.link()).await;
        let before = desk.accounts().await;
        let tries: Vec<_> = (0..50)
            .map(|number| {
                let mut browser = browser.clone();
                tokio::spawn(async move { finish(&mut browser, &format!("ana{number}")).await.status })
            })
            .collect();
        let mut made = 0;
        for one in tries {
            let status = one.await.expect("no panic");
            assert!(matches!(status, 200 | 409 | 422 | 429), "{status}");
            made += usize::from(status == 200);
        }
        assert_eq!(made, 1);
        assert_eq!(desk.accounts().await - before, 1);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM access_grant").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_asks_for_a_contact_that_is_proven_or_none() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        assert!(desk.post.mails().is_empty(), "it is handed over");
        let (backend, demo) = (&desk.test.portal.backend, &desk.test.demo);
        let paper = invitations::read_paper(backend, &desk.actor, demo, id).await;
        let code = paper.expect("a letter").code;
        let mut browser = desk.browser();
        let typed = code.to_lowercase().replace('-', " ");
        let fields = [("request[code]", typed.as_str()), BORN[0], BORN[1], BORN[2]];
        assert_eq!(browser.call("/api/account/activation_check", &fields).await.status, 200);
        assert_eq!(step(&mut browser).await, "contact");
        let reply = finish(&mut browser, "ana").await;
        assert!(reply.body.contains("invitation.wrong"), "not before a contact: {}", reply.body);
        let to = [("request[kind]", "email"), ("request[address]", "new@example.org")];
        assert_eq!(browser.call("/api/account/activation_send_code", &to).await.status, 200);
        outbox::deliver_due(&desk.test.portal.backend, &desk.test.demo).await.expect("delivered");
        let wrong =
            browser.call("/api/account/activation_confirm_code", &[("request[code]", "000000")]).await;
        assert!(wrong.body.contains("code.wrong"), "{}", wrong.body);
        let right = desk.post.code("new@example.org");
        let reply = browser.call("/api/account/activation_confirm_code", &[("request[code]", &right)]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(finish(&mut browser, "ana").await.status, 200);
        let contacts = desk.test.texts("SELECT address FROM contact").await;
        assert_eq!(contacts, ["new@example.org"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_dates_lock_it_and_the_answer_is_always_the_same() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(false).await.expect("invited");
        let link = desk.link();
        let wrong = [("request[day]", "30"), BORN[1], BORN[2]];
        let mut answers = Vec::new();
        for _ in 0..5 {
            let mut browser = desk.browser();
            browser.get(&link).await;
            answers.push(browser.call("/api/account/activation_check", &wrong).await);
            desk.test.pass(1_000);
        }
        let mut locked = desk.browser();
        locked.get(&link).await;
        answers.push(locked.call("/api/account/activation_check", &BORN).await);
        desk.test.pass(1_000);
        let mut unknown = desk.browser();
        unknown.get(&format!("/activate/e{}", "A".repeat(43))).await;
        answers.push(unknown.call("/api/account/activation_check", &BORN).await);
        for reply in &answers {
            assert_eq!((reply.status, &reply.body), (answers[0].status, &answers[0].body));
        }
        assert!(answers[0].body.contains("invitation.wrong"), "{}", answers[0].body);
        assert!(desk.history().await.contains(&"opened locked".to_owned()));

        let backend = &desk.test.portal.backend;
        invitations::resend(backend, &desk.actor, &desk.test.demo, id).await.expect("sent again");
        outbox::deliver_due(backend, &desk.test.demo).await.expect("delivered");
        desk.test.pass(1_000);
        assert_ne!(desk.link(), link);
        let mut old = desk.browser();
        old.get(&link).await;
        assert!(old.call("/api/account/activation_check", &BORN).await.status == 422, "the old link is dead");
        desk.test.pass(1_000);
        desk.entered(&desk.link()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_seven_days_to_the_second_or_as_many_as_the_clinic_says() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        for (days, settings) in
            [(7, None), (30, Some(r#"{"days":30,"per_hour":60,"from_minute":0,"to_minute":60}"#))]
        {
            if let Some(settings) = settings {
                desk.test.sql(&format!("UPDATE facility SET invitations = '{settings}'")).await;
            }
            let id = desk.invite(false).await.expect("invited");
            desk.test.pass(days * 86_400 - 1);
            let mut browser = desk.entered(&desk.link()).await;
            desk.test.pass(1);
            let reply = finish(&mut browser, "ana").await;
            assert!(reply.body.contains("invitation.wrong"), "{}", reply.body);
            let mut late = desk.browser();
            late.get(&desk.link()).await;
            assert_eq!(late.call("/api/account/activation_check", &BORN).await.status, 422);
            let ended = invitations::expire_due(&desk.test.portal.backend, desk.test.demo.id).await;
            assert_eq!(ended.expect("ended"), 1);
            assert_eq!(desk.state(id).await, "expired");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_not_too_often_and_taken_back() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let backend = &desk.test.portal.backend;
        let id = desk.invite(false).await.expect("invited");
        assert_eq!(rule(desk.invite(false).await), "invitation.already_invited");
        let again = || invitations::resend(backend, &desk.actor, &desk.test.demo, id);
        desk.test.pass(599);
        assert_eq!(rule(again().await), "invitation.too_soon");
        desk.test.pass(1);
        again().await.expect("sent again");
        outbox::deliver_due(backend, &desk.test.demo).await.expect("delivered");
        assert_eq!(desk.post.mails().len(), 2);
        invitations::revoke(backend, &desk.actor, id).await.expect("taken back");
        assert_eq!(desk.state(id).await, "revoked");
        assert_eq!(rule(invitations::revoke(backend, &desk.actor, id).await), "invitation.ended");
        assert_eq!(rule(again().await), "invitation.ended");
        let mut browser = desk.browser();
        browser.get(&desk.link()).await;
        assert_eq!(browser.call("/api/account/activation_check", &BORN).await.status, 422);

        desk.test.colleague(&desk.test.demo, "ruiz", Role::Provider).await;
        let provider = actor(&desk.test, "ruiz").await;
        let refused = invitations::invite(backend, &provider, &desk.test.demo, (desk.chart, false)).await;
        assert_eq!(rule(refused), "access.not_permitted");
        assert_eq!(rule(invitations::revoke(backend, &provider, id).await), "access.not_permitted");
        let nobody = (ChartId(uuid::Uuid::nil()), false);
        let missing = invitations::invite(backend, &desk.actor, &desk.test.demo, nobody).await;
        assert!(matches!(missing, Err(UseCaseError::NotFound)), "{missing:?}");
        let elsewhere = (desk.test.chart(&desk.test.norte, 9, "Elsewhere").await, true);
        let foreign = invitations::invite(backend, &desk.actor, &desk.test.demo, elsewhere).await;
        assert!(matches!(foreign, Err(UseCaseError::NotFound)), "another clinic's: {foreign:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_be_invited_is_left_out_with_the_reason() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        for (change, expected) in [
            ("email = NULL", "invitation.no_contact"),
            ("birth_date = '1980'", "invitation.no_birth_date"),
            ("birth_date = '2009-03-02'", "invitation.minor"),
            ("is_opted_out = TRUE", "invitation.opted_out"),
            ("is_inactive = TRUE", "invitation.inactive"),
            ("is_deceased = TRUE", "invitation.deceased"),
        ] {
            desk.test.sql(&format!("UPDATE chart SET {change}")).await;
            assert_eq!(rule(desk.invite(false).await), expected);
        }
        assert!(desk.post.mails().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_contact_or_a_death_takes_it_back() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let import = async |telecom: &str, deceased: &str| {
            let patient = format!(
                r#"{{"resourceType":"Patient","id":"p1","name":[{{"given":["Ana"],"family":"Ruiz"}}],
                    "birthDate":"1980-01-31","telecom":[{{"system":"email","value":"{telecom}"}}]{deceased}}}"#
            );
            let file = desk.test.folder.join("patient.json");
            std::fs::write(&file, patient).expect("a file");
            let report = usecases::import::import_fhir(
                &desk.test.portal.backend,
                desk.test.demo.id,
                vec![usecases::import::Source::File(file)],
                |_, _| {},
            )
            .await
            .expect("imported");
            assert!(report.errors.is_empty());
        };
        import("ana@example.org", "").await;
        let query = "SELECT CAST(COUNT(*) AS BIGINT) FROM chart WHERE name_words = ' ana ruiz '";
        assert_eq!(desk.test.number(query).await, 1);
        desk.test.sql("DELETE FROM chart WHERE family = 'Hughes'").await;
        let hex = if desk.test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
        let id = desk.test.texts(&format!("SELECT {hex} FROM chart")).await.remove(0);
        let desk = Desk { chart: ChartId(id.parse().expect("an id")), ..desk };
        let import = async |telecom: &str, deceased: &str| {
            let patient = format!(
                r#"{{"resourceType":"Patient","id":"p1","name":[{{"given":["Ana"],"family":"Ruiz"}}],
                    "birthDate":"1980-01-31","telecom":[{{"system":"email","value":"{telecom}"}}]{deceased}}}"#
            );
            let file = desk.test.folder.join("patient.json");
            std::fs::write(&file, patient).expect("a file");
            let (backend, facility) = (&desk.test.portal.backend, desk.test.demo.id);
            let sources = vec![usecases::import::Source::File(file)];
            usecases::import::import_fhir(backend, facility, sources, |_, _| {}).await.expect("imported");
        };
        let first = desk.invite(false).await.expect("invited");
        import("ANA@example.org", r#","gender":"female""#).await;
        assert_eq!(desk.state(first).await, "sent", "another spelling is no other address");
        import("other@example.org", "").await;
        assert_eq!(desk.state(first).await, "revoked");
        let second = desk.invite(false).await.expect("invited again");
        import("other@example.org", r#","deceasedBoolean":true"#).await;
        assert_eq!(desk.state(second).await, "revoked");
        assert!(desk.history().await.contains(&"revoked deceased".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_an_account_takes_it_with_that_one() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let child = desk.test.chart(&desk.test.demo, 2, "Small").await;
        desk.test.patient(&desk.test.demo, "elena", child).await;
        desk.test
            .sql(&format!("UPDATE chart SET birth_date = '2020-05-06' WHERE id = {}", desk.test.id(child.0)))
            .await;
        let offered = NewInvitation {
            is_own_address: false,
            kind: Kind::Proxy,
            chart: Some(desk.chart),
            name: "Elena".to_owned(),
            scopes: vec![Scope::Appointments],
            roles: Vec::new(),
            provider: None,
            grant_ends: Some(crate::support::START.plus_seconds(900_000)),
            help: Help::default(),
            to: Some((ContactKind::Email, ADDRESS.to_owned())),
            lang: Lang::Es,
        };
        desk.issue(offered.clone()).await;
        assert!(desk.post.mails()[0].text.contains("en nombre de otra persona"));
        let mut browser = desk.entered(&desk.link()).await;
        assert_eq!(browser.call("/api/account/activation_accept", &[]).await.status, 401);
        let signed_in = desk.test.signed_in(&desk.test.demo, "elena").await;
        browser.cookies.extend(signed_in.cookies);
        let reply = browser.call("/api/account/activation_accept", &[]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let grants = "SELECT COUNT(*) FROM access_grant WHERE relation = 'proxy' AND scopes = 'appointments' \
                      AND ends_s IS NOT NULL";
        assert_eq!(desk.test.number(grants).await, 1);

        // The own chart of somebody else is not taken by an account that has its own.
        desk.invite(false).await.expect("invited");
        let mut browser = desk.entered(&desk.link()).await;
        browser.cookies.extend(desk.test.signed_in(&desk.test.demo, "elena").await.cookies);
        let reply = browser.call("/api/account/activation_accept", &[]).await;
        assert!(reply.body.contains("invitation.other_self"), "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_comes_by_link_alone_and_gets_the_roles() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk
            .issue(NewInvitation {
                is_own_address: false,
                kind: Kind::Colleague,
                chart: None,
                name: "Pilar".to_owned(),
                scopes: Vec::new(),
                roles: vec![Role::FrontDesk, Role::Billing],
                provider: None,
                grant_ends: None,
                help: Help::default(),
                to: Some((ContactKind::Email, "pilar@clinic.example".to_owned())),
                lang: Lang::En,
            })
            .await;
        let mut browser = desk.browser();
        browser.get(&desk.link()).await;
        let nothing = [("request[code]", "")];
        assert_eq!(browser.call("/api/account/activation_check", &nothing).await.status, 200);
        assert_eq!(finish(&mut browser, "joan").await.status, 422, "a name that is taken");
        assert_eq!(desk.state(id).await, "opened", "nothing is used up by it");
        let reply = finish(&mut browser, "pilar").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(browser.get("/staff/today").await.status, 200);
        assert_eq!(desk.test.number("SELECT COUNT(*) FROM staff_role WHERE role = 'billing'").await, 1);
    })
    .await;
}
