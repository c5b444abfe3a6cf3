//! The theme editor: who may, what a draft is worth, what and what publishing changes.

use crate::support::{Client, Reply, TestPortal, on_each_database};
use crate::theme_logos::{png, upload};
use domain::permission::Role;
use domain::theme::ThemeTokens;
use domain::theme::contract::ThemeEditor;

pub const PRIMARY: &str = "request[tokens][primary]";
/// The server functions of the theme, with a request each.
pub const FUNCTIONS: [&str; 5] = [
    "/api/theme/read_editor",
    "/api/theme/save_draft",
    "/api/theme/publish_draft",
    "/api/theme/roll_back",
    "/api/theme/discard_draft",
];
/// A primary colour that cannot be read on a light page.
pub const PALE: &str = "#f2c94c";

pub async fn staff(test: &TestPortal, username: &str, role: Role) -> Client {
    let mut account = test.account(&test.demo, username).await;
    account.roles = vec![role];
    test.add(account).await;
    test.signed_in(&test.demo, username).await
}

pub async fn administrator(test: &TestPortal) -> Client {
    staff(test, "sofia", Role::Administrator).await
}

/// A draft as the editor sends it.
pub fn fields(change: &[(&str, &str)], base: &str) -> Vec<(String, String)> {
    let tokens = ThemeTokens::default();
    let mut fields = vec![
        (PRIMARY.to_owned(), tokens.primary.to_string()),
        ("request[tokens][secondary]".to_owned(), tokens.secondary.to_string()),
        ("request[tokens][background]".to_owned(), tokens.background.to_string()),
        ("request[tokens][font]".to_owned(), tokens.font.key().to_owned()),
        ("request[tokens][radius]".to_owned(), tokens.radius.to_string()),
        ("request[tokens][logo_alt]".to_owned(), String::new()),
        ("request[base]".to_owned(), base.to_owned()),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

pub async fn call(browser: &mut Client, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call(path, &fields).await
}

pub async fn read(browser: &mut Client) -> ThemeEditor {
    let reply = browser.call("/api/theme/read_editor", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("an editor")
}

/// Saves a draft over what is there and answers with the base for the next step.
pub async fn save(browser: &mut Client, change: &[(&str, &str)]) -> String {
    let base = read(browser).await.base;
    let reply = call(browser, "/api/theme/save_draft", &fields(change, &base)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    read(browser).await.base
}

pub async fn publish(browser: &mut Client, base: &str, reason: &str) -> Reply {
    let fields = [("request[base]", base), ("request[override_reason]", reason)];
    browser.call("/api/theme/publish_draft", &fields).await
}

pub async fn stylesheet(test: &TestPortal) -> String {
    test.browser(&test.demo).get("/theme/any.css").await.body
}

pub async fn count(test: &TestPortal, sql: &str) -> i64 {
    test.portal.backend.db.query_number(sql).await.expect("a number")
}

#[tokio::test]
async fn nobody_but_an_administrator_of_this_clinic_reaches_the_editor() {
    on_each_database(async |test| {
        let mut own = administrator(&test).await;
        assert_eq!(own.get("/settings/appearance").await.status, 200);

        let mut stranger = test.browser(&test.demo);
        let page = stranger.get("/settings/appearance").await;
        assert_eq!((page.status, page.header("location")), (302, "/sign-in?next=/settings/appearance"));
        let mut elsewhere = test.browser(&test.norte);
        elsewhere.cookies = own.cookies.clone();
        for browser in [&mut stranger, &mut elsewhere] {
            for path in FUNCTIONS {
                let reply = call(
                    browser,
                    path,
                    &fields(&[("request[version]", "1"), ("request[current]", "1")], "x"),
                )
                .await;
                assert_eq!(reply.status, 401, "{path}: {}", reply.body);
            }
            assert_eq!(upload(browser, b"x".to_vec()).await.status, 401);
            assert_eq!(browser.get("/preview/home").await.status, 403);
        }

        let before =
            count(&test, "SELECT COUNT(*) FROM audit_event WHERE outcome = 'access.not_permitted'").await;
        test.add(test.account(&test.demo, "walter").await).await;
        let mut others = vec![test.signed_in(&test.demo, "walter").await];
        for (name, role) in [("joan", Role::FrontDesk), ("ana", Role::Provider), ("bill", Role::Billing)] {
            others.push(staff(&test, name, role).await);
        }
        for browser in &mut others {
            assert_eq!(browser.get("/settings/appearance").await.status, 403);
            for path in FUNCTIONS {
                let request = fields(&[("request[version]", "1"), ("request[current]", "1")], "version-0");
                let reply = call(browser, path, &request).await;
                assert_eq!(
                    (reply.status, reply.body.as_str()),
                    (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#),
                    "{path}"
                );
            }
            assert_eq!(upload(browser, png(8, 8)).await.status, 403);
            assert_eq!(browser.get("/preview/home").await.status, 403);
        }
        let after =
            count(&test, "SELECT COUNT(*) FROM audit_event WHERE outcome = 'access.not_permitted'").await;
        assert!(after - before >= 4 * 6, "each refusal is logged: {before} {after}");
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_draft").await, 0);
        assert_eq!(count(&test, "SELECT COUNT(*) FROM asset").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_draft_changes_nothing_until_it_is_published_and_can_be_rolled_back() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let original = stylesheet(&test).await;
        let base = save(&mut browser, &[(PRIMARY, "#7a1f5c"), ("request[tokens][radius]", "4")]).await;
        assert_eq!(stylesheet(&test).await, original, "a draft is nobody's business");
        let editor = read(&mut browser).await;
        assert_eq!((editor.tokens.radius, editor.published.radius, editor.version), (4, 12, 0));
        assert_eq!(editor.draft.and_then(|draft| draft.author).as_deref(), Some("Test sofia"));

        let reply = publish(&mut browser, &base, "").await;
        assert_eq!((reply.status, reply.body.as_str()), (200, "1"), "{}", reply.body);
        let published = stylesheet(&test).await;
        assert!(published.contains("--c-primary:#7a1f5c") && published.contains("--radius:4px"));
        let other = test.browser(&test.norte).get("/theme/any.css").await.body;
        assert!(!other.contains("#7a1f5c"), "the other clinic keeps its own");

        save(&mut browser, &[(PRIMARY, "#1f5c7a")]).await;
        let editor = read(&mut browser).await;
        assert_eq!(publish(&mut browser, &editor.base, "").await.body, "2");
        let back = [("request[version]", "1"), ("request[current]", "2")];
        assert_eq!(browser.call("/api/theme/roll_back", &back).await.body, "3");
        assert_eq!(stylesheet(&test).await, published);
        let again = browser.call("/api/theme/roll_back", &back).await;
        assert_eq!((again.status, again.body.contains("theme.changed")), (409, true), "{}", again.body);
        let own = [("request[version]", "0"), ("request[current]", "3")];
        assert_eq!(browser.call("/api/theme/roll_back", &own).await.body, "4");
        assert_eq!(stylesheet(&test).await, original, "the product's own is a way back too");
        let missing = [("request[version]", "9"), ("request[current]", "4")];
        assert_eq!(browser.call("/api/theme/roll_back", &missing).await.status, 404);

        let editor = read(&mut browser).await;
        let history: Vec<_> = editor.history.iter().map(|row| (row.version, row.author.as_deref())).collect();
        assert_eq!(history.len(), 4);
        assert_eq!(
            history.get(1..),
            Some(&[(3, Some("Test sofia")), (2, Some("Test sofia")), (1, Some("Test sofia"))][..])
        );
        assert_eq!(editor.draft, None);
        for (action, times) in [("theme.save_draft", 2), ("theme.publish", 2), ("theme.roll_back", 2)] {
            let sql =
                format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'");
            assert_eq!(count(&test, &sql).await, times, "{action}");
        }
        assert_eq!(count(&test, "SELECT COUNT(*) FROM live_event WHERE topic = 'theme'").await, 4);
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_over_what_a_colleague_saved_since() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        let mut javier = staff(&test, "javier", Role::Administrator).await;
        let seen = read(&mut javier).await.base;
        let base = save(&mut sofia, &[(PRIMARY, "#7a1f5c")]).await;

        let reply = call(&mut javier, "/api/theme/save_draft", &fields(&[(PRIMARY, "#1f5c7a")], &seen)).await;
        assert_eq!((reply.status, reply.body.contains("theme.changed")), (409, true), "{}", reply.body);
        assert_eq!(publish(&mut javier, &seen, "").await.status, 409);
        assert_eq!(javier.call("/api/theme/discard_draft", &[("request[base]", &seen)]).await.status, 409);
        assert_eq!(read(&mut javier).await.tokens.primary.to_string(), "#7a1f5c", "the first draft is whole");

        assert_eq!(publish(&mut sofia, &base, "").await.status, 200);
        let late = call(&mut sofia, "/api/theme/save_draft", &fields(&[(PRIMARY, "#1f5c7a")], &base)).await;
        assert_eq!(late.status, 409, "the draft was published meanwhile");
        let nothing = publish(&mut sofia, "version-1", "").await;
        assert_eq!((nothing.status, nothing.body.contains("theme.nothing_to_publish")), (422, true));

        let base = save(&mut javier, &[(PRIMARY, "#1f5c7a")]).await;
        assert_eq!(javier.call("/api/theme/discard_draft", &[("request[base]", &base)]).await.status, 200);
        assert_eq!(read(&mut javier).await.base, "version-1");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_publish_at_once_exactly_one_does() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let base = save(&mut browser, &[(PRIMARY, "#7a1f5c")]).await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (mut browser, base) = (browser.clone(), base.clone());
            tasks.spawn(async move { publish(&mut browser, &base, "").await.status });
        }
        let mut statuses = tasks.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409, 422].contains(status)), "{statuses:?}");
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_version").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_hard_to_read_is_published_only_with_a_reason_that_is_kept() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let base = save(&mut browser, &[(PRIMARY, PALE)]).await;
        for reason in ["", "   "] {
            let reply = publish(&mut browser, &base, reason).await;
            assert_eq!(reply.status, 422);
            assert!(reply.body.contains(r#"{"field":"override_reason","message":"override_needed"}"#), "{}", reply.body);
        }
        let long = "x".repeat(501);
        assert!(publish(&mut browser, &base, &long).await.body.contains("override_too_long"));
        assert_eq!(read(&mut browser).await.version, 0);
        assert_eq!(publish(&mut browser, &base, " The group's colour ").await.status, 200);
        let editor = read(&mut browser).await;
        assert_eq!(editor.history.first().and_then(|row| row.override_reason.as_deref()), Some("The group's colour"));
        let sql = "SELECT COUNT(*) FROM audit_event WHERE action = 'theme.publish' AND subject LIKE '%link_on_page%'";
        assert_eq!(count(&test, sql).await, 1, "the pairs are in the log");

        let base = save(&mut browser, &[(PRIMARY, "#0b5c73")]).await;
        assert_eq!(publish(&mut browser, &base, "not needed").await.status, 200);
        let first = read(&mut browser).await.history.into_iter().next().expect("a version");
        assert_eq!(first.override_reason, None, "no reason is kept where none was needed");
    })
    .await;
}

#[tokio::test]
async fn only_tokens_that_are_tokens_become_a_draft() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        for (name, value, expected) in [
            ("request[tokens][radius]", "21", "radius_too_large"),
            ("request[tokens][logo_light]", "logo-0000000000000000.png", "logo_unknown"),
            ("request[tokens][logo_light]", "../secret.png", "logo_unknown"),
            ("request[tokens][primary]", "red;}body{display:none}", "\"fields\":[]"),
            ("request[tokens][font]", "comic-sans", "\"fields\":[]"),
            ("request[tokens][css]", "body{}", "\"fields\":[]"),
        ] {
            let reply =
                call(&mut browser, "/api/theme/save_draft", &fields(&[(name, value)], "version-0")).await;
            assert_eq!((reply.status, reply.body.contains(expected)), (422, true), "{name}: {}", reply.body);
        }
        assert_eq!(count(&test, "SELECT COUNT(*) FROM theme_draft").await, 0);
    })
    .await;
}

#[tokio::test]
async fn only_the_preview_may_be_framed_and_it_runs_nothing() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        for screen in ["sign-in", "home", "booking"] {
            let page = browser.get(&format!("/preview/{screen}")).await;
            assert_eq!(page.status, 200, "{screen}: {}", page.body);
            let policy = page.header("content-security-policy");
            assert!(
                policy.contains("frame-ancestors 'self'") && policy.contains("script-src 'none'"),
                "{policy}"
            );
            assert!(policy.contains("form-action 'none'"), "{policy}");
            assert_eq!(page.header("x-frame-options"), "SAMEORIGIN");
            assert!(!page.body.contains("<script"), "{screen}");
            assert!(page.body.contains("data-brand=\"Clinic demo\""), "{screen}: {}", page.body);
        }
        assert_eq!(browser.get("/preview/nothing").await.status, 404);
        let editor = browser.get("/settings/appearance").await;
        let policy = editor.header("content-security-policy");
        assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(editor.header("x-frame-options"), "DENY");
        let other = browser.get("/sign-in").await;
        assert!(other.header("content-security-policy").contains("frame-src 'none'"));
        assert_eq!(other.header("x-frame-options"), "DENY");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_printed_as_the_draft_has_it_for_whoever_may_edit_it() {
    on_each_database(async |test| {
        let mut browser = administrator(&test).await;
        let published = browser.get("/preview/sheet.pdf").await;
        assert_eq!((published.status, published.header("content-type")), (200, "application/pdf"));
        assert!(published.bytes.starts_with(b"%PDF-1.7"));
        assert_eq!(published.header("cache-control"), "no-store");
        save(&mut browser, &[(PRIMARY, "#7a1f3d")]).await;
        let drafted = browser.get("/preview/sheet.pdf").await;
        assert!(drafted.bytes.starts_with(b"%PDF-1.7"));
        assert_ne!(drafted.bytes, published.bytes, "another colour");
        let mut desk = staff(&test, "joan", Role::FrontDesk).await;
        let reply = desk.get("/preview/sheet.pdf").await;
        assert_eq!(reply.status, 403);
        assert!(!reply.body.contains("%PDF"));
        assert_eq!(test.browser(&test.demo).get("/preview/sheet.pdf").await.status, 403);
    })
    .await;
}
