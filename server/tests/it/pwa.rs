//! The installed application: its manifest and icons follow the brand; its worker and offline page know nobody.

use crate::support::{Client, on_each_database};
use domain::theme::{Color, ThemeTokens};
use serde_json::Value;
use usecases::theme;

async fn manifest(browser: &mut Client) -> Value {
    let reply = browser.get("/manifest.webmanifest").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/manifest+json"));
    serde_json::from_str(&reply.body).expect("JSON")
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[tokio::test]
async fn the_manifest_names_the_clinic_and_wears_its_published_colours() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let before = manifest(&mut browser).await;
        assert_eq!(text(&before, "/name"), "Clinic demo");
        assert_eq!(text(&before, "/short_name"), "Clinic demo");
        assert_eq!(text(&before, "/theme_color"), ThemeTokens::default().primary.to_string());
        assert_eq!(text(&before, "/display"), "standalone");
        for field in ["/id", "/start_url", "/scope"] {
            assert_eq!(text(&before, field), "/");
        }
        let shortcuts: Vec<&str> = (0..2)
            .map(|at| text(&before, &format!("/shortcuts/{at}/url")).split('#').next().unwrap_or_default())
            .collect();
        assert_eq!(shortcuts, ["/visits/book", "/visits"]);

        let tokens = ThemeTokens { primary: Color::hex(0x7A_1F_3D), ..ThemeTokens::default() };
        theme::publish_as_operator(&test.portal.backend, test.demo.id, &tokens).await.expect("a theme");
        let after = manifest(&mut browser).await;
        assert_eq!(text(&after, "/theme_color"), "#7a1f3d");
        assert_ne!(text(&after, "/icons/0/src"), text(&before, "/icons/0/src"));

        let spanish = manifest(&mut test.browser(&test.norte)).await;
        assert_eq!(text(&spanish, "/lang"), "es");
        assert_eq!(text(&spanish, "/shortcuts/0/name"), "Pedir cita");
    })
    .await;
}

#[tokio::test]
async fn every_icon_of_the_manifest_is_there_and_kept_for_ever() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let manifest = manifest(&mut browser).await;
        let icons = manifest.get("icons").and_then(Value::as_array).expect("icons").clone();
        for (purpose, size) in
            [("any", "192x192"), ("any", "512x512"), ("maskable", "192x192"), ("maskable", "512x512")]
        {
            assert!(
                icons.iter().any(|icon| text(icon, "/purpose") == purpose && text(icon, "/sizes") == size),
                "{purpose} {size}"
            );
        }
        for icon in &icons {
            let reply = browser.get(text(icon, "/src")).await;
            assert_eq!((reply.status, reply.header("content-type")), (200, text(icon, "/type")));
            assert!(reply.header("cache-control").contains("immutable"));
            if text(icon, "/type") == "image/png" {
                assert!(reply.body.contains("PNG"));
            }
        }
        let again = browser.get(text(&manifest, "/icons/0/src")).await;
        assert_eq!(again.status, 200);
        for path in ["/icon.svg", "/favicon.ico", "/apple-touch-icon.png", "/icons/0-1-any.svg"] {
            let reply = browser.get(path).await;
            assert_eq!((reply.status, reply.header("cache-control")), (200, "private, no-cache"), "{path}");
        }
        assert_eq!(browser.get("/icons/nothing.png").await.status, 404);
        let page = browser.get("/sign-in").await.body;
        assert!(page.contains("rel=\"manifest\"") && page.contains("rel=\"apple-touch-icon\""), "{page}");
        assert!(page.contains("-any.svg\""), "the tab's icon follows the brand");
    })
    .await;
}

#[tokio::test]
async fn manifest_and_worker_are_confirmed_by_tag() {
    on_each_database(async |test| {
        for path in ["/manifest.webmanifest", "/sw.js", "/offline", "/icon.svg"] {
            let mut browser = test.browser(&test.demo);
            let first = browser.get(path).await;
            assert_eq!(first.header("cache-control"), "private, no-cache", "{path}");
            browser.headers.push(("if-none-match", first.header("etag").to_owned()));
            assert_eq!(browser.get(path).await.status, 304, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_worker_covers_the_whole_portal_and_has_the_builds_version() {
    on_each_database(async |test| {
        let reply = test.browser(&test.demo).get("/sw.js").await;
        assert_eq!(reply.header("service-worker-allowed"), "/");
        assert!(reply.header("content-type").starts_with("text/javascript"));
        assert!(!reply.body.contains("{version}") && reply.body.contains("const CACHE = 'portal-"));
    })
    .await;
}

#[tokio::test]
async fn the_offline_page_is_the_same_for_everybody_and_runs_nothing() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let stranger = test.browser(&test.demo).get("/offline").await;
        let signed_in = test.signed_in(&test.demo, "walter").await.get("/offline").await;
        assert_eq!(stranger.status, 200);
        assert_eq!(stranger.body, signed_in.body);
        assert!(stranger.body.starts_with("<!DOCTYPE html>"), "{}", stranger.body);
        assert!(stranger.body.contains("Clinic demo") && stranger.body.contains("tel:+15550100"));
        assert!(!stranger.body.contains("<script"), "{}", stranger.body);
        // What the worker shows where a browser keeps a card.
        let is_hidden = ["id=\"kept-card\" hidden>", "id=\"kept-card\" hidden=\"\">"];
        assert!(is_hidden.iter().any(|mark| stranger.body.contains(mark)), "{}", stranger.body);
        let spanish = test.browser(&test.norte).get("/offline").await;
        assert!(spanish.body.contains("<html lang=\"es\">") && spanish.body.contains("Sin conexión"));
        assert_eq!(spanish.header("content-language"), "es");
    })
    .await;
}

#[tokio::test]
async fn only_the_published_font_is_loaded_early() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        assert!(browser.get("/sign-in").await.body.contains("/fonts/atkinson"));
        theme::publish_as_operator(&test.portal.backend, test.demo.id, &ThemeTokens::norte())
            .await
            .expect("a theme");
        let page = browser.get("/sign-in").await.body;
        assert!(
            page.contains("/fonts/figtree-5.3.0-400-700-latin.woff2") && !page.contains("/fonts/atkinson")
        );
        assert!(!page.contains("latin-ext.woff2"));
    })
    .await;
}

#[tokio::test]
async fn what_browsers_fetch_by_themselves_keeps_no_session_awake() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        for _ in 0..31 {
            test.pass(60);
            for path in ["/manifest.webmanifest", "/sw.js", "/offline", "/icon.svg"] {
                browser.get(path).await;
            }
        }
        assert_eq!(browser.get("/").await.status, 302);
    })
    .await;
}
