//! The theme editor's preview: the pages that patients see, part by part, with nobody's data.

use crate::support::{Client, TestPortal, on_each_database};
use crate::theme::count;
use usecases::account::{Passwords, Strength};
use usecases::demo;

/// What a page is made of, in its order: the opening tags of these elements within its main part.
fn parts(html: &str, names: &[&str]) -> Vec<String> {
    let main = html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>"));
    let tags = main.map_or("", |(main, _)| main).split('<').skip(1);
    let tags = tags.map(|piece| piece.split('>').next().unwrap_or_default());
    let is_meant = |tag: &&str| tag.split_whitespace().next().is_some_and(|name| names.contains(&name));
    // Where a visit can be had at several places, one more is asked for.
    tags.filter(is_meant).filter(|tag| !tag.contains("id=\"at\"")).map(ToOwned::to_owned).collect()
}

async fn of_the_demo(test: &TestPortal, username: &str, accounts: &[demo::DemoAccount]) -> Client {
    let account = accounts
        .iter()
        .find(|account| account.username == username && account.facility == "demo")
        .expect("an account");
    let mut browser = test.browser(&test.demo);
    let fields = [("request[username]", account.username), ("request[password]", account.password)];
    assert_eq!(browser.post_form("/api/account/sign_in", &fields).await.status, 303);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_shows_the_very_pages_of_patients_and_asks_for_nobodys_data() {
    on_each_database(async |test| {
        let accounts =
            demo::seed(&test.portal.backend, &Passwords::new(Strength::FLOOR)).await.expect("a demo");
        let mut walter = of_the_demo(&test, "walter", &accounts).await;
        let mut sofia = of_the_demo(&test, "admin", &accounts).await;
        let options = walter.call("/api/booking/read_options", &[]).await.body;
        let kind =
            options.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a visit type");
        let sign_in = test.browser(&test.demo).get("/sign-in").await.body;
        let pages = [
            ("sign-in", sign_in, &["h1", "h2", "section", "form", "label", "input"][..]),
            ("home", walter.get("/").await.body, &["h1", "h2", "nav", "section"]),
            (
                "booking",
                walter.get(&format!("/visits/book?type={kind}")).await.body,
                &["h1", "h2", "nav", "label", "select"],
            ),
        ];
        let before = count(&test, "SELECT COUNT(*) FROM audit_event").await;
        for (screen, real, names) in pages {
            let shown = sofia.get(&format!("/preview/{screen}")).await;
            assert_eq!(shown.status, 200, "{screen}: {}", shown.body);
            let wanted = parts(&real, names);
            assert!(wanted.len() > 3, "{screen}: {wanted:?} in {real}");
            assert_eq!(parts(&shown.body, names), wanted, "{screen}: the preview is no other page");
            assert!(!shown.body.contains("Hughes"), "{screen}");
            assert_eq!(shown.body.contains("Alex Sample"), screen != "sign-in", "{screen}: {}", shown.body);
        }
        // What is handed in is shown: neither a refusal nor a shape that waits stands in its place.
        let home = sofia.get("/preview/home").await.body;
        for words in
            ["data-new-results=\"1\"", "Dr. Robin Example", "Example tablets 10 mg", "Example vaccine"]
        {
            assert!(home.contains(words), "{words}: {home}");
        }
        let booking = sofia.get("/preview/booking").await.body;
        assert!(booking.contains("name=\"request[start]\""), "times to press: {booking}");
        assert_eq!(count(&test, "SELECT COUNT(*) FROM audit_event").await, before, "nobody's record is read");
    })
    .await;
}
