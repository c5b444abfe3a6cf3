//! The security settings: who may, what cannot be, whom a change concerns, and that it holds at once for everybody.

use crate::support::{Client, Reply, TestPortal, on_each_database};
use crate::theme::{administrator, staff};
use domain::account::security::{FactorKind, FactorPolicy};
use domain::permission::Role;
use domain::security::contract::SecurityPage;

const SAVE: &str = "/api/security/save_settings";

async fn read(browser: &mut Client) -> SecurityPage {
    let reply = browser.call("/api/security/read_settings", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("settings")
}

/// The form as the page shows it, with some fields otherwise.
fn fields(page: &SecurityPage, change: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![("request[version]".to_owned(), page.version.clone())];
    for (name, audience) in [("patients", &page.settings.patients), ("staff", &page.settings.staff)] {
        let mut add = |field: String, value: String| fields.push((format!("request[{name}]{field}"), value));
        add("[policy]".to_owned(), audience.policy.name().to_owned());
        for (index, kind) in
            FactorKind::ALL.iter().enumerate().filter(|(_, kind)| audience.factors.contains(kind))
        {
            add(format!("[factors][{index}]"), kind.name().to_owned());
        }
        add("[grace]".to_owned(), audience.grace.to_string());
        add("[idle_minutes]".to_owned(), audience.idle_minutes.to_string());
        add("[absolute_hours]".to_owned(), audience.absolute_hours.to_string());
    }
    let texts = &page.settings.text_messages;
    fields.push(("request[text_messages][countries]".to_owned(), texts.countries.join(",")));
    fields.push(("request[text_messages][most_per_day]".to_owned(), texts.most_per_day.to_string()));
    fields.push(("request[hand_over_age]".to_owned(), page.settings.hand_over_age.to_string()));
    if page.settings.is_complex {
        fields.push(("request[is_complex]".to_owned(), "true".to_owned()));
    }
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields
}

async fn save(browser: &mut Client, page: &SecurityPage, change: &[(&str, &str)]) -> Reply {
    let fields = fields(page, change);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call(SAVE, &fields).await
}

async fn changes(test: &TestPortal) -> Vec<String> {
    test.texts("SELECT subject FROM audit_event WHERE action = 'security.change' AND outcome = 'done' ORDER BY subject").await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_administrators_reads_or_changes_them() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let page = read(&mut own).await;
        assert_eq!(own.get("/settings/security").await.status, 200);
        for (name, role) in [("joan", Role::FrontDesk), ("ana", Role::Provider), ("bill", Role::Billing)] {
            let mut other = staff(&test, name, role).await;
            assert_eq!(other.call("/api/security/read_settings", &[]).await.status, 403, "{name}");
            assert_eq!(save(&mut other, &page, &[]).await.status, 403, "{name}");
            assert_eq!(other.get("/settings/security").await.status, 403, "{name}");
        }
        assert_eq!(changes(&test).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_named_field_by_field_and_nothing_is_written() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let page = read(&mut own).await;
        let invalid = save(
            &mut own,
            &page,
            &[
                ("request[patients][idle_minutes]", "4"),
                ("request[staff][absolute_hours]", "a while"),
                ("request[staff][grace]", "11"),
            ],
        )
        .await;
        assert_eq!(invalid.status, 422, "{}", invalid.body);
        for name in ["patients.idle_minutes", "staff.absolute_hours", "staff.grace"] {
            assert!(invalid.body.contains(name), "{name}: {}", invalid.body);
        }
        // Nothing is connected here: whoever had to set up a text message would be locked out.
        let stuck = save(
            &mut own,
            &page,
            &[
                ("request[staff][policy]", "required"),
                ("request[staff][factors][0]", ""),
                ("request[staff][factors][1]", ""),
                ("request[is_confirmed]", "true"),
            ],
        )
        .await;
        assert!(stuck.status == 422 && stuck.body.contains("security_none_reachable"), "{}", stuck.body);
        assert_eq!(page, read(&mut own).await);
        test.pass(11 * 60);
        let stale = save(&mut own, &page, &[("request[is_complex]", "true")]).await;
        assert_eq!((stale.status, stale.body.as_str()), (403, r#"{"error":"step_up"}"#));
        assert_eq!(changes(&test).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_concerns_people_is_confirmed_first_and_a_colleagues_is_not_written_over() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let mut other = staff(&test, "marta", Role::Administrator).await;
        test.add(test.account(&test.demo, "walter").await).await;
        let page = read(&mut own).await;
        assert_eq!(page.census.staff.groups, [(vec![], 2)]);
        assert_eq!(page.census.patients.groups, [(vec![], 1)]);
        assert_eq!((page.census.staff.sessions, page.census.patients.sessions), (2, 0));
        let required = ("request[staff][policy]", "required");
        let asked = save(&mut own, &page, &[required]).await;
        assert!(asked.status == 422 && asked.body.contains("security.confirm"), "{}", asked.body);
        assert_eq!(read(&mut own).await.settings.staff.policy, FactorPolicy::Optional);
        let saved = save(&mut own, &page, &[required, ("request[is_confirmed]", "true")]).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let late = save(&mut other, &page, &[("request[is_complex]", "true")]).await;
        assert!(late.status == 409 && late.body.contains("security.changed"), "{}", late.body);
        let now = read(&mut other).await;
        assert_eq!((now.settings.staff.policy, now.settings.is_complex), (FactorPolicy::Required, false));
        assert_eq!(save(&mut other, &now, &[("request[is_complex]", "true")]).await.status, 200);
        assert_eq!(changes(&test).await, ["passwords.complex=true", "staff.policy=required"]);
        // What is as it was leaves no event.
        let same = read(&mut own).await;
        assert_eq!(save(&mut own, &same, &[]).await.status, 200);
        assert_eq!(changes(&test).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shorter_limits_end_open_sessions_at_once_and_only_those_of_their_audience() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        test.add(test.account(&test.norte, "lucia").await).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let mut lucia = test.signed_in(&test.norte, "lucia").await;
        test.pass(9 * 60);
        let mut own = administrator(&test).await;
        test.pass(60);
        assert_eq!(walter.clone().call("/api/account/read_clock", &[]).await.status, 200);
        let page = read(&mut own).await;
        let shorter = [("request[patients][idle_minutes]", "5"), ("request[is_confirmed]", "true")];
        assert_eq!(save(&mut own, &page, &shorter).await.status, 200);
        assert_eq!(walter.call("/api/account/read_clock", &[]).await.status, 401);
        assert_eq!(lucia.call("/api/account/read_clock", &[]).await.status, 200, "another clinic's");
        assert_eq!(own.call("/api/account/read_clock", &[]).await.status, 200);
        assert_eq!(changes(&test).await, ["patients.idle_minutes=5"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_works_without_scripts() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        let page = read(&mut own).await;
        let form = |change: &[(&str, &str)]| fields(&page, change);
        async fn post(browser: &mut Client, fields: &[(String, String)]) -> Reply {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post_form(SAVE, &fields).await
        }
        let refused = post(&mut own, &form(&[("request[staff][grace]", "99")])).await;
        assert_eq!(refused.status, 303);
        let shown = own.get("/settings/security").await.body;
        assert!(shown.contains("value=\"99\"") && shown.contains("Use 0 to 10."), "the typed value and why");
        let asked = post(&mut own, &form(&[("request[staff][policy]", "required")])).await;
        assert_eq!(asked.status, 303);
        let shown = own.get("/settings/security").await.body;
        assert!(shown.contains("1 colleague has to set up") && shown.contains("request[is_confirmed]"));
        let saved = post(
            &mut own,
            &form(&[("request[staff][policy]", "required"), ("request[is_confirmed]", "true")]),
        )
        .await;
        assert!(saved.header("location").starts_with("/settings/security?saved="), "{saved:?}");
        let location = saved.header("location").to_owned();
        assert!(own.get(&location).await.body.contains("data-saved"));
    })
    .await;
}
