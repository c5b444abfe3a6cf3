//! Colleagues: roles and state are changed by others only, at once, and an administrator is always left.

use crate::support::channels::Post;
use crate::support::{Client, Reply, TestPortal, on_each_database};
use crate::theme::{administrator, staff};
use domain::permission::Role;
use domain::staff::contract::{Colleague, ResetAllowed, StaffPage};
use std::sync::Arc;
use usecases::outbox;
use uuid::Uuid;

async fn list(browser: &mut Client) -> StaffPage {
    let reply = browser.call("/api/staff/list_colleagues", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("colleagues")
}

async fn find(browser: &mut Client, username: &str) -> Colleague {
    let people = list(browser).await.people;
    people.into_iter().find(|person| person.username == username).expect("a colleague")
}

async fn set_roles(browser: &mut Client, person: &Colleague, roles: &[&str]) -> Reply {
    let id = person.id.to_string();
    let names: Vec<String> = (0..roles.len()).map(|index| format!("request[roles][{index}]")).collect();
    let mut fields = vec![("request[account]", id.as_str()), ("request[version]", person.version.as_str())];
    fields.extend(names.iter().map(String::as_str).zip(roles.iter().copied()));
    browser.call("/api/staff/save_roles", &fields).await
}

async fn set_state(browser: &mut Client, person: &Colleague, verb: &str) -> Reply {
    let id = person.id.to_string();
    let fields = [("request[account]", id.as_str()), ("request[version]", person.version.as_str())];
    browser.call(&format!("/api/staff/{verb}"), &fields).await
}

async fn is_in(browser: &mut Client) -> bool {
    browser.call("/api/account/read_clock", &[]).await.status == 200
}

async fn events(test: &TestPortal, action: &str) -> i64 {
    test.number(&format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_at_once_and_end_the_sessions_that_began_with_others() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let mut joan = staff(&test, "joan", Role::FrontDesk).await;
        let person = find(&mut own, "joan").await;
        assert_eq!((person.roles.as_slice(), person.has_factor), (&[Role::FrontDesk][..], false));
        assert!(person.last_sign_in.is_some() && !person.is_own);
        assert_eq!(set_roles(&mut own, &person, &[]).await.status, 422);
        assert_eq!(set_roles(&mut own, &person, &["billing", "provider"]).await.status, 200);
        assert!(!is_in(&mut joan).await);
        let changed = find(&mut own, "joan").await;
        assert_eq!(changed.roles, [Role::Provider, Role::Billing]);
        let late = set_roles(&mut own, &person, &["front_desk"]).await;
        assert!(late.status == 409 && late.body.contains("staff.changed"), "{}", late.body);
        assert_eq!(events(&test, "staff.change_roles").await, 1);
        for (name, role) in [("ana", Role::Provider), ("bill", Role::Billing)] {
            let mut other = staff(&test, name, role).await;
            assert_eq!(other.call("/api/staff/list_colleagues", &[]).await.status, 403);
            assert_eq!(set_roles(&mut other, &changed, &["administrator"]).await.status, 403);
            assert_eq!(set_state(&mut other, &changed, "disable").await.status, 403);
        }
        test.pass(11 * 60);
        for reply in [
            set_roles(&mut own, &changed, &["billing"]).await,
            set_state(&mut own, &changed, "disable").await,
        ] {
            assert_eq!((reply.status, reply.body.as_str()), (403, r#"{"error":"step_up"}"#));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_disabled_is_out_at_once_and_comes_back_when_enabled() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let mut joan = staff(&test, "joan", Role::FrontDesk).await;
        let told = "SELECT COUNT(*) FROM live_event WHERE topic = 'sessions'";
        let before = test.number(told).await;
        let person = find(&mut own, "joan").await;
        assert_eq!(set_state(&mut own, &person, "disable").await.status, 200);
        assert!(!is_in(&mut joan).await);
        assert_eq!(test.number(told).await, before + 1, "streams are told");
        let sign_in = [("request[username]", "joan"), ("request[password]", "a quiet harbour at dawn")];
        assert_eq!(test.browser(&test.demo).call("/api/account/sign_in", &sign_in).await.status, 422);
        let disabled = find(&mut own, "joan").await;
        assert!(disabled.is_disabled);
        assert_eq!(set_state(&mut own, &disabled, "enable").await.status, 200);
        assert_eq!(test.browser(&test.demo).call("/api/account/sign_in", &sign_in).await.status, 200);
        assert_eq!((events(&test, "staff.disable").await, events(&test, "staff.enable").await), (1, 1));
        let elsewhere = Colleague { id: domain::ids::AccountId(Uuid::from_u128(1)), ..disabled };
        assert_eq!(set_state(&mut own, &elsewhere, "disable").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_themselves_and_of_two_who_remove_each_other_one_stays() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let myself = find(&mut own, "sofia").await;
        assert!(myself.is_own);
        for reply in [
            set_roles(&mut own, &myself, &["billing"]).await,
            set_state(&mut own, &myself, "disable").await,
        ] {
            assert!(reply.status == 422 && reply.body.contains("staff.own"), "{}", reply.body);
        }
        let mut marta = staff(&test, "marta", Role::Administrator).await;
        let (hers, mine) = (find(&mut own, "marta").await, find(&mut marta, "sofia").await);
        let (one, other) =
            tokio::join!(set_roles(&mut own, &hers, &["billing"]), set_state(&mut marta, &mine, "disable"));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        // Whoever was second is no administrator any more, has no session any more, or would have left nobody.
        assert_eq!(statuses[0], 200, "{} {}", one.body, other.body);
        assert!(matches!(statuses[1], 401 | 403 | 422), "{} {}", one.body, other.body);
        let left = "SELECT COUNT(*) FROM staff_role r JOIN account a ON a.facility_id = r.facility_id AND a.id = r.account_id \
                    WHERE r.role = 'administrator' AND a.is_disabled = FALSE";
        assert_eq!(test.number(left).await, 1);
    })
    .await;
}

async fn reset(browser: &mut Client, person: &Colleague, reason: &str) -> Reply {
    let id = person.id.to_string();
    let fields = [("request[account]", id.as_str()), ("request[reason]", reason)];
    browser.call("/api/staff/reset_factors", &fields).await
}

/// Gives joan a second factor that was proven.
async fn with_factor(test: &TestPortal, person: &Colleague) {
    let ids = format!("{}, {}, {}", test.id(test.demo.id.0), test.id(Uuid::new_v4()), test.id(person.id.0));
    test.sql(&format!(
        "INSERT INTO factor (facility_id, id, account_id, kind, label, last_step, is_synced, proven_s, created_s) \
         VALUES ({ids}, 'totp', 'phone', 0, FALSE, 1, 1)"
    ))
    .await;
}

/// Name and password; the second step waits.
async fn begin(test: &TestPortal) -> Client {
    let mut browser = test.browser(&test.demo);
    let fields = [("request[username]", "joan"), ("request[password]", "a quiet harbour at dawn")];
    let reply = browser.call("/api/account/sign_in", &fields).await;
    assert!(reply.status == 200 && reply.body.contains("second_factor"), "{}", reply.body);
    browser
}

async fn finish(browser: &mut Client, code: &str) -> Reply {
    browser.call("/api/account/finish_sign_in", &[("request[code]", code)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_takes_the_password_and_a_code_told_in_person_and_forces_a_new_factor() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let mut joan = staff(&test, "joan", Role::FrontDesk).await;
        let person = find(&mut own, "joan").await;
        with_factor(&test, &person).await;
        assert!(find(&mut own, "joan").await.has_factor);
        assert_eq!(reset(&mut own, &person, "  ").await.status, 422);
        let reply = reset(&mut own, &person, "Lost her phone on the train").await;
        let allowed: ResetAllowed = serde_json::from_str(&reply.body).expect(&reply.body);
        assert_eq!(allowed.minutes, 15);
        let stored = test.number("SELECT COUNT(*) FROM factor_reset").await;
        assert_eq!(stored, 1);
        // Nothing of hers has changed: she works on, and the factor is still asked for.
        assert!(is_in(&mut joan).await);
        let mut door = begin(&test).await;
        let step = door.call("/api/account/read_second_step", &[]).await;
        assert!(step.body.contains("\"has_recovery\":true") && step.body.contains("totp"), "{}", step.body);
        assert_eq!(finish(&mut door, "ABCD-EFGH").await.status, 422);
        let done = finish(&mut door, &allowed.code.to_lowercase()).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(!is_in(&mut joan).await, "every other session has ended");
        let factors = "SELECT COUNT(*) FROM factor";
        assert_eq!(test.number(factors).await, 0);
        // Nothing else opens before a new one is set up, although the clinic leaves it to each.
        let day = door.call("/api/booking/read_day", &[("request[day]", "2027-03-02")]).await;
        assert!(day.status == 403 && day.body.contains("account.enrol_first"), "{}", day.body);
        assert_eq!(door.call("/api/account/begin_totp", &[]).await.status, 200);
        assert_eq!(
            (events(&test, "staff.reset_factors").await, events(&test, "account.use_reset").await),
            (1, 1)
        );
        let notices =
            "SELECT COUNT(*) FROM outbox WHERE event IN ('notice_reset_allowed', 'notice_factors_reset')";
        assert_eq!(test.number(notices).await, 2);
        // The code is used up.
        with_factor(&test, &person).await;
        assert_eq!(finish(&mut begin(&test).await, &allowed.code).await.status, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_told_in_person_lasts_a_quarter_of_an_hour_and_five_tries() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        staff(&test, "joan", Role::FrontDesk).await;
        let person = find(&mut own, "joan").await;
        with_factor(&test, &person).await;
        let code = async |browser: &mut Client| -> String {
            let reply = reset(browser, &person, "Lost her phone").await;
            serde_json::from_str::<ResetAllowed>(&reply.body).expect("a code").code
        };
        let late = code(&mut own).await;
        test.pass(14 * 60);
        let mut door = begin(&test).await;
        test.pass(60);
        assert_eq!(finish(&mut door, &late).await.status, 422, "a second too late");
        let mut own = test.signed_in(&test.demo, "sofia").await;
        let good = code(&mut own).await;
        for _ in 0..5 {
            let mut door = begin(&test).await;
            assert_eq!(finish(&mut door, "0000-0000").await.status, 422);
            test.pass(20);
        }
        assert_eq!(finish(&mut begin(&test).await, &good).await.status, 422, "five were tried");
        assert_eq!(test.number("SELECT COUNT(*) FROM factor").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_invited_with_roles_and_only_the_link_leads_to_the_account() {
    on_each_database(async |mut test| {
        let post = Arc::new(Post::default());
        test.connect(&post);
        let mut own = administrator(&test).await;
        let invite = async |own: &mut Client, email: &str, roles: &[(&str, &str)]| {
            let mut fields = vec![("request[name]", "Joan  Doe"), ("request[email]", email)];
            fields.extend(roles);
            own.call("/api/staff/invite", &fields).await
        };
        let billing = [("request[roles][0]", "billing")];
        for (email, roles, field) in [("joan", &billing[..], "email"), ("joan@example.org", &[], "roles")] {
            let reply = invite(&mut own, email, roles).await;
            assert!(reply.status == 422 && reply.body.contains(field), "{}", reply.body);
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM invitation").await, 0);
        assert_eq!(invite(&mut own, "joan@example.org", &billing).await.status, 200);
        assert_eq!(events(&test, "staff.invite").await, 1);
        // Who cannot administer cannot either look at the link.
        let mut desk = staff(&test, "ines", Role::FrontDesk).await;
        let id = test
            .texts(
                "SELECT MAX(REPLACE(subject, ' billing', '')) FROM audit_event WHERE action = 'staff.invite'",
            )
            .await;
        let paper =
            desk.call("/api/invitations/read_paper", &[("request[invitation]", id[0].as_str())]).await;
        assert!(paper.status == 409, "{}", paper.body);
        for verb in ["resend", "revoke", "read_invitation"] {
            let path = format!("/api/invitations/{verb}");
            let reply = desk.call(&path, &[("request[invitation]", id[0].as_str())]).await;
            assert!(matches!(reply.status, 403 | 404), "{verb}: {}", reply.body);
        }
        let listed = desk.call("/api/invitations/list_invitations", &[("request[page]", "0")]).await;
        assert!(listed.status == 200 && !listed.body.contains("Joan"), "{}", listed.body);
        outbox::deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
        let mails = post.mails();
        let mail = mails.iter().find(|mail| mail.to == "joan@example.org").expect("a message");
        let at = mail.text.rfind("/activate/").expect("a link");
        let path = mail.text[at..].split_whitespace().next().expect("a link").to_owned();
        for is_first in [true, false] {
            let mut joan = test.browser(&test.demo);
            assert_eq!(joan.get(&path).await.status, 303);
            let checked = joan.call("/api/account/activation_check", &[("request[code]", "")]).await;
            assert_eq!(checked.status == 200, is_first, "{}", checked.body);
            if !is_first {
                break;
            }
            let fields = [("request[username]", "joan"), ("request[password]", "a loud mountain at noon")];
            let made = joan.call("/api/account/activation_finish", &fields).await;
            assert_eq!(made.status, 200, "{}", made.body);
        }
        let joan = find(&mut own, "joan").await;
        assert_eq!((joan.name.as_str(), joan.roles.as_slice()), ("Joan Doe", &[Role::Billing][..]));
        // Whoever may invite no longer has invited nobody.
        assert_eq!(invite(&mut own, "late@example.org", &billing).await.status, 200);
        outbox::deliver_due(&test.portal.backend, &test.demo).await.expect("delivered");
        let mails = post.mails();
        let mail = mails.iter().find(|mail| mail.to == "late@example.org").expect("a message");
        let at = mail.text.rfind("/activate/").expect("a link");
        let mut late = test.browser(&test.demo);
        late.get(mail.text[at..].split_whitespace().next().expect("a link")).await;
        assert_eq!(late.call("/api/account/activation_check", &[("request[code]", "")]).await.status, 200);
        test.sql("UPDATE account SET is_disabled = TRUE WHERE id IN (SELECT account_id FROM staff_role WHERE role = 'administrator')").await;
        let fields = [("request[username]", "late"), ("request[password]", "a loud mountain at noon")];
        let made = late.call("/api/account/activation_finish", &fields).await;
        assert!(made.status == 409, "{}", made.body);
    })
    .await;
}
