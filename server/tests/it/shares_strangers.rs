//! Share links and strangers: what whoever has one gets, and whoever has none does not.

use crate::isolation::world::World;
use crate::support::on_each_database;
use crate::support::shared_links::{Link, ask, call, decrypted, document, linked, open, walter};
use axum::http::Method;
use domain::shares::contract::ShareLine;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_long_for_the_answer_is_fetched_once() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("hour", "once", "")).await;
        let other = linked(&mut walter, ("hour", "many", "")).await;
        let short = json!({"recipient": "Dr. Bell", "embeddedLengthMax": 10});
        let at = async |link: &Link| {
            let reply = ask(&test, &test.demo, &link.path, &short).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            let manifest: Value = serde_json::from_str(&reply.body).expect("a manifest");
            assert!(manifest["files"][0].get("embedded").is_none(), "{manifest}");
            let address = manifest["files"][0]["location"].as_str().expect("an address").to_owned();
            address.split_once(":3000").expect("of this portal").1.to_owned()
        };
        let path = at(&link).await;
        let mut viewer = test.browser(&test.demo);
        assert_eq!(test.browser(&test.norte).get(&path).await.status, 404, "at the other clinic");
        let headers: [(&str, &str); 0] = [];
        let looked = viewer.send(Method::HEAD, &path, &headers, String::new()).await;
        assert_eq!(looked.status, 405, "a look uses nothing up");
        let reply = viewer.get(&path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/jose"));
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(decrypted(&link, &reply.body)["type"], "document");
        assert_eq!(viewer.get(&path).await.status, 404, "once");
        let fetched = "SELECT COUNT(*) FROM audit_event WHERE action = 'share.fetch' AND outcome = 'done'";
        assert_eq!(test.number(fetched).await, 1);
        // Within minutes, and not after its end.
        let late = at(&other).await;
        test.pass(5 * 60);
        assert_eq!(viewer.get(&late).await.status, 404);
        let ended = at(&other).await;
        let end = [("request[id]", other.id.as_str())];
        assert_eq!(walter.call("/api/shares/end_share", &end).await.status, 200);
        assert_eq!(viewer.get(&ended).await.status, 404);
        // Where there is room, it is in the answer.
        let again = linked(&mut walter, ("hour", "many", "")).await;
        let roomy = json!({"recipient": "Dr. Bell", "embeddedLengthMax": 1_000_000});
        document(&again, &ask(&test, &test.demo, &again.path, &roomy).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_made_a_link_sees_and_ends_it_and_only_its_clinic_knows_it() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        test.heads().await;
        let link = linked(&mut world.walter.0, ("day", "many", "")).await;
        let id = [("request[id]", link.id.as_str())];
        for (why, client, expected) in [
            ("maya", &world.maya.0, 404),
            ("lucia", &world.lucia.0, 404),
            ("proxy", &world.proxy, 404),
            ("records_alone", &world.records_alone, 404),
            ("results_alone", &world.results_alone, 403),
            ("visits_alone", &world.visits_alone, 403),
        ] {
            let mut client = client.clone();
            for endpoint in ["read_share", "end_share"] {
                let reply = client.call(&format!("/api/shares/{endpoint}"), &id).await;
                assert_eq!(reply.status, expected, "{why} {endpoint}: {}", reply.body);
            }
            if expected == 404 {
                assert_eq!(call::<Vec<ShareLine>>(&mut client, "list_shares", &[]).await, [], "{why}");
            }
        }
        let body = json!({"recipient": "Dr. Bell"});
        assert_eq!(ask(&test, &test.norte, &link.path, &body).await.status, 404, "at the other clinic");
        assert_eq!(ask(&test, &test.demo, "/share/manifest/not-base64url!", &body).await.status, 404);
        document(&link, &open(&test, &link, "").await);
        // A session changes nothing there: whoever opens a link is a stranger.
        let mut walter = world.walter.0.clone();
        let headers = [("content-type", "application/json")];
        let reply = walter.send(Method::POST, &link.path, &headers, body.to_string()).await;
        document(&link, &reply);
        let strangers = "SELECT COUNT(*) FROM audit_event WHERE action = 'share.open' AND account_id IS NULL";
        assert_eq!(test.number(strangers).await, 2);
        let question = walter.send(Method::OPTIONS, &link.path, &[], String::new()).await;
        assert_eq!((question.status, question.header("access-control-allow-origin")), (204, "*"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_addresses_has_to_wait() {
    on_each_database(async |test| {
        let body = json!({"recipient": "Somebody"});
        let path = format!("/share/manifest/{}", "A".repeat(43));
        for _ in 0..60 {
            assert_eq!(ask(&test, &test.demo, &path, &body).await.status, 404);
        }
        let reply = ask(&test, &test.demo, &path, &body).await;
        assert_eq!((reply.status, reply.header("retry-after")), (429, "60"));
        test.pass(60);
        assert_eq!(ask(&test, &test.demo, &path, &body).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_shared_record_is_the_same_for_everybody() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let link = linked(&mut walter, ("day", "many", "")).await;
        let mut stranger = test.browser(&test.demo);
        let reply = stranger.get("/share").await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"));
        assert!(reply.body.contains("needs JavaScript") && !reply.body.contains("Hughes"), "{}", reply.body);
        assert_eq!(stranger.get("/share.js").await.header("content-type"), "text/javascript; charset=utf-8");
        // Its maker's pages are not for strangers.
        for path in ["/records/share", "/records/share/new", &format!("/records/share/{}", link.id)] {
            let reply = stranger.get(path).await;
            assert!(reply.header("location").starts_with("/sign-in?next="), "{path}: {}", reply.status);
            assert_eq!(walter.get(path).await.status, 200, "{path}");
        }
    })
    .await;
}
