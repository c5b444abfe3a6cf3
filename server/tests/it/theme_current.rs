//! Pages that are told of no events ask which theme is published: a small question, the same for everybody.

use crate::support::on_each_database;
use crate::theme::{PRIMARY, administrator, publish, save};

const CURRENT: &str = "/theme/current.css";

#[tokio::test]
async fn whoever_is_not_signed_in_asks_which_theme_is_published_by_its_tag() {
    on_each_database(async |test| {
        let mut stranger = test.browser(&test.demo);
        let first = stranger.get(CURRENT).await;
        assert_eq!((first.status, first.header("cache-control")), (200, "public, no-cache"));
        let name = first.header("content-location").to_owned();
        let worn = stranger.get("/sign-in").await.body;
        assert!(worn.contains(&format!("href=\"{name}\"")), "{name} is what pages wear: {worn}");
        let kept = stranger.get(&name).await;
        assert_eq!((kept.body.as_str(), kept.status), (first.body.as_str(), 200));
        assert!(kept.header("cache-control").contains("immutable"));

        stranger.headers.push(("if-none-match", first.header("etag").to_owned()));
        let again = stranger.get(CURRENT).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
        assert_eq!(again.header("content-location"), name);
        assert!(stranger.cookies.is_empty(), "nobody is known by it");

        let mut sofia = administrator(&test).await;
        let base = save(&mut sofia, &[(PRIMARY, "#7a1f5c")]).await;
        assert_eq!(stranger.get(CURRENT).await.status, 304, "a draft is nobody's business");
        assert_eq!(publish(&mut sofia, &base, "").await.status, 200);
        let fresh = stranger.get(CURRENT).await;
        assert_eq!(fresh.status, 200);
        assert!(fresh.body.contains("--c-primary:#7a1f5c"));
        assert_ne!(fresh.header("content-location"), name);
        let elsewhere = test.browser(&test.norte).get(CURRENT).await;
        assert!(!elsewhere.body.contains("#7a1f5c"), "the other clinic keeps its own");
    })
    .await;
}
