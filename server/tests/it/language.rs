//! In which language a page is written: the account's choice, else the browser's, else what it asks for, else the clinic's.

use crate::support::{Client, on_each_database};

const SET: &str = "/api/account/set_language";

async fn choose(browser: &mut Client, language: &str, next: &str) -> String {
    let reply = browser.post_form(SET, &[("request[language]", language), ("request[next]", next)]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.header("location").to_owned()
}

async fn lang_of(browser: &mut Client, path: &str) -> String {
    let reply = browser.get(path).await;
    let lang = reply.body.split("<html lang=\"").nth(1).and_then(|rest| rest.split('"').next());
    lang.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_is_signed_out_chooses_for_this_browser() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        assert_eq!(lang_of(&mut browser, "/sign-in").await, "en");
        assert_eq!(choose(&mut browser, "es", "/sign-in?next=/records").await, "/sign-in?next=/records");
        assert_eq!(lang_of(&mut browser, "/sign-in").await, "es");
        browser.headers.push(("accept-language", "en".to_owned()));
        assert_eq!(
            lang_of(&mut browser, "/sign-in").await,
            "es",
            "a choice outweighs what the browser asks for"
        );
        let mut other = test.browser(&test.demo);
        assert_eq!(lang_of(&mut other, "/sign-in").await, "en");
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_chooses_for_the_account_everywhere() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        assert_eq!(choose(&mut browser, "es", "/more").await, "/more");
        let mut elsewhere = test.signed_in(&test.demo, "walter").await;
        elsewhere.headers.push(("accept-language", "en".to_owned()));
        assert_eq!(lang_of(&mut elsewhere, "/").await, "es");
        let sql = "SELECT count(*) FROM audit_event WHERE action = 'account.set_language' AND subject = 'es'";
        assert_eq!(test.portal.backend.db.query_number(sql).await.expect("a number"), 1);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_language_changes_nothing() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let reply = browser.call(SET, &[("request[language]", "xx")]).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (422, r#"{"error":"invalid","fields":[{"field":"language","message":"not_in_list"}]}"#)
        );
        assert!(browser.cookies.is_empty());
        browser.cookies.insert("__Host-lang".to_owned(), "xx".to_owned());
        assert_eq!(lang_of(&mut browser, "/sign-in").await, "en");
    })
    .await;
}

#[tokio::test]
async fn the_way_back_leads_to_this_portal_only() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        for bad in ["https://evil.example/", "//evil.example", "/\\evil.example", ""] {
            assert_eq!(choose(&mut browser, "es", bad).await, "/", "{bad}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts() {
    on_each_database(async |test| {
        let reply = test.browser(&test.demo).post_form(SET, &[("request[language]", "es")]).await;
        assert_eq!(
            reply.header("set-cookie"),
            "__Host-lang=es; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"
        );
    })
    .await;
}

#[tokio::test]
async fn errors_and_titles_follow_the_choice() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut browser = test.browser(&test.demo);
        choose(&mut browser, "es", "/").await;
        let page = browser.get("/sign-in").await;
        assert!(page.body.contains("<title>Entrar · Clinic demo</title>"), "{}", page.body);
        assert_eq!(page.header("content-language"), "es");
        assert!(browser.get("/nowhere").await.body.contains("No encontrado"));
        assert!(browser.get("/files/visits/none.ics").await.body.contains("No encontrado"));
        let mut stranger = Client::new(test.router.clone(), "other.localhost");
        stranger.cookies.clone_from(&browser.cookies);
        assert!(stranger.get("/").await.body.contains("Ningún centro responde"));
    })
    .await;
}

#[tokio::test]
async fn both_ways_to_switch_are_on_the_page() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let page = test.browser(&test.demo).get("/sign-in?next=/records").await.body;
        assert!(page.contains("action=\"/api/account/set_language\"") && page.contains("Español"), "{page}");
        let more = test.signed_in(&test.demo, "walter").await.get("/more").await.body;
        assert!(more.contains("action=\"/api/account/set_language\""), "{more}");
    })
    .await;
}
